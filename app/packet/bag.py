"""Packets: the parts of a packet while it is being written: payload pieces, their signatures, the bag around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.canonical import encode
from app.domain.machine import reason
from app.packet.certificates import PersonKey, fingerprint, is_practice
from app.packet.container import ZipReader, ZipWriter
from app.packet.content import (
    DRAFT_JSON,
    SIGNATURE_FILES,
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


SignManifest = Callable[[bytes], dict[str, bytes]]


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
        tags[PACKET_JSON] = packet_json_bytes(meta, self._signers, facts)
        self.tagmanifest = tagmanifest_bytes(tags)
        if self.state is not None:
            writer.add(DRAFT_JSON, encode({"schema": DRAFT_SCHEMA, "state": self.state}))
        writer.add(MANIFEST, tags[MANIFEST])
        writer.add(PACKET_JSON, tags[PACKET_JSON])
        signatures = self._sign_manifest(self.tagmanifest) if self._sign_manifest else {}
        for name in sorted(signatures):
            writer.add(name, signatures[name])
        writer.add(TAGMANIFEST, self.tagmanifest)

    def _write_piece(self, writer: ZipWriter, piece: Piece) -> FileFacts:
        entry, file = writer.add(piece.file.path, piece.open()), piece.file
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
    """Give the function that signs the frozen manifest for these persons."""

    def sign_all(tagmanifest: bytes) -> dict[str, bytes]:
        from app.packet.cades import cades

        return {SIGNATURE_FILES[p.role]: cades(tagmanifest, p, now) for p in persons}

    return sign_all
