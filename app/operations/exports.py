"""Registers out of the book: as a sheet in PDF, Excel or CSV, and as a blank workbook to be filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.faults import Refused
from app.domain.fields import Choice, Field, Link
from app.domain.ledger import LedgerDef
from app.operations import gate, lists, sheets
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

if TYPE_CHECKING:
    from app.export.template import TemplateColumn, TemplateKind


def sheet_of_register(book: Book, ledger: LedgerDef, query: Query | None = None) -> Sheet:
    """What a list shows, as a sheet.

    Raises:
        Unsettled: Something personal stands on it, see app.operations.gate.
    """
    rows = book.page(ledger.key, lists.ids(book, ledger, query))
    return gate.passed(book, [sheets.register_of(book, ledger, rows)])[0]


def export_register(book: Book, ledger: LedgerDef, query: Query | None, out: Path) -> Path:
    """Write a register as .xlsx, .pdf, .docx or .csv; the ending of the name decides.

    Raises:
        Refused: Another ending, or something personal on the sheet is not settled.
    """
    from app.export.files import replace_file
    from app.export.table_csv import write_csv

    makers = {
        ".xlsx": sheets.sheet_xlsx,
        ".pdf": sheets.sheet_pdf,
        ".docx": sheets.sheet_docx,
        ".csv": write_csv,
    }
    maker = makers.get(out.suffix.lower())
    if maker is None:
        raise Refused("导出文件名应以 .xlsx、.pdf、.docx 或 .csv 结尾。没有写出任何文件。", "E-SUFFIX")
    sheet = sheet_of_register(book, ledger, query)
    replace_file(out, maker(sheet))
    book.note("register.export", f"register/{ledger.key}")
    return out


def template(book: Book, ledger: LedgerDef, out: Path, unit: int | None = None) -> Path:
    """A blank workbook for people without the program: drop-downs, checks and hidden keys.

    With `unit`, columns that hold a unit are filled with it beforehand.
    """
    from app.export.files import replace_file
    from app.export.template import write_template

    title = book.title("unit", unit) if unit else ""
    columns = [column_of(book, field) for field in ledger.typed if field.kind != "attachment"]
    preset = [[title if column.key == ledger.unit_field else None for column in columns]] if title else []
    replace_file(out, write_template(ledger.title, columns, preset, register=ledger.key))
    return out


def column_of(book: Book, field: Field) -> TemplateColumn:
    """A field as a column of a workbook to be filled in."""
    from app.export.template import TemplateColumn

    options: tuple[str, ...] = ()
    if isinstance(field, Choice) and not field.many:
        options = tuple(option.label for option in field.leaves)
    elif isinstance(field, Link):
        options = _names(book, field)
    return TemplateColumn(field.key, field.label, _kind(field), field.required, options, _hint(field), field.width)


def _hint(field: Field) -> str:
    """What belongs into a cell; a list cannot offer several choices, so they are written out."""
    if not isinstance(field, Choice) or not field.many:
        return field.hint
    told = f"可填几项,用“{field.between}”分开:{field.between.join(option.label for option in field.leaves)}"
    return f"{field.hint}。{told}" if field.hint else told


def _kind(field: Field) -> TemplateKind:
    match field.kind:
        case "long_text":
            return "long"
        case "choice" if isinstance(field, Choice) and field.many:
            return "text"
        case "choice" | "date" | "money" | "count" | "points":
            return field.kind
        case "yes_no":
            return "yesno"
        case "phone" | "id_number":
            return "id"
    return "text"


def _names(book: Book, link: Link) -> tuple[str, ...]:
    """Names a drop-down offers; long registers are typed by hand."""
    if link.many or book.count(link.register, Query()) > 300:
        return ()
    return tuple(choice.title for choice in book.choices(link.register, "", only=link.wanted, limit=300))
