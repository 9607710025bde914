"""Every export through LibreOffice and back: python -m tests.benchmarks.office_round_trip [soffice]

Makes the practice books, writes their registers, papers, walls, monthly reports, circulars, the workbooks of villages
and a county's own forms filled, as xlsx and docx, lets LibreOffice open and save each without a window, and compares
what comes back: cell by cell with merges, heights, locks and lists to choose from; line by line with the heights and
merges of tables. Needs LibreOffice, so it is no test of the suite; it ends with 1 where a file could not be opened or
came back changed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm

from tests.forms_made import excel_form

if TYPE_CHECKING:
    from app.storage.book import Book

TODAY = date(2026, 11, 22)
BOTH = ("xlsx", "docx")


def cells(path: Path) -> list[tuple[str, ...]]:
    """What a workbook says: every filled cell, merged areas, locks, lists to choose from, how it is printed."""
    book = openpyxl.load_workbook(path)
    return [found for page in book.worksheets for found in (*_values(page), *_shape(page))]


def _values(page: Any) -> Iterator[tuple[str, ...]]:
    for row in page.iter_rows():
        for cell in row:
            if cell.value not in (None, ""):
                text = str(cell.value).replace("\r\n", "\n")
                yield page.title, cell.coordinate, _formula(text) if cell.data_type == "f" else text


def _formula(text: str) -> str:
    """A formula as both programs mean it: white space and the _xlfn. of later functions say nothing."""
    return re.sub(r"\s|_xlfn\.", "", text)


def _shape(page: Any) -> Iterator[tuple[str, ...]]:
    yield page.title, "merged", *sorted(str(area) for area in page.merged_cells.ranges)
    yield page.title, "locked", str(bool(page.protection.sheet)), "seen" if page.sheet_state == "visible" else "hidden"
    if page.sheet_state == "visible":
        setup, repeated = page.page_setup, page.print_title_rows or ""
        yield page.title, "printed", str(setup.orientation), str(setup.paperSize), repeated
    lists = (str(area) for rule in page.data_validations.dataValidation for area in rule.sqref.ranges)
    yield page.title, "lists", *sorted(lists)


def heights(path: Path) -> set[tuple[str, int, int]]:
    """The rows of a workbook whose height was set, in whole points; LibreOffice sets those of all others too."""
    return {
        (page.title, at, round(one.height))
        for page in openpyxl.load_workbook(path).worksheets
        for at, one in page.row_dimensions.items()
        if one.height is not None
    }


def words(path: Path) -> list[str]:
    """The lines of a document without white space, the cells of its tables with merges, heights that were set."""
    document = docx.Document(str(path))
    texts = [one.text for one in document.paragraphs]
    for table in document.tables:
        texts += [
            f"{len({cell._tc for cell in row.cells})}/{len(row.cells)} {cell.text}"
            for row in table.rows
            for cell in row.cells
        ]
        texts += [f"{row.height_rule}:{row.height.mm:.0f}" for row in table.rows if row.height]
    texts += [f"{_mm(one.page_width)}x{_mm(one.page_height)} {one.orientation}" for one in document.sections]
    return [plain for text in texts if (plain := re.sub(r"\s", "", text))]


def files(folder: Path) -> Iterator[Path]:
    """Everything the practice books export, written into a folder."""
    from app.operations import books, demo

    made = demo.make_demo(folder / "练习", today=TODAY)
    for path, writers in (
        (made.township, (registers, kinds, villages, own_forms_filled, months)),
        (made.county, (county_months,)),
    ):
        book = books.open_practice(path, today=TODAY)
        try:
            for write in writers:
                yield from write(book, folder / write.__name__)
        finally:
            book.close()


def registers(book: Book, folder: Path) -> Iterator[Path]:
    """Every register, and every paper of two of its rows."""
    from app.domain.faults import Told
    from app.ledgers import SHELF
    from app.operations import exports, papers, sheets

    folder.mkdir()
    for ledger in SHELF.values():
        if ledger.key in book.ledgers:
            yield exports.export_register(book, ledger, None, folder / f"{ledger.key}.xlsx")
        if ledger.key == "problem":
            yield exports.export_register(book, ledger, None, folder / "problem.docx")
        for paper in ledger.papers:
            for row in book.rows(ledger.key)[-2:]:
                try:
                    (made,) = papers.build(book, ledger, paper.key, [int(str(row["id"]))])
                except Told:
                    continue  # this row is not ready for this paper
                yield from sheets.write_sheet(book, made, folder / paper.key, BOTH)


def kinds(book: Book, folder: Path) -> Iterator[Path]:
    """Every kind of sheet of a quarter, the walls of two owners among them; charts are a picture, and no table."""
    from app.domain.faults import Told
    from app.operations import sheets

    for kind in sheets.KINDS:
        try:
            made = sheets.make_sheet(book, kind.key, period="2026Q3" if kind.needs_period else None)
        except Told as told:
            print(f"{kind.title}: {told}")
            continue
        for sheet in made[:2]:
            yield from sheets.write_sheet(book, sheet, folder / kind.key, BOTH)


def villages(book: Book, folder: Path) -> Iterator[Path]:
    """The locked workbooks of the villages and groups."""
    from app.domain.days import Period
    from app.operations import village_books

    chosen = village_books.owners(book)
    done = village_books.issue(book, Period.parse("2026Q4"), folder, [*chosen[:3], *chosen[-2:]])
    assert len(done.written) == 5, done.skipped
    yield from done.written


def own_forms_filled(book: Book, folder: Path) -> Iterator[Path]:
    """A form of the county in Excel and one in Word, with merged cells, heights and a page of their own."""
    from app.ledgers import ledger
    from app.operations import own_forms

    folder.mkdir()
    ids = [int(str(row["id"])) for row in book.rows("problem")[-12:]]
    for form in (_excel_form(folder / "本县台账.xlsx"), _word_form(folder / "本县表格.docx")):
        yield from own_forms.fill(book, ledger("problem"), ids, form, folder / f"填好{form.name}")


def _excel_form(path: Path) -> Path:
    book = excel_form()
    page = book.active
    assert page is not None
    for at, high in enumerate((40, 24, 33, 24, 44), start=1):
        page.row_dimensions[at].height = high
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.print_title_rows = "1:2"
    book.save(path)
    return path


def _word_form(path: Path) -> Path:
    document = docx.Document()
    (section,) = document.sections
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    table.cell(0, 0).merge(table.cell(0, 2)).text = "{{乡镇}}整改情况"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "整改"
    table.cell(1, 1).text, table.cell(1, 2).text = "存在问题", "时限"
    table.cell(2, 1).text, table.cell(2, 2).text = "{{行.存在问题}}", "{{行.整改时限}}"
    table.cell(3, 0).merge(table.cell(3, 1)).text = "负责人签字"
    for row, high in zip(table.rows, (15, 9, 24, 20), strict=True):
        row.height, row.height_rule = Mm(high), WD_ROW_HEIGHT_RULE.EXACTLY
    document.save(str(path))
    return path


def months(book: Book, folder: Path) -> Iterator[Path]:
    """月报 in every layout with its 转录单, 工作进展, summaries of a quarter, charts of problems."""
    from app.domain.days import Period
    from app.operations import monthly_papers, sheets, span_reports

    month = Period.parse("2026-10")
    made = [monthly_papers.form(book, month, one.key) for one in monthly_papers.monthly_layouts()]
    made.append(monthly_papers.progress_paper(book, month))
    summed = span_reports.summed(book, span_reports.span_of_text("2026Q3"))
    made += [*span_reports.papers(book, summed), *span_reports.months_of(book, summed)]
    for number, sheet in enumerate(made):
        yield from sheets.write_sheet(book, sheet, folder / str(number), BOTH)


def county_months(book: Book, folder: Path) -> Iterator[Path]:
    """The county's monthly totals and board, its 月通报, and what villages copied from one another."""
    from app.operations import county_bulletin, county_copies, county_totals, sheets

    found = county_totals.totals(book, "2026-10")
    text = county_bulletin.begin_anew(book, found)
    made = [*county_totals.papers(book, found), county_bulletin.paper(book, found, text)]
    made.append(county_copies.paper(book, county_copies.copied(book, 1)))
    for number, sheet in enumerate(made):
        yield from sheets.write_sheet(book, sheet, folder / str(number), BOTH)


