"""汇总报表: a quarter, half a year, a year or a stage as it is reported: counted figures and their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, Row, Sensitivity
from app.domain.ledger import Around, LedgerDef, Rule, SheetColumn
from app.domain.rows import id_of, text_of
from app.domain.span import FREE, KINDS, STAGE, Span, of_days
from app.ledgers.event_days import another_than
from app.ledgers.monthly_report import CHECKED, DRAFT, ISSUED, MONTHLY_REPORTS, TO_CHECK, all_settled, nil_is_said
from app.ledgers.stage import called

PUBLIC = Sensitivity.PUBLIC


def span_title(row: Row, around: Around) -> str:
    """2026年第3季度汇总; a stage by its campaign and name."""
    number = id_of(row, "stage")
    stage = around.row("stage", number) if row.get("kind") == STAGE and number else None
    if stage:
        return f"{called(stage, around)}汇总"
    span = _span(row)
    return f"{span.title}汇总" if span else "汇总报表"


def _span(row: Row) -> Span | None:
    """The days of a report, None where they are no such time."""
    try:
        first, last = (date.fromisoformat(text_of(row, key)) for key in ("from_on", "to_on"))
        return of_days(first, last, text_of(row, "kind"))
    except ValueError:
        return None


def a_whole_part(row: Row, around: Around) -> Iterable[Fault]:
    """Its days are those of its kind: a whole quarter, half or year; a stage is named; it has begun."""
    first, last = text_of(row, "from_on"), text_of(row, "to_on")
    if not (first and last):
        return
    if last < first:
        yield Fault("to_on", f"止:早于起 {first},请核对", "E-ORDER")
    elif first > around.today.isoformat():
        yield Fault("from_on", f"起:{first} 还没有到", "E-FUTURE")
    elif _span(row) is None:
        yield Fault("to_on", f"止:{first} 至 {last} 不是一个整{row['kind']},请改起止,或把类型改为“{FREE}”", "E-PERIOD")
    if row.get("kind") == STAGE and not row.get("stage"):
        yield Fault("stage", "专项阶段:类型是专项阶段的,要选是哪个阶段", "E-REQUIRED")


def it_is_over(row: Row, around: Around) -> Iterable[Fault]:
    """A time is reported once it has ended."""
    if text_of(row, "to_on") >= around.today.isoformat():
        yield Fault("to_on", f"止:{row['to_on']} 还没有过完,过完以后再送审", "E-FUTURE")
    yield from all_settled(row, around)


def checked_by_another(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever sent it for review does not review it."""
    return another_than(row, around, "asked_by", "asked_by", "送审汇总")


# It is checked and signed off as a month's report is; only the county's answers are of months alone.
_SHARED = MONTHLY_REPORTS.by_key
_SIGNED = ("asked_by", "asked_on", "checked_by", "checked_on", "issued_on")
_STATES = (DRAFT, TO_CHECK, CHECKED, ISSUED)
_REFUSED: dict[str, Rule] = {"送审": it_is_over, "审核通过": checked_by_another}

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
        replace(_SHARED["nil"], hint="各项都是 0 时为“是”,由程序判断"),
        replace(_SHARED["nil_statement"], hint="各项都是 0 时写一句话,由审核人签字"),
        replace(_SHARED["progress"], label="工作情况", hint="由程序按台账起草,可逐句修改"),
        *(_SHARED[key] for key in ("problems_left", "next_steps", "counted_on", "hard_count", *_SIGNED)),
    ),
    states=tuple(state for state in MONTHLY_REPORTS.states if state.name in _STATES),
    moves=tuple(replace(move, refuse=_REFUSED.get(move.label)) for move in MONTHLY_REPORTS.moves if move.to in _STATES),
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
