"""What people read before they sign: the reports inside a packet file itself, and whether the book went on since."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.days import Period
from app.operations import packet_content
from app.operations.packet_making import FIGURES
from app.operations.sheets import safe_name
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.container import ZipReader
    from app.packet.content import PacketJson


_LARGEST = 64 << 20


@dataclass(frozen=True)
class PacketReport:
    """One report as it stands in a packet file, byte for byte."""

    title: str
    pdf: bytes


def reports_in(path: Path) -> list[PacketReport]:
    """The reports of a draft or finished packet, the cover first; each is checked against the packet's own list.

    Raises:
        PacketFault: The file cannot be read, or was changed since it was built.
    """
    from app.packet.container import ZipReader
    from app.packet.faults import PacketFault
    from app.packet.packet import finished
    from app.packet.pdf_signing import MAX_PDF

    found = []
    with ZipReader.open(finished(path)) as reader:
        for fact in _described(reader).files:
            if fact.file_class != "report":
                continue
            pdf = reader.read(fact.path, MAX_PDF)
            if sha256(pdf).hexdigest() != fact.sha256:
                raise PacketFault("E-DIGEST", "生成之后被改动过，请重新生成，不要签名", fact.path)
            found.append(PacketReport(fact.title, pdf))
    return found


def changed_since(book: Book, path: Path) -> bool:
    """Whether rows of the packet's month were changed in the book after the packet was built.

    Raises:
        PacketFault: The file cannot be read.
    """
    from app.packet.container import ZipReader
    from app.packet.packet import finished

    with ZipReader.open(finished(path)) as reader:
        meta = _described(reader).meta
    month = packet_content.rows_of_month(book, Period.parse(meta.period))
    now = packet_content.seal(book, packet_content.settled(book, month))
    return bool(meta.seals.get(meta.period) != now)


def figures_in(path: Path) -> bytes:
    """data/figures.json of a draft or finished packet, b"" where it has none.

    Raises:
        PacketFault: The file cannot be read.
    """
    from app.packet.container import ZipReader
    from app.packet.packet import finished

    with ZipReader.open(finished(path)) as reader:
        return reader.read(FIGURES, _LARGEST) if FIGURES in reader.entries else b""


def save_report(book: Book, report: PacketReport, folder: Path) -> Path:
    """Write the very bytes of a report into a folder under its Chinese name.

    Raises:
        Refused: The folder cannot be written.
    """
    from app.export.files import replace_file

    target = folder / f"{safe_name(report.title)}.pdf"
    replace_file(target, report.pdf)
    book.note("sheet.export", "sheet/packet_report")
    return target


def _described(reader: ZipReader) -> PacketJson:
    from app.packet.content import MAX_PACKET_JSON, read_packet_json
    from app.packet.manifest import PACKET_JSON

    return read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))
