"""What was sent: the packets a book keeps, opened again, and the rows of a month as its packets together say them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused
from app.operations.packet_making import DELIVERED, FINAL, HANDED_BACK, LEFT_OUT
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.container import ZipReader

RECORDS, CHANGES = "data/records/", "data/changes/"
_LARGEST = 1 << 30
Records = dict[str, dict[int, dict[str, Any]]]


@contextmanager
def opened(book: Book, kept: Mapping[str, Any]) -> Iterator[ZipReader]:
    """A packet of this book, from the copy in the book, else from the file that was built.

    Raises:
        Refused: Neither is there.
        PacketFault: It cannot be read.
    """
    from app.packet.container import ZipReader
    from app.storage.files import AttachmentLost

    path = Path(str(kept["path"]))
    try:
        source = io.BytesIO(book.file(str(kept["data"]["file"])))
    except (AttachmentLost, KeyError) as lost:
        if not path.exists():
            raise Refused(
                f"上报包“{path.name}”的留底和原件都找不到。台账没有受影响;请从备份恢复,或把文件放回“{path.parent}”。",
                "E-MISSING",
            ) from lost
        source = io.BytesIO(path.read_bytes())
    with ZipReader(source) as reader:
        yield reader


def issued(book: Book, period: str | None = None) -> list[dict[str, Any]]:
    """The packets that were signed by both, in the order in which they follow each other."""
    return [packet for packet in book.packets(period) if packet["state"] in (FINAL, DELIVERED)]


def every(book: Book) -> list[dict[str, Any]]:
    """The same with those the county never took before it agreed to go on anew, and those it handed back.

    What was sent stays readable.
    """
    return [packet for packet in book.packets() if packet["state"] in (FINAL, DELIVERED, LEFT_OUT, HANDED_BACK)]


def registers_in(reader: ZipReader) -> list[str]:
    """The registers a packet has rows or an empty list of."""
    return [name.removeprefix(RECORDS).removesuffix(".jsonl") for name in reader.names if name.startswith(RECORDS)]


def lines_in(reader: ZipReader, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every line under data/records/ or data/changes/ with its register."""
    for name in reader.names:
        if name.startswith(folder):
            register = name.removeprefix(folder).removesuffix(".jsonl")
            for line in reader.read(name, _LARGEST).splitlines():
                yield register, row_in(line)


def row_in(line: bytes) -> dict[str, Any]:
    """One line of such a file."""
    return dict(json.loads(line))


def sent_records(book: Book, period: str) -> Records:
    """The rows of a month as the county has them: of its first packet, with every correction packet since applied.

    Raises:
        Refused: Nothing was issued for the month, or a packet is lost.
    """
    found: Records = {}
    packets = issued(book, period)
    if not packets:
        raise Refused("这个月还没有签发过上报包,不用办更正;直接改台账,再生成上报包即可。", "E-STATE")
    for kept in packets:
        with opened(book, kept) as reader:
            if not kept["data"].get("amendment"):
                found = {register: {} for register in registers_in(reader)}
                for register, row in lines_in(reader, RECORDS):
                    found[register][row["id"]] = row
            else:
                for register, change in lines_in(reader, CHANGES):
                    apply_change(found.setdefault(register, {}), change)
    return found


def apply_change(rows: dict[int, dict[str, Any]], change: Mapping[str, Any]) -> None:
    """Carry out one line of data/changes on the rows of its register."""
    if change["after"] is None:
        rows.pop(change["id"], None)
    else:
        rows[change["id"]] = change["after"]
