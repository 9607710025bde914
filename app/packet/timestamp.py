"""Packets: time stamps by RFC 3161 that the county's own time key makes and `openssl ts -verify` accepts (format 3.6).

A stamp says that the county had these bytes at that moment by its own clock: it is no trusted third party, only a
witness that cannot take its word back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.packet.cades import ECDSA_SHA256, SHA256, TST_INFO, cades, der, integer
from app.packet.certificates import PersonKey, fingerprint, invalid_since
from app.packet.der import is_strict_der
from app.packet.faults import PacketFault
from app.packet.pyhanko_quiet import asn1_cms, asn1_tsp
from app.packet.signing import foreign_faults
from app.packet.trust import TrustBundle, issued_by

STAMP: Final = "time.tst"
MAX_STAMP: Final = 16 << 10
POLICY: Final = "2.25.115129327105561574450461004254692487270"  # from a UUID: an OID of ours that nobody has to assign
_POLICY_DER: Final = bytes.fromhex("06146981ad9d8d84e5aee2c3b5a688e0d1d7d3aee066")
_SEQUENCE, _OCTETS, _GENERALIZED_TIME = 0x30, 0x04, 0x18


def make_stamp(digest: bytes, timer: PersonKey, now: datetime) -> bytes:
    """The TimeStampToken (DER) over a SHA-256 digest; the same digest and moment give the same serial number."""
    moment = f"{now.astimezone(UTC):%Y%m%d%H%M%S}Z".encode()
    serial = int.from_bytes(sha256(digest + moment).digest()[:15])
    info = der(
        _SEQUENCE,
        integer(1),
        _POLICY_DER,
        der(_SEQUENCE, SHA256, der(_OCTETS, digest)),
        integer(serial),
        der(_GENERALIZED_TIME, moment),
    )
    return cades(info, timer, now, TST_INFO)


def check_stamp(data: bytes, digest: bytes, trust: TrustBundle, file: str = STAMP) -> datetime:
    """The moment a stamp proves for a digest.

    Raises:
        PacketFault: E-RECEIPT, it is no stamp of our county's time key over these bytes.
    """
    if len(data) > MAX_STAMP or not is_strict_der(data):
        raise PacketFault("E-RECEIPT", "时间戳不是规范的 DER 编码", file)
    with foreign_faults("E-RECEIPT", file):
        signed = asn1_cms.ContentInfo.load(data, strict=True)["content"]
        content = signed["encap_content_info"]["content"].contents
        info = asn1_tsp.TSTInfo.load(content, strict=True).native
        (signer,) = signed["signer_infos"]
        cert = _certificate(signed, signer)
        said = _attributes(signer)
        whole = (
            signed["encap_content_info"]["content_type"].native == "tst_info"
            and info["policy"] == POLICY
            and said["content_type"] == "tst_info"
            and said["message_digest"] == sha256(content).digest()
            and said["signing_certificate_v2"]["certs"][0]["cert_hash"].hex() == fingerprint(cert)
            and signer["signature_algorithm"].dump() == ECDSA_SHA256
        )
        _check_signature(cert, signer)
    if not whole or info["message_imprint"]["hashed_message"] != digest:
        raise PacketFault("E-RECEIPT", "时间戳盖的不是这个包", file)
    moment: datetime = info["gen_time"]
    if not _may_stamp(cert, moment, trust):
        raise PacketFault("E-RECEIPT", "时间戳不是本县的时间戳密钥盖的", file)
    return moment


def _certificate(signed: Any, signer: Any) -> x509.Certificate:
    wanted = signer["sid"].chosen
    for one in (choice.chosen for choice in signed["certificates"]):
        if one.issuer.dump() == wanted["issuer"].dump() and one.serial_number == wanted["serial_number"].native:
            return x509.load_der_x509_certificate(one.dump())
    raise PacketFault("E-RECEIPT", "时间戳里没有证书", STAMP)


def _attributes(signer: Any) -> dict[str, Any]:
    return {one["type"].native: one["values"].native[0] for one in signer["signed_attrs"]}


def _check_signature(cert: x509.Certificate, signer: Any) -> None:
    key: Any = cert.public_key()
    attributes = signer["signed_attrs"].untag().dump(force=True)
    key.verify(signer["signature"].native, attributes, ec.ECDSA(hashes.SHA256()))


def _may_stamp(cert: x509.Certificate, moment: datetime, trust: TrustBundle) -> bool:
    """Whether a certificate of our root is for time stamps alone, and was good at a moment."""
    usage = cert.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    only_time = usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    entry = trust.crl.get_revoked_certificate_by_serial_number(cert.serial_number)
    good = cert.not_valid_before_utc <= moment <= cert.not_valid_after_utc
    return bool(only_time and good and issued_by(cert, trust.root) and (not entry or moment < invalid_since(entry)))
