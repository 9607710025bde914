"""三账互证: what the register of problems says was given back to the collective stands as income of that village.

Source: product J7; domain 3 (soft: refunds promised in problem not found as income).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.days import Period
from app.domain.faults import Mend
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.patterns import later
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_view import Check, Finding, SheetView, called
from app.ledgers.problem_rules import TO_COLLECTIVE
from app.ledgers.unit import GROUP

_BOTH_BOOKS = (
    "集中整治方案 (二):切实整改到位;财务公开规定:各项收入逐笔公布。问题台账上写着退给集体的钱,公开表的收入里要看得到。"
)
MISSING = Check("E-REFUND", "退款没有入账", _BOTH_BOOKS)
UNKNOWN = Check("E-REFUND-LINE", "退款没有对应的问题", _BOTH_BOOKS)
COLLECTIVE = "2.2"  # 集体“三资”: what is given back belongs to the collective where nothing else is said
OTHER_INCOME = "2.11"
_GIVEN_BACK = later(r"清退|追缴|退赔|违[纪规法]款|退还|退回|上缴.*(?:多领|虚报|截留)")


@dataclass(frozen=True)
class Refund:
    """Money given back: of which problem, how much, when."""

    problem: Row
    amount: int
    on_day: str

    @property
    def number(self) -> str:
        """How the problem is called."""
        return text_of(self.problem, "number") or f"第 {self.problem.get('id')} 号"


@dataclass(frozen=True)
class Gaps:
    """What stands in one book and not in the other."""

    refunds: list[Refund]
    lines: list[Row]


def refunds_of(units: Sequence[int], period: Period, around: Around) -> list[Refund]:
    """Everything given back to the collective of some units in a period, by the register of problems."""
    problems = around.rows("problem", unit=list(units))
    money: dict[object, list[Row]] = {}
    for one in around.rows("problem_money", problem=[whole_of(row, "id") for row in problems]):
        money.setdefault(one.get("problem"), []).append(one)
    found = [refund for row in problems for refund in _refunds(row, money.get(row["id"], []))]
    return [one for one in found if period.first.isoformat() <= one.on_day <= period.last.isoformat()]


def gaps(refunds: Sequence[Refund], lines: Sequence[Row]) -> Gaps:
    """What finds no counterpart: by the number of the problem, by the amount, then several refunds in one line.

    Args:
        refunds: Given back in a period.
        lines: Lines of income of the same period.
    """
    left, free = list(refunds), list(lines)
    for by_number in (True, False):
        for refund in list(left):
            fitting = [line for line in free if line.get("amount") == refund.amount]
            if by_number:
                fitting = [line for line in fitting if refund.number in text_of(line, "purpose")]
            if fitting:
                free.remove(max(fitting, key=_looks_given_back))
                left.remove(refund)
    for line in [line for line in free if _looks_given_back(line)]:
        part = _adding_up(left, whole_of(line, "amount"), text_of(line, "purpose"))
        if part:
            free.remove(line)
            left = [one for one in left if one not in part]
    return Gaps(left, [line for line in free if _looks_given_back(line)])


def refunds_are_income(view: SheetView) -> Iterator[Finding]:
    """Both ways: a refund without its income, and an income that looks like one without its problem."""
    if view.special:
        return
    found = gaps(refunds_of(units_of(view), view.period, view.around), view.of("收入"))
    for refund in found.refunds:
        yield _missing(view, refund)
    for line in found.lines:
        message = (
            f"{called(line)}看起来是退款,问题台账里没有找到同一单位、同一数额的退款。"
            "请核对问题台账的已退金额、退款日期和去向,不是整改退款的在说明里写一句"
        )
        yield view.soft(UNKNOWN, message, Mend("go", "看这一笔"), line=line, field="purpose")


def units_of(view: SheetView) -> list[int]:
    """Whose refunds belong into this sheet: the unit's own, and those of its groups that keep no sheet themselves."""
    unit = whole_of(view.unit, "id")
    if view.unit.get("kind") == GROUP:
        return [unit]
    groups = [whole_of(one, "id") for one in view.around.rows("unit", parent=unit, kind=GROUP)]
    keeping = {one.get("unit") for one in view.around.rows("finance_sheet", unit=groups, period=view.period.key)}
    return [unit, *(one for one in groups if one not in keeping)]


def _refunds(problem: Row, people: Sequence[Row]) -> Iterator[Refund]:
    given = [one for one in people if whole_of(one, "returned") > 0]
    for one in given:
        if to_collective(problem, one.get("refund_to") or problem.get("refund_to")):
            yield Refund(problem, whole_of(one, "returned"), _day(problem, one))
    if not given and whole_of(problem, "amount_returned") > 0 and to_collective(problem, problem.get("refund_to")):
        yield Refund(problem, whole_of(problem, "amount_returned"), _day(problem, problem))


def to_collective(problem: Row, said: object) -> bool:
    """Whether what is given back goes into the collective's books."""
    return said == TO_COLLECTIVE if said else text_of(problem, "category") == COLLECTIVE


def _day(problem: Row, row: Row) -> str:
    """The day of the refund; where nobody typed it, that of the closing."""
    days = (text_of(row, "returned_on"), *(text_of(problem, key) for key in ("returned_on", "closed_on")))
    return next((day for day in days if day), "")


def _looks_given_back(line: Row) -> bool:
    return bool(_GIVEN_BACK.search(text_of(line, "purpose")))


def _adding_up(refunds: Sequence[Refund], amount: int, purpose: str) -> list[Refund]:
    """The refunds that came in one sum: of one problem, or all that are left."""
    by_problem: dict[object, list[Refund]] = {}
    for one in refunds:
        by_problem.setdefault(one.problem.get("id"), []).append(one)
    named = [one for one in refunds if one.number in purpose]
    for part in (named, *by_problem.values(), list(refunds)):
        if part and sum(one.amount for one in part) == amount:
            return part
    return []


def _missing(view: SheetView, refund: Refund) -> Finding:
    message = (
        f"问题台账 {refund.number} 在 {refund.on_day} 退回集体 {show_yuan(refund.amount)} 元,本期收入里没有这一笔。"
        "请补记收入;钱没有退到集体的,请到问题台账改退款去向"
    )
    texts = (
        ("on_day", refund.on_day),
        ("item", OTHER_INCOME),
        ("purpose", f"问题整改退回集体款({refund.number})"),
        ("amount", show_yuan(refund.amount)),
    )
    number = id_of(refund.problem, "id") or 0
    return view.soft(
        MISSING, message, Mend("add", "补记收入", texts=texts), Mend("open", "看问题", register="problem", row=number)
    )


CROSS_CHECKS = (refunds_are_income,)
