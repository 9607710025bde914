"""Nothing is deleted: a row is voided with its lines, and may come back."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.operations.records_base import existing, fixed_faults, or_refuse, refresh_header, refuse_merged, twice
from app.operations.rights import must_enter
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer


def void(book: Book, ledger: LedgerDef, row_id: int, reason: str) -> None:
    """Void a row and the lines below it; nothing is deleted.

    Raises:
        Refused: No reason, or other rows still point to it.
    """
    must_enter(book, ledger)
    refuse_merged(book, ledger, row_id)
    row = existing(book, ledger, row_id)
    if not reason.strip():
        raise Refused("作废要写明理由。本条没有改动。", "E-REASON")
    if ledger.parent:
        or_refuse(fixed_faults(book, ledger, row))
    if used := _linking(book, ledger, row_id):
        names = "、".join(f"{book.ledgers[key].title}“{book.title(key, other)}”" for key, other in used[:3])
        raise Refused(f"还有 {len(used)} 条记录在用它({names}),不能作废。请先改掉那些记录。", "E-LINKED")
    with book.change(f"作废{ledger.title}", reason.strip()) as writer:
        for key in ledger.children:
            child = book.ledgers[key]
            for line in book.page(key, book.ids(key, Query(where={child.parent: row_id}))):
                writer.void(child, id_of(line, "id") or 0, reason.strip())
        writer.void(ledger, row_id, reason.strip())
        refresh_header(book, ledger, row, writer)


def restore(book: Book, ledger: LedgerDef, row_id: int, reason: str = "") -> None:
    """Take a voided row back into the register, with its lines.

    Raises:
        Refused: Meanwhile another row took its place.
    """
    restore_many(book, [(ledger, row_id)], reason)


def restore_many(book: Book, wanted: Sequence[tuple[LedgerDef, int]], reason: str = "") -> None:
    """Take voided rows of any registers back, with their lines: one step, all or none.

    Raises:
        Refused: Meanwhile another row took the place of one of them.
    """
    rows = [(ledger, _restorable(book, ledger, row_id)) for ledger, row_id in wanted]
    if not rows:
        raise Refused("没有选中要恢复的记录。没有改动任何内容。", "E-NOTHING")
    label = f"恢复{rows[0][0].title}" if len(rows) == 1 else f"恢复 {len(rows)} 条作废的记录"
    with book.change(label, reason) as writer:
        for ledger, row in rows:
            _restore(book, ledger, row, writer)


def _restorable(book: Book, ledger: LedgerDef, row_id: int) -> Row:
    must_enter(book, ledger)
    refuse_merged(book, ledger, row_id)
    row = existing(book, ledger, row_id)
    if taken := twice(book, ledger, row):
        raise Refused([*taken, Fault("", "没有恢复;请先改掉或作废那一条。")], "E-TWICE")
    return row


def _restore(book: Book, ledger: LedgerDef, row: Row, writer: Writer) -> None:
    row_id = id_of(row, "id") or 0
    writer.unvoid(ledger, row_id)
    for key in ledger.children:
        child = book.ledgers[key]
        for line in book.page(key, book.ids(key, Query(where={child.parent: row_id}, voided=True))):
            if line.get("void_reason") == row.get("void_reason"):
                writer.unvoid(child, id_of(line, "id") or 0)
    refresh_header(book, ledger, row, writer)


def _linking(book: Book, ledger: LedgerDef, row_id: int) -> list[tuple[str, int]]:
    """Rows that point to this one, its own lines left out."""
    found: list[tuple[str, int]] = []
    for other in book.ledgers.values():
        for link in other.links:
            if link.register == ledger.key and not (other.key in ledger.children and link.key == other.parent):
                found += [(other.key, number) for number in book.ids(other.key, Query(where={link.key: row_id}))]
    return found
