"""One row of any register: check, save, move, void, undo, history. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Attachment, Reading, Row, Value
from app.domain.ledger import COMMON_FIELDS, Around, LedgerDef, Move, required_text
from app.domain.machine import reason
from app.domain.rows import id_of, text_of
from app.storage.book import Book
from app.storage.history import Undone
from app.storage.reading import Query
from app.storage.writing import Writer

__all__ = ["Undone"]


@dataclass(frozen=True)
class Saved:
    """A row as it now stands in the book; `hints` are soft faults that ask for a 说明 before it goes out."""

    id: int
    number: str
    row: Row
    hints: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class LineEdit:
    """One line of a header as typed; `id` None is a new line."""

    id: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True)
class LinesSaved:
    """What became of edited lines: faults by their index; `saved` only where no hard fault was found."""

    faults: dict[int, list[Fault]]
    saved: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class FieldChange:
    """One line of a row's history in words: who changed what, when, from what to what."""

    at: str
    actor: str
    actor_name: str
    label: str
    reason: str
    fields: list[tuple[str, str, str]]


def reading(book: Book) -> Reading:
    """How typed text is read in this book today."""
    return Reading(book.today(), book)


def prepare(ledger: LedgerDef, row: Row, around: Around) -> list[Fault]:
    """Fill the derived fields of a row in place and say everything that is wrong with it."""
    if ledger.derive:
        row.update(ledger.derive(row, around))
    return ledger.faults(row, around)


def others(read: list[Fault], checked: list[Fault]) -> list[Fault]:
    """What rules say about fields that could be read; the others have their own fault already."""
    bad = {fault.field for fault in read}
    return [fault for fault in checked if fault.field not in bad]


def read_texts(book: Book, ledger: LedgerDef, texts: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    """Typed texts as values, refusing what only the program may fill."""
    known = {key: text for key, text in texts.items() if key in ledger.by_key}
    row, faults = ledger.read({k: t for k, t in known.items() if not ledger.by_key[k].stamped}, reading(book))
    for key, text in texts.items():
        if key not in ledger.by_key:
            faults.append(Fault(key, f"{ledger.title}没有“{key}”这一项", "E-FIELD"))
        elif ledger.by_key[key].stamped and text:
            faults.append(Fault(key, f"{ledger.label(key)}:由程序填写,不能直接修改", "E-STAMPED"))
    return row, faults


def shown(book: Book, ledger: LedgerDef, row: Row) -> dict[str, str]:
    """The texts of one row, as its form shows them."""
    titles = book.titles(ledger, [row])
    return {
        key: text_of(row, key) if isinstance(field_, Attachment) else field_.show(row.get(key), titles)
        for key, field_ in ledger.by_key.items()
    }


def new_row(book: Book, ledger: LedgerDef, *, parent: int | None = None) -> Row:
    """A blank row with its defaults, already under its header where it is a line."""
    row = ledger.blank(reading(book))
    if ledger.parent:
        row[ledger.parent] = parent
    return row


def check_row(book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str]) -> list[Fault]:
    """Everything wrong with a row as typed, without saving it."""
    row, faults = _merged(book, ledger, row_id, texts)
    return faults + others(faults, _checked(book, ledger, row))


def save(
    book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str], *, version: int | None = None
) -> Saved:
    """Check and save one row of any register.

    Raises:
        Refused: Faults (all of them), or the row was changed by somebody else since it was shown.
    """
    row, faults = _merged(book, ledger, row_id, texts)
    if version is not None:
        row["row_version"] = version
    soft = _or_refuse(faults + others(faults, _checked(book, ledger, row)))
    label = f"{'修改' if row_id else '新增'}{ledger.title}"
    return _write(book, ledger, row, label, "", soft)


def moves(book: Book, ledger: LedgerDef, row: Row) -> list[Move]:
    """The moves that are legal from the row's state."""
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
    row, faults = _merged(book, ledger, row_id, texts or {})
    _or_refuse(faults)
    chosen = _legal(ledger, row, to)
    if chosen.reason and not reason.strip():
        raise Refused(f"“{chosen.label}”要写明理由。本条没有改动。", "E-REASON")
    around = book.around()
    asked = required_text(row, chosen.needs, ledger) + list(chosen.refuse(row, around) if chosen.refuse else ())
    _or_refuse(asked)
    row.update(dict.fromkeys(chosen.clears))
    given: dict[str, Value] = {"actor": book.actor_name, "today": book.today().isoformat(), "reason": reason.strip()}
    row.update({key: given[what] for key, what in chosen.stamps.items()})
    row["state"] = chosen.to
    soft = _or_refuse(prepare(ledger, row, around))
    return _write(book, ledger, row, f"{chosen.label}:{ledger.title}", reason.strip(), soft)


