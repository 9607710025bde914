"""Packets: the BagIt 1.0 files around the data, and the check code read over the phone."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from app.packet.faults import PacketFault

BAGIT: Final = "bagit.txt"
BAG_INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
PACKET_JSON: Final = "packet.json"
TAGMANIFEST: Final = "tagmanifest-sha256.txt"
SM3_MANIFEST: Final = "manifest-sm3.txt"
SM3_TAGMANIFEST: Final = "tagmanifest-sm3.txt"
TAG_FILES: Final = (BAG_INFO, BAGIT, MANIFEST, PACKET_JSON)
BAGIT_TEXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MAX_MANIFEST: Final = 2 << 20

_HEX: Final = frozenset("0123456789abcdef")


def bag_info(packet_id: str, day: str, total: int, count: int) -> bytes:
    """Write bag-info.txt; the Oxum lets any BagIt tool see a short copy at once."""
    lines = (f"Bagging-Date: {day}", f"External-Identifier: {packet_id}", f"Payload-Oxum: {total}.{count}")
    return ("\n".join(lines) + "\n").encode("ascii")


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """Write a manifest in name order, in the form `sha256sum -c` reads."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode("ascii")


def read_manifest(data: bytes, file: str) -> dict[str, str]:
    """Read a manifest back, accepting only what `manifest_bytes` writes."""
    digests: dict[str, str] = {}
    try:
        lines = data.decode("ascii").splitlines()
    except UnicodeDecodeError:
        raise PacketFault("E-SET", "清单里有不认识的字符", file) from None
    for line in lines:
        digest, name = line[:64], line[66:]
        if line[64:66] != "  " or not name or len(digest) != 64 or not _HEX.issuperset(digest):
            raise PacketFault("E-SET", "清单写法不对", file)
        digests[name] = digest
    if manifest_bytes(digests) != data:
        raise PacketFault("E-SET", "清单写法不对", file)
    return digests


def tag_files(second: object) -> tuple[str, ...]:
    """The files a tag manifest lists, with `second` also the manifest of a second suite."""
    return tuple(sorted((*TAG_FILES, SM3_MANIFEST))) if second else TAG_FILES


def tagmanifest_bytes(contents: Mapping[str, bytes]) -> bytes:
    """Write the tag manifest, the bytes that are signed."""
    return manifest_bytes({name: sha256(contents[name]).hexdigest() for name in tag_files(SM3_MANIFEST in contents)})


def check_code(tagmanifest: bytes) -> str:
    """Eight digits that both sides compare on paper or over the phone, such as 4827 1093."""
    number = int.from_bytes(sha256(tagmanifest).digest()[:8]) % 100_000_000
    return f"{number // 10_000:04d} {number % 10_000:04d}"


def final_name(stem: str, tagmanifest: bytes) -> str:
    """The name of the finished file: the stem and the first 8 hex digits of the signed bytes."""
    return f"{stem}_{sha256(tagmanifest).hexdigest()[:8]}.zip"