def _mm(length: Any) -> str:
    return f"{length.mm:.0f}" if length else "-"


def set_back(path: Path, back: Path) -> str:
    """The rows whose height came back changed, "" where all are as they were."""
    lost = sorted(heights(path) - heights(back)) if path.suffix == ".xlsx" else []
    return f"heights changed: {lost[:3]}" if lost else ""


def differs(before: Sequence[object], after: Sequence[object]) -> str:
    """The first thing that came back changed, "" where all is as it was."""
    for old, new in zip_longest(before, after):
        if old != new:
            return f"changed: {old} is now {new}"
    return ""


def through_office(soffice: str, made: list[Path], out: Path, ending: str) -> None:
    """Open each file in LibreOffice and save it anew, in one run."""
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", ending, "--outdir", str(out)]
    subprocess.run([*command, *map(str, made)], check=True, capture_output=True, timeout=900)


def main(arguments: list[str]) -> int:
    """Make, convert, compare; returns how it ended."""
    soffice = arguments[0] if arguments else shutil.which("soffice")
    if not soffice:
        print("LibreOffice is not here: nothing was compared")
        return 1
    with tempfile.TemporaryDirectory(prefix="office") as place:
        folder = Path(place) / "导出 文件"
        folder.mkdir()
        os.environ["MINGZHANG_HOME"] = str(Path(place) / "home")
        made = [path.rename(path.with_name(f"{n} {path.name}")) for n, path in enumerate(files(folder))]
        wrong = 0
        for ending, read in (("xlsx", cells), ("docx", words)):
            mine = [path for path in made if path.suffix == f".{ending}"]
            out = Path(place) / ending
            out.mkdir()
            if mine:  # without a file LibreOffice waits for somebody to open one
                through_office(soffice, mine, out, ending)
            for path in mine:
                back = out / path.name
                told = (differs(read(path), read(back)) or set_back(path, back)) if back.exists() else "not opened"
                if told:
                    wrong += 1
                    print(f"{path.relative_to(folder)}: {told}")
            print(f"{ending}: {len(mine)} files through LibreOffice")
    print("all came back equal" if not wrong else f"{wrong} came back changed")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
