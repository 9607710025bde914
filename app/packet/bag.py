"""Packets: the parts of a packet while it is being written: payload pieces, their signatures, the bag around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.canonical import encode
from app.domain.machine import reason
from app.packet.certificates import PersonKey, fingerprint, is_practice
from app.packet.container import ZipReader, ZipWriter, blocks_of
from app.packet.content import (
    DRAFT_JSON,
    FileFacts,
    PacketFile,
    PacketMeta,
    packet_json_bytes,
)
from app.packet.faults import PacketFault
from app.packet.manifest import (
    BAG_INFO,
    BAGIT,
    BAGIT_TEXT,
    MANIFEST,
    PACKET_JSON,
    SM3_MANIFEST,
    TAGMANIFEST,
    bag_info,
    manifest_bytes,
    tagmanifest_bytes,
)
from app.packet.trust import Signer

DRAFT_SCHEMA: Final = "mz-draft/1"


@dataclass(frozen=True, slots=True)
class StampFacts:
    """What a stamp may say; `digest` is the first 16 hex of the report before signing."""

    role: str
    name: str
    moment: datetime
    digest: str
    cert: str
    practice: bool


# Draws the one-page PDF that shows in a signature field.
StampMaker = Callable[[StampFacts], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """One payload file on its way into a packet."""

    file: PacketFile
    size: int
    open: Callable[[], bytes | Path | Iterator[bytes]]
    sha256: str = ""


# Makes the signature files over the tag manifests of a packet, given by file name: one for each suite.
SignManifest = Callable[[Mapping[str, bytes]], dict[str, bytes]]


class Bag:
    """Writes the parts of a packet in name order, which is also the order in which they become known."""

    def __init__(
        self,
        meta: PacketMeta,
        signers: Sequence[Signer],
        pieces: Iterable[Piece],
        state: str | None,
        sign_manifest: SignManifest | None = None,
    ) -> None:
        self.state = state
        self.tagmanifest = b""
        self._second: dict[str, str] = {}
        self._meta, self._signers = meta, signers
        self._pieces = sorted(pieces, key=lambda piece: piece.file.path)
        self._sign_manifest = sign_manifest

    def write(self, writer: ZipWriter) -> None:
        """Write everything; afterwards `tagmanifest` holds the signed bytes."""
        meta, total = self._meta, sum(piece.size for piece in self._pieces)
        tags = {BAG_INFO: bag_info(meta.packet_id, meta.created[:10], total, len(self._pieces)), BAGIT: BAGIT_TEXT}
        writer.add(BAG_INFO, tags[BAG_INFO])
        writer.add(BAGIT, tags[BAGIT])
        facts = [self._write_piece(writer, piece) for piece in self._pieces]
        tags[MANIFEST] = manifest_bytes({fact.path: fact.sha256 for fact in facts})
        if meta.second:
            tags[SM3_MANIFEST] = manifest_bytes(self._second)
        tags[PACKET_JSON] = packet_json_bytes(meta, self._signers, facts)
        self.tagmanifest = tagmanifest_bytes(tags)
        if self.state is not None:
            writer.add(DRAFT_JSON, encode({"schema": DRAFT_SCHEMA, "state": self.state}))
        signed = {TAGMANIFEST: self.tagmanifest, **self._second_tagmanifest(tags)}
        signatures = self._sign_manifest(signed) if self._sign_manifest else {}
        rest = {name: data for name, data in tags.items() if name not in (BAG_INFO, BAGIT)}
        for name, data in sorted({**rest, **signatures, **signed}.items()):
            writer.add(name, data)

    def _second_tagmanifest(self, tags: Mapping[str, bytes]) -> dict[str, bytes]:
        if not self._meta.second:
            return {}
        from app.packet.suites import suite

        second = suite(self._meta.second)
        return {second.tagmanifest: manifest_bytes({name: second.digest([data]) for name, data in tags.items()})}

    def _hashed(self, path: str, source: bytes | Path | Iterator[bytes]) -> Iterator[bytes]:
        """Pass the blocks on and note their digest of the second suite."""
        from app.packet.suites import suite

        digest = suite(self._meta.second).hasher()
        for block in blocks_of(source):
            digest.update(block)
            yield block
        self._second[path] = digest.hexdigest()

    def _write_piece(self, writer: ZipWriter, piece: Piece) -> FileFacts:
        file, source = piece.file, piece.open()
        entry = writer.add(file.path, self._hashed(file.path, source) if self._meta.second else source)
        if entry.size != piece.size:
            raise PacketFault("E-READ", "文件在打包时被改动，请重新生成", file.path)
        if piece.sha256 and entry.sha256 != piece.sha256:
            raise PacketFault("E-DIGEST", "草稿在上一步之后被改动，请重新生成", file.path)
        described = (file.mime, file.title, file.file_class, file.signatures_expected)
        return FileFacts(file.path, entry.sha256, entry.size, *described)


def unsigned_piece(file: PacketFile) -> Piece:
    """Take a file into a draft; reports get their empty signature fields."""
    if file.signatures_expected:
        from app.packet.pdf_signing import add_fields

        return _bytes_piece(file, add_fields(_source_bytes(file), dict(file.boxes or {})))
    if isinstance(file.source, bytes):
        return _bytes_piece(file, file.source)
    try:
        size, source = file.source.stat().st_size, file.source
    except OSError as error:
        raise PacketFault("E-READ", reason(error), file.path) from error
    return Piece(file, size, lambda: source)


def _source_bytes(file: PacketFile) -> bytes:
    if isinstance(file.source, bytes):
        return file.source
    try:
        return file.source.read_bytes()
    except OSError as error:
        raise PacketFault("E-READ", reason(error), file.path) from error


def _bytes_piece(file: PacketFile, data: bytes) -> Piece:
    return Piece(file, len(data), lambda: data)


def draft_piece(reader: ZipReader, fact: FileFacts) -> Piece:
    """Take a file over from a draft; its bytes are checked against the draft's own list."""
    path = fact.path
    if path not in reader.entries:
        raise PacketFault("E-SET", "缺少文件", path)
    file = PacketFile(path, b"", fact.mime, fact.title, fact.file_class, fact.signatures_expected)
    if fact.signatures_expected:
        from app.packet.pdf_signing import MAX_PDF

        data = reader.read(path, MAX_PDF)
        return replace(_bytes_piece(file, data), sha256=fact.sha256)
    return Piece(file, reader.size(path), lambda: reader.blocks(path), fact.sha256)


