"""What must add up on the monthly report (勾稽关系), in plain words; hard ones refuse, soft ones ask for a 说明.

Source: forms-and-rules 4.5, V01 to V29. V25 compares a county with its townships, so it is judged where packets are
merged (see `added_up` and `not_the_sum`); a township's own report cannot break it. V28 is no sum: a month in which
nothing happened needs its 零报告说明 (app.ledgers.monthly_report), and where only clues, cases and rectification stood
still the drafted 工作进展 says so in words (app.figures.narrative).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.money import show_yuan
from app.figures.counting import CATEGORY, LEVEL, Figure, Place
from app.figures.indicators import BY_CATEGORY, BY_LEVEL, INDICATORS, MONEY

COLUMN_NAMES = {"m": "本月", "y": "本年累计", "c": "专项累计", "stock": "期末", "adj": "更正"}


class Relation(NamedTuple):
    """left `sign` right, each a sum of codes ("-A40" is taken off), in each of the columns. `hard` refuses."""

    id: str
    left: str
    sign: str
    right: str
    columns: str = "m y c"
    hard: bool = True
    why: str = ""


@dataclass(frozen=True)
class Mismatch:
    """One relation that does not hold: its id, the sentence, and the figures it speaks of."""

    id: str
    message: str
    places: tuple[Place, ...]
    hard: bool
    column: str = "m"


RELATIONS = (
    Relation("V01", "A20", "=", "A21 A22 A23 A24 A25 A26 A27 A28 A29", why="受理线索等于各来源相加"),
    Relation("V02", "A30", "=", "A31 A32 A33 A34", why="处置线索等于四种处置方式相加"),
    Relation("V03", "A40", "=", "A41 A42 A43 A44 A45", why="办结线索等于各种核实结果相加"),
    Relation("V03", "A70", "=", "A71 A72 A73 A74 A75 A79", why="接收移送等于各机关相加"),
    Relation("V03", "A80", "=", "A81 A82 A83 A84 A85 A89", why="移送其他机关等于各机关相加"),
    Relation("V05", "A51", "<=", "A50", "stock", why="逾期未办不会多于期末在办"),
    Relation("V05", "A52", "<=", "A50", "stock", why="暂存待查不会多于期末在办"),
    Relation("V06", "B11", ">=", "B10", "m c", False, "立案的案件至少涉及一人"),
    Relation("V07", "B41", "<=", "B40", "c", why="党纪处分人数不会多于党纪政务处分人数"),
    Relation("V07", "B42", "<=", "B40", "c", why="政务处分人数不会多于党纪政务处分人数"),
    Relation("V07", "B40", "<=", "B41 B42", "c", why="党纪政务处分人数不会多于两项相加"),
    Relation("V07", "B43", "=", "B41 B42 -B40", "c", why="双重处分等于两项相加减去人数"),
    Relation("V07", "B40", "<=", "B41 B42", "m", False, "双重处分的第二项可能在以后的月份"),
    Relation("V09", "C00", "=", "C10 C20 C30 C40", why="四种形态合计等于四项相加"),
    Relation("V09", "C00", ">=", "B30", "c", why="四种形态人次不会少于处理人数"),
    Relation("V10", "B21", "<=", "A41 A42", "c", False, "查实的问题先有核实结果"),
    Relation("V12", "F20 F30", "<=", "F10", "c", False, "追缴和退还不会多于涉及金额"),
    Relation("V13", "D12", "<=", "B30", "c", False, "点名的人应当已经处理"),
    Relation("V13", "D11", "<=", "B20 E10", "c", False, "通报的案例应当已经查处或问责"),
    Relation("V14", "G10", "=", "G11 G12 G13 G14 G19", why="排查问题等于各来源相加"),
    Relation("V14", "G10", "=", "G1U G1P", why="排查问题等于单位问题加个人问题"),
    Relation("V27", "N10", "=", "N11 N12", "stock", why="公开职权等于各类相加,服务承诺另计"),
    Relation("V16", "G30", "=", "G31 G32 G33 G34", "stock", why="未销号等于各种情形相加"),
    Relation("V17", "H10", "=", "H11 H12 H13", why="组级应公开等于按期、逾期、未公开相加"),
    Relation("V17", "H20", "=", "H21 H22 H23", why="村级应公开等于按期、逾期、未公开相加"),
    Relation("V18", "I10", "=", "I12 I13 I14", why="检查次数等于各形式相加"),
    Relation("V18", "I10", "=", "I15 I16 I17 I18 I19 I1A I1B", why="检查次数等于各类型相加"),
    Relation("V19", "J10", "=", "J21 J22 J23 J24 J25", why="信访举报等于各渠道相加"),
    Relation("V19", "J10", "=", "J11 J12", why="信访举报等于业务范围内外相加"),
    Relation("V19", "J10", "=", "J13 J14", why="信访举报等于初次加重复"),
    Relation("V20", "K10", "=", "K11 K12 K13 K14", why="受理办件等于各类相加"),
)
_HOLDS: Mapping[str, Callable[[int, int], bool]] = {
    "=": lambda left, right: left == right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
_WORDS = {"=": "应等于", "<=": "不应大于", ">=": "不应小于"}
_TRACKS = ("B40", "B50", "B60", "B70")


class Usual(NamedTuple):
    """What a figure usually is in a month: the mean of the last six, last month, the same month a year ago.

    None where there is no such month. `least` is the smallest of the six: what stood at 0 before may do so again.
    """

    mean: float
    last: int | None = None
    year_ago: int | None = None
    least: int = 0


def mismatches(
    figures: Mapping[Place, Figure],
    usual: Mapping[str, Usual] | None = None,
    *,
    times: int = 3,
    whole_year: bool = False,
) -> list[Mismatch]:
    """Every relation that does not hold; hard ones first.

    Args:
        figures: The figures of a month or of a longer time.
        usual: What each code usually comes to, for the jump check V29.
        times: From how many times the usual a figure is a jump.
        whole_year: Whether 专项累计 began on 1 January or before, so that it holds the whole year.
    """
    found = [
        one
        for relation in RELATIONS
        for column in relation.columns.split()
        if (one := _against(relation, column, figures))
    ]
    found += [*_stock_flows(figures), *_people(figures), *_parts_add_up(figures), *_others(figures)]
    found += [*_life_of_problems(figures), *_nested(figures, whole_year), *_talks(figures), *_service(figures)]
    found += _jumps(figures, usual or {}, times)
    return sorted(found, key=lambda one: not one.hard)


def value(figures: Mapping[Place, Figure], code: str, column: str) -> int:
    """One number, 0 where there is none."""
    figure = figures.get(Place(code))
    return (getattr(figure, column) or 0) if figure else 0


def shown(code: str, number: int) -> str:
    """A number with its unit, money in yuan."""
    unit = INDICATORS[code].unit
    return f"{show_yuan(number)} 元" if unit == MONEY else f"{number} {unit}"


def _sum(figures: Mapping[Place, Figure], terms: str, column: str) -> int:
    return sum(
        -value(figures, term[1:], column) if term.startswith("-") else value(figures, term, column)
        for term in terms.split()
    )


def _said(figures: Mapping[Place, Figure], terms: str, column: str) -> str:
    parts = []
    for number, term in enumerate(terms.split()):
        code = term.removeprefix("-")
        sign = "" if number == 0 else " - " if term.startswith("-") else " + "
        parts.append(f"{sign}{INDICATORS[code].label} {shown(code, value(figures, code, column))}")
    return "".join(parts)


def _against(relation: Relation, column: str, figures: Mapping[Place, Figure]) -> Mismatch | None:
    left, right = _sum(figures, relation.left, column), _sum(figures, relation.right, column)
    if _HOLDS[relation.sign](left, right):
        return None
    first = relation.right.split()[0].removeprefix("-")
    message = (
        f"{COLUMN_NAMES[column]}:{_said(figures, relation.left, column)},{_WORDS[relation.sign]}"
        f"{_said(figures, relation.right, column)} = {shown(first, right)}。{relation.why},请核对台账"
    )
    codes = [term.removeprefix("-") for term in f"{relation.left} {relation.right}".split()]
    return Mismatch(relation.id, message, tuple(map(Place, codes)), relation.hard, column)


def _stock_flows(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V04: what is open at the end follows from what was open, came and went, corrections included."""
    opening, closing = value(figures, "A10", "stock"), value(figures, "A50", "stock")
    came, ended, gone = (value(figures, c, "m") + value(figures, c, "adj") for c in ("A20", "A40", "A48"))
    if opening + came - ended - gone != closing:
        message = (
            f"期末在办线索 {closing} 件,应等于期初 {opening} + 受理 {came} - 办结 {ended} - 移出 {gone}"
            f" = {opening + came - ended - gone} 件(受理、办结、移出含更正数)。请核对线索的收到、办结、移送日期"
        )
        yield Mismatch("V04", message, tuple(map(Place, ("A10", "A20", "A40", "A48", "A50"))), True, "stock")


