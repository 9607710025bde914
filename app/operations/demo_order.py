"""Rows of a register in the order of their days, as an office enters them, so that numbers follow the days."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.fields import Row
from app.domain.rows import id_of, ids_of, text_of
from app.domain.short_code import code_of
from app.ledgers import SHELF, ledger
from app.operations.demo_drafts import Drafts
from app.operations.demo_places import SHORT

_Key = Callable[[Row], str]
MARKED = {"commitment": ("诺", "signed_on"), "accountability": ("责", "approved_on")}
"""Registers numbered by the year of entry: what stands in their numbers, and the day that is nearest to it."""


def put_in_order(drafts: Drafts) -> None:
    """Sort every register that is numbered by a day, and promises and 问责 by theirs; links follow."""
    by = {key: _by_day(rule.year_field) for key in SHELF if (rule := ledger(key).number) and rule.year_field}
    by |= {key: _by_day(day, drafts.today.isoformat()) for key, (_, day) in MARKED.items()}
    moved = {key: _sorted(drafts, key, day) for key, day in by.items()}
    _follow(drafts, {key: places for key, places in moved.items() if any(old != new for old, new in places.items())})
    for key, (mark, _) in MARKED.items():
        _number(drafts, key, mark, by[key])
    for row in drafts.rows("commitment"):
        row["code"] = code_of(id_of(row, "id") or 0)


def _by_day(field: str, missing: str = "9999") -> _Key:
    """The day of a row; what has none yet comes last."""

    def day(row: Row) -> str:
        return text_of(row, field) or missing

    return day


def _sorted(drafts: Drafts, key: str, by: _Key) -> dict[int, int]:
    """Put the rows of a register in order; gives the new id of each."""
    rows = drafts.rows_of.get(key, [])
    rows.sort(key=by)
    places = {id_of(row, "id") or 0: place for place, row in enumerate(rows, 1)}
    for place, row in enumerate(rows, 1):
        row["id"] = place
    drafts.forget(key)
    return places


def _follow(drafts: Drafts, moved: dict[str, dict[int, int]]) -> None:
    for key in SHELF:
        definition = ledger(key)
        links = [link for link in definition.links if link.register in moved]
        rows = drafts.rows_of.get(key, []) if links or definition.points_at else []
        for row in rows:
            for link in links:
                if found := ids_of(row, link.key):
                    there = [moved[link.register][id] for id in found]
                    row[link.key] = there if link.many else there[0]
            if definition.points_at:
                kind, place = definition.points_at
                row[place] = moved.get(text_of(row, kind), {}).get(id_of(row, place) or 0, row.get(place))
        if rows:
            drafts.forget(key)
    for alias, (key, id) in drafts.aliases.items():
        drafts.aliases[alias] = (key, moved.get(key, {}).get(id, id))


def _number(drafts: Drafts, key: str, mark: str, by: _Key) -> None:
    last: dict[str, int] = {}
    for row in drafts.rows(key):
        year = by(row)[:4]
        last[year] = last.get(year, 0) + 1
        row["number"] = f"{SHORT}纪{mark}〔{year}〕{last[year]}号"
