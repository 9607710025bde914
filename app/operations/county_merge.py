"""Merging: what a verified packet carries becomes rows of the county's registers, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.domain.canonical import encode
from app.domain.days import Period
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of
from app.operations import county_marks, county_parts
from app.operations.county_rows import (
    Record,
    carried,
    differences,
    gaps,
    id_in,
    leaf,
    named_in,
    parents_first,
    root,
    row_of,
)
from app.operations.county_units import units_of_the_county
from app.packet.faults import PacketFault
from app.storage import choices, inbox
from app.storage.book import Book
from app.storage.choices import Choice
from app.storage.inbox import Origin, Received
from app.storage.marks import forget_marks

if TYPE_CHECKING:
    from app.packet.content import PacketMeta
    from app.packet.contents import Contents, Span
    from app.storage.writing import Writer

UNIT = "unit"
_COUNTED = ("problem", "commitment", "finance_sheet", "finance_line")
Archived = Callable[[Received], AbstractContextManager["Contents"]]
Leaves = dict[str, dict[int, bytes]]
Place = tuple[str, int]


@dataclass
class _Packet:
    """One packet while it is merged: its number in the inbox, what it says of itself, ids there to ids here.

    `kept` are rows that stay as they are here by the clerk's choice, `standing` the versions he declined earlier.
    """

    number: int
    meta: PacketMeta
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    local: dict[str, dict[int, int]] = field(default_factory=dict)
    own: dict[str, dict[int, int]] = field(default_factory=dict)
    kept: Collection[Place] = ()
    standing: Mapping[Place, bytes] = field(default_factory=dict)

    def leaves_be(self, register: str, number: int, version: bytes) -> bool:
        """Whether a row stays as it is here: the clerk chose so now, or earlier of this very version."""
        return (register, number) in self.kept or self.standing.get((register, number)) == version


def merge_packet(
    book: Book,
    line: Received,
    meta: PacketMeta,
    contents: Contents,
    archived: Archived,
    kept: Collection[Place] = (),
    why: str = "",
) -> Counter[str]:
    """Write a packet's rows, one transaction; how many rows of each register came.

    `archived` opens a packet that was merged before: a correction counts the month as it was reported. Rows in `kept`
    (register and the township's id) stay as they are here, for the reason `why`; what was signed is sealed as it is.

    Raises:
        PacketFault: Its data do not give the seal or the totals that were signed, what a correction starts from is
            not what is here, or it comes from a newer program. Nothing was written.
    """
    packet = _Packet(int(line["id"]), meta, kept=kept, standing=choices.standing(book, meta.township))
    correction = meta.revision > 1
    label = f"{'合并更正' if correction else '合并'}:{meta.township_name} {Period.parse(meta.period).title}"
    with book.change(label, kind="merge") as writer:
        if correction:
            before = _before(book, meta)
            records, leaves = _corrected(book, contents, before, meta.township)
        else:
            records = _records(book, contents)
            leaves = {}
        for register, sealed in _written(book, writer, packet, records).items():
            leaves.setdefault(register, {}).update(sealed)
        if correction:
            _take_out(book, writer, packet, contents, leaves)
        else:
            _void_gone(book, writer, packet, contents.live(), leaves)
        _note_choices(book, writer, packet, _came(records, contents, correction=correction), why)
        _check_seal(meta, leaves)
        rows = _month_again(book, meta, contents, archived) if correction else _rows(book, packet, records)
        if rows is not None:
            _check_totals(meta, rows)
        inbox.keep_sealed(book, packet.number, leaves)
        county_marks.take_in(book, packet.number, meta.township, contents, records)
        if (figures := contents.figures()) is not None:
            inbox.keep_figures(book, packet.number, encode(figures).decode())
        now: dict[str, Any] = {"merged_at": book.now(), "merged_by": book.actor}
        if kept:
            now["data"] = {**line["data"], "kept": len(kept), "why": why}
        inbox.change_received(book, packet.number, state="merged", decision="accepted", **now)
        county_parts.merged_with(book, line)
        writer.note("packet.merge", f"packet/{meta.packet_id}")
        if reason := line["data"].get("broken"):
            writer.note("chain.broken", f"township/{meta.township}", reason)
    return Counter({register: len(some) for register, some in records.items()})


def take_rows(
    book: Book, writer: Writer, line: Received, meta: PacketMeta, chosen: Mapping[Place, Record | None]
) -> None:
    """Write single rows of a packet that joins nowhere, inside a change; None takes the row out.

    Raises:
        PacketFault: A row cannot stand in this book.
    """
    packet = _Packet(int(line["id"]), meta)
    records: dict[str, list[Record]] = {}
    for (register, number), record in chosen.items():
        if record is not None:
            records.setdefault(register, []).append(record)
        elif place := inbox.local_rows(book, meta.township, register, [number]).get(number):
            writer.void(book.ledgers[register], place, "县里逐行核对:采用没有这一条的那一份")
            inbox.written_by(book, packet.number, register, place)
    for register, some in records.items():
        _check_rows(book.ledgers[register], some)
    _written(book, writer, packet, records)


def _came(records: Mapping[str, list[Record]], contents: Contents, *, correction: bool) -> dict[Place, bytes]:
    """The version of every row that came; GONE for one that is taken out."""
    found = {(register, r["id"]): leaf(register, r) for register, some in records.items() for r in some}
    for register in contents.changed_registers() if correction else ():
        gone = (change["id"] for change in contents.changes(register) if change["after"] is None)
        found |= dict.fromkeys(((register, number) for number in gone), choices.GONE)
    return found


def _note_choices(book: Book, writer: Writer, packet: _Packet, came: Mapping[Place, bytes], why: str) -> None:
    """Keep what was chosen; a choice about a row that came in a third version is over, and the log says so."""
    township = packet.meta.township
    over = [place for place, version in came.items() if packet.standing.get(place, version) != version]
    choices.drop_choices(book, township, over)
    for register, number in over:
        writer.note("row.choice.over", f"{register}/{township}/{number}")
    kept = [place for place in came if place in packet.kept]
    lines = [Choice(township, *place, packet.number, came[place]) for place in kept]
    choices.keep_choices(book, lines, why)
    for register, number in kept:
        writer.note("row.keep", f"{register}/{township}/{number}", why)


# --- what came


def _records(book: Book, contents: Contents) -> dict[str, list[Record]]:
    """Every row of a packet, by register; each id once."""
    found: dict[str, list[Record]] = {}
    for register in contents.registers():
        _known_register(book, register)
        found[register] = list(contents.records(register))
        _check_rows(book.ledgers[register], found[register])
    return found


def _known_register(book: Book, register: str) -> None:
    if register not in book.ledgers:
        raise PacketFault("E-NEWER", f"包里有县里还没有的台账“{register}”，请先升级县里的程序")


def _check_rows(ledger: LedgerDef, records: list[Record]) -> None:
    """Every value is of its kind before anything is done with one, and no row comes twice."""
    seen = set[int]()
    for record in records:
        row_of(ledger, record, {})
        number = id_in(record, ledger)
        if number in seen:
            raise PacketFault("E-JSON", f"{ledger.title}的第 {number} 号出现了两次")
        seen.add(number)


def _corrected(book: Book, contents: Contents, before: Leaves, township: str) -> tuple[dict[str, list[Record]], Leaves]:
    """The rows a correction brings in their new shape, and the leaves of the month without those it takes out."""
    records: dict[str, list[Record]] = {}
    leaves = {register: dict(some) for register, some in before.items()}
    for register in contents.changed_registers():
        _known_register(book, register)
        ledger = book.ledgers[register]
        for change in contents.changes(register):
            number = change["id"]
            _check_before(book, ledger, change, before.get(register, {}).get(number), township)
            if change["after"] is None:
                leaves[register].pop(number, None)
            else:
                records.setdefault(register, []).append(change["after"])
    for register, some in records.items():
        _check_rows(book.ledgers[register], some)
    return records, leaves


def _before(book: Book, meta: PacketMeta) -> Leaves:
    """The rows of the month as the county has them from the packet that is corrected."""
    known = inbox.received(book, packet_id=str(meta.supersedes), state=["merged", "returned"])
    return inbox.sealed(book, int(known[-1]["id"])) if known else {}


def _check_before(book: Book, ledger: LedgerDef, change: Mapping[str, Any], there: bytes | None, township: str) -> None:
    """What a correction starts from must be what the county has of that month."""
    before = change["before"]
    if before is None and there is None:
        return
    if before is not None and there is not None and leaf(ledger.key, before) == there:
        return
    number = (before or change["after"] or {}).get("number") or f"第 {change['id']} 号"
    if there is None or before is None:
        what = "县里没有这一条" if there is None else "县里已经有这一条"
    else:
        fields = "、".join(differences(ledger, before, _here(book, ledger, change["id"], township)))
        what = f"改前的内容和县里的不同({fields})" if fields else "改前的内容和当月报来的不同"
    raise PacketFault("E-BEFORE", f"{ledger.title}“{number}”{what}")


def _here(book: Book, ledger: LedgerDef, number: int, township: str) -> Record | None:
    from app.operations.county_sides import as_here

    return as_here(book, ledger, township, [number])[number]


# --- writing


def _written(book: Book, writer: Writer, packet: _Packet, records: dict[str, list[Record]]) -> Leaves:
    """Write records, those the clerk keeps as they are left aside, and give the leaf of each as it came."""
    written = {register: _to_write(packet, register, some) for register, some in records.items()}
    _place_units(book, writer, packet, records.get(UNIT, []))
    known = dict[str, dict[int, int]]()
    for register, named in _named(book, records).items():  # every id is known before the first link is written
        known[register] = inbox.local_rows(book, packet.meta.township, register, named)
        packet.own.setdefault(register, inbox.same_rows(book, packet.meta.township, register))
        packet.ids[register] = {**known[register], **packet.own[register]}
        _give_ids(book, packet, register, written.get(register, []))
        packet.local[register] = {row: number for number, row in packet.ids[register].items()}
    for register, some in written.items():
        _write_register(book, writer, packet, register, some, known[register])
    for register, some in written.items():
        _take_over(book, packet, register, some)
    return {register: {record["id"]: leaf(register, record) for record in every} for register, every in records.items()}


def _to_write(packet: _Packet, register: str, records: list[Record]) -> list[Record]:
    if not packet.kept and not packet.standing:
        return records
    return [one for one in records if not packet.leaves_be(register, one["id"], leaf(register, one))]


def _named(book: Book, records: Mapping[str, list[Record]]) -> dict[str, set[int]]:
    """Every row a packet speaks of, its own and those it links to, by register; in the order of the registers."""
    found = {register: set[int]() for register in book.ledgers}
    for register, some in records.items():
        found[register].update(record["id"] for record in some)
        for record in some:
            for target, number in named_in(book.ledgers[register], record):
                found[target].add(number)
    return {register: named for register, named in found.items() if named or register in records}


def _place_units(book: Book, writer: Writer, packet: _Packet, units: list[Record]) -> None:
    """Find the county's own units among a township's; those it lacks are written once and are the county's."""
    meta, ledger = packet.meta, book.ledgers[UNIT]
    known = inbox.same_rows(book, meta.township, UNIT)
    sent = inbox.local_rows(book, meta.township, UNIT, [unit["id"] for unit in units])
    fresh = [unit for unit in units if unit["id"] not in known and unit["id"] not in sent]
    if not fresh:
        packet.own[UNIT] = known
        return
    same, missing = units_of_the_county(book, meta.township, meta.township_name, units)
    found = {**known, **{number: row for number, row in same.items() if number not in sent}}
    for unit in parents_first(ledger, missing):
        if unit["id"] not in sent and unit["id"] not in found:
            found[unit["id"]] = writer.take_in(ledger, [row_of(ledger, unit, {UNIT: found})])[0]
    inbox.keep_same_rows(book, meta.township, UNIT, found)
    packet.own[UNIT] = found


def _give_ids(book: Book, packet: _Packet, register: str, records: list[Record]) -> None:
    """The ids rows will get: a register gives them in order, and new ones are written in this very order."""
    ids, ledger = packet.ids[register], book.ledgers[register]
    new = [record["id"] for record in parents_first(ledger, records) if record["id"] not in ids]
    ids.update(zip(new, range(start := book.last_id(register) + 1, start + len(new)), strict=True))


def _write_register(
    book: Book, writer: Writer, packet: _Packet, register: str, records: list[Record], known: Mapping[int, int]
) -> None:
    ledger, table = book.ledgers[register], book.tables[register]
    ids, own = packet.ids[register], packet.own[register]
    new: list[Row] = []
    there = {
        id_of(row, "id"): row for row in book.page(register, [known[r["id"]] for r in records if r["id"] in known])
    }
    numbers = _Numbers(book, register, packet.meta.township_name)
    for record in parents_first(ledger, records):
        if record["id"] in own:
            continue
        row = row_of(ledger, record, packet.ids)
        current = there.get(known.get(record["id"]))
        row["number"] = numbers.free(row.get("number"), current)
        if current is None:
            new.append(row)
            continue
        full = table.whole(row)
        changes = {key: full[key] for key in row if full[key] != current[key]}
        if current["voided"]:
            changes |= {"voided": 0, "void_reason": None}
        if changes:
            writer.write(table, current, {**changes, "updated_at": book.now(), "updated_by": book.actor})
    if new:
        given = writer.take_in(ledger, new)
        assert given == [
            ids[r["id"]] for r in parents_first(ledger, records) if r["id"] not in own and r["id"] not in known
        ]


class _Numbers:
    """Numbers as they come; one that another row of this book has gets the township's name behind it."""

    def __init__(self, book: Book, register: str, township: str) -> None:
        self._book, self._register, self._township = book, register, township
        self._given = set[str]()

    def free(self, number: object, current: Row | None) -> str | None:
        """A number that may be written for a row."""
        if not number:
            return None
        wanted = str(number)
        marked = f"{wanted}({self._township})"
        for choice in (wanted, marked):
            if choice not in self._given and not self._taken(choice, current):
                self._given.add(choice)
                return choice
        return None  # it stays known as the number the township has for it

    def _taken(self, number: str, current: Row | None) -> bool:
        if current is not None and current.get("number") == number:
            return False
        from app.storage.reading import Query

        return self._book.count(self._register, Query(where={"number": number}, voided=None)) > 0


def _take_over(book: Book, packet: _Packet, register: str, records: list[Record]) -> None:
    """Read back what was written, see that it is what came, and note whose it is."""
    ledger, ids, own = book.ledgers[register], packet.ids[register], packet.own[register]
    rows = {id_of(row, "id"): row for row in book.page(register, [ids[record["id"]] for record in records])}
    titles = book.titles(ledger, list(rows.values()))
    origins = list[Origin]()
    for record in records:
        number = record["id"]
        if number not in own:
            kept = carried(ledger, record, rows[ids[number]], packet.local, titles)
            origins.append(Origin(register, ids[number], packet.meta.township, number, packet.number, kept))
    inbox.keep_origins(book, origins)


def _take_out(book: Book, writer: Writer, packet: _Packet, contents: Contents, leaves: Leaves) -> None:
    """Rows a correction takes out of its month are voided, unless a later month still has them."""
    for register in contents.changed_registers():
        out = [change["id"] for change in contents.changes(register) if change["after"] is None]
        gone = [number for number in out if not packet.leaves_be(register, number, choices.GONE)]
        elsewhere = _in_later_months(book, packet, register) if gone else set()
        known = inbox.local_rows(book, packet.meta.township, register, gone)
        for number in gone:
            if number in known and number not in elsewhere:
                writer.void(book.ledgers[register], known[number], "乡镇更正:这一条不再上报")
                inbox.written_by(book, packet.number, register, known[number])
        forget_marks(book, packet.meta.township, register, gone)


def _void_gone(book: Book, writer: Writer, packet: _Packet, live: Mapping[str, Sequence[Span]], leaves: Leaves) -> None:
    """Rows the township voided since it sent them, where no correction is asked for: units, items, sheets of paper.

    They stay in the list of 作废 with the reason, and their history says which packet told it.
    """
    for register, spans in live.items():
        if register not in book.ledgers:
            continue
        ledger, between = book.ledgers[register], gaps(spans)
        if any(low <= number <= high for number in leaves.get(register, ()) for low, high in between):
            raise PacketFault("E-COUNTS", f"{ledger.title}里有一条既报来又说已作废")
        places = inbox.rows_between(book, packet.meta.township, register, between)
        for row in book.page(register, places) if places else ():
            if not row["voided"]:
                writer.void(ledger, id_of(row, "id") or 0, "乡镇已作废")
                inbox.written_by(book, packet.number, register, id_of(row, "id") or 0)


def _in_later_months(book: Book, packet: _Packet, register: str) -> set[int]:
    lines = inbox.received(book, township=packet.meta.township, state=["merged", "returned"])
    later = [line for line in lines if line["period"] > packet.meta.period]
    return {number for line in later for number in inbox.sealed(book, int(line["id"])).get(register, {})}


# --- what was signed


def _check_seal(meta: PacketMeta, leaves: Leaves) -> None:
    counted, signed = root(leaves), meta.seals.get(meta.period)
    if signed != counted:
        rows = signed.get("rows") if isinstance(signed, dict) else None
        told = f"并入 {counted['rows']} 条，包里签的是 {rows} 条" if rows != counted["rows"] else "并入后的总摘要不同"
        raise PacketFault("E-COUNTS", told)


def _rows(book: Book, packet: _Packet, records: Mapping[str, list[Record]]) -> dict[str, list[Row]]:
    """The rows of the month as they now stand in this book, as far as totals are counted from them.

    Of a row that stays as it is here, what the township signed is counted.
    """
    found: dict[str, list[Row]] = {}
    for register in _COUNTED:
        some = records.get(register, [])
        written = _to_write(packet, register, some)
        rows = book.page(register, [packet.ids[register][record["id"]] for record in written])
        found[register] = [*rows, *(one for one in some if one not in written)] if len(written) < len(some) else rows
    return found


def _month_again(book: Book, meta: PacketMeta, contents: Contents, archived: Archived) -> dict[str, list[Row]] | None:
    """The rows of a corrected month as they were reported, every correction applied: work went on since in the book.

    None where a packet of the month is not beside the book any more: the seal over all rows has been checked anyway.
    """
    lines = inbox.received(book, township=meta.township, period=meta.period, state=["merged", "returned"])
    rows: dict[str, dict[int, Row]] = {register: {} for register in _COUNTED}
    for line in sorted(lines, key=lambda line: int(line["seq"])):
        try:
            with archived(line) as earlier:
                _apply(rows, earlier, first=line["revision"] == 1)
        except (PacketFault, OSError):
            return None
    _apply(rows, contents, first=False)
    return {register: list(some.values()) for register, some in rows.items()}


def _apply(rows: dict[str, dict[int, Row]], contents: Contents, *, first: bool) -> None:
    if first:
        for register in set(contents.registers()) & set(rows):
            rows[register] = {record["id"]: record for record in contents.records(register)}
        return
    for register in set(contents.changed_registers()) & set(rows):
        for change in contents.changes(register):
            rows[register].pop(change["id"], None)
            if change["after"] is not None:
                rows[register][change["id"]] = change["after"]


def _check_totals(meta: PacketMeta, rows: dict[str, list[Row]]) -> None:
    """Count again what the secretary saw."""
    from app.operations.packet_content import MonthRows, totals

    counted = totals(MonthRows(Period.parse(meta.period), rows))
    wrong = [one for one in counted if one.key in meta.counts and meta.counts[one.key] != one.number]
    if wrong:
        told = "；".join(f"{o.subject}{o.name}县里数出 {o.number}，包里写 {meta.counts[o.key]}" for o in wrong)
        raise PacketFault("E-COUNTS", told)
