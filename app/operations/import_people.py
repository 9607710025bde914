"""People an old ledger names who are in no register yet: as lines to look over and enter at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.rows import id_of
from app.domain.text import half_width
from app.ledgers.unit import VILLAGE_KINDS
from app.operations.imports import ImportPlan, shown_names
from app.operations.person_lines import is_name
from app.storage.book import Book

_UNKNOWN = "E-PERSON"  # what a field of people says of a name it does not find
_BETWEEN = re.compile(r"[\s,、;/]+")


def unknown_people(book: Book, plan: ImportPlan) -> str:
    """Everybody named in the workbooks who is not found, one to a line: 青山村 王伟 村干部. "" for nobody.

    Somebody belongs to the unit of his row, a 领导 to the township. The post is a first guess, for the workbook
    has none.
    """
    return "\n".join(dict.fromkeys(_lines(book, plan)))


def _lines(book: Book, plan: ImportPlan) -> Iterator[str]:
    faults = [fault for fault in plan.faults if fault.code == _UNKNOWN and fault.at >= 0]
    if not faults:
        return
    known = {str(row["name"]) for row in book.rows("person")}
    names = shown_names([path for path, _ in plan.tables])
    cells = {(names[path], table.sheet, line): texts for path, table in plan.tables for line, texts in table.rows}
    rows = {row.place: row.row for row in plan.rows}
    for fault in faults:
        text = plan.edits.get((fault.place, fault.at), cells[fault.place][fault.at])
        unit = None if "领导" in fault.column else id_of(rows[fault.place], plan.ledger.unit_field)
        for name in _BETWEEN.split(half_width(text)):
            if is_name(name) and name not in known:
                yield _line(book, name, unit)


def _line(book: Book, name: str, unit: int | None) -> str:
    row = book.row("unit", unit) if unit else None
    if row is None or row["name"] == book.info.township:
        return f"{name} 干部"
    return f"{row['name']} {name} {'村干部' if row['kind'] in VILLAGE_KINDS else '工作人员'}"
