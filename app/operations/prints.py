"""What was sent to the printer: in the log always, in a row's own history where its register counts prints."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Row
from app.domain.rows import whole_of
from app.operations import versions
from app.reports.sheet import Sheet
from app.storage.book import Book

PRINT = "print"


def note_printed(book: Book, sheets: Sequence[Sheet]) -> None:
    """Log a printing; a sheet of one row names it as "register/id" in its fact `row`.

    A print cannot be taken back: a row that went to paper is changed or voided from then on, never undone.
    """
    versions.put_on_paper(book, sheets)
    places = [sheet.facts.get("row", "") for sheet in sheets]
    if not any(places):
        book.note("sheet.print", f"sheet/{sheets[0].key if sheets else 'packet_report'}")
        return
    with book.change("打印", kind=PRINT) as writer:
        for sheet, place in zip(sheets, places, strict=True):
            register, _, number = place.partition("/")
            writer.note("sheet.print", place or f"sheet/{sheet.key}")
            row = book.row(register, int(number)) if place else None
            if row and "prints" in book.ledgers[register].by_key and row.get("number"):
                count: Row = {"prints": whole_of(row, "prints") + 1, "printed_on": book.today().isoformat()}
                writer.save(book.ledgers[register], {"id": row["id"], **count})
