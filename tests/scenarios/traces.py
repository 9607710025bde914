"""Looking for words in everything a program has left: raw bytes, and what lies packed in archives, sheets and PDFs."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def spellings(text: str) -> list[bytes]:
    """A text as it may stand in a file."""
    return [text.encode(), text.encode("utf-16-le"), text.encode("gbk")]


class Words:
    """Many texts in all their spellings, found in one pass: by their first two bytes, then by what follows."""

    def __init__(self, texts: Iterable[str]) -> None:
        needles = {spelt for text in texts for spelt in spellings(text)}
        self._by_start: dict[bytes, set[bytes]] = {}
        for needle in needles:
            self._by_start.setdefault(needle[:2], set()).add(needle)
        self._lengths = {start: sorted({len(one) for one in there}) for start, there in self._by_start.items()}
        starts = b"|".join(re.escape(start) for start in self._by_start)
        self._starts = re.compile(b"(?=(" + starts + b"))", re.DOTALL)

    def within(self, content: bytes) -> set[bytes]:
        """Those that stand in a content."""
        found = set()
        for hit in self._starts.finditer(content):
            start, at = hit[1], hit.start()
            there = self._by_start[start]
            found |= {content[at : at + size] for size in self._lengths[start]} & there
        return found


def hits(folder: Path, words: Words) -> dict[str, set[bytes]]:
    """What was found, by file and place in it."""
    found: dict[str, set[bytes]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            for place, content in layers(path.name, path.read_bytes()):
                if seen := words.within(content):
                    found[f"{path.relative_to(folder)}:{place}"] = seen
    return found


def layers(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and whatever is packed in it, as deep as it goes."""
    yield name, content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from layers(f"{name}/{inner}", archive.read(inner))
    elif content[:5] == b"%PDF-":
        for number, stream in enumerate(_STREAM.findall(content)):
            yield f"{name}#{number}", _unpacked(stream)
        document = pypdfium2.PdfDocument(content)
        try:
            text = "".join(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()
        yield f"{name}#text", re.sub(r"\s", "", text).encode()


def _unpacked(stream: bytes) -> bytes:
    for read in (zlib.decompress, lambda one: zlib.decompress(base64.a85decode(one.strip().removesuffix(b"~>")))):
        try:
            return read(stream)
        except (ValueError, zlib.error):
            continue
    return stream
