"""The first letters of the pinyin of a name: 青山村 is found by qsc."""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache
from itertools import islice, product

_MOST_READINGS = 8


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """All ways to type a text by initials, separated by spaces: a name read two ways is found both ways."""
    letters = [_letters(sign) for sign in text[:24] if not sign.isspace()]
    ways = ("".join(way) for way in product(*(found for found in letters if found)))
    return " ".join(dict.fromkeys(islice(ways, _MOST_READINGS)))


def spelt(text: str) -> list[str]:
    """The ways to write a text in pinyin without tones and spaces: 张三 is zhangsan; ü is v, as it is typed."""
    syllables = [_syllables(sign) for sign in text[:24] if not sign.isspace()]
    return list(dict.fromkeys("".join(way) for way in islice(product(*(found for found in syllables if found)), 64)))


def _syllables(sign: str) -> list[str]:
    if sign.isascii():
        return [sign.lower()] if sign.isalnum() else []
    plain = (
        unicodedata.normalize("NFD", reading.replace("ü", "v")) for reading in _readings().get(ord(sign), "").split(",")
    )
    return list(dict.fromkeys("".join(one for one in reading if one.isascii() and one.isalpha()) for reading in plain))


@lru_cache(maxsize=10_000)
def _letters(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    readings = _readings().get(ord(sign), "")
    # the vowel may carry a tone (ā, é): only the plain first letter is typed
    firsts = (unicodedata.normalize("NFD", reading)[:1] for reading in readings.split(","))
    return "".join(dict.fromkeys(first for first in firsts if first.isalpha() and first.isascii()))


@lru_cache(maxsize=1)
def _readings() -> dict[int, str]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # readings of single signs are enough, and load faster
    from pypinyin.constants import PINYIN_DICT

    readings: dict[int, str] = PINYIN_DICT
    return readings
