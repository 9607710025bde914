"""Packets: a whole packet sealed to the county and to the township itself (CMS AuthEnvelopedData, packet format 2.5).

Written by hand as DER whose lengths are known beforehand, so that a packet of any size passes in one stream;
stock tools open it (`openssl cms -decrypt`). Reading is two passes: the first only authenticates, so that not one
byte of a changed file is ever written.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from app import disk
from app.domain.machine import reason
from app.packet.certificates import check_public_key
from app.packet.der import is_strict_der
from app.packet.faults import PacketFault

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ENDING: Final = ".p7m"
BLOCK: Final = 1 << 20
MAX_HEADER: Final = 64 << 10
MAX_PACKET: Final = (4 << 30) - 2
_NONCE, _TAG = 12, 16
_OIDS: Final = {
    "auth_enveloped": bytes.fromhex("060b2a864886f70d0109100117"),
    "data": bytes.fromhex("06092a864886f70d010701"),
    "aes256_gcm": bytes.fromhex("060960864801650304012e"),
    "oaep": bytes.fromhex("06092a864886f70d010107"),
    "mgf1": bytes.fromhex("06092a864886f70d010108"),
    "sha256": bytes.fromhex("0609608648016503040201"),
}
_ZERO: Final = b"\x02\x01\x00"


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key that opens sealed packets, with its certificate."""

    key: RSAPrivateKey
    cert: x509.Certificate


def seal(packet: Path, sealed: Path, recipients: Sequence[x509.Certificate]) -> Path:
    """Write a packet sealed to these certificates; an existing file of that name is replaced whole.

    Raises:
        PacketFault: No recipient, one that cannot be sealed to, or a packet that is too large.
    """
    size = packet.stat().st_size
    if size > MAX_PACKET:
        raise PacketFault("E-LIMIT", "上报包超过 4 GB，请分成几包", packet.name)
    key, nonce = os.urandom(32), os.urandom(_NONCE)
    with packet.open("rb") as source:
        _replace(sealed, _sealed(source, size, key, nonce, _recipient_infos(recipients, key)))
    return sealed


def open_sealed(sealed: Path, packet: Path, own: SealKey) -> Path:
    """Open a sealed packet with our own key; nothing is written unless every byte is authentic.

    Raises:
        PacketFault: E-RECIPIENT where it is not addressed to this key, E-SEAL where it was changed or is none,
            E-READ where it cannot be read, E-WRITE.
    """
    with _readable(sealed) as (source, size):
        layout = _read_layout(source.read(MAX_HEADER), size)
        key = _content_key(layout, own)
        source.seek(size - _TAG)
        tag = source.read(_TAG)
        for _ in _decrypted(source, layout, key, tag):  # first pass: authenticate, keep nothing
            pass
        _replace(packet, _decrypted(source, layout, key, tag))
    return packet


def seal_bytes(data: bytes, recipients: Sequence[x509.Certificate]) -> bytes:
    """The same for a few bytes that must lie nowhere unsealed.

    Raises:
        PacketFault: No recipient, or one that cannot be sealed to.
    """
    key = os.urandom(32)
    infos = _recipient_infos(recipients, key)
    return b"".join(_sealed(io.BytesIO(data), len(data), key, os.urandom(_NONCE), infos))


def open_bytes(sealed: bytes, own: SealKey) -> bytes:
    """Open what seal_bytes made.

    Raises:
        PacketFault: E-RECIPIENT where it is not addressed to this key, E-SEAL where it was changed or is none.
    """
    layout = _read_layout(sealed[:MAX_HEADER], len(sealed))
    return b"".join(_decrypted(io.BytesIO(sealed), layout, _content_key(layout, own), sealed[-_TAG:]))


