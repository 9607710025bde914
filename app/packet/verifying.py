"""Packets: checking a packet file; a verdict in parts (unchanged? signed by whom? trusted by what?), never one lamp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.packet.certificates import common_name, is_practice
from app.packet.container import ZipReader
from app.packet.content import (
    DRAFT_JSON,
    MAX_PACKET_JSON,
    SIGNATURE_FILES,
    SIGNING_ROLES,
    FileFacts,
    PacketJson,
    read_packet_json,
    sm2_files,
)
from app.packet.continuity import UNKNOWN, ContinuityView, judge_continuity
from app.packet.faults import PacketFault
from app.packet.manifest import (
    BAG_INFO,
    BAGIT,
    BAGIT_TEXT,
    MANIFEST,
    MAX_MANIFEST,
    PACKET_JSON,
    SM3_MANIFEST,
    SM3_TAGMANIFEST,
    TAG_FILES,
    TAGMANIFEST,
    bag_info,
    check_code,
    read_manifest,
    tag_files,
)
from app.packet.trust import TrustBundle, load_trust

if TYPE_CHECKING:
    from app.packet.signing import SignatureFacts

_SECOND: Final = frozenset(
    {SM3_MANIFEST, SM3_TAGMANIFEST, *(file for role in SIGNING_ROLES for file in sm2_files(role))}
)
_MAX_SIGNATURE: Final = 64 << 10
_MAX_TAG_TEXT: Final = 1 << 20
_CONTENT_CHANGED: Final = frozenset(
    {"E-NAME", "E-CANON", "E-COLLIDE", "E-TRUNC", "E-SET", "E-DIGEST", "E-SIG", "E-PDF", "E-READ"}
)


@dataclass(frozen=True, slots=True)
class SignerVerdict:
    """One signer: does the signature fit the content, and is the person the one registered for the role?"""

    role: str
    name: str
    valid: bool
    trusted: bool


@dataclass(slots=True)
class Verdict:
    """All that is known about a packet; `errors` in the order of the checks.

    `second` is the second suite whose signatures are there and good, "" where none is.
    """

    intact: bool = True
    signers: list[SignerVerdict] = field(default_factory=list)
    trusted: bool = False
    practice: bool = False
    continuity: str = UNKNOWN
    code: str = ""
    errors: list[PacketFault] = field(default_factory=list)
    packet: PacketJson | None = None
    tag_sha256: str = ""
    second: str = ""

    @property
    def accepted(self) -> bool:
        """Whether every part is good; a practice packet may be, but stays marked."""
        return self.intact and self.trusted and not self.errors

    def as_json(self) -> dict[str, Any]:
        """The promised shape of `packet verify --json`; of a part of a packet also which of how many."""
        meta = self.packet.meta if self.packet else None
        return {
            "intact": self.intact,
            "signers": [{"role": s.role, "name": s.name, "valid": s.valid, "trusted": s.trusted} for s in self.signers],
            "trusted": self.trusted,
            "practice": self.practice,
            "continuity": self.continuity,
            "code": self.code,
            **({"second": self.second} if self.second else {}),
            "errors": [{"code": e.code, "file": e.file, "message": e.message} for e in self.errors],
            **({"part": meta.part, "parts": meta.parts} if meta and meta.parts > 1 else {}),
        }


def verify(
    path: Path,
    trust: Path | TrustBundle,
    accepted: ContinuityView | None = None,
    *,
    allow_practice: bool = False,
    moment: datetime | None = None,
) -> Verdict:
    """Check a packet file against a trust bundle.

    Raises:
        PacketFault: Only when the trust bundle itself cannot be used; what is wrong with the packet is in the verdict.
    """
    bundle = trust if isinstance(trust, TrustBundle) else load_trust(trust)
    check = _Check(bundle, moment or datetime.now().astimezone(), allow_practice)
    with check.step(), ZipReader.open(path) as reader:
        check.run(reader, accepted)
    return check.finish()


def check_unchanged(reader: ZipReader) -> PacketJson:
    """See that a packet holds exactly what its list of contents says, whoever signed it; gives what it says.

    Raises:
        PacketFault: A file is missing, more than there should be, or was changed.
    """
    _check_tag_set(reader)
    packet = read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))
    _check_digests(reader, reader.read(TAGMANIFEST, MAX_MANIFEST), packet)
    return packet


class _Check:
    """The steps of one verification, in order."""

    def __init__(self, trust: TrustBundle, moment: datetime, allow_practice: bool) -> None:
        self.verdict = Verdict(practice=trust.practice)
        self._trust, self._moment, self._allow_practice = trust, moment, allow_practice
        self._facts: dict[str, SignatureFacts] = {}
        self._refused: set[str] = set()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Note a fault and go on with the next part."""
        try:
            yield
        except PacketFault as fault:
            self.verdict.errors.append(fault)

    def run(self, reader: ZipReader, accepted: ContinuityView | None) -> None:
        """Check everything a well-formed container holds."""
        with self.step():
            _check_tag_set(reader)
        tagmanifest = reader.read(TAGMANIFEST, MAX_MANIFEST)
        self.verdict.code = check_code(tagmanifest)
        self.verdict.tag_sha256 = sha256(tagmanifest).hexdigest()
        for role in SIGNING_ROLES:
            with self.step():
                self._check_signature(reader, role, tagmanifest)
        with self.step():
            self.verdict.packet = read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))
        self._check_policy()
        with self.step():
            _check_digests(reader, tagmanifest, self.verdict.packet)
        if (packet := self.verdict.packet) is None:
            return
        with self.step():
            self._check_second(reader, packet.meta.second)
        with self.step():
            self._check_recipient(packet)
        self.verdict.continuity = judge_continuity(packet.meta, self.verdict.tag_sha256, accepted)
        for file in packet.files:
            if file.signatures_expected:
                with self.step():
                    self._check_report(reader, file)

    def finish(self) -> Verdict:
        """Draw the parts together."""
        verdict = self.verdict
        verdict.signers = [self._signer_verdict(role) for role in SIGNING_ROLES if role in self._facts]
        verdict.intact = not any(fault.code in _CONTENT_CHANGED for fault in verdict.errors)
        verdict.intact = verdict.intact and bool(self._facts) and verdict.packet is not None
        self._judge_practice()
        both = len(verdict.signers) == len(SIGNING_ROLES)
        verdict.trusted = both and all(s.trusted for s in verdict.signers)
        return verdict

    def _signer_verdict(self, role: str) -> SignerVerdict:
        facts = self._facts[role]
        trusted = facts.trusted and role not in self._refused and self.verdict.packet is not None
        return SignerVerdict(role, common_name(facts.cert), facts.valid, trusted)

    def _refuse(self, role: str, code: str, detail: str) -> None:
        self._refused.add(role)
        self.verdict.errors.append(PacketFault(code, detail, SIGNATURE_FILES[role]))

    def _check_signature(self, reader: ZipReader, role: str, tagmanifest: bytes) -> None:
        from app.packet.signing import verify_manifest

        file = SIGNATURE_FILES[role]
        if file not in reader.entries:
            raise PacketFault("E-ROLE", "缺少签名", file)
        data = reader.read(file, _MAX_SIGNATURE)
        facts = verify_manifest(tagmanifest, data, self._trust, self._moment, file)
        self._facts[role] = facts
        if not facts.trusted:
            raise PacketFault("E-CERT" if facts.valid else "E-SIG", facts.reason, file)

    def _check_policy(self) -> None:
        """A chain that holds is not enough: the very person must be registered for this township and role."""
        packet = self.verdict.packet
        if packet is None:
            return
        township = self._trust.township(packet.meta.township)
        for role, facts in self._facts.items():
            if not facts.trusted:
                continue
            registered = {s.cert_sha256: s for s in township.signers} if township else {}
            entry = registered.get(facts.cert_sha256)
            if entry is None:
                self._refuse(role, "E-OWNER", f"{common_name(facts.cert)}没有登记为本乡镇的签名人")
            elif entry.role != role or packet.signer(role).cert_sha256 != facts.cert_sha256:
                self._refuse(role, "E-ROLE", f"{common_name(facts.cert)}不是登记的这一职责的人")
        self._check_two_persons()

    def _check_two_persons(self) -> None:
        if len(self._facts) != len(SIGNING_ROLES):
            return
        one, other = (self._facts[role].cert for role in SIGNING_ROLES)
        if one.public_key() == other.public_key() or common_name(one) == common_name(other):
            self._refused.update(SIGNING_ROLES)
            self.verdict.errors.append(PacketFault("E-ROLE", "两个签名出自同一个人"))

    def _check_second(self, reader: ZipReader, second: str) -> None:
        if not second:
            if odd := sorted(_SECOND & set(reader.names)):
                raise PacketFault("E-SET", "多出文件", odd[0])
            return
        from app.packet.second import check_second

        check_second(reader, second, self._facts, self._trust, self._moment)
        self.verdict.second = second

    def _check_recipient(self, packet: PacketJson) -> None:
        addressed = packet.meta.recipient.get("cert_sha256")
        if addressed not in (None, self._trust.root_sha256):
            raise PacketFault("E-OWNER", "此包不是给本单位的", PACKET_JSON)

    def _check_report(self, reader: ZipReader, file: FileFacts) -> None:
        from app.packet.pdf_signing import MAX_PDF, verify_pdf

        data = reader.read(file.path, MAX_PDF)
        found = verify_pdf(data, SIGNING_ROLES, self._trust, self._moment, file.path)
        for role, facts in zip(SIGNING_ROLES, found, strict=True):
            expected = self._facts.get(role)
            if expected is not None and facts.cert_sha256 != expected.cert_sha256:
                raise PacketFault("E-PDF", "报表的签名人与月报包的签名人不同", file.path)
            if not facts.trusted:
                raise PacketFault("E-CERT", facts.reason, file.path)

    def _judge_practice(self) -> None:
        verdict, marks = self.verdict, {self._trust.practice}
        if verdict.packet is not None:
            marks.add(verdict.packet.meta.practice)
        marks.update(is_practice(facts.cert) for facts in self._facts.values())
        verdict.practice = True in marks
        if len(marks) > 1 or (verdict.practice and not self._allow_practice):
            detail = "标志互相矛盾" if len(marks) > 1 else "练习包不能作为正式月报"
            verdict.errors.append(PacketFault("E-PRACTICE", detail))
            self._refused.update(SIGNING_ROLES)
            verdict.signers = [self._signer_verdict(s.role) for s in verdict.signers]


