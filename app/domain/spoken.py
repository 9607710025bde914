"""Numbers as they are said aloud over a loudspeaker: 三万二千元, 两百元五角, telephone digits with 幺 for 1."""

from __future__ import annotations

from app.domain.money import MOST_FEN

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_ALOUD = str.maketrans("0123456789", "零幺二三四五六七八九")


def spoken_number(number: int) -> str:
    """A whole number in words as people say it: 12 is 十二, 2,000 is 两千, 10,500 is 一万零五百."""
    if number == 0:
        return "零"
    if number < 0:
        return f"负{spoken_number(-number)}"
    if number == 2:
        return "两"
    groups: list[int] = []
    while number:
        number, low = divmod(number, 10_000)
        groups.append(low)
    out, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        value = groups[index]
        if not value:
            gap = bool(out)
            continue
        if out and (gap or value < 1000):
            out += "零"
        out += _group(value, first=not out, follows=bool(_GROUPS[index])) + _GROUPS[index]
        gap = False
    return out


def spoken_yuan(fen: int) -> str:
    """An amount in words: 32,000.00 is 三万二千元, 200.50 is 二百元五角, 3.05 is 三元零五分."""
    if abs(fen) > MOST_FEN:
        raise ValueError("金额太大,请核对")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    parts = [f"{spoken_number(yuan)}元"] if yuan or not rest else []
    if jiao:
        parts.append(f"{_DIGITS[jiao] if parts else spoken_number(jiao)}角")
    elif cents and yuan:
        parts.append("零")
    if cents:
        parts.append(f"{spoken_number(cents) if not parts else _DIGITS[cents]}分")
    return ("负" if fen < 0 else "") + "".join(parts)


def spoken_digits(text: str) -> str:
    """The digits of a telephone one by one, in the groups in which it is written: 零七九五，五五五零零三零."""
    groups = "".join(sign if sign.isdigit() else " " for sign in text).split()
    return "，".join(group.translate(_ALOUD) for group in groups)


def _group(value: int, first: bool, follows: bool) -> str:
    """Up to 9,999. At the beginning of a number 2 is 两 before 千, 万 and 亿, and 一十 is 十."""
    if first and follows and value == 2:
        return "两"
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if not digit:
            gap = bool(out)
            continue
        if first and not out and place == 3 and digit == 2:
            word = "两"
        elif first and not out and place == 1 and digit == 1:
            word = ""
        else:
            word = _DIGITS[digit]
        out += ("零" if gap else "") + word + _PLACES[place]
        gap = False
    return out