@contextmanager
def _readable(sealed: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A sealed file and its size; a drive that cannot be read is told as one."""
    try:
        with sealed.open("rb") as source:
            yield source, os.fstat(source.fileno()).st_size
    except OSError as error:
        raise PacketFault("E-READ", f"{reason(error)}。没有装入任何数据；请重新插好U盘后再试", sealed.name) from error


def recipients_of(sealed: Path) -> list[tuple[bytes, int]]:
    """For whom a file is sealed: issuer (its name as DER) and serial number of each certificate.

    Raises:
        PacketFault: It is no sealed packet, or cannot be read.
    """
    with _readable(sealed) as (source, size):
        return _named(source.read(MAX_HEADER), size)


def recipients_in(sealed: bytes) -> list[tuple[bytes, int]]:
    """The same for bytes that seal_bytes made."""
    return _named(sealed[:MAX_HEADER], len(sealed))


def _named(header: bytes, size: int) -> list[tuple[bytes, int]]:
    return [(info.issuer, info.serial) for info in _read_layout(header, size).infos]


# --- writing


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return _head(tag, len(body)) + body


def _head(tag: int, length: int) -> bytes:
    if length < 0x80:
        return bytes([tag, length])
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(digits)]) + digits


def _oaep_algorithm(parameters: bytes = b"\x05\x00") -> bytes:
    """RSA-OAEP with SHA-256 for both; we write NULL parameters, stock tools leave them out (RFC 4055: both)."""
    sha256 = _der(0x30, _OIDS["sha256"], parameters)
    mask = _der(0x30, _OIDS["mgf1"], sha256)
    return _der(0x30, _OIDS["oaep"], _der(0x30, _der(0xA0, sha256), _der(0xA1, mask)))


def _padding() -> Any:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def _recipient_infos(recipients: Sequence[x509.Certificate], key: bytes) -> bytes:
    if not recipients:
        raise PacketFault("E-CERT", "没有县里的加密证书，不能封装")
    infos = sorted({_recipient_info(cert, key) for cert in recipients})
    return _der(0x31, *infos)


def _recipient_info(cert: x509.Certificate, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    public = cert.public_key()
    check_public_key(public)
    if not isinstance(public, RSAPublicKey) or not seals(cert):
        raise PacketFault("E-CERT", "这张证书不是用来加密的")
    serial = cert.serial_number
    number = _der(0x02, serial.to_bytes(serial.bit_length() // 8 + 1))
    issued = _der(0x30, cert.issuer.public_bytes(), number)
    return _der(0x30, _ZERO, issued, _oaep_algorithm(), _der(0x04, public.encrypt(key, _padding())))


def seals(cert: x509.Certificate) -> bool:
    """Whether a certificate is for sealing and for nothing else."""
    from cryptography import x509

    try:
        usage = cert.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return bool(usage.key_encipherment) and not usage.digital_signature and not usage.key_cert_sign


def _sealed(source: BinaryIO, size: int, key: bytes, nonce: bytes, infos: bytes) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    gcm = _der(0x30, _OIDS["aes256_gcm"], _der(0x30, _der(0x04, nonce), _der(0x02, bytes([_TAG]))))
    content = _head(0x80, size)
    inner = len(_OIDS["data"]) + len(gcm) + len(content) + size
    encrypted = _head(0x30, inner)
    body = len(_ZERO) + len(infos) + len(encrypted) + inner + 2 + _TAG
    enveloped = _head(0x30, body)
    explicit = _head(0xA0, len(enveloped) + body)
    whole = len(_OIDS["auth_enveloped"]) + len(explicit) + len(enveloped) + body
    yield _head(0x30, whole) + _OIDS["auth_enveloped"] + explicit + enveloped + _ZERO + infos
    yield encrypted + _OIDS["data"] + gcm + content
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    left = size
    while block := source.read(min(BLOCK, left)):
        left -= len(block)
        yield encryptor.update(block)
    if left:
        raise PacketFault("E-READ", "封装时上报包变短了，请重新封装")
    yield encryptor.finalize() + _head(0x04, _TAG) + encryptor.tag


def _replace(path: Path, blocks: Iterator[bytes]) -> None:
    try:
        disk.write_whole(path, blocks, private=False)
    except OSError as error:
        detail = f"{reason(error)}。没有留下不完整的文件；请检查磁盘和剩余空间后再试"
        raise PacketFault("E-WRITE", detail, path.name) from error


# --- reading


@dataclass(frozen=True, slots=True)
class _Info:
    issuer: bytes
    serial: int
    algorithm: bytes
    encrypted_key: bytes


@dataclass(frozen=True, slots=True)
class _Layout:
    infos: Sequence[_Info]
    nonce: bytes
    start: int
    length: int


class _Header:
    """The head of a sealed file, value after value; whatever is not exactly as we write it is refused."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def open(self, tag: int) -> int:
        """Go into a value; returns its length."""
        data, at = self.data, self.at
        if len(data) < at + 2 or data[at] != tag:
            raise _changed()
        first = data[at + 1]
        if first < 0x80:
            self.at += 2
            return first
        count = first & 0x7F
        digits = data[at + 2 : at + 2 + count]
        length = int.from_bytes(digits)
        if not 1 <= count <= 5 or len(digits) != count or digits[0] == 0 or length < 0x80:
            raise _changed()
        self.at += 2 + count
        return length

    def take(self, length: int) -> bytes:
        """The next bytes."""
        found = self.data[self.at : self.at + length]
        if len(found) != length:
            raise _changed()
        self.at += length
        return found

    def expect(self, fixed: bytes) -> None:
        """The next bytes are these."""
        if self.take(len(fixed)) != fixed:
            raise _changed()


def _changed() -> PacketFault:
    return PacketFault("E-SEAL", "可能没有拷贝完整，或者不是明账封装的文件。请重新拷贝；原件请保留")


def _read_layout(data: bytes, size: int) -> _Layout:
    head = _Header(data)
    if head.open(0x30) != size - head.at:
        raise _changed()
    head.expect(_OIDS["auth_enveloped"])
    if head.open(0xA0) != size - head.at or head.open(0x30) != size - head.at:
        raise _changed()
    head.expect(_ZERO)
    infos = _read_infos(head)
    if head.open(0x30) != size - head.at - 2 - _TAG:
        raise _changed()
    head.expect(_OIDS["data"])
    algorithm = _der(0x30, _OIDS["aes256_gcm"], _der(0x30, _der(0x04, bytes(_NONCE)), _der(0x02, bytes([_TAG]))))
    shown = head.take(len(algorithm))
    at = algorithm.index(bytes([0x04, _NONCE])) + 2
    nonce = shown[at : at + _NONCE]
    if shown[:at] + bytes(_NONCE) + shown[at + _NONCE :] != algorithm:
        raise _changed()
    length = head.open(0x80)
    if head.at + length + 2 + _TAG != size:
        raise _changed()
    return _Layout(infos, nonce, head.at, length)


def _read_infos(head: _Header) -> Sequence[_Info]:
    from asn1crypto import cms

    start = head.at
    length = head.open(0x31)
    head.take(length)
    raw = head.data[start : head.at]
    if not is_strict_der(raw):
        raise _changed()
    try:  # everything is read here: the library parses a value when it is first asked for
        found = [_info(info.chosen) for info in cms.RecipientInfos.load(raw, strict=True)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _changed() from error
    if not found:
        raise _changed()
    return found


def _info(info: Any) -> _Info:
    rid = info["rid"].chosen
    return _Info(
        rid["issuer"].dump(),
        rid["serial_number"].native,
        info["key_encryption_algorithm"].dump(),
        info["encrypted_key"].native,
    )


def _content_key(layout: _Layout, own: SealKey) -> bytes:
    issuer, serial = own.cert.issuer.public_bytes(), own.cert.serial_number
    for info in layout.infos:
        if (info.issuer, info.serial) != (issuer, serial):
            continue
        if info.algorithm not in (_oaep_algorithm(), _oaep_algorithm(b"")):
            raise _changed()
        try:
            key = own.key.decrypt(info.encrypted_key, _padding())
        except ValueError as error:
            raise _changed() from error
        if len(key) != 32:
            raise _changed()
        return key
    raise PacketFault("E-RECIPIENT", "请核对U盘和收件单位；没有装入任何数据")


def _decrypted(source: BinaryIO, layout: _Layout, key: bytes, tag: bytes) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    decryptor = Cipher(algorithms.AES(key), modes.GCM(layout.nonce, tag)).decryptor()
    source.seek(layout.start)
    left = layout.length
    while left:
        block = source.read(min(BLOCK, left))
        if not block:
            raise _changed()
        left -= len(block)
        yield decryptor.update(block)
    if source.read(2) != _head(0x04, _TAG):
        raise _changed()
    try:
        yield decryptor.finalize()
    except InvalidTag as error:
        raise _changed() from error
