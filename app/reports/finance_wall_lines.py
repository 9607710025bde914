"""Income and expense on a wall sheet: line by line under the heading of their item, each item with its sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from app.domain.fields import Row
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_figures import EXPENSE, INCOME, total
from app.ledgers.finance_items import GROUP_WORDS, HEADINGS, IN_MONEY, WORDS
from app.ledgers.finance_share import split_words
from app.reports.columns import Filled, without_empty
from app.reports.sheet import Cell, Column, Table

OWED_WORDS = "“账上记……”的款项在账上是负债或权益，这里按收到的钱公开，因此本榜收入与会计报表的收入不相等。"
# In the order in which they stand on the wall; columns that stay empty in all lines are left out.
COLUMNS = (
    Column("序号", "number", 2.5),
    Column("日期", "text", 5.5),
    Column("摘要用途", "text", 15),
    Column("数量×单价", "text", 7),
    Column("资金来源", "text", 4.5),
    Column("收入", "money", 6, sums=True),
    Column("支出", "money", 6, sums=True),
    Column("经手人", "text", 4),
    Column("证明人", "text", 4),
    Column("审批人", "text", 4),
)
KEPT = ("序号", "日期", "摘要用途", "收入", "支出")
TEXT, IN, OUT = 2, 5, 6  # places of columns above
YEAR_COLUMNS = (
    Column("项目", "text", 16),
    Column("笔数", "count", 4),
    Column("收入", "money", 8, sums=True),
    Column("支出", "money", 8, sums=True),
)
Rows = list[tuple[Cell, ...]]


class Told(NamedTuple):
    """What is said beside the figures: what the books call a line, by its id, and plain words by item and class."""

    books: Mapping[int, str] = {}
    words: Mapping[str, str] = {}

    def heading(self, code: str, title: str) -> tuple[Cell, ...]:
        """A heading over all columns, its plain words below it. Source: product C9."""
        words = self.words.get(code)
        return (f"{title}\n{words}" if words else title, *(None for _ in COLUMNS[1:]))


def line_table(sheet: Row, lines: Sequence[Row], told: Told, *, caption: str, capital: str, group: bool) -> Table:
    """Every line of a sheet under the headings of its class and item; an item of several lines has its sum.

    Parent rows are headings without figures: nothing is added beside its children. Source: forms-and-rules 3.4 A3.
    """
    rows: Rows = []
    headings: list[int] = []
    subtotals: list[int] = []
    number = 0
    for code in IN_MONEY:
        items = by_item([line for line in lines if text_of(line, "item").startswith(f"{code}.")])
        if items:
            headings.append(len(rows))
            rows.append(told.heading(code, HEADINGS[code]))
        for item, found in items.items():
            headings.append(len(rows))
            rows.append(told.heading(item, item_heading(item, group=group)))
            for line in found:
                number += 1
                rows.append(_line(number, line, told.books))
            if len(found) > 1:
                subtotals.append(len(rows))
                rows.append(_sums(f"{item_heading(item, group=group)}小计", found))
    sums = _sums("合计", lines, whole=sheet)
    filled = without_empty(Filled(COLUMNS, tuple(rows), sums), KEPT)
    return Table(
        columns=filled.columns,
        rows=filled.rows,
        total=filled.total,
        unit_line="单位：元",
        caption=caption,
        capital=capital,
        headings=frozenset(headings),
        subtotals=frozenset(subtotals),
    )


def year_table(
    sheet: Row, lines: Sequence[Row], words: Mapping[str, str], *, caption: str, capital: str, group: bool
) -> Table:
    """A year item by item; the single lines hung on the wall with their quarters."""
    rows: Rows = []
    headings: list[int] = []
    for code in IN_MONEY:
        items = by_item([line for line in lines if text_of(line, "item").startswith(f"{code}.")])
        if items:
            headings.append(len(rows))
            rows.append(Told({}, words).heading(code, HEADINGS[code])[: len(YEAR_COLUMNS)])
        for item, found in items.items():
            income, expense = total(found, INCOME) or None, total(found, EXPENSE) or None
            called, plain = item_heading(item, group=group), words.get(item)
            rows.append((f"{called}\n{plain}" if plain else called, len(found), income, expense))
    sums = ("合计", len(lines), whole_of(sheet, "income_total"), whole_of(sheet, "expense_total"))
    return Table(YEAR_COLUMNS, tuple(rows), sums, capital, "单位：元", caption=caption, headings=frozenset(headings))


def by_item(lines: Sequence[Row]) -> dict[str, list[Row]]:
    """Lines by item, items in the order of the rule, lines by day."""
    found: dict[str, list[Row]] = {}
    for line in sorted(lines, key=_day):
        found.setdefault(text_of(line, "item"), []).append(line)
    return dict(sorted(found.items()))


def item_heading(item: str, *, group: bool = False) -> str:
    """How an item is called on the wall: a group's in the words of groups."""
    words: Callable[[str], str | None] = GROUP_WORDS.get if group else WORDS.get
    return words(item) or WORDS.get(item, item)


def _day(line: Row) -> tuple[str, int]:
    return text_of(line, "on_day"), whole_of(line, "seq")


def _sums(title: str, lines: Sequence[Row], whole: Row | None = None) -> tuple[Cell, ...]:
    """A row of sums; of the whole sheet both are shown, of an item the one it has."""
    income, expense = total(lines, INCOME), total(lines, EXPENSE)
    if whole is not None:
        income, expense = whole_of(whole, "income_total"), whole_of(whole, "expense_total")
    row: list[Cell] = [None] * len(COLUMNS)
    row[TEXT] = title
    row[IN], row[OUT] = (income, expense) if whole is not None else (income or None, expense or None)
    return tuple(row)


def _line(number: int, line: Row, books: Mapping[int, str]) -> tuple[Cell, ...]:
    income = line.get("direction") == INCOME
    amount = whole_of(line, "amount")
    note = books.get(id_of(line, "id") or 0, "")
    purpose = text_of(line, "purpose") + (f"({note})" if note else "") + ("(红字冲销)" if amount < 0 else "")
    return (
        number,
        text_of(line, "on_day"),
        purpose,
        split_words(line).replace(" 元", "") or None,
        text_of(line, "fund_source") or None,
        amount if income else None,
        None if income else amount,
        text_of(line, "handler") or None,
        text_of(line, "witness") or None,
        text_of(line, "approver") or None,
    )
