"""资金安排: what the money of an item goes to, project by project, by which the plan adds up."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Count, Link, Money, Row, Sensitivity, Text
from app.domain.ledger import Around, Holder, LedgerDef, SheetColumn, Travel
from app.domain.privacy import personal_numbers
from app.domain.rows import text_of

PUBLIC = Sensitivity.PUBLIC
TEXTS = (("name", "项目(用途)"), ("kind", "类别"), ("doer", "实施(使用)单位"))


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """Identity, card and mobile numbers are not posted. Source: forms-and-rules 3.7 P2, P4."""
    for key, label in TEXTS:
        for found in personal_numbers(text_of(row, key)):
            yield Fault(key, f"{label}:写了{found.kind},会公示,请去掉", "E-PRIVATE")


AFFAIRS_PARTS = LedgerDef(
    key="affairs_part",
    title="资金安排",
    menu="",
    icon="finance",
    fields=(
        Link(key="item", label="公开事项", register="affairs_item", required=True, width=14),
        Count(key="seq", label="序", width=3, sensitivity=PUBLIC),
        Text(
            key="kind",
            label="类别",
            most=40,
            width=6,
            sensitivity=PUBLIC,
            hint="同一类的印在一起,有小计;不分类的空着",
        ),
        Text(
            key="name",
            label="项目(用途)",
            required=True,
            most=120,
            width=18,
            sensitivity=PUBLIC,
            hint="做什么、在哪里,写群众看得懂的话",
        ),
        Money(key="amount", label="安排金额(元)", required=True, sensitivity=PUBLIC),
        Text(key="doer", label="实施(使用)单位", most=60, width=10, sensitivity=PUBLIC),
    ),
    rules=(no_numbers_of_persons,),
    titled=lambda row, around: text_of(row, "name"),
    parent="item",
    line_number="seq",
    list_columns=("seq", "kind", "name", "amount", "doer"),
    sheet_columns=(
        SheetColumn("公开事项", ("item",), 14),
        SheetColumn("类别", ("kind",), 6),
        SheetColumn("项目(用途)", ("name",), 18),
        SheetColumn("安排金额(元)", ("amount",), 8),
        SheetColumn("实施(使用)单位", ("doer",), 10),
        SheetColumn("备注", ("remark",), 6),
    ),
    holder=Holder("doer", "doer"),
    travels=Travel(),
    basis="集中整治方案 (三)4:项目、资金方面的信息全面公开;农村集体经济组织财务公开规定:逐项公布。",
)
