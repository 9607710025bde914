"""Which rows the packet of a month carries, as each register's declaration says, and what of a row goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.days import Period
from app.domain.fields import Attachment, Field, Link, PeriodField, Row, Value
from app.domain.ledger import LedgerDef, Travel
from app.domain.rows import text_of
from app.ledgers import SHELF
from app.ledgers import ledger as ledger_of
from app.ledgers.shelf import PLACES, readers_of
from app.storage.book import Book
from app.storage.reading import Between, Query, Wanted

if TYPE_CHECKING:
    from app.operations.gate_look import Gate

ALWAYS = ("id", "number", "state", "remark", "explanation", "row_version")
"""What every row has in a packet, before the fields of its register."""
_BY_ID = (("id", False),)
_CALLED = ("unit", "person")
"""Registers whose rows are called by a name that was given them, not by words somebody wrote."""


@dataclass(frozen=True)
class MonthRows:
    """The rows of every register that belong to one month's packet."""

    period: Period
    rows: dict[str, list[Row]]


def travelling() -> list[LedgerDef]:
    """The registers that go in packets, in the order of the menu; lines stand behind their header."""
    return [found for place in PLACES if (found := ledger_of(place.key)).travels is not None]


def rows_of_month(book: Book, period: Period) -> MonthRows:
    """The rows a packet carries, by id in every register."""
    rows: dict[str, list[Row]] = {}
    for ledger in travelling():
        header = rows.get(ledger.header_register) if ledger.parent else None
        travel = ledger.travels or Travel()
        wanted = _under(book, ledger, header) if header is not None else _likely(book, ledger, travel, period)
        rows[ledger.key] = [row for row in wanted if _goes(ledger, travel, row, period)]
    _add_late(book, period, rows)
    return MonthRows(period, rows)


def _add_late(book: Book, period: Period, rows: dict[str, list[Row]]) -> None:
    """Rows of closed months that were entered after the packet before this one was made: they go with this one.

    Without them the county would have the figure in the 更正 column and no row behind it.
    """
    closed = [one for one in book.closed_months() if one.period < period.key]
    if not closed:
        return
    months = [Period.parse(one.period) for one in closed]
    entered: dict[str, list[int]] = {}
    for register, number in book.entered_since(closed[-1].step):
        entered.setdefault(register, []).append(number)
    for ledger in travelling():
        if ids := set(entered.get(ledger.key, ())) - {row["id"] for row in rows[ledger.key]}:
            more = [row for row in book.page(ledger.key, sorted(ids)) if not row.get("voided")]
            tops = {row["id"] for row in rows[ledger.header_register]} if ledger.parent else set()
            late = [row for row in more if _belongs(ledger, row, months, tops)]
            rows[ledger.key] = sorted([*rows[ledger.key], *late], key=lambda row: int(str(row["id"])))


def _belongs(ledger: LedgerDef, row: Row, months: Sequence[Period], tops: Collection[object]) -> bool:
    travel = ledger.travels or Travel()
    if ledger.parent:
        return row.get(ledger.parent) in tops and any(_goes(ledger, travel, row, month) for month in months)
    return bool(travel.days or travel.since) and any(_goes(ledger, travel, row, month) for month in months)


def _under(book: Book, ledger: LedgerDef, header: Sequence[Row]) -> list[Row]:
    ids = [row["id"] for row in header]
    return book.select(ledger.key, Query(where={ledger.parent: ids}, order=_BY_ID)) if ids else []


def _likely(book: Book, ledger: LedgerDef, travel: Travel, period: Period) -> list[Row]:
    """The rows that may go, and few that do not: of ten years the others are not read at all."""
    states = frozenset(travel.states) if travel.states else None
    if not travel.days and not travel.since:
        return book.select(ledger.key, Query(states=states, order=_BY_ID))
    month = Between(period.first.isoformat(), period.last.isoformat())
    ending = sorted({Period.of(period.last, kind).key for kind in ("month", "quarter", "year")})
    ways: list[dict[str, Wanted]] = [
        {key: ending if isinstance(ledger.by_key[key], PeriodField) else month} for key in travel.days
    ]
    if travel.since:
        begun: list[dict[str, Wanted]] = [{travel.since: day} for day in (Between(high=month.high), None, "")]
        ends: list[dict[str, Wanted]] = [{travel.until: day} for day in (Between(low=month.low), None, "")]
        ways += [start | end for start in begun for end in (ends if travel.until else [{}])]
    return book.select(ledger.key, Query(states=states, order=_BY_ID, either=tuple(ways)))


def _goes(ledger: LedgerDef, travel: Travel, row: Row, period: Period) -> bool:
    if travel.states and row.get("state") not in travel.states:
        return False
    if ledger.parent:
        return not travel.since or text_of(row, travel.since) <= period.last.isoformat()
    if not travel.days and not travel.since:
        return True
    return any(_within(ledger, row, key, period) for key in travel.days) or _open_in(travel, row, period)


def _within(ledger: LedgerDef, row: Row, key: str, period: Period) -> bool:
    text = text_of(row, key)
    if text and isinstance(ledger.by_key[key], PeriodField):
        text = Period.parse(text).last.isoformat()
    return bool(text) and period.first.isoformat() <= text <= period.last.isoformat()


def _open_in(travel: Travel, row: Row, period: Period) -> bool:
    """Whether a row was begun by the end of the month and not done with before it."""
    if not travel.since or (text_of(row, travel.since) or text_of(row, "created_at")[:10]) > period.last.isoformat():
        return False
    done = text_of(row, travel.until)
    return done >= period.first.isoformat() if done else row.get("state") not in travel.gone


def fields_of(ledger: LedgerDef) -> tuple[Field, ...]:
    """The fields of a register as they stand in a packet.

    Links to a register that not everybody may read are left out: even that there is such a row stays here.
    """
    return tuple(
        field
        for field in ledger.travelling_fields
        if not (isinstance(field, Link) and readers_of(SHELF, field.register))
    )


def titles_of(book: Book, ledger: LedgerDef, rows: Sequence[Row]) -> dict[tuple[str, int], str]:
    """How the rows these link to are called, with what is personal in words somebody wrote masked."""
    from app.operations.gate_look import Gate

    watch = Gate(book)
    titles = book.titles(ledger, rows)
    return {at: title if at[0] in _CALLED else _masked(watch, title) for at, title in titles.items()}


def _masked(watch: Gate, title: str) -> str:
    for one in reversed(watch.found_in(title, wall=False)):
        title = title[: one.start] + one.masked(wall=False) + title[one.end :]
    return title


def record(fields: Sequence[Field], row: Row, titles: Mapping[tuple[str, int], str]) -> dict[str, object]:
    """One row as it travels: files by digest, links with their titles."""
    out: dict[str, object] = {key: row.get(key) for key in ALWAYS}
    for field in fields:
        value = row.get(field.key)
        if isinstance(field, Attachment):
            out[field.key] = [line.partition(" ")[0] for line in str(value or "").splitlines()]
        elif isinstance(field, Link):
            out[field.key] = _linked(field, value, titles)
        else:
            out[field.key] = value
    return out


def _linked(field: Link, value: Value, titles: Mapping[tuple[str, int], str]) -> object:
    ids = value if isinstance(value, list) else [value] if isinstance(value, int) else []
    found = [{"id": number, "title": titles.get((field.register, number), "")} for number in ids]
    return found if field.many else found[0] if found else None
