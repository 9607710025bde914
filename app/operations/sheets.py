"""Public sheets and letters: which there are, what stands on them, and their PDF and Excel files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.ledgers import SHELF
from app.ledgers import ledger as ledger_of
from app.ledgers.account_rules import both_names
from app.ledgers.finance_entry import FINANCE_ENTRIES
from app.ledgers.finance_figures import SIGNED, inner_sheets
from app.ledgers.finance_line import FINANCE_LINES
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.ledgers.plain_words import words_for
from app.operations import gate, lists, papers, versions, wall_paper
from app.operations.affairs_boards import boards_of_quarters, read_aloud_of_quarters, unit_of_place
from app.operations.forms_counted import forms_counted
from app.operations.on_paper import MARK, hotline, mark_of, safe_name
from app.operations.rights import must_read
from app.reports import notice
from app.reports.ageing import ageing_list
from app.reports.finance_wall import WallContent, finance_wall
from app.reports.fulfilment import fulfilment_sheet
from app.reports.problem_charts import problem_charts
from app.reports.problem_statistics import problem_statistics
from app.reports.register import register_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

if TYPE_CHECKING:
    from app.export.pdf import PdfPages
    from app.export.preview import PagePicture

NOT_SIGNED = "未签字 不得张贴"
__all__ = ["MARK", "hotline", "mark_of", "safe_name"]


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
    SheetKind("problem_statistics", "问题整改统计表", "problem"),
    SheetKind("problem_charts", "问题整改统计图", "problem"),
    SheetKind("ageing", "问题挂账清单", "problem"),
    SheetKind("commitment", "整改承诺汇总表", "commitment"),
    SheetKind("fulfilment", "整改承诺兑现情况表", "commitment"),
    SheetKind("four_forms", "四种形态统计表", "accountability"),
    SheetKind("finance_wall", "财务公开榜", "finance_sheet", needs_period=True, one_per_row=True),
    SheetKind("finance_sheet", "财务公开情况表", "finance_sheet", needs_period=True),
    SheetKind("finance_years", "历年收支情况", "finance_sheet"),
    SheetKind("affairs_quarter", "村务公开榜(全季)", "affairs_item", needs_period=True, one_per_row=True),
    SheetKind("affairs_quarter_broadcast", "村务公开广播稿(全季)", "affairs_item", needs_period=True, one_per_row=True),
)


def kinds() -> tuple[SheetKind, ...]:
    """The kinds of sheet there are: those of many rows, then the papers registers declare for one row."""
    return (*KINDS, *(kind for ledger in SHELF.values() for kind in _papers(ledger)))


def kind_of(key: str) -> SheetKind:
    """A kind by its key.

    Raises:
        Refused: No such kind.
    """
    for kind in KINDS:  # a paper is looked for last: that reads every declaration
        if kind.key == key:
            return kind
    for kind in kinds():
        if kind.key == key:
            return kind
    raise Refused(f"没有“{key}”这种表。可打印的有:{'、'.join(k.key for k in kinds())}。", "E-SHEET")


def kinds_for(register: str) -> list[SheetKind]:
    """The sheets that can be printed from a register, the letter of one row first."""
    own = [kind for kind in KINDS if kind.register == register] + _papers(ledger_of(register))
    return sorted(own, key=lambda kind: not kind.one_per_row)


def unit_of_version(book: Book, kind: SheetKind, number: int) -> int | None:
    """The unit of a sheet for a wall, by the number its version is kept under."""
    if kind.key in _OF_QUARTERS:
        return unit_of_place(number)
    if kind.register == "unit":
        return number
    return id_of(book.row(kind.register, number) or {}, "unit")


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
        Refused: No such kind, nothing to print, a period is needed, or something personal is not settled (see gate).
    """
    kind = kind_of(key)
    definition = book.ledgers[kind.register]
    must_read(book, definition)
    if kind.needs_period and not ids and not period:
        raise Refused(f"打印“{kind.title}”要指明报告期,例如 2026Q3。", "E-PERIOD")
    if kind.key == "four_forms":
        return gate.passed(book, [forms_counted(book, period, ids)])
    if kind.key == "finance_years":
        from app.operations.finance_years import years_sheet

        return [years_sheet(book, unit)]
    if make := _OF_QUARTERS.get(kind.key):
        return make(book, unit, period, ids)
    rows = _rows(book, definition, kind, unit, period, ids)
    if not rows:
        raise Refused(f"没有可打印的“{kind.title}”。请换一个单位或报告期,或先录入。", "E-NOTHING")
    if kind not in KINDS:
        return papers.build(book, definition, kind.key, [id_of(row, "id") or 0 for row in rows])
    if kind.key == "problem_charts":
        return gate.passed(book, [charts_of(book, rows)])
    if kind.key in _OF_ROWS:
        return gate.passed(book, [_of_rows(book, definition, kind.key, rows)])
    if not kind.one_per_row:
        return gate.passed(book, [register_of(book, definition, rows)])
    walls = gate.passed(book, [wall_of(book, row) for row in rows])
    return [_posted(book, wall, row) for wall, row in zip(walls, rows, strict=True)]