def void(book: Book, ledger: LedgerDef, row_id: int, reason: str) -> None:
    """Void a row and the lines below it; nothing is deleted.

    Raises:
        Refused: No reason, or other rows still point to it.
    """
    row = _existing(book, ledger, row_id)
    if not reason.strip():
        raise Refused("作废要写明理由。本条没有改动。", "E-REASON")
    if ledger.parent:
        _or_refuse(fixed_faults(book, ledger, row))
    if used := _linking(book, ledger, row_id):
        names = "、".join(f"{book.ledgers[key].title}“{book.title(key, other)}”" for key, other in used[:3])
        raise Refused(f"还有 {len(used)} 条记录在用它({names}),不能作废。请先改掉那些记录。", "E-LINKED")
    with book.change(f"作废{ledger.title}", reason.strip()) as writer:
        for key in ledger.children:
            child = book.ledgers[key]
            for line in book.page(key, book.ids(key, Query(where={child.parent: row_id}))):
                writer.void(child, id_of(line, "id") or 0, reason.strip())
        writer.void(ledger, row_id, reason.strip())
        _refresh_header(book, ledger, row, writer)


def restore(book: Book, ledger: LedgerDef, row_id: int, reason: str = "") -> None:
    """Take a voided row back into the register, with its lines.

    Raises:
        Refused: Meanwhile another row took its place.
    """
    row = _existing(book, ledger, row_id)
    if taken := _twice(book, ledger, row):
        raise Refused([*taken, Fault("", "没有恢复;请先改掉或作废那一条。")], "E-TWICE")
    with book.change(f"恢复{ledger.title}", reason) as writer:
        writer.unvoid(ledger, row_id)
        for key in ledger.children:
            child = book.ledgers[key]
            for line in book.page(key, book.ids(key, Query(where={child.parent: row_id}, voided=True))):
                if line.get("void_reason") == row.get("void_reason"):
                    writer.unvoid(child, id_of(line, "id") or 0)
        _refresh_header(book, ledger, row, writer)


def undo(book: Book, batch: int | None = None) -> Undone:
    """Take back the last action, or a whole import."""
    return book.undo(batch)


def redo(book: Book) -> Undone:
    """Do again what was last taken back."""
    return book.redo()


def can_undo(book: Book) -> str:
    """What would be taken back, "" for nothing."""
    step = book.can_undo()
    return step.label if step else ""


def can_redo(book: Book) -> str:
    """What would be done again, "" for nothing."""
    step = book.can_redo()
    return step.label if step else ""


def history(book: Book, ledger: LedgerDef, row_id: int) -> list[FieldChange]:
    """Every change of a row in words, in the order it happened."""
    out = []
    for line in book.history(ledger.key, row_id):
        rows: list[Row] = [{key: value for key, value, _ in line.fields}, {key: value for key, _, value in line.fields}]
        titles = book.titles(ledger, rows)
        fields = [
            (ledger.label(key), ledger.show_one(rows[0], key, titles), ledger.show_one(rows[1], key, titles))
            for key in rows[0]
            if key in ledger.by_key or key in ("number", "state")
        ]
        out.append(FieldChange(line.at, line.actor, line.actor_name, line.label, line.reason, fields))
    return out


def similar(
    book: Book, ledger: LedgerDef, texts: Mapping[str, str], row_id: int | None = None
) -> list[tuple[int, str]]:
    """Rows of the same unit that say nearly the same, likeliest first: (id, title)."""
    if not ledger.alike or len(texts.get(ledger.alike, "")) < 6:
        return []
    row, _ = read_texts(book, ledger, {k: v for k, v in texts.items() if k in (ledger.alike, ledger.unit_field)})
    unit = id_of(row, ledger.unit_field)
    if unit is None:
        return []
    pairs = _pairs(text_of(row, ledger.alike))
    found = []
    for other in book.page(ledger.key, book.ids(ledger.key, Query(where={ledger.unit_field: unit}))):
        theirs = _pairs(text_of(other, ledger.alike))
        likeness = 2 * len(pairs & theirs) / (len(pairs) + len(theirs) or 1)
        if likeness >= 0.5 and other["id"] != row_id:
            found.append((likeness, id_of(other, "id") or 0))
    return [(number, book.title(ledger.key, number)) for _, number in sorted(found, reverse=True)[:5]]


