"""What was sent to the printer: in the log always, in a row's own history where its register counts prints."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Row
from app.domain.rows import whole_of
from app.operations import versions
from app.reports.sheet import Sheet
from app.storage.book import Book

PRINT = "print"


def note_printed(book: Book, sheets: Sequence[Sheet], copies: int = 1) -> None:
    """Log a printing; a sheet of one row names it as "register/id" in its fact `row`.

    What hangs on a wall, which bears an edition, also gets its line in 打印记录; sheets printed together are one batch.

    A print cannot be taken back: a row that went to paper is changed or voided from then on, never undone.
    """
    versions.put_on_paper(book, sheets)
    _list_walls(book, [sheet for sheet in sheets if sheet.facts.get("version")], copies)
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


def _list_walls(book: Book, walls: Sequence[Sheet], copies: int) -> None:
    """One line of 打印记录 for each sheet for a wall. Source: product H9 (batch print with a log)."""
    if not walls or "print_log" not in book.ledgers:
        return
    from app.ledgers.print_log import PRINTER
    from app.operations.sheets import kind_of

    moment = book.now()
    for sheet in walls:
        kind = kind_of(sheet.key)
        about = book.row(kind.register, int(sheet.facts["of"])) or {}
        unit = about.get("id") if kind.register == "unit" else about.get("unit")
        row: Row = {
            "printed_on": book.today().isoformat(),
            "printed_at": moment[11:16],
            "unit": unit if isinstance(unit, int) else None,
            "kind": kind.title,
            "sheet": sheet.title,
            "version": sheet.facts["version"],
            "copies": max(copies, 1),
            "way": PRINTER,
            "printed_by": book.actor_name,
            "batch": f"{moment[:19].replace('-', '').replace('T', '-').replace(':', '')}" if len(walls) > 1 else None,
        }
        with book.change("记打印", kind=PRINT) as writer:
            writer.save(book.ledgers["print_log"], row)
