"""Reading thousands of lines of a register: the fields and refusals of LedgerDef.read, texts that repeat once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import getitem

from app.domain.faults import Fault
from app.domain.fields import Reading, Row, Value
from app.domain.ledger import LedgerDef, fault_of
from app.domain.remembered import Remembered, picker


class LineReader:
    """Reads cells in the order of some fields; what a text means is worked out once where it repeats."""

    def __init__(self, ledger: LedgerDef, keys: Sequence[str | None], reading: Reading) -> None:
        self._ledger = ledger
        self._blank = ledger.blank(reading)
        known = [(place, key) for place, key in enumerate(keys) if key is not None and key in ledger.by_key]
        self._pick = picker([place for place, _ in known])
        self._keys = [key for _, key in known]
        self._apart = len(set(self._keys)) == len(self._keys)
        self._values = [Remembered[Value](partial(ledger.by_key[key].parse, reading=reading)) for key in self._keys]
        for key, values in zip(self._keys, self._values, strict=True):
            values[""] = self._blank.get(key)

    def read(self, cells: Sequence[str]) -> tuple[Row, list[Fault]]:
        """One line as a new row with its defaults, and every fault of its cells."""
        row = self._blank.copy()
        if self._apart:
            try:
                row.update(zip(self._keys, map(getitem, self._values, self._pick(cells)), strict=True))
                return row, []
            except ValueError:
                row = self._blank.copy()
        return row, self._one_by_one(row, self._pick(cells))

    def _one_by_one(self, row: Row, cells: Sequence[str]) -> list[Fault]:
        """Fill a row from a line with faults, or one in which several columns mean the same field."""
        faults = []
        for key, values, text in zip(self._keys, self._values, cells, strict=True):
            if not text:
                continue
            try:
                row[key] = values[text]
            except ValueError as error:
                faults.append(fault_of(self._ledger.by_key[key], error))
        return faults
