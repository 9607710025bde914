"""What a PDF of somebody else's brings besides pages: scripts, programs to start, files, locks. It is never rendered.

The bytes are only searched: no parser of PDF sees them, and packed objects are unpacked up to a bound. A mark is a
reason to look twice and never a verdict. Source: packet format 7, row 68.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

MANY_PAGES: Final = 2000
BROKEN: Final = "文件结构坏了"
UNSEEN: Final = "有查不到的压缩内容"
_HEAD, _TAIL, _DICTIONARY = 1024, 2048, 600
_MOST_UNPACKED = 64 << 20
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_TABLE = re.compile(rb"\s*(xref|\d+\s+\d+\s+obj)")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,12})")
_MARKS: Final = (
    ("会自动运行的脚本", re.compile(rb"/JavaScript\b")),
    ("会启动别的程序", re.compile(rb"/Launch\b")),
    ("夹带了文件", re.compile(rb"/(EmbeddedFiles?|FileAttachment)\b")),
    ("会播放音像", re.compile(rb"/(RichMedia|Rendition|Movie|Sound)\b")),
    ("会往外送内容", re.compile(rb"/(SubmitForm|ImportData)\b")),
    ("加了密", re.compile(rb"/Encrypt\b")),
)


def is_pdf(data: bytes) -> bool:
    """Whether viewers would take it for a PDF, whatever its name says."""
    return b"%PDF-" in data[:_HEAD]


def marks(data: bytes) -> list[str]:
    """What makes a PDF worth a second look, in words; nothing where it is none or holds only pages."""
    if not is_pdf(data):
        return []
    found, pages = set[str](), 0
    for part in _parts(data):
        if part is None:
            found.add(UNSEEN)
            continue
        plain = _unescaped(part)
        found |= {title for title, pattern in _MARKS if pattern.search(plain)}
        pages = max(pages + len(_PAGE.findall(plain)), _told_pages(plain))
    told = [title for title in (*(title for title, _ in _MARKS), UNSEEN) if title in found]
    if pages > MANY_PAGES:
        told.append(f"有 {pages} 页")
    return told if _whole(data) else [*told, BROKEN]


def _unescaped(part: bytes) -> bytes:
    """Names without their escapes: /J#61vaScript is /JavaScript to every viewer."""
    return _HEX.sub(lambda code: bytes([int(code[1], 16)]), part) if b"#" in part else part


def _parts(data: bytes) -> Iterator[bytes | None]:
    """The file itself, then the objects that lie packed in it; None for what could not be unpacked."""
    yield data
    room, view = _MOST_UNPACKED, memoryview(data)
    for start in _STREAM.finditer(data):
        if b"/ObjStm" not in _unescaped(data[max(0, start.start() - _DICTIONARY) : start.start()]):
            continue
        if room <= 0:
            yield None
            return
        try:
            part = zlib.decompressobj().decompress(view[start.end() :], room)
        except zlib.error:
            yield None
            continue
        room -= len(part)
        yield part


def _told_pages(plain: bytes) -> int:
    """How many pages the largest node of the tree claims: one page may be listed a hundred thousand times."""
    most = 0
    for node in _PAGES.finditer(plain):
        start, end = plain.rfind(b"obj", 0, node.start()), plain.find(b"endobj", node.end())
        if start >= 0 and end >= 0:
            most = max([most, *map(int, _COUNT.findall(plain, start, end))])
    return most


def _whole(data: bytes) -> bool:
    """Whether the end of the file points to its table of objects."""
    ends = list(_END.finditer(data[-_TAIL:]))
    if not ends:
        return False
    at, head = int(ends[-1][1]), data.find(b"%PDF-")
    return any(0 < place < len(data) and _TABLE.match(data, place) for place in (at, at + head))
