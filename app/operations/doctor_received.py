"""检查数据库 of a county: merged packets are archived as they came, seal what they sealed, and join each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import county_archive, county_chain, county_desk, county_parts, county_rows
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.contents import Contents
    from app.packet.continuity import ContinuityView
    from app.packet.sealing import SealKey

_NAMED = 5


@dataclass(frozen=True)
class _Looking:
    """One look: the book, what opens its archive, and whether that is at hand: a key under a password is not."""

    book: Book
    own: SealKey | None
    opens: bool


def check_received(book: Book) -> tuple[bool, str]:
    """The archived copies, the seals of what was merged, and the chain of each township."""
    lines = inbox.received(book, state=list(county_chain.ACCEPTED_STATES))
    if not lines:
        return True, "还没有合并过上报包"
    look = _looking(book)
    wrong = list(_wrong(look, lines))
    if wrong:
        more = f"等 {len(wrong)} 处" if len(wrong) > _NAMED else ""
        return (
            False,
            f"合并过的包对不上:{';'.join(wrong[:_NAMED])}{more}。没有改动任何内容;请与备份核对,并请乡镇把那个包再拷来比对。",
        )
    shut = "" if look.opens else "(存档封装着,没有输密码,只核对了有没有动过)"
    townships = len({line["township"] for line in lines})
    return True, f"{townships} 个乡镇合并过的 {len(lines)} 个包都在,封存值和历史一包接一包对得上{shut}"


def _looking(book: Book) -> _Looking:
    try:
        return _Looking(book, county_desk.opener(book, {}), opens=True)
    except Told:
        return _Looking(book, None, opens=False)


def _wrong(look: _Looking, lines: list[Received]) -> Iterator[str]:
    from app.packet.continuity import ContinuityView

    for township in dict.fromkeys(line["township"] for line in lines):
        chain = sorted((one for one in lines if one["township"] == township), key=lambda one: one["seq"])
        begins = int(chain[0]["seq"])
        agreed = inbox.was_decided(look.book, township, county_chain.BEGIN, begins)
        view = ContinuityView((), begins if agreed else 1)
        for line in chain:
            name = f"{line['township_name']}{Period.parse(line['period']).title}第 {line['seq']} 次"
            for told in (
                *_archive(look, line),
                *_further(look, line),
                *_seal(look.book, line),
                *_joins(look.book, line, view),
            ):
                yield name + told
            view = county_chain.followed(view, line)


def _joins(book: Book, line: Received, view: ContinuityView) -> Iterator[str]:
    """Each packet goes on from the one before, by its place, its log and the seals of earlier months."""
    from app.packet.continuity import JOINS, judge

    allowed = replace(view, anew=inbox.was_decided(book, line["township"], county_chain.ANEW, line["seq"]))
    joined = judge(county_chain.meta_of(line), line["tag_sha256"], allowed)
    if joined.kind not in JOINS:
        yield f"接不上前一次({joined.detail or joined.code})"


def _seal(book: Book, line: Received) -> Iterator[str]:
    """The leaves kept row by row give the seal that was signed."""
    if county_rows.root(inbox.sealed(book, line["id"])) != line["data"]["seals"].get(line["period"]):
        yield "逐行的封存值和签的总摘要不同"


def _further(look: _Looking, first: Received) -> Iterator[str]:
    """The further parts of a packet in several files lie beside it, each as it was checked."""
    parts = {line["data"]["part"]: line for line in county_parts.further(look.book, first)}
    for other in first["data"].get("others", ()):
        if line := parts.get(other["part"]):
            for told in _copy(look, line):
                yield f"第 {other['part']} 份{told}"
        else:
            yield f"的第 {other['part']} 份不在收件里"


def _archive(look: _Looking, line: Received) -> Iterator[str]:
    """The copy that was checked is still there, byte for byte; its data give the leaves that were kept."""
    if wrong := list(_copy(look, line)):
        yield from wrong
    elif look.opens:
        try:
            with county_archive.contents_of(look.book, line, look.own) as contents:
                yield from _contents(look.book, line, contents)
        except (Told, OSError):
            yield "的存档打不开"


def _copy(look: _Looking, line: Received) -> Iterator[str]:
    path = county_archive.quarantine(look.book) / (line["path"] or "-")
    if not path.is_file():
        yield "的存档不见了"
        return
    kept = line["data"].get("archived") or (
        line["file_sha256"] if path.suffix == Path(line["file_name"]).suffix else ""
    )
    if kept and county_archive.digest_of(path) != kept:
        yield "的存档被改动过"


def _contents(book: Book, line: Received, contents: Contents) -> Iterator[str]:
    said, kept = contents.packet().meta, county_chain.meta_of(line)
    facts = ("packet_id", "township", "period", "revision", "seq", "prev", "supersedes", "log", "seals")
    if any(_plain(getattr(said, fact)) != _plain(getattr(kept, fact)) for fact in facts):
        yield "登记的内容和存档里写的不同"
    leaves = inbox.sealed(book, line["id"])
    for register in contents.registers():
        for record in contents.records(register):
            if leaves.get(register, {}).get(record["id"]) != county_rows.leaf(register, record):
                yield f"的{book.ledgers[register].title}里有一条和封存的不同"
                return


def _plain(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {key: one for key, one in value.items() if key != "origin"}
