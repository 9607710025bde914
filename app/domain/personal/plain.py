"""A text with the same number of characters in which full-width digits, letters and strokes are plain ones."""

from __future__ import annotations

from app.domain.patterns import later

_SAME_LENGTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2002: 0x20,
    0x2003: 0x20,
    0x2009: 0x20,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2012: 0x2D,
    0x2013: 0x2D,
    0x2014: 0x2D,
    0x2212: 0x2D,
    0x30FB: 0xB7,
    0x2022: 0xB7,
    0x2027: 0xB7,
}
_ODD = later("[\uff01-\uff5e\u3000\xa0\u2002\u2003\u2009-\u2014\u2022\u2027\u2212\u30fb]")
_CHINESE = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def plain(text: str) -> str:
    """The text character by character, so that a place in it is the same place in the original."""
    return text.translate(_SAME_LENGTH) if _ODD.search(text) else text


def whole_number(text: str) -> int | None:
    """A whole number below a thousand in digits or Chinese numerals (十二, 二十, 一百零三), None for anything "
    "else."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total, last = 0, 0
    for char in text:
        if char in _CHINESE:
            last = _CHINESE[char]
        elif char in "十百":
            total += (last or 1) * (10 if char == "十" else 100)
            last = 0
        else:
            return None
    return total + last
