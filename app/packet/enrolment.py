"""Packets: the two files that carry a certificate between township and county: a request, and the county's answer.

Both are the strict ZIP of packets, so that one content has one form:

    request.csr   request.json   [renewal.p7s]                  township → county
    answer.json   answer.p7s   certificate.pem   trust/…        county → township

request.json and answer.json are canonical JSON. A renewal is signed with the key it replaces; an answer always is
with the county's receipt signer, under the root it encloses. Whether that root is the right one is told by its
fingerprint, which is read out over the phone, or by the root the township knows already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.packet.certificates import (
    PersonKey,
    check_request,
    common_name,
    fingerprint,
    fingerprint_groups,
    is_practice,
    key_sha256,
    load_certificate,
    organization,
    pem,
    role_of,
)
from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.faults import PacketFault
from app.packet.trust import TrustBundle, issued_by, trust_files, trust_from

if TYPE_CHECKING:
    from cryptography import x509

    from app.packet.certificates import Request
    from app.packet.signing import SignatureFacts

CSR, ABOUT, RENEWAL = "request.csr", "request.json", "renewal.p7s"
ANSWER, ANSWER_SIGNATURE, CERTIFICATE, TRUST = "answer.json", "answer.p7s", "certificate.pem", "trust/"
REQUEST_SCHEMA: Final = "mz/certificate-request/1"
ANSWER_SCHEMA: Final = "mz/certificate-answer/1"
ENDING: Final = ".zip"
_MAX_FILE: Final = 1 << 20
_MAX_ALL: Final = 4 << 20
_TEXTS: Final = ("township", "township_name", "county", "role", "name", "key_sha256", "created", "app_version")


@dataclass(frozen=True, slots=True)
class About:
    """What a request or an answer says of itself; `renews` is the fingerprint of the certificate it replaces."""

    township: str
    township_name: str
    county: str
    role: str
    name: str
    key_sha256: str
    created: str
    app_version: str
    practice: bool = False
    renews: str = ""

    @property
    def groups(self) -> str:
        """The first 16 digits of the key's fingerprint in four groups, to be read aloud."""
        return fingerprint_groups(self.key_sha256)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A request that fits together. `signed` is the old key's signature over `body`, None where it renews nothing."""

    about: About
    request: Request
    body: bytes
    signed: bytes | None


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A county's answer that fits together: the certificate and whom to trust."""

    about: About
    cert: x509.Certificate
    trust: TrustBundle

    @property
    def root_groups(self) -> str:
        """The root's fingerprint in four groups, to be read aloud."""
        return fingerprint_groups(self.trust.root_sha256)


def write_request(path: Path, csr: bytes, about: About, old: PersonKey | None = None) -> Path:
    """Write a request; with the key it renews it is signed by that."""
    body = _described(REQUEST_SCHEMA, about)
    files = {CSR: csr, ABOUT: body}
    if old is not None:
        from app.packet.cades import cades

        files[RENEWAL] = cades(body, old, datetime.fromisoformat(about.created))
    return _write(path, files)


def read_request(path: Path) -> ReadRequest:
    """Read a request.

    Raises:
        PacketFault: It is none, was changed, or its parts do not belong together.
    """
    files = _files(path, {CSR, ABOUT}, {RENEWAL})
    about = _read_about(files[ABOUT], REQUEST_SCHEMA, ABOUT)
    request = check_request(files[CSR])
    if pem(request.csr) != files[CSR]:
        raise PacketFault("E-CANON", "", CSR)
    told = (request.township, request.role, request.name, key_sha256(request.csr.public_key()))
    if told != (about.township_name, about.role, about.name, about.key_sha256) or about.role == "county":
        raise PacketFault("E-CERT", "申请里的单位、职责、姓名或密钥前后不一致，请重新导出", ABOUT)
    if bool(about.renews) != (RENEWAL in files):
        raise PacketFault("E-SET", "换发申请缺少旧密钥的签名", RENEWAL)
    return ReadRequest(about, request, files[ABOUT], files.get(RENEWAL))


def renewal_facts(read: ReadRequest, trust: TrustBundle, moment: datetime) -> SignatureFacts | None:
    """How the signature of the renewed key stands, None for a first request.

    Raises:
        PacketFault: E-SIG, E-ALG: the signature cannot be judged at all.
    """
    if read.signed is None:
        return None
    from app.packet.signing import verify_manifest

    facts = verify_manifest(read.body, read.signed, trust, moment, RENEWAL)
    if facts.cert_sha256 != read.about.renews:
        raise PacketFault("E-CERT", "换发申请不是用它所说的旧密钥签的", RENEWAL)
    return facts


def write_answer(path: Path, cert: x509.Certificate, about: About, trust: TrustBundle, signer: PersonKey) -> Path:
    """Write the county's answer: the certificate and the trust bundle, signed by the receipt signer."""
    from app.packet.cades import cades

    files = {CERTIFICATE: pem(cert), **{f"{TRUST}{name}": data for name, data in trust_files(trust).items()}}
    digests = {name: sha256(data).hexdigest() for name, data in files.items()}
    body = _described(ANSWER_SCHEMA, about, files=digests, cert_sha256=fingerprint(cert))
    signature = cades(body, signer, datetime.fromisoformat(about.created))
    return _write(path, {**files, ANSWER: body, ANSWER_SIGNATURE: signature})


