"""回执 at the township: what the county decided about our packets, by stick or by eight digits over the phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.ledgers.monthly_report import MERGED, RETURNED
from app.operations import enrolment, identities, packet_sent, packet_state
from app.operations.packet_making import DELIVERED, FINAL
from app.operations.todo import SILENT_AFTER
from app.storage import answers as kept_answers
from app.storage.answers import FILE, PHONE, RowRemark
from app.storage.book import Book
from app.storage.core import BEIJING

if TYPE_CHECKING:
    from app.packet.receipt import ReadReceipt
    from app.storage.writing import Writer

__all__ = ["RowRemark"]

NAMES = {
    "accepted": "县里已接收",
    "returned": "县里退回修改",
    "rejected": "县里没有接收",
    "held": "县里待定",
    "anew": "县里同意重新接续",
}
TONES = {"accepted": ("good", "√"), "returned": ("red", "■"), "rejected": ("red", "■"), "held": ("yellow", "▲")}
ANEW = "anew"
"""How long a packet may be without an answer before it is asked about. Source: packet format 2.6."""
_REPORT = {"accepted": MERGED, "returned": RETURNED}
_DIGITS = 8


@dataclass(frozen=True)
class Told:
    """What one answer says: of which packet, in words, what to do next, and how many remarks it brings.

    `again` says that it was loaded before; nothing was changed then.
    """

    packet_id: str
    period: str
    decision: str
    title: str
    message: str
    remarks: int
    way: str
    again: bool = False
    templates: str = ""
    """What is to be said of the county's templates that came along, "" where none did or they are held already."""


@dataclass(frozen=True)
class SentLine:
    """A packet that was issued and how the county answered; `silent` says that its answer is overdue."""

    packet_id: str
    period: str
    title: str
    sent_on: str
    answer: str
    tone: str
    sign: str
    way: str
    code: str
    silent: bool


def load(book: Book, path: Path) -> Told:
    """Take in a receipt file: the decision, remarks on rows, the newest list of revoked certificates.

    Raises:
        Told: It is no receipt, was changed, is not our county's, or is of another township, book or packet.
    """
    read, stamped = _read(book, path)
    body = {"number": 1, **read.body}
    anew = body["decision"] == ANEW
    if anew:
        from app.operations import packet_anchor  # the start reads this module: a receipt is loaded later

        packet_anchor.must_be_newer(book, body)
    kept = _packet_of(book, body)
    earlier = kept_answers.answers(book, body["packet_id"])
    for one in earlier:
        if one.way == FILE and one.number == body["number"]:
            _catch_up(book, kept, earlier[-1].decision)
            return _told(kept, body["decision"], body, FILE, again=True, stamped=stamped)
    if earlier and (body["next_seq"], body["number"]) < max((one.next_seq, one.number) for one in earlier):
        book.note("receipt.old", f"packet/{body['packet_id']}", str(body["number"]))
        raise Refused("这份回执比已经装入的还旧,没有装入。没有改动;请用县里最新的回执。", "E-RECEIPT")
    again: list[str] = []
    with _moving(book, kept, body["decision"]) as writer:
        line = {
            "packet_id": body["packet_id"],
            "decision": body["decision"],
            "number": body["number"],
            "way": FILE,
            "signed_by": read.signed_by,
            "next_seq": body["next_seq"],
            "body": body,
        }
        kept_answers.add_answer(book, line, path.read_bytes(), body.get("remarks") or [])
        enrolment.take_trust(book, read.trust)
        book.note("receipt.load", f"packet/{body['packet_id']}", body["decision"])
        if anew and writer is not None:
            from app.operations import packet_anchor

            again = packet_anchor.take(book, writer, body)
    told = replace(_told(kept, body["decision"], body, FILE, stamped=stamped), templates=_came_along(book, read))
    return replace(told, message=told.message + _goes_on(body, again)) if anew else told


def _came_along(book: Book, read: ReadReceipt) -> str:
    from app.operations import county_templates
    from app.packet.receipt import TEMPLATES

    return county_templates.came_along(book, read.files[TEMPLATES]) if TEMPLATES in read.files else ""


