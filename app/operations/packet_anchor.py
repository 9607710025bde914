"""重新接续 at the township: after a lost disk the county says where our chain goes on (packet format 5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.ledgers import ledger as ledger_of
from app.ledgers.monthly_report import DRAFT
from app.operations import amendments, monthly, packet_sent, packet_state, packet_steps
from app.operations.packet_making import LEFT_OUT
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.content import PacketMeta
    from app.storage.events import LogView
    from app.storage.writing import Writer

ACT = "chain.anew"
_KEPT = "chain.anchor"


@dataclass(frozen=True)
class Head:
    """What the next packet goes on from.

    Args:
        seq: Its own place in the chain.
        prev: The SHA-256 by which the packet before is named, None for the first.
        seals: Of the months before.
        log_size: How many events of our log the county knows; 0 where it knows another log than ours.
        anew: The county agreed that the log need not go on from the one it knows.
    """

    seq: int
    prev: str | None
    seals: Mapping[str, Any]
    log_size: int
    anew: bool = False


def head(book: Book, earlier: Sequence[Mapping[str, Any]], log: LogView) -> Head:
    """What a packet after these goes on from: the last of them, or what the county said since."""
    last = earlier[-1] if earlier else None
    anchor = book.kept(_KEPT)
    if anchor and (last is None or int(last["seq"]) < anchor["seq"]):
        size, root = int(anchor["log"]["size"]), str(anchor["log"]["root"])
        known = size if 0 < size <= log.size and log.root_at(size).hex() == root else 0
        return Head(anchor["seq"], anchor["prev"], anchor["seals"], known, anew=True)
    if last is None:
        return Head(1, None, {}, 0)
    data = last["data"]
    return Head(int(last["seq"]) + 1, str(last["tagmanifest"]), data.get("seals", {}), int(data["log_size"]))


def refuse_known(book: Book, period: Period) -> None:
    """A month the county has and this book lost is not reported a second time.

    Raises:
        Refused: It is such a month.
    """
    anchor = book.kept(_KEPT)
    if anchor and period.key in anchor["months"] and not packet_sent.issued(book, period.key):
        raise Refused(
            f"{period.title}县里已经收过,那一份不在这个账套里(重新接续以前报的)。没有生成任何文件;"
            "这个月不用再报,接着报下一个月即可。要看那一份,请县里交还,在“已报月报包”里装入;"
            "那个月报错了的,请和县里商量由县里逐行核对。",
            "E-KNOWN",
        )


def must_be_newer(book: Book, body: Mapping[str, Any]) -> None:
    """See that a decision says where to go on, and is not older than the one that holds.

    Raises:
        Refused: It is not complete, or older.
    """
    anchor, now = body.get("anchor"), book.kept(_KEPT)
    whole = (
        isinstance(anchor, dict)
        and all(isinstance(anchor.get(key), dict) for key in ("seals", "months", "chain"))
        and isinstance(body.get("log"), dict)
        and isinstance(body.get("last"), str)
    )
    if not whole:
        raise Refused(
            "这份重新接续的回执是旧版程序开的,没有写明从哪里接。没有装入;请县里升级程序后重新开一份。", "E-RECEIPT"
        )
    if now and int(now["seq"]) > body["next_seq"]:
        raise Refused("这份重新接续的回执比已经装入的还旧,没有装入。没有改动;请用县里最新的回执。", "E-RECEIPT")


def take(book: Book, writer: Writer, body: Mapping[str, Any]) -> list[str]:
    """Go on from where the county says; gives the months whose packet it never took: they are to be made anew.

    Inside the change that keeps the receipt. Our packets the county does not know stay readable, but count no more.
    """
    anchor, log = body["anchor"], body["log"]
    kept = {
        "seq": body["next_seq"],
        "prev": body["last"],
        "log": {"size": log["size"], "root": log["root"]},
        "seals": anchor["seals"],
        "months": anchor["months"],
    }
    dead = list(_unknown_to_the_county(book, anchor["chain"], kept))
    book.keep(_KEPT, kept)
    for packet in reversed(dead):
        book.write_packet({**packet_state.plain_row(packet), "state": LEFT_OUT})
    for packet in reversed(dead):
        _opened_again(book, writer, packet)
    writer.note(ACT, f"packet/{body['packet_id']}", f"从第 {body['next_seq']} 次上报起重新接续")
    return list(dict.fromkeys(str(packet["period"]) for packet in dead))


def _unknown_to_the_county(book: Book, chain: Mapping[str, Any], anchor: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Packets the county never accepted; one that fits where it agreed to go on needs only be received again."""
    for packet in packet_sent.issued(book):
        if packet["tagmanifest"] not in chain.values() and not _fits(book, packet, anchor):
            yield packet


def _fits(book: Book, packet: Mapping[str, Any], anchor: Mapping[str, Any]) -> bool:
    if packet["seq"] != anchor["seq"]:
        return False
    try:
        meta = _meta(book, packet)
    except Told:  # the file is lost: it cannot be carried again
        return False
    return meta.prev == anchor["prev"] and all(meta.seals.get(month) == one for month, one in anchor["seals"].items())


def _meta(book: Book, packet: Mapping[str, Any]) -> PacketMeta:
    from app.packet.content import MAX_PACKET_JSON, read_packet_json
    from app.packet.manifest import PACKET_JSON

    with packet_sent.opened(book, packet) as reader:
        return read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON)).meta


def _opened_again(book: Book, writer: Writer, packet: Mapping[str, Any]) -> None:
    """What a packet the county never took had closed is open again: its month, or the correction it carried."""
    period = Period.parse(str(packet["period"]))
    if packet["data"].get("amendment"):
        if before := packet_sent.issued(book, period.key):
            packet_steps.close(book, before[-1])
        amendments.begun_again(book, writer, packet, alone=not before)
        return
    book.reopen_month(period.key)
    writer.note("month.open", f"packet/{packet['packet_id']}", period.key)
    if report := monthly.report_row(book, period):
        clean = dict.fromkeys(("asked_by", "asked_on", "checked_by", "checked_on", "issued_on"))
        writer.save(ledger_of("monthly_report"), {**report, **clean, "state": DRAFT})
