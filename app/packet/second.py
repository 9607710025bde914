"""Packets: checking what the second suite (sm2-sm3) says of a packet, beside the signatures every packet has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from app.packet.container import ZipReader
from app.packet.content import SIGNING_ROLES, sm2_files
from app.packet.faults import PacketFault
from app.packet.manifest import MAX_MANIFEST, SM3_MANIFEST, SM3_TAGMANIFEST, manifest_bytes, tag_files
from app.packet.suites import suite
from app.packet.trust import TrustBundle

if TYPE_CHECKING:
    from app.packet.signing import SignatureFacts

_MAX_FILE: Final = 64 << 10


def check_second(
    reader: ZipReader, name: str, facts: Mapping[str, SignatureFacts], trust: TrustBundle, moment: datetime
) -> None:
    """Check manifests and signatures of the second suite; `facts` are those of the certified signatures.

    Raises:
        PacketFault: E-SIG a signature is missing, wrong, or by a key its owner did not sign for; E-SET, E-DIGEST.
    """
    tagmanifest = _checked_manifests(reader, name)
    points = [_checked_signature(reader, role, tagmanifest, facts, trust, moment) for role in SIGNING_ROLES]
    if len(set(points)) != len(points):
        raise PacketFault("E-SIG", "两个国密附加签名出自同一把密钥")


def _checked_manifests(reader: ZipReader, name: str) -> bytes:
    """Both manifests say what is there; gives the signed one."""
    payload = [one for one in reader.names if one.startswith("data/")]
    for manifest, names in ((SM3_MANIFEST, payload), (SM3_TAGMANIFEST, tag_files(name))):
        if manifest not in reader.entries:
            raise PacketFault("E-SET", "缺少文件", manifest)
        digests = {one: suite(name).digest(reader.blocks(one)) for one in names if one in reader.entries}
        if reader.read(manifest, MAX_MANIFEST) != manifest_bytes(digests):
            raise PacketFault("E-DIGEST", "国密清单与内容不符", manifest)
    return reader.read(SM3_TAGMANIFEST, MAX_MANIFEST)


def _checked_signature(
    reader: ZipReader,
    role: str,
    tagmanifest: bytes,
    facts: Mapping[str, SignatureFacts],
    trust: TrustBundle,
    moment: datetime,
) -> bytes:
    """One person's signature fits, and the very certificate that signed the packet stands for its key."""
    from app.packet.signing import verify_manifest
    from app.packet.sm2 import check_sm2_cms, read_public

    for file in sm2_files(role):
        if file not in reader.entries:
            raise PacketFault("E-SIG", "缺少国密附加签名", file)
    signature, public, owner = sm2_files(role)
    key = reader.read(public, _MAX_FILE)
    try:
        point = read_public(key)
    except ValueError as error:
        raise PacketFault("E-SIG", "国密公钥写法不对", public) from error
    vouched = verify_manifest(key, reader.read(owner, _MAX_FILE), trust, moment, owner)
    known = facts.get(role)
    # A signer who is not trusted was told of already; one who is must be trusted here too, enclosed chain and all.
    if (
        known is None
        or not vouched.valid
        or (vouched.cert_sha256, vouched.trusted) != (known.cert_sha256, known.trusted)
    ):
        raise PacketFault("E-SIG", "国密公钥不是由签名人自己的证书担保的", owner)
    check_sm2_cms(tagmanifest, point, reader.read(signature, _MAX_FILE), signature)
    return point
