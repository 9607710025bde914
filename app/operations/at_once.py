"""立行立改: found, mended and proved the same day, entered in one form and saved in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.domain.faults import Refused
from app.domain.fields import Row, Value
from app.domain.ledger import LedgerDef, Move, required_text
from app.domain.proofs import named
from app.domain.rows import text_of
from app.operations import attachments
from app.operations.records_base import Saved, checked, drop_draft, existing, merged, or_refuse, others, refresh_header
from app.storage.book import Book


class NewFile(NamedTuple):
    """A file for a field of the new row, and what kind it is."""

    key: str
    path: Path
    kind: str = ""

    @property
    def name(self) -> str:
        """Its name with its kind."""
        return named(self.path.name, self.kind) if self.kind else self.path.name


def moves_at_once(ledger: LedgerDef) -> list[Move]:
    """The moves a new row may make in the same save."""
    return [move for move in ledger.moves_from(ledger.first_state or "") if move.at_once]


def save_and_move(
    book: Book,
    ledger: LedgerDef,
    texts: Mapping[str, str],
    label: str,
    *,
    files: Sequence[NewFile] = (),
    reason: str = "",
    draft: str = "",
) -> Saved:
    """Enter a new row and make its first move, one transaction and one undo; files are its proof.

    Args:
        book: The book.
        ledger: The register.
        texts: Everything typed.
        label: The move, which must be marked at_once.
        files: What is put beside the book and named in the row.
        reason: Where the move asks for one.
        draft: Names what was kept while it was typed; it goes with the change.

    Raises:
        Refused: No such move, something is missing or wrong; nothing is in the register.
    """
    chosen = next((move for move in moves_at_once(ledger) if label in (move.label, move.to)), None)
    if chosen is None:
        raise Refused(f"{ledger.title}不能在登记时直接办“{label}”。没有保存;请先保存再办。", "E-MOVE")
    if chosen.reason and not reason.strip():
        raise Refused(f"“{chosen.label}”要写明理由。没有保存。", "E-REASON")
    row, faults = merged(book, ledger, None, texts)
    faults += others(faults, required_text(row, chosen.needs, ledger))
    given: dict[str, Value] = {"actor": book.actor_name, "today": book.today().isoformat(), "reason": reason.strip()}
    row.update({key: given[what] for key, what in chosen.stamps.items()})
    row["state"] = chosen.to
    asked = faults + others(faults, checked(book, ledger, row))
    if chosen.refuse:
        asked += others(asked, list(chosen.refuse(_with_names(row, files), book.around())))
    soft = or_refuse(list(dict.fromkeys(asked)))
    with book.change(f"{chosen.label}:{ledger.title}", reason.strip()) as writer:
        number = writer.save(ledger, row)
        written = writer.row(ledger.key, number) or row  # with its number, after which files are named
        for file in files:
            attachments.attach(book, ledger, written, file.key, file.name, attachments.read_file(file.path))
        writer.save(ledger, written)
        refresh_header(book, ledger, written, writer)
        if draft:
            drop_draft(book, draft)
    saved = existing(book, ledger, number)
    return Saved(number, text_of(saved, "number"), saved, soft)


def _with_names(row: Row, files: Sequence[NewFile]) -> Row:
    """The row as it will be once the files are in: what is refused is refused before anything is written."""
    out = dict(row)
    for file in files:
        out[file.key] = "\n".join([*text_of(out, file.key).splitlines(), f"{'0' * 64} {file.name}"])
    return out
