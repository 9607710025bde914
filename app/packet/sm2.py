"""Packets: SM2 keys and signatures with SM3 (GB/T 32918, GB/T 32905) as DER, for the second suite; import it lazily.

The arithmetic is that of gmalg in plain Python. It does not take the same time for every key, so it does not withstand
somebody who can measure this computer while it signs, and it is no certified module (GB/T 39786-2021).
"""

import re
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.packet.cades import (
    CONTENT_TYPE,
    DATA,
    MESSAGE_DIGEST,
    OCTETS,
    SEQUENCE,
    SET,
    SIGNED_DATA,
    SIGNING_TIME,
    TAG_0,
    UTC_TIME,
    attribute,
    der,
    integer,
    set_of,
    utc_time,
)
from app.packet.faults import PacketFault

DISTINGUISHING_ID: Final = b"1234567812345678"  # GM/T 0009-2012 section 10: where nothing else is agreed on
_SM3: Final = bytes.fromhex("300a06082a811ccf55018311")
_SM2_SM3: Final = bytes.fromhex("300a06082a811ccf55018375")
_SPKI: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_SIZE, _KEY_ID, _IMPLICIT_0 = 32, 20, 0x80
_TIME: Final = re.compile(rb"\x17\x0d(\d{12}Z)")


class Sm3:
    """SM3 of blocks in a row, handled as the digests of hashlib are."""

    def __init__(self) -> None:
        self._made = hashes.Hash(hashes.SM3())

    def update(self, block: bytes) -> None:
        """Take one block more."""
        self._made.update(block)

    def digest(self) -> bytes:
        """The 32 bytes, without ending the row of blocks."""
        return self._made.copy().finalize()

    def hexdigest(self) -> str:
        """The same in hex."""
        return self.digest().hex()


def sm3(data: bytes) -> bytes:
    """SM3 of bytes: 32 bytes."""
    made = Sm3()
    made.update(data)
    return made.digest()


def new_sm2_key() -> bytes:
    """Make a private key: 32 bytes, to be sealed at once."""
    from gmalg import SM2

    private, _ = SM2().generate_keypair()
    return bytes(private).rjust(_SIZE, b"\0")


def public_point(private: bytes) -> bytes:
    """The public key of a private one: 65 bytes, not compressed."""
    from gmalg import SM2

    return bytes(SM2().generate_pk(private))


def public_pem(point: bytes) -> bytes:
    """A public key as PEM, in the form openssl writes and reads."""
    lines = b64encode(_SPKI + point)
    parts = [lines[at : at + 64] for at in range(0, len(lines), 64)]
    return b"\n".join((b"-----BEGIN PUBLIC KEY-----", *parts, b"-----END PUBLIC KEY-----", b""))


def read_public(data: bytes) -> bytes:
    """The point of a public key, accepting only what `public_pem` writes.

    Raises:
        ValueError: It is none, or no point of the curve.
    """
    from gmalg import SM2

    point = b64decode(b"".join(data.splitlines()[1:-1]), validate=True)[len(_SPKI) :]
    if len(point) != 2 * _SIZE + 1 or point[0] != 4 or public_pem(point) != data or not SM2().verify_pk(point):
        raise ValueError("no SM2 key")
    return point


def sm2_sign(private: bytes, message: bytes) -> bytes:
    """Sign a message: r and s as DER."""
    from gmalg import SM2

    r, s = SM2(private, DISTINGUISHING_ID).sign(message)
    return der(SEQUENCE, integer(int.from_bytes(r)), integer(int.from_bytes(s)))


def sm2_fits(point: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a DER signature over a message was made with the private key of this point.

    Raises:
        ValueError: It is no such signature at all.
    """
    from gmalg import SM2

    r, s = decode_dss_signature(signature)
    if der(SEQUENCE, integer(r), integer(s)) != signature:
        raise ValueError("not DER")
    sizes = (r.to_bytes(_SIZE), s.to_bytes(_SIZE))
    return bool(SM2(uid=DISTINGUISHING_ID, pk=point).verify(message, *sizes))


def sm2_cms(content: bytes, private: bytes, now: datetime) -> bytes:
    """Make the detached CMS (DER) over content; the signer is named by the first bytes of the key's SM3."""
    point, moment = public_point(private), utc_time(now)
    return _cms(content, point, moment, sm2_sign(private, set_of(SET, _attributes(content, moment))))


def check_sm2_cms(content: bytes, point: bytes, data: bytes, file: str) -> None:
    """Check a detached CMS, accepting only what `sm2_cms` makes: it is built again from its time and its signature.

    Raises:
        PacketFault: E-SIG.
    """
    time = _TIME.search(data)
    try:
        if time is None:
            raise ValueError("no time")
        moment, signature = time[1], _last_octets(data)
        if _cms(content, point, moment, signature) != data:
            raise ValueError("another shape")
        fits = sm2_fits(point, set_of(SET, _attributes(content, moment)), signature)
    except (ValueError, OverflowError) as error:
        raise PacketFault("E-SIG", "国密附加签名与内容不符", file) from error
    if not fits:
        raise PacketFault("E-SIG", "国密附加签名与内容不符", file)


def _last_octets(data: bytes) -> bytes:
    """The OCTET STRING at the very end, of the lengths a signature can have."""
    for size in range(8, 73):
        if data[-size - 2 : -size] == bytes((OCTETS, size)) and data[-size] == SEQUENCE:
            return data[-size:]
    raise ValueError("no signature")


def _attributes(content: bytes, moment: bytes) -> list[bytes]:
    return [
        attribute(CONTENT_TYPE, DATA),
        attribute(MESSAGE_DIGEST, der(OCTETS, sm3(content))),
        attribute(SIGNING_TIME, der(UTC_TIME, moment)),
    ]


def _cms(content: bytes, point: bytes, moment: bytes, signature: bytes) -> bytes:
    name = der(_IMPLICIT_0, sm3(point)[:_KEY_ID])
    attributes = set_of(TAG_0, _attributes(content, moment))
    info = der(SEQUENCE, integer(3), name, _SM3, attributes, _SM2_SM3, der(OCTETS, signature))
    signed = der(SEQUENCE, integer(3), der(SET, _SM3), der(SEQUENCE, DATA), der(SET, info))
    return der(SEQUENCE, SIGNED_DATA, der(TAG_0, signed))
