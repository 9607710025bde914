"""更新程序, the last step: hand over to the system's own installer once the program has closed, and come back.

deb: a shell waits for us to end, asks for an administrator (pkexec) and installs with dpkg, then starts the program.
setup: Windows itself starts setup.exe and asks whether it may. folder: the new program, unpacked beside the old one,
waits for the old one to end, puts it aside, takes its place and starts again from there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import disk, paths
from app.domain.faults import Refused
from app.domain.machine import reason
from app.operations import updates
from app.operations.updates import UNTOUCHED, Here, Ready

TAKE_PLACE: Final = "--take-place"
WAIT_SECONDS: Final = 60
_NEW: Final = ".new"
_KEPT: Final = (".mz", ".mzb", ".mzv")  # a clerk's own files must never go aside with a program's folder
_BUNDLED: Final = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML2_IMPORT_PATH")

# Run by the administrator. The installer lies where its user could swap it: a copy nobody else can touch is compared
# with the digest that was signed, and that copy is installed.
AS_ROOT: Final = """
set -e
umask 077
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cp -- "$1" "$place/update.deb"
printf '%s  %s\\n' "$2" "$place/update.deb" | sha256sum -c --status -
dpkg -i "$place/update.deb"
"""
# Run by the clerk: waits until the program ($1) has ended; pkexec shows the system's own question.
AFTERWARDS: Final = """
while kill -0 "$1" 2>/dev/null; do sleep 0.2; done
pkexec /bin/sh -c "$2" sh "$3" "$4" >"$5/log" 2>&1
echo $? >"$5/result"
[ -z "$6" ] || exec "$6"
"""


@dataclass(frozen=True)
class Way:
    """How the installing goes on: the command that is started, or what an administrator has to type himself."""

    command: tuple[str, ...] = ()
    by_hand: str = ""


def way(ready: Ready, at: Here | None = None, *, pid: int | None = None, back: bool = True) -> Way:
    """How this update is installed here; a folder is unpacked for it.

    Args:
        ready: What was made ready.
        at: How the program is installed, for tests.
        pid: Whose end is waited for; this process where None.
        back: Whether the program is started again afterwards.

    Raises:
        Refused: The program's folder cannot be exchanged: it may not be written, or a clerk's files lie in it.
    """
    at = at or updates.here()
    waits_for = str(pid or os.getpid())
    match ready.kind:
        case "deb":
            if shutil.which("pkexec") is None:
                return Way(by_hand=f"sudo dpkg -i '{ready.installer}'")
            start = str(at.program) if back else ""
            script = ("/bin/sh", "-c", AFTERWARDS, "sh", waits_for, AS_ROOT)
            return Way((*script, str(ready.installer), ready.sha256, str(updates.staging()), start))
        case "setup":
            return Way((str(ready.installer),))
        case _:
            fresh = unpack(ready, at)
            return Way((str(fresh / at.program.name), TAKE_PLACE, str(at.program.parent), waits_for))


def start(way: Way) -> subprocess.Popen[bytes] | None:
    """Start what installs, free of this process and of the libraries we carry; the program must end now.

    Gives the process, None where Windows has it or an administrator has to do it by hand.

    Raises:
        Refused: It could not be started, or Windows was told not to.
    """
    if not way.command:
        return None
    try:
        if sys.platform == "win32" and len(way.command) == 1:
            os.startfile(way.command[0])
            return None
        return _begun(way.command, MINGZHANG_HOME=str(paths.home()))
    except OSError as error:
        raise Refused(f"安装没有开始:{reason(error)}。{UNTOUCHED}请再更新一次,或请管理员来装。", "E-START") from error


def settle_in(old: Path, pid: int, program: Path) -> subprocess.Popen[bytes]:
    """Run by a new program from where it was unpacked: take the old one's place and start from there.

    Where the place could not be taken it is the old program that starts, and says so.
    """
    take_place(old, pid, program.parent)
    return _begun((str(old / program.name),))


def _begun(command: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
    """A process that outlives this one, with nothing of ours in its environment.

    A program that was unpacked elsewhere to take our place is told where our data is: it lies beside us, not beside it.
    """
    return subprocess.Popen(
        command,
        env={**plain_environment(os.environ), **more},
        cwd=Path(command[0]).anchor or "/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def plain_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as the desktop gave it: system tools must not load the libraries a frozen program carries."""
    plain = {name: value for name, value in environment.items() if name not in _BUNDLED and not name.startswith("_PYI")}
    if before := environment.get("LD_LIBRARY_PATH_ORIG"):
        plain["LD_LIBRARY_PATH"] = before
    plain.pop("LD_LIBRARY_PATH_ORIG", None)
    return plain


