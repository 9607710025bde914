"""分项任务: one unit's share of a problem, with its own deadline and state."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Day, Link, LongText, Person, Row, Sensitivity, Unit
from app.domain.ledger import Around, Due, LedgerDef, Move, SheetColumn, State, Travel
from app.domain.rows import id_of, text_of
from app.domain.text import short
from app.ledgers.problem_rules import PART_DONE

DOING = "整改中"


def part_title(row: Row, around: Around) -> str:
    """The first words of the task."""
    return short(text_of(row, "content"), 20)


def inside_the_whole(row: Row, around: Around) -> Iterable[Fault]:
    """A part ends no later than its problem, and nothing happens before it was found. Source: domain 2.2."""
    problem = id_of(row, "problem")
    whole = (around.row("problem", problem) if problem else None) or {}
    deadline, found = text_of(row, "deadline"), text_of(whole, "found_on")
    if deadline and whole.get("deadline") and deadline > text_of(whole, "deadline"):
        yield Fault("deadline", f"分项时限:晚于整个问题的时限 {text_of(whole, 'deadline')},请改早", "E-ORDER")
    for key, label in (("deadline", "分项时限"), ("done_on", "完成日期")):
        if row.get(key) and text_of(row, key) < found:
            yield Fault(key, f"{label}:早于发现日期 {found},请核对", "E-ORDER")


PROBLEM_PARTS = LedgerDef(
    key="problem_part",
    title="分项任务",
    menu="",
    icon="progress",
    fields=(
        Link(key="problem", label="对应问题", register="problem", required=True, width=14),
        LongText(
            key="content",
            label="分项内容",
            required=True,
            width=18,
            sensitivity=Sensitivity.PUBLIC,
            hint="这个单位要做什么、做到什么程度",
        ),
        Unit(key="unit", label="责任单位", required=True, sensitivity=Sensitivity.PUBLIC),
        Person(key="lead", label="责任领导", sensitivity=Sensitivity.PUBLIC),
        Person(key="responsible", label="责任人", many=True, sensitivity=Sensitivity.PUBLIC),
        Day(
            key="deadline",
            label="分项时限",
            required=True,
            sensitivity=Sensitivity.PUBLIC,
            hint="不晚于整个问题的整改时限",
        ),
        Day(key="done_on", label="完成日期", past=True, required_from=(PART_DONE,), sensitivity=Sensitivity.PUBLIC),
        LongText(
            key="outcome",
            label="完成情况",
            required_from=(PART_DONE,),
            width=14,
            sensitivity=Sensitivity.PUBLIC,
        ),
    ),
    states=(State(DOING), State(PART_DONE, open=False, tone="done")),
    moves=(
        Move(label="完成", sources=(DOING,), to=PART_DONE, needs=("done_on", "outcome"), asks=("done_on", "outcome")),
        Move(label="重新整改", sources=(PART_DONE,), to=DOING, reason=True, clears=("done_on",)),
    ),
    rules=(inside_the_whole,),
    titled=part_title,
    identity=("problem", "content", "unit"),
    parent="problem",
    list_columns=("content", "unit", "responsible", "deadline", "state", "done_on", "outcome"),
    sheet_columns=(
        SheetColumn("对应问题", ("problem",), 14),
        SheetColumn("分项内容", ("content",), 18),
        SheetColumn("责任单位", ("unit",), 7),
        SheetColumn("责任领导/人", ("lead", "responsible"), 6),
        SheetColumn("分项时限", ("deadline",), 6),
        SheetColumn("完成情况", ("outcome",), 14),
        SheetColumn("是否完成", ("state", "done_on"), 6),
    ),
    due=Due("deadline", label="分项时限"),
    unit_field="unit",
    period_field="deadline",
    travels=Travel(),
    basis="集中整治方案 (二):制定整改措施,落实整改责任,明确整改时限;几个单位一起整改的,各有各的任务和时限。",
)
