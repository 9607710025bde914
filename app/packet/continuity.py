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
JOINS: Final = (FIRST, NEXT)
_EMPTY: Final = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """A packet accepted earlier."""

    packet_id: str
    seq: int
    tag_sha256: str
    log_size: int
    log_root: str
    seals: Mapping[str, Any]
    period: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ContinuityView:
    """What the county has accepted from one township so far, oldest first, and what it decided about the chain.

    `begins_at` is the seq from which the county agreed to begin; `anew` says that the township lost its disk and may
    go on from the last accepted packet with a history that is no continuation of the old one.
    """

    accepted: tuple[Accepted, ...] = ()
    begins_at: int = 1
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """How a packet joins: the kind, the code of what is wrong ("" where nothing is), and what exactly.

    `broken` says that its log is no continuation of the one before, which the county agreed to.
    """

    kind: str
    code: str = ""
    detail: str = ""
    broken: bool = False


def judge_continuity(meta: PacketMeta, tag_sha256: str, view: ContinuityView | None) -> str:
    """Say how this packet joins the accepted ones; without a view nothing can be said."""
    return UNKNOWN if view is None else judge(meta, tag_sha256, view).kind


def judge(meta: PacketMeta, tag_sha256: str, view: ContinuityView) -> Joined:
    """Say how this packet joins the accepted ones and, where it does not, why. Source: packet format 5.4."""
    if any(one.tag_sha256 == tag_sha256 for one in view.accepted):
        return Joined(DUPLICATE, "E-DUPLICATE")
    if any(one.packet_id == meta.packet_id for one in view.accepted):
        return Joined(FORK, "E-FORK", "包的编号与收过的一包相同,内容却不同")
    if any(one.seq == meta.seq for one in view.accepted):
        return Joined(FORK, "E-FORK", f"第 {meta.seq} 次上报已经收过另一个内容不同的包")
    if not view.accepted:
        return _begins(meta, view)
    last = max(view.accepted, key=lambda one: one.seq)
    if meta.seq > last.seq + 1:
        return Joined(GAP, "E-GAP", f"上一次收到的是第 {last.seq} 次,这是第 {meta.seq} 次")
    wrong = _wrong_place(meta, last, view) or _changed_past(meta, last, view)
    return wrong or Joined(NEXT, broken=view.anew and not _extends(meta, last))


def _begins(meta: PacketMeta, view: ContinuityView) -> Joined:
    if meta.seq == 1 and meta.prev is None and meta.log["from_size"] == _EMPTY and meta.supersedes is None:
        return Joined(FIRST)
    if view.begins_at > 1 and meta.seq == view.begins_at:
        return Joined(FIRST)
    return Joined(GAP, "E-ENROL", f"这个乡镇第一次收到的就是第 {meta.seq} 次上报")


def _wrong_place(meta: PacketMeta, last: Accepted, view: ContinuityView) -> Joined | None:
    if meta.seq <= last.seq:
        return Joined(FORK, "E-FORK", f"第 {meta.seq} 次上报早于已经收到的第 {last.seq} 次")
    if meta.prev != last.tag_sha256:
        return Joined(FORK, "E-FORK", "它接在另一个包后面,不是接在县里收到的上一个包后面")
    same_month = [one for one in view.accepted if one.period == meta.period and one.period]
    if meta.revision == 1:
        if meta.supersedes is not None:
            return Joined(FORK, "E-FORK", "它说自己更正了另一个包,却不是更正包")
        return Joined(FORK, "E-FORK", "这个月已经收过,又来了一个内容不同的首次上报") if same_month else None
    return _wrong_correction(meta, same_month, view)


def _wrong_correction(meta: PacketMeta, same_month: list[Accepted], view: ContinuityView) -> Joined | None:
    """A correction follows the newest packet of its month: a missing one in between is noticed."""
    if meta.supersedes not in {one.packet_id for one in view.accepted}:
        return Joined(FORK, "E-FORK", "它更正的那个包没有收到过")
    if same_month and meta.supersedes != max(same_month, key=lambda one: one.seq).packet_id:
        return Joined(FORK, "E-FORK", "它更正的不是这个月最新的一次,中间的更正没有收到")
    return None


def _changed_past(meta: PacketMeta, last: Accepted, view: ContinuityView) -> Joined | None:
    if not view.anew and not _extends(meta, last):
        return Joined(REWRITTEN, "E-REWRITTEN", "操作记录不是在上一次的基础上接着记的")
    if changed := _changed_seals(meta, last):
        return Joined(REWRITTEN, "E-REWRITTEN", f"{'、'.join(changed)}的数据变了,却没有申报更正")
    return None


def _extends(meta: PacketMeta, last: Accepted) -> bool:
    log = meta.log
    if log["from_size"] != last.log_size:
        return False
    proof = [bytes.fromhex(h) for h in log["proof"]]
    return verify_consistency(
        last.log_size, log["size"], bytes.fromhex(last.log_root), bytes.fromhex(log["root"]), proof
    )


def _changed_seals(meta: PacketMeta, last: Accepted) -> list[str]:
    """Months whose seal is no longer the accepted one, although no amendment declares it."""
    declared = {item.get("period") for item in meta.amendments}
    return sorted(p for p, seal in last.seals.items() if p not in declared and meta.seals.get(p) != seal)
