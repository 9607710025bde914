"""What the county says about rows a township sent: on the very row, collected until the packet is sent back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.faults import Fault, Refused
from app.domain.json_text import read_json
from app.domain.ledger import LedgerDef
from app.operations import county_desk
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received, Remark
from app.storage.reading import Query

__all__ = ["Remark"]
OPEN, SENT = "open", "sent"
MOST = 500
_KEYS = {"register": "台账", "number": "编号", "field": "项目", "text": "意见"}


def add(book: Book, register: str, row: int, text: str, field: str = "") -> Remark:
    """Remark on a row a township sent, or on one field of it.

    Raises:
        Refused: The row is the county's own, no words, or no such field.
    """
    county_desk.must_be_county(book)
    origin = inbox.origins(book, register, [row]).get(row)
    ledger = book.ledgers[register]
    if origin is None:
        raise Refused("这一条是县里自己录的,直接改就行,不用写退回意见。没有改动。", "E-STATE")
    _check(ledger, field, text)
    number = str(origin.carried.get("number") or (book.row(register, row) or {}).get("number") or "")
    line = {
        "township": origin.township,
        "packet": origin.packet,
        "register": register,
        "row": row,
        "local_id": origin.local_id,
        "number": number,
        "field": field,
        "text": text.strip(),
        "state": OPEN,
    }
    return _added(book, line)


def add_to_packet(book: Book, packet: int, text: str) -> Remark:
    """Remark on a whole packet.

    Raises:
        Refused: No words, or the packet was not merged.
    """
    line = merged_packet(book, packet)
    _check(None, "", text)
    return _added(
        book,
        {"township": line["township"], "packet": packet, "register": "", "text": text.strip(), "state": OPEN},
    )


def _added(book: Book, line: Mapping[str, Any]) -> Remark:
    with book.transaction():
        number = inbox.add_remark(book, line)
        book.note("remark.add", f"{line['register'] or 'packet'}/{line.get('row') or line['packet']}")
    return inbox.remarks(book, id=number)[0]


def _check(ledger: LedgerDef | None, field: str, text: str) -> None:
    if not text.strip():
        raise Refused("请写明要乡镇改什么。没有记下意见。", "E-REQUIRED")
    if len(text) > MOST:
        raise Refused(f"意见太长({len(text)} 字),最多 {MOST} 字。没有记下意见。", "E-LIMIT")
    if field and ledger is not None and field not in ledger.by_key and field not in ("number", "state"):
        raise Refused(f"{ledger.title}没有“{field}”这一项。没有记下意见。", "E-FIELD")


def drop(book: Book, id: int) -> None:
    """Take a remark away that was not sent yet."""
    with book.transaction():
        inbox.drop_remark(book, id)
        book.note("remark.drop", f"remark/{id}")


def of_row(book: Book, register: str, row: int) -> list[Remark]:
    """What was said about a row, oldest first."""
    return inbox.remarks(book, register=register, row=row) if book.info.is_county else []


def of_packet(book: Book, packet: int, state: str = "") -> list[Remark]:
    """What was said about a packet and its rows."""
    return inbox.remarks(book, packet=packet, **({"state": state} if state else {}))


def waiting(book: Book) -> dict[int, int]:
    """How many remarks wait to be sent, by packet."""
    found: dict[int, int] = {}
    for remark in inbox.remarks(book, state=OPEN):
        found[remark.packet] = found.get(remark.packet, 0) + 1
    return found


def merged_packet(book: Book, id: int) -> Received:
    """A received packet whose rows are in the registers.

    Raises:
        Refused: There is none of that number, or it was not merged.
    """
    county_desk.must_be_county(book)
    line = inbox.received_one(book, id)
    if line is None or line["state"] not in ("merged", "returned"):
        raise Refused("这个包没有并入,不用退回:没有通过的包开回执时就写明了原因。没有改动。", "E-STATE")
    return line


# --- remarks that come as a file


def from_file(book: Book, packet: int, path: Path) -> list[Remark]:
    """Remarks from a workbook or a JSON list: 台账, 编号, 项目, 意见; all or none are kept.

    The register may be its key or its title, the field its key or its heading; without a register the remark is about
    the whole packet.

    Raises:
        Refused: Every line that cannot be placed, with its number.
    """
    line = merged_packet(book, packet)
    faults, found = list[Fault](), list[dict[str, Any]]()
    for number, texts in _lines(path):
        try:
            found.append(_placed(book, line, texts))
        except Refused as refused:
            faults.append(Fault("", f"第 {number} 行:{refused.message}", refused.code, row=number))
    if faults or not found:
        last = "没有记下任何意见;请改好这个文件再来。" if faults else "这个文件里没有意见。没有改动。"
        raise Refused([*faults, Fault("", last, "E-REMARKS")], "E-REMARKS")
    with book.transaction():
        return [_added(book, one) for one in found]


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    if path.suffix.lower() == ".json":
        yield from _json_lines(path)
        return
    from app.intake.workbook import read_workbook

    names = {label: key for key, label in _KEYS.items()} | {key: key for key in _KEYS}
    for table in read_workbook(path, tuple(names)):
        for number, texts in table.rows:
            told = zip(table.headers, texts, strict=False)
            yield number, {names[label]: text for label, text in told if label in names}


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        values = read_json(path.read_bytes())
    except ValueError as error:
        raise Refused(f"“{path.name}”不是 JSON。没有记下任何意见。", "E-JSON") from error
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise Refused(f"“{path.name}”应是一个列表,每项有 register、number、field、text。没有记下任何意见。", "E-JSON")
    for number, value in enumerate(values, 1):
        yield number, {key: str(value.get(key) or "") for key in _KEYS}


def _placed(book: Book, line: Received, texts: Mapping[str, str]) -> dict[str, Any]:
    text = texts.get("text", "")
    base = {"township": line["township"], "packet": line["id"], "text": text.strip(), "state": OPEN}
    if not texts.get("register"):
        _check(None, "", text)
        return {**base, "register": ""}
    ledger = _ledger(book, texts["register"])
    field = _field(ledger, texts.get("field", ""))
    _check(ledger, field, text)
    row, local = _row(book, line, ledger, texts.get("number", ""))
    return {
        **base,
        "register": ledger.key,
        "row": row,
        "local_id": local,
        "number": texts.get("number", ""),
        "field": field,
    }


def _ledger(book: Book, name: str) -> LedgerDef:
    from app.ledgers.shelf import places_of

    for place in places_of(book.ledgers):
        if name in (place.key, place.title):
            return book.ledgers[place.key]
    raise Refused(f"没有台账“{name}”", "E-REGISTER")


def _field(ledger: LedgerDef, name: str) -> str:
    if not name or name in ledger.by_key:
        return name
    if name in ledger.by_label:
        return ledger.by_label[name].key
    raise Refused(f"{ledger.title}没有“{name}”这一项", "E-FIELD")


def _row(book: Book, line: Received, ledger: LedgerDef, number: str) -> tuple[int, int]:
    """The row of a township by its number, as the township or as the county writes it, or #id."""
    local = inbox.local_rows(book, line["township"], ledger.key)
    there = {row: id for id, row in local.items()}
    if number.startswith("#") and number[1:].isdigit() and int(number[1:]) in local:
        return local[int(number[1:])], int(number[1:])
    for row in book.ids(ledger.key, Query(where={"number": number}, voided=None)) if number else ():
        if row in there:
            return row, there[row]
    for origin in inbox.origins(book, ledger.key, there).values() if number else ():
        if origin.carried.get("number") == number:
            return origin.row, origin.local_id
    raise Refused(f"{line['township_name']}报来的{ledger.title}里没有“{number}”", "E-MISSING")


def as_sent(remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    """Remarks as they stand in a receipt: rows by the township's own ids."""
    return [
        {"register": one.register, "id": one.local_id, "number": one.number, "field": one.field, "text": one.text}
        for one in remarks
    ]
