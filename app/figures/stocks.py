"""How things stood at the end of a day: open clues, open problems, service cases in hand.

Source: forms-and-rules 4.1 (S rows: state at 24:00 of the last day).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.fields import Row
from app.domain.rows import text_of
from app.figures.cases import handed_on
from app.figures.event import Event, Mark, Rows
from app.figures.mending import ended, problems_of
from app.ledgers.clue import HELD
from app.ledgers.power import VILLAGE_SERVICE
from app.ledgers.power_rules import PROMISE, PUBLISHED
from app.ledgers.problem_rules import CHECKING, LONG_TERM
from app.ledgers.service_case_rules import FORBIDDEN


def standing(rows: Rows, day: str) -> Iterator[Event]:
    """Everything that stood open at the end of a day (YYYY-MM-DD)."""
    yield from _clues(rows, day)
    yield from _problems(rows, day)
    yield from _services(rows, day)
    yield from _powers(rows, day)


def _clues(rows: Rows, day: str) -> Iterator[Event]:
    for row in rows.all("clue"):
        if not _open(row, day, "received_on", text_of(row, "closed_on"), handed_on(row, rows)):
            continue
        mark = Mark("clue", row)
        yield from mark.on(day, "A50")
        yield from mark.on(day if row.get("deadline") and text_of(row, "deadline") < day else "", "A51")
        held = row.get("state") == HELD and text_of(row, "held_on") <= day
        yield from mark.on(day if held else "", "A52")


def _problems(rows: Rows, day: str) -> Iterator[Event]:
    for row in problems_of(rows):
        if _open(row, day, "found_on", ended(row, rows)[0]):
            yield from Mark("problem", row).on(day, "G30", _stage(row, day))


def _stage(row: Row, day: str) -> str:
    if row.get("state") == CHECKING and text_of(row, "close_asked_on") <= day:
        return "G34"
    if row.get("state") == LONG_TERM:
        return "G33"
    return "G32" if row.get("deadline") and text_of(row, "deadline") < day else "G31"


def _services(rows: Rows, day: str) -> Iterator[Event]:
    for row in rows.lately("service_case", ends="finished_on"):
        if row.get("mode") not in (None, FORBIDDEN) and _open(row, day, "accepted_on", text_of(row, "finished_on"), ""):
            yield from Mark("service_case", row).on(day, "K22")


def _powers(rows: Rows, day: str) -> Iterator[Event]:
    """职权清单: what hangs on a wall at the end of a day; promises are counted apart. V27."""
    for row in rows.all("power"):
        posted = text_of(row, "wall_on") if row.get("state") == PUBLISHED else ""
        if posted and posted <= day:
            kind = {PROMISE: ("N20",), VILLAGE_SERVICE: ("N10", "N12")}.get(text_of(row, "type"), ("N10", "N11"))
            yield from Mark("power", row).on(day, *kind)


def _open(row: Row, day: str, since: str, *ends: str) -> bool:
    start = text_of(row, since)
    return bool(start) and start <= day and not any(end and end <= day for end in ends)
