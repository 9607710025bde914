"""Which row of the book a row of a returned workbook is: the same content, else the same number, else a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.fields import Row, Titles
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, whole_of


class Change(NamedTuple):
    """One thing that would be different in the book: what, from what, to what."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.before and self.after:
            return f"{self.what}:{self.before} → {self.after}"
        return f"{self.what}:{self.after}" if self.after else f"{self.what}:{self.before}"


@dataclass
class Matched:
    """Rows of a workbook beside those of the book. `same` need nothing, `gone` stand only in the book."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    new: list[tuple[int, Row]] = field(default_factory=list)
    changed: list[tuple[int, Row]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    before: dict[int, Row] = field(default_factory=dict)

    def told(self, ledger: LedgerDef, titles: Titles) -> list[Change]:
        """Every difference in words; rows of a sheet that is new are not told one by one."""
        word = "收支" if "purpose" in ledger.by_key else "其他各类"
        out = []
        for number, row in self.changed:
            old = self.before[number]
            keys = [key for key in ledger.by_key if key in row and row.get(key) != old.get(key) and key != "seq"]
            out += [
                Change(
                    f"{word}第 {number} 笔 {ledger.label(key)}",
                    ledger.show_one(old, key, titles),
                    ledger.show_one(row, key, titles),
                )
                for key in keys
                if not ledger.by_key[key].stamped
            ]
        if self.before or self.gone:
            out += [Change(f"{word}新增第 {number} 笔", "", _words(ledger, row, titles)) for number, row in self.new]
        out += [Change(f"{word}删去第 {whole_of(row, 'seq')} 笔", _words(ledger, row, titles), "") for row in self.gone]
        return out


def match(ledger: LedgerDef, there: Sequence[Row], came: Sequence[tuple[int, Row]], keys: Sequence[str]) -> Matched:
    """Pair rows: first those that say the same, then those of the same number.

    Args:
        ledger: Whose rows they are.
        there: The rows in the book.
        came: The rows of the workbook with their numbers.
        keys: The columns of the workbook; an empty cell takes nothing away.
    """
    out = Matched(list(came))
    left = {id_of(row, "id") or 0: row for row in there}
    by_content: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, row in left.items():
        by_content[_content(row, keys)].append(number)
    pending: list[tuple[int, Row]] = []
    for number, row in came:
        same = next((one for one in by_content[_content(row, keys)] if one in left), None)
        if same is None:
            pending.append((number, row))
            continue
        old = left.pop(same)
        out.before[number] = old
        if old.get("seq") != number:
            out.changed.append((number, {**old, "seq": number}))
    by_number = {whole_of(row, "seq"): number for number, row in left.items()}
    for number, row in pending:
        other = by_number.get(number)
        if other is None or other not in left:
            out.new.append((number, row))
            continue
        old = out.before[number] = left.pop(other)
        merged = {**old, **{key: value for key, value in row.items() if value is not None}}
        if merged != old:
            out.changed.append((number, merged))
    out.gone = list(left.values())
    return out


def _content(row: Row, keys: Sequence[str]) -> tuple[object, ...]:
    return tuple(row.get(key) for key in keys)


def _words(ledger: LedgerDef, row: Row, titles: Titles) -> str:
    keys = ("on_day", "purpose", "amount") if "purpose" in ledger.by_key else ("item", "name", "amount")
    return " ".join(filter(None, (ledger.show_one(row, key, titles) for key in keys)))
