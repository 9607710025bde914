"""Packets: the county's receipt: what was decided about a packet, signed, with the newest list of revoked certificates.

`receipt.json` is what is signed; it names the digests of everything else in the file. Eight digits, read over the
phone, prove one packet and one decision to whoever has the packet (packet format 2.6).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.packet.certificates import PersonKey, common_name, crl_number, is_practice, load_crl, role_of
from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.faults import PacketFault
from app.packet.trust import CRL_FILE, ROOT_FILE, TrustBundle, trust_files, trust_from

SCHEMA: Final = "mz-receipt/1"
BODY: Final = "receipt.json"
SIGNATURE: Final = "signatures/county.p7s"
TRUST: Final = "trust/"
DECISIONS: Final[dict[str, str]] = {
    "accepted": "已接收",
    "returned": "已接收,退回修改",
    "rejected": "没有接收",
    "held": "待定",
    "anew": "同意重新接续",
}
_LIMITS: Final = Limits(max_bytes=4 << 20, max_depth=8, max_string=1 << 16)
_MAX_FILE: Final = 4 << 20
_MAX_SIGNATURE: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """A receipt that was checked: what it says, who signed it, and the trust it brings."""

    body: dict[str, Any]
    signed_by: str
    trust: TrustBundle


def phone_code(receipt_key: str, tag_sha256: str, decision: str) -> str:
    """Eight digits such as 4827 1093 for one packet and one decision, "" where the packet brought no key."""
    if not receipt_key:
        return ""
    text = f"{SCHEMA}\n{tag_sha256}\n{decision}"
    digest = hmac.new(bytes.fromhex(receipt_key), text.encode("ascii"), sha256).digest()
    number = int.from_bytes(digest[:8]) % 100_000_000
    return f"{number // 10_000:04d} {number % 10_000:04d}"


def decision_of(receipt_key: str, tag_sha256: str, code: str) -> str | None:
    """The decision eight digits stand for, None where they fit none: a digit was misheard, or it is another packet."""
    digits = "".join(sign for sign in code if sign.isdigit())
    for decision in DECISIONS:
        told = phone_code(receipt_key, tag_sha256, decision).replace(" ", "")
        if told and hmac.compare_digest(told.encode(), digits.encode()):
            return decision
    return None


def file_name(packet_id: str, number: int = 1) -> str:
    """What the receipt of a packet is called; a later one of the same packet stands beside the first."""
    return f"RCP_{packet_id}.zip" if number == 1 else f"RCP_{packet_id}_n{number}.zip"


def write_receipt(folder: Path, body: Mapping[str, Any], signer: PersonKey, trust: TrustBundle, now: datetime) -> Path:
    """Sign a receipt and write it with the trust bundle; a file of that name is replaced whole.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-WRITE.
    """
    from app.packet.signing import sign_manifest

    if signer.role != "county":
        raise PacketFault("E-ROLE", "回执只能由县里签")
    carried = {f"{TRUST}{name}": data for name, data in trust_files(trust).items()}
    full = {
        **body,
        "schema": SCHEMA,
        "crl_number": crl_number(trust.crl),
        "files": {name: sha256(data).hexdigest() for name, data in carried.items()},
    }
    try:
        told = encode(full)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), BODY) from error
    files = {BODY: told, SIGNATURE: sign_manifest(told, signer, now), **carried}

    def fill(writer: ZipWriter) -> None:
        for name in sorted(files):
            writer.add(name, files[name])

    target = folder / file_name(str(body["packet_id"]), int(body.get("number", 1)))
    settle(stage_zip(folder, fill), target)
    return target


def read_receipt(path: Path, trust: TrustBundle, moment: datetime) -> ReadReceipt:
    """Read a receipt and check that our county signed it.

    Args:
        path: The file.
        trust: What is trusted already: the root is pinned, whatever the receipt brings.
        moment: Now.

    Raises:
        PacketFault: It is no receipt, was changed, or somebody else signed it.
    """
    with ZipReader.open(path) as reader:
        names = set(reader.names)
        told = reader.read(BODY, _LIMITS.max_bytes)
        body = _body(told)
        carried = {name: reader.read(name, _MAX_FILE) for name in names - {BODY, SIGNATURE}}
        if {name: sha256(data).hexdigest() for name, data in carried.items()} != body["files"]:
            raise PacketFault("E-RECEIPT", "附带的信任资料和回执对不上", BODY)
        signed_by = _signed_by(told, reader.read(SIGNATURE, _MAX_SIGNATURE), trust, carried, moment)
    return ReadReceipt(body, signed_by, _brought(carried, trust))


def _body(told: bytes) -> dict[str, Any]:
    try:
        body = decode_strict(told, _LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), BODY) from error
    shape = {"schema": str, "packet_id": str, "township": str, "tag_sha256": str, "decision": str, "next_seq": int}
    shape |= {"files": dict, "codes": list, "received_at": str, "crl_number": int}
    if not isinstance(body, dict) or any(type(body.get(key)) is not kind for key, kind in shape.items()):
        raise PacketFault("E-RECEIPT", "内容项目不全", BODY)
    if body["schema"] != SCHEMA or body["decision"] not in DECISIONS:
        raise PacketFault("E-RECEIPT", "由不认识的程序版本写成", BODY)
    return body


def _signed_by(
    told: bytes, signature: bytes, trust: TrustBundle, carried: Mapping[str, bytes], moment: datetime
) -> str:
    from app.packet.signing import verify_manifest

    newest = _newer_crl(trust, carried)
    facts = verify_manifest(told, signature, newest, moment, SIGNATURE)
    if not facts.trusted:
        raise PacketFault("E-CERT" if facts.valid else "E-SIG", facts.reason, SIGNATURE)
    if role_of(facts.cert) != "county" or is_practice(facts.cert) != trust.practice:
        raise PacketFault("E-RECEIPT", "签名的不是县里的回执签名人", SIGNATURE)
    return common_name(facts.cert)


def _newer_crl(trust: TrustBundle, carried: Mapping[str, bytes]) -> TrustBundle:
    """A receipt is judged by the newest list we know, its own among them; an older one is ignored."""
    from dataclasses import replace

    data = carried.get(f"{TRUST}{CRL_FILE}")
    if data is None:
        return trust
    crl = load_crl(data)
    key: Any = trust.root.public_key()
    if not crl.is_signature_valid(key) or crl_number(crl) < crl_number(trust.crl):
        return trust
    return replace(trust, crl=crl)


def _brought(carried: Mapping[str, bytes], trust: TrustBundle) -> TrustBundle:
    """The bundle a receipt brings; its root must be the pinned one."""
    brought = trust_from({n.removeprefix(TRUST): data for n, data in carried.items() if n.startswith(TRUST)})
    if brought.root_sha256 != trust.root_sha256:
        raise PacketFault("E-RECEIPT", "附带的根证书不是本县的", ROOT_FILE)
    return brought
