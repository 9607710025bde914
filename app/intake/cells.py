"""Turns what a cell holds into the text a clerk would have typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

# Characters that older GB 18030 fonts and codecs keep in the private area, and where they belong
# (GB 18030-2022, 附录 A to D).
_MOVED = str.maketrans(
    {
        0xE78D: "︐",
        0xE78E: "︒",
        0xE78F: "︑",
        0xE790: "︓",
        0xE791: "︔",
        0xE792: "︕",
        0xE793: "︖",
        0xE794: "︗",
        0xE795: "︘",
        0xE796: "︙",
        0xE7C7: "ḿ",
        0xE816: "\U00020087",
        0xE817: "\U00020089",
        0xE818: "\U000200cc",
        0xE81E: "\u9fb4",
        0xE826: "\u9fb5",
        0xE82B: "\u9fb6",
        0xE82C: "\u9fb7",
        0xE831: "\U000215d7",
        0xE832: "\u9fb8",
        0xE83B: "\U0002298f",
        0xE843: "\u9fb9",
        0xE854: "\u9fba",
        0xE855: "\U000241fe",
        0xE864: "\u9fbb",
    }
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_EXACT = 10**15  # a number in Excel holds 15 digits; the rest of an ID number is already lost


def text_of(value: object) -> str:
    """The text of a cell: days as 2016-06-30, whole numbers without .0, amounts without binary noise.

    A number too long to be exact comes out as 1.23457E+17, so that the field's own check names it.
    """
    if isinstance(value, str):
        return moved(value).strip() if value else ""
    if isinstance(value, float):
        shown = repr(value)
        # The shortest form is right unless it shows binary noise; most cells end here.
        if len(shown) <= 16 and "e" not in shown:
            return shown.removesuffix(".0")
        return _number(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, datetime):
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    return "" if value is None else str(value)


def texts_of(values: Sequence[object]) -> list[str]:
    """The texts of a row of cells: most are plain text already, and one look finds out whether all of it is."""
    texts = [value.strip() if value.__class__ is str else text_of(value) for value in values]
    whole = "".join(texts)
    if whole.isascii() or not _PRIVATE.search(whole):
        return texts
    return [moved(text) for text in texts]


def moved(text: str) -> str:
    """A text whose private-area characters of older systems stand where they belong now."""
    if text.isascii() or not _PRIVATE.search(text):
        return text
    return text.translate(_MOVED)


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.5E}"
    if value == (whole := int(value)):
        return str(whole)
    shown = f"{value:.15g}"
    # Python changes to powers of ten below 0.0001; a clerk never writes such a thing.
    return f"{value:.18f}".rstrip("0").rstrip(".") if "e" in shown else shown
