"""Packets: the trust bundle, a folder that says whose signatures count (root.pem, county.crl, trust.json) and to whom
packets are sealed (county-seal.pem, missing in bundles made before 0.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app import disk
from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.packet.certificates import crl_number, fingerprint, is_practice, load_certificate, load_crl, pem
from app.packet.faults import PacketFault

if TYPE_CHECKING:
    from cryptography import x509

ROOT_FILE: Final = "root.pem"
CRL_FILE: Final = "county.crl"
TRUST_FILE: Final = "trust.json"
SEAL_FILE: Final = "county-seal.pem"
_MAX_FILE: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Signer:
    """A registered person: role, name and the SHA-256 of the certificate in hex."""

    role: str
    name: str
    cert_sha256: str

    def as_json(self) -> dict[str, Any]:
        """The form used in packet.json and trust.json."""
        return {"role": self.role, "name": self.name, "cert_sha256": self.cert_sha256}


@dataclass(frozen=True, slots=True)
class Township:
    """A township with the persons who may sign for it."""

    code: str
    name: str
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class TrustBundle:
    """Whom we trust: pinned root, newest revocation list, registered signers."""

    county: str
    practice: bool
    townships: tuple[Township, ...]
    root: x509.Certificate
    crl: x509.CertificateRevocationList
    seal: x509.Certificate | None = None

    def township(self, code: str) -> Township | None:
        """The township with this code, if registered."""
        return next((t for t in self.townships if t.code == code), None)

    @property
    def root_sha256(self) -> str:
        """Fingerprint of the pinned root."""
        return fingerprint(self.root)


def described(bundle: TrustBundle) -> dict[str, Any]:
    """What trust.json says."""
    return {
        "county": bundle.county,
        "practice": bundle.practice,
        "townships": [
            {"code": t.code, "name": t.name, "signers": [s.as_json() for s in t.signers]} for t in bundle.townships
        ],
    }


def trust_files(bundle: TrustBundle) -> dict[str, bytes]:
    """The bundle as file names and contents, to be kept in a folder or carried inside another file."""
    contents = {ROOT_FILE: pem(bundle.root), CRL_FILE: pem(bundle.crl), TRUST_FILE: encode(described(bundle))}
    if bundle.seal:
        contents[SEAL_FILE] = pem(bundle.seal)
    return contents


def save_trust(folder: Path, bundle: TrustBundle) -> None:
    """Write the bundle; each file is replaced whole."""
    disk.make_folder(folder)
    for name, data in trust_files(bundle).items():
        disk.write_whole(folder / name, data, private=False)


def load_trust(folder: Path) -> TrustBundle:
    """Read a trust bundle and check that its parts belong together.

    Raises:
        PacketFault: E-TRUST, with what is missing or does not fit.
    """
    names = [ROOT_FILE, CRL_FILE, TRUST_FILE, *([SEAL_FILE] if (folder / SEAL_FILE).exists() else [])]
    return trust_from({name: _read(folder / name) for name in names})


def trust_from(files: Mapping[str, bytes]) -> TrustBundle:
    """Read a trust bundle from its files' contents, see `load_trust`."""
    try:
        told = decode_strict(files[TRUST_FILE], Limits(max_bytes=_MAX_FILE))
        root, crl = load_certificate(files[ROOT_FILE]), load_crl(files[CRL_FILE])
        bundle = TrustBundle(
            county=_text(told, "county"),
            practice=_flag(told, "practice"),
            townships=tuple(_township(item) for item in told["townships"]),
            root=root,
            crl=crl,
            seal=load_certificate(files[SEAL_FILE]) if SEAL_FILE in files else None,
        )
    except (CanonicalError, KeyError, TypeError, AttributeError) as error:
        raise PacketFault("E-TRUST", "信任资料已损坏，请向县里重新拷贝", TRUST_FILE) from error
    _check_fits(bundle)
    return bundle


def _check_fits(bundle: TrustBundle) -> None:
    if not _made_by(bundle.crl, bundle.root):
        raise PacketFault("E-TRUST", "吊销列表不是本县根证书签发的", CRL_FILE)
    if bundle.seal and not issued_by(bundle.seal, bundle.root):
        raise PacketFault("E-TRUST", "加密证书不是本县根证书签发的", SEAL_FILE)
    if bundle.practice != is_practice(bundle.root):
        raise PacketFault("E-TRUST", "练习标志与根证书不一致", TRUST_FILE)


def _made_by(crl: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    key: Any = root.public_key()
    try:
        crl_number(crl)
        return crl.is_signature_valid(key)
    except (ValueError, TypeError, PacketFault):
        return False


def issued_by(cert: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether a certificate bears the signature of the pinned root."""
    from cryptography.exceptions import InvalidSignature

    try:
        cert.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise PacketFault("E-LIMIT", "", path.name)
        return path.read_bytes()
    except OSError as error:
        raise PacketFault("E-TRUST", "读不到信任资料，请指定含有它的文件夹", path.name) from error


def _text(source: dict[str, Any], key: str) -> str:
    value = source[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _flag(source: dict[str, Any], key: str) -> bool:
    value = source[key]
    if not isinstance(value, bool):
        raise TypeError(key)
    return value


def read_signer(item: dict[str, Any]) -> Signer:
    """Read one signer from packet.json or trust.json; KeyError or TypeError when it is not one."""
    return Signer(_text(item, "role"), _text(item, "name"), _text(item, "cert_sha256"))


def _township(item: dict[str, Any]) -> Township:
    signers = tuple(read_signer(signer) for signer in item["signers"])
    return Township(_text(item, "code"), _text(item, "name"), signers)