def signed_piece(piece: Piece, persons: Sequence[PersonKey], now: datetime, stamp: StampMaker | None) -> Piece:
    """Sign a report for these persons in turn; other files pass unchanged."""
    if not piece.file.signatures_expected:
        return piece
    from app.packet.pdf_signing import sign_pdf

    data = piece.open()
    assert isinstance(data, bytes)
    if piece.sha256 and sha256(data).hexdigest() != piece.sha256:
        raise PacketFault("E-DIGEST", "草稿在上一步之后被改动，请重新生成", piece.file.path)
    for person in persons:
        drawn = None if stamp is None else stamp(_stamp_facts(person, data, now))
        data = sign_pdf(data, person, now=now, stamp=drawn)
    return _bytes_piece(piece.file, data)


def _stamp_facts(person: PersonKey, pdf: bytes, now: datetime) -> StampFacts:
    digest, cert = sha256(pdf).hexdigest()[:16], fingerprint(person.cert)[:8]
    return StampFacts(person.role, person.name, now, digest, cert, is_practice(person.cert))


def manifest_signer(persons: Sequence[PersonKey], now: datetime) -> SignManifest:
    """Give the function that signs the frozen tag manifest of every suite for these persons."""

    def sign_all(signed: Mapping[str, bytes]) -> dict[str, bytes]:
        from app.packet.suites import suites

        made: dict[str, bytes] = {}
        for one in suites():
            for person in persons if one.tagmanifest in signed else ():
                made |= one.sign(signed[one.tagmanifest], person, now)
        return made

    return sign_all
