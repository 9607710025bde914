"""Plans, assets, resources, debts, shares and other matters on a wall sheet: one table for each class there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.fields import Row
from app.domain.money import show_yuan
from app.domain.points import show_points
from app.domain.rows import text_of, whole_of
from app.ledgers.finance_entry import entry_class
from app.ledgers.finance_figures import sum_of
from app.ledgers.finance_items import HEADINGS, PAYABLE, RECEIVABLE, SHARED_ITEMS, WORDS
from app.reports.columns import Filled, without_empty
from app.reports.sheet import Cell, Column, Table

PLAN = "1"
ORDER = ("1", "4", "5", "6", "7", "8")
ITEM = Column("项目", "text", 9)
AMOUNT = Column("金额", "money", 7)
ADDED = Column("金额", "money", 7, sums=True)
# A firm, a bank or an office is named in full; of a person the wall shows the family name.
_FIRMS = ("公司", "合作社", "银行", "信用社", "超市", "中心", "委员会", "工程")
_FIRM_ENDS = tuple("厂场店队站所局院校村组社会")


@dataclass(frozen=True)
class Form:
    """How a class is printed: its columns, what stands in them, and a line below the table."""

    columns: tuple[Column, ...]
    cells: Callable[[Row], tuple[Cell, ...]]
    below: Callable[[Sequence[Row]], str] = lambda rows: ""


def entry_tables(entries: Sequence[Row], words: Mapping[str, str]) -> tuple[list[Table], list[Table]]:
    """The tables of what there is: plans, which stand before the money, and the classes after it.

    `words` say in plain words what a class is.
    """
    found = {code: [one for one in entries if entry_class(one) == code] for code in ORDER}
    tables = {code: _table(code, rows, words.get(code, "")) for code, rows in found.items() if rows}
    return [tables[PLAN]] if PLAN in tables else [], [tables[code] for code in ORDER if code != PLAN and code in tables]


def _table(code: str, entries: Sequence[Row], words: str) -> Table:
    form = FORMS[code]
    ordered = sorted(entries, key=lambda one: (text_of(one, "item"), whole_of(one, "seq")))
    columns = (Column("序号", "number", 2.5), *form.columns)
    rows = tuple((number, *form.cells(one)) for number, one in enumerate(ordered, 1))
    total: tuple[Cell, ...] | None = None
    if any(column.sums for column in columns):
        total = tuple(_sum(column, place, rows) for place, column in enumerate(columns))
    filled = without_empty(Filled(columns, rows, total))
    return Table(
        columns=filled.columns,
        rows=filled.rows,
        total=filled.total,
        capital=form.below(ordered),
        unit_line="单位：元",
        caption=f"{HEADINGS[code]}（{words}）" if words else HEADINGS[code],
    )


def _sum(column: Column, place: int, rows: Sequence[tuple[Cell, ...]]) -> Cell:
    if column.sums:
        return sum(cell for row in rows if isinstance(cell := row[place], int))
    return "合计" if place == 1 else None


def party_on_wall(party: str) -> str:
    """A firm in full, a person by the family name. Source: forms-and-rules 3.7 (names of private persons)."""
    if any(word in party for word in _FIRMS) or party.endswith(_FIRM_ENDS) or not 2 <= len(party) <= 4:
        return party
    return f"{party[:1]}某{'某' if len(party) > 2 else ''}"


def _item(row: Row) -> str:
    return WORDS.get(text_of(row, "item"), "")


def _name(row: Row) -> str:
    """The name with what it is used for; one that only repeats the item is left out."""
    name, use = text_of(row, "name"), text_of(row, "use")
    return ("" if name == _item(row) else name) + (f"({use})" if use else "")


def _quantity(row: Row) -> str:
    quantity = row.get("quantity")
    return f"{show_points(quantity)}{text_of(row, 'measure')}" if isinstance(quantity, int) else ""


def _term(row: Row) -> str:
    start, end = text_of(row, "from_on"), text_of(row, "to_on")
    return f"{start}至{end}" if start and end else start or (f"至{end}" if end else "")


def _amount(row: Row) -> int | None:
    value = row.get("amount")
    return value if isinstance(value, int) else None


def _price(row: Row) -> int | None:
    value = row.get("price")
    return value if isinstance(value, int) else None


def _party(row: Row) -> str:
    return party_on_wall(text_of(row, "counterparty"))


def _remark(row: Row) -> str:
    return text_of(row, "remark")


def _owed(entries: Sequence[Row]) -> str:
    """Debts are not added to what is due to the village: each has its own sum."""
    sums = (("债权", sum_of(entries, RECEIVABLE)), ("债务", sum_of(entries, PAYABLE)))
    return "  ".join(f"{title}合计：{show_yuan(value)} 元" for title, value in sums if value is not None)


def _left(entries: Sequence[Row]) -> str:
    """What of the year's earnings is not shared out yet; the total is not added beside its parts."""
    earned, shared = sum_of(entries, ("7.01",)), sum_of(entries, SHARED_ITEMS)
    if earned is None or shared is None:
        return ""
    return f"已分配合计：{show_yuan(shared)} 元  未分配：{show_yuan(earned - shared)} 元"


NAME = Column("名称", "text", 14)
QUANTITY = Column("数量", "text", 5)
REMARK = Column("备注", "text", 7)
FORMS = {
    "1": Form(
        (
            ITEM,
            Column("计划内容", "text", 16),
            QUANTITY,
            Column("计划金额", "money", 7),
            Column("实施单位", "text", 7),
            REMARK,
        ),
        lambda row: (_item(row), _name(row), _quantity(row), _amount(row), _party(row), _remark(row)),
    ),
    "4": Form(
        (ITEM, NAME, QUANTITY, ADDED, REMARK),
        lambda row: (_item(row), _name(row), _quantity(row), _amount(row), _remark(row)),
    ),
    "5": Form(
        (
            Column("类别", "text", 5),
            Column("名称", "text", 8),
            Column("面积(数量)", "text", 5),
            Column("用途", "text", 6),
            Column("承包(承租)人", "text", 6),
            Column("期限", "text", 9),
            Column("单价", "money", 5),
            Column("承包款", "money", 6, sums=True),
            REMARK,
        ),
        lambda row: (
            _item(row),
            text_of(row, "name"),
            _quantity(row),
            text_of(row, "use"),
            _party(row),
            _term(row),
            _price(row),
            _amount(row),
            _remark(row),
        ),
    ),
    "6": Form(
        (ITEM, Column("事由", "text", 11), Column("对方", "text", 7), AMOUNT, Column("期限", "text", 8), REMARK),
        lambda row: (_item(row), _name(row), _party(row), _amount(row), _term(row), _remark(row)),
        _owed,
    ),
    "7": Form(
        (ITEM, NAME, Column("每户(人)标准", "text", 9), AMOUNT, REMARK),
        lambda row: (
            _item(row),
            _name(row),
            (text_of(row, "shares") or _quantity(row)).replace(" 元", ""),
            _amount(row),
            _remark(row),
        ),
        _left,
    ),
    "8": Form(
        (Column("事项", "text", 14), QUANTITY, AMOUNT, Column("对方", "text", 6), Column("期限", "text", 8), REMARK),
        lambda row: (_name(row), _quantity(row), _amount(row), _party(row), _term(row), _remark(row)),
    ),
}
