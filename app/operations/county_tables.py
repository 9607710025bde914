"""The county's merged registers for another engine: tables by the same declarations, nobody's name in them.

What may be counted, added up and compared goes as it is: figures, days, choices, links, the names of units. Whatever
somebody wrote goes as a keyed fingerprint: the same payee is the same sixteen bytes everywhere, and the key stays in
the county's book. Long texts and files stay here.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.fields import Attachment, Choice, Day, Field, Link, LongText, Person, Row, YesNo
from app.domain.ledger import LedgerDef
from app.operations import county_desk
from app.operations.travelling import fields_of, travelling
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received
from app.storage.postgresql import PACKETS, Column, MergedTable, Server, server

FIGURES = MergedTable(
    "figure",
    "上报数字",
    (
        Column("packet_id", "text", "包号"),
        Column("key", "text", "指标"),
        Column("month", "bigint", "本月"),
        Column("correction", "bigint", "更正"),
        Column("year", "bigint", "本年"),
    ),
    keys=2,
)
_KEY = "county:pseudonyms"
_NAMED = ("unit", "account", "disclosure_item")
"""Registers of places and catalogues: what they are called is no person's name."""
_FIRST = (
    Column("id", "bigint", "县账套里的序号"),
    Column("township", "text", "乡镇代码"),
    Column("local_id", "bigint", "乡镇账套里的序号"),
    Column("packet_id", "text", "最后写入它的包"),
    Column("number", "text", "编号"),
    Column("state", "text", "状态"),
)
_SIXTEEN = 16
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class HandedOver:
    """How many packets were written, how many were there already, and how many rows went."""

    written: int
    there: int
    rows: int


def tables() -> dict[str, MergedTable]:
    """The table of each register that townships report."""
    return {ledger.key: _table(ledger) for ledger in travelling()}


def hand_over(book: Book, address: str, progress: Progress | None = None) -> HandedOver:
    """Write what was merged to a PostgreSQL server, packet by packet; what is there already is left.

    Args:
        book: The county's book.
        address: A libpq address such as postgresql://user@host/database.
        progress: Told how many of how many packets are done.

    Raises:
        Told: This is no county's book, or the server cannot be used.
    """
    county_desk.must_be_county(book)
    merged = sorted(
        inbox.received(book, state=["merged", "returned"]), key=lambda line: (line["merged_at"], line["id"])
    )
    known, rows = tables(), 0
    with server(address, [*known.values(), FIGURES]) as target:
        there = target.done()
        waiting = [line for line in merged if there.get(line["packet_id"]) != line["decision"]]
        if waiting:
            _own_rows(book, target, known)
        for at, line in enumerate(waiting):
            if progress:
                progress(at, len(waiting), f"{line['township_name']} {line['period']}")
            with target.packet({column.name: line[column.name] for column in PACKETS.columns}):
                rows += _write(book, target, known, line)
    with book.transaction():
        book.note("county.tables", "book", f"{len(waiting)} packets")
    return HandedOver(len(waiting), len(merged) - len(waiting), rows)


def _write(book: Book, target: Server, known: dict[str, MergedTable], line: Received) -> int:
    count = 0
    for register, ids in inbox.rows_of_packet(book, line["id"]).items():
        table = known[register]
        rows = book.page(register, ids)
        gone = [int(str(row["id"])) for row in rows if row["voided"]]
        target.write(table, _lines(book, register, [row for row in rows if not row["voided"]], line["packet_id"]))
        target.take_out(table, gone)
        count += len(rows) - len(gone)
    target.write(FIGURES, _figures(book, line))
    return count


def _own_rows(book: Book, target: Server, known: dict[str, MergedTable]) -> None:
    """Units and catalogues of the county itself, which rows of townships point to."""
    for register in _NAMED:
        rows = book.page(register, inbox.own_ids(book, register))
        target.write(known[register], _lines(book, register, [row for row in rows if not row["voided"]], ""))


def _figures(book: Book, line: Received) -> Iterator[tuple[Any, ...]]:
    from app.domain.canonical import decode_strict

    text = inbox.figures(book, line["id"])
    for one in decode_strict(text.encode())["figures"] if text else ():
        yield (line["packet_id"], one["key"], one["month"], one["correction"], one["year"])


# --- the shape


def _table(ledger: LedgerDef) -> MergedTable:
    columns = tuple(Column(field.key, _type(field), _title(ledger, field)) for field in _columns(ledger))
    return MergedTable(ledger.key, ledger.title, (*_FIRST, *columns))


def _columns(ledger: LedgerDef) -> list[Field]:
    return [field for field in fields_of(ledger) if not isinstance(field, LongText | Attachment)]


def _title(ledger: LedgerDef, field: Field) -> str:
    return f"{field.label}(指纹)" if _hidden(ledger, field) else field.label


def _hidden(ledger: LedgerDef, field: Field) -> bool:
    """Whether only a fingerprint of a value may go: what somebody wrote, and who somebody is."""
    return isinstance(field, Person) or (field.kind == "text" and ledger.key not in _NAMED)


def _type(field: Field) -> str:
    match field:
        case Person():
            return "text[]" if field.many else "text"
        case Link():
            return "bigint[]" if field.many else "bigint"
        case YesNo():
            return "boolean"
        case Day():
            return "date"
        case Choice():
            return "text"
    return "bigint" if field.storage is int else "text"


# --- the rows


def _lines(book: Book, register: str, rows: Sequence[Row], packet_id: str) -> Iterator[tuple[Any, ...]]:
    ledger = book.ledgers[register]
    origins = inbox.origins(book, register, [int(str(row["id"])) for row in rows])
    columns, mark = _columns(ledger), _Marks(_key(book))
    for row in rows:
        origin = origins.get(int(str(row["id"])))
        carried = origin.carried if origin else {}
        yield (
            row["id"],
            origin.township if origin else book.info.code,
            origin.local_id if origin else None,
            packet_id,
            row.get("number"),
            row.get("state"),
            *(_value(ledger, field, row, carried, mark) for field in columns),
        )


def _value(ledger: LedgerDef, field: Field, row: Row, carried: Any, mark: _Marks) -> Any:
    value = row.get(field.key)
    if isinstance(field, Person):
        came = carried.get(field.key)
        names = [str(one["title"]) for one in (came if isinstance(came, list) else [came] if came else [])]
        return [mark(name) for name in names] if field.many else mark(names[0]) if names else None
    if _hidden(ledger, field):
        return mark(str(value)) if value else None
    if isinstance(field, YesNo):
        return None if value is None else bool(value)
    return value


class _Marks:
    """The fingerprint of a text: the same for the same text however it was typed, and of no use without the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, text: str) -> str:
        plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
        return hmac.digest(self._key, plain.encode(), "sha256")[:_SIXTEEN].hex()


def _key(book: Book) -> bytes:
    kept = book.kept(_KEY)
    if kept is None:
        kept = secrets.token_hex(32)
        book.keep(_KEY, kept)
    return bytes.fromhex(kept)
