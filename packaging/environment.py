"""Makes .venv/ beside the sources from the locked packages; the same on Linux and Windows.

Only the standard library is used here: this file runs before anything is installed.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
LOCKED_BY = {kind: Path(__file__).resolve().parent / name for kind, name in LOCKS.items()}
STAMP = "mingzhang-stamp"
UNFINISHED = "mingzhang-unfinished"
MODULES = {"mingzhang": "ui", "mingzhang-cli": "app.cli"}
NEW_VENV = ("-m", "venv")
# bagit publishes no wheel; it is one pure Python file. Everything else must not run code while installing.
BINARY_ONLY = ("--only-binary=:all:", "--no-binary=bagit")


class SetupFailed(Exception):
    """The environment could not be made; the sentence says what to do."""


def stamp_for(kind: str) -> str:
    """One line that changes whenever the lock of this kind changes."""
    return f"{kind} {hashlib.sha256(LOCKED_BY[kind].read_bytes()).hexdigest()}\n"


def python_in(venv: Path) -> Path:
    """The interpreter inside an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def works(venv: Path) -> bool:
    """Whether the interpreter of the environment still starts (its base Python may have gone)."""
    try:
        probe = subprocess.run([str(python_in(venv)), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    except OSError:
        return False
    return probe.returncode == 0


def is_ready(venv: Path, kind: str) -> bool:
    """Whether nothing has to be installed: the stamp names the present lock, and Python starts."""
    stamp = venv / STAMP
    if not stamp.is_file():
        return False
    wanted = {stamp_for("dev")} if kind == "dev" else {stamp_for("run"), stamp_for("dev")}
    return stamp.read_text("utf-8") in wanted and works(venv)


def prepare(venv: Path, kind: str) -> None:
    """Make or complete the environment; an interrupted one is thrown away and made anew."""
    stamp, unfinished = venv / STAMP, venv / UNFINISHED
    if venv.exists() and (unfinished.exists() or not works(venv)):
        print("上次的安装没有完成,重新建立 .venv …", file=sys.stderr)
        shutil.rmtree(venv)
    venv.mkdir(exist_ok=True)
    unfinished.touch()
    stamp.unlink(missing_ok=True)
    if not python_in(venv).exists():
        call([sys.executable, *NEW_VENV, str(venv)], "无法建立 .venv。")
    print("正在按锁定清单安装组件(第一次约需几分钟)…", file=sys.stderr)
    install(venv, kind)
    link_project(venv)
    stamp.write_text(stamp_for(kind), "utf-8")
    unfinished.unlink()


def install(venv: Path, kind: str) -> None:
    """Install the locked packages, every one checked against its hash."""
    options = ["-qq", "--disable-pip-version-check", "--require-hashes", *BINARY_ONLY]
    command = [str(python_in(venv)), "-m", "pip", "install", *options, "-r", str(LOCKED_BY[kind])]
    call(command, "组件没有装全(多半是网络不通)。已下载的会保留在缓存里。")


def call(command: list[str], sorry: str) -> None:
    """Run a command; its own words stay on the screen, ours say what to do next."""
    if subprocess.run(command).returncode != 0:
        retry = "packaging\\setup.bat" if os.name == "nt" else "bash packaging/setup.sh"
        raise SetupFailed(f"{sorry}源文件没有改动。请排除上面的问题后重新运行:{retry}")


def link_project(venv: Path) -> None:
    """Let the environment import app/ and ui/ and give it the two start commands.

    Nothing here names a folder: an absolute path would break in a path with spaces or Chinese
    characters under a foreign locale, and whenever the project folder is moved.
    """
    lines = "import os, sys; sys.path.append(os.path.dirname(sys.prefix))\n"
    for packages in site_folders(venv):
        (packages / "mingzhang.pth").write_text(lines, "ascii")
    for name, module in MODULES.items():
        write_launcher(venv, name, module)


def site_folders(venv: Path) -> list[Path]:
    """Where the environment keeps its packages."""
    if os.name == "nt":
        return [venv / "Lib" / "site-packages"]
    return sorted(venv.glob("lib/python3.*/site-packages"))


def write_launcher(venv: Path, name: str, module: str) -> None:
    """One start command; -P keeps a folder named app/ in the caller's place from being taken for ours."""
    if os.name == "nt":
        runner = 'start "" "%~dp0pythonw.exe"' if module == "ui" else '"%~dp0python.exe"'
        text = f"@{runner} -P -m {module} %*\r\n"
        (venv / "Scripts" / f"{name}.cmd").write_bytes(text.encode("ascii"))
        return
    launcher = venv / "bin" / name
    lines = ["#!/bin/sh", 'here=$(dirname "$(readlink -f "$0")")', f'exec "$here/python" -P -m {module} "$@"']
    launcher.write_text("\n".join(lines) + "\n", "ascii")
    launcher.chmod(0o755)


def main(arguments: list[str] | None = None) -> int:
    """Command line: prepares .venv for running, or with --dev for the checks too; quiet when ready."""
    parser = argparse.ArgumentParser(prog="environment.py", description="准备明账的运行环境")
    parser.add_argument("--dev", action="store_true", help="同时安装检查和测试工具")
    parser.add_argument("--check", action="store_true", help="只看是否已就绪,不安装")
    options = parser.parse_args(arguments)
    kind, venv = "dev" if options.dev else "run", ROOT / ".venv"
    if is_ready(venv, kind):
        return 0
    if options.check:
        return 1
    # A venv that already has the test tools keeps them when only the program is started.
    had_tools = (venv / STAMP).is_file() and (venv / STAMP).read_text("utf-8").startswith("dev ")
    try:
        prepare(venv, "dev" if had_tools else kind)
    except SetupFailed as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"无法写入 .venv:{error.strerror}({error.filename})。源文件没有改动。请检查磁盘空间和文件夹权限后重试。",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
