"""Packets: one month in several files, where it passes the limits of one (packet format 2.3).

Part 1 holds the records, the figures and every signed report, and names each further part by its digest; the others
hold annexes and tables only. Each part is a packet of its own: signed by both, verified alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.packet.container import MAX_ENTRIES, MAX_TOTAL, ZipReader
from app.packet.content import (
    CRL_PATH,
    MAX_PACKET_JSON,
    MOST_PARTS,
    MOVED,
    PacketContent,
    PacketFile,
    PacketMeta,
    read_packet_json,
)
from app.packet.faults import PacketFault
from app.packet.manifest import MAX_MANIFEST, PACKET_JSON, TAGMANIFEST, check_code

_OWN_ENTRIES: Final = 8  # four tag files, the tag manifest, two signatures, the state of a draft
_SECOND_ENTRIES: Final = 8  # what a second suite adds: two manifests, three files for each of two persons
_SPARE: Final = 4 << 20  # directory, manifests, packet.json, the envelope of a sealed file
_PER_FILE: Final = 1 << 10
_PER_REPORT: Final = 128 << 10  # two signatures with their stamps


@dataclass(frozen=True, slots=True)
class Limits:
    """How many entries and bytes one file may have."""

    entries: int = MAX_ENTRIES
    size: int = MAX_TOTAL


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class PartFile:
    """A finished file of a packet on disk: its number, where it is, its name among packets, the code for the phone."""

    part: int
    path: Path
    tag_sha256: str
    code: str
    size: int


def split(content: PacketContent, limits: Limits | None = None) -> list[PacketContent]:
    """The content as it fits into files: itself, or part 1 and the others; part 1 does not name the others yet.

    Args:
        content: What the packet is to hold.
        limits: Of one file; those of the format where none are named.

    Raises:
        PacketFault: E-LIMIT what may not move or one single file is too much for a file, or there are too many.
    """
    limits = limits or LIMITS
    stays = [file for file in content.files if not _may_move(file)]
    moves = sorted((file for file in content.files if _may_move(file)), key=lambda file: file.path)
    base = PacketFile(CRL_PATH, content.crl, "", "", "trust")
    if content.meta.second:
        limits = replace(limits, entries=limits.entries - _SECOND_ENTRIES)
    rooms = [_Room(limits, [base, *stays] if content.crl else stays)]
    kept: list[list[PacketFile]] = [stays]
    for file in moves:
        if not rooms[-1].takes(file):
            rooms.append(_Room(limits, [base] if content.crl else []))
            kept.append([])
            if not rooms[-1].takes(file):
                raise PacketFault(
                    "E-LIMIT", "这一个文件就超过一个包的大小，放不进去。没有生成文件；请把它缩小", file.path
                )
        kept[-1].append(file)
    if len(kept) == 1:
        return [content]
    if len(kept) > MOST_PARTS:
        raise PacketFault("E-LIMIT", f"要分成 {len(kept)} 份，最多 {MOST_PARTS} 份")
    metas = [_meta_of(content.meta, number, len(kept)) for number in range(1, len(kept) + 1)]
    return [PacketContent(meta, tuple(files), content.crl) for meta, files in zip(metas, kept, strict=True)]


def naming(first: PacketContent, others: Sequence[tuple[PacketMeta, bytes]]) -> PacketContent:
    """Part 1 with the list of the others: each its meta and its tag manifest."""
    named = tuple(
        {"part": meta.part, "packet_id": meta.packet_id, "sha256": sha256(tags).hexdigest()} for meta, tags in others
    )
    return replace(first, meta=replace(first.meta, others=named))


class _Room:
    """What one file still takes."""

    def __init__(self, limits: Limits, files: Sequence[PacketFile]) -> None:
        self._entries = limits.entries - _OWN_ENTRIES
        self._size = limits.size - min(_SPARE, limits.size // 4)
        for file in files:
            if not self.takes(file):
                raise PacketFault(
                    "E-LIMIT", "数据和报表本身就超过一个包的限度，分不开。没有生成文件；请告诉技术人员", file.path
                )

    def takes(self, file: PacketFile) -> bool:
        """Put a file in, if it fits."""
        size = _size_of(file) + _PER_FILE + (_PER_REPORT if file.signatures_expected else 0)
        if self._entries < 1 or self._size < size:
            return False
        self._entries, self._size = self._entries - 1, self._size - size
        return True


def _size_of(file: PacketFile) -> int:
    if isinstance(file.source, bytes):
        return len(file.source)
    try:
        return file.source.stat().st_size
    except OSError as error:
        raise PacketFault("E-READ", "找不到要装入的文件", file.path) from error


def _may_move(file: PacketFile) -> bool:
    return file.file_class in MOVED and not file.signatures_expected


def _meta_of(meta: PacketMeta, part: int, parts: int) -> PacketMeta:
    """A further part says where it belongs, and nothing part 1 says for the month."""
    if part == 1:
        return replace(meta, part=1, parts=parts)
    own = f"{meta.packet_id}-p{part}"
    bare = replace(meta, seals={}, counts={}, amendments=(), receipt_key="", recovered=())
    return replace(bare, packet_id=own, part=part, parts=parts)


# --- on disk


def files_of(path: Path) -> tuple[PartFile, ...]:
    """A finished packet and, where it is part 1, the further parts beside it in order.

    Raises:
        PacketFault: It is a further part itself, one is gone, or is not the one that part 1 names.
    """
    meta, first = _look(path)
    if meta.part > 1:
        raise PacketFault(
            "E-STATE", f"这是第 {meta.part} 份，共 {meta.parts} 份。请选第 1 份，其余各份跟着一起办", path.name
        )
    found = [first]
    for other in meta.others:
        name = name_of(meta, other)
        if not (beside := path.with_name(name)).exists():
            raise PacketFault("E-STATE", f"第 {other['part']} 份“{name}”不在第 1 份旁边，请重新生成", path.name)
        _, one = _look(beside)
        if one.tag_sha256 != other["sha256"]:
            raise PacketFault("E-STATE", f"第 {other['part']} 份“{name}”被换过，请重新生成", path.name)
        found.append(one)
    return tuple(found)


def name_of(meta: PacketMeta, other: Mapping[str, Any]) -> str:
    """The name of the finished file of a further part that part 1 names."""
    return f"{replace(meta, part=other['part']).stem}_{other['sha256'][:8]}.zip"


def _look(path: Path) -> tuple[PacketMeta, PartFile]:
    with ZipReader.open(path) as reader:
        meta = read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON)).meta
        tags = reader.read(TAGMANIFEST, MAX_MANIFEST)
    return meta, PartFile(meta.part, path, sha256(tags).hexdigest(), check_code(tags), path.stat().st_size)


def drafts_of(path: Path) -> tuple[Path, ...]:
    """The further drafts beside the draft of part 1, those that are there; none where it is no draft or is gone."""
    if not path.exists():
        return ()
    with ZipReader.open(path) as reader:
        meta = read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON)).meta
    stem, ending = meta.stem, path.name.removeprefix(meta.stem)
    further = (replace(meta, part=other["part"]).stem for other in meta.others)
    beside = (path.with_name(f"{name}{ending}") for name in further)
    return tuple(one for one in beside if path.name.startswith(stem) and one.exists())
