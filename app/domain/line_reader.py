"""Reading thousands of lines of one register: the same fields and refusals as LedgerDef.read, each text once."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.faults import Fault
from app.domain.fields import Field, Reading, Row, Value
from app.domain.ledger import LedgerDef, fault_of

_REPEATING = frozenset({"choice", "date", "link", "person", "unit", "yes_no", "period"})


class LineReader:
    """Reads cells in the order of some fields; what one text means is worked out once for fields that repeat."""

    def __init__(self, ledger: LedgerDef, keys: Sequence[str | None], reading: Reading) -> None:
        self._reading = reading
        self._blank = ledger.blank(reading)
        self._columns: list[tuple[int, Field, dict[str, Value] | None]] = [
            (index, ledger.by_key[key], {} if ledger.by_key[key].kind in _REPEATING else None)
            for index, key in enumerate(keys)
            if key is not None and key in ledger.by_key
        ]

    def read(self, cells: Sequence[str]) -> tuple[Row, list[Fault]]:
        """One line as a new row with its defaults, and every fault of its cells."""
        row, faults, reading = dict(self._blank), list[Fault](), self._reading
        for index, field, seen in self._columns:
            text = cells[index]
            if not text:
                continue
            if seen is not None and text in seen:
                row[field.key] = seen[text]
                continue
            try:
                value = field.parse(text, reading)
            except ValueError as error:
                faults.append(fault_of(field, error))
                continue
            row[field.key] = value
            if seen is not None:
                seen[text] = value
        return row, faults
