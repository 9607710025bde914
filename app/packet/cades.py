"""Packets: CAdES and PAdES signatures as DER by hand, detached or around a time, in a tenth of a library's time."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from app.packet.certificates import PersonKey
from app.packet.token import TokenKey

SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
RSA_SHA256: Final = bytes.fromhex("300d06092a864886f70d01010b0500")
ECDSA_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")

TST_INFO: Final = bytes.fromhex("060b2a864886f70d0109100104")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_TIME: Final = bytes.fromhex("06092a864886f70d010905")
_SIGNING_CERTIFICATE_V2: Final = bytes.fromhex("060b2a864886f70d010910022f")
_SEQUENCE, _SET, _TAG_0, _TAG_4, _OCTETS, _UTC_TIME = 0x30, 0x31, 0xA0, 0xA4, 0x04, 0x17


def der(tag: int, *parts: bytes) -> bytes:
    """One DER value: tag, shortest length, the parts in a row."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(value: int) -> bytes:
    """A DER INTEGER that is not negative."""
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _set_of(tag: int, parts: list[bytes]) -> bytes:
    return der(tag, *sorted(parts))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der(_SEQUENCE, kind, der(_SET, value))


def sign_with(person: PersonKey, data: bytes) -> bytes:
    """Sign with PKCS#1 v1.5 or ECDSA over SHA-256, on the token where the key is there."""
    if isinstance(person.key, TokenKey):
        return person.key.sign_data(data)
    if isinstance(person.key, rsa.RSAPrivateKey):
        return person.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return person.key.sign(data, ec.ECDSA(hashes.SHA256()))


def cades(content: bytes, person: PersonKey, now: datetime, kind: bytes = _DATA) -> bytes:
    """Make the signature of one person over `content`, the chain enclosed; content of another kind than data too."""
    moment = f"{now.astimezone(UTC):%y%m%d%H%M%S}Z".encode()
    signing_time = _attribute(_SIGNING_TIME, der(_UTC_TIME, moment))
    enclosed = [] if kind == _DATA else [der(_TAG_0, der(_OCTETS, content))]
    return _signed_data(sha256(content).digest(), person, kind, [signing_time], enclosed)


def pades(digest: bytes, person: PersonKey) -> bytes:
    """Make the signature (PAdES-B-B) of one person over a PDF of this SHA-256; the PDF itself says when."""
    return _signed_data(digest, person, _DATA, [], [])


def _signed_data(digest: bytes, person: PersonKey, kind: bytes, more: list[bytes], enclosed: list[bytes]) -> bytes:
    """The CMS object over content of this SHA-256; `more` are attributes beside those every signature has."""
    cert = person.cert.public_bytes(Encoding.DER)
    issuer, serial = person.cert.issuer.public_bytes(), integer(person.cert.serial_number)
    general_name = der(_SEQUENCE, der(_TAG_4, issuer))
    certificate_id = der(_SEQUENCE, der(_OCTETS, sha256(cert).digest()), der(_SEQUENCE, general_name, serial))
    attributes = [
        _attribute(_CONTENT_TYPE, kind),
        _attribute(_MESSAGE_DIGEST, der(_OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, der(_SEQUENCE, der(_SEQUENCE, certificate_id))),
        *more,
    ]
    algorithm = RSA_SHA256 if isinstance(person.cert.public_key(), rsa.RSAPublicKey) else ECDSA_SHA256
    signer_info = der(
        _SEQUENCE,
        integer(1),
        der(_SEQUENCE, issuer, serial),
        SHA256,
        _set_of(_TAG_0, attributes),
        algorithm,
        der(_OCTETS, sign_with(person, _set_of(_SET, attributes))),
    )
    certificates = {cert, *(one.public_bytes(Encoding.DER) for one in person.chain)}
    signed = der(
        _SEQUENCE,
        integer(3 if enclosed else 1),  # RFC 5652 5.1
        der(_SET, SHA256),
        der(_SEQUENCE, kind, *enclosed),
        _set_of(_TAG_0, list(certificates)),
        der(_SET, signer_info),
    )
    return der(_SEQUENCE, _SIGNED_DATA, der(_TAG_0, signed))
