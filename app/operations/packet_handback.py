"""县里交还的包: what this township sent and lost, taken back and kept where every sent packet is.

That they are the very packets is known from the book itself where it still names them, else from the receipt with which
the county agreed to go on anew: its signed body lists the digest of every packet the county has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.operations import packet_sent, packets
from app.operations.packet_making import HANDED_BACK
from app.operations.packet_state import plain_row
from app.storage import answers as kept_answers
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.content import PacketMeta

_ANEW = "anew"


@dataclass(frozen=True)
class _Came:
    """A file that came back: what it says, the digest packets name each other by, its code, its bytes, its name."""

    meta: PacketMeta
    tag: str
    code: str
    data: bytes
    name: str


def take_back(book: Book, paths: Iterable[Path]) -> list[str]:
    """Keep packets the county handed back; gives what they are, the oldest first. All of them or none.

    Rows are not touched: a month that is only in these packets stays readable, searchable and printable, and is not
    reported a second time.

    Raises:
        Refused: A county's book, no packet there, one of another township, or one the county does not vouch for.
        Told: A file cannot be opened or was changed.
    """
    from app.packet.incoming import packets_in

    if book.info.is_county:
        raise Refused("这是县里的账套,县里交还的包由乡镇装入。没有改动。", "E-KIND")
    came = [_opened(book, path) for path in packets_in(paths)]
    if not came:
        raise Refused("没有找到上报包(文件名以 MZ_ 开头)。没有改动;请选放着县里交还文件的文件夹。", "E-FILE")
    further = {one.tag: one for one in came if one.meta.part > 1}
    firsts = sorted((one for one in came if one.meta.part == 1), key=lambda one: one.meta.seq)
    if not firsts:
        raise Refused("只有后几份,缺第 1 份。没有改动;请把县里交还的几份放在一起再装入。", "E-PARTS")
    known, vouched = {str(one["tagmanifest"]): one for one in packet_sent.every(book)}, _vouched(book)
    for one in firsts:
        if one.tag not in known and one.tag not in vouched:
            raise Refused(
                f"“{one.name}”不在县里说收过的包里,本账套也没有报过它。没有改动;"
                "请先装入县里“重新接续”的回执,再装入交还的包。",
                "E-DIGEST",
            )
    rows = [_row(book, one, known.get(one.tag), further) for one in firsts]
    with book.transaction():
        for row in rows:
            book.write_packet(row)
            book.note("packet.take_back", f"packet/{row['packet_id']}", str(row["period"]))
    return [f"{Period.parse(one.meta.period).title}第 {one.meta.revision} 版" for one in firsts]


def _vouched(book: Book) -> set[str]:
    """The digests of the packets the county has, as its receipts for going on anew say."""
    anew = [one for one in kept_answers.answers(book) if one.decision == _ANEW]
    return {str(tag) for one in anew for tag in (one.body.get("anchor") or {}).get("chain", {}).values()}


def _opened(book: Book, path: Path) -> _Came:
    from app.operations.packet_state import tag_of
    from app.packet.container import ZipReader
    from app.packet.manifest import MAX_MANIFEST, TAGMANIFEST, check_code
    from app.packet.verifying import check_unchanged

    with packets.plain(book, path) as opened:
        with ZipReader.open(opened) as reader:
            tag, code = tag_of(reader), check_code(reader.read(TAGMANIFEST, MAX_MANIFEST))
            meta = check_unchanged(reader).meta
        if meta.township != book.info.code:
            name = meta.township_name[:40]
            raise Refused(f"“{path.name}”是{name}报的包,不是本乡镇的。没有改动;请向县里要本乡镇的。", "E-RECIPIENT")
        return _Came(meta, tag, code, opened.read_bytes(), opened.name)


def _row(book: Book, one: _Came, known: Mapping[str, Any] | None, further: Mapping[str, _Came]) -> dict[str, Any]:
    """What the book keeps of it; of a packet it still knows only the copies are put back."""
    data: dict[str, Any] = {"file": book.keep_file(one.data)}
    if one.meta.others:
        data["parts"] = [_part(book, one, other, further) for other in one.meta.others]
    if known is not None:
        return {**plain_row(known), "data": {**known["data"], **data}}
    meta = one.meta
    facts = {"log_size": meta.log["size"], "log_root": meta.log["root"], "seals": dict(meta.seals)}
    return {
        "packet_id": meta.packet_id,
        "period": meta.period,
        "revision": meta.revision,
        "seq": meta.seq,
        "state": HANDED_BACK,
        "path": str(book.path.with_name(one.name)),
        "tagmanifest": one.tag,
        "created_at": meta.created,
        "data": {**facts, "receipt_key": meta.receipt_key, "code": one.code, **data},
    }


def _part(book: Book, first: _Came, other: Mapping[str, Any], further: Mapping[str, _Came]) -> dict[str, Any]:
    found = further.get(str(other["sha256"]))
    if found is None:
        title = Period.parse(first.meta.period).title
        raise Refused(
            f"{title}的包一共 {first.meta.parts} 份,缺第 {other['part']} 份。没有改动;请把几份放在一起再装入。",
            "E-PARTS",
        )
    return {"name": found.name, "sha256": found.tag, "file": book.keep_file(found.data)}
