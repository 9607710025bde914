"""All that is looked at before a finance sheet is signed, beside the rules of its fields and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.faults import Fault, Mend, hard
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import finance_compare, finance_refunds, finance_watch
from app.ledgers.finance_compare import SHEET_CHECKS
from app.ledgers.finance_figures import FIRM
from app.ledgers.finance_refunds import CROSS_CHECKS
from app.ledgers.finance_view import Check, Finding, SheetView
from app.ledgers.finance_watch import EXPENSE, INCOME, LINE_CHECKS

TOTALS = Check(
    "E-TOTAL",
    "明细与合计",
    "农村集体经济组织财务公开规定:逐项逐笔公布。合计就是各笔相加,一分不差。",
)
LATE = Check(
    "E-LATE",
    "公开期限",
    "农村集体经济组织财务公开规定:至少每季公开一次,往来多的每月公开;公开日由县里定,在“设置”里改。",
)


def findings(sheet: Row, around: Around) -> list[Finding]:
    """What the checks find in a sheet, hard ones first; a sheet without a unit or period has none."""
    if not id_of(sheet, "unit") or not text_of(sheet, "period"):
        return []
    view = SheetView(sheet, around)
    found = [one for check in CHECKS for one in check(view)]
    return sorted(found, key=lambda one: one.fault.soft)


def title_of(code: str) -> str:
    """What a check is called, by its code."""
    return next((check.title for check in EVERY if check.code == code), code)


def details_add_up(view: SheetView) -> Iterator[Finding]:
    """Totals and closing are those of the lines, to the fen. Source: forms-and-rules 3.4 A1, A3."""
    if not view.lines:
        return
    sums = {key: sum(whole_of(line, "amount") for line in view.of(key)) for key in (INCOME, EXPENSE)}
    closing = whole_of(view.sheet, "opening") + sums[INCOME] - sums[EXPENSE]
    for label, key, due in (
        ("收入合计", "income_total", sums[INCOME]),
        ("支出合计", "expense_total", sums[EXPENSE]),
        ("期末结余", "closing", closing),
    ):
        said = whole_of(view.sheet, key)
        if said != due:
            message = (
                f"{label}:表上是 {show_yuan(said)} 元,逐笔算出来是 {show_yuan(due)} 元,"
                f"相差 {show_yuan(abs(said - due))} 元。按 Ctrl+S 保存一次,程序就重新合计"
            )
            yield view.hard(TOTALS, message, Mend("go", "去核对"), field=key)


def in_time(view: SheetView) -> Iterator[Finding]:
    """A sheet that is not on the wall by its day, or went up after it."""
    due, posted = text_of(view.sheet, "due_on"), text_of(view.sheet, "posted_from")
    day = posted or view.around.today.isoformat()
    if not due or day <= due:
        return
    if posted:
        yield view.soft(LATE, f"{posted} 才公开,应在 {due} 前。请写明迟的原因", field="posted_from")
    else:
        yield view.soft(LATE, f"应在 {due} 前公开,已经过了期限。请抓紧审核张贴,并写明迟的原因", field="due_on")


def reviewed_without_faults(row: Row, around: Around) -> Iterable[Fault]:
    """A sheet that is about to leave the desk has no hard finding left.

    Asked once, when it comes into a fixed state: a posted sheet is not judged anew by what happens later.
    """
    number = id_of(row, "id")
    if not number or row.get("state") not in FIRM:
        return
    before = around.row("finance_sheet", number)
    if before is None or before.get("state") in FIRM:
        return
    yield from hard(one.fault for one in findings(row, around))


CHECKS = (details_add_up, *SHEET_CHECKS, *CROSS_CHECKS, *LINE_CHECKS, in_time)
EVERY = [
    one
    for each in (vars(finance_watch), vars(finance_compare), vars(finance_refunds), globals())
    for one in list(each.values())
    if isinstance(one, Check)
]
"""All checks with their names and the rules they rest on."""
