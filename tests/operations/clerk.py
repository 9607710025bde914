"""What a clerk types in these tests."""

from __future__ import annotations

from pathlib import Path

from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import records
from app.operations.records import LineEdit, Saved
from app.storage.book import Book

UNIT, PERSON, PROBLEM, PROGRESS = ledger("unit"), ledger("person"), ledger("problem"), ledger("progress")
COMMITMENT, SHEET, LINE = ledger("commitment"), ledger("finance_sheet"), ledger("finance_line")
FOUND = {
    "unit": "青山村",
    "found_on": "2026-11-01",
    "discovery": "群众提",
    "category": "2.2",
    "description": "集体山林发包收入 3,000 元未入账",
    "lead": "王伟",
    "deadline": "2026-12-01",
}
PREPARED = {"prepared_by": "王会计"}
SIGNED = {
    "approved_by": "王伟",
    "approved_on": "2026-11-19",
    "reviewed_by": "赵组长",
    "reviewed_on": "2026-11-20",
    "agency_by": "周会计",
    "agency_on": "2026-11-20",
}
HUNG = {
    "posted_from": "2026-11-20",
    "posted_to": "2026-11-29",
    "posted_at": "村务公开栏",
    "posted_by": "王芳",
    "no_photo": "手机没电,次日补拍",
}


def found(book: Book, **more: str) -> Saved:
    """A problem as it is first entered."""
    return records.save(book, PROBLEM, None, {**FOUND, **more})


def in_work(book: Book, folder: Path, **more: str) -> Saved:
    """A problem that is being mended, with a proof and a result."""
    problem = found(book, **more)
    texts = {"measures": "收回并入账", "responsible": "王伟", "result": "已收回 3,000 元"}
    records.move(book, PROBLEM, problem.id, "整改中", texts=texts)
    receipt = folder / "收据 1.txt"
    receipt.write_text("收到 3000 元", "utf-8")
    return records.add_file(book, PROBLEM, problem.id, "proof", receipt)


def approver(book: Book) -> str:
    """Somebody who may approve an extension: neither the clerk nor who is responsible."""
    return str(
        records.save(
            book, PERSON, None, {"name": "赵志明", "unit": "青山村", "post": "书记", "level": "村(社区)干部"}
        ).row["name"]
    )


def sheet(book: Book, unit: str = "青山村", period: str = "2026Q3", opening: str = "1,000", **more: str) -> Saved:
    """A finance sheet without lines."""
    return records.save(book, SHEET, None, {"unit": unit, "period": period, "opening": opening, **more})


def lines(book: Book, sheet_id: int, *lines: tuple[str, str, str, str]) -> records.LinesSaved:
    """Enter lines of a sheet: day, item, purpose, amount."""
    edits = [LineEdit(None, dict(zip(("on_day", "item", "purpose", "amount"), line, strict=True))) for line in lines]
    return records.save_lines(book, SHEET, sheet_id, LINE, edits)


def signed(book: Book, sheet_id: int, **more: str) -> Saved:
    """A sheet that was sent to be signed and came back with three signatures."""
    records.move(book, SHEET, sheet_id, "送签", texts=PREPARED)
    return records.move(book, SHEET, sheet_id, "审核通过", texts={**SIGNED, **more})


def hung(book: Book, sheet_id: int, **more: str) -> Saved:
    """A sheet that is signed and hangs."""
    signed(book, sheet_id)
    return records.move(book, SHEET, sheet_id, "张贴公开", texts={**HUNG, **more})


TWO_LINES = (("2026-07-01", "2.02", "山林发包收入", "3,000"), ("2026-08-02", "3.04", "买办公用纸", "200.5"))


def row(book: Book, register: str, id: int) -> Row:
    """A row that must be there."""
    kept = book.row(register, id)
    assert kept is not None
    return kept
