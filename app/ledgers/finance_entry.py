"""财务公开的其他各类: plans, assets, resources, debts and shares, beside the income and expense of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Day, Link, Money, Row, Sensitivity, Text, Value
from app.domain.ledger import Around, Holder, LedgerDef, SheetColumn, Travel
from app.domain.points import Points
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_items import HEADINGS, OTHER_ITEMS, SHARED_OUT
from app.ledgers.finance_share import product_fits, split_words

PUBLIC = Sensitivity.PUBLIC
WITH_TERM = ("5",)
OWED = ("6.01", "6.02", "6.03")
HAS_AMOUNT = ("1", "4", "6", "7")


def entry_class(row: Row) -> str:
    """The digit of the class an entry stands in."""
    return text_of(row, "item").partition(".")[0]


def entry_title(row: Row, around: Around) -> str:
    """Item and name: the name may be that of a field or a loan."""
    return f"{text_of(row, 'item')} {text_of(row, 'name')}".strip()


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """What follows from the entry alone."""
    return worked_out(row)


def worked_out(row: Row) -> dict[str, Value]:
    """The class follows from the item; an equal split says what each household gets."""
    shares = split_words(row, "price") if row.get("item") == SHARED_OUT else ""
    return {"class_name": HEADINGS.get(entry_class(row)), "shares": shares or None}


def amount_given(row: Row, around: Around) -> Iterable[Fault]:
    """Plans, assets, debts and shares are amounts; a resource has its area, or its number. Source: 3.1, P1 to P7."""
    code = entry_class(row)
    if code in HAS_AMOUNT and row.get("amount") is None:
        yield Fault("amount", "金额:不能为空;没有金额的写 0", "E-REQUIRED")
    if code in WITH_TERM and row.get("quantity") is None:
        yield Fault("quantity", "数量:资源要写面积或数量,如 35.6 亩", "E-REQUIRED")
    if row.get("quantity") is not None and not row.get("measure"):
        yield Fault("measure", "计量单位:填了数量,请写单位,如 亩、台、户", "E-REQUIRED", soft=True)


def let_out_says_to_whom(row: Row, around: Around) -> Iterable[Fault]:
    """What is let out has its holder, term and price; what is owed has who owes it. Source: 3.1, R4."""
    if entry_class(row) in WITH_TERM and (row.get("price") or row.get("from_on")) and not row.get("counterparty"):
        yield Fault("counterparty", "对方(承包人):发包出租的资源要写承包人、期限和价格", "E-PARTY", soft=True)
    if text_of(row, "item") in OWED and whole_of(row, "amount") and not row.get("counterparty"):
        yield Fault("counterparty", "对方:债权债务要写是谁欠的、欠谁的", "E-PARTY", soft=True)


def term_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A term does not end before it begins."""
    start, end = text_of(row, "from_on"), text_of(row, "to_on")
    if start and end and end < start:
        yield Fault("to_on", "期限止:早于期限起,请核对", "E-ORDER")


def shared_out_to_households(row: Row, around: Around) -> Iterable[Fault]:
    """What members get is split: the number of households or people and, where typed, the share of each. 3.4 A7."""
    if row.get("item") != SHARED_OUT or not whole_of(row, "amount"):
        return
    if not row.get("quantity"):
        yield Fault("quantity", "数量:成员分配要写分给多少户(人),名单另存,不上墙", "E-SHARES", soft=True)
    yield from product_fits(row, "price")


def once_in_a_sheet(row: Row, around: Around) -> Iterable[Fault]:
    """The same item and name twice in one sheet is typed twice, or has another holder."""
    if not id_of(row, "sheet") or not row.get("name"):
        return
    same = around.rows("finance_entry", sheet=row["sheet"], item=row.get("item"), name=row["name"])
    if any(other.get("id") != row.get("id") and other.get("counterparty") == row.get("counterparty") for other in same):
        yield Fault("name", f"名称:本表同一项目里已有“{row['name']}”,请核对是不是录了两遍", "E-TWICE-NAME", soft=True)


FINANCE_ENTRIES = LedgerDef(
    key="finance_entry",
    title="资产资源债务等",
    menu="",
    icon="finance",
    fields=(
        Link(key="sheet", label="公开表", register="finance_sheet", required=True, width=14),
        Count(key="seq", label="笔序", width=3, sensitivity=PUBLIC),
        Choice(
            key="item",
            label="公开项目",
            required=True,
            options=OTHER_ITEMS,
            width=12,
            sensitivity=PUBLIC,
            hint="计划 1、资产 4、资源 5、债权债务 6、分配 7、其他 8。依据 农村集体经济组织财务公开规定",
        ),
        Choice(
            key="class_name",
            label="类别",
            options=tuple(HEADINGS.values()),
            stamped=True,
            width=5,
            sensitivity=PUBLIC,
        ),
        Text(
            key="name",
            label="名称",
            required=True,
            most=80,
            width=14,
            sensitivity=PUBLIC,
            hint="哪一笔计划、资产、资源、欠款;不写身份证号、电话、银行卡号",
        ),
        Points(key="quantity", label="数量", word="数量", sensitivity=PUBLIC, hint="面积、台数、户数,可有小数"),
        Text(key="measure", label="计量单位", most=8, width=3, sensitivity=PUBLIC),
        Money(key="amount", label="金额(元)", least=None, sensitivity=PUBLIC, hint="计划数、原值、欠款、分配数"),
        Text(
            key="counterparty",
            label="对方",
            most=60,
            width=8,
            sensitivity=Sensitivity.PERSONAL,
            hint="承包人、欠款人、债主;个人的名字上墙时只印姓",
        ),
        Day(key="from_on", label="期限起", sensitivity=PUBLIC),
        Day(key="to_on", label="期限止", sensitivity=PUBLIC),
        Text(key="use", label="用途", most=60, width=8, sensitivity=PUBLIC),
        Money(key="price", label="单价(元)", sensitivity=PUBLIC, hint="承包价、每户标准;按户平分的可不填"),
        Text(key="shares", label="平分", stamped=True, width=10, sensitivity=PUBLIC),
    ),
    rules=(
        amount_given,
        let_out_says_to_whom,
        term_in_order,
        shared_out_to_households,
        once_in_a_sheet,
    ),
    derive=derive,
    titled=entry_title,
    parent="sheet",
    line_number="seq",
    list_columns=(
        "seq",
        "item",
        "name",
        "quantity",
        "measure",
        "amount",
        "counterparty",
        "from_on",
        "to_on",
        "use",
        "price",
    ),
    sheet_columns=(
        SheetColumn("公开表", ("sheet",), 14),
        SheetColumn("公开项目", ("item",), 12),
        SheetColumn("名称", ("name",), 12),
        SheetColumn("数量", ("quantity", "measure"), 6),
        SheetColumn("金额(元)", ("amount",), 8, sums=False),
        SheetColumn("期限", ("from_on", "to_on"), 8),
        SheetColumn("用途", ("use",), 6),
        SheetColumn("单价(元)", ("price",), 6, sums=False),
        SheetColumn("备注", ("remark",), 6),
    ),
    holder=Holder("holder", "counterparty"),
    travels=Travel(),
    basis="农村集体经济组织财务公开规定(农经发〔2011〕13号):财务计划、各项资产、各类资源、债权债务、收益分配"
    "和其他事项与收支一起公开,承包租赁逐项写明。",
)
