"""Packets: detached CAdES-B-B signatures over the tag manifest, made and checked. Heavy: import it lazily."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.packet.cades import ECDSA_SHA256, RSA_SHA256, SHA256, cades
from app.packet.certificates import PersonKey, check_public_key, fingerprint, invalid_since
from app.packet.der import is_strict_der
from app.packet.faults import PacketFault
from app.packet.loop import run
from app.packet.pyhanko_quiet import (
    KeyUsageConstraints,
    ValidationContext,
    asn1_cms,
    asn1_x509,
    async_validate_detached_cms,
)
from app.packet.trust import TrustBundle, issued_by

MAX_CMS: Final = 64 << 10
_CMS_ATTRIBUTES: Final = frozenset({"content_type", "message_digest", "signing_time", "signing_certificate_v2"})
_PDF_ATTRIBUTES: Final = frozenset({"content_type", "message_digest", "signing_certificate_v2"})
_CLOCK_SKEW: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What one signature shows: by which certificate, whether it fits the content, whether the chain holds."""

    cert: x509.Certificate
    valid: bool
    trusted: bool
    reason: str

    @property
    def cert_sha256(self) -> str:
        """Fingerprint of the signer's certificate."""
        return fingerprint(self.cert)


@dataclass(frozen=True, slots=True)
class ReadSignature:
    """A signature as read: the library's object, the signer's certificate, and whether the chain is ours alone."""

    signed: Any
    cert: x509.Certificate
    clean: bool


@contextmanager
def foreign_faults(code: str, file: str) -> Iterator[None]:
    """Turn whatever the libraries raise on hostile bytes into one fault; their exceptions have no common base."""
    try:
        yield
    except PacketFault:
        raise
    except (Exception, RecursionError) as error:
        raise PacketFault(code, "读不出来，可能已损坏或被改动过", file) from error


def asn1(cert: x509.Certificate) -> Any:
    """The certificate as pyHanko knows it."""
    return asn1_x509.Certificate.load(cert.public_bytes(Encoding.DER))


def sign_manifest(tagmanifest: bytes, person: PersonKey, now: datetime) -> bytes:
    """Make the detached CMS (DER) of one person over the tag manifest."""
    return cades(tagmanifest, person, now)


def read_signature(data: bytes, file: str, trust: TrustBundle, *, pdf: bool = False) -> ReadSignature:
    """Read a CMS signature, accepting only the one shape we write.

    Whatever the signature itself does not cover (algorithm names, enclosed chain) has exactly one allowed form;
    so nobody can change a byte of it and keep a packet that verifies.

    Raises:
        PacketFault: E-SIG when it is no signature at all, E-ALG for every odd choice, E-LIMIT.
    """
    if len(data) > MAX_CMS:
        raise PacketFault("E-LIMIT", "签名文件过大", file)
    with foreign_faults("E-SIG", file):
        content = asn1_cms.ContentInfo.load(data, strict=True)
        if not is_strict_der(data) or content["content_type"].native != "signed_data":
            raise PacketFault("E-SIG", "签名不是规范的 DER 编码", file)
        signed = content["content"]
        _refuse_odd_shape(signed, file, _PDF_ATTRIBUTES if pdf else _CMS_ATTRIBUTES)
        cert, clean = _signer_certificate(signed, trust, file)
        _refuse_odd_algorithms(signed, cert, file)
    return ReadSignature(signed, cert, clean)


def _refuse_odd_shape(signed: Any, file: str, attributes: frozenset[str]) -> None:
    encapsulated, infos = signed["encap_content_info"], signed["signer_infos"]
    if encapsulated["content_type"].native != "data" or encapsulated["content"].native is not None:
        raise PacketFault("E-ALG", "签名里夹带了内容", file)
    if len(infos) != 1 or signed["version"].native != "v1" or infos[0]["version"].native != "v1":
        raise PacketFault("E-ALG", "须恰好一个签名人", file)
    if len(infos[0]["unsigned_attrs"]) or len(signed["crls"]):
        raise PacketFault("E-ALG", "带有未签名的附加内容", file)
    kinds = [attribute["type"].native for attribute in infos[0]["signed_attrs"]]
    if len(kinds) != len(set(kinds)) or set(kinds) != attributes:
        raise PacketFault("E-ALG", "签名属性不合规定", file)


