"""Numbers that belong to a person: identity, bank card, telephone and car, in every usual writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.domain.identity import check_digit
from app.domain.patterns import later
from app.domain.personal.found import Found, Kind
from app.domain.personal.papers import find_papers
from app.domain.personal.plain import plain

_MANY_DIGITS = later(r"\d(?:[ \-./()]{0,2}\d){9}|电话|座机|宅电|固话|家电")
_GROUP = later(r"\d+")
_HALF_HIDDEN = later(r"(?<![\dA-Za-z])[1-8]\d{7,15}[*×＊]{1,9}[\dXx]{0,8}(?![\dA-Za-z*])")
_ID_LABEL = later(r"(?:身份证|证件|居民证)[^,。;\n\d]{0,8}$")
_DISABLED = later(r"残[^,。;\n\d]{0,8}$")
_CARD_LABEL = later(
    r"(?:卡号|银行卡|工资卡|储蓄卡|社保卡|医保卡|惠农卡|一卡通|存折|[\u4e00-\u9fff]卡)[^,。;\n\d]{0,8}$"
)
_CODE_LABEL = later(
    r"(?:编号|编码|户号|单号|订单|合同|凭证|流水|批号|表号|序列号|设备|档案|税号|工号|学号|货号|型号|条码|代码|"
    r"票号|发票|文号|"
    r"案号|卷号|证书|许可证|桩号|票据|支票|证号|字|第|[A-Za-z])[号码::.\-# ]{0,3}$"
)
_PHONE_LABEL = later(r"(?:(?<![a-z])(?:tel|phone|mobile|mob|wx|vx|weixin)|电话|手机|微信|联系)[号码::.\- ]{0,3}$")
_MEASURED = later(
    r"\.\d|\s?(?:元|角|分(?![机别管公])|万|亿|亩|株|棵|斤|公斤|千克|吨|度|千瓦|平方|立方|米|公里|尾|头|只|袋|册|张|份|号(?!码))|"
    r"-\d{1,3}(?!\d)"
)
_LANDLINE = later(
    r"(?<![\dA-Za-z\-])\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]{0,2}\d{3,4}[ -]?\d{4}(?:[ -]?转?\d{1,4}(?!\d))?(?![\d\-])"
)
_LOCAL = later(r"(?:电话|座机|宅电|固话|家电)[^,。;\n\d]{0,6}(\d{3,4}[ -]?\d{4})(?![\d\-.])")
_OF_A_UNIT = later(
    r"监督|举报|咨询|服务|值班|投诉|信访|热线|客服|传真|办公|政府|村委|居委|村部|社区|中心|纪委|纪检|医院|卫生|"
    r"学校|小学|中学|"
    r"幼儿园|派出所|公安|司法|财政|民政|农业|农村局|水利|供电|供水|电力|燃气|物业|信用社|银行|商行|"
    r"[局所站办委处科]|公司|厂|店|"
    r"合作社|政务|大厅|便民|急救|报警|抢修|报名|预约|订购|售后|厂家|窗口|公开|公示|单位|村组"
)
_OF_A_HOME = later(r"家|宅|本人|个人|住户|户主|自己|座机")
_PLATE = later(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]([A-HJ-NP-Za-hj-np-z])"
    r"[·. \-]{0,2}([A-HJ-NP-Za-hj-np-z0-9]{5,6}[挂学警港澳领试超]?|"
    r"[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳领试超])(?![A-Za-z0-9\-])"
)
_PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55))))
_PROVINCES |= frozenset(map(str, (*range(61, 66), 71, 81, 82, 83)))
_MOBILE_SHAPES = frozenset(
    [
        (11,),
        (3, 4, 4),
        (3, 8),
        (7, 4),
        (4, 3, 4),
        (3, 3, 5),
        (5, 6),
        (6, 5),
        (4, 7),
        (3, 5, 3),
        (3, 4, 2, 2),
        (3, 2, 2, 2, 2),
    ]
)
_OLDEST, _LONGEST_CARD = 1900, 19
_GROUPS_AT_MOST, _GROUPS_OF_AN_IDENTITY = 6, 9
_SPELLED = 11  # as many single digits in a row are a number somebody spelled out


@dataclass(frozen=True)
class _Digits:
    """One unbroken run of digits."""

    start: int
    end: int
    text: str


def find_numbers(even: str) -> list[Found]:
    """Every number of a person in a plain text (see plain.py), public telephones too.

    Source: GB 11643-1999 (identity), ISO/IEC 7812 (cards, Luhn), 3.7 of forms-and-rules.
    """
    taken: list[Found] = []
    if _MANY_DIGITS.search(even):
        for chain in _chains(even):
            for find in (_identities, _cards, _mobiles):
                _take(taken, find(even, chain))
        _take(taken, _half_hidden(even))
        _take(taken, _landlines(even))
    return [*taken, *_plates(even), *find_papers(even)]


def birth_of(number: str) -> date | None:
    """The birth date in an identity number of 15 or 18 digits, None where it holds none."""
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def digits_of(text: str) -> str:
    """A number as typed without anything between its digits, to compare it with others."""
    return "".join(char for char in plain(text) if char.isdigit())


def _take(taken: list[Found], found: Iterable[Found]) -> None:
    """Add what does not lie over something found before."""
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)


def _chains(even: str) -> Iterator[list[_Digits]]:
    """Runs of digits that one space, hyphen, dot or stroke separates: they may be one number."""
    chain: list[_Digits] = []
    for match in _GROUP.finditer(even):
        run = _Digits(match.start(), match.end(), match[0])
        if chain and even[chain[-1].end : run.start] not in (" ", "-", ".", "/", "  "):
            yield _joined(chain)
            chain = []
        chain.append(run)
    if chain:
        yield _joined(chain)


def _joined(chain: list[_Digits]) -> list[_Digits]:
    """3 6 0 9 9 9 …: digits written one by one are one run; a few of them are columns or a list."""
    out: list[_Digits] = []
    for alone, runs in groupby(chain, key=lambda run: len(run.text) == 1):
        found = list(runs)
        if alone and len(found) >= _SPELLED:
            found = [_Digits(found[0].start, found[-1].end, "".join(run.text for run in found))]
        out += found
    return out


def _windows(
    chain: Sequence[_Digits], longest: int, groups: int = _GROUPS_AT_MOST
) -> Iterator[tuple[Sequence[_Digits], str]]:
    """Neighbouring runs of a chain with their digits, those that begin first and are longest first."""
    for first in range(len(chain)):
        found = []
        digits = ""
        for last in range(first, min(len(chain), first + groups)):
            digits += chain[last].text
            if len(digits) > longest:
                break
            found.append((chain[first : last + 1], digits))
        yield from reversed(found)


def _identities(even: str, chain: Sequence[_Digits]) -> Iterator[Found]:
    for runs, digits in _windows(chain, 20, _GROUPS_OF_AN_IDENTITY):
        start, end = runs[0].start, runs[-1].end
        if start and even[start - 1].isascii() and even[start - 1].isalpha():
            continue
        number = digits
        if len(digits) == 17 and even[end : end + 1] in ("X", "x"):
            number, end = digits + "X", end + 1
        elif len(digits) == 17 and even[end : end + 2] in ("-X", "-x", " X", " x"):
            number, end = digits + "X", end + 2
        if len(digits) == 20 and len(runs) == 1 and _DISABLED.search(even[:start]):
            number, end = digits[:18], start + 18  # a card for disabled people is the identity number and two more
        if even[end : end + 1].isascii() and even[end : end + 1].isalnum() and len(digits) != 20:
            continue
        labelled = bool(_ID_LABEL.search(even[max(0, start - 16) : start]))
        if _is_identity(number, labelled) or (len(number) == 15 and len(runs) <= 3 and _is_old_identity(number)):
            yield Found(Kind.ID, start, end, even[start:end], number)


def _is_identity(number: str, labelled: bool) -> bool:
    """Right by its checksum; one that is called an identity number also with a slip in it."""
    if len(number) != 18 or number[:2] not in _PROVINCES:
        return False
    born = birth_of(number)
    return born is not None and born.year >= _OLDEST and (labelled or check_digit(number[:17]) == number[17])


def _is_old_identity(number: str) -> bool:
    """15 digits as issued until 1999: a province, a county, and the day of birth of somebody who may live."""
    return (
        number[:2] in _PROVINCES and number[2:6] != "0000" and number[6] in "23456789" and birth_of(number) is not None
    )


def _half_hidden(even: str) -> Iterator[Found]:
    """360902199001****34: with its stars it still tells the birth date, which is always hidden."""
    for match in _HALF_HIDDEN.finditer(even):
        if len(match[0]) == 18 and match[0][:2] in _PROVINCES and match[0][6:8] in ("19", "20"):
            yield Found(Kind.ID, match.start(), match.end(), match[0], digits_of(match[0]))


def _cards(even: str, chain: Sequence[_Digits]) -> Iterator[Found]:
    for runs, digits in _windows(chain, _LONGEST_CARD):
        start, end = runs[0].start, runs[-1].end
        if len(digits) < 16 or (len(runs) > 1 and min(len(run.text) for run in runs[:-1]) < 3):
            continue
        before, after = even[max(0, start - 16) : start], even[end : end + 1]
        if (before[-1:].isascii() and before[-1:].isalpha()) or (after.isascii() and after.isalpha()):
            continue
        labelled = bool(_CARD_LABEL.search(before))
        if labelled or (_is_issued(digits) and luhn(digits) and not _CODE_LABEL.search(before)):
            yield Found(Kind.CARD, start, end, even[start:end], digits)


def _is_issued(digits: str) -> bool:
    """Whether banks number cards so: 62, 4, 5 and 35 as everywhere, 60 and 9 as older Chinese ones."""
    return digits[0] in "4569" or digits[:2] in ("35", "37")


def luhn(digits: str) -> bool:
    """The check digit of a card is right."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _mobiles(even: str, chain: Sequence[_Digits]) -> Iterator[Found]:
    for runs, digits in _windows(chain, 15):
        start, end = runs[0].start, runs[-1].end
        shape = tuple(len(run.text) for run in runs)
        number = digits[-11:]
        country = digits[:-11]
        if (
            len(digits) < 11
            or country not in ("", "86", "0086", "0")
            or not (number[0] == "1" and number[1] in "3456789")
        ):
            continue
        if not country and shape not in _MOBILE_SHAPES:
            continue
        if country and even[start - 1 : start] == "+":
            start -= 1
        before, after = even[max(0, start - 16) : start], even[end : end + 1]
        if after.isascii() and after.isalpha():
            continue  # part of a digest
        called = bool(_PHONE_LABEL.search(before.lower()))
        if not called and (_CODE_LABEL.search(before) or _MEASURED.match(even, end)):
            continue
        if not called and before[-1:] == "-" and before[-2:-1].isalnum() and before[-2:-1].isascii():
            continue
        yield Found(Kind.MOBILE, start, end, even[start:end], number)