def enter_code(book: Book, text: str) -> Told:
    """Take down what the county reads over the phone: eight digits that stand for one packet and one decision.

    Raises:
        Refused: Not eight digits, or they fit none of our packets: one was misheard, or it is another township's.
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) != _DIGITS or not digits.isascii():
        raise Refused(f"回执码是 8 位数字,现在是 {len(digits)} 位。没有记下;请对照电话里念的再输一遍。", "E-CODE")
    for kept in reversed(packet_sent.issued(book)):
        if decision := _meant(kept, digits):
            return _heard(book, kept, decision)
    raise Refused(
        "这个回执码和本乡镇报过的包都对不上:可能听错了一位,或者念的是别的乡镇的。没有记下;请县里再念一遍。", "E-CODE"
    )


def sent_lines(book: Book) -> list[SentLine]:
    """The packets that were issued, the newest first, with what the county answered."""
    return [_line(book, kept) for kept in reversed(packet_sent.issued(book))]


def open_remarks(book: Book) -> list[RowRemark]:
    """What the county wants mended and nobody has seen to yet."""
    return kept_answers.remarks(book, open_only=True)


def remarks_on(book: Book, register: str, row: int) -> list[RowRemark]:
    """What the county wants mended in one row."""
    return kept_answers.remarks(book, open_only=True, register=register, row=row)


def said_on(book: Book, ledger: LedgerDef, row: int) -> str:
    """What a form says at the head of a row the county wants mended, "" of any other."""
    told = [f"{ledger.label(one.field)}:" * bool(one.field) + one.text for one in remarks_on(book, ledger.key, row)]
    return f"县里退回意见:{';'.join(told)}。改好后在“县里的答复”里记为办好,再报更正包。" if told else ""


def settle(book: Book, ids: Iterable[int]) -> None:
    """Note that remarks were seen to: mended, or answered otherwise."""
    numbers = list(ids)
    with book.transaction():
        kept_answers.remarks_done(book, numbers)
        book.note("remark.done", f"remark/{','.join(map(str, numbers))}")


def unsettle(book: Book, ids: Iterable[int]) -> None:
    """Take it back."""
    numbers = list(ids)
    with book.transaction():
        kept_answers.remarks_open(book, numbers)
        book.note("remark.open", f"remark/{','.join(map(str, numbers))}")


def place_of(book: Book, remark: RowRemark) -> tuple[str, str]:
    """Where a remark belongs, in words: the register with the row's name, and the heading of the field."""
    if not remark.register or remark.register not in book.ledgers:
        return "整个上报包", ""
    ledger = book.ledgers[remark.register]
    name = book.title(remark.register, remark.row) if remark.row else remark.number
    return f"{ledger.title} {name}", ledger.label(remark.field) if remark.field else ""


# --- inside


def _read(book: Book, path: Path) -> tuple[ReadReceipt, datetime | None]:
    """A receipt, and when the county stamped it."""
    from app.packet.receipt import read_receipt, stamped_at
    from app.packet.trust import load_trust

    if book.info.is_county:
        raise Refused("这是县里的账套,回执由乡镇装入。没有改动。", "E-KIND")
    trust = load_trust(identities.trust_folder(book))
    read = read_receipt(path, trust, datetime.fromisoformat(book.now()))
    return read, stamped_at(read, trust)


def _packet_of(book: Book, body: Mapping[str, Any]) -> dict[str, Any]:
    """The packet a receipt is about."""
    if body["township"] != book.info.code:
        name = str(body.get("township_name") or body["township"])[:40]
        raise Refused(f"这是{name}的回执,不是本乡镇的。没有装入;请向县里要本乡镇的回执。", "E-RECEIPT")
    for kept in packet_sent.issued(book):
        if kept["packet_id"] == body["packet_id"]:
            if kept["tagmanifest"] != body["tag_sha256"]:
                break
            return kept
    if body["decision"] == ANEW:  # what was lost with the disk need not be here
        return {"packet_id": body["packet_id"], "period": str(body["period"])}
    raise Refused(
        "这份回执说的上报包不是本账套报的:可能用过另一台电脑或旧备份。没有装入;请和县里核对收到的是哪一份。",
        "E-RECEIPT",
    )


def _meant(kept: Mapping[str, Any], digits: str) -> str | None:
    from app.packet.receipt import decision_of

    return decision_of(str(kept["data"].get("receipt_key", "")), str(kept["tagmanifest"]), digits)


