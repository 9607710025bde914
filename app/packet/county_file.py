"""Packets: what the county signs and sends down: one JSON body, the files it names, the county's signature, its trust.

The body is what is signed; it names the digests of everything else in the ZIP. Receipts and 交办包 are such files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.packet.certificates import PersonKey, common_name, crl_number, is_practice, load_crl, role_of
from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.faults import PacketFault
from app.packet.trust import CRL_FILE, ROOT_FILE, TrustBundle, trust_files, trust_from

SIGNATURE: Final = "signatures/county.p7s"
TRUST: Final = "trust/"
FILES: Final = "files/"
_LIMITS: Final = Limits(max_bytes=4 << 20, max_depth=8, max_string=1 << 16)
_MAX_TRUST_FILE: Final = 4 << 20
_MAX_SIGNATURE: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of such a file.

    `body` is the name of the signed JSON, `code` the fault it is refused with, `called` its name in sentences, `shape`
    the keys its body must have with their types, `fits` a further look at the body, `most` bytes of one attached file,
    `whole` of everything: all of it is in memory before the signature is known.
    """

    schema: str
    body: str
    code: str
    called: str
    shape: Mapping[str, type]
    fits: Callable[[Mapping[str, Any]], bool] = lambda body: True
    most: int = _MAX_TRUST_FILE
    whole: int = 32 << 20


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was checked: what it says, who signed it, the trust it brings, and its attached files by name."""

    body: dict[str, Any]
    signed_by: str
    trust: TrustBundle
    files: Mapping[str, bytes] = field(default_factory=dict)


def write_signed(
    target: Path,
    kind: Kind,
    body: Mapping[str, Any],
    signer: PersonKey,
    trust: TrustBundle,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
) -> Path:
    """Sign a body with its files and write it with the trust bundle; a file of that name is replaced whole.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-LIMIT it would be too large to be read again, E-WRITE.
    """
    from app.packet.signing import sign_manifest

    if signer.role != "county":
        raise PacketFault("E-ROLE", f"{kind.called}只能由县里签")
    carried = {f"{TRUST}{name}": data for name, data in trust_files(trust).items()}
    carried |= {f"{FILES}{name}": data for name, data in (files or {}).items()}
    digests = {name: sha256(data).hexdigest() for name, data in carried.items()}
    try:
        told = encode({**body, "schema": kind.schema, "crl_number": crl_number(trust.crl), "files": digests})
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), kind.body) from error
    _check_whole(len(told) + sum(map(len, carried.values())) + _MAX_SIGNATURE, kind)
    every = {kind.body: told, SIGNATURE: sign_manifest(told, signer, now), **carried}

    def fill(writer: ZipWriter) -> None:
        for name in sorted(every):
            writer.add(name, every[name])

    settle(stage_zip(target.parent, fill), target)
    return target


def read_signed(path: Path, kind: Kind, trust: TrustBundle, moment: datetime) -> ReadFile:
    """Read such a file and check that our county signed it.

    Args:
        path: The file.
        kind: What it should be.
        trust: What is trusted already: the root is pinned, whatever the file brings.
        moment: Now.

    Raises:
        PacketFault: It is no such file, was changed, or somebody else signed it.
    """
    with ZipReader.open(path) as reader:
        names = set(reader.names)
        _check_whole(sum(map(reader.size, names)), kind)
        told = reader.read(kind.body, _LIMITS.max_bytes)
        body = _body(told, kind)
        carried = {name: reader.read(name, _most(name, kind)) for name in names - {kind.body, SIGNATURE}}
        if {name: sha256(data).hexdigest() for name, data in carried.items()} != body["files"]:
            raise PacketFault(kind.code, f"附带的资料和{kind.called}对不上", kind.body)
        signed_by = _signed_by(told, reader.read(SIGNATURE, _MAX_SIGNATURE), kind, trust, carried, moment)
    files = {name.removeprefix(FILES): data for name, data in carried.items() if name.startswith(FILES)}
    return ReadFile(body, signed_by, _brought(carried, kind, trust), files)


def _check_whole(size: int, kind: Kind) -> None:
    if size > kind.whole:
        raise PacketFault("E-LIMIT", f"{kind.called}合计超过 {kind.whole >> 20} MB")


def _most(name: str, kind: Kind) -> int:
    return kind.most if name.startswith(FILES) else _MAX_TRUST_FILE


def _body(told: bytes, kind: Kind) -> dict[str, Any]:
    try:
        body = decode_strict(told, _LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), kind.body) from error
    shape = {**kind.shape, "schema": str, "files": dict, "crl_number": int}
    if not isinstance(body, dict) or any(type(body.get(key)) is not one for key, one in shape.items()):
        raise PacketFault(kind.code, "内容项目不全", kind.body)
    if body["schema"] != kind.schema or not kind.fits(body):
        raise PacketFault(kind.code, "由不认识的程序版本写成", kind.body)
    return body


def _signed_by(
    told: bytes, signature: bytes, kind: Kind, trust: TrustBundle, carried: Mapping[str, bytes], moment: datetime
) -> str:
    from app.packet.signing import verify_manifest

    newest = _newer_crl(trust, carried)
    facts = verify_manifest(told, signature, newest, moment, SIGNATURE)
    if not facts.trusted:
        raise PacketFault("E-CERT" if facts.valid else "E-SIG", facts.reason, SIGNATURE)
    if role_of(facts.cert) != "county" or is_practice(facts.cert) != trust.practice:
        raise PacketFault(kind.code, f"签名的不是县里的{kind.called}签名人", SIGNATURE)
    return common_name(facts.cert)


def _newer_crl(trust: TrustBundle, carried: Mapping[str, bytes]) -> TrustBundle:
    """Such a file is judged by the newest list we know, its own among them; an older one is ignored."""
    from dataclasses import replace

    data = carried.get(f"{TRUST}{CRL_FILE}")
    if data is None:
        return trust
    crl = load_crl(data)
    key: Any = trust.root.public_key()
    if not crl.is_signature_valid(key) or crl_number(crl) < crl_number(trust.crl):
        return trust
    return replace(trust, crl=crl)


def _brought(carried: Mapping[str, bytes], kind: Kind, trust: TrustBundle) -> TrustBundle:
    """The bundle such a file brings; its root must be the pinned one."""
    brought = trust_from({n.removeprefix(TRUST): data for n, data in carried.items() if n.startswith(TRUST)})
    if brought.root_sha256 != trust.root_sha256:
        raise PacketFault(kind.code, "附带的根证书不是本县的", ROOT_FILE)
    return brought
