"""A clerk's own workbook with the column 错误信息 behind the rows that could not be taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

HEADING = "错误信息"
_RED = "FFF2C7C7"
Lines = tuple[Sequence[str], Sequence[tuple[int, Sequence[str]]]]


def with_messages(
    source: Path, messages: Mapping[str, Mapping[int, str]], heads: Mapping[str, int], texts: Mapping[str, Lines]
) -> bytes:
    """The workbook with its messages as .xlsx.

    An .xlsx keeps its look; of other kinds the texts are written anew: a .csv would lose the ends of long numbers.

    Args:
        source: The clerk's file, left untouched.
        messages: Tab name to row number to sentence.
        heads: Tab name to the row of headings.
        texts: Tab name to headings and numbered rows, for files that are no .xlsx.
    """
    from openpyxl import Workbook, load_workbook
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    if source.suffix.lower() == ".xlsx":
        book = load_workbook(source)
    else:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, (headings, rows) in texts.items():
            page = book.create_sheet(name or "Sheet1")
            for column, heading in enumerate(headings, 1):
                _write(page.cell(heads[name], column), heading)
            for line, cells in rows:
                for column, text in enumerate(cells, 1):
                    _write(page.cell(line, column), text)
    for name, lines in messages.items():
        page = book[name] if name in book.sheetnames else book.worksheets[0]
        column = page.max_column + 1
        _write(page.cell(heads.get(name, 1), column), HEADING)
        page.column_dimensions[get_column_letter(column)].width = 48
        for line, text in lines.items():
            cell = page.cell(line, column)
            _write(cell, text)
            cell.fill = PatternFill("solid", fgColor=_RED)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_messages_in_word(source: Path, messages: Mapping[str, Mapping[int, str]], heads: Mapping[str, int]) -> bytes:
    """The clerk's Word document with a column 错误信息 in each table that has faults; tables are called 表1, 表2…"""
    from docx import Document
    from docx.shared import Cm, RGBColor
    from docx.table import _Cell

    document = Document(str(source))
    for number, table in enumerate(document.tables, 1):
        if not (lines := messages.get(f"表{number}")):
            continue
        table.add_column(Cm(4))
        table.autofit = True
        for line, row in enumerate(table._tbl.tr_lst, 1):
            text = HEADING if line == heads.get(f"表{number}", 1) else lines.get(line, "")
            run = _Cell(row.tc_lst[-1], table).paragraphs[0].add_run(text)
            run.font.color.rgb = RGBColor(0xB0, 0, 0)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _write(cell: object, text: str) -> None:
    """As text, whatever it begins with: a clerk's text never becomes a formula."""
    cell.value = text  # type: ignore[attr-defined]
    cell.data_type = "s"  # type: ignore[attr-defined]
