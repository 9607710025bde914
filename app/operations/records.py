"""One row of any register: check, save, move, void, undo, history. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.faults import Fault, Refused
from app.domain.fields import Attachment, Row, Value
from app.domain.ledger import LedgerDef, Move, required_text
from app.domain.rows import id_of, text_of
from app.operations.records_base import (
    Saved,
    checked,
    fixed_faults,
    merged,
    new_row,
    or_refuse,
    others,
    prepare,
    read_texts,
    reading,
    refuse_merged,
    refuse_voided,
    write,
)
from app.operations.records_files import add_file, add_files, board_photos, file_bytes
from app.operations.records_lines import LineEdit, LinesPart, LinesSaved, save_lines, save_parts
from app.operations.records_past import FieldChange, can_redo, can_undo, history, redo, undo
from app.operations.records_typing import draft, drop_draft, filled_in, keep_draft, recent_texts, similar
from app.operations.records_void import restore, void
from app.operations.rights import must_enter
from app.storage.book import Book
from app.storage.history import Undone

__all__ = [
    "FieldChange",
    "LineEdit",
    "LinesPart",
    "LinesSaved",
    "Saved",
    "Undone",
    "add_file",
    "add_files",
    "board_photos",
    "can_redo",
    "can_undo",
    "draft",
    "drop_draft",
    "file_bytes",
    "filled_in",
    "fixed_faults",
    "history",
    "keep_draft",
    "new_row",
    "others",
    "prepare",
    "read_texts",
    "reading",
    "recent_texts",
    "redo",
    "restore",
    "save_lines",
    "save_parts",
    "similar",
    "undo",
    "void",
]


def shown(book: Book, ledger: LedgerDef, row: Row) -> dict[str, str]:
    """The texts of one row, as its form shows them."""
    titles = book.titles(ledger, [row])
    return {
        key: text_of(row, key) if isinstance(field_, Attachment) else field_.show(row.get(key), titles)
        for key, field_ in ledger.by_key.items()
    }


def check_row(book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str]) -> list[Fault]:
    """Everything wrong with a row as typed, without saving it."""
    row, faults = merged(book, ledger, row_id, texts)
    return faults + others(faults, checked(book, ledger, row))


def save(
    book: Book,
    ledger: LedgerDef,
    row_id: int | None,
    texts: Mapping[str, str],
    *,
    version: int | None = None,
    draft: str = "",
) -> Saved:
    """Check and save one row of any register; `draft` names what was kept while it was typed and is not needed now.

    Raises:
        Refused: Faults (all of them), or the row was changed by somebody else since it was shown.
    """
    refuse_merged(book, ledger, row_id)
    must_enter(book, ledger)
    row, faults = merged(book, ledger, row_id, texts)
    if version is not None:
        row["row_version"] = version
    soft = or_refuse(faults + others(faults, checked(book, ledger, row)))
    label = f"{'修改' if row_id else '新增'}{ledger.title}"
    return write(book, ledger, row, label, "", soft, draft)


def moves(book: Book, ledger: LedgerDef, row: Row) -> list[Move]:
    """The moves that are legal from the row's state; none for a row a township sent to this county."""
    if book.info.is_county and (row_id := id_of(row, "id")):
        from app.operations.county_origin import senders

        if senders(book, ledger.key, [row_id]):
            return []
    return list(ledger.moves_from(text_of(row, "state")))


def move(
    book: Book,
    ledger: LedgerDef,
    row_id: int,
    to: str,
    *,
    reason: str = "",
    texts: Mapping[str, str] | None = None,
) -> Saved:
    """Move a row to another state along a declared move; `to` is the state or the move's label.

    Raises:
        Refused: No such move from here, a needed field is empty, or the move's own rule forbids it.
    """
    row, chosen, soft = moved(book, ledger, row_id, to, reason, texts or {})
    return write(book, ledger, row, f"{chosen.label}:{ledger.title}", reason.strip(), soft)


def moved(
    book: Book, ledger: LedgerDef, row_id: int, to: str, reason: str, texts: Mapping[str, str]
) -> tuple[Row, Move, list[Fault]]:
    """The row as a move would leave it, the move, and what is still pointed out; nothing is written.

    Raises:
        Refused: See move.
    """
    refuse_merged(book, ledger, row_id)
    row, faults = merged(book, ledger, row_id, texts)
    or_refuse(faults)
    chosen = _legal(ledger, row, to)
    if chosen.reason and not reason.strip():
        raise Refused(f"“{chosen.label}”要写明理由。本条没有改动。", "E-REASON")
    around = book.around()
    asked = required_text(row, chosen.needs, ledger) + list(chosen.refuse(row, around) if chosen.refuse else ())
    or_refuse(asked)
    given: dict[str, Value] = {"actor": book.actor_name, "today": book.today().isoformat(), "reason": reason.strip()}
    stamped = {key: given[what] for key, what in chosen.stamps.items()}
    filled = chosen.fill({**row, **stamped}, around) if chosen.fill else {}
    if chosen.archive:
        from app.operations.archives import keep_as_it_hung

        keep_as_it_hung(book, ledger, row, chosen)
    row.update({**dict.fromkeys(chosen.clears), **stamped, **filled})
    row["state"] = chosen.to
    return row, chosen, or_refuse(prepare(ledger, row, around))


def _legal(ledger: LedgerDef, row: Row, to: str) -> Move:
    state = text_of(row, "state")
    refuse_voided(row)
    for candidate in ledger.moves_from(state):
        if to in (candidate.to, candidate.label):
            return candidate
    able = "、".join(f"{m.label}→{m.to}" for m in ledger.moves_from(state)) or "没有可办的"
    raise Refused(f"“{state}”不能直接变为“{to}”。现在可办:{able}。本条没有改动。", "E-MOVE")