def save_lines(
    book: Book,
    header: LedgerDef,
    header_id: int,
    line_ledger: LedgerDef,
    edits: Sequence[LineEdit],
    removed: Sequence[int] = (),
) -> LinesSaved:
    """Save the edited lines of a header in one step; nothing is written where any line has a hard fault."""
    top = _existing(book, header, header_id)
    _refuse_voided(top)
    if top.get("state") in header.fixed_states:
        _or_refuse([_fixed(book.title(header.key, header_id), top)])
    rows: list[Row] = []
    faults: dict[int, list[Fault]] = {}
    for index, edit in enumerate(edits):
        row, found = _merged(book, line_ledger, edit.id, edit.texts)
        row[line_ledger.parent] = header_id
        found = found + others(found, prepare(line_ledger, row, book.around()))
        if found:
            faults[index] = found
        rows.append(row)
    if any(hard(found) for found in faults.values()):
        return LinesSaved(faults)
    with book.change(f"修改{header.title}明细") as writer:
        for line_id in removed:
            writer.void(line_ledger, line_id, "从表中移去")
        for row in rows:
            row["id"] = writer.save(line_ledger, row)
        prepare(header, top, writer)
        writer.save(header, top)
    return LinesSaved(faults, rows)


def recent_texts(book: Book, ledger: LedgerDef, key: str, typed: str, limit: int = 8) -> list[str]:
    """What was written in a field before and begins with or holds what was typed, the most used first."""
    if not typed.strip():
        return []
    counted: dict[str, int] = {}
    newest = book.ids(ledger.key, Query(order=(("id", True),)))[:2000]
    for row in book.page(ledger.key, newest):
        text = text_of(row, key)
        if typed in text and text != typed:
            counted[text] = counted.get(text, 0) + 1
    return sorted(counted, key=lambda text: (not text.startswith(typed), -counted[text]))[:limit]


def keep_draft(book: Book, form: str, texts: Mapping[str, str]) -> None:
    """Keep what is being typed, so that a power cut loses nothing."""
    book.keep(f"draft:{form}", dict(texts))


def draft(book: Book, form: str) -> dict[str, str] | None:
    """What was being typed when the program ended, or None."""
    kept = book.kept(f"draft:{form}")
    return kept if isinstance(kept, dict) else None


def drop_draft(book: Book, form: str) -> None:
    """Forget a draft that was saved or given up."""
    book.keep(f"draft:{form}", None)