def _check_tag_set(reader: ZipReader) -> None:
    if DRAFT_JSON in reader.entries:
        raise PacketFault("E-ROLE", "这是还没有签完的草稿", DRAFT_JSON)
    allowed = {*TAG_FILES, TAGMANIFEST, *SIGNATURE_FILES.values(), *_SECOND}
    for name in reader.names:
        if name not in allowed and not name.startswith("data/"):
            raise PacketFault("E-SET", "多出文件", name)
    for name in (*TAG_FILES, TAGMANIFEST):
        if name not in reader.entries:
            raise PacketFault("E-SET", "缺少文件", name)


def _check_digests(reader: ZipReader, tagmanifest: bytes, packet: PacketJson | None) -> None:
    tags = read_manifest(tagmanifest, TAGMANIFEST)
    if tuple(sorted(tags)) != tag_files(SM3_MANIFEST in reader.entries):
        raise PacketFault("E-SET", "清单里的文件不对", TAGMANIFEST)
    _compare(reader, tags)
    payload = read_manifest(reader.read(MANIFEST, MAX_MANIFEST), MANIFEST)
    present = {name for name in reader.names if name.startswith("data/")}
    if odd := sorted(present ^ set(payload)):
        raise PacketFault("E-SET", "多出文件" if odd[0] in present else "缺少文件", odd[0])
    if reader.read(BAGIT, _MAX_TAG_TEXT) != BAGIT_TEXT:
        raise PacketFault("E-SET", "", BAGIT)
    _compare(reader, payload)
    if packet is not None:
        _check_described(reader, payload, packet)


def _compare(reader: ZipReader, digests: Mapping[str, str]) -> None:
    for name, digest in digests.items():
        if name not in reader.entries:
            raise PacketFault("E-SET", "缺少文件", name)
        if reader.digest(name) != digest:
            raise PacketFault("E-DIGEST", "", name)


def _check_described(reader: ZipReader, payload: Mapping[str, str], packet: PacketJson) -> None:
    """packet.json and the manifest must speak of the same files."""
    described = {file.path: file for file in packet.files}
    if len(described) != len(packet.files) or set(described) != set(payload):
        raise PacketFault("E-SET", "与清单不一致", PACKET_JSON)
    for name, file in described.items():
        if file.sha256 != payload[name] or file.size != reader.size(name):
            raise PacketFault("E-DIGEST", "说明与清单不一致", name)
    total, meta = sum(file.size for file in packet.files), packet.meta
    if reader.read(BAG_INFO, _MAX_TAG_TEXT) != bag_info(meta.packet_id, meta.created[:10], total, len(described)):
        raise PacketFault("E-SET", "与内容不一致", BAG_INFO)
