"""Counting rows by two of their fields at once, in one query."""

from __future__ import annotations

from typing import Any

from app.domain.fields import Value
from app.domain.plain import plain
from app.storage.reading import EVERY, Query, Reading, where
from app.storage.rows import Table, quoted

PARTS = {
    "": "{0}",
    "year": "substr({0}, 1, 4)",
    "quarter": "substr({0}, 1, 4) || 'Q' || ((substr({0}, 6, 2) + 2) / 3)",
    "month": "substr({0}, 1, 7)",
}


@plain
class Axis:
    """A field whose values head rows or columns; a day is taken by `part` of it: year, quarter or month."""

    field: str
    part: str = ""


@plain
class Measure:
    """What is told of the rows of a cell: how many, the sum of a field, or the days from a field `until` another."""

    field: str = ""
    until: str = ""


COUNT = Measure()


@plain
class Crossing:
    """The rows that have one value here and one there: how many, how many of them have what is measured, its sum."""

    row: Value
    column: Value
    rows: int
    measured: int
    total: int


def crossed(
    book: Reading, register: str, across: Axis, down: Axis | None, measure: Measure = COUNT, query: Query = EVERY
) -> list[Crossing]:
    """Every pair of values that some row has.

    Args:
        book: Where the rows are.
        register: Whose rows.
        across: What heads the rows of the result.
        down: What heads its columns, None for one column.
        measure: What is told of each pair; days are whole.
        query: Which rows.

    Raises:
        KeyError: A field the register does not have.
    """
    table = book.tables[register]
    conditions, values = book.conditions_of(table, query)
    heads = _expression(table, across), _expression(table, down) if down else "NULL"
    value = _measured(table, measure)
    statement = (
        f"SELECT {heads[0]}, {heads[1]}, count(*), count({value}), coalesce(sum({value}), 0) "
        f'FROM "{register}" t {where(conditions)} GROUP BY 1, 2'
    )
    found: list[tuple[Any, Any, int, int, float]] = book.all(statement, values)
    return [Crossing(row, column, rows, had, round(total)) for row, column, rows, had, total in found]


def _expression(table: Table, axis: Axis) -> str:
    table.has_column(axis.field)
    return PARTS[axis.part].format(f"t.{quoted(axis.field)}")


def _measured(table: Table, measure: Measure) -> str:
    if not measure.field:
        return "1"
    table.has_column(measure.field)
    if not measure.until:
        return f"t.{quoted(measure.field)}"
    table.has_column(measure.until)
    return f"(julianday(t.{quoted(measure.until)}) - julianday(t.{quoted(measure.field)}))"
