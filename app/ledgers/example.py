"""典型: good examples that are commended, bad ones that warn; a bad one points to an issued circular."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, Link, LongText, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, NumberRule, SheetColumn
from app.domain.rows import id_of, text_of
from app.domain.text import short

GOOD, BAD = "正面", "反面"
RELEASED = "已发布"


def example_title(row: Row, around: Around) -> str:
    """Kind and whose example."""
    return f"{text_of(row, 'kind')}典型:{short(text_of(row, 'subject'), 16)}"


def bad_ones_were_notified(row: Row, around: Around) -> Iterable[Fault]:
    """A bad example is one that a released circular names. Source: 集中整治方案 (四); INV-087."""
    if row.get("kind") != BAD:
        return
    circular = id_of(row, "circular")
    found = around.row("circular", circular) if circular else None
    if found is None or found.get("state") != RELEASED:
        yield Fault("circular", "通报:反面典型只用已发布的通报,请先发布通报再选到这里", "E-CIRCULAR")


EXAMPLES = LedgerDef(
    key="example",
    title="正反典型",
    menu="宣传与总结",
    icon="tick",
    fields=(
        Choice(key="kind", label="类型", required=True, options=(GOOD, BAD), width=4, sensitivity=Sensitivity.PUBLIC),
        Text(key="subject", label="对象", required=True, width=10, hint="正面写单位或个人;反面照通报的写法,不多写"),
        Unit(key="unit", label="单位", required=True, width=8, sensitivity=Sensitivity.PUBLIC),
        Day(key="on_day", label="日期", required=True, default="今天", past=True),
        LongText(key="deed", label="事迹或教训", required=True, width=20),
        Text(key="document", label="表彰文号", width=10, hint="正面典型有表彰文件的填写"),
        Link(
            key="circular",
            label="通报",
            register="circular",
            width=10,
            only=(("state", RELEASED),),
            hint="反面典型必填,只能选已发布的通报",
        ),
        Link(key="campaign", label="所属专项", register="campaign", width=10, hint="总结报告按专项列典型"),
    ),
    number=NumberRule("{short}纪典〔{year}〕{n}号", unit_field="unit", year_field="on_day"),
    rules=(bad_ones_were_notified,),
    titled=example_title,
    list_columns=("number", "kind", "subject", "unit", "on_day", "deed", "document", "circular"),
    sheet_columns=(
        SheetColumn("编号", ("number",), 8),
        SheetColumn("类型", ("kind",), 4),
        SheetColumn("对象/单位", ("subject", "unit"), 10),
        SheetColumn("日期", ("on_day",), 6),
        SheetColumn("事迹或教训", ("deed",), 22),
        SheetColumn("表彰文号/通报", ("document", "circular"), 10),
        SheetColumn("备注", ("remark",), 6),
    ),
    unit_field="unit",
    period_field="on_day",
    basis="集中整治方案 (四):树立正面典型,表彰先进;抓反面典型,教育他人,引以为戒。",
)
