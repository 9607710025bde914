"""The lines of one header, saved together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.faults import Fault, hard
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, whole_of
from app.operations.records_base import (
    existing,
    fixed,
    merged,
    or_refuse,
    others,
    prepare,
    refuse_merged,
    refuse_voided,
    twice,
)
from app.operations.rights import must_enter
from app.storage.book import Book


@dataclass(frozen=True)
class LineEdit:
    """One line of a header as typed; `id` None is a new line."""

    id: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True)
class LinesSaved:
    """What became of edited lines: faults by their index; `saved` only where no hard fault was found.

    `header` is what is then wrong with the header itself, such as sums that do not fit; it stops nothing.
    """

    faults: dict[int, list[Fault]]
    saved: list[Row] = field(default_factory=list)
    header: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class LinesPart:
    """The edited lines of one register below a header, and the ids of those taken out."""

    ledger: LedgerDef
    edits: Sequence[LineEdit]
    removed: Sequence[int] = ()


def save_lines(
    book: Book,
    header: LedgerDef,
    header_id: int,
    line_ledger: LedgerDef,
    edits: Sequence[LineEdit],
    removed: Sequence[int] = (),
) -> LinesSaved:
    """Save the edited lines of a header in one step; nothing is written where any line has a hard fault."""
    return save_parts(book, header, header_id, [LinesPart(line_ledger, edits, removed)])[0]


def save_parts(book: Book, header: LedgerDef, header_id: int, parts: Sequence[LinesPart]) -> list[LinesSaved]:
    """Save the edited lines of several registers below one header in one step, or none of them."""
    must_enter(book, header)
    refuse_merged(book, header, header_id)
    top = existing(book, header, header_id)
    refuse_voided(top)
    if top.get("state") in header.fixed_states:
        or_refuse([fixed(book.title(header.key, header_id), top)])
    read = [_checked(book, header_id, part) for part in parts]
    if any(hard(found) for _, faults in read for found in faults.values()):
        return [LinesSaved(faults) for _, faults in read]
    with book.change(f"修改{header.title}明细") as writer:
        for part, (rows, _) in zip(parts, read, strict=True):
            for line_id in part.removed:
                writer.void(part.ledger, line_id, "从表中移去")
            for row in rows:
                row["id"] = writer.save(part.ledger, row)
        wrong = prepare(header, top, writer)
        writer.save(header, top)
    return [LinesSaved(faults, rows, wrong) for rows, faults in read]


def _checked(book: Book, header_id: int, part: LinesPart) -> tuple[list[Row], dict[int, list[Fault]]]:
    """The rows of a part as they would be saved, and what is wrong with each."""
    rows: list[Row] = []
    faults: dict[int, list[Fault]] = {}
    for index, edit in enumerate(part.edits):
        row, found = merged(book, part.ledger, edit.id, edit.texts, parent=header_id)
        row[part.ledger.parent] = header_id
        rows.append(row)
        faults[index] = found + others(found, prepare(part.ledger, row, book.around()))
    _number(part.ledger, rows, part.edits)
    for index, fault in _same(book, part.ledger, rows, part.removed):
        faults[index].append(fault)
    return rows, {index: found for index, found in faults.items() if found}


def _number(ledger: LedgerDef, rows: Sequence[Row], edits: Sequence[LineEdit]) -> None:
    """New lines without a number of their own follow each other, after the highest typed or kept."""
    key = ledger.line_number
    if not key:
        return
    new = [edit.id is None and not edit.texts.get(key) for edit in edits]
    after = min((whole_of(row, key) for row, is_new in zip(rows, new, strict=True) if is_new), default=1) - 1
    last = max([after, *(whole_of(row, key) for row, is_new in zip(rows, new, strict=True) if not is_new)])
    for row, is_new in zip(rows, new, strict=True):
        if is_new:
            last += 1
            row[key] = last


def _same(book: Book, ledger: LedgerDef, rows: Sequence[Row], removed: Sequence[int]) -> Iterator[tuple[int, Fault]]:
    """Lines that bear the same name as another line, here or in the book."""
    changed = {*removed, *(number for row in rows if (number := id_of(row, "id")))}
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        if not ledger.identity or row.get(ledger.identity[0]) is None:
            continue
        name = repr([row.get(key) for key in ledger.identity])
        if name in seen:
            own = [key for key in ledger.identity if key != ledger.parent] or [ledger.identity[0]]
            labels = "、".join(ledger.label(key) for key in own)
            yield index, Fault(own[0], f"{labels}:与第 {seen[name] + 1} 行相同,请改正或移去一行", "E-TWICE")
        else:
            seen[name] = index
            yield from ((index, fault) for fault in twice(book, ledger, row, changed))