def unpack(ready: Ready, at: Here) -> Path:
    """Unpack a folder beside the one that runs and give the new program's folder.

    Raises:
        Refused: The place cannot be written, a clerk's files lie in the program's folder, or the program is missing.
    """
    import tarfile

    old = at.program.parent
    if kept := _own_files(old):
        raise Refused(
            f"程序文件夹里放着账套或备份(“{kept[0].name}”等 {len(kept)} 个)。{UNTOUCHED}"
            "请先把它们挪到别的文件夹,再更新:更新会换掉整个程序文件夹。",
            "E-OWN-FILES",
        )
    place = old.with_name(f"{old.name}{_NEW}")
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        # CPython before 3.11.4, as the packages carry it, has no filter; the bytes are the publisher's, signed.
        if ready.installer.name.endswith(".zip") or not hasattr(tarfile, "data_filter"):
            shutil.unpack_archive(ready.installer, place)
        else:
            shutil.unpack_archive(ready.installer, place, filter="data")
    except (OSError, shutil.ReadError, ValueError) as error:
        shutil.rmtree(place, ignore_errors=True)
        said = reason(error) if isinstance(error, OSError) and error.errno else "解不开"
        raise Refused(
            f"新的程序文件夹放不下来:{said}。{UNTOUCHED}请检查“{old.parent}”能不能写、有没有空间。", "E-WRITE"
        ) from error
    found = [one for one in place.iterdir() if (one / at.program.name).is_file()]
    if len(found) != 1:
        shutil.rmtree(place, ignore_errors=True)
        raise Refused(f"更新文件里没有“{at.program.name}”。{UNTOUCHED}请向发程序的人重新要一份。", "E-RELEASE")
    return found[0]


def take_place(old: Path, pid: int, new: Path) -> int:
    """Put the old program's folder aside and this one in its place; gives 0, or 3 where the old one stays.

    Run by the new program from where it was unpacked. The old folder is kept beside under its name with 旧; the
    new one is copied, for a folder that runs cannot be moved on Windows.

    Args:
        old: The folder of the program that was used until now.
        pid: Its process, whose end is waited for.
        new: The folder this program was unpacked to.
    """
    import psutil

    try:
        psutil.Process(pid).wait(WAIT_SECONDS)
    except psutil.NoSuchProcess:
        pass
    except psutil.Error:
        return _ended(3)
    aside = _free_name(old.with_name(f"{old.name}-旧"))
    try:
        disk.rename(old, aside)
    except OSError:
        return _ended(3)
    try:
        shutil.copytree(new, old, symlinks=True)
    except (OSError, shutil.Error):
        shutil.rmtree(old, ignore_errors=True)
        disk.rename(aside, old)
        return _ended(3)
    return _ended(0)


def clear(at: Here | None = None) -> None:
    """Take away the folder an update was unpacked to, once the program has started from its own place."""
    at = at or updates.here()
    if at.kind == "folder":
        shutil.rmtree(at.program.parent.with_name(f"{at.program.parent.name}{_NEW}"), ignore_errors=True)


def _ended(code: int) -> int:
    (updates.staging() / "result").write_text(str(code), "ascii")
    return code


def _own_files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.suffix in _KEPT and one.is_file()]


def _free_name(path: Path) -> Path:
    count, found = 1, path
    while found.exists():
        count += 1
        found = path.with_name(f"{path.name}-{count}")
    return found
