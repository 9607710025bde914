"""How received packets join what was accepted of their township: each waits, is held, or is rejected and told why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.operations import county_parts
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.content import PacketMeta
    from app.packet.continuity import ContinuityView, Joined

CHECKED, WAITING, HELD, REJECTED, DUPLICATE = "checked", "waiting", "held", "rejected", "duplicate"
PART = county_parts.PART
MERGED, RETURNED = "merged", "returned"
ACCEPTED_STATES = (MERGED, RETURNED)
BEGIN, ANEW = "begin", "anew"
_SAME = "这个包已经收过。"


def judge_again(book: Book) -> None:
    """Say of every packet that is not merged yet how it joins: gaps close when the missing packet comes."""
    every = inbox.received(book, state=[CHECKED, WAITING, HELD])
    open_ = [line for line in every if not county_parts.is_further(line)]
    for township in dict.fromkeys(line["township"] for line in open_):
        view = view_of(book, township)
        for line in sorted((x for x in open_ if x["township"] == township), key=lambda x: (x["seq"], x["id"])):
            view = _judge_one(book, line, view)
    for line in [*(x for x in every if county_parts.is_further(x)), *county_parts.waiting(book)]:
        _judge_part(book, line)


def _judge_part(book: Book, line: Received) -> None:
    """A further part waits with its part 1, whatever is wrong with that one is told there."""
    if same := _came_before(book, line):
        _decide(book, line, DUPLICATE, DUPLICATE, [("E-DUPLICATE", _SAME)], same_as=same["id"])
    elif why := county_parts.why_alone(book, line):
        _decide(book, line, HELD, HELD, [county_parts.told(why)])
    else:
        _decide(book, line, PART, "", [])


def _came_before(book: Book, line: Received) -> Received | None:
    """The same packet, received earlier and not rejected."""
    states = [CHECKED, WAITING, HELD, PART, *ACCEPTED_STATES]
    earlier = inbox.received(book, tag_sha256=line["tag_sha256"], state=states)
    return earlier[0] if earlier and earlier[0]["id"] < line["id"] else None


def _judge_one(book: Book, line: Received, view: ContinuityView) -> ContinuityView:
    """Write how a packet joins; the view that a packet after it is judged by."""
    from app.packet.continuity import DUPLICATE as SAME
    from app.packet.continuity import GAP, JOINS

    meta = meta_of(line)
    joined = _wrong_month(line) or joins(meta, line, view)
    earlier = inbox.received(book, tag_sha256=line["tag_sha256"], state=[CHECKED, WAITING, HELD, *ACCEPTED_STATES])
    if joined.kind == SAME or earlier[0]["id"] != line["id"]:
        same = next(one for one in earlier if one["id"] != line["id"])
        _decide(book, line, DUPLICATE, DUPLICATE, [("E-DUPLICATE", _SAME)], same_as=same["id"])
        return view
    if joined.kind in JOINS and (why := county_parts.lacks(book, line)):
        _decide(book, line, HELD, HELD, [county_parts.told(why)])
        return view
    if joined.kind in JOINS:
        broken = inbox.decision_reason(book, line["township"], line["seq"]) if joined.broken else ""
        more = {"broken": broken} if broken or line["data"].get("broken") else {}
        _decide(book, line, WAITING, "", [], **more)
        return followed(view, line)
    kind = HELD if joined.kind == GAP else REJECTED
    _decide(book, line, kind, kind, [(joined.code, _sentence(joined))])
    return view


def joins(meta: PacketMeta, line: Received, view: ContinuityView) -> Joined:
    """How a received packet joins those before it."""
    from app.packet.continuity import judge

    return judge(meta, line["tag_sha256"], view)


def _wrong_month(line: Received) -> Joined | None:
    """A packet of another month than asked for; a correction may be of any month."""
    from app.packet.continuity import FORK, Joined

    if line["revision"] > 1 or line["period"] == line["month"]:
        return None
    came, asked = Period.parse(line["period"]).title, Period.parse(line["month"]).title
    return Joined(FORK, "E-MONTH", f"包里是{came},现在收的是{asked}")


def _sentence(joined: Joined) -> str:
    from app.packet.faults import PacketFault

    return PacketFault(joined.code, joined.detail).message


def _decide(
    book: Book, line: Received, state: str, decision: str, errors: Sequence[tuple[str, str]], **more: Any
) -> None:
    told = [{"code": code, "file": "", "message": message} for code, message in errors]
    data = {**line["data"], "errors": told, **more}
    told_anew = {} if line["data"] == data else {"data": data}  # it carries the seals of every month: long to write
    if told_anew or line["state"] != state:
        codes = [code for code, _ in errors]
        inbox.change_received(book, line["id"], state=state, decision=decision, codes=codes, **told_anew)


def view_of(book: Book, township: str) -> ContinuityView:
    """What was accepted from a township, and what was decided about its chain."""
    from app.packet.continuity import ContinuityView

    accepted = tuple(_accepted(line, line["seals"]) for line in inbox.chain(book, township, ACCEPTED_STATES))
    kind, seq = inbox.decision(book, township) or ("", 0)
    last = accepted[-1].seq if accepted else 0
    return ContinuityView(accepted, seq if kind == BEGIN else 1, kind == ANEW and seq == last + 1)


def _accepted(line: Received, seals: Mapping[str, Any]) -> Any:
    from app.packet.continuity import Accepted

    return Accepted(
        line["packet_id"],
        line["seq"],
        line["tag_sha256"],
        line["log_size"],
        line["log_root"],
        seals,
        line["period"],
        line["revision"],
    )


def followed(view: ContinuityView, line: Received) -> ContinuityView:
    """What a packet after this one is judged by."""
    from dataclasses import replace

    return replace(view, accepted=(*view.accepted, _accepted(line, line["data"]["seals"])), anew=False)


def meta_of(line: Received) -> PacketMeta:
    """What continuity needs of a packet, as the inbox keeps it."""
    from app.packet.content import PacketMeta

    data = line["data"]
    return PacketMeta(
        packet_id=line["packet_id"],
        township=line["township"],
        township_name=line["township_name"],
        period=line["period"],
        revision=line["revision"],
        seq=line["seq"],
        prev=line["prev"],
        supersedes=line["supersedes"],
        recipient={},
        created=data["created"],
        app_version=data["app_version"],
        practice=line["practice"],
        log={**data["log"], "size": line["log_size"], "root": line["log_root"]},
        seals=data["seals"],
        amendments=tuple(data["amendments"]),
        counts=data["counts"],
    )
