"""The same change or move of many ticked rows: one step, one undo, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Field, Row
from app.domain.ledger import LedgerDef, Move
from app.domain.rows import id_of, text_of
from app.operations.records import moved
from app.operations.records_base import Saved, checked, existing, merged, others, refresh_header, refuse_voided
from app.operations.rights import must_enter
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
    must_enter(book, ledger)
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
    _refuse(wrong)
    return _written(book, ledger, rows, hints, f"批量修改{ledger.title} {len(rows)} 条", "")


def moves_of_many(ledger: LedgerDef, rows: Sequence[Row]) -> list[Move]:
    """The moves that several rows can make together: declared so, and legal for each of them."""
    states = {text_of(row, "state") for row in rows}
    return [move for move in ledger.moves if move.many and states <= set(move.sources)]


def move_many(
    book: Book,
    ledger: LedgerDef,
    row_ids: Sequence[int],
    label: str,
    *,
    reason: str = "",
    texts: Mapping[str, str] | None = None,
) -> list[Saved]:
    """Move many rows along one declared move with the same words.

    Raises:
        Refused: Any of them cannot go; each fault names its row, none has moved.
    """
    rows: list[Row] = []
    wrong: list[Fault] = []
    hints: list[list[Fault]] = []
    for number in row_ids:
        try:
            row, _, soft = moved(book, ledger, number, label, reason, texts or {})
        except Refused as refused:
            title = book.title(ledger.key, number)
            wrong += [replace(fault, message=f"{title}:{fault.message}") for fault in refused.faults]
            continue
        rows.append(row)
        hints.append(soft)
    if not row_ids:
        raise Refused("没有选中记录。没有改动任何内容。", "E-NOTHING")
    _refuse(wrong)
    return _written(book, ledger, rows, hints, f"{label}:{ledger.title} {len(rows)} 条", reason.strip())


def _refuse(wrong: Sequence[Fault]) -> None:
    if wrong:
        more = [Fault("", f"还有 {len(wrong) - SHOWN} 处")] if len(wrong) > SHOWN else []
        raise Refused([*wrong[:SHOWN], *more, Fault("", "所选各条都没有改动。")], wrong[0].code)


def _written(
    book: Book, ledger: LedgerDef, rows: Sequence[Row], hints: Sequence[list[Fault]], label: str, reason: str
) -> list[Saved]:
    with book.change(label, reason) as writer:
        for row in rows:
            writer.save(ledger, row)
            refresh_header(book, ledger, row, writer)
    ids = [id_of(row, "id") or 0 for row in rows]
    fresh = book.page(ledger.key, ids)
    return [
        Saved(number, text_of(row, "number"), row, soft) for number, row, soft in zip(ids, fresh, hints, strict=True)
    ]
