"""The county's desk: packets come in, are checked in ten steps, wait, and are merged; every one has one line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused, Told
from app.operations import county_desk, county_parts
from app.operations.county_archive import archive, at_work, contents_of, quarantine, readable, tidy
from app.operations.county_chain import (
    ACCEPTED_STATES,
    ANEW,
    BEGIN,
    CHECKED,
    DUPLICATE,
    HELD,
    MERGED,
    PART,
    REJECTED,
    RETURNED,
    WAITING,
    joins,
    judge_again,
    view_of,
)
from app.operations.county_words import advice, hints, says
from app.operations.identities import Passwords
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

if TYPE_CHECKING:
    from app.packet.content import PacketJson
    from app.packet.sealing import SealKey
    from app.packet.steps import Step

__all__ = [
    "ACCEPTED_STATES",
    "ANEW",
    "CHECKED",
    "DUPLICATE",
    "HELD",
    "MERGED",
    "PART",
    "REJECTED",
    "RETURNED",
    "WAITING",
    "contents_of",
    "quarantine",
]

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Incoming:
    """One received file as lists show it.

    `title` is the result in words, `tone` and `sign` its colour and shape, `told` what happened, what was kept and
    what to do.
    """

    id: int
    file_name: str
    packet_id: str
    township: str
    township_name: str
    period: str
    revision: int
    seq: int
    state: str
    decision: str
    title: str
    tone: str
    sign: str
    codes: tuple[str, ...]
    told: str
    received_at: str
    merged_at: str
    size: int
    code: str
    correction: bool
    hints: tuple[str, ...] = ()

    @property
    def period_title(self) -> str:
        """The month in words, "" where it could not be read."""
        return Period.parse(self.period).title if self.period else ""


# --- receiving


def receive(
    book: Book,
    paths: Iterable[Path],
    *,
    month: str = "",
    passwords: Passwords | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Incoming]:
    """Copy packets from files, folders or a stick and check each; nothing is merged yet.

    Args:
        book: The county's book.
        paths: Files, folders, a stick.
        month: The month that is asked for; the last one that is over where none is named. Corrections may be of any.
        passwords: For the key that opens sealed packets.
        progress: Told how many of how many files are done.
        cancelled: Asked before each file; what was received stays.

    Raises:
        Told: This is no county's book, or its trust bundle cannot be used.
    """
    from app.packet.incoming import packets_in

    county_desk.must_be_county(book)
    files, wanted = packets_in(paths), month or asked_month(book)
    if not files:
        raise Refused("没有找到上报包(文件名以 MZ_ 开头,.zip 或 .p7m 结尾)。没有收任何文件;请换一个文件夹。", "E-FILE")
    desk = _Desk(book, wanted, passwords or {})
    done: list[int] = []
    try:
        with desk.ready():
            for at, path in enumerate(files):
                if cancelled and cancelled():
                    break
                if progress:
                    progress(at, len(files), path.name)
                done.append(desk.take(path))
    finally:
        judge_again(book)
    if progress:
        progress(len(done), len(files), "")
    return [found for id in done if (found := one(book, id))]


def warnings(paths: Iterable[Path]) -> list[str]:
    """What on the sticks and folders packets came from looks like malware; nothing is opened or deleted."""
    from app.packet.delivery import warnings_of

    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    return [told for folder in folders for told in warnings_of(folder)]


def asked_month(book: Book) -> str:
    """The month townships report now: the last one that is over."""
    return Period.of(book.today(), "month").previous().key


class _Desk:
    """What stays the same for every file of one go."""

    def __init__(self, book: Book, month: str, passwords: Passwords) -> None:
        self._book, self._month, self._passwords = book, month, passwords
        self._room = self._trust = Path()
        self._own: SealKey | None = None

    @contextmanager
    def ready(self) -> Iterator[None]:
        """The trust bundle, and what comes in, lie in a folder of their own while packets are checked."""
        from app.packet.trust import save_trust

        tidy(self._book)
        self._own = county_desk.opener(self._book, self._passwords)
        with at_work(self._book) as place:
            self._room, self._trust = place, place / "trust"
            self._trust.mkdir()
            save_trust(self._trust, county_desk.trust_of(self._book))
            yield

    def take(self, path: Path) -> int:
        """Copy one file in and check it; returns its number in the inbox."""
        from app.packet.faults import PacketFault
        from app.packet.incoming import Copied, check_outside, copy_in

        copied = Copied(Path(), "", 0)
        try:
            check_outside(path)
            copied = copy_in(path, self._room)
            line = self._looked(copied)
        except PacketFault as fault:
            line = _rejected([_error(fault)])
        line |= {
            "file_name": path.name[:200],
            "file_sha256": copied.sha256,
            "size": copied.size,
            "month": self._month,
            "received_at": self._book.now(),
            "received_by": self._book.actor,
        }
        if copied.sha256:
            line["path"], digest = archive(self._book, copied, self._own)
            line["data"] = {**line.get("data", {}), "archived": digest}
        with self._book.transaction():
            number = inbox.add_received(self._book, line)
            self._book.note("packet.receive", f"inbox/{number}", line.get("packet_id") or None)
        return number

    def _looked(self, copied: Any) -> dict[str, Any]:
        from app.packet.checking import check_apart
        from app.packet.content import read_packet_json

        moment = datetime.fromisoformat(self._book.now())
        with readable(self._book, copied.path, self._own) as opened:
            answer = check_apart(opened, self._trust, practice=self._book.info.practice, moment=moment)
        line = _described(read_packet_json(answer.packet.encode())) if answer.packet else {}
        line["tag_sha256"] = answer.tag_sha256
        data = {**line.get("data", {}), "verdict": answer.verdict}
        if answer.errors or not answer.accepted:
            return line | _rejected(answer.errors or [_unsigned()], data)
        return line | {"state": CHECKED, "data": data}


def _described(packet: PacketJson) -> dict[str, Any]:
    meta = packet.meta
    return {
        "packet_id": meta.packet_id,
        "township": meta.township,
        "township_name": meta.township_name[:60],
        "period": meta.period,
        "revision": meta.revision,
        "seq": meta.seq,
        "prev": meta.prev,
        "supersedes": meta.supersedes,
        "practice": meta.practice,
        "log_size": meta.log["size"],
        "log_root": meta.log["root"],
        "receipt_key": meta.receipt_key,
        "data": {
            "created": meta.created,
            "app_version": meta.app_version,
            "template_version": meta.template_version,
            "seals": dict(meta.seals),
            "counts": dict(meta.counts),
            "amendments": [dict(one) for one in meta.amendments],
            "log": {"from_size": meta.log["from_size"], "proof": list(meta.log["proof"])},
            "signers": [{"role": one.role, "name": one.name} for one in packet.signers],
            **({"recovered": list(meta.recovered)} if meta.recovered else {}),
            **county_parts.described(meta),
        },
    }


def _error(fault: Told) -> dict[str, str]:
    return {"code": fault.code, "file": getattr(fault, "file", ""), "message": fault.message}


def _unsigned() -> dict[str, str]:
    return {"code": "E-SIG", "file": "", "message": "两个签名没有都通过核对。"}


def _rejected(errors: Sequence[Mapping[str, Any]], data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    codes = list(dict.fromkeys(error["code"] for error in errors))
    return {
        "state": REJECTED,
        "decision": REJECTED,
        "codes": codes,
        "data": {**(data or {}), "errors": [dict(error) for error in errors]},
    }


# --- decisions of the county


def begin_at(book: Book, id: int, reason: str) -> Incoming:
    """Agree that a township is received from this packet on, although earlier ones never came.

    Raises:
        Refused: The packet does not wait for it, or no reason is given.
    """
    line = _held_by(book, id, "E-ENROL")
    return _chain_decision(book, line, BEGIN, reason)


def begin_anew(book: Book, township: str, reason: str) -> int:
    """Let a township that lost its disk go on after the last packet the county accepted; returns the next seq.

    Raises:
        Refused: Nothing was accepted from it, or no reason is given.
    """
    county_desk.must_be_county(book)
    lines = inbox.received(book, township=township, state=list(ACCEPTED_STATES))
    if not lines:
        raise Refused("还没有收过这个乡镇的包,不用重新接续。没有改动;请直接接收它的第一次上报。", "E-STATE")
    must_say_why(reason)
    seq = 1 + max(int(line["seq"]) for line in lines)
    with book.transaction():
        inbox.add_decision(book, township, ANEW, seq, reason.strip())
        book.note("chain.anew", f"township/{township}", reason.strip())
    return seq


def _chain_decision(book: Book, line: Received, kind: str, reason: str) -> Incoming:
    must_say_why(reason)
    with book.transaction():
        inbox.add_decision(book, line["township"], kind, line["seq"], reason.strip())
        book.note(f"chain.{kind}", f"township/{line['township']}", reason.strip())
    judge_again(book)
    found = one(book, line["id"])
    assert found is not None
    return found


def _held_by(book: Book, id: int, code: str) -> Received:
    county_desk.must_be_county(book)
    line = inbox.received_one(book, id)
    if line is None or line["state"] != HELD or code not in line["codes"]:
        raise Refused("这个包不在等这个决定。没有改动。", "E-STATE")
    return line


def must_say_why(reason: str) -> None:
    """Raises Refused where a decision of the county has no reason."""
    if not reason.strip():
        raise Refused("这个决定要写明理由,它会写进操作记录和回执。没有改动。", "E-REASON")


# --- merging


def merge(
    book: Book,
    ids: Sequence[int] | None = None,
    *,
    passwords: Passwords | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    keep: Mapping[int, Collection[tuple[str, int]]] | None = None,
    why: str = "",
) -> list[Incoming]:
    """Merge packets that passed, each in one transaction; all that wait where none are named.

    A packet whose data do not give what was signed is rejected and leaves nothing behind.

    Args:
        book: The county's book.
        ids: Which packets.
        passwords: For the key that opens the archive.
        progress: Told how many of how many are done.
        cancelled: Asked before each packet.
        keep: By packet the rows (register, the township's id) that stay as they are here, see county_sides.
        why: The reason for it; it is logged and stands in the receipt.

    Raises:
        Told: This is no county's book.
        Refused: Rows are to be kept without a reason.
    """
    county_desk.must_be_county(book)
    if keep and any(keep.values()):
        must_say_why(why)
    tidy(book)
    own = county_desk.opener(book, passwords or {})
    waiting = [line for line in inbox.received(book, state=WAITING) if ids is None or line["id"] in ids]
    waiting.sort(key=lambda line: (line["township"], line["seq"]))
    try:
        for at, line in enumerate(waiting):
            if cancelled and cancelled():
                break
            if progress:
                progress(at, len(waiting), f"{line['township_name']} {line['period']}")
            _merge_one(book, line, own, (keep or {}).get(line["id"], ()), why.strip())
    finally:
        judge_again(book)
    if progress:
        progress(len(waiting), len(waiting), "")
    return [found for line in waiting if (found := one(book, line["id"]))]


def _merge_one(book: Book, line: Received, own: SealKey | None, keep: Collection[tuple[str, int]], why: str) -> None:
    from app.operations.county_merge import merge_packet
    from app.packet.continuity import JOINS
    from app.packet.faults import PacketFault
    from app.packet.steps import MERGE

    try:
        with contents_of(book, line, own) as contents:
            meta = contents.packet().meta
            joined = joins(meta, line, view_of(book, line["township"]))
            if joined.kind not in JOINS or county_parts.lacks(book, line):
                return  # what it waits for was not merged or went; judge_again says so
            if not _all_parts_open(book, line, own):
                return
            merge_packet(book, line, meta, contents, lambda earlier: contents_of(book, earlier, own), keep, why)
    except PacketFault as fault:
        with book.transaction():
            error = {**_error(fault), "step": MERGE}
            inbox.change_received(book, line["id"], **_rejected([error], line["data"]))
            book.note("packet.reject", f"packet/{line['packet_id']}", fault.code)


def _all_parts_open(book: Book, first: Received, own: SealKey | None) -> bool:
    """Whether the copies of the further parts are as they were checked; one that is not has to be received again."""
    from app.packet.faults import PacketFault

    broken = False
    for line in county_parts.further(book, first):
        try:
            with contents_of(book, line, own) as contents:
                contents.packet()
        except PacketFault as fault:
            broken = True
            with book.transaction():
                inbox.change_received(book, line["id"], **_rejected([_error(fault)], line["data"]))
                book.note("packet.reject", f"packet/{line['packet_id']}", fault.code)
    return not broken


def changes(book: Book, id: int, passwords: Passwords | None = None) -> list[tuple[str, str, str, str, str]]:
    """What a correction that waits would change: register, number, field, here, after."""
    from app.operations.county_sides import sides

    return [(one.title, one.number, *line) for one in sides(book, id, passwords) for line in one.fields]


# --- reading


def all_of(book: Book, month: str = "") -> list[Incoming]:
    """Everything received, the newest first; of one month by what was asked for or what it is of."""
    lines = inbox.received_in(book, month) if month else inbox.received(book)
    return [_shown(line) for line in reversed(lines)]


def waiting_ids(book: Book) -> list[int]:
    """The numbers of those that passed and wait to be merged."""
    return [line["id"] for line in inbox.received(book, state=WAITING)]


def one(book: Book, id: int) -> Incoming | None:
    """One received file."""
    line = inbox.received_one(book, id)
    return _shown(line) if line else None


def steps_of(book: Book, id: int) -> list[Step]:
    """The ten steps of one file: done, failed or not reached."""
    from app.packet import steps as known

    line = inbox.received_one(book, id)
    if line is None:
        return []
    reached = known.MERGE
    if line["state"] in ACCEPTED_STATES:
        reached = len(known.TITLES) if inbox.receipts(book, id) else known.RECEIPT
    elif line["state"] == PART and line["merged_at"]:
        reached = known.RECEIPT
    return known.steps(line["data"].get("errors", ()), reached)


def _shown(line: Received) -> Incoming:
    title, tone, sign = says(line)
    verdict = line["data"].get("verdict", {})
    return Incoming(
        id=line["id"],
        file_name=line["file_name"],
        packet_id=line["packet_id"],
        township=line["township"],
        township_name=line["township_name"],
        period=line["period"],
        revision=line["revision"],
        seq=line["seq"],
        state=line["state"],
        decision=line["decision"],
        title=title,
        tone=tone,
        sign=sign,
        codes=tuple(line["codes"]),
        told=advice(line),
        received_at=line["received_at"],
        merged_at=line["merged_at"] or "",
        size=line["size"],
        code=str(verdict.get("code", "")),
        correction=line["revision"] > 1,
        hints=tuple(hints(line["data"])),
    )
