"""Money: whole fen inside, yuan as people write them outside."""

from __future__ import annotations

import decimal
import re

from app.domain.patterns import later
from app.domain.text import half_width

_YUAN = later(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+")
_PLAIN = later(r"(\d{1,12})(?:\.(\d\d?)0*)?", re.ASCII)
_CAPITAL = later(
    "(?:([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?零?(?:([零壹贰叁肆伍陆柒捌玖])角)?(?:([零壹贰叁肆伍陆柒捌玖])分)?"
)
_BEHIND = later(r"[¥￥]?[+-]?[\d.,]+元?[(（]([^()（）]+)[)）]")
_CAPITAL_LETTERS = frozenset("人负零壹贰叁肆伍陆柒捌玖拾")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
MOST_FEN = 10**16 - 1  # 大写 has words up to 仟万亿 yuan; a village has less


def parse_yuan(text: str) -> int | None:
    """Turn yuan as typed into fen.

    Args:
        text: Yuan with at most two decimals; thousands commas, full-width digits, 元, ¥ and the unit 万元
            (at most six decimals then) are allowed.

    Returns:
        Whole fen, or None for an empty cell.

    Raises:
        ValueError: Not a number, or finer than one fen. Never rounded silently.

    Source: 会计基础工作规范 第五十二条 (amounts are written to the fen).
    """
    if usual := _PLAIN.fullmatch(text):
        return int(usual[1]) * 100 + int((usual[2] or "0").ljust(2, "0"))
    plain = half_width(text).replace(" ", "").replace("¥", "").replace("￥", "").replace("人民币", "")
    if not plain:
        return None
    factor = decimal.Decimal(100)
    if plain.endswith(("万元", "万")):
        factor = decimal.Decimal(1_000_000)
    plain = plain.removesuffix("元").removesuffix("万")
    if not _YUAN.fullmatch(plain):
        return _with_capital(half_width(text))
    fen = decimal.Decimal(plain.replace(",", "")) * factor
    if fen != fen.to_integral_value():
        raise ValueError("金额最多两位小数")
    if abs(fen) > MOST_FEN:
        raise ValueError("金额太大,请核对")
    return int(fen)


def read_capital(text: str) -> int:
    """Turn 大写 into fen, the way back from `capital`: 人民币壹仟零贰拾元伍角整; 圆 and 正 are understood too.

    Raises:
        ValueError: No such amount.
    """
    plain = text.replace(" ", "").removeprefix("人民币").replace("圆", "元").replace("正", "整").removesuffix("整")
    sign, plain = (-1, plain[1:]) if plain.startswith("负") else (1, plain)
    found = _CAPITAL.fullmatch(plain)
    if not plain or not found:
        raise ValueError("不是大写金额,请写成 人民币壹仟元整 的样子")
    yuan, jiao, cents = (found[1] or "", found[2] or "", found[3] or "")
    return sign * (_number_in(yuan) * 100 + _DIGITS.find(jiao or "零") * 10 + _DIGITS.find(cents or "零"))


def _number_in(words: str) -> int:
    """壹拾贰万零叁佰 as a whole number; 拾 alone is 10."""
    for place, value in (("亿", 10**8), ("万", 10**4)):
        high, sign, low = words.rpartition(place)
        if sign:
            return _number_in(high) * value + _number_in(low)
    total, digit = 0, 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS.index(word)
        else:
            total += (digit or 1) * 10 ** _PLACES.index(word)
            digit = 0
    return total + digit


def _with_capital(text: str) -> int:
    """An amount in 大写, or in figures with its 大写 behind it: the two must be the same.

    Source: 会计基础工作规范 第五十二条 (大写 and 小写 agree, else the voucher is void); forms-and-rules 3.4 A9.
    """
    at = next((at for at, letter in enumerate(text) if letter in _CAPITAL_LETTERS), None)
    if at is None:
        if behind := _BEHIND.fullmatch(text.replace(" ", "")):
            raise ValueError(f"金额后面的“{behind[1]}”不是大写金额,请写成 人民币壹仟元整 的样子")
        raise ValueError("不是金额,请写成 1234.56 的样子")
    words = text[at:].strip().strip("()")
    fen = read_capital(words)
    figures = text[:at].strip().rstrip("(大写:").strip() if at else ""
    small = parse_yuan(figures) if figures else None
    if small is not None and small != fen:
        raise ValueError(f"小写是 {show_yuan(small)},大写是 {show_yuan(fen)},不一致,请核对凭证")
    return fen


def show_yuan(fen: int | None) -> str:
    """Fen as yuan with thousands commas and two decimals; "" for no amount."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def equal_split(fen: int, shares: int) -> tuple[int, int]:
    """An amount in equal shares to the fen: the share, and how many of the first shares get one fen more.

    Source: forms-and-rules 3.4 A7 (the shares add up to the amount; the remainder goes to the first rows).
    """
    if shares < 1 or fen < 0:
        raise ValueError("份数至少是 1,金额不能小于 0")
    return divmod(fen, shares)


def capital(fen: int) -> str:
    """The amount in 大写 as printed on vouchers and public sheets, such as 人民币壹仟零贰拾元伍角整.

    Source: 会计基础工作规范 第五十二条; 支付结算办法 附一 (零 and 整 rules).
    """
    if abs(fen) > MOST_FEN:
        raise ValueError("金额太大,请核对")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    sign = "负" if fen < 0 else ""
    words = _integer_words(yuan) + "元" if yuan else ""
    if not rest:
        return f"人民币{sign}{words or '零元'}整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    words += _DIGITS[cents] + "分" if cents else "整"
    return f"人民币{sign}{words}"


def _integer_words(number: int) -> str:
    groups: list[int] = []
    while number:
        number, low = divmod(number, 10_000)
        groups.append(low)
    out, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        value = groups[index]
        if not value:
            gap = bool(out)
            if index == 2 and out and not out.endswith("亿"):
                out += "亿"
            continue
        if out and (gap or value < 1000):
            out += "零"
        out += _group_words(value) + ("亿" if index == 2 else "万" if index in (1, 3) else "")
        gap = False
    return out


def _group_words(value: int) -> str:
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            out += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        elif out:
            gap = True
    return out
