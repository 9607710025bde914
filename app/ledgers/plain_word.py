"""通俗说明: how a county or a village says in its own words what an item of a finance sheet is."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Option, Row, Sensitivity, Text, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, text_of
from app.ledgers.finance_items import CLASSES, HEADINGS, WORDS, coded
from app.ledgers.plain_words import BUILT_IN
from app.ledgers.unit import GROUP, VILLAGE_KINDS

# Flat, not a tree: a class has words of its own too, so it is chosen like its items.
ITEMS = tuple(
    Option(code, f"{code} {called}") for one in CLASSES for code, called in ((one.code, one.title), *coded(one))
)


def item_called(code: str) -> str:
    """The official name of an item or a class."""
    return WORDS.get(code) or HEADINGS.get(code, code)


def plain_word_title(row: Row, around: Around) -> str:
    """青山村 管理费."""
    unit = id_of(row, "unit")
    return f"{around.title('unit', unit) if unit else ''} {item_called(text_of(row, 'item'))}".strip()


def owner_publishes(row: Row, around: Around) -> Iterable[Fault]:
    """Only who publishes has words of its own."""
    unit = around.row("unit", id_of(row, "unit") or 0)
    if unit and unit.get("kind") not in (*VILLAGE_KINDS, GROUP):
        yield Fault("unit", "单位:应是村、社区或村民小组;全乡通用的,这一格空着", "E-OWNER")


def says_something_else(row: Row, around: Around) -> Iterable[Fault]:
    """Words that only repeat the official name explain nothing; what is built in need not be typed."""
    words, item = text_of(row, "words").strip("。，, "), text_of(row, "item")
    if words and words == item_called(item):
        yield Fault("words", "通俗说明:和项目名称一样,没有说明白。请写群众平时的说法,例如:买纸、打印、电话", "E-SAME")
    elif words and words == BUILT_IN.get(item) and not row.get("unit"):
        yield Fault("words", "通俗说明:和程序自带的一样,可以不填这一条", "E-SAME", soft=True)


def no_numbers_of_persons(row: Row, around: Around) -> Iterable[Fault]:
    """It is printed on walls. Source: forms-and-rules 3.7 P2, P4."""
    for found in personal_numbers(text_of(row, "words")):
        yield Fault("words", f"通俗说明:写了{found.kind},会公示,请去掉", "E-PRIVATE")


PLAIN_WORDS = LedgerDef(
    key="plain_word",
    title="通俗说明",
    menu="公开",
    icon="book",
    fields=(
        Unit(
            key="unit",
            label="单位",
            width=8,
            sensitivity=Sensitivity.PUBLIC,
            hint="这个村、组自己的说法;全乡通用的空着",
        ),
        Choice(
            key="item",
            label="公开项目",
            required=True,
            options=ITEMS,
            width=12,
            sensitivity=Sensitivity.PUBLIC,
            hint="财务公开榜上的项目或大类",
        ),
        Text(
            key="words",
            label="通俗说明",
            required=True,
            most=40,
            width=19,
            sensitivity=Sensitivity.PUBLIC,
            hint="群众平时怎么说,印在项目下面,例如:买纸、打印、电话",
        ),
    ),
    rules=(owner_publishes, says_something_else, no_numbers_of_persons),
    titled=plain_word_title,
    title_uses=("unit",),
    identity=("unit", "item"),
    list_columns=("unit", "item", "words"),
    sheet_columns=(
        SheetColumn("单位", ("unit",), 9),
        SheetColumn("公开项目", ("item",), 14),
        SheetColumn("通俗说明", ("words",), 20),
        SheetColumn("备注", ("remark",), 6),
    ),
    unit_field="unit",
    basis="农村集体经济组织财务公开规定:公开的内容要真实、明白;集中整治方案 (三)4:财务公开让群众看得懂。",
)
