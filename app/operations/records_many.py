"""The same change to many ticked rows: one step, one undo, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Field, Row
from app.domain.ledger import LedgerDef
from app.domain.rows import text_of
from app.operations.records_base import Saved, checked, existing, merged, others, refresh_header, refuse_voided
from app.storage.book import Book

SHOWN = 12


def fields_for_many(ledger: LedgerDef) -> list[Field]:
    """What may be set for many rows at once: what names a row and the files of one row are its own."""
    own = {*ledger.identity, ledger.parent, ledger.line_number, ledger.alike}
    return [field for field in ledger.typed if field.key not in own and field.kind != "attachment"]


def save_many(book: Book, ledger: LedgerDef, row_ids: Sequence[int], texts: Mapping[str, str]) -> list[Saved]:
    """Write the same texts into many rows; fields not named stay as they are.

    Raises:
        Refused: Nothing was filled, or any row cannot take it; each fault names its row, nothing is written.
    """
    if not texts or not row_ids:
        raise Refused("没有填写要改的内容,或没有选中记录。没有改动任何内容。", "E-NOTHING")
    rows: list[Row] = []
    wrong: list[Fault] = []
    hints: list[list[Fault]] = []
    for number in row_ids:
        refuse_voided(existing(book, ledger, number))
        row, faults = merged(book, ledger, number, texts)
        found = faults + others(faults, checked(book, ledger, row))
        title = book.title(ledger.key, number)
        wrong += [Fault(fault.field, f"{title}:{fault.message}", fault.code) for fault in hard(found)]
        hints.append([fault for fault in found if fault.soft])
        rows.append(row)
    if wrong:
        more = [Fault("", f"还有 {len(wrong) - SHOWN} 处")] if len(wrong) > SHOWN else []
        raise Refused([*wrong[:SHOWN], *more, Fault("", "所选各条都没有改动。")], wrong[0].code)
    with book.change(f"批量修改{ledger.title} {len(rows)} 条") as writer:
        for row in rows:
            writer.save(ledger, row)
            refresh_header(book, ledger, row, writer)
    fresh = book.page(ledger.key, row_ids)
    return [
        Saved(number, text_of(row, "number"), row, soft)
        for number, row, soft in zip(row_ids, fresh, hints, strict=True)
    ]
