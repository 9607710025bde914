"""汇总报表: a quarter, half a year, a year or a stage as it is reported: counted figures and their words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, LongText, Row, Sensitivity, Text, YesNo
from app.domain.ledger import Around, LedgerDef, Move, SheetColumn, State
from app.domain.rows import id_of, text_of
from app.ledgers.event_days import another_than
from app.ledgers.monthly_report import CHECKED, DRAFT, FIRM, ISSUED, TO_CHECK, all_settled, nil_is_said

QUARTER, HALF, YEAR, STAGE, FREE = KINDS = ("季度", "半年", "年度", "专项阶段", "自选起止")
_MONTHS = {QUARTER: 3, HALF: 6, YEAR: 12}
PUBLIC = Sensitivity.PUBLIC


def span_title(row: Row, around: Around) -> str:
    """2026年第3季度汇总; a stage by its campaign and name."""
    first, last, kind = text_of(row, "from_on"), text_of(row, "to_on"), text_of(row, "kind")
    if not (first and last):
        return "汇总报表"
    year, month = first[:4], int(first[5:7])
    stage = id_of(row, "stage")
    names = {
        QUARTER: f"{year}年第{(month + 2) // 3}季度",
        HALF: f"{year}年{'上' if month == 1 else '下'}半年",
        YEAR: f"{year}年度",
        STAGE: f"{around.title('stage', stage)}阶段" if stage else "",
    }
    return f"{names.get(kind) or f'{first} 至 {last} '}汇总"


def a_whole_part(row: Row, around: Around) -> Iterable[Fault]:
    """Its days are those of its kind: a whole quarter, half or year; a stage is named; it has begun."""
    first, last = text_of(row, "from_on"), text_of(row, "to_on")
    if not (first and last):
        return
    if last < first:
        yield Fault("to_on", f"止:早于起 {first},请核对", "E-ORDER")
    elif first > around.today.isoformat():
        yield Fault("from_on", f"起:{first} 还没有到", "E-FUTURE")
    elif (months := _MONTHS.get(text_of(row, "kind"))) and not _whole(date.fromisoformat(first), last, months):
        yield Fault("to_on", f"止:{first} 至 {last} 不是一个整{row['kind']},请改起止,或把类型改为“{FREE}”", "E-PERIOD")
    if row.get("kind") == STAGE and not row.get("stage"):
        yield Fault("stage", "专项阶段:类型是专项阶段的,要选是哪个阶段", "E-REQUIRED")


def _whole(first: date, last: str, months: int) -> bool:
    end = first.month + months - 1
    if first.day != 1 or (first.month - 1) % months or end > 12:
        return False
    after = date(first.year + end // 12, end % 12 + 1, 1)
    return (after - date.fromisoformat(last)).days == 1


def it_is_over(row: Row, around: Around) -> Iterable[Fault]:
    """A time is reported once it has ended."""
    if text_of(row, "to_on") >= around.today.isoformat():
        yield Fault("to_on", f"止:{row['to_on']} 还没有过完,过完以后再送审", "E-FUTURE")
    yield from all_settled(row, around)


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever sent it for review does not review it."""
    return another_than(row, around, "asked_by", "asked_by", "送审汇总")


SPAN_REPORTS = LedgerDef(
    key="span_report",
    title="汇总报表",
    menu="上报",
    icon="report",
    fields=(
        Choice(key="kind", label="类型", required=True, options=KINDS, width=5, sensitivity=PUBLIC),
        Link(key="stage", label="专项阶段", register="stage", width=10, sensitivity=PUBLIC, hint="阶段汇总填写"),
        Day(key="from_on", label="起", required=True, sensitivity=PUBLIC),
        Day(key="to_on", label="止", required=True, sensitivity=PUBLIC),
        YesNo(key="nil", label="零报告", stamped=True, sensitivity=PUBLIC, hint="各项都是 0 时为“是”,由程序判断"),
        LongText(
            key="nil_statement",
            label="零报告说明",
            width=14,
            most=500,
            sensitivity=PUBLIC,
            hint="各项都是 0 时写一句话,由审核人签字",
        ),
        LongText(
            key="progress",
            label="工作情况",
            width=30,
            most=20000,
            sensitivity=PUBLIC,
            hint="由程序按台账起草,可逐句修改",
        ),
        LongText(key="problems_left", label="存在问题", group="文字", most=5000, sensitivity=PUBLIC),
        LongText(key="next_steps", label="下步打算", group="文字", most=5000, sensitivity=PUBLIC),
        Day(key="counted_on", label="统计日期", stamped=True, group="审核"),
        Count(key="hard_count", label="勾稽不平(处)", unit="处", stamped=True, group="审核"),
        Text(key="asked_by", label="送审人", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="asked_on", label="送审日期", stamped=True, group="审核", sensitivity=PUBLIC),
        Text(key="checked_by", label="审核人", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="checked_on", label="审核日期", stamped=True, group="审核", sensitivity=PUBLIC),
        Day(key="issued_on", label="签发日期", stamped=True, group="审核", sensitivity=PUBLIC),
    ),
    states=(
        State(DRAFT, tone="calm"),
        State(TO_CHECK, tone="wait", review=True, fixed=True),
        State(CHECKED, tone="wait", fixed=True),
        State(ISSUED, open=False, tone="good", fixed=True),
    ),
    moves=(
        Move(
            label="送审",
            sources=(DRAFT,),
            to=TO_CHECK,
            stamps={"asked_by": "actor", "asked_on": "today"},
            refuse=it_is_over,
        ),
        Move(
            label="审核通过",
            sources=(TO_CHECK,),
            to=CHECKED,
            stamps={"checked_by": "actor", "checked_on": "today"},
            refuse=checked_by_another,
        ),
        Move(label="退回修改", sources=(TO_CHECK, CHECKED), to=DRAFT, reason=True, clears=("asked_by", "checked_by")),
        Move(label="签发", sources=(CHECKED,), to=ISSUED, stamps={"issued_on": "today"}),
    ),
    rules=(a_whole_part, nil_is_said),
    titled=span_title,
    title_uses=("stage",),
    identity=("kind", "from_on", "to_on"),
    list_columns=("kind", "stage", "from_on", "to_on", "nil", "asked_by", "checked_by", "issued_on", "state"),
    sheet_columns=(
        SheetColumn("类型", ("kind",), 5),
        SheetColumn("专项阶段", ("stage",), 10),
        SheetColumn("起止", ("from_on", "to_on"), 7),
        SheetColumn("工作情况", ("progress",), 30),
        SheetColumn("送审", ("asked_by", "asked_on"), 8),
        SheetColumn("审核", ("checked_by", "checked_on"), 8),
        SheetColumn("签发日期", ("issued_on",), 7),
        SheetColumn("状态", ("state",), 5),
    ),
    period_field="to_on",
    basis="集中整治方案 五:各阶段工作情况按时报送;季度、半年和年度工作情况由县里要求报送,数字与月报同一口径。",
)
__all__ = ["CHECKED", "DRAFT", "FIRM", "ISSUED", "KINDS", "SPAN_REPORTS", "TO_CHECK"]
