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
DATA: Final = bytes.fromhex("06092a864886f70d010701")
SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
SIGNING_TIME: Final = bytes.fromhex("06092a864886f70d010905")
_SIGNING_CERTIFICATE_V2: Final = bytes.fromhex("060b2a864886f70d010910022f")
SEQUENCE, SET, TAG_0, _TAG_4, OCTETS, UTC_TIME = 0x30, 0x31, 0xA0, 0xA4, 0x04, 0x17


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


def set_of(tag: int, parts: list[bytes]) -> bytes:
    """A DER SET OF, or one under a tag of its own: the parts in the order DER wants."""
    return der(tag, *sorted(parts))


def attribute(kind: bytes, value: bytes) -> bytes:
    """A CMS attribute of one value."""
    return der(SEQUENCE, kind, der(SET, value))


def utc_time(now: datetime) -> bytes:
    """A moment as the text of a UTCTime."""
    return f"{now.astimezone(UTC):%y%m%d%H%M%S}Z".encode()


def sign_with(person: PersonKey, data: bytes) -> bytes:
    """Sign with PKCS#1 v1.5 or ECDSA over SHA-256, on the token where the key is there."""
    if isinstance(person.key, TokenKey):
        return person.key.sign_data(data)
    if isinstance(person.key, rsa.RSAPrivateKey):
        return person.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return person.key.sign(data, ec.ECDSA(hashes.SHA256()))


def cades(content: bytes, person: PersonKey, now: datetime, kind: bytes = DATA) -> bytes:
    """Make the signature of one person over `content`, the chain enclosed; content of another kind than data too."""
    signing_time = attribute(SIGNING_TIME, der(UTC_TIME, utc_time(now)))
    enclosed = [] if kind == DATA else [der(TAG_0, der(OCTETS, content))]
    return _signed_data(sha256(content).digest(), person, kind, [signing_time], enclosed)


def pades(digest: bytes, person: PersonKey) -> bytes:
    """Make the signature (PAdES-B-B) of one person over a PDF of this SHA-256; the PDF itself says when."""
    return _signed_data(digest, person, DATA, [], [])


def _signed_data(digest: bytes, person: PersonKey, kind: bytes, more: list[bytes], enclosed: list[bytes]) -> bytes:
    """The CMS object over content of this SHA-256; `more` are attributes beside those every signature has."""
    cert = person.cert.public_bytes(Encoding.DER)
    issuer, serial = person.cert.issuer.public_bytes(), integer(person.cert.serial_number)
    general_name = der(SEQUENCE, der(_TAG_4, issuer))
    certificate_id = der(SEQUENCE, der(OCTETS, sha256(cert).digest()), der(SEQUENCE, general_name, serial))
    attributes = [
        attribute(CONTENT_TYPE, kind),
        attribute(MESSAGE_DIGEST, der(OCTETS, digest)),
        attribute(_SIGNING_CERTIFICATE_V2, der(SEQUENCE, der(SEQUENCE, certificate_id))),
        *more,
    ]
    algorithm = RSA_SHA256 if isinstance(person.cert.public_key(), rsa.RSAPublicKey) else ECDSA_SHA256
    signer_info = der(
        SEQUENCE,
        integer(1),
        der(SEQUENCE, issuer, serial),
        SHA256,
        set_of(TAG_0, attributes),
        algorithm,
        der(OCTETS, sign_with(person, set_of(SET, attributes))),
    )
    certificates = {cert, *(one.public_bytes(Encoding.DER) for one in person.chain)}
    signed = der(
        SEQUENCE,
        integer(3 if enclosed else 1),  # RFC 5652 5.1
        der(SET, SHA256),
        der(SEQUENCE, kind, *enclosed),
        set_of(TAG_0, list(certificates)),
        der(SET, signer_info),
    )
    return der(SEQUENCE, SIGNED_DATA, der(TAG_0, signed))
