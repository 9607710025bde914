"""议定事项: what a meeting decided, whose it is and by when."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Day, Link, LongText, Person, Row, Unit
from app.domain.ledger import Around, Due, LedgerDef, Move, SheetColumn, State
from app.domain.rows import id_of, text_of

OPEN, DONE = "待落实", "已落实"


def decision_title(row: Row, around: Around) -> str:
    """The first words of the decision."""
    return text_of(row, "content")[:24]


def after_the_meeting(row: Row, around: Around) -> Iterable[Fault]:
    """What was decided is done after the meeting."""
    found = id_of(row, "meeting")
    held = text_of((around.row("meeting", found) or {}) if found else {}, "on_day")
    for key, label in (("deadline", "完成时限"), ("done_on", "落实日期")):
        if held and row.get(key) and text_of(row, key) < held:
            yield Fault(key, f"{label}:早于会议日期 {held},请核对", "E-ORDER")


MEETING_DECISIONS = LedgerDef(
    key="meeting_decision",
    title="议定事项",
    icon="calendar",
    menu="",
    fields=(
        Link(key="meeting", label="对应会议", register="meeting", required=True, width=10),
        LongText(key="content", label="议定事项", required=True, most=500, width=24, hint="一项一条"),
        Unit(key="unit", label="责任单位", required=True, width=8),
        Person(key="lead", label="责任人"),
        Day(key="deadline", label="完成时限", required=True, hint="待办按这一天提醒"),
        Day(key="done_on", label="落实日期", past=True, required_from=(DONE,)),
        LongText(key="outcome", label="落实情况", required_from=(DONE,), most=1000, width=16),
    ),
    states=(State(OPEN), State(DONE, open=False, tone="done")),
    moves=(
        Move(label="落实", sources=(OPEN,), to=DONE, needs=("done_on", "outcome"), asks=("done_on", "outcome")),
        Move(label="重新落实", sources=(DONE,), to=OPEN, reason=True, clears=("done_on",)),
    ),
    rules=(after_the_meeting,),
    titled=decision_title,
    parent="meeting",
    identity=("meeting", "content"),
    list_columns=("content", "unit", "lead", "deadline", "outcome", "done_on", "state"),
    sheet_columns=(
        SheetColumn("对应会议", ("meeting",), 10),
        SheetColumn("议定事项", ("content",), 22),
        SheetColumn("责任单位", ("unit",), 8),
        SheetColumn("责任人", ("lead",), 4),
        SheetColumn("完成时限", ("deadline",), 6),
        SheetColumn("落实情况", ("outcome",), 14),
        SheetColumn("落实日期", ("done_on",), 6),
        SheetColumn("状态", ("state",), 5),
    ),
    due=Due("deadline", label="完成时限"),
    unit_field="unit",
    period_field="deadline",
    basis="四化三查方案:定期召开会议,研究解决问题;具体工作有分工、有责任、有落实,明确时间节点。",
)
