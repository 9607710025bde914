"""The registers this program keeps, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ledger import LedgerDef
from app.ledgers.shelf import PLACES, Shelf

if TYPE_CHECKING:
    LEDGERS: tuple[LedgerDef, ...]

SHELF = Shelf(PLACES)


def ledger(key: str) -> LedgerDef:
    """A register by its key.

    Raises:
        KeyError: No such register.
    """
    return SHELF[key]


def __getattr__(name: str) -> tuple[LedgerDef, ...]:
    """LEDGERS is every declaration: reading all of them takes a moment, so only who needs all asks for it."""
    if name == "LEDGERS":
        return tuple(SHELF.values())
    raise AttributeError(name)
