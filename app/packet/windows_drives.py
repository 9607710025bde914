"""Packets: what Windows says of its drives, and asking it to let one go. Only read on Windows."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from string import ascii_uppercase
from typing import Any, Final

REMOVABLE: Final = 2  # GetDriveTypeW
FIXED: Final = 3
_QUERY: Final = 0x2D1400  # IOCTL_STORAGE_QUERY_PROPERTY
_BUS_AT: Final = 28  # of STORAGE_DEVICE_DESCRIPTOR
_PULLED_OUT: Final = frozenset({7, 12, 13})  # BusTypeUsb, BusTypeSd, BusTypeMmc
_NO_QUESTION: Final = 1  # SEM_FAILCRITICALERRORS: an empty card reader is no reason to ask for a disk
_LOCK, _DISMOUNT, _LET_GO = 0x90018, 0x90020, 0x2D4808  # FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME, eject media


def kernel() -> Any:
    """The functions of Windows that are asked here."""
    if sys.platform != "win32":
        raise OSError("these drives are part of Windows")
    found = ctypes.WinDLL("kernel32", use_last_error=True)
    found.CreateFileW.restype = ctypes.c_void_p
    return found


def volumes(windows: Any) -> Iterator[tuple[str, str, bool]]:
    """Root, name and whether it can be pulled out, of every drive that can be read.

    A USB hard disk counts as fixed for Windows, so its bus is asked. An empty card reader and a stick that BitLocker
    still locks have no name to tell and are left out.
    """
    with _asking_nobody(windows):
        for letter in ascii_uppercase:
            root = f"{letter}:\\"
            if (kind := windows.GetDriveTypeW(root)) not in (REMOVABLE, FIXED):
                continue
            name = ctypes.create_unicode_buffer(261)
            if windows.GetVolumeInformationW(root, name, len(name), None, None, None, None, 0):
                yield root, name.value, kind == REMOVABLE or _can_be_pulled_out(windows, letter)


def let_go(windows: Any, letter: str) -> bool:
    """Have Windows write everything down and let a drive go, as 安全弹出 does; False where something still uses it."""
    with _opened(windows, letter, 0xC0000000) as handle:
        return handle is not None and all(_control(windows, handle, code) for code in (_LOCK, _DISMOUNT, _LET_GO))


def _can_be_pulled_out(windows: Any, letter: str) -> bool:
    asked, told = bytes(12), ctypes.create_string_buffer(1024)  # StorageDeviceProperty, PropertyStandardQuery
    with _opened(windows, letter, 0) as handle:
        if handle is None or not _control(windows, handle, _QUERY, asked, told):
            return False
    return int.from_bytes(told.raw[_BUS_AT : _BUS_AT + 4], "little") in _PULLED_OUT


@contextmanager
def _opened(windows: Any, letter: str, access: int) -> Iterator[int | None]:
    """The device below a drive letter, shared with everybody; None where Windows does not give it."""
    handle = windows.CreateFileW(f"\\\\.\\{letter}:", access, 3, None, 3, 0, None)
    if handle in (None, ctypes.c_void_p(-1).value):
        yield None
        return
    try:
        yield handle
    finally:
        windows.CloseHandle(ctypes.c_void_p(handle))


def _control(windows: Any, handle: int, code: int, asked: bytes = b"", told: Any = None) -> bool:
    given, room = ctypes.c_ulong(), 0 if told is None else ctypes.sizeof(told)
    device = ctypes.c_void_p(handle)
    return bool(windows.DeviceIoControl(device, code, asked or None, len(asked), told, room, ctypes.byref(given), None))


@contextmanager
def _asking_nobody(windows: Any) -> Iterator[None]:
    before = ctypes.c_ulong()
    windows.SetThreadErrorMode(_NO_QUESTION, ctypes.byref(before))
    try:
        yield
    finally:
        windows.SetThreadErrorMode(before, None)
