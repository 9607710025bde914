"""Text as clerks type it: full-width digits, stray spaces, forbidden marks."""

from __future__ import annotations

import re
import unicodedata

from app.domain.patterns import later

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_IN_NUMBER = later(r"[\d,.][\d,.]")
_BAD = later("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_LEVEL = "(?:绝密|机密|秘密)"
_SECRET = later(
    rf"{_LEVEL}\s*(?:★|级|\d+\s*年)|[【\[〔(《]\s*{_LEVEL}\s*[】\]〕)》]|密级\s*:?\s*{_LEVEL}|^\s*{_LEVEL}\s*$",
    re.MULTILINE,
)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII twins, outer spaces gone."""
    return text.translate(_FULL).strip()


def clean(text: str) -> str:
    """Composed (NFC) text without outer white space, line ends as \\n.

    Raises:
        ValueError: A control, zero-width or direction mark, or half of a surrogate pair: such text prints
            differently from what it says.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if found := _BAD.search(composed):
        raise ValueError(f"含有看不见的控制字符(U+{ord(found[0]):04X}),请重新键入这一处")
    return composed


def short(text: str, most: int) -> str:
    """The first words of a text for a title: never cut inside a number, and … says that more follows."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = most
    while cut > most // 2 and _IN_NUMBER.fullmatch(line[cut - 1 : cut + 1]):
        cut -= 1
    return line[:cut].rstrip(",.、，;；(（〔“ ") + "…"


def secrecy_mark(text: str) -> str:
    """The classification mark in a text ("机密★", "(秘密)" …), or "" where there is none.

    This program runs on ordinary machines only. Source: 保守国家秘密法 (classified matter stays off such
    machines).
    """
    found = _SECRET.search(text.translate(_FULL)) if "密" in text else None
    return found[0].strip() if found else ""
