"""Where files are: shipped resources, from source and frozen, and the clerk's own folders."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PORTABLE = "portable.txt"  # lies beside a program that keeps its data beside its own folder
BESIDE = "明账数据"
_TEMP_NAMES = ("TMPDIR", "TEMP", "TMP")
_RUN = "run-"
_LISTENS = "listens"
_SOURCE = Path(__file__).resolve().parent.parent  # asked of the disk once, not for every icon


def resources() -> Path:
    """The folder of shipped fonts, icons, templates and data; inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else _SOURCE
    return root / "resources"


def resource(*parts: str) -> Path:
    """One shipped file or folder, such as resource("calendar", "holidays.csv")."""
    return resources().joinpath(*parts)


def home() -> Path:
    """Where settings, books, backups and logs of this user are kept; nothing is made by asking."""
    if chosen := os.environ.get("MINGZHANG_HOME"):
        return Path(chosen).expanduser().absolute()
    if getattr(sys, "frozen", False) and (program := Path(sys.executable).resolve().parent).joinpath(PORTABLE).exists():
        return program.parent / BESIDE
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "mingzhang"
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    # The XDG rule: a relative value is to be ignored.
    return (data if data.is_absolute() else Path.home() / ".local" / "share") / "mingzhang"


def font_folders() -> list[Path]:
    """Where this machine keeps its fonts: the system's folders and the user's own."""
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return [Path(os.environ.get("WINDIR") or "C:/Windows") / "Fonts", own / "Microsoft" / "Windows" / "Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    own = data if data.is_absolute() else Path.home() / ".local" / "share"
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), own / "fonts", Path.home() / ".fonts"]


def books() -> Path:
    """The folder proposed for new books, made on first use."""
    return _own_folder("books")


def backups() -> Path:
    """The folder of automatic backups, made on first use."""
    return _own_folder("backups")


def logs() -> Path:
    """The folder of logs and report files, made on first use."""
    return _own_folder("logs")


def private_temp() -> Path:
    """A folder only this user can enter, for work files that hold personal data; never the shared /tmp."""
    folder = _own_folder("temp")
    # Someone may have made it wider earlier; what goes in here is readable text.
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


@contextmanager
def private_run() -> Iterator[None]:
    """While the program runs, work files of every library go into a folder of its own, and a crash dumps no memory.

    What an earlier run left there when it was killed is taken away first. A disk that cannot be written is told by
    whatever needs it.
    """
    own = None
    before = {name: os.environ.get(name) for name in _TEMP_NAMES}
    with suppress(OSError):
        _wipe_dead_runs(private_temp())
        own = private_temp() / f"{_RUN}{os.getpid()}"
        own.mkdir(mode=0o700, exist_ok=True)
        os.environ.update(dict.fromkeys(_TEMP_NAMES, str(own)))
    _dump_no_memory()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if own is not None:
            _wipe(own)


def own_run() -> Path:
    """The folder of work files of this run, see private_run; a second start leaves its questions there."""
    return home() / "temp" / f"{_RUN}{os.getpid()}"


def listens(run: Path) -> None:
    """Mark the folder of a run: its program answers a second start."""
    (run / _LISTENS).touch()


def other_runs() -> list[Path]:
    """The folders of runs of this user that are alive and answer."""
    temp = home() / "temp"
    found = temp.glob(f"{_RUN}*") if temp.is_dir() else ()
    numbers = [(one, one.name.removeprefix(_RUN)) for one in found if (one / _LISTENS).exists()]
    return [
        one for one, number in numbers if number.isdigit() and int(number) != os.getpid() and _is_alive(int(number))
    ]


def _dump_no_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _wipe_dead_runs(temp: Path) -> None:
    for folder in temp.glob(f"{_RUN}*"):
        number = folder.name.removeprefix(_RUN)
        if number.isdigit() and int(number) != os.getpid() and not _is_alive(int(number)):
            _wipe(folder)


def _wipe(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's: not ours to judge
    return True


def _own_folder(name: str) -> Path:
    folder = home() / name
    # mkdir gives the mode to the last folder only, and the home folder holds personal data too.
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
