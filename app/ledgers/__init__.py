"""The registers this program keeps, in the order of the menu."""

from __future__ import annotations

from app.domain.ledger import LedgerDef
from app.ledgers.commitment import COMMITMENTS
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.ledgers.person import PEOPLE
from app.ledgers.problem import PROBLEMS
from app.ledgers.progress import PROGRESS
from app.ledgers.unit import UNITS

LEDGERS: tuple[LedgerDef, ...] = (
    PROBLEMS,
    PROGRESS,
    COMMITMENTS,
    FINANCE_SHEETS,
    FINANCE_LINES,
    UNITS,
    PEOPLE,
)
_BY_KEY = {definition.key: definition for definition in LEDGERS}


def ledger(key: str) -> LedgerDef:
    """A register by its key.

    Raises:
        KeyError: No such register.
    """
    return _BY_KEY[key]
