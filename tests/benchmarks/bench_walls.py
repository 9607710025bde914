"""Wall sheets of a quarter to PDF and Excel, against raw reportlab and openpyxl; memory stays flat.

The ratio is taken over six sheets (the floor has to be read out of our own pages first), the memory
over every sheet of the quarter.
"""

from __future__ import annotations

import resource
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

from bench_paper import raw_pdf, recorded, register
from measure import compare, seconds, verdict

from app.operations import books, demo, sheets
from app.reports.sheet import Sheet

TODAY = date(2026, 11, 22)
PERIOD = "2026Q3"
FLAT = 24  # MiB that later villages may add to the first: caches of glyphs and texts fill up


def walls(book: books.Book) -> list[Sheet]:
    """The sheets of all villages and their groups for one quarter, a village together with its groups."""
    return sheets.make_sheet(book, "finance_wall", period=PERIOD)


def written(made: list[Sheet]) -> float:
    """Seconds to draw and write all of them."""

    def write() -> None:
        for sheet in made:
            sheets.sheet_pdf(sheet)
            sheets.sheet_xlsx(sheet)

    return seconds(write)


def raw_xlsx(made: Sheet) -> float:
    """The floor: openpyxl's fast writer with the same cells, one shared style for all of them."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    def write() -> None:
        book = Workbook(write_only=True)
        side = Side("thin")
        style = NamedStyle("cell", Font("宋体", 10), border=Border(side, side, side, side))
        style.alignment = Alignment(wrap_text=True, vertical="center")
        book.add_named_style(style)
        page = book.create_sheet()
        model = WriteOnlyCell(page)
        model.style = "cell"
        for line in made.lines():
            cells = [WriteOnlyCell(page, text) for text in line]
            for cell in cells:
                cell._style = model._style
            page.append(cells)
        book.save(BytesIO())

    return seconds(write)


def peak() -> float:
    """The most memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the ratio and the growth."""
    with tempfile.TemporaryDirectory(prefix="公开榜 ") as folder:
        made = demo.make_demo(Path(folder, "练习"), today=TODAY)
        book = books.open_practice(made.township, today=TODAY)
        every = walls(book)
        book.close()
    some = every[:6]
    register()
    pages = [recorded(sheets.sheet_pdf(sheet)) for sheet in some]

    def floor() -> float:
        return sum(raw_pdf(one) for one in pages) + sum(raw_xlsx(sheet) for sheet in some)

    compare(f"{len(some)} 张公开榜写成 PDF 和 Excel", lambda: written(some), floor, 1.3, turns=3)
    written(every[:9])
    first = peak()
    written(every[9:])
    grown = peak() - first
    print(f"{len(every)} 张公开榜,内存增长 {grown:.0f} MB (目标 {FLAT}) {verdict(grown <= FLAT)}", flush=True)


if __name__ == "__main__":
    main()
