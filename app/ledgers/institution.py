"""制度: what was made to close a gap for good; the report counts new systems by kind."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Attachment, Choice, Day, Link, Option, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, NumberRule, SheetColumn, Travel
from app.domain.rows import text_of
from app.domain.text import short

KINDS = (
    Option("1", "三单一网、规范用权"),
    Option("2", "干部管理"),
    Option("3", "激励保障"),
    Option("4", "便民利民"),
)
TOPICS = ("集体“三资”管理", "征地拆迁", "扶贫惠民补助", "便民办事", "低保医保")


def institution_title(row: Row, around: Around) -> str:
    """The name of the document."""
    return short(text_of(row, "name"), 24)


def topic_of_the_fourth(row: Row, around: Around) -> Iterable[Fault]:
    """Systems for the people say which of the five matters they are about. Source: 集中整治方案 (四); INV-091."""
    if row.get("kind") == "4" and not row.get("topic"):
        yield Fault("topic", "事项:便民利民制度请写明是五类事项中的哪一类", "E-REQUIRED")


INSTITUTIONS = LedgerDef(
    key="institution",
    title="制度建设",
    menu="宣传与总结",
    icon="book",
    fields=(
        Choice(key="kind", label="类别", required=True, options=KINDS, width=8, sensitivity=Sensitivity.PUBLIC),
        Choice(key="topic", label="事项", options=TOPICS, width=7, sensitivity=Sensitivity.PUBLIC),
        Text(key="name", label="制度名称", required=True, width=18, sensitivity=Sensitivity.PUBLIC),
        Text(key="document", label="文号", width=10, sensitivity=Sensitivity.PUBLIC),
        Unit(key="unit", label="制定单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(key="issued_on", label="印发日期", required=True, default="今天", past=True),
        Link(
            key="problems",
            label="堵塞的漏洞",
            register="problem",
            many=True,
            width=14,
            hint="因哪几条问题而定的制度;闭环卡和总结会写到",
        ),
        Link(key="campaign", label="所属专项", register="campaign", width=10),
        Attachment(key="text", label="制度全文"),
    ),
    number=NumberRule("{short}纪制〔{year}〕{n}号", unit_field="unit", year_field="issued_on"),
    rules=(topic_of_the_fourth,),
    titled=institution_title,
    identity=("unit", "name"),
    list_columns=("number", "kind", "topic", "name", "document", "unit", "issued_on", "problems"),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("类别/事项", ("kind", "topic"), 9),
        SheetColumn("制度名称", ("name",), 20),
        SheetColumn("文号", ("document",), 9),
        SheetColumn("制定单位", ("unit",), 8),
        SheetColumn("印发日期", ("issued_on",), 6),
        SheetColumn("堵塞的漏洞", ("problems",), 12),
        SheetColumn("备注", ("remark",), 6),
    ),
    unit_field="unit",
    period_field="issued_on",
    travels=Travel(days=("issued_on",)),
    basis="集中整治方案 (四):形成制度——用权、干部管理、激励保障、便民利民四类。",
)
