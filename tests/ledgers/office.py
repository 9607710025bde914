"""The book around a row with the working days of the shipped calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import presets
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from tests.domain.around import Around

Told = list[tuple[str, str, bool]]


@dataclass
class Office(Around):
    """Rows kept in a dictionary, and a calendar with 调休."""

    def add_working(self, day: date, n: int) -> date:
        return presets.work_calendar().add_working(day, n)


OFFICE = Office()


def told(ledger: LedgerDef, row: Row, around: Office = OFFICE) -> Told:
    """Field, code and softness of every fault of a row."""
    return [(fault.field, fault.code, fault.soft) for fault in ledger.faults(row, around)]


def moving(ledger: LedgerDef, state: str, label: str) -> Move:
    """A move by its label."""
    return next(move for move in ledger.moves_from(state) if move.label == label)


def refusals(ledger: LedgerDef, row: Row, label: str, around: Office = OFFICE) -> list[tuple[str, str]]:
    """Why a move is forbidden from the state the row is in."""
    refuse = moving(ledger, str(row["state"]), label).refuse
    return [(fault.field, fault.code) for fault in refuse(row, around)] if refuse else []
