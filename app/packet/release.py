"""Packets: 更新文件: one installer, what it is and what is new in it, signed by the publisher of the program.

The file is the canonical ZIP of all our packets with exactly three entries: release.json (canonical JSON), the
publisher's Ed25519 signature over its bytes, and the installer under files/. Any ZIP tool opens it, and
`openssl pkeyutl -verify -rawin` checks the signature with the public key that ships in resources/publisher.
Source: product K11.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from app.domain.canonical import CanonicalError, Limits, decode_strict, encode
from app.domain.machine import reason
from app.packet.container import ZipReader, ZipWriter, settle, stage_zip
from app.packet.faults import PacketFault

SCHEMA: Final = "mz-release/1"
BODY: Final = "release.json"
SIGNATURE: Final = "signatures/publisher.sig"
FILES: Final = "files/"
PLATFORMS: Final = ("linux-x86_64", "linux-aarch64", "windows-x86_64")
KINDS: Final = {"deb": (".deb",), "setup": (".exe",), "folder": (".tar.xz", ".tar.gz", ".zip")}
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){1,3}")
_LIMITS: Final = Limits(max_bytes=4 << 20, max_depth=4, max_string=1 << 18)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SHAPE: Final = {
    "schema": str,
    "version": str,
    "platform": str,
    "kind": str,
    "file": str,
    "sha256": str,
    "size": int,
    "room": int,
    "made_on": str,
    "news": list,
}

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class News:
    """What one version brought: its part of CHANGELOG.md, Chinese, in Markdown."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a release file says of itself.

    `kind` is deb, setup or folder; `size` and `sha256` are those of the installer; `room` is how many bytes the
    program takes once it is installed; `news` has the newest version first.
    """

    version: str
    platform: str
    kind: str
    file: str
    size: int
    sha256: str
    room: int
    made_on: str
    news: tuple[News, ...]


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers to compare by: 0.10 is newer than 0.9, 1.0 and 1.0.0 are the same.

    Raises:
        ValueError: It is no version of ours.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(version)
    numbers = [int(part) for part in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def publisher_keys(pems: Iterable[bytes]) -> list[Ed25519PublicKey]:
    """The publisher's public keys; a new key ships beside the old one before it signs.

    Raises:
        PacketFault: E-RELEASE one of them is no Ed25519 public key.
    """
    return [_public(pem) for pem in pems]


def private_key(pem: bytes, password: bytes) -> Ed25519PrivateKey:
    """The publisher's private key from its encrypted PEM.

    Raises:
        ValueError: The password is wrong, or it is no Ed25519 private key.
    """
    key = load_pem_private_key(pem, password)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 private key")
    return key


def file_name(release: Release) -> str:
    """MZU_0.4.0_linux-x86_64_deb_9f2c1a07.zip: version, machine, kind, the start of the installer's digest."""
    return f"MZU_{release.version}_{release.platform}_{release.kind}_{release.sha256[:8]}.zip"


def describe(
    installer: Path, version: str, platform: str, kind: str, room: int, made_on: str, news: Sequence[News]
) -> Release:
    """What a release file of this installer will say.

    Raises:
        PacketFault: E-RELEASE something of it does not fit the format; E-READ the installer cannot be read.
    """
    try:
        digest, size = sha256(), 0
        with installer.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise PacketFault("E-READ", reason(error), installer.name) from error
    release = Release(version, platform, kind, installer.name, size, digest.hexdigest(), room, made_on, tuple(news))
    return _release(_body(release))


def write_release(folder: Path, installer: Path, release: Release, key: Ed25519PrivateKey) -> Path:
    """Sign what `describe` gave and write the release file into a folder, under its own name.

    Raises:
        PacketFault: E-LIMIT, E-WRITE; E-DIGEST the installer is not the one that was described.
    """
    told = encode(_body(release))
    target = folder / file_name(release)

    def fill(writer: ZipWriter) -> None:
        if writer.add(f"{FILES}{release.file}", installer).sha256 != release.sha256:
            raise PacketFault("E-DIGEST", "", installer.name)
        writer.add(BODY, told)
        writer.add(SIGNATURE, key.sign(told))

    settle(stage_zip(folder, fill), target)
    return target


