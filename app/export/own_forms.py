"""A county's own form filled: {{names}} in an Excel or Word file become values; everything else stays as it is.

A row that holds names with a dot, such as {{行.单位}}, is repeated for every row of that list; heights, merged cells
and borders come with it. What people typed is written as text, never as a formula. Source: product F17, H11.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl.worksheet.worksheet import Worksheet

Fill = str | int | Decimal | date
Values = Mapping[str, Fill]
NAME = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_MONEY, _DAY = "#,##0.00", "yyyy-mm-dd"


@dataclass(frozen=True)
class Filling:
    """What goes into a form: single values by name, and the rows of each list by the list's name."""

    values: Values
    lists: Mapping[str, Sequence[Values]] = field(default_factory=dict)


def shown(value: Fill) -> str:
    """A value in running text: money with two decimals and commas, days as 2026-06-30."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _list_of(texts: Iterator[str], lists: Mapping[str, Sequence[Values]]) -> str:
    """The list whose row this is, "" for a row that stands once."""
    names = (name for text in texts for name in NAME.findall(text))
    return next((head for name in names if (head := name.partition(".")[0]) in lists and "." in name), "")


def _put(text: str, values: Values, head: str = "") -> Fill:
    """A text with its names replaced; the value itself where the text is one name and nothing else."""
    whole = NAME.fullmatch(text.strip())
    if whole:
        return _value(whole[1], values, head)
    return NAME.sub(lambda found: shown(_value(found[1], values, head)), text)


def _value(name: str, values: Values, head: str) -> Fill:
    return values.get(name.removeprefix(f"{head}.") if head else name, values.get(name, ""))


# --- Excel


def names_in_xlsx(data: bytes) -> list[str]:
    """Every name of a workbook, in order, each once."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    cells = (cell.value for page in book.worksheets for line in page.iter_rows() for cell in line)
    return _names(value for value in cells if isinstance(value, str))


def fill_xlsx(data: bytes, filling: Filling) -> bytes:
    """A filled workbook; formulas of the form stay and move with their rows."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    for page in book.worksheets:
        _fill_page(page, filling)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_page(page: Worksheet, filling: Filling) -> None:
    at = 1
    while at <= page.max_row:
        cells = [cell for cell in page[at] if isinstance(cell.value, str) and NAME.search(cell.value)]
        head = _list_of((str(cell.value) for cell in cells), filling.lists)
        rows = filling.lists[head] if head else [{}]
        patterns = {cell.column: str(cell.value) for cell in cells}
        if len(rows) > 1:
            _repeat(page, at, len(rows) - 1)
        for place, values in enumerate(rows or [{}]):
            for column, pattern in patterns.items():
                _write(page.cell(at + place, column), _put(pattern, {**filling.values, **values}, head))
        at += max(len(rows), 1)


def _write(cell: Any, value: Fill) -> None:
    if isinstance(value, str):
        cell.value = value or None
        if value:
            cell.data_type = "s"  # a text that begins with = is a text
        return
    cell.value = value
    if cell.number_format in ("General", "@"):
        cell.number_format = _MONEY if isinstance(value, Decimal) else _DAY if isinstance(value, date) else "0"


def _repeat(page: Any, row: int, more: int) -> None:
    """Make room below a row and give the new rows its look."""
    last, wide = page.max_row, page.max_column
    merged = [copy.copy(area) for area in page.merged_cells.ranges]
    for area in merged:
        if area.min_row >= row:
            page.unmerge_cells(area.coord)
    if last > row:
        page.move_range(f"A{row + 1}:{page.cell(last, wide).coordinate}", rows=more, translate=True)
    heights = {at: page.row_dimensions[at].height for at in range(row, last + 1)}
    for at in range(last, row, -1):
        page.row_dimensions[at + more].height = heights[at]
    for place in range(1, more + 1):
        page.row_dimensions[row + place].height = heights[row]
        for column in range(1, wide + 1):
            pattern, made = page.cell(row, column), page.cell(row + place, column)
            made.value = None if isinstance(pattern.value, str) and NAME.search(pattern.value) else pattern.value
            made._style = copy.copy(pattern._style)
    for area in merged:
        if area.min_row > row:
            area.shift(row_shift=more)
            page.merge_cells(area.coord)
        elif area.min_row == row:
            for place in range(more + 1 if area.max_row == row else 1):
                page.merge_cells(
                    start_row=row + place,
                    end_row=area.max_row + place,
                    start_column=area.min_col,
                    end_column=area.max_col,
                )


# --- Word


def names_in_docx(data: bytes) -> list[str]:
    """Every name of a document, in order, each once."""
    from docx import Document

    return _names("".join(run.text for run in one.runs) for one in _paragraphs(Document(BytesIO(data))))


def fill_docx(data: bytes, filling: Filling) -> bytes:
    """A filled document; a name keeps the look of its first letter."""
    from docx import Document

    document = Document(BytesIO(data))
    for table in _tables(document):
        _repeat_rows(table, filling)
    for paragraph in _paragraphs(document):
        _fill_paragraph(paragraph, filling.values)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _repeat_rows(table: Any, filling: Filling) -> None:
    for row in list(table.rows):
        texts = [paragraph.text for cell in row.cells for paragraph in cell.paragraphs]
        head = _list_of(iter(texts), filling.lists)
        if not head:
            continue
        pattern, after = copy.deepcopy(row._tr), row._tr
        for place, values in enumerate(filling.lists[head]):
            if place:
                made = copy.deepcopy(pattern)
                after.addnext(made)
                after = made
            for cell in _cells(table, after):
                for paragraph in cell.paragraphs:
                    _fill_paragraph(paragraph, {**filling.values, **values}, head)


def _cells(table: Any, line: Any) -> Iterator[Any]:
    from docx.table import _Row

    yield from _Row(line, table).cells


def _fill_paragraph(paragraph: Any, values: Values, head: str = "") -> None:
    runs = paragraph.runs
    text = "".join(run.text for run in runs)
    if not NAME.search(text):
        return
    filled = NAME.sub(lambda found: shown(_value(found[1], values, head)), text)
    first = next((run for run in runs if run.text.strip()), runs[0])
    for run in runs:
        run.text = filled if run is first else ""


def _paragraphs(document: Document) -> Iterator[Any]:
    yield from document.paragraphs
    for table in _tables(document):
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from part.paragraphs


def _tables(document: Document) -> Iterator[Any]:
    """Every table, those inside cells too, in the order of the document."""
    yield from _with_inner(document.tables)
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from _with_inner(part.tables)


def _with_inner(tables: Sequence[Any]) -> Iterator[Any]:
    for table in tables:
        yield table
        cells = {cell._tc: cell for row in table.rows for cell in row.cells}  # a merged cell stands once for each part
        for cell in cells.values():
            yield from _with_inner(cell.tables)


def _names(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(name for text in texts for name in NAME.findall(text)))
