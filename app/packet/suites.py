"""Packets: the suites of algorithms, each behind the same three interfaces: Hasher, Signer, Sealer.

`rsa-sha256` is what every packet is signed and sealed with, and stock tools verify it. `sm2-sm3` is an experiment and
comes only beside it: manifests and signatures of its own, no signature on a PDF, and the seal is that of all packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from app.packet.certificates import PersonKey
from app.packet.content import SIGNATURE_FILES, SM2_SM3, SUITE, sm2_files
from app.packet.faults import PacketFault
from app.packet.manifest import MANIFEST, SM3_MANIFEST, SM3_TAGMANIFEST, TAGMANIFEST

if TYPE_CHECKING:
    from app.packet.certificates import Certificate


class Hasher(Protocol):
    """Takes blocks in a row and gives their digest in hex, as those of hashlib do."""

    def update(self, block: bytes, /) -> None:
        """Take the next block."""

    def hexdigest(self) -> str:
        """The digest of all blocks so far."""
        ...


class Signer(Protocol):
    """Makes the signature files of one person over the suite's tag manifest."""

    def __call__(self, tagmanifest: bytes, person: PersonKey, now: datetime, /) -> dict[str, bytes]:
        """Names and bytes of the signature files."""
        ...


class Sealer(Protocol):
    """Writes a packet sealed to its recipients."""

    def __call__(self, source: Path, target: Path, recipients: Sequence[Certificate], /) -> object:
        """Write the sealed file."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite: the names of its manifests and what makes digests, signatures and seals."""

    name: str
    manifest: str
    tagmanifest: str
    hasher: Callable[[], Hasher]
    sign: Signer
    seal: Sealer

    def digest(self, blocks: Iterable[bytes]) -> str:
        """The digest of blocks in a row, in hex."""
        made = self.hasher()
        for block in blocks:
            made.update(block)
        return made.hexdigest()


def suite(name: str) -> Suite:
    """The suite of a name.

    Raises:
        PacketFault: E-ALG where there is none of that name.
    """
    if name not in _SUITES:
        raise PacketFault("E-ALG", "由不认识的程序版本或算法写成")
    return _SUITES[name]


def suites() -> tuple[Suite, ...]:
    """Every suite, the one of all packets first."""
    return tuple(_SUITES.values())


def _sm3() -> Hasher:
    from app.packet.sm2 import Sm3

    return Sm3()


def _sign_rsa(tagmanifest: bytes, person: PersonKey, now: datetime) -> dict[str, bytes]:
    from app.packet.cades import cades

    return {SIGNATURE_FILES[person.role]: cades(tagmanifest, person, now)}


def _sign_sm2(tagmanifest: bytes, person: PersonKey, now: datetime) -> dict[str, bytes]:
    """The signature, the public key, and the certified key's signature over it: that one says whose key it is."""
    from app.packet.cades import cades
    from app.packet.sm2 import public_pem, public_point, sm2_cms

    if not person.sm2:
        raise PacketFault("E-STATE", f"这个包要国密附加签名，{person.name}的国密密钥没有打开")
    public = public_pem(public_point(person.sm2))
    made = (sm2_cms(tagmanifest, person.sm2, now), public, cades(public, person, now))
    return dict(zip(sm2_files(person.role), made, strict=True))


def _seal(source: Path, target: Path, recipients: Sequence[Certificate]) -> None:
    from app.packet import sealing

    sealing.seal(source, target, recipients)


_SUITES: Final = {
    SUITE: Suite(SUITE, MANIFEST, TAGMANIFEST, sha256, _sign_rsa, _seal),
    SM2_SM3: Suite(SM2_SM3, SM3_MANIFEST, SM3_TAGMANIFEST, _sm3, _sign_sm2, _seal),
}
