"""巡察、财务审计和下访: down to villages and groups; what they find becomes problems or clues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import (
    Attachment,
    Choice,
    Count,
    Day,
    Link,
    LongText,
    Person,
    Row,
    Sensitivity,
    Text,
    Unit,
    Value,
)
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, Raise, SheetColumn, State
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.checks import problem_row
from app.ledgers.limits import not_before

PATROL, AUDIT, VISIT = "巡察", "财务审计", "下访"
PLANNED, RUNNING, FED_BACK, FINISHED = "计划", "进行中", "已反馈", "已办结"
REASONS = ("扶贫领域", "群众反映多", "集体“三资”多", "其他")
PAIRING = ("常委包协作区", "科室包乡镇", "乡镇纪委配合")


def patrol_title(row: Row, around: Around) -> str:
    """Number, kind and place."""
    unit = id_of(row, "unit")
    return f"{text_of(row, 'number')} {text_of(row, 'kind')} {around.title('unit', unit) if unit else ''}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """How many problems point here."""
    found = id_of(row, "id")
    problems = around.rows("problem", patrol=found) if found else []
    return {"problem_count": len(problems), "problems_closed": sum(one.get("state") == "已销号" for one in problems)}


def reason_given(row: Row, around: Around) -> Iterable[Fault]:
    """Why this village was chosen for patrol or audit. Source: 集中整治方案 (三)1; INV-060."""
    if row.get("kind") in (PATROL, AUDIT) and not row.get("reasons"):
        yield Fault("reasons", "选取理由:重点巡察和财务审计要写明为什么选这个村(组)", "E-REQUIRED")


def no_one_checks_himself(row: Row, around: Around) -> Iterable[Fault]:
    """Whoever leads a check does not belong to the place that is checked (回避)."""
    leader = id_of(row, "leader")
    person = around.row("person", leader) if leader else None
    if person and person.get("unit") is not None and person.get("unit") == row.get("unit"):
        yield Fault("leader", "组长:是被查单位的人,应当回避,请换一位", "E-RECUSE")


def problems_from(row: Row, around: Around) -> list[Row]:
    """A problem this round found; the clerk writes what it is."""
    kind = text_of(row, "kind")
    more: Row = {
        "found_on": row.get("fed_back_on") or row.get("from_on"),
        "discovery": {PATROL: "巡察", AUDIT: "审计"}.get(kind, "群众提"),
        "patrol": row.get("id"),
        "deadline": row.get("rectify_due"),
    }
    return [problem_row(row, "", "", more)]


def _begun(row: Row, around: Around) -> str:
    return "还没有开始" if row.get("state") == PLANNED else ""


PATROLS = LedgerDef(
    key="patrol",
    title="巡察审计下访",
    menu="检查",
    icon="check",
    fields=(
        Choice(
            key="kind",
            label="类型",
            required=True,
            options=(PATROL, AUDIT, VISIT),
            width=5,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Unit(key="unit", label="村(社区)或组", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="reasons",
            label="选取理由",
            options=REASONS,
            many=True,
            width=10,
            hint="依据 集中整治方案 (三)1:扶贫领域、群众反映比较多、集体“三资”比较多的村组重点查",
        ),
        Text(key="figures", label="理由的数字", width=10, hint="例如:今年信访 5 件,集体资产 120 万元"),
        Day(key="from_on", label="开始日期", required=True, default="今天"),
        Day(key="to_on", label="结束日期", required_from=(FED_BACK, FINISHED)),
        Person(key="leader", label="组长", required=True),
        Text(key="team", label="组别和成员", width=12, hint="例如:第三组,共 4 人"),
        Choice(key="pairing", label="包联方式", options=PAIRING, group="下访", width=7),
        Text(key="place", label="接访地点", group="下访", width=8),
        Count(key="people_met", label="接访(人次)", unit="人次", group="下访"),
        Day(key="fed_back_on", label="反馈日期", required_from=(FED_BACK, FINISHED), group="结果"),
        Day(key="rectify_due", label="整改期限", group="结果"),
        LongText(key="result", label="情况", required_from=(FED_BACK, FINISHED), group="结果", width=18),
        Link(key="clues", label="转线索", register="clue", many=True, group="结果", width=10),
        Count(key="problem_count", label="发现问题(个)", unit="个", stamped=True, group="结果"),
        Count(key="problems_closed", label="已销号(个)", unit="个", stamped=True, group="结果"),
        Attachment(key="proof", label="反馈意见", group="结果"),
    ),
    states=(State(PLANNED, tone="calm"), State(RUNNING), State(FED_BACK), State(FINISHED, open=False, tone="good")),
    moves=(
        Move(label="开始", sources=(PLANNED,), to=RUNNING),
        Move(
            label="反馈",
            sources=(RUNNING,),
            to=FED_BACK,
            needs=("to_on", "fed_back_on", "result"),
            asks=("to_on", "fed_back_on", "result", "rectify_due"),
        ),
        Move(
            label="办结",
            sources=(FED_BACK,),
            to=FINISHED,
            refuse=lambda row, around: _all_closed(row, around),
        ),
        Move(label="重新办理", sources=(FINISHED,), to=FED_BACK, reason=True),
    ),
    number=NumberRule("{short}纪巡〔{year}〕{n}号", unit_field="unit", year_field="from_on"),
    rules=(
        reason_given,
        no_one_checks_himself,
        not_before("from_on", "开始日期", ("to_on", "结束日期"), ("fed_back_on", "反馈日期")),
        not_before("fed_back_on", "反馈日期", ("rectify_due", "整改期限")),
    ),
    derive=derive,
    titled=patrol_title,
    title_uses=("unit",),
    raises=(Raise(label="登记发现的问题", to="problem", make=problems_from, many=True, when=_begun),),
    list_columns=(
        "number",
        "kind",
        "unit",
        "reasons",
        "from_on",
        "to_on",
        "leader",
        "problem_count",
        "problems_closed",
        "rectify_due",
        "state",
    ),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("类型", ("kind",), 5),
        SheetColumn("村(组)", ("unit",), 8),
        SheetColumn("选取理由", ("reasons", "figures"), 12),
        SheetColumn("起止日期", ("from_on", "to_on"), 7),
        SheetColumn("组长/成员", ("leader", "team"), 8),
        SheetColumn("情况", ("result",), 16),
        SheetColumn("发现/销号", ("problem_count", "problems_closed"), 5),
        SheetColumn("整改期限", ("rectify_due",), 6),
        SheetColumn("状态", ("state",), 4),
    ),
    due=Due("rectify_due", label="整改期限"),
    unit_field="unit",
    period_field="from_on",
    basis="集中整治方案 (三)1:将巡察工作向村(社区)、组延伸,重点巡察和财务审计。四化三查方案:成立工作组下访。",
)


def _all_closed(row: Row, around: Around) -> Iterable[Fault]:
    """A round is over when every problem it found is closed."""
    left = whole_of(row, "problem_count") - whole_of(row, "problems_closed")
    if left:
        yield Fault("problem_count", f"发现问题:还有 {left} 个没有销号,不能办结。请先办完那几条问题", "E-OPEN")
