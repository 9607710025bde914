"""Lines of a printed sheet that are no lines of a register: blank ones, 合计, the sign-off at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.ledger import LedgerDef
from app.intake.workbook import TextTable
from app.operations.import_columns import Columns


def idle_columns(ledger: LedgerDef, columns: Columns, table: TextTable) -> frozenset[int]:
    """Columns that make no line by themselves: running numbers, and the unit of our own blank workbooks.

    The unit may be filled in there beforehand: lines with nothing else are blank.
    """
    named = {*columns.joint, *columns.header, columns.number, columns.state}
    preset = ledger.unit_field if table.register else None
    return frozenset(
        index for index, key in enumerate(columns.keys) if (index not in named if key is None else key == preset)
    )


_TOTAL = re.compile(r"(合|总|小)\s*计")
# An account book carries its balance forward and adds up by month and page: the whole cell says so, or it is words.
_CARRIED = re.compile(r"((上|本)[期月季年]|期[初末]|年初|累计)\s*(结转|余额|结余|合计|累计)|承前页|过次页")
_NO_LINE_BEGINS = frozenset("合总小制填审复负经说备注上本期年累承过")
_FOOT = re.compile(r"(制表|填表|填报|审核|复核|负责人|经办|说明|备注|注)[^:\uff1a]{0,4}[:\uff1a]")


def is_no_line(cells: Sequence[str], idle: frozenset[int]) -> bool:
    """Blank lines, the 合计 line, the sign-off of a printed sheet, balances carried forward."""
    start = next((index for index, cell in enumerate(cells) if cell), None)
    if start is None:
        return True
    first = cells[start]
    if start in idle and not any(cell for index, cell in enumerate(cells) if index not in idle):
        return True
    if first[0] not in _NO_LINE_BEGINS:
        return False
    if _TOTAL.match(first) or _CARRIED.fullmatch(first):
        return True
    return _FOOT.match(first) is not None and not any(cells[start + 1 :])
