"""The shell scripts, run for real in a folder with 中文 and a space, the machine around them played by stubs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the scripts may find besides the stubs; nothing else of the machine counts.
TOOLS = ["bash", "sh", "env", "dirname", "mktemp", "rm", "mkdir", "date", "sort", "tail"]
TOOLS += ["cat", "touch", "flock", "locale", "readlink", "chmod"]


class Machine:
    """A small machine of stubs: its loader knows `libraries`, its apt installs whatever it is asked."""

    def __init__(self, folder):
        self.root, self.bin = folder / "中文 路径", folder / "bin"
        self.log, self.libraries = folder / "log", folder / "libraries"
        self.environment = {"PATH": str(self.bin), "HOME": str(folder / "家"), "TMPDIR": str(folder)}
        for made in (self.bin, self.root / "packaging", self.root / ".ci", self.root / ".venv" / "bin"):
            made.mkdir(parents=True)
        for script in ROOT.glob("packaging/*.sh"):
            shutil.copy(script, self.root / "packaging")
        shutil.copy(ROOT / ".ci" / "run", self.root / ".ci")
        for tool in TOOLS:
            self.stub(tool, f'exec {shutil.which(tool)} "$@"')
        self.log.touch()
        self.libraries.write_text(all_libraries(), "utf-8")
        self.stub("ldconfig", f'cat "{self.libraries}"')
        self.stub("apt-get", "exit 100")
        self.stub("sudo", "exit 1")
        self.stub("id", "echo 1000")
        self.python("exit 0")

    def stub(self, name, body):
        """A command of the machine; never written through a link, which would hit the real one."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/bash\n{body}\n", "utf-8")
        path.chmod(0o755)

    def python(self, body):
        """The interpreter of .venv; every call of it is logged."""
        path = self.root / ".venv" / "bin" / "python"
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/bash\necho "python $*" >>"{self.log}"\n{body}\n', "utf-8")
        path.chmod(0o755)

    def run(self, script, *arguments, **environment):
        """Run a script from another folder."""
        return subprocess.run(
            ["bash", self.root / script, *arguments],
            cwd=self.bin,
            env=self.environment | environment,
            capture_output=True,
            encoding="utf-8",
        )

    def calls(self):
        """What was logged, without the question whether .venv is ready."""
        return [line for line in self.log.read_text("utf-8").splitlines() if "--check" not in line or "ruff" in line]


def all_libraries():
    """The loader's list on a complete machine, read from the script itself."""
    text = (ROOT / "packaging" / "setup.sh").read_text("utf-8")
    names = [word.strip('"').split("=")[-2] for word in text.split() if ".so." in word and "=" in word]
    return "".join(f"\t{name.strip(chr(34))} (libc6) => /lib/{name}\n" for name in names)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_when_everything_is_there_setup_is_silent_and_asks_nobody(machine):
    done = machine.run("packaging/setup.sh")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.calls() == []


def test_missing_libraries_are_installed_with_apt(machine):
    machine.libraries.write_text(all_libraries().replace("libGL.so.1", "libNone"), "utf-8")
    machine.stub("id", "echo 0")
    machine.stub("apt-get", f'echo "apt $*" >>"{machine.log}"; echo "\tlibGL.so.1 (libc6)" >>"{machine.libraries}"')

    done = machine.run("packaging/setup.sh")

    assert done.returncode == 0
    assert "正在安装系统组件:libgl1" in done.stderr
    [call] = machine.calls()
    assert call.endswith("install --no-install-recommends libgl1")


def test_the_package_lists_of_a_fresh_machine_are_fetched_first(machine):
    machine.libraries.write_text(all_libraries().replace("libGL.so.1", "libNone"), "utf-8")
    machine.stub("id", "echo 0")
    fetched = machine.root / "fetched"
    machine.stub(
        "apt-get",
        f'echo "apt $*" >>"{machine.log}"\n'
        f'case "$*" in *update*) touch "{fetched}" ;; *) [ -f "{fetched}" ] || exit 100\n'
        f'echo "\tlibGL.so.1 (libc6)" >>"{machine.libraries}" ;; esac',
    )

    done = machine.run("packaging/setup.sh")

    assert done.returncode == 0
    assert [call.split()[-1] for call in machine.calls()] == ["libgl1", "update", "libgl1"]


