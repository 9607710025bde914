"""Rows made from other rows: a finding becomes a problem, once, linked, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Link, Row
from app.domain.ledger import Around, LedgerDef, Raise
from app.domain.rows import id_of, ids_of
from app.operations.records_base import (
    Saved,
    checked,
    existing,
    new_row,
    or_refuse,
    others,
    prepare,
    read_texts,
    refresh_header,
    refuse_voided,
)
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer


@dataclass(frozen=True)
class Offer:
    """An action as it stands for one row; `reason` says why it cannot be done now, "" where it can."""

    action: Raise
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What an action would make: rows of `target`, and the fields that must still be filled for all of them."""

    target: LedgerDef
    rows: list[Row]
    missing: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def offers(book: Book, ledger: LedgerDef, row: Row) -> list[Offer]:
    """The actions a row offers; one that cannot be done now says why."""
    if not ledger.raises or row.get("voided") or not row.get("id"):
        return []
    around = book.around()
    return [Offer(action, _why_not(book, ledger, row, action, around)) for action in ledger.raises]


def plan(
    book: Book, ledger: LedgerDef, row_id: int | Sequence[int], label: str, texts: Mapping[str, str] | None = None
) -> Plan:
    """What an action would make of a row (or several), without writing: the window asks for what is missing.

    Raises:
        Refused: No such action, it was done already, or it cannot be done now.
    """
    sources, actions, target = _asked(book, ledger, row_id, label)
    rows: list[Row] = []
    faults: list[Fault] = []
    for source, action in zip(sources, actions, strict=True):
        made, wrong = _made(book, ledger, source, action, texts or {})
        rows += made
        faults += wrong
    for row in rows:
        faults += others(faults, checked(book, target, row))
    found = list(dict.fromkeys(hard(faults)))
    missing = [one.key for one in target.typed if any(fault.field == one.key for fault in found)]
    return Plan(target, rows, missing, found)


def raise_rows(
    book: Book, ledger: LedgerDef, row_id: int | Sequence[int], label: str, texts: Mapping[str, str] | None = None
) -> list[Saved]:
    """Make rows of another register from one row (or several) and link them: one transaction, one undo.

    Args:
        book: The book.
        ledger: The register of the rows one stands on.
        row_id: The row, or ticked rows.
        label: The action, see LedgerDef.raises.
        texts: What was typed for the new rows; each of them gets it.

    Returns:
        The new rows.

    Raises:
        Refused: It was done already, something is missing or wrong; nothing is written.
    """
    sources, actions, target = _asked(book, ledger, row_id, label)
    saved: list[Saved] = []
    with book.change(f"{label}:{ledger.title}") as writer:
        for source, action in zip(sources, actions, strict=True):
            rows, faults = _made(book, ledger, source, action, texts or {})
            or_refuse(faults)
            saved += [_save_one(book, target, made, writer) for made in rows]
            _point(book, ledger, source, action, [one.id for one in saved[-len(rows) :]], writer)
    return [Saved(one.id, one.number, existing(book, target, one.id), one.hints) for one in saved]


def _asked(
    book: Book, ledger: LedgerDef, row_id: int | Sequence[int], label: str
) -> tuple[list[Row], list[Raise], LedgerDef]:
    ids = [row_id] if isinstance(row_id, int) else list(row_id)
    if not ids:
        raise Refused("没有选中记录。没有改动任何内容;请先选中要办理的记录。", "E-NOTHING")
    sources = [existing(book, ledger, one) for one in ids]
    actions = [_able(book, ledger, source, label) for source in sources]
    return sources, actions, book.ledgers[actions[0].to]


def _save_one(book: Book, target: LedgerDef, made: Row, writer: Writer) -> Saved:
    soft = or_refuse(checked(book, target, made))
    number = writer.save(target, made)
    written = writer.row(target.key, number) or made
    refresh_header(book, target, written, writer)
    return Saved(number, str(written.get("number") or ""), written, soft)


def _point(book: Book, ledger: LedgerDef, source: Row, action: Raise, made: list[int], writer: Writer) -> None:
    """The row points to what was made from it; what follows from that is worked out again."""
    link = ledger.by_key.get(action.link)
    if not isinstance(link, Link):
        return
    row = writer.row(ledger.key, id_of(source, "id") or 0) or source
    row[link.key] = [*ids_of(row, link.key), *made] if link.many else made[0]
    or_refuse(prepare(ledger, row, writer))
    writer.save(ledger, row)
    refresh_header(book, ledger, row, writer)


def _made(
    book: Book, ledger: LedgerDef, source: Row, action: Raise, texts: Mapping[str, str]
) -> tuple[list[Row], list[Fault]]:
    target = book.ledgers[action.to]
    given = [row for row in action.make(source, book.around()) if row]
    if not given:
        raise Refused(f"这一条没有可以“{action.label}”的内容。没有改动任何内容。", "E-NOTHING")
    values, faults = read_texts(book, target, texts)
    made = []
    for row in given:
        filled = {key: value for key, value in row.items() if value not in (None, "", [])}
        made.append({**new_row(book, target), **filled, **values})
    link = ledger.by_key.get(action.link)
    if isinstance(link, Link) and not link.many and len(made) > 1:
        raise ValueError(f"{ledger.key}.{action.link} holds one row, {action.label} made {len(made)}")
    return made, faults


def _able(book: Book, ledger: LedgerDef, row: Row, label: str) -> Raise:
    refuse_voided(row)
    action = next((one for one in ledger.raises if one.label == label), None)
    if action is None:
        able = "、".join(one.label for one in ledger.raises) or "没有可办的"
        raise Refused(f"{ledger.title}没有“{label}”。现在可办:{able}。本条没有改动。", "E-RAISE")
    if reason := _why_not(book, ledger, row, action, book.around()):
        raise Refused(f"不能“{label}”:{reason}。没有改动任何内容。", "E-RAISE")
    return action


def _why_not(book: Book, ledger: LedgerDef, row: Row, action: Raise, around: Around) -> str:
    if not book.may_read(action.to):
        return f"“{book.ledgers[action.to].title}”由经办人和纪委书记办理"
    if not action.many and (done := _done(book, ledger, row, action)):
        title = book.title(action.to, done[0])
        return f"已经办过,见{book.ledgers[action.to].title}“{title}”"
    return action.when(row, around) if action.when else ""


def _done(book: Book, ledger: LedgerDef, row: Row, action: Raise) -> list[int]:
    """What was made from the row before: the rows it points to, else the rows that point back to it."""
    if action.link:
        return ids_of(row, action.link)
    back = [link.key for link in book.ledgers[action.to].links if link.register == ledger.key]
    return [number for key in back for number in book.ids(action.to, Query(where={key: row.get("id")}))]
