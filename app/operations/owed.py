"""What villages and groups owe by the county's catalogue for a period, and what of it is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.lights import Light
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import short
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.affairs_rules import FIRM, derive
from app.ledgers.disclosure_item import (
    BY_TRAFFIC,
    DISCLOSURE_ITEMS,
    GROUP_LEVEL,
    IN_FORCE,
    MONEY_DOMAIN,
    MONTHLY,
    QUARTERLY,
    YEARLY,
)
from app.ledgers.unit import GROUP, VILLAGE_KINDS
from app.operations.records_base import Saved, checked, new_row, or_refuse
from app.operations.rights import must_read
from app.operations.todo import TodoLine
from app.storage.book import Book
from app.storage.reading import Query

NAME_SHOWN = 16
HUNG = FIRM[1:]
"""The states in which an item has been published."""


@dataclass(frozen=True)
class Owed:
    """One entry one unit owes for one period. `row` is its record, None where there is none yet; then `state` is "".

    `nothing` says the record is 零公开. `due_on` is the day by which it hangs.
    """

    entry: int
    item: str
    area: str
    unit: int
    unit_title: str
    period: str
    due_on: str
    row: int | None = None
    state: str = ""
    nothing: bool = False

    @property
    def published(self) -> bool:
        """Whether it has hung."""
        return self.state in HUNG


def owed(book: Book, period: Period | None = None, units: Iterable[int] | None = None) -> list[Owed]:
    """Every entry marked 每期必公开, for every village (or group) it concerns: by unit, then as the catalogue says.

    Args:
        book: The book.
        period: A quarter: what is owed for it and for its months, and with the fourth for its year; None for the
            last one that has ended.
        units: Only these; None for all.

    What belongs to 财务 is left out: finance sheets have a calendar of their own. Source: forms-and-rules 2.16.
    """
    must_read(book, AFFAIRS_ITEMS)
    quarter = period or last_quarter(book.today())
    entries = regular(book)
    if not entries:
        return []
    wanted = None if units is None else set(units)
    there = _records(book, quarter)
    found: list[Owed] = []
    for unit in _units(book, quarter, wanted):
        for entry in entries:
            if (unit.get("kind") == GROUP) is not (entry.get("level") == GROUP_LEVEL):
                continue
            found += [_one(book, unit, entry, each, there) for each in periods_of(entry, unit, quarter, book.today())]
    return found


def last_quarter(today: date) -> Period:
    """The quarter that ended last."""
    return Period.of(today, "quarter").previous()


def regular(book: Book) -> list[Row]:
    """The entries that must be published every period, in the order of the catalogue."""
    rows = book.rows(DISCLOSURE_ITEMS.key, regular=1, state=IN_FORCE)
    rows = [row for row in rows if row.get("domain") != MONEY_DOMAIN]
    return sorted(rows, key=catalogue_order)


def catalogue_order(entry: Row) -> tuple[bool, int, int]:
    """By the numbers of the county, entries without one last."""
    return entry.get("seq") is None, whole_of(entry, "seq"), id_of(entry, "id") or 0


def periods_of(entry: Row, unit: Row, quarter: Period, today: date) -> list[Period]:
    """The periods within a quarter for which a unit owes an entry; only those that have ended."""
    rhythm = text_of(entry, "rhythm")
    if rhythm == MONTHLY or (rhythm == BY_TRAFFIC and unit.get("busy")):
        first = Period.of(quarter.first, "month")
        found = [first, first.next(), first.next().next()]
    elif rhythm in (QUARTERLY, BY_TRAFFIC):
        found = [quarter]
    else:
        found = [Period.of(quarter.first, "year")] if rhythm == YEARLY and quarter.last.month == 12 else []
    return [each for each in found if each.last < today]


def missing(book: Book, unit: int, quarter: Period) -> list[str]:
    """Names of the entries a unit owes for a quarter and has no record of."""
    return [one.item for one in owed(book, quarter, [unit]) if one.row is None]


def reminders(book: Book) -> list[TodoLine]:
    """One gentle line for each unit that has entries of the last quarter without a record; nobody is late by it.

    «青山村 第3季度 最低生活保障对象名单等 6 项 还没有公开»: a county that marks nothing gets none.
    """
    if not book.may_read(AFFAIRS_ITEMS.key) or not book.count(
        DISCLOSURE_ITEMS.key, Query(where={"regular": 1, "state": IN_FORCE})
    ):
        return []
    found: dict[int, list[Owed]] = defaultdict(list)
    for one in owed(book):
        if one.row is None:
            found[one.unit].append(one)
    return [_reminder(book.today(), own) for own in found.values()]


def _reminder(today: date, own: Sequence[Owed]) -> TodoLine:
    first = min(own, key=lambda one: one.due_on)
    days = (date.fromisoformat(first.due_on) - today).days
    period = Period.parse(own[0].period).title.partition("年")[2] or own[0].period
    name = short(own[0].item, NAME_SHOWN)
    items = name if len(own) == 1 else f"{name}等 {len(own)} 项"
    title = f"{period} {items} 还没有公开"
    light = Light("待公开", "◆", "yellow" if days < 0 else "blue")  # no days: nobody is called late by a catalogue
    return TodoLine(
        AFFAIRS_ITEMS.key, 0, "", title, first.unit_title, first.due_on, days, light, "登记或零公开", "", ""
    )


def register(book: Book, wanted: Sequence[Owed], *, nothing: bool = False) -> list[Saved]:
    """Make the records of some owed entries, in one step that can be undone: drafts, or 本期无此事项.

    Raises:
        Refused: Nothing is chosen, or one of them cannot be saved; nothing was written.
    """
    plans = [one for one in wanted if one.row is None]
    if not plans:
        raise Refused("没有要登记的:选中的都已经登记了。没有改动任何内容。", "E-NOTHING")
    made: list[Saved] = []
    with book.change("登记本期无此事项" if nothing else "登记公开事项") as writer:
        for one in plans:
            row = {**new_row(book, AFFAIRS_ITEMS), "unit": one.unit, "catalogue": one.entry, "period": one.period}
            row["nothing"] = int(nothing)
            soft = or_refuse(checked(book, AFFAIRS_ITEMS, row))
            number = writer.save(AFFAIRS_ITEMS, row)
            made.append(Saved(number, "", row, soft))
    return made


def _one(book: Book, unit: Row, entry: Row, period: Period, there: Mapping[tuple[int, str], list[Row]]) -> Owed:
    number = id_of(unit, "id") or 0
    name = text_of(entry, "item")
    row = next((row for row in there.get((number, period.key), []) if _is_record(row, entry)), Row())
    due = text_of(row, "due_on")
    if not row:
        planned: Row = {"unit": number, "catalogue": entry["id"], "period": period.key}
        due = text_of(dict(derive(planned, book.around())), "due_on")
    return Owed(
        id_of(entry, "id") or 0,
        name,
        text_of(entry, "area"),
        number,
        book.title("unit", number),
        period.key,
        due,
        id_of(row, "id"),
        text_of(row, "state"),
        bool(row.get("nothing")),
    )


def _is_record(row: Row, entry: Row) -> bool:
    """Made from the entry, or typed without the catalogue under its very name."""
    return row.get("catalogue") == entry["id"] or (not row.get("catalogue") and row.get("item") == entry.get("item"))


def _records(book: Book, quarter: Period) -> dict[tuple[int, str], list[Row]]:
    """The items of the quarter, its months and its year, by unit and period."""
    first = Period.of(quarter.first, "month")
    months = (first, first.next(), first.next().next())
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for each in (quarter, *months, Period.of(quarter.first, "year")):
        for row in book.rows(AFFAIRS_ITEMS.key, period=each.key):
            found[id_of(row, "unit") or 0, each.key].append(row)
    return found


def _units(book: Book, quarter: Period, wanted: set[int] | None) -> Iterator[Row]:
    """Villages, communities and groups that were there in the quarter."""
    for row in book.rows("unit"):
        opened, closed = text_of(row, "opened_on"), text_of(row, "closed_on")
        stood = (not opened or opened <= quarter.last.isoformat()) and (
            not closed or closed > quarter.first.isoformat()
        )
        if row.get("kind") in (*VILLAGE_KINDS, GROUP) and stood and (wanted is None or row["id"] in wanted):
            yield row