def _refuse_odd_algorithms(signed: Any, cert: x509.Certificate, file: str) -> None:
    info = signed["signer_infos"][0]
    digests = [d.dump() for d in signed["digest_algorithms"]]
    if digests != [SHA256] or info["digest_algorithm"].dump() != SHA256:
        raise PacketFault("E-ALG", "摘要算法须为 SHA-256", file)
    wanted = RSA_SHA256 if isinstance(cert.public_key(), rsa.RSAPublicKey) else ECDSA_SHA256
    if info["signature_algorithm"].dump() != wanted:
        raise PacketFault("E-ALG", "签名算法须为 RSA（PKCS#1 v1.5）或 ECDSA，配 SHA-256", file)


def _signer_certificate(signed: Any, trust: TrustBundle, file: str) -> tuple[x509.Certificate, bool]:
    """The certificate the signature names, and whether nothing but the pinned root is enclosed beside it."""
    wanted = signed["signer_infos"][0]["sid"].chosen
    root = trust.root.public_bytes(Encoding.DER)
    found, clean = list[bytes](), True
    for choice in signed["certificates"]:
        one = choice.chosen
        same_issuer = one.issuer.dump() == wanted["issuer"].dump()
        if same_issuer and one.serial_number == wanted["serial_number"].native:
            found.append(one.dump())
        elif one.dump() != root:
            clean = False
    if len(found) != 1:
        raise PacketFault("E-SIG", "签名里没有签名人的证书", file)
    cert = x509.load_der_x509_certificate(found[0])
    check_public_key(cert.public_key())
    return cert, clean


def validation_context(trust: TrustBundle, moment: datetime) -> Any:
    """Trust the pinned root only; a signer without revocation information is refused."""
    # "hard-fail" lets a revoked signer through when certificates carry no distribution point; "require" does not.
    return ValidationContext(
        trust_roots=[asn1(trust.root)],
        crls=[trust.crl.public_bytes(Encoding.DER)],
        allow_fetching=False,
        revocation_mode="require",
        # What was received long ago is judged at its own moment, with the list of today: it knows more, not less.
        retroactive_revinfo=True,
        moment=moment,
    )


def key_usage() -> Any:
    """Signing certificates must be for non-repudiation."""
    return KeyUsageConstraints(key_usage={"non_repudiation"})


def verify_manifest(tagmanifest: bytes, data: bytes, trust: TrustBundle, moment: datetime, file: str) -> SignatureFacts:
    """Check one detached signature.

    Raises:
        PacketFault: E-SIG, E-ALG or E-LIMIT when the bytes are not a signature we can judge at all.
    """
    read = read_signature(data, file, trust)
    with foreign_faults("E-SIG", file):
        status = run(
            async_validate_detached_cms(
                tagmanifest,
                read.signed,
                signer_validation_context=validation_context(trust, moment),
                key_usage_settings=key_usage(),
            )
        )
    return judge(status, read, trust, moment)


def _revoked(cert: x509.Certificate, trust: TrustBundle, moment: datetime) -> bool:
    # The validator lets a signer through until after the second of revocation; clocks here differ by more.
    entry = trust.crl.get_revoked_certificate_by_serial_number(cert.serial_number)
    return entry is not None and invalid_since(entry) <= moment + _CLOCK_SKEW


def judge(status: Any, read: ReadSignature, trust: TrustBundle, moment: datetime) -> SignatureFacts:
    """Turn pyHanko's status into ours, with a Chinese reason when the chain does not hold."""
    cert = read.cert
    valid = bool(status.intact and status.valid)
    trusted = valid and read.clean and bool(status.trusted) and not _revoked(cert, trust, moment)
    if not valid:
        return SignatureFacts(cert, False, False, "签名与内容不符")
    reason = "" if trusted else _why_not_trusted(cert, trust, moment)
    return SignatureFacts(cert, valid, trusted, reason)


def _why_not_trusted(cert: x509.Certificate, trust: TrustBundle, moment: datetime) -> str:
    """Say in Chinese why a certificate failed; the judgement itself was made by the validator."""
    root, crl = trust.root, trust.crl
    if cert.issuer != root.subject or not issued_by(cert, root):
        return "不是本县根证书签发的"
    if moment > cert.not_valid_after_utc:
        return "证书已过期"
    if moment < cert.not_valid_before_utc:
        return "证书尚未生效"
    if _revoked(cert, trust, moment):
        return "证书已被吊销"
    if crl.next_update_utc is not None and moment > crl.next_update_utc:
        return "县里的吊销列表已过期，请先更新"
    return "证书用途不是签名，或附带了别处的证书"
