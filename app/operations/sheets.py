"""Public sheets and letters: which there are, what stands on them, and their PDF and Excel files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.days import Period, chinese_day
from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.privacy import personal_numbers
from app.domain.rows import id_of, ids_of, text_of
from app.ledgers.commitment import COMMITMENTS
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.ledgers.problem import PROBLEMS
from app.operations import lists
from app.reports.commitment_letter import commitment_letter
from app.reports.finance_wall import finance_wall
from app.reports.register import register_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

if TYPE_CHECKING:
    from app.export.pdf import PdfPages
    from app.export.preview import PagePicture

MARK = "练习"


@dataclass(frozen=True)
class SheetKind:
    """One kind of sheet a clerk can print; `register` is the register its rows stand in."""

    key: str
    title: str
    register: str
    needs_period: bool = False
    one_per_row: bool = False


KINDS = (
    SheetKind("problem", "问题台账", "problem"),
    SheetKind("commitment_letter", "整改承诺书", "commitment", one_per_row=True),
    SheetKind("commitment", "整改承诺汇总表", "commitment"),
    SheetKind("finance_wall", "财务公开榜", "finance_sheet", needs_period=True, one_per_row=True),
    SheetKind("finance_sheet", "财务公开情况表", "finance_sheet", needs_period=True),
)


def kinds() -> tuple[SheetKind, ...]:
    """The kinds of sheet there are."""
    return KINDS


def kind_of(key: str) -> SheetKind:
    """A kind by its key.

    Raises:
        Refused: No such kind.
    """
    for kind in KINDS:
        if kind.key == key:
            return kind
    raise Refused(f"没有“{key}”这种表。可打印的有:{'、'.join(k.key for k in KINDS)}。", "E-SHEET")


def kinds_for(register: str) -> list[SheetKind]:
    """The sheets that can be printed from a register, the letter of one row first."""
    return sorted((kind for kind in KINDS if kind.register == register), key=lambda kind: not kind.one_per_row)


def make_sheet(
    book: Book,
    key: str,
    *,
    unit: int | None = None,
    period: str | None = None,
    ids: Sequence[int] = (),
) -> list[Sheet]:
    """The sheets of a kind for some rows, or for everything of a unit and period.

    Raises:
        Refused: No such kind, nothing to print, a period is needed, or a personal number stands in a text.
    """
    kind = kind_of(key)
    definition = _ledger(kind)
    if kind.needs_period and not ids and not period:
        raise Refused(f"打印“{kind.title}”要指明报告期,例如 2026Q3。", "E-PERIOD")
    rows = _rows(book, definition, kind, unit, period, ids)
    if not rows:
        raise Refused(f"没有可打印的“{kind.title}”。请换一个单位或报告期,或先录入。", "E-NOTHING")
    made = [_one(book, kind, row) for row in rows] if kind.one_per_row else [register_of(book, definition, rows)]
    public = public_numbers(book)
    for sheet in made:
        refuse_personal_numbers(sheet, public)
    return made


def register_of(book: Book, ledger: LedgerDef, rows: Sequence[Row]) -> Sheet:
    """Rows of any register as one sheet."""
    return register_sheet(
        ledger,
        rows,
        book.titles(ledger, rows),
        keeper=book.info.township,
        as_of=chinese_day(book.today()),
        mark=mark_of(book),
    )


def mark_of(book: Book) -> str:
    """What is printed on every page: 练习 in a practice book."""
    return MARK if book.info.practice else ""


def public_numbers(book: Book) -> frozenset[str]:
    """Telephones that are meant to be read by everybody: those of units, mobile ones too."""
    return frozenset(text_of(unit, "phone") for unit in book.rows("unit") if unit.get("phone"))


def refuse_personal_numbers(sheet: Sheet, public: frozenset[str] = frozenset()) -> None:
    """Refuse a sheet in whose text an identity number, bank card or mobile number stands, unless it is public.

    The foot is left out: the hotline belongs there. Source: forms-and-rules 3.7 P2, P4.
    """
    faults = []
    for line in sheet.lines()[: -1 if sheet.foot else None]:
        for text in line:
            for found in personal_numbers(text):
                if found.text not in public:
                    shown = found.text[:3] + "…" + found.text[-2:]
                    place = text[:16].replace(found.text, shown)
                    faults.append(Fault("", f"“{sheet.title}”里有{found.kind} {shown}(在“{place}…”一处)", "E-PERSONAL"))
    if faults:
        advice = Fault("", "没有生成任何文件。请到台账里删去或改写这些号码后再打印。", "E-PERSONAL")
        raise Refused([*faults, advice], "E-PERSONAL")


def sheet_pages(sheet: Sheet) -> PdfPages:
    """A sheet as PDF with its pages and the places of its signatures."""
    from app.export.pdf import draw

    return draw(sheet)


def sheet_pdf(sheet: Sheet) -> bytes:
    """A sheet as PDF."""
    return sheet_pages(sheet).data


def sheet_xlsx(sheet: Sheet) -> bytes:
    """A sheet as an Excel workbook."""
    from app.export.xlsx import write_xlsx

    return write_xlsx(sheet)


def preview(pdf: bytes, dpi: float, pages: Iterable[int] | None = None) -> list[PagePicture]:
    """The pages of a PDF as pictures, exactly what will be printed."""
    from app.export.preview import page_pictures

    return page_pictures(pdf, dpi, pages)


def write_sheet(book: Book, sheet: Sheet, folder: Path, formats: Sequence[str] = ("pdf", "xlsx")) -> list[Path]:
    """Write a sheet into a folder under its Chinese name; files of that name are replaced."""
    from app.export.files import replace_file

    folder.mkdir(parents=True, exist_ok=True)
    makers = {"pdf": sheet_pdf, "xlsx": sheet_xlsx}
    written = []
    for suffix in formats:
        target = folder / f"{safe_name(sheet.file_name or sheet.title)}.{suffix}"
        replace_file(target, makers[suffix](sheet))
        written.append(target)
    book.note("sheet.export", f"sheet/{sheet.key}")
    return written


def safe_name(text: str) -> str:
    """A text as a file name that Windows and Linux both take."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text).strip("._") or "未命名"


