"""The faces of official papers that this machine has: found by file name, known by the names inside the file.

None of them is ours to ship. Only what may be embedded in a PDF is used (fsType), and only TrueType outlines.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from app import paths

# What each of our faces stands for, the face that is wanted most first. Source: forms-and-rules 3.5, product H8.
WANTED: dict[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
    "fang": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋简体", "方正仿宋_GBK"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体简体", "方正楷体_GBK"),
    "hei": ("黑体", "SimHei", "方正黑体简体", "方正黑体_GBK"),
    "song": ("宋体", "SimSun", "方正书宋简体", "方正书宋_GBK"),
}
ROLES = {"title": "标题 小标宋", "fang": "正文 仿宋", "kai": "楷体", "hei": "黑体", "song": "宋体"}
MARK = "本机"
# A cold disk reads some hundred fonts in half a minute: only files whose name promises one of the above are opened.
_PROMISING = r"sim(fang|kai|hei|sun)|fangsong|kaiti|^fs_gb|^kt_gb|fz(xbs|fs|kt|ht|ss)|仿宋|楷体|黑体|宋体|小标宋|书宋"
_ENDINGS = (".ttf", ".ttc", ".otf")
_LONGEST_NAMES = 1 << 20
_FAMILY = frozenset((1, 4, 16))
_RESTRICTED, _NOT_IN_PART = 0x0002, 0x0300


@dataclass(frozen=True)
class Official:
    """A face of this machine: what it is for, its family, its file and its place in a collection.

    `trouble` says why it cannot be used, "" where it can.
    """

    role: str
    family: str
    path: Path
    index: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class _Inside:
    families: tuple[str, ...]
    index: int
    trouble: str


@cache
def found() -> dict[str, Official]:
    """The best face of this machine for each role that has any; one that cannot be used only where no other is there.

    Looked for once: a face that is put on the machine later is used after the next start.
    """
    return search(paths.font_folders())


def search(folders: Sequence[Path]) -> dict[str, Official]:
    """The best face for each role in some folders and all below them."""
    best: dict[str, tuple[tuple[bool, int], Official]] = {}
    for path in _promising(folders):
        for inside in _read(path):
            for role, names in WANTED.items():
                places = [names.index(family) for family in inside.families if family in names]
                if not places:
                    continue
                rank = (bool(inside.trouble), min(places))
                if role not in best or rank < best[role][0]:
                    family = names[min(places)]
                    best[role] = rank, Official(role, family, path, inside.index, inside.trouble)
    return {role: best[role][1] for role in WANTED if role in best}


def _promising(folders: Sequence[Path]) -> Iterator[Path]:
    promising = re.compile(_PROMISING, re.IGNORECASE)
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith(_ENDINGS) and promising.search(name):
                    yield Path(place, name)


def _read(path: Path) -> list[_Inside]:
    """The faces in a file; a file that cannot be understood has none."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] != b"ttcf":
                return [_face(file, 0, 0)]
            (count,) = struct.unpack(">I", head[8:12])
            offsets = struct.unpack(f">{min(count, 16)}I", file.read(4 * min(count, 16)))
            return [_face(file, offset, index) for index, offset in enumerate(offsets)]
    except (OSError, struct.error, ValueError, LookupError):
        return []


def _face(file: BinaryIO, offset: int, index: int) -> _Inside:
    file.seek(offset + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(offset + 12)
    tables: dict[bytes, tuple[int, int]] = {}
    for _ in range(count):
        tag, _, start, length = struct.unpack(">4sIII", file.read(16))
        tables[tag] = start, length
    return _Inside(tuple(_families(file, *tables[b"name"])), index, _trouble(file, tables))


def _trouble(file: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> str:
    if b"glyf" not in tables:
        return "轮廓格式不能写进 PDF"
    if b"OS/2" in tables:
        file.seek(tables[b"OS/2"][0] + 8)
        (allowed,) = struct.unpack(">H", file.read(2))
        if allowed & 0x000F == _RESTRICTED or allowed & _NOT_IN_PART:
            return "字体文件写明不允许嵌入"
    return ""


def _families(file: BinaryIO, start: int, length: int) -> Iterator[str]:
    if length > _LONGEST_NAMES:
        raise ValueError("a table of names that long is none")
    file.seek(start)
    data = file.read(length)
    _, count, texts = struct.unpack(">HHH", data[:6])
    for number in range(count):
        platform, encoding, _, name, size, at = struct.unpack(">6H", data[6 + 12 * number : 18 + 12 * number])
        if name in _FAMILY:
            raw = data[texts + at : texts + at + size]
            codec = "utf-16-be" if platform in (0, 3) else "gb18030" if encoding == 25 else "latin-1"
            yield raw.decode(codec, errors="replace").strip("\0 ")
