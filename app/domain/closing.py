"""What a closed month holds fast: which fields of a row that was reported may still be typed over, and which not.

A row that went to the county and goes again next month lives on: words go on, empty fields are filled, moves are made.
What figures were counted from (days of the month, amounts, counts, choices, the place) stays as it was reported.
A row that is done with does not go again, so nothing that was reported may change: the county would never hear of it.
Source: product F7; forms-and-rules IMP-06.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.days import Period
from app.domain.fields import Choice, Count, Day, Field, Link, Money, PeriodField, Row, Value, YesNo
from app.domain.ledger import COMMON_FIELDS, LedgerDef

_COUNTED = (Money, Count, Choice, YesNo)


def kept_by_closing(ledger: LedgerDef) -> bool:
    """Whether rows of a register are held fast, lines like their header: not where all go every month, as units do."""
    travels = ledger.travels
    return travels is not None and bool(travels.days or travels.since)


def goes_on(ledger: LedgerDef, row: Row) -> bool:
    """Whether a row goes again in the packets of the months after."""
    travels = ledger.travels
    if travels is None or not travels.since:
        return False
    return not (travels.until and row.get(travels.until)) and row.get("state") not in travels.gone


def under_work(ledger: LedgerDef, row: Row) -> bool:
    """Whether a sheet that is reviewed before it counts lies open: its review guards it, not the closing."""
    by_days = ledger.travels is not None and not ledger.travels.since
    return by_days and bool(ledger.fixed_states) and row.get("state") not in ledger.fixed_states


def fixed_changes(
    ledger: LedgerDef, sent: Row, now: Row, last: str, *, living: bool, every: bool = False
) -> list[Field]:
    """The fields of a reported row that were changed and may not be.

    Args:
        ledger: The register.
        sent: The row as it stood when its month was closed.
        now: The row as it would be.
        last: The last day of the closed month, YYYY-MM-DD.
        living: Whether the row goes again next month.
        every: Name fields that were empty too; filling them is work that goes on, but a correction carries it.
    """
    loose = (
        {field.key for field in (*COMMON_FIELDS, *ledger.attachments)} | set(ledger.loose) | _moved(ledger, sent, now)
    )
    return [
        field
        for field in ledger.typed
        if field.key not in loose
        and _plain(sent.get(field.key)) != _plain(now.get(field.key))
        and (every or _plain(sent.get(field.key)) is not None)
        and (not living or _is_fact(ledger, field, sent.get(field.key), last))
    ]


def _is_fact(ledger: LedgerDef, field: Field, value: Value, last: str) -> bool:
    if isinstance(field, Day):
        return str(value) <= last
    if isinstance(field, PeriodField):
        return Period.parse(str(value)).last.isoformat() <= last
    if isinstance(field, Link):
        return field.key in (ledger.unit_field, ledger.parent)
    return isinstance(field, _COUNTED)


def _moved(ledger: LedgerDef, sent: Row, now: Row) -> set[str]:
    """Fields that belong to the steps between two states: work that went on."""
    if sent.get("state") == now.get("state"):
        return set()
    return {key for move in ledger.moves for key in _of_move(move.needs, move.asks, move.asks_empty, move.clears)}


def _of_move(*groups: Iterable[str]) -> Iterable[str]:
    return (key for group in groups for key in group)


def _plain(value: Value) -> Value:
    return None if value in ("", []) else value
