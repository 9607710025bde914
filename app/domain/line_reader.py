"""Reading thousands of lines of a register: the fields and refusals of LedgerDef.read, texts that repeat once."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.faults import Fault
from app.domain.fields import Field, Reading, Row, Value
from app.domain.ledger import LedgerDef, fault_of

_REMEMBERED = 1_000  # different texts of one column; a column where nothing repeats costs no more than these


class LineReader:
    """Reads cells in the order of some fields; what a text means is worked out once where it repeats."""

    def __init__(self, ledger: LedgerDef, keys: Sequence[str | None], reading: Reading) -> None:
        self._reading = reading
        self._blank = ledger.blank(reading)
        self._columns: list[tuple[int, str, Field, dict[str, Value]]] = [
            (index, key, ledger.by_key[key], {})
            for index, key in enumerate(keys)
            if key is not None and key in ledger.by_key
        ]

    def read(self, cells: Sequence[str]) -> tuple[Row, list[Fault]]:
        """One line as a new row with its defaults, and every fault of its cells."""
        row, faults, reading = dict(self._blank), list[Fault](), self._reading
        for index, key, field, seen in self._columns:
            text = cells[index]
            if not text:
                continue
            if text in seen:
                row[key] = seen[text]
                continue
            try:
                value = field.parse(text, reading)
            except ValueError as error:
                faults.append(fault_of(field, error))
                continue
            row[key] = value
            if len(seen) < _REMEMBERED:
                seen[text] = value
        return row, faults
