"""Packets: reading a file from the medium itself, past what the system still has of it in memory."""

import errno
import io
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_NOT_HERE = 87  # ERROR_INVALID_PARAMETER: this file system of Windows has no unbuffered reading


def blocks(path: Path, size: int) -> Iterator[bytes]:
    """The content of a file in blocks; `size` is a multiple of every sector there is."""
    handle = _open(path)
    try:
        # Reading past the cache needs aligned memory, which an anonymous map is.
        with mmap.mmap(-1, size) as buffer:
            left = os.fstat(handle).st_size
            # Asking on at an odd end of file is an error for direct reading, so the size decides when to stop.
            while left > 0 and (count := _read_into(handle, buffer)):
                left -= count
                yield bytes(buffer[:count])
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    if sys.platform == "win32":
        return _open_on_windows(path)
    plain = os.O_RDONLY
    if direct := getattr(os, "O_DIRECT", 0):
        try:
            return os.open(path, plain | direct)
        except OSError as error:
            if error.errno != errno.EINVAL:  # EINVAL: this file system has no direct reading
                raise
    handle = os.open(path, plain)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    return handle


def _open_on_windows(path: Path) -> int:
    if sys.platform != "win32":
        raise OSError("unbuffered reading of this kind is part of Windows")
    import ctypes
    import msvcrt

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    # GENERIC_READ, shared with everybody, OPEN_EXISTING, FILE_FLAG_NO_BUFFERING
    handle = kernel.CreateFileW(str(path), 0x80000000, 7, None, 3, 0x20000000, None)
    if handle not in (None, ctypes.c_void_p(-1).value):
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
    if (code := ctypes.get_last_error()) != _NOT_HERE:
        raise OSError(0, ctypes.FormatError(code), str(path), code)
    return os.open(path, os.O_RDONLY | os.O_BINARY)


def _read_into(handle: int, buffer: mmap.mmap) -> int:
    if sys.platform == "win32":
        return io.FileIO(handle, closefd=False).readinto(buffer)
    if hasattr(os, "readv"):
        try:
            return os.readv(handle, [buffer])
        except OSError as error:
            if error.errno != errno.EINVAL or not _drop_direct(handle):
                raise
        return os.readv(handle, [buffer])
    data = os.read(handle, len(buffer))
    buffer[: len(data)] = data
    return len(data)


def _drop_direct(handle: int) -> bool:
    """Go on with ordinary reading where a driver opens for direct reading and then refuses it."""
    import fcntl

    direct, flags = getattr(os, "O_DIRECT", 0), fcntl.fcntl(handle, fcntl.F_GETFL)
    fcntl.fcntl(handle, fcntl.F_SETFL, flags & ~direct)
    return bool(flags & direct)
