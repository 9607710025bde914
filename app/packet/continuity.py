"""Packets: how a packet joins those accepted before (packet format §5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.merkle import verify_consistency
from app.packet.content import PacketMeta

FIRST: Final = "first"
NEXT: Final = "next"
DUPLICATE: Final = "duplicate"
FORK: Final = "fork"
GAP: Final = "gap"
REWRITTEN: Final = "rewritten"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A packet accepted earlier."""

    packet_id: str
    seq: int
    tag_sha256: str
    log_size: int
    log_root: str
    seals: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ContinuityView:
    """What the county has accepted from one township so far, oldest first."""

    accepted: tuple[Accepted, ...] = ()


def judge_continuity(meta: PacketMeta, tag_sha256: str, view: ContinuityView | None) -> str:
    """Say how this packet joins the accepted ones; without a view nothing can be said."""
    if view is None:
        return UNKNOWN
    if any(one.tag_sha256 == tag_sha256 for one in view.accepted):
        return DUPLICATE
    if any(one.seq == meta.seq or one.packet_id == meta.packet_id for one in view.accepted):
        return FORK
    if not view.accepted:
        starts = meta.seq == 1 and meta.prev is None and meta.log["from_size"] == 0
        return FIRST if starts else GAP
    last = max(view.accepted, key=lambda one: one.seq)
    if meta.seq > last.seq + 1:
        return GAP
    if meta.prev != last.tag_sha256:
        return FORK
    known = {one.packet_id for one in view.accepted}
    if (meta.revision > 1) != (meta.supersedes in known):
        return FORK
    return NEXT if _extends(meta, last) and _seals_kept(meta, last) else REWRITTEN


def _extends(meta: PacketMeta, last: Accepted) -> bool:
    log = meta.log
    if log["from_size"] != last.log_size:
        return False
    proof = [bytes.fromhex(h) for h in log["proof"]]
    return verify_consistency(
        last.log_size, log["size"], bytes.fromhex(last.log_root), bytes.fromhex(log["root"]), proof
    )


def _seals_kept(meta: PacketMeta, last: Accepted) -> bool:
    declared = {item.get("period") for item in meta.amendments}
    return all(period in declared or meta.seals.get(period) == seal for period, seal in last.seals.items())
