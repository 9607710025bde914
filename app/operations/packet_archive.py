"""已报月报包: every packet that was ever sent, opened again, and found by what stands in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Told
from app.ledgers import ledger as ledger_of
from app.operations import packet_sent, packet_state
from app.operations.packet_reports import PacketReport
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.container import ZipReader

_MOST = 200
_SHOWN = 120
_LARGEST = 1 << 30


@dataclass(frozen=True)
class SentPacket:
    """A packet that was issued: what for, which version, how far, the code, and why where it is a correction."""

    packet_id: str
    period: str
    title: str
    state: str
    code: str
    made_at: str
    reason: str = ""


@dataclass(frozen=True)
class FoundLine:
    """A row in a sent packet whose words were looked for."""

    packet: SentPacket
    register: str
    title: str
    text: str


def sent_packets(book: Book) -> list[SentPacket]:
    """Every packet that was issued, the newest first."""
    reasons = {row["id"]: f"{row['number']} {row['reason']}" for row in book.rows("amendment")}
    return [_sent(kept, reasons) for kept in reversed(packet_sent.every(book))]


def _sent(kept: Mapping[str, Any], reasons: Mapping[Any, str]) -> SentPacket:
    amendment = kept["data"].get("amendment")
    version = f"第 {kept['revision']} 版(更正)" if amendment else f"第 {kept['revision']} 版"
    return SentPacket(
        str(kept["packet_id"]),
        str(kept["period"]),
        f"{Period.parse(str(kept['period'])).title} {version}",
        packet_state.title(str(kept["state"])),
        packet_state.code(kept),
        str(kept["created_at"])[:16].replace("T", " "),
        reasons.get(amendment, ""),
    )


def reports_of(book: Book, packet_id: str) -> list[PacketReport]:
    """The signed reports of a packet that was sent, byte for byte.

    Raises:
        Refused: The packet is lost.
    """
    from app.packet.content import MAX_PACKET_JSON, read_packet_json
    from app.packet.manifest import PACKET_JSON
    from app.packet.pdf_signing import MAX_PDF

    with packet_sent.opened(book, packet_state.by_id(book, packet_id)) as reader:
        said = read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))
        return [
            PacketReport(one.title, reader.read(one.path, MAX_PDF)) for one in said.files if one.file_class == "report"
        ]


def find(book: Book, text: str) -> list[FoundLine]:
    """Rows of sent packets in which every word stands, the newest packet first; at most two hundred."""
    words = [word.encode() for word in text.split()]
    found: list[FoundLine] = []
    packets = {packet.packet_id: packet for packet in sent_packets(book)} if words else {}
    for packet_id, packet in packets.items():
        try:
            with packet_sent.opened(book, packet_state.by_id(book, packet_id)) as reader:
                found += _lines_with(reader, packet, words)
        except Told:
            continue  # doctor names a packet that is lost; the others are searched all the same
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _lines_with(reader: ZipReader, packet: SentPacket, words: list[bytes]) -> Iterator[FoundLine]:
    for name in reader.names:
        if not name.startswith(packet_sent.RECORDS):
            continue
        register = name.removeprefix(packet_sent.RECORDS).removesuffix(".jsonl")
        for line in io.BytesIO(reader.read(name, _LARGEST)):
            if all(word in line for word in words):
                yield _found(packet, register, packet_sent.row_in(line))


def _found(packet: SentPacket, register: str, row: Mapping[str, Any]) -> FoundLine:
    ledger = ledger_of(register)
    texts = [value for key in ledger.by_key if isinstance(value := row.get(key), str) and value]
    title = str(row.get("number") or f"{ledger.title}第 {row['id']} 号")
    return FoundLine(packet, ledger.title, title, " ".join(texts)[:_SHOWN])