def _ledger(kind: SheetKind) -> LedgerDef:
    return {"problem": PROBLEMS, "commitment": COMMITMENTS, "finance_sheet": FINANCE_SHEETS}[kind.register]


def _rows(
    book: Book, definition: LedgerDef, kind: SheetKind, unit: int | None, period: str | None, ids: Sequence[int]
) -> list[Row]:
    wanted = list(ids) or list(
        lists.ids(
            book,
            definition,
            Query(
                units=(unit,) if unit else None,
                where={"period": Period.parse(period).key} if period and kind.needs_period else {},
                period=Period.parse(period) if period and not kind.needs_period else None,
            ),
        )
    )
    return book.page(definition.key, wanted)


def _one(book: Book, kind: SheetKind, row: Row) -> Sheet:
    if kind.key == "finance_wall":
        return wall_of(book, row)
    problems = book.page("problem", ids_of(row, "problems"))
    titles = book.titles(COMMITMENTS, [row]) | book.titles(PROBLEMS, problems)
    return commitment_letter(
        row,
        problems,
        titles,
        keeper=f"中共{book.info.township}纪律检查委员会",
        hotline=hotline(book),
        mark=mark_of(book),
    )


def wall_of(book: Book, header: Row) -> Sheet:
    """The public sheet of one finance_sheet row."""
    lines = lists.lines(book, FINANCE_LINES, id_of(header, "id") or 0)
    titles = book.titles(FINANCE_SHEETS, [header]) | book.titles(FINANCE_LINES, lines)
    owner = book.row("unit", id_of(header, "unit") or 0) or {}
    board = str(owner.get("board") or "")
    return finance_wall(header, lines, titles, hotline=hotline(book), board=board, mark=mark_of(book))


def hotline(book: Book) -> str:
    """The township's phone as printed at the foot of notices, "" where none is known."""
    for row in book.rows("unit", name=book.info.township):
        if row.get("phone"):
            return str(row["phone"])
    return ""
