"""The faces papers are drawn in, which one draws which character, and what none of them can draw."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from app.domain.faults import Told
from app.export import official, wish
from app.paths import resource

# The faces that come with the program. A machine's own one is called like ours with a star: "fang*".
FACES = {
    "title": "NotoSerifSC-Black.ttf",
    "song": "NotoSerifSC-Regular.ttf",
    "hei": "NotoSansSC-Bold.ttf",
    "sans": "NotoSansSC-Regular.ttf",
    "fang": "FandolFang-Regular.ttf",
    "kai": "MingzhangKai-Regular.ttf",
    "rare": "HanaMinB-Names.ttf",
    "signs": "HanaMinA-Signs.ttf",
}
_LAST = ("song", "rare", "signs")
CHAINS = {
    "title": ("title", *_LAST),
    "song": _LAST,
    "hei": ("hei", "sans", *_LAST),
    "sans": ("sans", *_LAST),
    "fang": ("fang", *_LAST),
    "kai": ("kai", *_LAST),
}
FACE_NAMES = {
    "title": "思源宋体 Black(代小标宋)",
    "song": "思源宋体",
    "hei": "思源黑体 Bold",
    "sans": "思源黑体",
    "fang": "Fandol 仿宋",
    "kai": "明账楷体",
    "rare": "花园明朝 B",
    "signs": "花园明朝 A",
}
_OWN = "*"
_MEASURED = 20_000  # texts whose width is kept: those of some hundred pages
# What a face draws unlike the rest of it: quotation marks and the middle dot of 楷体 are those of Latin text.
_NOT_OURS = {"kai": frozenset("“”‘’·")}
SPACES = {0x09: 0x20, 0x0A: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x3000, 0x2009: 0x20}


class MissingGlyph(Told):
    """A character no face can draw: the paper would silently lose it, so it is not made."""

    code = "E-GLYPH"

    def __init__(self, characters: str, places: Iterable[str]) -> None:
        named = "、".join(f"「{c}」(U+{ord(c):04X})" for c in characters)
        where = ";".join(places)
        super().__init__(
            f"有 {len(characters)} 个字打印不出来:{named}。出现在:{where}。"
            "没有生成文件,账本没有变化。请把这个字改成通用写法,或改用拼音注明后再打印。"
        )
        self.characters = characters


class _InUse:
    """Whether the document in hand is drawn in the official faces of this machine; one document at a time."""

    official = False


@contextmanager
def faces_of_a_document(own: bool) -> Iterator[None]:
    """Draw what comes inside in our faces, or in the machine's official ones where they are wanted and there."""
    _InUse.official = wish.wanted() and not own
    try:
        yield
    finally:
        _InUse.official = False


@cache
def face(key: str) -> Any:
    """The registered TrueType face of a key of FACES; read from disk the first time it is asked for."""
    ttfonts.makeToUnicodeCMap = _to_unicode
    if key.endswith(_OWN):
        mine = official.found()[key.removesuffix(_OWN)]
        font = ttfonts.TTFont(key, str(mine.path), subfontIndex=mine.index, shapable=False)
        # Some fonts share a PostScript name, or have a Chinese one: the file could name neither of them.
        font.face.name = f"Official-{mine.role}".encode()
        pdfmetrics.registerFont(font)
        return font
    font = ttfonts.TTFont(key, str(font_file(key)), shapable=False)
    font.face.get_table = partial(_table, font.face)
    pdfmetrics.registerFont(font)
    # Otherwise every page begins by choosing Helvetica, which is then named in the file and not embedded.
    rl_config.canvas_basefontname = key
    rl_config.invariant = 1
    rl_config.useA85 = 0  # pages as bytes, not as text a quarter longer: no mail of today needs that
    return font


def _table(face: Any, tag: str) -> bytes | memoryview:
    """A table of a font file. The outlines are megabytes, copied by the library for every part of every document."""
    place, length = face.get_table_pos(tag)
    data = memoryview(face._ttf_data) if tag == "glyf" else face._ttf_data
    return data[place : place + length]


def face_name(key: str) -> str:
    """What a face is called on screen and in reports."""
    if key.endswith(_OWN):
        return f"{official.found()[key.removesuffix(_OWN)].family}({official.MARK})"
    return FACE_NAMES[key]


