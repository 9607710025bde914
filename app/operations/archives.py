"""What hung on a board, kept as it was before it is corrected or posted again: its sheet as PDF and its photos."""

from __future__ import annotations

from app.domain.faults import Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef, Move
from app.domain.rows import id_of, text_of
from app.operations import reprints, sheets
from app.operations.attachments import attached
from app.operations.on_paper import safe_name
from app.storage.book import Book


def keep_as_it_hung(book: Book, ledger: LedgerDef, row: Row, move: Move) -> None:
    """Put what hangs now into the archive field of a row that is about to move; the row is changed in place.

    A sheet that can no longer be drawn is left out: its figures and signatures stay in the history, and the
    correction must not wait for it.
    """
    kept = text_of(row, move.archive).splitlines()
    for key, title in reprints.hanging_kinds(ledger, text_of(row, "state")):
        kept += _as_pdf(book, ledger, row, key, title)
    for field in ledger.attachments:
        if field.key in move.clears:
            kept += text_of(row, field.key).splitlines()
    row[move.archive] = "\n".join(dict.fromkeys(kept)) or None


def _as_pdf(book: Book, ledger: LedgerDef, row: Row, key: str, title: str) -> list[str]:
    row_id = id_of(row, "id") or 0
    try:
        (sheet,) = sheets.make_sheet(book, key, ids=[row_id])
        content = sheets.sheet_pdf(sheet)
    except Told:
        return []
    digest = book.keep_file(content)
    if any(one.digest == digest for one in attached(text_of(row, "archive"))):
        return []
    day = text_of(row, "posted_from") or book.today().isoformat()
    name = safe_name(f"{book.title(ledger.key, row_id)}_{title}_第{row.get('edition') or 1}次公布_{day}张贴.pdf")
    return [f"{digest} {name}"]
