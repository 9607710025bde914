"""Packets: the life of a packet file, from draft through two persons' signatures to the finished file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.domain.canonical import CanonicalError, decode_strict
from app.packet.bag import (
    Bag,
    StampFacts,
    StampMaker,
    draft_piece,
    manifest_signer,
    signed_piece,
    unsigned_piece,
)
from app.packet.certificates import PersonKey, check_ready_to_sign, fingerprint, is_practice
from app.packet.container import ZipReader, make_room_for, settle, stage_zip
from app.packet.content import (
    DRAFT_JSON,
    MAX_PACKET_JSON,
    SIGNATURE_FILES,
    SIGNING_ROLES,
    PacketContent,
    PacketFile,
    PacketJson,
    PacketMeta,
    read_packet_json,
    sm2_files,
)
from app.packet.continuity import Accepted, ContinuityView
from app.packet.faults import PacketFault
from app.packet.manifest import MAX_MANIFEST, PACKET_JSON, TAGMANIFEST, check_code, final_name
from app.packet.parts import Limits, name_of, naming, split
from app.packet.trust import Signer, TrustBundle
from app.packet.verifying import SignerVerdict, Verdict, verify

__all__ = [
    "Accepted",
    "ContinuityView",
    "PacketContent",
    "PacketFile",
    "PacketMeta",
    "SignState",
    "SignerVerdict",
    "StampFacts",
    "StampMaker",
    "Verdict",
    "build_draft",
    "check_code",
    "draft_state",
    "finished",
    "issue",
    "recipient_of",
    "sign",
    "verify",
]

DRAFT_SUFFIX: Final = ".draft.zip"

BUILT: Final = "built"
CLERK_SIGNED: Final = "clerk-signed"
APPROVED: Final = "approved"
FINAL: Final = "final"
STATE_TITLES: Final[dict[str, str]] = {
    BUILT: "待经办人签名",
    CLERK_SIGNED: "待审核人签名",
    APPROVED: "待经办人签清单",
    FINAL: "已签发",
}


@dataclass(frozen=True, slots=True)
class SignState:
    """How far a packet is: state for programs, title for people, and where the file is now."""

    state: str
    path: Path
    code: str = ""

    @property
    def title(self) -> str:
        """The state in words."""
        return STATE_TITLES[self.state]


def recipient_of(trust: TrustBundle) -> dict[str, Any]:
    """The `recipient` of packet.json for the county of a trust bundle."""
    return {"county": trust.county, "cert_sha256": trust.root_sha256}


def build_draft(
    content: PacketContent,
    signers: Sequence[Signer],
    out_dir: Path,
    *,
    replace_signed: bool = False,
    limits: Limits | None = None,
) -> Path:
    """Write the unsigned draft with empty signature fields in its reports; of several parts, give the first.

    Raises:
        PacketFault: E-STATE when a draft there is already signed by somebody, E-ROLE, E-NAME, E-LIMIT, E-WRITE.
    """
    signers = _in_order(signers)
    first, *further = split(content, limits)
    target = _draft_of(out_dir, first.meta)
    if target.exists() and not replace_signed and draft_state(target).state != BUILT:
        raise PacketFault("E-STATE", "已有签了名的草稿，没有覆盖；要重做请先作废它", target.name)
    make_room_for(out_dir)
    for earlier in out_dir.glob(f"{content.meta.stem}_p*{DRAFT_SUFFIX}"):  # of a draft that was in more parts
        earlier.unlink()
    named = [(part.meta, _write_draft(part, signers, out_dir)) for part in further]
    _write_draft(naming(first, named), signers, out_dir)
    return target


def _draft_of(folder: Path, meta: PacketMeta) -> Path:
    return folder / f"{meta.stem}{DRAFT_SUFFIX}"


def _write_draft(content: PacketContent, signers: tuple[Signer, ...], out_dir: Path) -> bytes:
    pieces = [unsigned_piece(file) for file in content.all_files()]
    written = Bag(content.meta, signers, pieces, BUILT)
    settle(stage_zip(out_dir, written.write), _draft_of(out_dir, content.meta))
    return written.tagmanifest


def sign(
    draft: Path,
    role: str,
    signer: PersonKey,
    *,
    also: PersonKey | None = None,
    now: datetime | None = None,
    stamp: StampMaker | None = None,
) -> SignState:
    """Take the next signing step of a draft; the file is replaced whole or not at all.

    The clerk certifies the reports, the secretary approves them and signs the manifest. The clerk's signature over
    the manifest can only follow that; it is made at once when the clerk's key comes along in `also`.

    Raises:
        PacketFault: E-STATE out of turn, E-ROLE not the person named in the packet, E-CERT, E-OWNER, E-PDF.
    """
    now = now or datetime.now().astimezone()
    if not draft.exists():
        raise PacketFault("E-STATE", "找不到草稿，可能已经签发或改名", draft.name)
    with ZipReader.open(draft) as reader:
        state, packet = _read_draft(reader, draft)
    if packet.meta.part > 1:
        raise PacketFault("E-STATE", f"这是第 {packet.meta.part} 份。请签第 1 份，其余各份一起签", draft.name)
    _check_turn(state, role)
    _check_persons(packet, role, signer, also, now)
    for other in packet.meta.others:  # part 1 comes last: until then the step can be taken again
        part = _draft_of(draft.parent, replace(packet.meta, part=other["part"]))
        if _is_at(part, packet.meta, other, state):
            _sign_one(part, role, signer, also, now, stamp)
    return _sign_one(draft, role, signer, also, now, stamp)


def _is_at(part: Path, meta: PacketMeta, other: Mapping[str, Any], state: str) -> bool:
    """Whether a further part waits for the same step as part 1; one that an interrupted step reached is left as it is.

    Raises:
        PacketFault: E-STATE it is gone, or is not the one that part 1 names.
    """
    found = part if part.exists() else part.with_name(name_of(meta, other))
    if not found.exists():
        raise PacketFault("E-STATE", f"找不到第 {other['part']} 份，请重新生成", part.name)
    with ZipReader.open(found) as reader:
        tags = reader.read(TAGMANIFEST, MAX_MANIFEST)
        reached = _read_draft(reader, found)[0] if found == part else FINAL
    if sha256(tags).hexdigest() != other["sha256"]:
        raise PacketFault("E-STATE", f"第 {other['part']} 份被换过，请重新生成", found.name)
    return reached == state


def _sign_one(
    draft: Path,
    role: str,
    signer: PersonKey,
    also: PersonKey | None,
    now: datetime,
    stamp: StampMaker | None,
) -> SignState:
    with ZipReader.open(draft) as reader:
        state, packet = _read_draft(reader, draft)
        _check_persons(packet, role, signer, also, now)
        persons = [signer] if also is None else [signer, also]
        if state == APPROVED:
            staged, bag = _finish(reader, packet, signer, now, draft.parent)
        else:
            staged, bag = _sign_reports(reader, packet, persons, now, stamp, draft.parent)
    if bag.state is not None:
        settle(staged, draft)
        return SignState(bag.state, draft, check_code(bag.tagmanifest) if bag.state == APPROVED else "")
    target = draft.with_name(final_name(packet.meta.stem, bag.tagmanifest))
    settle(staged, target)
    draft.unlink()
    return SignState(FINAL, target, check_code(bag.tagmanifest))


def issue(
    content: PacketContent,
    clerk: PersonKey,
    secretary: PersonKey,
    out_dir: Path,
    *,
    now: datetime | None = None,
    stamp: StampMaker | None = None,
    limits: Limits | None = None,
) -> SignState:
    """Build and sign a packet in one go, when both persons are present; of several parts, give the first."""
    now = now or datetime.now().astimezone()
    signers = _in_order(tuple(Signer(p.role, p.name, fingerprint(p.cert)) for p in (clerk, secretary)))
    _check_persons(PacketJson(content.meta, signers, ()), "secretary", secretary, clerk, now)
    first, *further = split(content, limits)
    make_room_for(out_dir)

    def write(part: PacketContent) -> tuple[Path, bytes]:
        pieces = [signed_piece(unsigned_piece(f), (clerk, secretary), now, stamp) for f in part.all_files()]
        bag = Bag(part.meta, signers, pieces, None, manifest_signer((clerk, secretary), now))
        staged = stage_zip(out_dir, bag.write)
        target = out_dir / final_name(part.meta.stem, bag.tagmanifest)
        settle(staged, target)
        return target, bag.tagmanifest

    named = [(part.meta, write(part)[1]) for part in further]
    target, tagmanifest = write(naming(first, named))
    return SignState(FINAL, target, check_code(tagmanifest))


def draft_state(path: Path) -> SignState:
    """Say how far a draft is."""
    with ZipReader.open(path) as reader:
        state, _ = _read_draft(reader, path)
        code = check_code(reader.read(TAGMANIFEST, MAX_MANIFEST)) if state == APPROVED else ""
    return SignState(state, path, code)


def finished(path: Path) -> Path:
    """Find the finished file of a draft that has been completed; any other path is given back as it is.

    Raises:
        PacketFault: E-STATE when the draft is gone and not exactly one finished file stands in its place.
    """
    if path.exists() or not path.name.endswith(DRAFT_SUFFIX):
        return path
    found = sorted(path.parent.glob(f"{path.name.removesuffix(DRAFT_SUFFIX)}_{'[0-9a-f]' * 8}.zip"))
    if len(found) != 1:
        detail = "找不到这个月报包" if not found else "同一期有几个签发的月报包，请指明是哪一个"
        raise PacketFault("E-STATE", detail, path.name)
    return found[0]


def _in_order(signers: Sequence[Signer]) -> tuple[Signer, ...]:
    by_role = {signer.role: signer for signer in signers}
    if len(signers) != len(SIGNING_ROLES) or set(by_role) != set(SIGNING_ROLES):
        raise PacketFault("E-ROLE", "须指定经办人和审核人各一名")
    clerk, secretary = (by_role[role] for role in SIGNING_ROLES)
    if clerk.name == secretary.name or clerk.cert_sha256 == secretary.cert_sha256:
        raise PacketFault("E-ROLE", "经办人和审核人不能是同一个人")
    return clerk, secretary


def _read_draft(reader: ZipReader, path: Path) -> tuple[str, PacketJson]:
    if DRAFT_JSON not in reader.entries:
        raise PacketFault("E-STATE", "这不是草稿，可能已经签发", path.name)
    try:
        state = decode_strict(reader.read(DRAFT_JSON, 1 << 10))["state"]
    except (CanonicalError, KeyError, TypeError) as error:
        raise PacketFault("E-JSON", "草稿已损坏，请重新生成", path.name) from error
    if state not in (BUILT, CLERK_SIGNED, APPROVED):
        raise PacketFault("E-JSON", "草稿已损坏，请重新生成", path.name)
    return state, read_packet_json(reader.read(PACKET_JSON, MAX_PACKET_JSON))


def _check_turn(state: str, role: str) -> None:
    if role not in SIGNING_ROLES:
        raise PacketFault("E-ROLE", "月报包只由经办人和审核人签名")
    refusals = {
        (BUILT, "secretary"): "经办人还没有签名，请经办人先签",
        (CLERK_SIGNED, "clerk"): "经办人已经签过，现在轮到审核人",
        (APPROVED, "secretary"): "审核人已经签过，现在等经办人签清单",
    }
    if (state, role) in refusals:
        raise PacketFault("E-STATE", refusals[state, role])


def _check_persons(packet: PacketJson, role: str, signer: PersonKey, also: PersonKey | None, now: datetime) -> None:
    if signer.role != role or (also is not None and (role, also.role) != ("secretary", "clerk")):
        raise PacketFault("E-ROLE", "签名人的职责与这一步不符")
    for person in (signer, *(() if also is None else (also,))):
        if packet.signer(person.role).cert_sha256 != fingerprint(person.cert):
            raise PacketFault("E-ROLE", f"{person.name}的证书不是这个包里登记的证书")
        if is_practice(person.cert) != packet.meta.practice:
            raise PacketFault("E-PRACTICE", "练习证书只能签练习包，正式证书只能签正式包")
        check_ready_to_sign(person, packet.meta.township_name, now)
    if also is not None and also.cert.public_key() == signer.cert.public_key():
        raise PacketFault("E-ROLE", "经办人和审核人不能用同一把密钥")


def _sign_reports(
    reader: ZipReader,
    packet: PacketJson,
    persons: Sequence[PersonKey],
    now: datetime,
    stamp: StampMaker | None,
    folder: Path,
) -> tuple[Path, Bag]:
    signer = persons[0]
    pieces = [signed_piece(draft_piece(reader, fact), (signer,), now, stamp) for fact in packet.files]
    if signer.role == "clerk":
        bag = Bag(packet.meta, packet.signers, pieces, CLERK_SIGNED)
    else:
        state = None if len(persons) == len(SIGNING_ROLES) else APPROVED
        bag = Bag(packet.meta, packet.signers, pieces, state, manifest_signer(persons, now))
    return stage_zip(folder, bag.write), bag


def _finish(reader: ZipReader, packet: PacketJson, clerk: PersonKey, now: datetime, folder: Path) -> tuple[Path, Bag]:
    """Add the clerk's signature to what the secretary has signed, byte for byte the same content."""
    frozen, theirs = reader.read(TAGMANIFEST, MAX_MANIFEST), [SIGNATURE_FILES["secretary"]]
    theirs += sm2_files("secretary") if packet.meta.second else ()
    secretary = {name: reader.read(name, 64 << 10) for name in theirs}

    def both(signed: Mapping[str, bytes]) -> dict[str, bytes]:
        if signed[TAGMANIFEST] != frozen:
            raise PacketFault("E-DIGEST", "草稿在审核之后被改动，请重新生成", TAGMANIFEST)
        return {**secretary, **manifest_signer((clerk,), now)(signed)}

    pieces = [draft_piece(reader, fact) for fact in packet.files]
    bag = Bag(packet.meta, packet.signers, pieces, None, both)
    return stage_zip(folder, bag.write), bag
