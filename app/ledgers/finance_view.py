"""One finance sheet as its checks see it: its lines with their places, the sheet before, and how findings are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from app.domain.days import Period
from app.domain.faults import Fault, Mend
from app.domain.fields import Row
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.domain.text import short
from app.ledgers.finance_figures import previous_sheet
from app.ledgers.finance_line import FINANCE_LINES

SINGLY = 3  # so many lines with the same fault are told one by one, more in one sentence
EXPLAIN = Mend("explain", "写说明")
_PLACES = re.compile(r"第 [\d、]+ 笔")


class Check(NamedTuple):
    """One check: its code, its name (as its 说明 is filed) and the rule it rests on in the clerk's words."""

    code: str
    title: str
    basis: str


class Finding(NamedTuple):
    """What a check found: the fault and the id of the line it stands in, 0 for the sheet as a whole."""

    fault: Fault
    line: int = 0

    @property
    def mark(self) -> str:
        """Stays the same while the figures do: a 说明 holds as long. Lines may move to other places meanwhile."""
        said = f"{self.fault.code}|{self.line}|{_PLACES.sub('', self.fault.message)}"
        return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class SheetView:
    """A sheet with what stands around it, each thing read once."""

    sheet: Row
    around: Around

    @cached_property
    def lines(self) -> list[Row]:
        """The lines in their printed order."""
        found = self.around.rows("finance_line", sheet=self.sheet["id"]) if id_of(self.sheet, "id") else []
        return sorted(found, key=lambda row: (row.get("seq") is None, whole_of(row, "seq"), whole_of(row, "id")))

    @cached_property
    def places(self) -> dict[int, int]:
        """笔序 of each line by its id."""
        return {whole_of(line, "id"): place for place, line in enumerate(self.lines, 1)}

    @cached_property
    def unit(self) -> Row:
        """Whose money it is."""
        return self.around.row("unit", id_of(self.sheet, "unit") or 0) or {}

    @cached_property
    def before(self) -> SheetView | None:
        """The sheet of the period before."""
        found = previous_sheet(self.sheet, self.around)
        return SheetView(found, self.around) if found else None

    @cached_property
    def period(self) -> Period:
        """The reporting period."""
        return Period.parse(text_of(self.sheet, "period"))

    @property
    def special(self) -> bool:
        """Whether it is about one matter and belongs to no regular period."""
        return bool(self.sheet.get("special"))

    def of(self, direction: str) -> list[Row]:
        """The lines of 收入 or 支出."""
        return [line for line in self.lines if line.get("direction") == direction]

    def by_item(self, direction: str) -> dict[str, int]:
        """The fen of each item of 收入 or 支出."""
        out: dict[str, int] = {}
        for line in self.of(direction):
            out[text_of(line, "item")] = out.get(text_of(line, "item"), 0) + whole_of(line, "amount")
        return out

    def named(self, lines: Sequence[Row]) -> str:
        """第 3、5、9 笔."""
        return f"第 {'、'.join(str(self.places[whole_of(line, 'id')]) for line in lines)} 笔"

    # --- how findings are told

    def soft(self, check: Check, message: str, *mends: Mend, line: Row | None = None, field: str = "") -> Finding:
        """A hint that asks for a 说明."""
        ways = (*mends, EXPLAIN) if EXPLAIN not in mends else mends
        fault = Fault(field, message, check.code, soft=True, basis=check.basis, mends=ways)
        return Finding(fault, whole_of(line, "id") if line else 0)

    def hard(self, check: Check, message: str, *mends: Mend, field: str = "") -> Finding:
        """What stops a sheet from going out."""
        return Finding(Fault(field, message, check.code, basis=check.basis, mends=mends))

    def each(
        self, check: Check, lines: Sequence[Row], field: str, why: str, go: str, *, together: str = ""
    ) -> Iterator[Finding]:
        """The same hint for some lines: one by one, or in one sentence where they are many."""
        if len(lines) <= SINGLY:
            for line in lines:
                yield self.soft(check, f"{called(line)}{why}", Mend("go", go), line=line, field=field)
            return
        total = sum(whole_of(line, "amount") for line in lines)
        message = f"{self.named(lines)}(共 {len(lines)} 笔 {show_yuan(total)} 元){together or why}"
        yield self.soft(check, message, Mend("go", go), line=lines[0], field=field)


def called(line: Row) -> str:
    """How a line is called in a sentence: “清理河道雇工”600.00 元."""
    return f"“{short(text_of(line, 'purpose'), 16) or '(没有摘要)'}”{show_yuan(whole_of(line, 'amount'))} 元"


def item_name(code: str) -> str:
    """3.10 其他支出 as its code is printed."""
    return FINANCE_LINES.by_key["item"].show(code)
