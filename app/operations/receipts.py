"""Receipts: every decision about a packet goes back signed, with what is to be mended and the newest certificates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import app
from app.domain.faults import Refused, Told
from app.operations import county_desk, county_parts, remarks, template_making
from app.operations.county_archive import at_work
from app.operations.county_chain import view_of
from app.operations.county_words import advice
from app.operations.identities import Passwords
from app.operations.receiving import (
    ACCEPTED_STATES,
    ANEW,
    DUPLICATE,
    HELD,
    REJECTED,
    RETURNED,
)
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Receipt, Received, Remark

if TYPE_CHECKING:
    from app.packet.certificates import PersonKey
    from app.packet.trust import TrustBundle

ACCEPTED = "accepted"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Given:
    """A receipt of one packet: its file, the decision in words, the eight digits for the phone."""

    packet: int
    receipt: int
    file_name: str
    decision: str
    title: str
    code: str
    path: Path | None = None


@dataclass(frozen=True)
class Written:
    """Receipts that were written out, and packets that get none, each with the reason."""

    given: tuple[Given, ...]
    left: tuple[tuple[int, str], ...]


def sign(book: Book, ids: Iterable[int], passwords: Passwords) -> Written:
    """Sign the receipts of packets that were decided; one that says the same already stays as it was.

    Raises:
        Told: The county has no root yet, or the password is wrong or not at hand.
    """
    county_desk.must_be_county(book)
    desk = _Signing(book, passwords)
    given, left = list[Given](), list[tuple[int, str]]()
    for id in ids:
        line = inbox.received_one(book, id)
        if line is None:
            continue
        if line["state"] == DUPLICATE and "same_as" in line["data"]:
            line = inbox.received_one(book, line["data"]["same_as"]) or line
        if why := _why_none(line):
            left.append((id, why))
        else:
            given.append(desk.receipt(line))
    return Written(tuple({one.receipt: one for one in given}.values()), tuple(left))


def write_all(
    book: Book, ids: Iterable[int], folder: Path, passwords: Passwords, *, progress: Progress | None = None
) -> Written:
    """Sign receipts and write them to a folder or stick, each read back and compared.

    Raises:
        Told: See sign; or the drive failed: nothing half-written bears a receipt's name.
    """
    from dataclasses import replace

    done = sign(book, ids, passwords)
    placed = []
    for at, one in enumerate(done.given):
        if progress:
            progress(at, len(done.given), one.file_name)
        placed.append(replace(one, path=write_one(book, one, folder)))
    return Written(tuple(placed), done.left)


def write_one(book: Book, given: Given, folder: Path) -> Path:
    """Write one signed receipt to a folder or stick, read back and compared.

    Raises:
        Told: The drive failed.
    """
    from app.packet.delivery import deliver

    with at_work(book) as temporary:
        source = temporary / given.file_name
        source.write_bytes(inbox.receipt_file(book, given.receipt))
        path = deliver(source, folder).path
    with book.transaction():
        inbox.receipt_written(book, [given.receipt])
        book.note("receipt.write", f"receipt/{given.receipt}", given.decision)
    return path


def send_back(book: Book, id: int, passwords: Passwords) -> Given:
    """Return a merged packet with the remarks on its rows; its rows stay, the next one is a correction.

    Raises:
        Refused: It was not merged, or there is no remark to send.
        Told: See sign.
    """
    line = remarks.merged_packet(book, id)
    found = remarks.of_packet(book, id, remarks.OPEN)
    if not found:
        raise Refused("还没有写退回意见。没有退回;请先在要改的行上写明意见。", "E-REMARKS")
    desk = _Signing(book, passwords)
    with book.transaction():
        inbox.change_received(book, id, state=RETURNED, decision=RETURNED)
        given = desk.receipt({**line, "state": RETURNED, "decision": RETURNED})
        inbox.change_remarks(book, [one.id for one in found], remarks.SENT, given.receipt)
        book.note("packet.return", f"packet/{line['packet_id']}")
    return given


def begin_anew(book: Book, township: str, passwords: Passwords) -> Given:
    """The signed decision that a township may go on after the last accepted packet although its history is lost.

    Raises:
        Refused: There is no such decision, see receiving.begin_anew.
        Told: See sign.
    """
    kind, seq = inbox.decision(book, township) or ("", 0)
    lines = inbox.received(book, township=township, state=list(ACCEPTED_STATES))
    if kind != ANEW or not lines or lines[-1]["seq"] + 1 != seq:
        raise Refused("还没有同意这个乡镇重新接续。没有开出回执;请先写明理由。", "E-STATE")
    return _Signing(book, passwords).receipt({**lines[-1], "decision": ANEW})


def code_of(line: Received, decision: str) -> str:
    """The eight digits for one packet and one decision."""
    from app.packet.receipt import phone_code

    return phone_code(line["receipt_key"], line["tag_sha256"], decision)


def of_packet(book: Book, id: int) -> list[Receipt]:
    """The receipts of a packet, oldest first."""
    return inbox.receipts(book, id)


def _why_none(line: Received) -> str:
    if county_parts.is_further(line):
        return f"这是第 {line['data']['part']} 份;回执只开一份,开给第 1 份"
    if not line["decision"]:
        return "还没有合并,还不能开回执"
    if not line["packet_id"] or not line["tag_sha256"]:
        return "连包的编号都读不出来,请直接通知乡镇重拷"
    return ""


class _Signing:
    """Who signs and whom the county trusts, the same for every receipt of one go."""

    def __init__(self, book: Book, passwords: Passwords) -> None:
        self._book = book
        self._signer: PersonKey = county_desk.signer(book, passwords)
        self._timer: PersonKey | None = county_desk.timer(book, passwords)
        self._trust: TrustBundle = county_desk.trust_of(book)

    def receipt(self, line: Received) -> Given:
        """The receipt of a packet: the newest one where it says the same, else a new one."""
        earlier = inbox.receipts(self._book, line["id"])
        body = self._body(line, len(earlier) + 1)
        if earlier and _same(json.loads(earlier[-1].body), body):
            return _given(line, earlier[-1].id, json.loads(earlier[-1].body))
        data, told = self._signed(body, template_making.for_receipt(self._book, line["township"]))
        with self._book.transaction():
            number = inbox.add_receipt(
                self._book, line["id"], line["township"], body["decision"], body["code"], told, data
            )
            self._book.note("receipt.sign", f"packet/{line['packet_id']}", body["decision"])
        return _given(line, number, body)

    def _signed(self, body: dict[str, Any], templates: bytes | None) -> tuple[bytes, str]:
        from app.packet.receipt import TEMPLATES, write_receipt

        files = {TEMPLATES: templates} if templates else {}
        now = datetime.fromisoformat(self._book.now())
        with at_work(self._book) as folder:
            path = write_receipt(folder, body, self._signer, self._trust, now, self._timer, files)
            return path.read_bytes(), json.dumps(body, ensure_ascii=False)

    def _body(self, line: Received, number: int) -> dict[str, Any]:
        from app.packet.receipt import DECISIONS

        book, info = self._book, self._book.info
        accepted = view_of(book, line["township"]).accepted
        last = accepted[-1] if accepted else None
        decision = str(line["decision"])
        return {
            "packet_id": line["packet_id"],
            "township": line["township"],
            "township_name": line["township_name"],
            "county": info.county,
            "county_code": info.code,
            "period": line["period"],
            "revision": line["revision"],
            "seq": line["seq"],
            "tag_sha256": line["tag_sha256"],
            "decision": decision,
            "title": DECISIONS[decision],
            "codes": list(line["codes"]),
            "message": _message(book, line),
            "log": {"size": last.log_size, "root": last.log_root} if last else None,
            "last": last.tag_sha256 if last else None,
            "next_seq": (last.seq if last else 0) + 1,
            "received_at": line["received_at"],
            "decided_at": line["merged_at"] or book.now(),
            "number": number,
            "code": code_of(line, decision),
            "remarks": remarks.as_sent(_remarks(book, line)),
            **({"anchor": _anchor(book, line["township"])} if decision == ANEW else {}),
            "app_version": app.__version__,
        }


def _anchor(book: Book, township: str) -> dict[str, Any]:
    """What a township that lost its disk goes on from: every packet we have of it, its months and their seals."""
    chain = inbox.chain(book, township, ACCEPTED_STATES)
    return {
        "seals": chain[-1]["seals"] if chain else {},
        "months": {line["period"]: line["packet_id"] for line in chain},
        "chain": {str(line["seq"]): line["tag_sha256"] for line in chain},
    }


def _message(book: Book, line: Received) -> str:
    if line["decision"] == ANEW:
        return "县里同意从最后一次收到的包往下重新接续。装入这份回执后,下一次上报自动接在它后面。"
    if line["decision"] in (REJECTED, HELD):
        return advice(line)
    kept = line["data"].get("kept")
    aside = f"其中 {kept} 条县里暂按原来的内容保留:{line['data'].get('why', '')}。" if kept else ""
    return f"数据已并入县里的台账,合计和乡镇签的一致。{aside}" + (
        "请按意见改好后报更正包。" if line["decision"] == RETURNED else ""
    )


def _remarks(book: Book, line: Received) -> Sequence[Remark]:
    if line["decision"] != RETURNED:
        return []
    return [*remarks.of_packet(book, line["id"], remarks.SENT), *remarks.of_packet(book, line["id"], remarks.OPEN)]


def _same(earlier: dict[str, Any], body: dict[str, Any]) -> bool:
    keys = ("decision", "codes", "remarks", "next_seq", "log")
    return all(earlier.get(key) == body[key] for key in keys)


def _given(line: Received, receipt: int, body: dict[str, Any]) -> Given:
    from app.packet.receipt import file_name

    name = file_name(line["packet_id"], body["number"])
    return Given(line["id"], receipt, name, body["decision"], body["title"], body["code"])


__all__ = ["Given", "Told", "Written", "begin_anew", "code_of", "of_packet", "send_back", "sign", "write_all"]