def add_file(book: Book, ledger: LedgerDef, row_id: int, key: str, path: Path) -> Saved:
    """Put a file beside the book and its name into a field of a row.

    Raises:
        Refused: The file is missing, empty or over 50 MB.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if 0 < size <= MOST_BYTES else b""
    except OSError as error:
        raise Refused(f"读不到文件“{path.name}”({reason(error)})。台账没有改动;请检查文件或U盘。", "E-FILE") from error
    if not data:
        raise Refused(f"文件“{path.name}”是空的或超过 50 MB。台账没有改动;请压缩后再放入。", "E-FILE")
    digest = book.keep_file(data)
    row = _existing(book, ledger, row_id)
    kept = text_of(row, key)
    if digest not in kept:
        row[key] = f"{kept}\n{digest} {path.name}".strip()
    return _write(book, ledger, row, f"添加佐证材料:{path.name}", "", [])


MOST_BYTES = 50_000_000


def file_bytes(book: Book, digest: str) -> bytes:
    """The content of a file kept beside the book."""
    return book.file(digest)


def _merged(book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str]) -> tuple[Row, list[Fault]]:
    """The row as it would be: what stands in the book (or a blank row) with the typed texts over it."""
    row = _existing(book, ledger, row_id) if row_id else new_row(book, ledger)
    values, faults = read_texts(book, ledger, texts)
    row.update(values)
    return row, faults


def _existing(book: Book, ledger: LedgerDef, row_id: int) -> Row:
    row = book.row(ledger.key, row_id)
    if row is None:
        raise Refused(f"{ledger.title}里没有第 {row_id} 号记录。没有改动任何内容。", "E-MISSING")
    return row


def _linking(book: Book, ledger: LedgerDef, row_id: int) -> list[tuple[str, int]]:
    """Rows that point to this one, its own lines left out."""
    found: list[tuple[str, int]] = []
    for other in book.ledgers.values():
        for link in other.links:
            if link.register == ledger.key and not (other.key in ledger.children and link.key == other.parent):
                found += [(other.key, number) for number in book.ids(other.key, Query(where={link.key: row_id}))]
    return found


def _legal(ledger: LedgerDef, row: Row, to: str) -> Move:
    state = text_of(row, "state")
    _refuse_voided(row)
    for candidate in ledger.moves_from(state):
        if to in (candidate.to, candidate.label):
            return candidate
    able = "、".join(f"{m.label}→{m.to}" for m in ledger.moves_from(state)) or "没有可办的"
    raise Refused(f"“{state}”不能直接变为“{to}”。现在可办:{able}。本条没有改动。", "E-MOVE")


def _refuse_voided(row: Row) -> None:
    if row.get("voided"):
        raise Refused("这条记录已作废,不能修改和办理。没有改动;请先恢复它。", "E-VOID")


def _twice(book: Book, ledger: LedgerDef, row: Row) -> list[Fault]:
    """Another row of the same identity: pickers and imports could not tell the two apart."""
    if not ledger.identity or row.get(ledger.identity[0]) is None:
        return []
    same = book.ids(ledger.key, Query(where={key: row.get(key) for key in ledger.identity}))
    others = [number for number in same if number != row.get("id")]
    if not others:
        return []
    labels = "、".join(ledger.label(key) for key in ledger.identity)
    title = book.title(ledger.key, others[0])
    return [Fault(ledger.identity[0], f"{labels}:与已有的“{title}”相同,请打开那一条修改", "E-TWICE")]


def _checked(book: Book, ledger: LedgerDef, row: Row) -> list[Fault]:
    """Derive and check a row, and see that nobody else bears its name."""
    found = prepare(ledger, row, book.around()) + fixed_faults(book, ledger, row)
    return found if any(fault.code == "E-TWICE" for fault in found) else found + _twice(book, ledger, row)


def fixed_faults(book: Book, ledger: LedgerDef, row: Row) -> list[Fault]:
    """What was reviewed is not typed over: neither the row itself nor the lines below it."""
    header_id = id_of(row, ledger.parent) if ledger.parent else None
    if header_id:
        header = book.ledgers[ledger.header_register]
        top = book.row(header.key, header_id) if header.fixed_states else None
        if top and top.get("state") in header.fixed_states:
            return [_fixed(book.title(header.key, header_id), top)]
    row_id = id_of(row, "id")
    before = book.row(ledger.key, row_id) if row_id and ledger.fixed_states else None
    if before is None or before.get("state") not in ledger.fixed_states:
        return []
    loose = {field.key for field in (*COMMON_FIELDS, *ledger.attachments)}
    typed = {field.key for field in ledger.typed} - loose
    return [_fixed("这一条", before)] if any(row.get(key) != before.get(key) for key in typed) else []


def _fixed(what: str, row: Row) -> Fault:
    state = text_of(row, "state")
    return Fault("", f"{what}已是“{state}”,不能直接改。没有改动;请先退回修改,改好后重新审核", "E-FIXED")


def _or_refuse(faults: list[Fault]) -> list[Fault]:
    if hard(faults):
        raise Refused(faults, hard(faults)[0].code)
    return faults


def _write(book: Book, ledger: LedgerDef, row: Row, label: str, reason: str, hints: list[Fault]) -> Saved:
    _refuse_voided(row)
    with book.change(label, reason) as writer:
        row_id = writer.save(ledger, row)
        _refresh_header(book, ledger, row, writer)
    saved = _existing(book, ledger, row_id)
    return Saved(row_id, text_of(saved, "number"), saved, hints)


def _refresh_header(book: Book, ledger: LedgerDef, row: Row, writer: Writer) -> None:
    """Work out the header of a line again, inside the same transaction."""
    header_id = id_of(row, ledger.parent) if ledger.parent else None
    if header_id is None:
        return
    header = book.ledgers[ledger.header_register]
    top = writer.row(header.key, header_id)
    if top is None or not header.derive:
        return
    derived = header.derive(top, writer)
    if any(top.get(key) != value for key, value in derived.items()):
        writer.save(header, {**top, **derived})


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


Progress = Callable[[int, int, str], None]
