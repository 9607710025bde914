"""What every change of a row has in common: read the texts, derive, check, refuse, write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.domain.faults import Fault, Refused, hard
from app.domain.fields import Reading, Row
from app.domain.ledger import COMMON_FIELDS, Around, LedgerDef
from app.domain.rows import id_of, text_of, whole_of
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.reading import Query
from app.storage.writing import Writer

DRAFT = "draft:"  # what is being typed is kept under this and the name of its form


@dataclass(frozen=True)
class Saved:
    """A row as it now stands in the book; `hints` are soft faults that ask for a 说明 before it goes out."""

    id: int
    number: str
    row: Row
    hints: list[Fault] = field(default_factory=list)


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


def read_texts(
    book: Book, ledger: LedgerDef, texts: Mapping[str, str], base: Row | None = None
) -> tuple[Row, list[Fault]]:
    """Typed texts as values, refusing what only the program may fill."""
    known = {key: text for key, text in texts.items() if key in ledger.by_key}
    typed = {k: t for k, t in known.items() if not ledger.by_key[k].stamped}
    row, faults = ledger.read(typed, reading(book), base)
    for key, text in texts.items():
        if key not in ledger.by_key:
            faults.append(Fault(key, f"{ledger.title}没有“{key}”这一项", "E-FIELD"))
        elif ledger.by_key[key].stamped and text:
            faults.append(Fault(key, f"{ledger.label(key)}:由程序填写,不能直接修改", "E-STAMPED"))
    return row, faults


def new_row(book: Book, ledger: LedgerDef, *, parent: int | None = None) -> Row:
    """A blank row with its defaults, already under its header where it is a line."""
    row = ledger.blank(reading(book))
    if ledger.parent:
        row[ledger.parent] = parent
        if ledger.line_number and parent is not None:
            row[ledger.line_number] = last_line(book, ledger, parent) + 1
    return row


def last_line(book: Book, ledger: LedgerDef, parent: int) -> int:
    """The highest number a line of a header has."""
    lines = book.equal(ledger.key, {ledger.parent: parent})
    return max((whole_of(line, ledger.line_number) for line in lines), default=0)


def merged(
    book: Book, ledger: LedgerDef, row_id: int | None, texts: Mapping[str, str], *, parent: int | None = None
) -> tuple[Row, list[Fault]]:
    """The row as it would be: what stands in the book (or a blank row) with the typed texts over it."""
    must_read(book, ledger)
    row = existing(book, ledger, row_id) if row_id else new_row(book, ledger, parent=parent)
    values, faults = read_texts(book, ledger, texts, row)
    row.update(values)
    header = id_of(row, ledger.parent) if ledger.line_number else None
    if header and row_id is None and row.get(ledger.line_number) is None:
        row[ledger.line_number] = last_line(book, ledger, header) + 1
    return row, faults


def existing(book: Book, ledger: LedgerDef, row_id: int) -> Row:
    """A row that whoever acts may read.

    Raises:
        Refused: There is none of that number, or he may not read it.
    """
    must_read(book, ledger)
    row = book.row(ledger.key, row_id)
    if row is None:
        raise Refused(f"{ledger.title}里没有第 {row_id} 号记录。没有改动任何内容。", "E-MISSING")
    return row


def refuse_voided(row: Row) -> None:
    """Refuse to go on with a row that was voided.

    Raises:
        Refused: It was.
    """
    if row.get("voided"):
        raise Refused("这条记录已作废,不能修改和办理。没有改动;请先恢复它。", "E-VOID")


def refuse_merged(book: Book, ledger: LedgerDef, row_id: int | None) -> None:
    """A row a township sent is told at once to be its own, before anybody mends what is not his to mend."""
    if row_id and book.info.is_county:
        from app.storage.inbox import refuse_merged as refuse

        refuse(book, ledger.key, row_id, book.title(ledger.key, row_id))


def checked(book: Book, ledger: LedgerDef, row: Row) -> list[Fault]:
    """Derive and check a row, and see that nobody else bears its name."""
    found = prepare(ledger, row, book.around()) + fixed_faults(book, ledger, row)
    return found if any(fault.code == "E-TWICE" for fault in found) else found + twice(book, ledger, row)


def twice(book: Book, ledger: LedgerDef, row: Row, without: Collection[int] = ()) -> list[Fault]:
    """Another row of the same identity: pickers and imports could not tell the two apart.

    Rows in `without` do not count: they are being changed or removed with this one.
    """
    if not ledger.identity or row.get(ledger.identity[0]) is None:
        return []
    same = book.ids(ledger.key, Query(where={key: row.get(key) for key in ledger.identity}))
    others = [number for number in same if number != row.get("id") and number not in without]
    if not others:
        return []
    labels = "、".join(ledger.label(key) for key in ledger.identity)
    title = book.title(ledger.key, others[0])
    return [Fault(ledger.identity[0], f"{labels}:与已有的“{title}”相同,请打开那一条修改", "E-TWICE")]


def fixed_faults(book: Book, ledger: LedgerDef, row: Row) -> list[Fault]:
    """What was reviewed is not typed over: neither the row itself nor the lines below it."""
    header_id = id_of(row, ledger.parent) if ledger.parent else None
    if header_id:
        header = book.ledgers[ledger.header_register]
        top = book.row(header.key, header_id) if header.fixed_states else None
        if top and top.get("state") in header.fixed_states:
            return [fixed(book.title(header.key, header_id), top)]
    row_id = id_of(row, "id")
    before = book.row(ledger.key, row_id) if row_id and ledger.fixed_states else None
    if before is None or before.get("state") not in ledger.fixed_states:
        return []
    loose = {field.key for field in (*COMMON_FIELDS, *ledger.attachments)} | set(ledger.loose)
    typed = {field.key for field in ledger.typed} - loose
    return [fixed("这一条", before)] if any(row.get(key) != before.get(key) for key in typed) else []


def fixed(what: str, row: Row) -> Fault:
    """The fault of changing what was reviewed already; `what` names it in the sentence."""
    state = text_of(row, "state")
    return Fault("", f"{what}已是“{state}”,不能直接改。没有改动;请先退回修改,改好后重新审核", "E-FIXED")


def or_refuse(faults: list[Fault]) -> list[Fault]:
    """Give soft faults on; a hard one among them refuses.

    Raises:
        Refused: One of them is hard.
    """
    if hard(faults):
        raise Refused(faults, hard(faults)[0].code)
    return faults


def write(
    book: Book, ledger: LedgerDef, row: Row, label: str, reason: str, hints: list[Fault], draft: str = ""
) -> Saved:
    """One change; the draft it was typed in goes with it, so that no power cut leaves both."""
    refuse_voided(row)
    with book.change(label, reason) as writer:
        row_id = writer.save(ledger, row)
        refresh_header(book, ledger, row, writer)
        if draft:
            drop_draft(book, draft)
    saved = existing(book, ledger, row_id)
    return Saved(row_id, text_of(saved, "number"), saved, hints)


def refresh_header(book: Book, ledger: LedgerDef, row: Row, writer: Writer) -> None:
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


def drop_draft(book: Book, form: str) -> None:
    """Forget a draft that was saved or given up."""
    book.keep(DRAFT + form, None)
