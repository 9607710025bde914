"""A packet that came again beside what was merged: which rows differ, and taking over some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Link
from app.domain.ledger import LedgerDef
from app.domain.rows import ids_of
from app.operations import county_desk, receiving
from app.operations.county_rows import Record, leaf, shown
from app.operations.identities import Passwords
from app.storage import choices, inbox
from app.storage.book import Book
from app.storage.choices import Choice
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.contents import Contents

Place = tuple[str, int]
WHOLE = "整条"
_FORK = "E-FORK"
_MOST = 500
_HEADS = ("number", "state", "remark", "explanation")


@dataclass(frozen=True)
class Side:
    """One row that differs: what stands in this book, and what the packet says.

    `fields` are label, here, now; a row that is on one side only has “整条” first. `id` is the township's own.
    """

    packet: int
    township: str
    register: str
    title: str
    id: int
    number: str
    fields: tuple[tuple[str, str, str], ...]

    @property
    def place(self) -> Place:
        """By what a choice names it."""
        return self.register, self.id


def comparable(book: Book, line: receiving.Incoming) -> bool:
    """Whether a packet can be laid beside what was merged: a correction that waits, or a second one of its place."""
    if line.correction and line.state == receiving.WAITING:
        return True
    return is_fork(line) and bool(_merged(book, line.township, line.period))


def is_fork(line: receiving.Incoming) -> bool:
    """Whether a packet passed every check but joins nowhere: another of its place or month was merged."""
    return line.state == receiving.REJECTED and line.codes == (_FORK,)


def sides(book: Book, id: int, passwords: Passwords | None = None) -> list[Side]:
    """The rows in which a packet differs from what stands in this book, at most 500.

    Raises:
        Told: Its copy cannot be opened.
    """
    line = inbox.received_one(book, id)
    if line is None or not line["path"]:
        return []
    with receiving.contents_of(book, line, county_desk.opener(book, passwords or {})) as contents:
        found = []
        for side in _sides(book, line, contents):
            found.append(side)
            if len(found) >= _MOST:
                break
        return found


def take(
    book: Book, id: int, places: Collection[Place], why: str, passwords: Passwords | None = None
) -> receiving.Incoming:
    """Take rows of a packet that joins nowhere over into this book; it stays rejected, its place stays free.

    What stood there before is in the history of the row, and is not put back by a packet that repeats it.

    Raises:
        Refused: No row is chosen, no reason is given, or the packet is not of this kind.
    """
    from app.operations.county_merge import take_rows

    county_desk.must_be_county(book)
    line, shown_line = inbox.received_one(book, id), receiving.one(book, id)
    if line is None or shown_line is None or not is_fork(shown_line) or not comparable(book, shown_line):
        raise Refused("这个包不能逐行采用:没有和它同月的包并入过,或者核对没有通过。没有改动。", "E-STATE")
    if not places:
        raise Refused("没有选中要采用的行。没有改动;请用空格选中要采用的行。", "E-EMPTY")
    receiving.must_say_why(why)
    with receiving.contents_of(book, line, county_desk.opener(book, passwords or {})) as contents:
        chosen = [side for side in _sides(book, line, contents) if side.place in places]
        records = {place: record for place, record in _versions(line, contents) if place in places}
        before = _leaves(book, line["township"], [side.place for side in chosen])
        label = f"逐行采用:{line['township_name']} {Period.parse(line['period']).title}"
        with book.change(label, why.strip(), kind="merge") as writer:
            take_rows(
                book, writer, line, contents.packet().meta, {side.place: records.get(side.place) for side in chosen}
            )
            kept = [Choice(line["township"], *place, id, known) for place, known in before.items()]
            choices.keep_choices(book, kept, why.strip())
            taken = int(line["data"].get("taken", 0)) + len(chosen)
            inbox.change_received(book, id, data={**line["data"], "taken": taken, "why": why.strip()})
            for side in chosen:
                writer.note("row.take", f"{side.register}/{line['township']}/{side.id}", why.strip())
    found = receiving.one(book, id)
    assert found is not None
    return found


# --- what differs


def _sides(book: Book, line: Received, contents: Contents) -> Iterator[Side]:
    by_register: dict[str, dict[int, Record | None]] = {}
    for (register, number), record in _versions(line, contents):
        if register in book.ledgers:
            by_register.setdefault(register, {})[number] = record
    if line["revision"] == 1:
        for register, number in _left_out(book, line, by_register):
            by_register.setdefault(register, {})[number] = None
    for register, records in by_register.items():
        ledger = book.ledgers[register]
        here = as_here(book, ledger, line["township"], _differing(book, line["township"], register, records))
        for number, now in records.items():
            if number in here and (fields := tuple(_fields(ledger, here[number], now))):
                told = str((now or here[number] or {}).get("number") or f"第 {number} 号")
                yield Side(line["id"], line["township_name"], register, ledger.title, number, told, fields)


def _versions(line: Received, contents: Contents) -> Iterator[tuple[Place, Record | None]]:
    """Every row the packet speaks of, in its new shape; None where it takes the row out."""
    if line["revision"] > 1:
        for register in contents.changed_registers():
            yield from (((register, change["id"]), change["after"]) for change in contents.changes(register))
        return
    for register in contents.registers():
        yield from (((register, record["id"]), record) for record in contents.records(register))


def _left_out(book: Book, line: Received, records: Mapping[str, Mapping[int, Any]]) -> Iterator[Place]:
    """Rows of the month as it was merged that this packet does not have."""
    merged = _merged(book, line["township"], line["period"])
    for register, leaves in (inbox.sealed(book, merged[-1]["id"]) if merged else {}).items():
        yield from ((register, number) for number in leaves if number not in records.get(register, {}))


def _merged(book: Book, township: str, period: str) -> list[Received]:
    lines = inbox.received(book, township=township, period=period, state=list(receiving.ACCEPTED_STATES))
    return sorted(lines, key=lambda line: int(line["seq"]))


def _differing(book: Book, township: str, register: str, records: Mapping[int, Record | None]) -> list[int]:
    """The rows that are not byte for byte as the packet that wrote them last has them: only these are compared."""
    known = _leaves(book, township, [(register, number) for number in records])
    own = inbox.same_rows(book, township, register)
    return [
        number
        for number, now in records.items()
        if number not in own and (now is None or known.get((register, number)) != leaf(register, now))
    ]


def _leaves(book: Book, township: str, places: Collection[Place]) -> dict[Place, bytes]:
    """The leaves of rows as the packets that wrote them last sealed them."""
    found: dict[Place, bytes] = {}
    sealed: dict[int, Mapping[str, Mapping[int, bytes]]] = {}
    for register in dict.fromkeys(register for register, _ in places):
        rows = inbox.local_rows(book, township, register, [number for one, number in places if one == register])
        for origin in inbox.origins(book, register, rows.values()).values():
            if origin.packet not in sealed:
                sealed[origin.packet] = inbox.sealed(book, origin.packet)
            if (known := sealed[origin.packet].get(register, {}).get(origin.local_id)) is not None:
                found[register, origin.local_id] = known
    return found


def as_here(book: Book, ledger: LedgerDef, township: str, numbers: Collection[int]) -> dict[int, Record | None]:
    """Rows of a township as they are in this book now, in the shape in which they travel; None for one not here."""
    from app.operations.county_rows import as_sent

    places = inbox.local_rows(book, township, ledger.key, numbers)
    rows = {row["id"]: row for row in book.page(ledger.key, list(places.values()))}
    titles, origins = book.titles(ledger, list(rows.values())), inbox.origins(book, ledger.key, places.values())
    local: dict[str, dict[int, int]] = {}
    for link in ledger.links if rows else ():
        linked = {number for row in rows.values() for number in ids_of(row, link.key)}
        sent = inbox.origins(book, link.register, linked)
        there = local.setdefault(link.register, {})
        there |= {here: one.local_id for here, one in sent.items() if one.township == township}
        there |= {here: id for id, here in inbox.same_rows(book, township, link.register).items()}
    found: dict[int, Record | None] = dict.fromkeys(numbers)
    for number, place in places.items():
        if place in rows and not rows[place]["voided"]:
            found[number] = as_sent(ledger, rows[place], origins[place].carried, local, titles)
    return found


def _fields(ledger: LedgerDef, here: Record | None, now: Record | None) -> Iterator[tuple[str, str, str]]:
    """Label, here, now of every field that differs; of a row on one side only, of every field that is filled."""
    if here is None and now is None:
        return
    if here is None or now is None:
        yield (WHOLE, "没有" if here is None else "有", "有" if now is not None else "没有(撤出)")
    for key in dict.fromkeys((*_HEADS, *ledger.by_key)):
        texts = shown(ledger, key, here), shown(ledger, key, now)
        if here is None or now is None:
            if any(texts):
                yield (ledger.label(key), *texts)
        elif not _same(ledger, key, here, now):
            yield (ledger.label(key), *texts)


def _same(ledger: LedgerDef, key: str, here: Record, now: Record) -> bool:
    one, other = here.get(key), now.get(key)
    if one == other:
        return True
    if isinstance(ledger.by_key.get(key), Link):
        return type(one) is type(other) and _linked(one) == _linked(other) is not None
    return False


def _linked(value: Any) -> list[Any] | None:
    """The rows a link names, whatever they are called now; None where it is written wrongly."""
    links = value if isinstance(value, list) else [value]
    if not all(isinstance(link, dict) and "id" in link for link in links):
        return None
    return [link["id"] for link in links]
