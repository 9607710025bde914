"""Numbers such as 示纪问〔2026〕12号: one series per 代字 and year, without a gap."""

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.fields import Row
from app.domain.ledger import LedgerDef, NumberRule
from app.storage.reading import Reading


class Numbers:
    """The series touched by one change; they are written back when it ends."""

    def __init__(self, book: Reading) -> None:
        self._book = book
        self._last: dict[str, int] = {}
        self._shorts: dict[int, str] = {}
        self._series: dict[tuple[str, object, str], str] = {}

    def next(self, ledger: LedgerDef, row: Row) -> str:
        """The number of a new row."""
        rule = ledger.number
        assert rule is not None
        year = str(row.get(rule.year_field) or "")[:4] if rule.year_field else ""
        mark = rule.mark(row)
        place = (rule.pattern, row.get(rule.unit_field), f"{year}{mark}")
        if (series := self._series.get(place)) is None:
            short = self._short(row.get(rule.unit_field))
            series = _series(rule, short, year or str(self._book.today().year), mark)
            self._series[place] = series
        self._last[series] = n = (self._last[series] if series in self._last else self.last(series)) + 1
        return series.replace("{n}", str(n))

    def last(self, series: str) -> int:
        """The highest number given in a series."""
        if series not in self._last:
            line = self._book.one("SELECT last FROM series WHERE name = ?", (series,))
            self._last[series] = int(line[0]) if line else 0
        return self._last[series]

    def seen(self, ledger: LedgerDef, number: str) -> None:
        """A number that was given elsewhere, on paper or before an undo: the series goes on after it."""
        if found := taken_apart(ledger, number):
            series, n = found
            self._last[series] = max(self.last(series), n)

    def give_back(self, ledger: LedgerDef, number: str) -> bool:
        """Free the number of a row that is about to disappear; False where a later one exists, so it must stay."""
        found = taken_apart(ledger, number)
        if found is None:
            return True
        series, n = found
        if self.last(series) != n:
            return False
        self._last[series] = n - 1
        return True

    def write(self) -> None:
        """Keep where each series stands."""
        self._book.run_many(
            "INSERT INTO series (name, last) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET last = excluded.last",
            list(self._last.items()),
        )

    def _short(self, unit: object) -> str:
        """代字 of the nearest unit upwards that has one, else that of the book."""
        if not isinstance(unit, int):
            return self._book.info.short
        if unit not in self._shorts:
            row = self._book.row("unit", unit) or {}
            self._shorts[unit] = self._book.info.short  # stands while the parents are asked, so a circle ends
            self._shorts[unit] = str(row.get("short") or "") or self._short(row.get("parent"))
        return self._shorts[unit]


def taken_apart(ledger: LedgerDef, number: str) -> tuple[str, int] | None:
    """The series of a number and its place in it; None where it does not look like one of this register's."""
    if ledger.number is None or not (found := _shape(ledger.number.pattern).fullmatch(number)):
        return None
    parts = found.groupdict()
    named = (parts.get(name, "") for name in ("short", "year", "mark"))
    return _series(ledger.number, *named), int(parts["n"])


def rebuild_series(book: Reading) -> None:
    """Compute every series anew from the numbers in the registers."""
    numbers = Numbers(book)
    book.run("DELETE FROM series")
    for ledger in book.ledgers.values():
        if ledger.number is not None:
            for (number,) in book.all(f'SELECT number FROM "{ledger.key}" WHERE number IS NOT NULL'):
                numbers.seen(ledger, number)
    numbers.write()


def _series(rule: NumberRule, short: str, year: str, mark: str) -> str:
    return rule.pattern.replace("{short}", short).replace("{year}", year).replace("{mark}", mark)


@lru_cache(maxsize=64)
def _shape(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern)
    for name, expression in (("short", ".*?"), ("mark", ".*?"), ("year", r"\d{4}"), ("n", r"\d{1,9}")):
        escaped = escaped.replace(re.escape("{" + name + "}"), f"(?P<{name}>{expression})", 1)
    return re.compile(escaped)