def _people(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V08: one person may stand in several columns: most <= people <= sum, over the whole campaign."""
    people = value(figures, "B30", "c")
    each = [value(figures, code, "c") for code in _TRACKS]
    if people and not max(each) <= people <= sum(each):
        message = (
            f"专项累计:处理人数 {people} 人,应在最多的一项 {max(each)} 与各项相加 {sum(each)} 之间"
            "(一人可有几种处理)。请核对问责处理的措施和对应的线索、问题"
        )
        yield Mismatch("V08", message, tuple(map(Place, ("B30", *_TRACKS))), False, "c")


def _parts_add_up(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V21: the cuts by category and level add up to the whole."""
    for cut, codes, name in ((CATEGORY, BY_CATEGORY, "类别"), (LEVEL, BY_LEVEL, "人员层级")):
        for code in codes:
            lost = figures.get(Place(code, cut, ""))
            if lost and lost.m:
                rows = len(lost.month)
                yield Mismatch(
                    "V21",
                    f"本月:{INDICATORS[code].label} {shown(code, value(figures, code, 'm'))},其中 {rows} 条没有填"
                    f"{name},分{name}的表加不起来。请到台账里补上{name}",
                    (Place(code), Place(code, cut, "")),
                    False,
                )


def _others(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    if value(figures, "B30", "m") and not value(figures, "B20", "m"):
        yield Mismatch(
            "V11", "本月:有处理人数,没有查处问题。请核对问责处理对应的线索或问题", (Place("B30"), Place("B20")), False
        )
    if value(figures, "B20", "m") and not value(figures, "F10", "m"):
        yield Mismatch(
            "V11", "本月:有查处问题,涉及违纪金额为 0。确实没有金额的请写说明", (Place("B20"), Place("F10")), False
        )


def _life_of_problems(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V15: what was open when the campaign began and what was found since is closed, handed on or still open.

    Months that were frozen before the opening figure was counted are not judged.
    """
    if Place("G05") not in figures:
        return
    opening, open_now = value(figures, "G05", "stock"), value(figures, "G30", "stock")
    found, closed, clues, gone = (value(figures, code, "c") for code in ("G10", "G20", "G35", "G36"))
    if opening + found != closed + clues + gone + open_now:
        message = (
            f"专项累计:开始前未销号 {opening} 个 + 排查问题 {found} 个 = {opening + found} 个,应等于销号 {closed} 个"
            f" + 转线索 {clues} 个 + 移送 {gone} 个 + 期末未销号 {open_now} 个 = {closed + clues + gone + open_now} 个"
            "。请核对问题的发现、销号、转线索日期"
        )
        yield Mismatch("V15", message, tuple(map(Place, ("G10", "G05", "G20", "G35", "G36", "G30"))), True, "c")


def _nested(figures: Mapping[Place, Figure], whole_year: bool) -> Iterator[Mismatch]:
    """V23: the year is at least the month, the campaign at least the year where it began before it."""
    for place, figure in figures.items():
        month, year, campaign = figure.m, figure.y, figure.c
        if place.cut or place.code not in INDICATORS or month is None or year is None or figure.adj < 0:
            continue
        label = INDICATORS[place.code].label
        small = "本年累计" if year < month else ""
        if not small and whole_year and campaign is not None and campaign < year:
            small = "专项累计"
        if small:
            less, more = (year, month) if small == "本年累计" else (campaign or 0, year)
            than = "本月" if small == "本年累计" else "本年累计"
            message = (
                f"{label}:{small} {shown(place.code, less)},少于{than} {shown(place.code, more)}。"
                "以前的月份有改正、作废的,请写明是哪一条"
            )
            yield Mismatch("V23", message, (place,), False, "y" if small == "本年累计" else "c")


def _talks(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V26: the last three units of every appraisal meeting are talked to; asked in the month of the meeting."""
    meetings, talks = value(figures, "L10", "m"), value(figures, "L11", "m")
    if meetings and talks != 3 * meetings:
        message = (
            f"本月:民主评议会 {meetings} 场,评议靠后谈话应为每场 3 人次、共 {3 * meetings} 人次,实际 {talks} 人次。"
            "名次并列、参评单位不足四个、下月才谈话的,请写说明"
        )
        yield Mismatch("V26", message, (Place("L11"), Place("L10")), False)


def _service(figures: Mapping[Place, Figure]) -> Iterator[Mismatch]:
    """V20: no more service cases are finished than were in hand and came. Not judged in months frozen before K09."""
    if Place("K09") not in figures:
        return
    opening, came = value(figures, "K09", "stock"), value(figures, "K10", "m")
    done = value(figures, "K20", "m") + value(figures, "K21", "m")
    if done > opening + came:
        message = (
            f"本月:办结办件 {done} 件(按时加超时),多于期初在办 {opening} 件加受理 {came} 件。"
            "请核对办件的受理日期,无误的写说明"
        )
        yield Mismatch("V20", message, tuple(map(Place, ("K20", "K21", "K10", "K09"))), False)


def added_up(parts: Sequence[Mapping[Place, Figure]]) -> dict[Place, Figure]:
    """The figures of several places together; rows stay with the place they came from. Source: V25.

    Somebody who acts in two places stays two.
    """

    def total(place: Place, column: str) -> int | None:
        found = [n for part in parts if place in part and (n := getattr(part[place], column)) is not None]
        return sum(found) if found else None

    def sums(place: Place) -> Figure:
        month, year, campaign, before, stock = (total(place, column) for column in ("m", "y", "c", "ly", "stock"))
        return Figure(month, total(place, "adj") or 0, year, campaign, before, stock)

    return {place: sums(place) for place in dict.fromkeys(place for part in parts for place in part)}


def not_the_sum(whole: Mapping[Place, Figure], parts: Mapping[str, Mapping[Place, Figure]]) -> list[Mismatch]:
    """V25: every figure of a county is the sum of its townships', by column; `parts` are figures by name."""
    found, sums = [], added_up(list(parts.values()))
    for place in (one for one in dict.fromkeys((*whole, *sums)) if one.code in INDICATORS):
        for column in ("stock",) if INDICATORS[place.code].stock else ("m", "y", "c"):
            said = getattr(whole.get(place, Figure()), column) or 0
            added = getattr(sums.get(place, Figure()), column) or 0
            if said != added:
                each = "、".join(
                    f"{name} {shown(place.code, n)}"
                    for name, part in parts.items()
                    if (n := getattr(part.get(place, Figure()), column) or 0)
                )
                what = f"{INDICATORS[place.code].label}{f'({place.value})' if place.cut else ''}"
                message = (
                    f"{COLUMN_NAMES[column]}:{what}汇总 {shown(place.code, said)},各乡镇相加"
                    f" {shown(place.code, added)}({each or '都是 0'})。请重新汇总"
                )
                found.append(Mismatch("V25", message, (place,), True, column))
    return found


def _jumps(figures: Mapping[Place, Figure], usual: Mapping[str, Usual], times: int) -> Iterator[Mismatch]:
    """V29: far above or below the usual or the month a year ago, or below zero after corrections: asked about. F6."""
    for code, one in usual.items():
        now = value(figures, code, "m")
        if against := _jumped(now, one, times):
            facts = [f"前几个月平均 {shown(code, round(one.mean))}"]
            facts += [f"上月 {shown(code, one.last)}"] if one.last is not None else []
            facts += [f"上年同月 {shown(code, one.year_ago)}"] if one.year_ago is not None else []
            message = (
                f"{INDICATORS[code].label}本月 {shown(code, now)},{','.join(facts)},{against}。"
                "请点开核对,无误的写明原因"
            )
            yield Mismatch("V29", message, (Place(code),), False)
    for place, figure in figures.items():
        if not place.cut and figure.m is not None and figure.m + figure.adj < 0:
            message = f"{INDICATORS[place.code].label}本月加更正为负数({figure.m} + {figure.adj})。请写明更正的原因"
            yield Mismatch("V29", message, (place,), False, "adj")


def _jumped(now: int, usual: Usual, times: int) -> str:
    """In what words a month is a jump, "" where it is none. What is usually less than one is never asked about."""
    if usual.mean >= 1 and now > times * usual.mean:
        return f"比平均多出 {times} 倍以上"
    if usual.year_ago and usual.mean < 1 and now > times * usual.year_ago:
        return f"超过上年同月的 {times} 倍"
    if usual.mean >= times and now * times < usual.least:
        return f"不到其中最少一个月的 {times} 分之一"
    return ""
