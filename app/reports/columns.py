"""Columns of a table that are empty from top to bottom, left out."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from app.reports.sheet import Cell, Column


class Filled(NamedTuple):
    """Columns with their rows and, where there is one, their total."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None


def without_empty(table: Filled, keep: Collection[str] = ()) -> Filled:
    """Only the columns with something in some row, and those named in `keep`."""
    used = [
        place
        for place, column in enumerate(table.columns)
        if column.title in keep or any(row[place] not in (None, "") for row in table.rows)
    ]

    def cut(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[place] for place in used)

    columns = tuple(table.columns[place] for place in used)
    return Filled(columns, tuple(map(cut, table.rows)), cut(table.total) if table.total else None)
