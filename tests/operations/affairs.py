"""Village affairs as tests need them: a catalogue, items of every kind, and what stands on their sheets."""

from __future__ import annotations

from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import records, starters
from app.operations.books import Book
from app.operations.records import Saved
from app.reports.sheet import Sheet, Table

ITEMS, ENTRIES = ledger("affairs_item"), ledger("disclosure_item")
LINES, PARTS = ledger("recipient"), ledger("affairs_part")
QUARTER = "2026Q3"
PEOPLE = (
    {"name": "李大根", "standard": "每月 410 元", "price": "410", "quantity": "3", "measure": "月", "amount": "1230"},
    {"name": "欧阳春芽", "price": "380", "quantity": "3", "measure": "月", "amount": "1140"},
    {"name": "陈小宝", "born_on": "2014-05-06", "standard": "一次性", "amount": "500.05"},
)
REVIEW = {"reviewed_by": "赵组长", "reviewed_on": "2026-10-08", "approved_by": "王主任"}


def catalogue(book: Book) -> dict[str, int]:
    """The shipped catalogue; the entries by their names."""
    starters.load_starter(book, ENTRIES, ENTRIES.starters[0].label)
    return {str(row["item"]): int(str(row["id"])) for row in book.rows("disclosure_item")}


def item(book: Book, **more: str) -> Saved:
    """One item of the village, ready to be reviewed."""
    texts = {"unit": "青山村", "area": "其他", "item": "事项", "content": "写明的内容", "grounds": "办法 第一条"}
    if not more.get("timing") and not more.get("decided_on"):
        texts["period"] = QUARTER
    return records.save(book, ITEMS, None, {**texts, **more})


def people(book: Book, header: int, lines: tuple[dict[str, str], ...] = PEOPLE) -> list[Row]:
    """Names under an item, all in the village's group."""
    edits = [records.LineEdit(None, {"group_unit": "青山村第3村民小组", **line}) for line in lines]
    saved = records.save_lines(book, ITEMS, header, LINES, edits)
    assert saved.faults == {}
    return saved.saved


def parts(book: Book, header: int, lines: list[dict[str, str]]) -> None:
    """What the money of an item goes to."""
    saved = records.save_lines(book, ITEMS, header, PARTS, [records.LineEdit(None, line) for line in lines])
    assert saved.faults == {}


def reviewed(book: Book, header: int) -> Saved:
    """Signed by both."""
    return records.move(book, ITEMS, header, "审核通过", texts=REVIEW)


def posted(book: Book, header: int) -> Saved:
    """On the board, ten days from the tenth."""
    texts = {"posted_from": "2026-10-10", "posted_to": "2026-10-19", "posted_at": "村委会门口", "no_photo": "雨天"}
    return records.move(book, ITEMS, header, "张贴公开", texts=texts)


def tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet in their order."""
    return [block for block in sheet.blocks if isinstance(block, Table)]


def points(sheet: Sheet) -> dict[str, str]:
    """Label and text of the first table: the points of one item."""
    return {str(label): str(text) for label, text in tables(sheet)[0].rows}


def words(sheet: Sheet) -> str:
    """All the text of a sheet."""
    return "\n".join("\t".join(line) for line in sheet.lines())
