"""What was sent to the printer: in the log always, in a row's own history where its register counts prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.fields import Row
from app.domain.rows import whole_of
from app.ledgers.print_log import PRINTER
from app.operations import versions
from app.reports.sheet import Sheet
from app.storage.book import Book

PRINT = "print"


@dataclass(frozen=True)
class Printed:
    """What 打印记录 says of one sheet: its kind, whose it is, its edition, its paper, its pages and copies.

    `put` is what makes it the edition that hangs, None for papers that hang nowhere.
    """

    key: str
    kind: str
    unit: int | None
    title: str
    version: str = ""
    paper: str = ""
    pages: int = 0
    copies: int = 1
    put: versions.Put | None = None


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


def note_batch(book: Book, printed: Sequence[Printed], way: str) -> str:
    """List sheets that were printed or written out together in 打印记录, as one batch, whatever they are for.

    Returns:
        The batch, as it stands in the list; "" where nothing was printed.

    Source: product H9 (batch print with a log).
    """
    if not printed:
        return ""
    versions.put(book, [one.put for one in printed if one.put])
    for key, title in dict.fromkeys((one.key, one.kind) for one in printed):
        book.note("sheet.print" if way == PRINTER else "sheet.export", f"sheet/{key}", title)
    return _list(book, printed, way, together=True)


def _list_walls(book: Book, walls: Sequence[Sheet], copies: int) -> None:
    """One line of 打印记录 for each sheet for a wall."""
    if walls:
        printed = [Printed(s.key, *_about(book, s), s.title, s.facts["version"], copies=copies) for s in walls]
        _list(book, printed, PRINTER, together=len(walls) > 1)


def _about(book: Book, wall: Sheet) -> tuple[str, int | None]:
    """The kind of a sheet for a wall and the unit it is about."""
    from app.operations.sheets import kind_of, unit_of_version

    kind = kind_of(wall.key)
    return kind.title, unit_of_version(book, kind, int(wall.facts["of"]))


def _list(book: Book, printed: Sequence[Printed], way: str, *, together: bool) -> str:
    """One line for each, all as one step."""
    if "print_log" not in book.ledgers:
        return ""
    moment = book.now()
    batch = moment[:19].replace("-", "").replace("T", "-").replace(":", "") if together else ""
    with book.change("记打印", kind=PRINT) as writer:
        for one in printed:
            row: Row = {
                "printed_on": book.today().isoformat(),
                "printed_at": moment[11:16],
                "unit": one.unit,
                "kind": one.kind,
                "sheet": one.title,
                "version": one.version or None,
                "paper": one.paper or None,
                "pages": one.pages or None,
                "copies": max(one.copies, 1),
                "way": way,
                "printed_by": book.actor_name,
                "batch": batch or None,
            }
            writer.save(book.ledgers["print_log"], row)
    return batch