@cache
def machine_trouble(role: str) -> str:
    """Why the machine's face for a role cannot be used, "" where it can; the file is read for that."""
    mine = official.found().get(role)
    if mine is None:
        return "本机没有"
    try:
        return mine.trouble or ("" if face(role + _OWN).face.charToGlyph else "文件里没有汉字")
    except (ttfonts.TTFError, OSError, ValueError, LookupError, struct.error):
        return "字体文件读不出来"


def font_file(key: str) -> Path:
    """Where the file of a face lies."""
    return resource("fonts", FACES[key])


@cache
def _chain(chain: str, machine: bool) -> tuple[str, ...]:
    ours = CHAINS[chain]
    return (chain + _OWN, *ours) if machine and chain in official.WANTED and not machine_trouble(chain) else ours


def face_of(character: str, chain: str) -> str:
    """The first face of a chain that can draw a character, "" where none can."""
    return _face_of(character, chain, _InUse.official)


@cache
def _face_of(character: str, chain: str, machine: bool) -> str:
    code = ord(character)
    code = SPACES.get(code, code)
    faces = (key for key in _chain(chain, machine) if character not in _NOT_OURS.get(key, ""))
    return next((key for key in faces if code in face(key).face.charToGlyph), "")


class Widths(dict[str, float]):
    """How wide a character of one chain is, in parts of the type size; filled as characters come up."""

    def __init__(self, chain: str) -> None:
        super().__init__()
        self._chain = chain
        self._known: dict[str, float] = {}

    def __missing__(self, character: str) -> float:
        key = face_of(character, self._chain)
        code = ord(character)
        width = face(key).face.getCharWidth(SPACES.get(code, code)) / 1000 if key else 1.0
        self[character] = width
        return width

    def of(self, text: str) -> float:
        """The width of a text at type size 1; the same texts are measured again for every size that is tried."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) >= _MEASURED:
                self._known.clear()
            width = self._known[text] = sum(map(self.__getitem__, text))
        return width


def widths(chain: str) -> Widths:
    """The widths of a chain, shared by all documents that are drawn in the same faces."""
    return _widths(chain, _InUse.official)


@cache
def _widths(chain: str, machine: bool) -> Widths:
    return Widths(chain)


def runs(text: str, chain: str) -> list[tuple[str, str]]:
    """A text as (face, part) pairs in order: each part can be drawn by its face."""
    out: list[tuple[str, str]] = []
    for character in text:
        key = face_of(character, chain)
        if out and out[-1][0] == key:
            out[-1] = (key, out[-1][1] + character)
        else:
            out.append((key, character))
    return out


def coverage(text: str) -> str:
    """The characters of a text that no face can draw, each once, in order; "" when all is well.

    All chains end in the same three faces, so the answer holds for every one of them.
    """
    return "".join(c for c in dict.fromkeys(text) if c not in "\n\t" and not face_of(c, "song"))


def require_coverage(texts: Iterable[tuple[str, str]]) -> None:
    """Make sure that all texts, each with the place it stands in ("" for none), can be drawn.

    Raises:
        MissingGlyph: Names the characters and the first places they stand in.
    """
    seen, missing = set[str](), ""
    places: list[tuple[str, str]] = []
    for place, text in texts:  # a register of a thousand pages has a hundred thousand of them: none is kept
        if not seen.issuperset(text):
            new = "".join(dict.fromkeys(text))
            missing += coverage("".join(sign for sign in new if sign not in seen))
            seen.update(new)
        if missing and not set(missing).isdisjoint(text):
            places.append((place, text))
    if not missing:
        return
    shown = [place + (f"“{text[:24]}…”" if len(text) > 24 else f"“{text}”") for place, text in places[:3]]
    raise MissingGlyph(missing, [*shown, f"等 {len(places)} 处"] if len(places) > 3 else shown)


def _to_unicode(name: str, subset: list[int]) -> str:
    """The table that lets a PDF be searched and copied.

    The library writes five hexadecimal digits beyond U+FFFF; the format asks for UTF-16, so 𠅤 was copied as
    other characters.
    """
    rows = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset)]
    # At most 100 entries in one block: the limit of the format, which strict readers hold to.
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{max(len(subset) - 1, 0):02X}>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
