"""Wall sheets of a quarter, 14 villages with 8 groups each, to PDF and Excel; memory stays flat.

The floor is raw_files: the very same pages and cells by plain reportlab and plain openpyxl. It is taken over a village
with its groups and the sheets of two other villages, the memory over all. What counts is processor time, in turns.
"""

from __future__ import annotations

import resource
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from measure import Line, compare, cpu_seconds, run, tell
from raw_files import cells_in, draw, pages_in, write

from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers import ledger
from app.operations import books, demo, lists, records, sheets
from app.operations.records import LineEdit, LinesPart
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

TODAY = date(2026, 11, 22)
BEFORE, PERIOD = "2026Q2", "2026Q3"
GROUPS = 8
TARGET = 1.3
FLAT = 24  # MiB that later villages may add to the first: caches of glyphs and texts fill up
HEADER, LINE, ENTRY, UNIT = map(ledger, ("finance_sheet", "finance_line", "finance_entry", "unit"))
SIGNERS = ("approved_by", "reviewed_by", "agency_by")
CASH = "现金及银行存款"
DAYS = {"approved_on": "2026-10-08", "reviewed_on": "2026-10-08", "agency_on": "2026-10-09"}


def walls(book: Book) -> list[list[Sheet]]:
    """The sheets of each village and its groups, signed; what the practice book has not is entered first."""
    headers, before = sheets_of(book, PERIOD), sheets_of(book, BEFORE)
    models = [row for row in headers.values() if row["level"] == "组级"][:GROUPS]
    long = next(row for row in headers.values() if row["level"] == "村级")
    out = []
    for village in rows_of(book, "unit", kind="村"):
        wanted = [(village, long), *zip(groups_of(book, village), models, strict=True)]
        ids = [ready(book, unit, model, headers, before) for unit, model in wanted]
        out.append(sheets.make_sheet(book, "finance_wall", ids=ids))
    return out


def rows_of(book: Book, register: str, **where: str | int) -> list[Row]:
    """The rows of a register with these values, the oldest first."""
    return sorted(book.page(register, lists.ids(book, ledger(register), Query(where=where))), key=number)


def number(row: Row) -> int:
    """The id of a row."""
    return id_of(row, "id") or 0


def sheets_of(book: Book, period: str) -> dict[int | None, Row]:
    """The finance sheets of a period by whose they are."""
    return {id_of(row, "unit"): row for row in rows_of(book, "finance_sheet", period=period)}


def groups_of(book: Book, village: Row) -> Iterator[Row]:
    """Eight groups of a village; those it has not are entered."""
    there = rows_of(book, "unit", parent=number(village), kind="村民小组")[:GROUPS]
    yield from there
    for place in range(len(there) + 1, GROUPS + 1):
        name = f"第{place}村民小组"
        texts = {"name": name, "kind": "村民小组", "parent": text_of(village, "name"), "board": f"{name}公示牌"}
        yield records.save(book, UNIT, None, texts).row


def ready(book: Book, unit: Row, model: Row, headers: dict[int | None, Row], before: dict[int | None, Row]) -> int:
    """The sheet of a unit as it stands; where it has none, one like the model is entered and signed by all three."""
    if number(unit) in headers:
        return number(headers[number(unit)])
    head = entered(book, unit, model)
    signers = records.shown(book, HEADER, before.get(number(unit), model))
    records.move(book, HEADER, number(head), "送签", texts={"prepared_by": signers["prepared_by"]})
    records.move(book, HEADER, number(head), "审核通过", texts={**{key: signers[key] for key in SIGNERS}, **DAYS})
    return number(head)


def entered(book: Book, unit: Row, model: Row) -> Row:
    """A new sheet with the lines of the model, and what it owns but for the money."""
    texts = {"unit": book.title("unit", number(unit)), "period": PERIOD}
    head = records.save(book, HEADER, None, texts | ({} if model["level"] == "村级" else {"opening": "5,000"})).row
    parts = []
    for register in (LINE, ENTRY):
        texts = [typed(book, register, row) for row in lists.lines(book, register, number(model))]
        parts.append(LinesPart(register, [LineEdit(None, one) for one in texts if CASH not in one["item"]]))
    for saved in records.save_parts(book, HEADER, number(head), parts):
        assert saved.saved, saved.faults
    return book.row("finance_sheet", number(head)) or head


def typed(book: Book, register: object, row: Row) -> dict[str, str]:
    """A line as a clerk types it."""
    fields = [field for field in register.fields if not field.stamped and field.key != register.parent]
    shown = records.shown(book, register, row)
    return {field.key: shown[field.key] for field in fields}


def memory() -> float:
    """What this process has in memory now, in MiB; its highest mark was made when the practice book was."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def main() -> None:
    """Print the ratios and the growth."""
    with tempfile.TemporaryDirectory(prefix="公开榜 ") as folder:
        made = demo.make_demo(Path(folder, "练习"), today=TODAY)
        book = books.open_practice(made.township, today=TODAY)
        first, *others = walls(book)
        book.close()
    every = [sheet for village in (first, *others) for sheet in village]
    some = [*first, others[0][0], others[-1][0]]
    print(f"{1 + len(others)} 个村,连同村民小组共 {len(every)} 张公开榜,比值取其中 {len(some)} 张", flush=True)
    growth(every, len(first))
    ratios(some)


def growth(every: list[Sheet], begun: int) -> None:
    """Write all sheets and see what those after the first ones add to the memory."""
    for sheet in every[:begun]:
        written(sheet)
    before = memory()
    grown = 0.0
    for sheet in every[begun:]:
        written(sheet)
        grown = max(grown, memory() - before)
    tell(Line(f"{len(every)} 张公开榜写成 PDF 和 Excel:内存", before + grown, before, FLAT, "MB", over=True))


def written(sheet: Sheet) -> tuple[bytes, bytes]:
    """A sheet as PDF and as a workbook."""
    return sheets.sheet_pdf(sheet), sheets.sheet_xlsx(sheet)


def ratios(some: list[Sheet]) -> None:
    """Ours beside the floors: PDF, Excel, and both together."""
    pages, cells = [], []
    for pdf, xlsx in map(written, some):
        pages.append(pages_in(pdf))
        cells.append(cells_in(xlsx))
    floors = {
        "PDF": (partial(over, sheets.sheet_pdf, some), partial(over, draw, pages)),
        "Excel": (partial(over, sheets.sheet_xlsx, some), partial(over, write, cells)),
    }
    for work in (work for two in floors.values() for work in two):
        work()  # faces are read once for the life of the program
    for name, (ours, floor) in floors.items():
        compare(f"{len(some)} 张公开榜写成 {name}", ours, floor, TARGET)
    both = [lambda two=two: sum(work() for work in two) for two in zip(*floors.values(), strict=True)]
    compare(f"{len(some)} 张公开榜写成 PDF 和 Excel", both[0], both[1], TARGET)


def over(work: Callable[[Any], object], things: Sequence[object]) -> float:
    """Processor seconds for all of them."""
    return cpu_seconds(lambda: deque(map(work, things), maxlen=0))


if __name__ == "__main__":
    run(main)