def read_answer(path: Path, moment: datetime) -> ReadAnswer:
    """Read a county's answer; that its root is our county's is for the caller to see.

    Raises:
        PacketFault: It is none, was changed, is not signed by a county, or its parts do not belong together.
    """
    files = _files(path, {ANSWER, ANSWER_SIGNATURE, CERTIFICATE}, None)
    about, told = _read_about(files[ANSWER], ANSWER_SCHEMA, ANSWER), decode_strict(files[ANSWER])
    carried = {name: data for name, data in files.items() if name not in (ANSWER, ANSWER_SIGNATURE)}
    if told.get("files") != {name: sha256(data).hexdigest() for name, data in carried.items()}:
        raise PacketFault("E-DIGEST", "", ANSWER)
    trust = trust_from({name.removeprefix(TRUST): data for name, data in files.items() if name.startswith(TRUST)})
    if trust_files(trust) != {n.removeprefix(TRUST): d for n, d in files.items() if n.startswith(TRUST)}:
        raise PacketFault("E-CANON", "", TRUST)
    _check_signed(files[ANSWER], files[ANSWER_SIGNATURE], trust, moment)
    cert = load_certificate(files[CERTIFICATE])
    if pem(cert) != files[CERTIFICATE] or fingerprint(cert) != told.get("cert_sha256"):
        raise PacketFault("E-DIGEST", "", CERTIFICATE)
    _check_certificate(cert, about, trust, told)
    return ReadAnswer(about, cert, trust)


def _check_signed(body: bytes, signature: bytes, trust: TrustBundle, moment: datetime) -> None:
    from app.packet.signing import verify_manifest

    facts = verify_manifest(body, signature, trust, moment, ANSWER_SIGNATURE)
    if not facts.trusted:
        raise PacketFault("E-CERT" if facts.valid else "E-SIG", facts.reason, ANSWER_SIGNATURE)
    if role_of(facts.cert) != "county":
        raise PacketFault("E-ROLE", "不是县里的回执签名人签的", ANSWER_SIGNATURE)


def _check_certificate(cert: x509.Certificate, about: About, trust: TrustBundle, told: Mapping[str, Any]) -> None:
    if not issued_by(cert, trust.root):
        raise PacketFault("E-CERT", "不是本县根证书签发的", CERTIFICATE)
    if about.practice != trust.practice or is_practice(cert) != trust.practice:
        raise PacketFault("E-PRACTICE", "标志互相矛盾", ANSWER)
    said = (organization(cert), role_of(cert), common_name(cert), key_sha256(cert.public_key()))
    if said != (about.township_name, about.role, about.name, about.key_sha256) or about.county != trust.county:
        raise PacketFault("E-CERT", "证书与说明不一致", ANSWER)
    township = trust.township(about.township)
    signers = township.signers if township else ()
    if not any(one.cert_sha256 == fingerprint(cert) and one.role == about.role for one in signers):
        raise PacketFault("E-OWNER", "信任资料里没有登记这张证书", ANSWER)


def _described(schema: str, about: About, **more: object) -> bytes:
    texts = {key: getattr(about, key) for key in _TEXTS}
    return encode({"schema": schema, **texts, "practice": about.practice, "renews": about.renews, **more})


def _read_about(data: bytes, schema: str, file: str) -> About:
    try:
        told = decode_strict(data, Limits(max_bytes=_MAX_FILE))
        if not isinstance(told, dict) or told.get("schema") != schema:
            raise PacketFault("E-JSON", "不是证书文件，或来自更新的程序", file)
        texts = {key: told[key] for key in (*_TEXTS, "renews")}
        datetime.fromisoformat(texts["created"])
        practice = told["practice"]
    except CanonicalError as error:
        raise PacketFault(error.code, "", file) from error
    except (KeyError, TypeError, ValueError) as error:
        raise PacketFault("E-JSON", "缺少内容", file) from error
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts.values()) or type(practice) is not bool:
        raise PacketFault("E-JSON", "缺少内容", file)
    return About(**texts, practice=practice)


def _write(path: Path, files: Mapping[str, bytes]) -> Path:
    def fill(writer: ZipWriter) -> None:
        for name in sorted(files):
            writer.add(name, files[name])

    path.parent.mkdir(parents=True, exist_ok=True)
    settle(stage_zip(path.parent, fill), path)
    return path


def _files(path: Path, needed: set[str], optional: set[str] | None) -> dict[str, bytes]:
    """All files of a small strict ZIP; with `optional` None everything below trust/ may be there too."""
    with ZipReader.open(path) as reader:
        for name in reader.names:
            allowed = name in needed or (name.startswith(TRUST) if optional is None else name in optional)
            if not allowed:
                raise PacketFault("E-SET", "这不是证书文件，或多出了文件", name)
        for name in sorted(needed):
            if name not in reader.entries:
                raise PacketFault("E-SET", "这不是证书文件，或缺少文件", name)
        if sum(reader.size(name) for name in reader.names) > _MAX_ALL:
            raise PacketFault("E-LIMIT", "", path.name)
        return {name: reader.read(name, _MAX_FILE) for name in reader.names}
