"""The one door through which a finished file gets its name: tried again while a virus scanner holds it, and durable."""

import errno
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# Seconds between the tries: a scanner lets go of a new file after a moment, and nobody waits longer than three seconds.
WAITS = (0.05, 0.1, 0.2, 0.4, 0.75, 1.5)
_ACCESS_DENIED, _SHARING, _LOCKED = 5, 32, 33  # Windows: what another program's hold on a file answers
_HELD = frozenset({errno.EBUSY, errno.ETXTBSY})


class FileHeld(OSError):
    """Another program kept its hold on a file through every try; EBUSY, whatever the system called it."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def rename(source: Path, target: Path, *, over: bool = True) -> None:
    """Give a file its name and make that last; nothing in this program is renamed another way.

    Args:
        source: A file that is synced, or a folder.
        target: Its name; what bears it is replaced, where `over` allows that.

    Raises:
        FileHeld: Another program, mostly a virus scanner, held one of the two for all the tries; both are as they were.
        OSError: Anything else, at once.
    """
    move = os.replace if over else os.rename
    for wait in (*WAITS, None):
        try:
            move(source, target)
            break
        except OSError as error:
            if not _is_held(error, source, target):
                raise
            if wait is None:
                raise FileHeld(target) from error
            time.sleep(wait)
    sync_folder(target.parent)


def write_whole(path: Path, content: bytes | Iterable[bytes], *, private: bool = True) -> None:
    """Write a file so that either the old or the new content is there, also when the power fails.

    A `private` file is readable by its owner only. Where it fails nothing is left beside the old file.
    """
    part = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o600 if private else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            for block in (content,) if isinstance(content, bytes) else content:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        rename(part, path)
    except BaseException:
        with suppress(OSError):  # the reason already in hand is the one to tell
            part.unlink(missing_ok=True)
        raise


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder that lasts, with those above it: else what is put into it goes with it when the power fails."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename durable where the system can; some file systems refuse, and then there is nothing to do."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:  # EINVAL and EPERM on FAT drivers: the file itself was already synced
        return


def _is_held(error: OSError, source: Path, target: Path) -> bool:
    code = getattr(error, "winerror", None)
    if code == _ACCESS_DENIED:  # said of a file in use, and of one that may not be changed
        return all(os.access(path, os.W_OK) for path in (source, target) if path.exists())
    return code in (_SHARING, _LOCKED) or error.errno in _HELD
