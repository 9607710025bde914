"""The locks, the making of .venv, and the promises of pyproject.toml."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app import __version__

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
LINUX_ARM = {"platform_machine": "aarch64", "sys_platform": "linux", "python_full_version": "3.11.9"}
LINUX = LINUX_ARM | {"platform_machine": "x86_64"}
WINDOWS = {"platform_machine": "AMD64", "sys_platform": "win32", "python_full_version": "3.11.9"}


def pins(lock):
    """Every requirement of a lock, without its hashes."""
    lines = (PACKAGING / lock).read_text("utf-8").splitlines()
    return [Requirement(line.removesuffix(" \\")) for line in lines if not line.startswith(" ")]


def chosen(lock, platform):
    """Name and version of everything a platform installs."""
    here = {"implementation_name": "cpython", "platform_python_implementation": "CPython"} | platform
    wanted = [pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate(here)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in wanted}


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The module that makes .venv, working on an empty project in a folder with 中文 and a space."""
    spec = importlib.util.spec_from_file_location("environment", PACKAGING / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "中文 路径"
    for room, file in (("app", "cli.py"), ("ui", "__main__.py")):
        (root / room).mkdir(parents=True)
        (root / room / file).write_text("import sys\nprint(__name__, __file__, *sys.argv[1:])\n", "utf-8")
    for kind in ("run", "dev"):
        (root / f"{kind}.lock").write_text(f"# {kind}\n", "utf-8")
        monkeypatch.setitem(module.LOCKED_BY, kind, root / f"{kind}.lock")
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.delenv("PYTHONPATH", raising=False)  # a developer's own would be found before the project
    monkeypatch.setattr(module, "NEW_VENV", ("-m", "venv", "--without-pip"))  # pip takes seconds, we need none
    return module


@pytest.fixture
def installed(environment, monkeypatch):
    """What was asked of pip, which itself is not run."""
    kinds = []
    monkeypatch.setattr(environment, "install", lambda venv, kind: kinds.append(kind))
    return kinds


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_names_no_host_and_no_path(lock):
    lines = (PACKAGING / lock).read_text("utf-8").splitlines()

    pin = re.compile(r"[a-z0-9-]+==[0-9a-z.]+( ; [\w.\s'!=<>()]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not (pin.fullmatch(line) or digest.fullmatch(line))] == []
    assert all(digest.fullmatch(after) for before, after in pairwise(lines) if before.endswith("\\"))


@pytest.mark.parametrize("platform", [LINUX, LINUX_ARM, WINDOWS])
def test_each_platform_gets_one_version_of_everything_the_project_asks_for(platform):
    runtime, tools = chosen(LOCKS[0], platform), chosen(LOCKS[1], platform)
    asked = [Requirement(line) for line in PROJECT["dependencies"]]
    asked_dev = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]

    for wanted, lock in [(asked, runtime), (asked + asked_dev, tools)]:
        for requirement in wanted:
            if requirement.marker is None or requirement.marker.evaluate(platform):
                version = lock[canonicalize_name(requirement.name)]
                assert requirement.specifier.contains(version), requirement
    assert runtime.items() <= tools.items()


@pytest.mark.parametrize(("platform", "version"), [(LINUX, "6.9.3"), (WINDOWS, "6.9.3"), (LINUX_ARM, "6.8.0.2")])
def test_the_newest_qt_that_loads_on_the_platform_is_locked(platform, version):
    locked = chosen("requirements.lock", platform)

    assert locked["pyside6-essentials"] == locked["shiboken6"] == version


def test_the_version_is_written_alike_in_both_places():
    assert PROJECT["version"] == __version__


def test_our_packaging_folder_never_hides_the_library_of_that_name():
    assert not (PACKAGING / "__init__.py").exists()


@pytest.mark.parametrize("script", ["setup.bat", "run.bat", "test.bat"])
def test_windows_scripts_have_windows_line_ends(script):
    lines = (PACKAGING / script).read_bytes().split(b"\n")

    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert lines[-1] == b""


@pytest.mark.parametrize("name", ["mingzhang", "mingzhang-cli"])
def test_the_start_commands_work_from_a_folder_that_has_an_app_of_its_own(environment, installed, tmp_path, name):
    venv = environment.ROOT / ".venv"
    module = environment.MODULES[name]
    (tmp_path / "别处" / "app").mkdir(parents=True)
    (tmp_path / "别处" / "app" / "cli.py").write_text("raise SystemExit('the wrong one')", "utf-8")
    environment.main([])

    done = subprocess.run(
        [venv / ("Scripts" if os.name == "nt" else "bin") / name, "list", "问题 台账"],
        cwd=tmp_path / "别处",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    room = environment.ROOT.joinpath(*module.split("."))
    expected = room / "__main__.py" if room.is_dir() else room.with_suffix(".py")
    assert done.stdout.strip() == f"__main__ {expected} list 问题 台账"


def test_the_project_is_found_under_a_foreign_locale_and_after_the_folder_was_moved(environment, installed):
    environment.main([])
    moved = environment.ROOT.rename(environment.ROOT.parent / "移动 后")
    python = environment.python_in(moved / ".venv")

    done = subprocess.run(
        [python, "-P", "-m", "app.cli"],
        env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.strip() == f"__main__ {moved / 'app' / 'cli.py'}"


def test_a_second_run_installs_nothing(environment, installed, capfd):
    environment.main([])
    capfd.readouterr()

    result = environment.main([])

    assert result == 0
    assert installed == ["run"]
    assert capfd.readouterr() == ("", "")


def test_the_test_tools_are_added_once_and_serve_for_running_too(environment, installed):
    for arguments in ([], ["--dev"], ["--dev"], []):
        environment.main(arguments)

    assert installed == ["run", "dev"]


def test_a_new_lock_is_installed_and_keeps_the_test_tools(environment, installed):
    environment.main(["--dev"])
    for kind in ("run", "dev"):
        environment.LOCKED_BY[kind].write_text("# newer\n", "utf-8")

    environment.main([])

    assert installed == ["dev", "dev"]


def test_an_interrupted_install_is_made_anew(environment, installed, monkeypatch, capsys):
    def pulled(venv, kind):
        (venv / "half").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", pulled)
        with pytest.raises(KeyboardInterrupt):
            environment.main([])

    result = environment.main([])

    assert result == 0
    assert installed == ["run"]
    assert not (environment.ROOT / ".venv" / "half").exists()
    assert "上次的安装没有完成" in capsys.readouterr().err


def test_an_environment_whose_python_has_gone_is_made_anew(environment, installed):
    environment.main([])
    python = environment.python_in(environment.ROOT / ".venv")
    python.unlink()

    result = environment.main([])

    assert result == 0
    assert installed == ["run", "run"]
    assert python.exists()


def test_a_hand_made_environment_is_completed_not_thrown_away(environment, installed):
    venv = environment.ROOT / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (venv / "mine").touch()

    environment.main([])

    assert installed == ["run"]
    assert (venv / "mine").exists()


def test_a_failed_install_says_what_to_do_and_is_not_taken_for_done(environment, capfd):
    # this .venv has no pip, so that installing fails at once
    result = environment.main([])

    assert result == 1
    assert "组件没有装全" in capfd.readouterr().err
    assert environment.main(["--check"]) == 1


def test_checking_never_installs(environment, installed):
    result = environment.main(["--check"])

    assert result == 1
    assert installed == []
    assert not (environment.ROOT / ".venv").exists()


def test_a_full_disk_is_named(environment, monkeypatch, capsys):
    def full(venv, kind):
        raise OSError(28, "No space left on device", str(venv / "x"))

    monkeypatch.setattr(environment, "install", full)

    result = environment.main([])

    assert result == 1
    assert "无法写入 .venv:No space left on device" in capsys.readouterr().err
