"""村务公开榜 of whole quarters: which items stand on the sheet of a village, in which order, with its version mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.operations import gate, owed, versions, wall_paper
from app.operations.on_paper import mark_of
from app.operations.papers import Surroundings
from app.reports.affairs_aloud import quarter_broadcast
from app.reports.affairs_board import AT_ANY_TIME, ELSE, BoardLine, affairs_board
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

KEY = "affairs_quarter"
_QUARTERS_OF_A_UNIT = 100_000


def boards_of_quarters(book: Book, unit: int | None, period: str | None, ids: Sequence[int] = ()) -> list[Sheet]:
    """One sheet for each unit and quarter: those of some rows, or of one unit (or all) for the quarter of a period.

    Raises:
        Refused: Nothing has been registered for it, or something personal is not settled (see gate).
    """
    wanted = _wanted(book, unit, period, ids)
    cleared = gate.passed(book, [board_of(book, number, quarter) for number, quarter in wanted])
    return [
        wall_paper.as_chosen(book, versions.stamped(book, sheet, _place(number, quarter)))
        for sheet, (number, quarter) in zip(cleared, wanted, strict=True)
    ]


def read_aloud_of_quarters(book: Book, unit: int | None, period: str | None, ids: Sequence[int] = ()) -> list[Sheet]:
    """The script of each unit and quarter, chosen as the boards are.

    Raises:
        Refused: Nothing has been registered for it, or something personal is not settled (see gate).
    """
    around = Surroundings(book, AFFAIRS_ITEMS.key)
    made = []
    for number, quarter in _wanted(book, unit, period, ids):
        items = [around.mask(AFFAIRS_ITEMS.key, row) for row in items_of(book, number, quarter)]
        owner = around.row("unit", number) or {"id": number}
        made.append(quarter_broadcast(owner, quarter, items, around, mark_of(book)))
    return gate.passed(book, made)


def items_of(book: Book, unit: int, quarter: Period) -> list[Row]:
    """The items on the board of a unit and quarter, in its order."""
    entries = {id_of(entry, "id"): entry for entry in book.rows("disclosure_item")}
    return _sorted(_rows_of(book, unit, quarter), entries)


def _rows_of(book: Book, unit: int, quarter: Period) -> list[Row]:
    return [row for row in book.rows(AFFAIRS_ITEMS.key, unit=unit) if quarter_of(row) == (unit, quarter)]


def _wanted(book: Book, unit: int | None, period: str | None, ids: Sequence[int]) -> list[tuple[int, Period]]:
    if ids:
        pairs = {pair for row in book.page(AFFAIRS_ITEMS.key, ids) if (pair := quarter_of(row))}
    else:
        pairs = _of_period(book, unit, Period.of(Period.parse(period or "").first, "quarter"))
    if not pairs:
        raise Refused("没有可打印的村务公开榜。请先登记公开事项,或换一个单位、报告期。", "E-NOTHING")
    return sorted(pairs, key=lambda pair: (pair[1].key, pair[0]))


def board_of(book: Book, unit: int, quarter: Period) -> Sheet:
    """The sheet of one unit and quarter; what is owed and not there yet makes it a draft for signing."""
    around = Surroundings(book, AFFAIRS_ITEMS.key)
    entries = {id_of(entry, "id"): entry for entry in book.rows("disclosure_item")}
    rows = _rows_of(book, unit, quarter)
    lines = [BoardLine(around.mask(AFFAIRS_ITEMS.key, row), _heading(row, entries)) for row in _sorted(rows, entries)]
    made = affairs_board(
        around.row("unit", unit) or {"id": unit},
        quarter,
        lines,
        owed.missing(book, unit, quarter),
        around,
        mark_of(book),
    )
    return replace(made, key=KEY)


def quarter_of(row: Row) -> tuple[int, Period] | None:
    """Whose board of which quarter shows an item: that of its period, else of the day it was decided.

    What stands for a year is on the board of its last quarter; what hangs for good is on none.
    """
    unit, period, decided = id_of(row, "unit"), text_of(row, "period"), text_of(row, "decided_on")
    if unit is None or not (period or decided):
        return None
    day = Period.parse(period).last if period else date.fromisoformat(decided)
    return unit, Period.of(day, "quarter")


def _of_period(book: Book, unit: int | None, quarter: Period) -> set[tuple[int, Period]]:
    where = {"unit": unit} if unit else {}
    rows = book.page(AFFAIRS_ITEMS.key, book.ids(AFFAIRS_ITEMS.key, Query(where=where)))
    return {pair for row in rows if (pair := quarter_of(row)) and pair[1] == quarter}


def _sorted(rows: Iterable[Row], entries: dict[int | None, Row]) -> list[Row]:
    """Regular items as the catalogue has them, then those without an entry, then what came at any time by its day."""

    def place(row: Row) -> tuple[object, ...]:
        entry = entries.get(id_of(row, "catalogue"))
        at_any_time = not row.get("period")
        order = owed.catalogue_order(entry) if entry and not at_any_time else (True, 0, 0)
        return at_any_time, entry is None, order, text_of(row, "decided_on"), text_of(row, "period"), id_of(row, "id")

    return sorted(rows, key=place)


def _heading(row: Row, entries: dict[int | None, Row]) -> str:
    if not row.get("period"):
        return AT_ANY_TIME
    entry = entries.get(id_of(row, "catalogue")) or {}
    return text_of(entry, "heading") or ELSE


def _place(unit: int, quarter: Period) -> int:
    """One number for a unit and a quarter, under which its version mark is kept."""
    return unit * _QUARTERS_OF_A_UNIT + quarter.first.year * 10 + int(quarter.key[-1])


def unit_of_place(place: int) -> int:
    """The unit of such a number."""
    return place // _QUARTERS_OF_A_UNIT
