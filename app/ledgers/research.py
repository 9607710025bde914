"""专题调研: one of the three topics of the scheme, led by two departments, with what was found and proposed."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Day, Link, LongText, Option, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, Due, LedgerDef, Move, NumberRule, SheetColumn, State
from app.domain.rows import ids_of, text_of
from app.domain.text import short
from app.ledgers.limits import not_before

RUNNING, FINISHED = "进行中", "已完成"
TOPICS = (
    Option("1", "基层办事不公、执法不公"),
    Option("2", "惠民专项资金、集体“三资”和涉农负担"),
    Option("3", "基层干部作风不实"),
    Option("9", "其他"),
)


def research_title(row: Row, around: Around) -> str:
    """Number and topic."""
    label = next((one.label for one in TOPICS if one.code == row.get("topic")), "")
    return f"{text_of(row, 'number')} {short(label, 18)}".strip()


def two_leads(row: Row, around: Around) -> Iterable[Fault]:
    """Each topic of the scheme is led by two departments. Source: 集中整治方案 (二); INV-050 to INV-052."""
    if row.get("topic") in ("1", "2", "3") and len(ids_of(row, "leads")) < 2:
        yield Fault("leads", "牵头部门:方案规定的三个课题各由两个部门牵头,请补齐或写明说明", "E-LEADS", soft=True)


RESEARCHES = LedgerDef(
    key="research",
    title="专题调研",
    menu="宣传与总结",
    icon="find",
    fields=(
        Choice(key="topic", label="课题", required=True, options=TOPICS, width=12, sensitivity=Sensitivity.PUBLIC),
        Unit(key="unit", label="承办单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Unit(
            key="leads",
            label="牵头部门",
            required=True,
            many=True,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="课题一:农工部门和法制办;课题二:财政和农业部门;课题三:纪委和组织部门",
        ),
        Link(key="campaign", label="所属专项", register="campaign", width=10),
        Text(key="method", label="调研方式", required=True, width=10, hint="走访、座谈、问卷等"),
        Day(key="from_on", label="开始日期", required=True, default="今天"),
        Day(key="to_on", label="完成期限", required=True),
        LongText(key="findings", label="发现的新情况", required_from=(FINISHED,), group="成果", width=20),
        LongText(key="proposals", label="应对措施和办法", required_from=(FINISHED,), group="成果", width=20),
        Attachment(key="report", label="调研报告", group="成果"),
        Link(
            key="problems",
            label="带出的问题",
            register="problem",
            many=True,
            group="成果",
            width=12,
            hint="调研中发现的问题先在问题台账登记,再选到这里",
        ),
    ),
    states=(State(RUNNING), State(FINISHED, open=False, tone="good")),
    moves=(
        Move(
            label="完成",
            sources=(RUNNING,),
            to=FINISHED,
            needs=("findings", "proposals"),
            asks=("findings", "proposals"),
        ),
        Move(label="继续调研", sources=(FINISHED,), to=RUNNING, reason=True),
    ),
    number=NumberRule("{short}纪研〔{year}〕{n}号", unit_field="unit", year_field="from_on"),
    rules=(two_leads, not_before("from_on", "开始日期", ("to_on", "完成期限"))),
    titled=research_title,
    list_columns=("number", "topic", "unit", "leads", "from_on", "to_on", "findings", "proposals", "state"),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("课题", ("topic",), 10),
        SheetColumn("牵头部门/承办单位", ("leads", "unit"), 10),
        SheetColumn("方式", ("method",), 6),
        SheetColumn("起止日期", ("from_on", "to_on"), 7),
        SheetColumn("发现的新情况", ("findings",), 18),
        SheetColumn("应对措施和办法", ("proposals",), 18),
        SheetColumn("状态", ("state",), 4),
    ),
    due=Due("to_on", label="调研完成期限"),
    unit_field="unit",
    period_field="from_on",
    basis="集中整治方案 (二):农工部门和法制办、财政和农业部门、纪委和组织部门分别牵头,就三个课题开展调研,"
    "提出应对措施和解决办法。",
)