@pytest.mark.parametrize("user", ["0", "1000"])
def test_what_cannot_be_installed_is_named_with_the_command_to_run(machine, user):
    machine.libraries.write_text(all_libraries().replace("libEGL.so.1", "libNone"), "utf-8")
    machine.stub("id", f"echo {user}")

    done = machine.run("packaging/setup.sh")

    assert done.returncode == 1
    assert "缺少系统组件:libegl1" in done.stderr
    assert "sudo apt-get install --no-install-recommends libegl1\n" in done.stderr
    assert machine.calls() == []


@pytest.mark.parametrize(("display", "code"), [("", 0), (":0", 1)])
def test_a_machine_with_no_screen_manages_without_the_desktop_libraries(machine, display, code):
    machine.libraries.write_text(all_libraries().replace("libxcb-cursor.so.0", "libNone"), "utf-8")

    done = machine.run("packaging/setup.sh", DISPLAY=display)

    assert done.returncode == code


def test_the_test_tools_are_asked_for_only_with_dev(machine):

    plain, dev = machine.run("packaging/setup.sh"), machine.run("packaging/setup.sh", "--dev")

    assert plain.returncode == 0
    assert dev.returncode == 1
    assert (
        "gnutls-bin libnss3-tools opensc openssl poppler-utils postgresql qpdf softhsm2 unzip xauth xvfb"
    ) in dev.stderr


STICKS = ["mkfs.vfat", "fusefat", "fusermount", "mkfs.exfat", "mount.exfat-fuse"]


def with_fuse(machine, device):
    """The script asks for this test's device, and the drivers of the machine it really runs on do not count."""
    script = machine.root / "packaging" / "setup.sh"
    text = script.read_text("utf-8").replace("fuse=/dev/fuse", f'fuse="{device}"')
    script.write_text(text.replace(":/usr/sbin:/sbin", ""), "utf-8")


@pytest.mark.parametrize(
    ("fuse", "there", "asked"),
    [(True, [], "dosfstools exfat-fuse exfatprogs fuse fusefat"), (True, STICKS, ""), (False, [], "")],
)
def test_drivers_for_real_sticks_are_installed_with_dev_where_the_machine_can_mount(tested, fuse, there, asked):
    device = tested.root / "fuse"
    if fuse:
        device.touch()
    with_fuse(tested, device)
    for tool in there:
        tested.stub(tool, "exit 1")
    tested.stub("id", "echo 0")
    tested.stub("apt-get", f'echo "apt $*" >>"{tested.log}"')

    done = tested.run("packaging/setup.sh", "--dev")

    assert done.returncode == 0, done.stderr
    calls = [call.partition("--no-install-recommends ")[2] for call in tested.calls()]
    assert calls == ([asked] if asked else [])
    assert ("正在安装测试用的U盘驱动" in done.stderr) is bool(asked)


def test_drivers_that_no_source_has_are_told_and_stop_nothing(tested):
    (tested.root / "fuse").touch()
    with_fuse(tested, tested.root / "fuse")
    tested.stub("id", "echo 0")

    done = tested.run("packaging/setup.sh", "--dev")

    assert done.returncode == 0
    assert "U盘驱动没有装上,有关测试改用文件夹" in done.stderr


def test_without_a_fitting_python_the_package_to_install_is_named(machine):
    machine.python("exit 1")
    machine.stub("python3", "exit 1")

    done = machine.run("packaging/setup.sh")

    assert done.returncode == 1
    assert "没有找到带 venv 的 Python" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_a_missing_python_is_installed_and_then_used(machine):
    machine.python('[ "$1" = -c ]')
    machine.stub("id", "echo 0")
    stub = f'#!/bin/bash\\necho "base $*" >>"{machine.log}"\\n'
    machine.stub("apt-get", f'printf \'{stub}\' >"{machine.bin}/python3"; chmod +x "{machine.bin}/python3"')

    done = machine.run("packaging/setup.sh")

    assert done.returncode == 0, done.stderr
    assert "base packaging/environment.py" in machine.calls()


