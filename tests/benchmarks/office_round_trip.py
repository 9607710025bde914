"""Every export through LibreOffice and back: python -m tests.benchmarks.office_round_trip [soffice]

Makes the practice book, writes its registers and papers as xlsx and docx, lets LibreOffice open and save each
without a window, and compares what comes back cell by cell and line by line. Needs LibreOffice, so it is no test of the
suite; it ends with 1 where a file could not be opened or came back changed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl

TODAY = date(2026, 11, 22)


def cells(path: Path) -> list[tuple[str, str, str]]:
    """Every filled cell of a workbook: its sheet, its place and its value."""
    book = openpyxl.load_workbook(path)
    return [
        (page.title, cell.coordinate, str(cell.value).replace("\r\n", "\n"))
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    ]


def words(path: Path) -> list[str]:
    """The lines of a document and the cells of its tables, without white space."""
    document = docx.Document(str(path))
    texts = [one.text for one in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [plain for text in texts if (plain := re.sub(r"\s", "", text))]


def files(folder: Path) -> Iterator[Path]:
    """The practice book's registers and papers, written into a folder."""
    from app.domain.faults import Told
    from app.ledgers import LEDGERS, SHELF
    from app.operations import books, demo, exports, papers, sheets

    demo.make_demo(folder / "练习", today=TODAY)
    book = books.open_practice(folder / "练习" / "township.mz", today=TODAY)
    try:
        for ledger in LEDGERS:
            yield exports.export_register(book, ledger, None, folder / f"{ledger.key}.xlsx")
        yield exports.export_register(book, SHELF["problem"], None, folder / "problem.docx")
        for ledger in SHELF.values():
            for paper in ledger.papers:
                for row in book.rows(ledger.key)[-2:]:
                    try:
                        (made,) = papers.build(book, ledger, paper.key, [int(str(row["id"]))])
                    except Told:
                        continue  # this row is not ready for this paper
                    yield from sheets.write_sheet(book, made, folder / paper.key, ("xlsx", "docx"))
        # a public sheet with many lines
        for made in sheets.make_sheet(book, "finance_wall", period="2026Q3")[:2]:
            yield from sheets.write_sheet(book, made, folder / "wall", ("xlsx", "docx"))
    finally:
        book.close()


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
        made = [path.rename(path.with_name(f"{n}{path.suffix}")) for n, path in enumerate(files(folder))]
        wrong = 0
        for ending, read in (("xlsx", cells), ("docx", words)):
            mine = [path for path in made if path.suffix == f".{ending}"]
            out = Path(place) / ending
            out.mkdir()
            through_office(soffice, mine, out, ending)
            for path in mine:
                back = out / path.name
                if not back.exists() or read(path) != read(back):
                    wrong += 1
                    print(f"{path.parent.name}/{path.name}: {'changed' if back.exists() else 'not opened'}")
            print(f"{ending}: {len(mine)} files through LibreOffice")
    print("all came back equal" if not wrong else f"{wrong} came back changed")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