def _heard(book: Book, kept: Mapping[str, Any], decision: str) -> Told:
    known = kept_answers.answers(book, str(kept["packet_id"]))
    if known and known[-1].decision == decision:
        return _told(kept, decision, known[-1].body, known[-1].way, again=True)
    with _moving(book, kept, "" if decision == ANEW else decision):
        line = {
            "packet_id": kept["packet_id"],
            "decision": decision,
            "number": 0,
            "way": PHONE,
            "signed_by": "",
            "next_seq": 0,
            "body": {},
        }
        kept_answers.add_answer(book, line, None, ())
        book.note("receipt.code", f"packet/{kept['packet_id']}", decision)
    return _told(kept, decision, {}, PHONE)


@contextmanager
def _moving(book: Book, kept: Mapping[str, Any], decision: str) -> Iterator[Writer | None]:
    """One transaction for an answer and what it moves; gives the writer where the chain goes on anew.

    The report of the month is as far as its packet; one that was not accepted waits to be carried again.
    """
    from app.operations import monthly_issue

    period = Period.parse(str(kept["period"]))
    if decision == ANEW:
        with book.change("县里同意重新接续", kind="packet") as writer:
            yield writer
        return
    moved = monthly_issue.reaching(book, period, _REPORT[decision]) if decision in _REPORT else book.transaction()
    with moved:
        state = FINAL if decision == "rejected" else DELIVERED
        if decision and kept["state"] != state:
            book.write_packet({**packet_state.plain_row(kept), "state": state})
        yield None


def _catch_up(book: Book, kept: Mapping[str, Any], decision: str) -> None:
    """Move the report that an answer did not move: earlier programs did it afterwards, and power may have failed."""
    from app.operations import monthly_issue

    if decision in _REPORT:
        monthly_issue.reached(book, Period.parse(str(kept["period"])), _REPORT[decision])


def _goes_on(body: Mapping[str, Any], again: Iterable[str]) -> str:
    """What a township is told of where its chain goes on."""
    titles = "、".join(Period.parse(month).title for month in again)
    lost = f"{titles}的上报包县里没有收,已重新打开,请重新生成上报。" if titles else ""
    return f"下一次上报是第 {body['next_seq']} 次,程序已接好。{lost}"


def _told(
    kept: Mapping[str, Any],
    decision: str,
    body: Mapping[str, Any],
    way: str,
    *,
    again: bool = False,
    stamped: datetime | None = None,
) -> Told:
    period = Period.parse(str(kept["period"])).title
    stamp = f"县里的时间戳:{stamped.astimezone(BEIJING):%Y-%m-%d %H:%M}。" if stamped else ""
    return Told(
        str(kept["packet_id"]),
        str(kept["period"]),
        decision,
        f"{period}上报包:{NAMES[decision]}",
        str(body.get("message") or _advice(decision)) + stamp,
        len(body.get("remarks") or []),
        way,
        again,
    )


def _advice(decision: str) -> str:
    """What to do next where only the digits were heard."""
    return {
        "accepted": "这个月的上报办完了。书面回执到了再装入一次留底。",
        "returned": "县里写了修改意见,意见随回执文件带来。请取回执装入,照意见改好后报更正包。",
        "rejected": "请问清原因:拷坏了的,把同一个包重新写入U盘再送;内容不对的,改好后重新生成。",
        "held": "县里还在等前面的包或一个决定,请问清缺哪一次,补送即可。",
        "anew": "县里同意从最后收到的包往下接续,请装入回执文件后再生成下一次上报。",
    }[decision]


def _line(book: Book, kept: Mapping[str, Any]) -> SentLine:
    known = kept_answers.answers(book, str(kept["packet_id"]))
    last = known[-1] if known else None
    sent_on = str(kept["created_at"])[:10]
    silent = last is None and kept["state"] == DELIVERED and date.fromisoformat(sent_on) + SILENT_AFTER < book.today()
    tone, sign = TONES.get(last.decision, ("grey", "–")) if last else ("yellow", "▲") if silent else ("grey", "–")
    waiting = "还没有回执,已超过 15 天" if silent else "还没有回执" if kept["state"] == DELIVERED else "还没有写入U盘"
    return SentLine(
        str(kept["packet_id"]),
        str(kept["period"]),
        f"{Period.parse(str(kept['period'])).title} 第 {kept['revision']} 次",
        sent_on,
        NAMES[last.decision] if last else waiting,
        tone,
        sign,
        {FILE: "回执文件", PHONE: "电话"}[last.way] if last else "",
        packet_state.code(kept),
        silent,
    )
