"""The township's side of marks: the county's key is loaded, kept sealed as it came, and used for the month's packet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused, Told
from app.domain.fields import Row
from app.domain.ledger import Holder
from app.domain.marks import bases, mark
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers import LEDGERS
from app.operations import county_files, enrolment, identities
from app.operations.rights import must_be
from app.storage.book import Book
from app.storage.reading import Query

if TYPE_CHECKING:
    from app.packet.content import PacketFile
    from app.packet.county_file import ReadFile
    from app.packet.marks import PacketMark
    from app.packet.sealing import SealKey

KEPT = "marks:key"
_NO_NEED = "没有装入,账套没有改动"


@dataclass(frozen=True)
class LoadedKey:
    """A key that was loaded: when it was made, whether it was here already, when the one before was, who signed it."""

    made_on: str
    known: bool
    replaced: str
    signed_by: str

    @property
    def message(self) -> str:
        """What a clerk is told."""
        if self.known:
            return f"这把比对密钥({self.made_on} 生成)以前已装入,没有改动。"
        old = f"原来的一把({self.replaced} 生成)不再用。" if self.replaced else ""
        return (
            f"已装入县里发的比对密钥({self.made_on} 生成),{old}从下一个上报包起,收款人、受益对象只带比对标记上报,"
            "不带姓名和身份证号。已生成还没签完的上报包请重新生成。"
        )


def load(book: Book, path: Path) -> LoadedKey:
    """Take in the county's key; it stays sealed to this township, in the book, and is opened only to make marks.

    Raises:
        Refused: It is for another township, older than the one that is here, this is a county's book, or who acts
            may not.
        Told: It is no such file, was changed, is not our county's, or is sealed to a key that is not here.
    """
    must_be(book, ("clerk", "secretary"), "装入比对密钥由经办人或审核人办")
    read = _read(book, path)
    before, made_on = kept(book), _day(read.body)
    if before and before["key"] == read.body["key"]:
        return LoadedKey(made_on, True, "", read.signed_by)
    if before and _order(read.body) < _order(before):
        raise Refused(
            f"这把比对密钥({made_on} 生成)比已装入的({_day(before)} 生成)旧。{_NO_NEED};请向县里要最新的一把。", "E-KEY"
        )
    from app.packet.mark_key import open_key, sealed_in

    sealed = sealed_in(read)
    open_key(sealed, _opener(book, sealed), str(read.body["key"]))
    with book.transaction():
        enrolment.take_trust(book, read.trust)
        keep(book, {name: read.body[name] for name in ("key", "year", "issued_at", "serial")}, sealed)
    return LoadedKey(made_on, False, _day(before) if before else "", read.signed_by)


def keep(book: Book, said: Mapping[str, Any], sealed: bytes) -> None:
    """Keep a key as it came; it is opened only while a packet is made."""
    with book.transaction():
        book.keep(KEPT, {**said, "sealed": sealed.hex(), "loaded_at": book.now()})
        book.note("marks.key", f"key/{said['key']}", str(said["year"]))


def _day(said: Mapping[str, Any]) -> str:
    return str(said["issued_at"])[:10]


def _order(said: Mapping[str, Any]) -> tuple[str, int]:
    """Which key is newer: made later, or the next one of the same second."""
    return str(said["issued_at"]), int(said["serial"])


def kept(book: Book) -> Mapping[str, Any] | None:
    """What is known of the key that is here, None where none is; the key itself is sealed."""
    found = book.kept(KEPT)
    return found if isinstance(found, dict) else None


def files(book: Book, rows: Mapping[str, Sequence[Row]]) -> list[PacketFile]:
    """What a packet carries for these rows: the marks, if there is a key, and to whom the county may seal a key."""
    from app.packet.content import PacketFile
    from app.packet.marks import MARKS, SEAL_CERT

    found = []
    if (key := _key(book)) is not None:
        told = b"".join(one.as_line() for one in made(book, rows, key, str((kept(book) or {})["key"])))
        found.append(PacketFile(MARKS, told, "application/jsonl", "收款人比对标记(没有姓名)", "marks"))
    if own := identities.seal_key(book):
        from app.packet.certificates import pem

        found.append(PacketFile(SEAL_CERT, pem(own.cert), "application/x-pem-file", "本乡镇的封装证书", "trust"))
    return found


def made(book: Book, rows: Mapping[str, Sequence[Row]], key: bytes, name: str) -> Iterator[PacketMark]:
    """The marks of the holders of rows, and of lines below them that do not travel, each once."""
    seen: set[tuple[Any, ...]] = set()
    for holder, row, place in _held(book, rows):
        born = text_of(row, holder.born_on) if holder.born_on else ""
        number = text_of(row, holder.id_number) if holder.id_number else ""
        for basis in bases(text_of(row, holder.name), number, born):
            one = _mark(holder, row, place, (name, basis.by, mark(key, basis)))
            same = (one.register, one.row, one.line, one.basis, one.mark)
            if same not in seen:
                seen.add(same)
                yield one


Place = tuple[str, int, int, int | None]


def _held(book: Book, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[Holder, Row, Place]]:
    """Rows with a holder as they stand in the book, unmasked, each with the place its mark points to."""
    for ledger in LEDGERS:
        holder = ledger.holder
        if holder is None:
            continue
        if ledger.travels is not None:
            ids = [id_of(row, "id") or 0 for row in rows.get(ledger.key, ())]
            for row in book.page(ledger.key, ids):
                yield holder, row, (ledger.key, id_of(row, "id") or 0, 0, None)
            continue
        headers = [id_of(row, "id") or 0 for row in rows.get(ledger.header_register, ())]
        where = Query(where={ledger.parent: headers}, order=(("id", False),))
        for row in book.select(ledger.key, where) if headers else ():
            seq = row.get(ledger.line_number)
            place = (ledger.header_register, id_of(row, ledger.parent) or 0, id_of(row, "id") or 0)
            yield holder, row, (*place, seq if isinstance(seq, int) else None)


def _mark(holder: Holder, row: Row, place: Place, told: tuple[str, str, str]) -> PacketMark:
    from app.packet.marks import PacketMark

    register, number, line, seq = place
    name, basis, value = told
    amount = whole_of(row, holder.amount) if row.get(holder.amount) is not None else None
    return PacketMark(name, register, number, line, seq, holder.kind, basis, value, amount)


def _key(book: Book) -> bytes | None:
    """The key, None where none is here or it cannot be opened any more: a hint for the county stops no packet."""
    from app.packet.mark_key import open_key

    if (here := kept(book)) is None:
        return None
    sealed = bytes.fromhex(here["sealed"])
    try:
        return open_key(sealed, _opener(book, sealed), str(here["key"]))
    except Told as lost:
        book.note("marks.lost", f"key/{here['key']}", lost.code)
        return None


def _opener(book: Book, sealed: bytes) -> SealKey:
    """Which of our keys something sealed is for.

    Raises:
        Refused: This book has none.
        PacketFault: It is for none of them, or is no sealed file.
    """
    from app.packet.sealing import recipients_in

    own, wanted = identities.seal_keys(book), set(recipients_in(sealed))
    fits = (one for one in own if (one.cert.issuer.public_bytes(), one.cert.serial_number) in wanted)
    found = next(fits, own[0] if own else None)
    if found is None:
        raise Refused(
            f"这个账套还没有封装用的密钥,打不开县里封给本乡镇的文件。{_NO_NEED};请先办理证书。", "E-RECIPIENT"
        )
    return found


def _read(book: Book, path: Path) -> ReadFile:
    from app.packet.mark_key import read_key

    return county_files.read_own(book, path, read_key, "比对密钥")
