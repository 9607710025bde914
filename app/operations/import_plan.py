"""What some workbooks would do to a register, as it is shown before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.domain.faults import Fault, hard
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef
from app.intake.workbook import TextTable
from app.operations.import_columns import Columns

Place = tuple[str, str, int]
"""A line of a workbook: file, sheet, row."""


@dataclass(frozen=True)
class ImportFault:
    """One thing to mend in a workbook: where it stands, what is wrong, the right form where one is known.

    `at` is the column from 0, -1 for the whole line. A `harmless` form says nothing that does not stand in the
    workbook already: the clerk may take over all of them at once.
    """

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    suggestion: str = ""
    at: int = -1
    harmless: bool = False

    @property
    def place(self) -> Place:
        """The line it is about."""
        return self.file, self.sheet, self.row


@dataclass(slots=True)
class ImportRow:
    """One line of a workbook as it would be saved; `id` is the row it updates, None for a new one.

    `left` lines were taken out by the clerk. `same` lines stand in the book as they are: there is nothing to write.
    `changes` says what an update would change.
    """

    file: str
    sheet: str
    line: int
    row: Row
    faults: list[Fault]
    id: int | None = None
    header: tuple[Value, ...] | None = None
    left: bool = False
    same: bool = False
    changes: str = ""

    @property
    def good(self) -> bool:
        """Whether it may be saved."""
        return not self.left and not (self.faults and hard(self.faults))

    @property
    def bad(self) -> bool:
        """Whether it cannot be saved as it is."""
        return not self.left and not self.good

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.file, self.sheet, self.line


@dataclass
class ImportPlan:
    """Everything some workbooks would do to a register, before anything is written.

    `left_out` are the headings of columns that are not taken over. `tidy` are cells that are understood as they stand
    and could be written better. `edits` are what the clerk wrote into cells of the preview, `left` the lines taken
    out; `meanings` say for each table what its columns mean. `waiting` are the lines that come from the basket, with
    their numbers there.
    """

    ledger: LedgerDef
    read: int = 0
    rows: list[ImportRow] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    tables: list[tuple[Path, TextTable]] = field(default_factory=list)
    new_headers: dict[tuple[Value, ...], Row] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    tidy: list[ImportFault] = field(default_factory=list)
    parent: int | None = None
    edits: dict[tuple[Place, int], str] = field(default_factory=dict)
    left: set[Place] = field(default_factory=set)
    meanings: list[Columns] = field(default_factory=list)
    waiting: dict[Place, int] = field(default_factory=dict)

    @property
    def bad(self) -> int:
        """Rows that cannot be saved as they are."""
        return sum(row.bad for row in self.rows)

    @property
    def harmless(self) -> list[ImportFault]:
        """Everything that can be taken over at once."""
        return [fault for fault in (*self.faults, *self.tidy) if fault.harmless and fault.place not in self.left]

    @property
    def edited(self) -> dict[Place, dict[int, str]]:
        """What was written into the cells of each line."""
        found: dict[Place, dict[int, str]] = {}
        for (place, at), text in self.edits.items():
            found.setdefault(place, {})[at] = text
        return found
