"""专项任务: one task of a stage, for which kind of units, whose and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, LongText, Person, Row, Sensitivity, Unit, Value
from app.domain.ledger import Around, Due, LedgerDef, Move, SheetColumn, State
from app.domain.rows import id_of, text_of
from app.ledgers.unit import SCOPES

OPEN, DONE = "待落实", "已落实"
EVERY_SCOPE = "全部单位"
COVERS = dict(zip(SCOPES, ("covers_enforcement", "covers_service", "covers_township"), strict=True))


def task_title(row: Row, around: Around) -> str:
    """The first words of the task."""
    return text_of(row, "content")[:24]


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """The last day of the stage, where no other day was typed."""
    stage = id_of(row, "stage")
    if row.get("deadline") or not stage:
        return {}
    found = around.row("stage", stage) or {}
    return {"deadline": found["deadline"]} if found.get("deadline") else {}


def of_the_same_campaign(row: Row, around: Around) -> Iterable[Fault]:
    """A task stands in a stage of its own campaign."""
    found = id_of(row, "stage")
    stage = around.row("stage", found) if found else None
    if stage and row.get("campaign") is not None and stage.get("campaign") != row.get("campaign"):
        yield Fault("stage", "所属阶段:不是本专项的阶段,请重新选择", "E-STAGE")


def inside_scope(row: Row, around: Around) -> Iterable[Fault]:
    """Tasks go to kinds of units the campaign covers, and to units of that kind. Source: 集中整治方案 二."""
    found, scope, unit_id = id_of(row, "campaign"), text_of(row, "scope"), id_of(row, "unit")
    campaign = around.row("campaign", found) if found else None
    if campaign and scope in COVERS and campaign.get(COVERS[scope]) == 0:
        yield Fault("scope", f"适用单位:本专项的整治范围不含“{scope}”", "E-SCOPE")
    unit = around.row("unit", unit_id) if unit_id else None
    if unit and scope in COVERS and unit.get("scope") and unit["scope"] != scope:
        yield Fault("unit", f"责任单位:属于“{unit['scope']}”,与适用单位不一致,请核对", "E-SCOPE", soft=True)


CAMPAIGN_TASKS = LedgerDef(
    key="campaign_task",
    title="专项任务",
    icon="calendar",
    menu="",
    fields=(
        Link(key="campaign", label="所属专项", register="campaign", required=True, width=8),
        Link(key="stage", label="所属阶段", register="stage", required=True, width=8),
        LongText(
            key="content",
            label="任务",
            required=True,
            most=500,
            width=22,
            sensitivity=Sensitivity.PUBLIC,
            hint="一项一条。依据 四化三查方案:有分工、有责任、有落实",
        ),
        Choice(
            key="scope",
            label="适用单位",
            required=True,
            options=(EVERY_SCOPE, *SCOPES),
            default=EVERY_SCOPE,
            width=8,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Unit(key="unit", label="责任单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Person(key="lead", label="责任人", sensitivity=Sensitivity.PUBLIC),
        Day(
            key="deadline",
            label="完成时限",
            sensitivity=Sensitivity.PUBLIC,
            hint="不填时取阶段的截止日期",
        ),
        Day(key="done_on", label="落实日期", past=True, required_from=(DONE,)),
        LongText(key="outcome", label="落实情况", required_from=(DONE,), most=1000, width=16),
    ),
    states=(State(OPEN), State(DONE, open=False, tone="done")),
    moves=(
        Move(
            label="落实",
            sources=(OPEN,),
            to=DONE,
            needs=("done_on", "outcome"),
            asks=("done_on", "outcome"),
        ),
        Move(label="重新落实", sources=(DONE,), to=OPEN, reason=True, clears=("done_on",)),
    ),
    rules=(of_the_same_campaign, inside_scope),
    derive=derive,
    titled=task_title,
    parent="campaign",
    identity=("campaign", "stage", "content"),
    list_columns=("stage", "content", "scope", "unit", "lead", "deadline", "done_on", "state"),
    sheet_columns=(
        SheetColumn("所属专项", ("campaign",), 7),
        SheetColumn("所属阶段", ("stage",), 8),
        SheetColumn("任务", ("content",), 22),
        SheetColumn("适用单位", ("scope",), 7),
        SheetColumn("责任单位", ("unit",), 7),
        SheetColumn("责任人", ("lead",), 4),
        SheetColumn("完成时限", ("deadline",), 6),
        SheetColumn("落实情况", ("outcome",), 14),
        SheetColumn("落实日期", ("done_on",), 6),
        SheetColumn("状态", ("state",), 5),
    ),
    due=Due("deadline", label="完成时限"),
    unit_field="unit",
    period_field="deadline",
    basis="集中整治方案 (一):明确工作任务,落实工作责任;四化三查方案:明确具体措施和时间节点。",
)
