"""What a password may not be: short, much used, or made of what everybody in the office knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from app.domain.faults import Refused

LEAST = 10
CODE = "E-WEAK-PASSWORD"
_YEAR = re.compile(r"(?<!\d)(?:19[4-9]\d|20[0-3]\d)(?!\d)|(?:19[4-9]\d|20[0-3]\d)(?:0\d|1[0-2])(?:[0-2]\d|3[01])")
_ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb")
_RUN = 5
_DISTINCT = 5
# The most used ones of ten characters and more, from what leaked lists have in common.
_COMMON_TEXT = """
password password1 password12 password123 passw0rd admin12345 administrator adminadmin abc1234567 abc123456789
a123456789 a1234567890 aa123456789 q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwer123456
asdf123456 zxcvbnm123 qq123456789 wang123456 zhang123456 woaini1314 woaini520 woaini521 woaini1314520
5201314520 1314520520 iloveyou123 iloveyou1314 147258369 1472583690 741852963 7418529630 159357159357
112233445566 123123123123 121212121212 123321123321 987654321a zaq12wsxcde3 letmein123 welcome123 sunshine123
dragon1234 monkey1234 superman123 jiwei12345 jijian12345 lianzheng123
"""
_COMMON = frozenset(_COMMON_TEXT.split())


def check_password(password: str, *names: str) -> None:
    """Refuse passwords that are guessed first; letters, digits and signs of any kind may be mixed or not.

    Args:
        names: The person, the login, the unit and the county; their pinyin counts as well.

    Raises:
        Refused: The sentence says what is wrong with it. Source: packet.md 6.2.
    """
    lowered = unicodedata.normalize("NFKC", password).lower()
    if len(lowered) < LEAST:
        raise Refused(f"密码太短:至少 {LEAST} 个字符。没有改动;可以用一句好记的话。", CODE)
    if why := next(_guessed(lowered, names), ""):
        raise Refused(f"密码太容易猜到:{why}。没有改动;请换一个,可以用一句只有自己知道的话。", CODE)


def _guessed(lowered: str, names: tuple[str, ...]) -> Iterator[str]:
    if len(set(lowered)) < _DISTINCT:
        yield "重复的字符太多"
    if lowered in _COMMON or lowered.rstrip("0123456789!@#.") in _COMMON:
        yield "这是常用密码"
    if any(_has_run(lowered, row) for row in _ROWS):
        yield "里面有连号或键盘上挨着的一串(如 12345、qwert)"
    if _YEAR.search(lowered):
        yield "里面有年份或日期"
    for name in dict.fromkeys(filter(None, names)):
        if any(part in lowered for part in _spellings(name)):
            yield "里面有姓名、用户名、单位名或它们的拼音"


def _has_run(lowered: str, row: str) -> bool:
    pieces = [row[at : at + _RUN] for at in range(len(row) - _RUN + 1)]
    return any(piece in lowered or piece[::-1] in lowered for piece in pieces)


def _spellings(name: str) -> Iterator[str]:
    """The name itself, and in pinyin where that is long enough to be told from chance."""
    from app.storage.initials import spelt

    plain = unicodedata.normalize("NFKC", name).lower()
    if len(plain) > 1:
        yield plain
    if not plain.isascii():
        yield from (way for way in spelt(plain) if len(way) >= 4)