def read_release(path: Path, keys: Sequence[Ed25519PublicKey]) -> Release:
    """Read what a release file says, once the publisher's signature over it is known to be good.

    The installer itself is compared with its digest when it is taken out (take_out).

    Raises:
        PacketFault: E-SIG no key of ours signed it; E-TRUNC, E-CANON, E-READ …: it is cut off or none of ours.
    """
    with ZipReader.open(path) as reader:
        told, signature = reader.read(BODY, _LIMITS.max_bytes), reader.read(SIGNATURE, 64)
        if not any(_signed(key, signature, told) for key in keys):
            raise PacketFault("E-SIG", "", SIGNATURE)
        release = _release(_decoded(told))
        names = {BODY, SIGNATURE, f"{FILES}{release.file}"}
        if set(reader.names) != names or reader.size(f"{FILES}{release.file}") != release.size:
            raise PacketFault("E-SET", "", release.file)
    return release


def take_out(path: Path, release: Release, folder: Path, progress: Progress = lambda done, total: None) -> Path:
    """Copy the installer out of a release file, durably, and give its path; it is there whole or not at all.

    Raises:
        PacketFault: E-DIGEST its bytes are not those that were signed; E-READ, E-WRITE.
    """
    target = folder / release.file
    part = target.with_name(f"{target.name}.part")
    try:
        with ZipReader.open(path) as reader:
            if _copied(reader.blocks(f"{FILES}{release.file}"), part, release.size, progress) != release.sha256:
                raise PacketFault("E-DIGEST", "", release.file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    settle(part, target)
    return target


def _copied(blocks: Iterator[bytes], part: Path, total: int, progress: Progress) -> str:
    digest, done = sha256(), 0
    try:
        with part.open("wb") as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
                done += len(block)
                progress(done, total)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PacketFault("E-WRITE", reason(error), part.name) from error
    return digest.hexdigest()


def _public(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PacketFault("E-RELEASE", "发布者公钥读不出来") from error
    if not isinstance(key, Ed25519PublicKey):
        raise PacketFault("E-RELEASE", "发布者公钥不是 Ed25519")
    return key


def _signed(key: Ed25519PublicKey, signature: bytes, told: bytes) -> bool:
    try:
        key.verify(signature, told)
    except InvalidSignature:
        return False
    return True


def _body(release: Release) -> dict[str, Any]:
    return {**asdict(release), "schema": SCHEMA, "news": [asdict(one) for one in release.news]}


def _decoded(told: bytes) -> Any:
    try:
        return decode_strict(told, _LIMITS)
    except CanonicalError as error:
        raise PacketFault(error.code, str(error), BODY) from error


def _release(body: Any) -> Release:
    if not isinstance(body, dict) or body.keys() != _SHAPE.keys():
        raise PacketFault("E-RELEASE", "内容项目不全", BODY)
    if any(type(body[key]) is not one for key, one in _SHAPE.items()) or not _fits(body):
        raise PacketFault("E-RELEASE", "由不认识的程序版本写成", BODY)
    facts = {key: value for key, value in body.items() if key not in ("schema", "news")}
    return Release(**facts, news=tuple(News(one["version"], one["text"]) for one in body["news"]))


def _fits(body: dict[str, Any]) -> bool:
    return (
        body["schema"] == SCHEMA
        and bool(_VERSION.fullmatch(body["version"]))
        and body["platform"] in PLATFORMS
        and body["file"].endswith(KINDS.get(body["kind"], ()))
        and bool(_DIGEST.fullmatch(body["sha256"]))
        and body["size"] > 0
        and body["room"] > 0
        and _is_day(body["made_on"])
        and all(_is_news(one) for one in body["news"])
    )


def _is_news(one: object) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == {"version", "text"}
        and all(type(part) is str for part in one.values())
        and bool(_VERSION.fullmatch(one["version"]))
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
