"""What a sheet of one row may ask of the book: as a rule may, and whose book it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.fields import Row, Titles
from app.domain.ledger import Around, LedgerDef


class PaperAround(Around, Protocol):
    """The book around a row that is printed. Rows come with their personal fields masked."""

    @property
    def township(self) -> str:
        """The office's place: 示例乡."""
        ...

    @property
    def county(self) -> str:
        """The county it stands under."""
        ...

    @property
    def hotline(self) -> str:
        """The phone printed at the foot of notices, "" where none is known."""
        ...

    def titles(self, ledger: LedgerDef, rows: Sequence[Row]) -> Titles:
        """How the rows that these rows link to are called."""
        ...

    def texts(self, ledger: LedgerDef, row: Row) -> dict[str, str]:
        """Every field of a row as it is read, number and state too."""
        ...
