"""Two entries of the same thing become one: nothing is lost, both histories stay, one undo."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.faults import Fault, Refused
from app.domain.fields import Attachment, Link, Row, Value
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, ids_of, text_of
from app.operations.records_base import existing, fixed, or_refuse, prepare, refuse_merged, refuse_voided
from app.operations.rights import must_enter
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer


@dataclass(frozen=True)
class Merged:
    """What became of a merge: the entry that stayed, the voided one, and how many rows now point elsewhere."""

    kept: int
    voided: int
    moved: int
    hints: list[Fault]


def able(ledger: LedgerDef) -> bool:
    """Whether entries of a register can be the same thing twice: those that warn of it while typing."""
    return bool(ledger.alike) and not ledger.parent


def merge(book: Book, ledger: LedgerDef, keep_id: int, gone_id: int, reason: str) -> Merged:
    """Take one entry over into another: lines, links and files go to the kept one, the other is voided.

    What stands in the kept entry wins; its empty fields are filled from the other. Everything is one step.

    Raises:
        Refused: The same entry twice, no reason, one is voided or was reviewed, or the result would be wrong.
    """
    must_enter(book, ledger)
    if keep_id == gone_id or not able(ledger):
        raise Refused("要合并,请在同一台账里选中两条不同的记录。没有改动任何内容。", "E-MERGE")
    if not reason.strip():
        raise Refused("合并要写明理由。没有改动任何内容。", "E-REASON")
    kept, gone = (existing(book, ledger, number) for number in (keep_id, gone_id))
    for row in (kept, gone):
        refuse_merged(book, ledger, id_of(row, "id"))
        refuse_voided(row)
        if row.get("state") in ledger.fixed_states:
            or_refuse([fixed(book.title(ledger.key, id_of(row, "id") or 0), row)])
    names = [text_of(row, "number") or f"#{row['id']}" for row in (kept, gone)]
    with book.change(f"合并{ledger.title}:{names[1]}并入{names[0]}", reason.strip()) as writer:
        moved = _point_elsewhere(book, ledger, gone_id, keep_id, writer)
        row = _united(ledger, writer.row(ledger.key, keep_id) or kept, gone)
        hints = or_refuse(prepare(ledger, row, writer))
        writer.save(ledger, row)
        writer.void(ledger, gone_id, f"并入 {names[0]}:{reason.strip()}")
    return Merged(keep_id, gone_id, moved, hints)


def _united(ledger: LedgerDef, kept: Row, gone: Row) -> Row:
    """The kept row with its gaps filled; files and links to several rows of both."""
    row = dict(kept)
    for field in ledger.typed:
        mine, theirs = kept.get(field.key), gone.get(field.key)
        if isinstance(field, Attachment):
            row[field.key] = _lines_of_both(mine, theirs)
        elif isinstance(field, Link) and field.many:
            row[field.key] = list(dict.fromkeys([*ids_of(kept, field.key), *ids_of(gone, field.key)]))
        elif mine in (None, "") and theirs not in (None, ""):
            row[field.key] = theirs
    for link in ledger.links:  # neither of the two points to the other or to itself any more
        if link.register == ledger.key and row.get(link.key) in (kept["id"], gone["id"]):
            row[link.key] = None
    return row


def _lines_of_both(mine: Value, theirs: Value) -> Value:
    lines = dict.fromkeys([*str(mine or "").splitlines(), *str(theirs or "").splitlines()])
    return "\n".join(lines) or None


def _point_elsewhere(book: Book, ledger: LedgerDef, old: int, new: int, writer: Writer) -> int:
    """Every row that points to one entry, its lines too, points to the other; returns how many."""
    count = 0
    for other in book.ledgers.values():
        links = [link for link in other.links if link.register == ledger.key]
        for link in links:
            for row in book.page(other.key, book.ids(other.key, Query(where={link.key: old}))):
                if other.key == ledger.key and row["id"] in (old, new):
                    continue
                if _same_line_there(book, other, link, row, new):
                    raise Refused(
                        f"两条的{other.title}里都有“{book.title(other.key, id_of(row, 'id') or 0)}”,不能合并。"
                        "没有改动任何内容;请先作废重复的那一行。",
                        "E-TWICE",
                    )
                ids = [new if one == old else one for one in ids_of(row, link.key)]
                writer.save(other, {**row, link.key: list(dict.fromkeys(ids)) if link.many else new})
                count += 1
        if other.points_at:
            register, number = other.points_at
            for row in book.page(other.key, book.ids(other.key, Query(where={register: ledger.key, number: old}))):
                writer.save(other, {**row, number: new})
                count += 1
    return count


def _same_line_there(book: Book, other: LedgerDef, link: Link, row: Row, new: int) -> bool:
    """Whether the kept entry has this very line already: two of the same name could not be told apart."""
    if link.key not in other.identity:
        return False
    where = {key: new if key == link.key else row.get(key) for key in other.identity}
    return bool(book.ids(other.key, Query(where=where)))
