"""A packet in several files at the county: the parts wait for each other and are merged as one (packet format 2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.content import PacketMeta

PART = "part"
"""The state of a further part whose part 1 is here and names it."""
_OPEN = ("checked", "waiting", "held")
_TAKEN = ("merged", "returned")


def described(meta: PacketMeta) -> dict[str, Any]:
    """What the inbox keeps of a packet in several files; nothing of one file."""
    if meta.parts == 1:
        return {}
    from app.packet.parts import name_of

    others = [{**one, "name": name_of(meta, one)} for one in meta.others]
    return {"part": meta.part, "parts": meta.parts, **({"others": others} if others else {})}


def is_further(line: Received) -> bool:
    """Whether this is part 2 or a later one: it holds annexes and tables only."""
    return int(line["data"].get("part", 1)) > 1


def waiting(book: Book) -> list[Received]:
    """Further parts that wait with their part 1 and are not merged."""
    return [line for line in inbox.received(book, state=PART) if not line["merged_at"]]


def lacks(book: Book, line: Received) -> str:
    """Which parts are still to come, in words; "" where all are here, or it is one file."""
    others = line["data"].get("others", ())
    here = {one["part"] for one in others if _file_of(book, line, one)}
    missing = [one for one in others if one["part"] not in here]
    if not missing:
        return ""
    named = "、".join(f"第 {one['part']} 份({one['name']})" for one in missing)
    told = f"一共 {line['data']['parts']} 份,缺{named}"
    strange = _of_another(book, line, {one["part"] for one in missing})
    return told + (f";收到的第 {'、'.join(map(str, strange))} 份是另一个包的,不能混用" if strange else "")


def _file_of(book: Book, first: Received, other: Mapping[str, Any]) -> Received | None:
    """The received file that part 1 names: by its digest, from the same township, of the same place in the chain."""
    for line in inbox.received(book, tag_sha256=other["sha256"], state=[*_OPEN, PART]):
        if _belongs(line, first) and line["packet_id"] == other["packet_id"]:
            return line
    return None


def _belongs(line: Received, first: Received) -> bool:
    same = all(line[key] == first[key] for key in ("township", "period", "revision", "seq"))
    return same and line["data"].get("parts") == first["data"].get("parts") and is_further(line)


def _of_another(book: Book, first: Received, missing: set[int]) -> list[int]:
    """The numbers of the missing parts of which a file of the same month is here that part 1 does not name."""
    lines = inbox.received(book, township=first["township"], period=first["period"], state=list(_OPEN))
    return sorted({line["data"]["part"] for line in lines if is_further(line)} & missing)


def why_alone(book: Book, line: Received) -> str:
    """Why a further part cannot wait with a part 1, in words; "" where it can."""
    first, others = line["data"], inbox.received(book, township=line["township"], period=line["period"])
    firsts = [one for one in others if one["data"].get("others") and one["state"] != "duplicate"]
    for one in firsts:
        named = any(other["sha256"] == line["tag_sha256"] for other in one["data"]["others"])
        if named and one["state"] in (*_OPEN, *_TAKEN):
            return ""
    here = f"这是第 {first['part']} 份,一共 {first['parts']} 份"
    if any(one["state"] in (*_OPEN, *_TAKEN) for one in firsts):
        return f"{here};它和收到的第 1 份不是同一个包的,不能混用,缺它自己的第 1 份"
    return f"{here};缺第 1 份" + ("(收到的第 1 份没有通过核对)" if firsts else "")


def told(why: str) -> tuple[str, str]:
    """The code and the sentence for a packet that waits for its parts."""
    from app.packet.faults import PacketFault

    return "E-PARTS", PacketFault("E-PARTS", why).message


def further(book: Book, first: Received) -> Iterator[Received]:
    """The received further parts of a part 1, in their order."""
    for other in first["data"].get("others", ()):
        if line := _file_of(book, first, other):
            yield line


def merged_with(book: Book, first: Received) -> None:
    """Note in the merge of part 1 that the further parts came with it."""
    for line in further(book, first):
        inbox.change_received(book, line["id"], merged_at=book.now(), merged_by=book.actor)
