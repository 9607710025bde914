"""人员: cadres and staff named in the registers; one row per post held."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Day, IdNumber, Phone, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn

LEVELS = ("乡科级", "一般干部", "村(社区)干部", "村民小组干部", "站所工作人员", "其他")


def person_title(row: Row, around: Around) -> str:
    """A person is called by the name; pickers add unit and post."""
    return str(row.get("name") or "")


def until_after_from(row: Row, around: Around) -> Iterable[Fault]:
    """A post does not end before it began."""
    start, end = row.get("from_on"), row.get("to_on")
    if start and end and str(end) < str(start):
        yield Fault("to_on", "离任日期:早于任职日期,请核对", "E-ORDER")


PEOPLE = LedgerDef(
    key="person",
    title="人员",
    menu="基础资料",
    icon="person",
    fields=(
        Text(key="name", label="姓名", required=True, most=30, width=5, sensitivity=Sensitivity.INTERNAL),
        Unit(key="unit", label="单位", required=True, width=10, sensitivity=Sensitivity.PUBLIC),
        Text(key="post", label="职务", required=True, width=10, sensitivity=Sensitivity.PUBLIC),
        Choice(
            key="level",
            label="人员层级",
            required=True,
            options=LEVELS,
            width=7,
            sensitivity=Sensitivity.INTERNAL,
            hint="月报第二部分按此分级统计",
        ),
        Choice(
            key="party",
            label="政治面貌",
            options=("中共党员", "预备党员", "共青团员", "民主党派", "群众"),
            default="群众",
            width=6,
            sensitivity=Sensitivity.INTERNAL,
            hint="党纪处分只适用于党员",
        ),
        Phone(key="phone", label="电话", group="不公开", hint="不进入公示和上报包"),
        IdNumber(key="id_number", label="身份证号", group="不公开", hint="只在确需时填写;任何公示、上报包都不带出"),
        Day(key="from_on", label="任职日期", group="起止"),
        Day(key="to_on", label="离任日期", group="起止"),
    ),
    rules=(until_after_from,),
    titled=person_title,
    identity=("name", "unit", "post"),
    list_columns=("name", "unit", "post", "level", "party", "phone", "from_on", "to_on"),
    sheet_columns=(
        SheetColumn("姓名", ("name",), 5),
        SheetColumn("单位", ("unit",), 10),
        SheetColumn("职务", ("post",), 10),
        SheetColumn("人员层级", ("level",), 7),
        SheetColumn("政治面貌", ("party",), 6),
        SheetColumn("任职日期", ("from_on",), 6),
        SheetColumn("离任日期", ("to_on",), 6),
        SheetColumn("备注", ("remark",), 8),
    ),
    unit_field="unit",
    basis="集中整治方案 二、五:公职人员和村、组干部;责任领导、责任人、经手人都从这里选。",
)