def _landlines(even: str) -> Iterator[Found]:
    """Telephones at home; those that a text calls a unit's are public by that."""
    found = [Found(Kind.LANDLINE, m.start(), m.end(), m[0], digits_of(m[0])) for m in _LANDLINE.finditer(even)]
    found += [Found(Kind.LANDLINE, m.start(1), m.end(1), m[1], digits_of(m[1])) for m in _LOCAL.finditer(even)]
    for one in found:
        before, after = _clause_before(even, one.start), even[one.end : one.end + 12]
        office = _OF_A_UNIT.search(before) or (after[:1] in "((" and _OF_A_UNIT.search(after))
        home = _OF_A_HOME.search(before) or (after[:1] in "((" and _OF_A_HOME.search(after))
        if (home or not office) and not _CODE_LABEL.search(before):
            yield one


def _clause_before(even: str, place: int) -> str:
    """What stands before a place in the same sentence, at most twenty characters."""
    before = even[max(0, place - 20) : place]
    cut = max(before.rfind(sign) for sign in "。;\n")
    return before[cut + 1 :]


def _plates(even: str) -> Iterator[Found]:
    for match in _PLATE.finditer(even):
        if sum(char.isdigit() for char in match[2]) >= 2:
            number = match[0][0] + match[1].upper() + match[2].upper()
            yield Found(Kind.PLATE, match.start(), match.end(), match[0], number)
