"""Packets: reading what a verified packet carries, every file against its digest."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict
from app.packet.child import MAX_LINE, MAX_LINES, lines_of
from app.packet.container import ZipReader
from app.packet.content import MAX_PACKET_JSON, PacketJson, read_packet_json
from app.packet.faults import PacketFault
from app.packet.manifest import MANIFEST, MAX_MANIFEST, PACKET_JSON, TAGMANIFEST, read_manifest
from app.packet.marks import MARKS, MAX_BYTES, SEAL_CERT, PacketMark, read_marks, seal_certificate

FIGURES: Final = "data/figures.json"
LIVE: Final = "data/live.json"
Span = tuple[int, int]
_RECORDS, _CHANGES, _LINES = "data/records/", "data/changes/", ".jsonl"
_LIMITS: Final = Limits(max_bytes=MAX_LINE, max_depth=12, max_string=1 << 20)
_FIGURES: Final = Limits(max_bytes=16 << 20, max_depth=12, max_string=1 << 20)


class Contents:
    """The data of one packet whose signed bytes are known by their hash."""

    def __init__(self, reader: ZipReader, tag_sha256: str) -> None:
        """Raises PacketFault E-DIGEST where it is another packet than the one that was verified."""
        self._reader = reader
        tags = reader.read(TAGMANIFEST, MAX_MANIFEST)
        if sha256(tags).hexdigest() != tag_sha256:
            raise PacketFault("E-DIGEST", "本机上的副本已被改动，请重新接收", TAGMANIFEST)
        self._digests = read_manifest(tags, TAGMANIFEST)
        manifest = self._read(MANIFEST, MAX_MANIFEST)
        self._digests |= read_manifest(manifest, MANIFEST)

    def packet(self) -> PacketJson:
        """packet.json."""
        return read_packet_json(self._read(PACKET_JSON, MAX_PACKET_JSON))

    def registers(self) -> list[str]:
        """The registers whose rows are carried."""
        return self._registers(_RECORDS)

    def records(self, register: str) -> Iterator[dict[str, Any]]:
        """The rows of a register, in the order of the packet."""
        for number, value in self._lines(f"{_RECORDS}{register}{_LINES}"):
            if not isinstance(value, dict):
                raise PacketFault("E-JSON", f"第 {number} 行不是一条记录", register)
            yield value

    def changed_registers(self) -> list[str]:
        """The registers a correction changes."""
        return self._registers(_CHANGES)

    def changes(self, register: str) -> Iterator[dict[str, Any]]:
        """The changed rows of a register: id, before, after."""
        for number, value in self._lines(f"{_CHANGES}{register}{_LINES}"):
            sides = [value.get("before"), value.get("after")] if isinstance(value, dict) else []
            fits = sides and set(value) == {"id", "before", "after"} and type(value["id"]) is int
            if not fits or not all(s is None or (isinstance(s, dict) and s.get("id") == value["id"]) for s in sides):
                raise PacketFault("E-JSON", f"第 {number} 行不是一处更正", register)
            yield value

    def figures(self) -> dict[str, Any] | None:
        """The figures of the monthly report, None where the packet has none (made before 0.3)."""
        if FIGURES not in self._digests:
            return None
        value = _decoded(self._read(FIGURES, _FIGURES.max_bytes), FIGURES, _FIGURES)
        if not isinstance(value, dict):
            raise PacketFault("E-JSON", "", FIGURES)
        return value

    def live(self) -> dict[str, list[Span]]:
        """The rows of each register that are not 作废 at the township, as runs of its ids; {} where it is not told."""
        if LIVE not in self._digests:
            return {}
        value = _decoded(self._read(LIVE, _FIGURES.max_bytes), LIVE, _FIGURES)
        told = value.get("registers") if isinstance(value, dict) else None
        if not isinstance(told, dict):
            raise PacketFault("E-JSON", "", LIVE)
        return {register: _spans(spans) for register, spans in told.items()}

    def marks(self) -> list[PacketMark] | None:
        """The keyed marks of payees; None where the township has no key for them (or its program is older)."""
        if MARKS not in self._digests:
            return None
        there = set(self.registers())

        def ids_of(register: str) -> set[int]:
            return {row["id"] for row in self.records(register)} if register in there else set()

        return read_marks(lines_of(self._read(MARKS, MAX_BYTES), MARKS), ids_of)

    def seal_certificate(self) -> bytes:
        """To what certificate the county may seal something for this township, b"" where it is not said."""
        if SEAL_CERT not in self._digests:
            return b""
        data = self._read(SEAL_CERT, MAX_BYTES)
        seal_certificate(data)
        return data

    def _registers(self, folder: str) -> list[str]:
        names = [name for name in self._digests if name.startswith(folder) and name.endswith(_LINES)]
        return [name.removeprefix(folder).removesuffix(_LINES) for name in names]

    def _lines(self, name: str) -> Iterator[tuple[int, Any]]:
        for number, line in enumerate(lines_of(self._read(name, MAX_LINES), name), 1):
            yield number, _decoded(line, name, _LIMITS)

    def _read(self, name: str, limit: int) -> bytes:
        data = self._reader.read(name, limit)
        if sha256(data).hexdigest() != self._digests.get(name):
            raise PacketFault("E-DIGEST", "本机上的副本已被改动，请重新接收", name)
        return data


def _spans(value: Any) -> list[Span]:
    found: list[Span] = []
    last = 0
    for span in value if isinstance(value, list) else [[]]:
        low, high = span if isinstance(span, list) and [type(one) for one in span] == [int, int] else (0, 0)
        if not last < low <= high:
            raise PacketFault("E-JSON", "在册记录的序号写法不对", LIVE)
        last = high
        found.append((low, high))
    return found


def _decoded(data: bytes, name: str, limits: Limits) -> Any:
    try:
        return decode_strict(data, limits)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), name) from error
