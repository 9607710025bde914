"""The packets of a book as it remembers them: how far each is, where its file is, and the copy that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused
from app.operations.packet_making import DELIVERED, DROPPED, FINAL, HANDED_BACK, LEFT_OUT
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.container import ZipReader
    from app.packet.content import PacketContent, PacketJson
    from app.packet.packet import SignState
    from app.packet.parts import PartFile


@dataclass(frozen=True)
class PacketOnDisk:
    """A packet on disk and how far it is: built, clerk-signed, approved, final; `parts` is in how many files."""

    path: Path
    state: str
    title: str
    packet_id: str
    code: str = ""
    parts: int = 1


def record(book: Book, content: PacketContent, state: SignState, more: Mapping[str, Any]) -> PacketOnDisk:
    """Remember a packet that was built; another one that had its place is dropped.

    Args:
        book: The book.
        content: What it holds.
        state: How far it is.
        more: What else the book keeps of it.
    """
    meta = content.meta
    for old in book.packets(meta.period):
        if old["seq"] == meta.seq and old["state"] not in (DROPPED, LEFT_OUT):
            book.write_packet({**plain_row(old), "state": DROPPED})
    kept = {
        "packet_id": meta.packet_id,
        "period": meta.period,
        "revision": meta.revision,
        "seq": meta.seq,
        "state": state.state,
        "path": str(state.path),
        "data": {
            "log_size": meta.log["size"],
            "log_root": meta.log["root"],
            "seals": dict(meta.seals),
            "receipt_key": meta.receipt_key,
            **more,
        },
    }
    return keep(book, kept, state)


def keep(book: Book, kept: Mapping[str, Any], state: SignState) -> PacketOnDisk:
    """Remember how far a packet is; a finished one is kept in the book itself too, whatever becomes of the file."""
    row = {**kept, "state": state.state, "path": str(state.path)}
    row["data"] = {**kept["data"], "code": state.code}
    if state.state == FINAL:
        first, *further = parts_of(state.path)
        row["tagmanifest"] = first.tag_sha256
        row["data"]["file"] = book.keep_file(state.path.read_bytes())
        if further:
            row["data"]["parts"] = [
                {"name": one.path.name, "sha256": one.tag_sha256, "file": book.keep_file(one.path.read_bytes())}
                for one in further
            ]
    with book.transaction():
        book.write_packet(row)
        book.note(f"packet.{state.state}", f"packet/{kept['packet_id']}")
    return PacketOnDisk(state.path, state.state, state.title, str(kept["packet_id"]), state.code, parts_in(row))


def parts_of(path: Path) -> tuple[PartFile, ...]:
    """A finished packet with its further parts beside it, in order.

    Raises:
        PacketFault: It is a further part itself, or one is gone or was exchanged.
    """
    from app.packet.parts import files_of

    return files_of(path)


def parts_in(kept: Mapping[str, Any]) -> int:
    """In how many files a finished packet is."""
    return 1 + len(kept["data"].get("parts", ()))


def on_disk(kept: Mapping[str, Any]) -> PacketOnDisk:
    """A kept packet with its file."""
    state = str(kept["state"])
    return PacketOnDisk(
        Path(str(kept["path"])), state, title(state), str(kept["packet_id"]), code(kept), parts_in(kept)
    )


def plain_row(packet: Mapping[str, Any]) -> dict[str, Any]:
    """A kept packet as it is written back."""
    return {key: value for key, value in packet.items() if key != "id"}


def by_id(book: Book, packet_id: str) -> dict[str, Any]:
    """What the book knows of a packet.

    Raises:
        Refused: It was not built by this book.
    """
    kept = next((p for p in book.packets() if p["packet_id"] == packet_id), None)
    if kept is None:
        raise Refused("这个草稿不是本账套生成的,已签的名仍在文件里。请用生成它的账套办理。", "E-STATE")
    return kept


def json_of(path: Path) -> PacketJson:
    """packet.json of a draft or a finished packet.

    Raises:
        PacketFault: The file cannot be read.
    """
    from app.packet.container import ZipReader
    from app.packet.content import MAX_PACKET_JSON, read_packet_json
    from app.packet.manifest import PACKET_JSON

    with ZipReader.open(path) as reader:
        return read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))


def tag_of(reader: ZipReader) -> str:
    """The SHA-256 by which packets name each other, of a finished packet that is open."""
    from hashlib import sha256

    from app.packet.manifest import MAX_MANIFEST, TAGMANIFEST

    return sha256(reader.read(TAGMANIFEST, MAX_MANIFEST)).hexdigest()


def finished_of(book: Book, path: Path) -> PacketOnDisk:
    """A finished packet by its file.

    Raises:
        Refused: It was not built by this book.
    """
    for kept in book.packets():
        if Path(str(kept["path"])).name == path.name:
            return PacketOnDisk(path, FINAL, title(FINAL), str(kept["packet_id"]), code(kept), parts_in(kept))
    raise Refused(f"“{path.name}”已经签完,不用再签。", "E-STATE")


def title(state: str) -> str:
    """A state in words."""
    from app.packet.packet import STATE_TITLES

    own = {DELIVERED: "已传出", DROPPED: "已重做", LEFT_OUT: "县里没有收,不再算数", HANDED_BACK: "县里交还的留底"}
    return {**STATE_TITLES, **own}.get(state, state)


def code(kept: Mapping[str, Any]) -> str:
    """The check code of a kept packet, "" before the list of contents is signed."""
    return str(kept["data"].get("code", ""))