_OF_QUARTERS = {"affairs_quarter": boards_of_quarters, "affairs_quarter_broadcast": read_aloud_of_quarters}
_OF_ROWS: dict[str, Callable[..., Sheet]] = {
    "fulfilment": fulfilment_sheet,
    "problem_statistics": problem_statistics,
    "ageing": ageing_list,
}


def _of_rows(book: Book, ledger: LedgerDef, key: str, rows: Sequence[Row]) -> Sheet:
    """A sheet that counts rows, made of whatever rows are chosen."""
    titles = book.titles(ledger, rows)
    return _OF_ROWS[key](rows, titles, keeper=book.info.township, today=book.today(), mark=mark_of(book))


def charts_of(book: Book, rows: Sequence[Row], scope: str = "") -> Sheet:
    """问题整改统计图 of whatever problems are chosen, which `scope` says in words; none of them makes empty charts."""
    from app.figures.event import Rows
    from app.figures.mending import ended

    ledger = book.ledgers["problem"]
    seen = Rows(lambda register: book.rows(register) if book.may_read(register) else [])
    return problem_charts(
        rows,
        book.titles(ledger, rows),
        {id_of(row, "id") or 0: ended(row, seen)[0] for row in rows},
        keeper=book.info.township,
        today=book.today(),
        mark=mark_of(book),
        scope=scope,
    )


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


def sheet_pages(sheet: Sheet, *, own_faces: bool = False) -> PdfPages:
    """A sheet as PDF with its pages and the places of its signatures, see app.export.pdf.draw."""
    from app.export.pdf import draw

    return draw(sheet, own_faces=own_faces)


def sheet_pdf(sheet: Sheet) -> bytes:
    """A sheet as PDF."""
    return sheet_pages(sheet).data


def sheet_xlsx(sheet: Sheet) -> bytes:
    """A sheet as an Excel workbook."""
    from app.export.xlsx import write_xlsx

    return write_xlsx(sheet)


def sheet_docx(sheet: Sheet) -> bytes:
    """A sheet as a Word file, for offices that must edit it."""
    from app.export.word import write_docx

    return write_docx(sheet)


def preview(pdf: bytes, dpi: float, pages: Iterable[int] | None = None) -> list[PagePicture]:
    """The pages of a PDF as pictures, exactly what will be printed."""
    from app.export.preview import page_pictures

    return page_pictures(pdf, dpi, pages)


def write_sheet(book: Book, sheet: Sheet, folder: Path, formats: Sequence[str] = ("pdf", "xlsx")) -> list[Path]:
    """Write a sheet into a folder under its Chinese name; files of that name are replaced."""
    from app.export.files import replace_file

    (sheet,) = gate.passed(book, [sheet])
    folder.mkdir(parents=True, exist_ok=True)
    makers = {"pdf": sheet_pdf, "xlsx": sheet_xlsx, "docx": sheet_docx}
    written = []
    for suffix in formats:
        target = folder / f"{safe_name(sheet.file_name or sheet.title)}.{suffix}"
        replace_file(target, makers[suffix](sheet))
        written.append(target)
    book.note("sheet.export", f"sheet/{sheet.key}")
    versions.put_on_paper(book, [sheet])
    return written


def _papers(ledger: LedgerDef) -> list[SheetKind]:
    return [SheetKind(paper.key, paper.title, ledger.key, one_per_row=True) for paper in ledger.papers]


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


def _posted(book: Book, wall: Sheet, header: Row) -> Sheet:
    """A sheet for the wall; only one that is signed gets a version mark."""
    signed = header.get("state") in SIGNED
    return wall_paper.as_chosen(book, versions.stamped(book, wall, id_of(header, "id") or 0) if signed else wall)


def wall_of(book: Book, header: Row) -> Sheet:
    """The public sheet of one finance_sheet row."""
    number, around = id_of(header, "id") or 0, papers.Surroundings(book)
    lines = lists.lines(book, FINANCE_LINES, number)
    inner = inner_sheets(header, around) if not lines else []
    content = WallContent(
        lines=lines,
        entries=lists.lines(book, FINANCE_ENTRIES, number),
        year=[line for one in inner for line in lists.lines(book, FINANCE_LINES, id_of(one, "id") or 0)],
        books={id_of(line, "id") or 0: both_names(line, around) for line in lines if line.get("account_code")},
        words=words_for(around, id_of(header, "unit")),
        asking=notice.may_object(notice.publisher_of(header, around), around),
    )
    titles = book.titles(FINANCE_SHEETS, [header])
    owner = book.row("unit", id_of(header, "unit") or 0) or {}
    board = str(owner.get("board") or "")
    unsigned = "" if header.get("state") in SIGNED else NOT_SIGNED
    mark = " ".join(filter(None, (mark_of(book), unsigned)))
    return finance_wall(header, content, titles, hotline=hotline(book), board=board, mark=mark)