def test_the_window_opens_on_the_practice_book(machine):
    done = machine.run("packaging/run.sh", "--zoom", "125 %", DISPLAY=":9")

    assert done.returncode == 0
    assert machine.calls() == ["python -P -m ui --practice --zoom 125 %"]


def test_without_a_screen_it_says_so_and_runs_the_month_headless(machine):
    done = machine.run("packaging/run.sh")

    assert done.returncode == 0
    assert "没有图形桌面" in done.stderr
    folder = done.stderr.split("练习文件放在:")[1].strip()
    assert folder.startswith(str(Path(machine.environment["HOME"]) / ".local/share/mingzhang/practice/"))
    assert Path(folder).is_dir()
    assert machine.calls() == [f"python -P -m app.headless {folder}"]


def test_headless_takes_the_folder_it_is_given_and_tells_how_it_ended(machine):
    machine.python('[ "$2" != -m ] || exit 3')

    done = machine.run("packaging/run.sh", "--headless", "练习 甲", DISPLAY=":9")

    assert done.returncode == 3
    assert machine.calls() == ["python -P -m app.headless 练习 甲"]


def test_two_headless_runs_get_a_folder_each(machine):
    home = str(machine.root / "用户 甲")

    first, second = (machine.run("packaging/run.sh", "--headless", MINGZHANG_HOME=home).stderr for _ in range(2))

    assert first != second
    assert len(os.listdir(machine.root / "用户 甲" / "practice")) == 2


def test_a_home_that_cannot_be_written_gives_way_to_a_temp_folder(machine):
    (machine.root / "file").touch()

    done = machine.run("packaging/run.sh", "--headless", MINGZHANG_HOME=str(machine.root / "file"))

    assert f"练习文件放在:{machine.environment['TMPDIR']}/mingzhang-practice-" in done.stderr
    assert done.returncode == 0


@pytest.fixture
def tested(machine):
    """A machine that has the test tools too."""
    tools = ["Xvfb", "xauth", "openssl", "unzip", "pdfsig", "pdftotext", "qpdf", "certutil", "certtool"]
    for tool in [*tools, "pg_ctlcluster", "softhsm2-util", "pkcs11-tool"]:
        machine.stub(tool, "exit 1")
    return machine


@pytest.mark.parametrize("script", ["packaging/test.sh", ".ci/run"])
def test_every_check_is_run_and_the_summary_of_pytest_comes_last(tested, script):
    tested.python('[ "$2" != pytest ] || echo "5 passed in 0.10s, $QT_QPA_PLATFORM"')

    done = tested.run(script, "tests/中文 路径", "-x")

    assert done.returncode == 0, done.stderr
    assert tested.calls() == [
        "python -m ruff check .",
        "python -m ruff format --check .",
        "python -m mypy",
        "python -m pytest -n auto --dist loadfile --no-loadscope-reorder tests/中文 路径 -x",
    ]
    assert done.stdout.splitlines()[-1] == "5 passed in 0.10s, offscreen"


def test_what_is_compiled_is_kept_whatever_the_environment_says(tested):
    tested.python('[ "$2" != pytest ] || echo "kept: ${PYTHONDONTWRITEBYTECODE:-yes}"')

    done = tested.run("packaging/test.sh", PYTHONDONTWRITEBYTECODE="1")

    assert done.stdout.splitlines()[-1] == "kept: yes"


@pytest.mark.parametrize("broken", ["ruff", "mypy", "pytest"])
def test_one_failed_check_fails_the_whole_and_the_others_still_run(tested, broken):
    tested.python(f'[ "$2" != pytest ] || echo "5 passed"; [ "$2" != {broken} ]')

    done = tested.run(".ci/run")

    assert done.returncode == 1
    assert len(tested.calls()) == 4
    assert done.stdout.splitlines()[-1] == "5 passed"
    assert ("未通过的检查" in done.stdout) == (broken != "pytest")


def test_when_setting_up_fails_no_check_is_run(tested):
    (tested.bin / "qpdf").unlink()

    done = tested.run("packaging/test.sh")

    assert done.returncode == 1
    assert "缺少系统组件:qpdf" in done.stderr
    assert tested.calls() == []
