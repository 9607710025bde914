"""Packets: the key for marks of payees on its way from the county to one township: signed, and sealed to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.domain.marks import KEY_BYTES, is_key_id, key_id
from app.packet.certificates import PersonKey
from app.packet.county_file import Kind, ReadFile, read_signed, write_signed
from app.packet.faults import PacketFault
from app.packet.sealing import SealKey, open_bytes, seal_bytes
from app.packet.trust import TrustBundle

if TYPE_CHECKING:
    from app.packet.certificates import Certificate

BODY: Final = "key.json"
SEALED: Final = "key.p7m"
_MOST_SEALED: Final = 64 << 10


def _fits(body: Mapping[str, Any]) -> bool:
    return is_key_id(body["key"]) and set(body["files"]) >= {f"files/{SEALED}"}


_KIND: Final = Kind(
    "mz-mark-key/1",
    BODY,
    "E-KEY",
    "比对密钥",
    {
        **dict.fromkeys(("township", "township_name", "county", "county_code", "issued_at", "key", "year"), str),
        "serial": int,
    },
    _fits,
    _MOST_SEALED,
    8 << 20,
)


def file_name(township: str, day: date, content: bytes) -> str:
    """KEY_330182001_20261105_9f2c1a07.zip: to whom, when it was signed, and which it is of that day."""
    return f"KEY_{township}_{day:%Y%m%d}_{sha256(content).hexdigest()[:8]}.zip"


def write_key(
    target: Path,
    body: Mapping[str, Any],
    key: bytes,
    recipient: Certificate,
    signer: PersonKey,
    trust: TrustBundle,
    now: datetime,
) -> Path:
    """Seal a key to one township and sign what was sealed.

    Raises:
        PacketFault: E-ROLE the signer is not the county's, E-CERT nothing can be sealed to the recipient, E-WRITE.
    """
    files = {SEALED: seal_key(key, recipient)}
    return write_signed(target, _KIND, {**body, "key": key_id(key)}, signer, trust, now, files)


def read_key(path: Path, trust: TrustBundle, moment: datetime) -> ReadFile:
    """Read such a file and check that our county signed it; the key in it stays sealed, see sealed_in.

    Raises:
        PacketFault: It is none, was changed, or somebody else signed it.
    """
    return read_signed(path, _KIND, trust, moment)


def sealed_in(read: ReadFile) -> bytes:
    """The sealed key of a file that was read."""
    return read.files[SEALED]


def seal_key(key: bytes, recipient: Certificate) -> bytes:
    """A key as it is kept and as it travels."""
    return seal_bytes(key, [recipient])


def open_key(sealed: bytes, own: SealKey, wanted: str) -> bytes:
    """Open a sealed key and see that it is the one it should be.

    Raises:
        PacketFault: E-RECIPIENT it is sealed to somebody else, E-SEAL it was changed, E-KEY it is another key.
    """
    key = open_bytes(sealed, own)
    if len(key) != KEY_BYTES or key_id(key) != wanted:
        raise PacketFault("E-KEY", "封装里的不是写明的那一把", BODY)
    return key
