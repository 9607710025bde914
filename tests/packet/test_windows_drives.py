"""Drives as Windows tells of them: a few functions of a Windows that is played here."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.packet import windows_drives

USB, SATA = 7, 11


@dataclass
class Windows:
    """Drive letters with their kind, name (None: nothing in it, or locked) and the bus they hang on."""

    letters: dict[str, tuple[int, str | None, int]]
    in_use: frozenset[str] = frozenset()
    asked: list[int] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    closed: int = 0
    mode: int = 0

    def GetDriveTypeW(self, root: str) -> int:
        return self.letters[root[0]][0] if root[0] in self.letters else 1

    def GetVolumeInformationW(self, root: str, name: Any, *_: object) -> int:
        found = self.letters[root[0]][1]
        if found is None:
            return 0
        assert self.mode == 1, "an empty card reader would ask for a disk"
        name.value = found
        return 1

    def CreateFileW(self, path: str, *_: object) -> int | None:
        letter = path.removeprefix("\\\\.\\")[0]
        if letter not in self.letters:
            return ctypes.c_void_p(-1).value
        self.opened.append(letter)
        return 40 + ord(letter)

    def DeviceIoControl(self, handle: Any, code: int, _asked: Any, _size: int, told: Any, *_: object) -> int:
        letter = chr(handle.value - 40)
        self.asked.append(code)
        if told is not None:
            ctypes.memmove(ctypes.addressof(told) + 28, self.letters[letter][2].to_bytes(4, "little"), 4)
            return 1
        return int(letter not in self.in_use)

    def CloseHandle(self, _handle: Any) -> int:
        self.closed += 1
        return 1

    def SetThreadErrorMode(self, mode: Any, before: Any) -> int:
        if before is not None:
            ctypes.memmove(before, ctypes.byref(ctypes.c_ulong(self.mode)), ctypes.sizeof(ctypes.c_ulong))
        self.mode = getattr(mode, "value", mode)
        return 1


def test_sticks_and_usb_hard_disks_can_be_pulled_out_and_the_disk_inside_cannot() -> None:
    windows = Windows({"C": (3, "系统", SATA), "E": (2, "党建办", USB), "F": (3, "移动硬盘", USB), "G": (5, "光盘", 2)})

    found = list(windows_drives.volumes(windows))

    assert found == [("C:\\", "系统", False), ("E:\\", "党建办", True), ("F:\\", "移动硬盘", True)]
    assert windows.closed == len(windows.opened)


def test_an_empty_card_reader_and_a_locked_stick_are_left_out_and_no_window_asks_for_a_disk() -> None:
    windows = Windows({"E": (2, None, USB), "F": (2, "", USB)})

    found = list(windows_drives.volumes(windows))

    assert found == [("F:\\", "", True)]
    assert windows.mode == 0


@pytest.mark.parametrize(("in_use", "gone"), [(frozenset(), True), (frozenset("E"), False)])
def test_a_stick_is_let_go_only_when_nothing_uses_it(in_use: frozenset[str], gone: bool) -> None:
    windows = Windows({"E": (2, "", USB)}, in_use)

    assert windows_drives.let_go(windows, "E") is gone
    assert windows.closed == 1
    assert (0x2D4808 in windows.asked) is gone


def test_a_letter_that_is_gone_is_not_let_go() -> None:
    assert windows_drives.let_go(Windows({}), "E") is False
