"""What else happens as a packet comes along: the monthly report moves on, the month is closed, staleness is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.days import Period
from app.domain.faults import Refused
from app.ledgers.monthly_report import CHECKED, ISSUED, SENT, TO_CHECK
from app.operations import (
    monthly,
    monthly_issue,
    packet_content,
    packet_making,
    packet_reports,
    packet_sent,
    packet_state,
)
from app.operations.packet_making import DELIVERED, DROPPED, FINAL
from app.operations.packet_state import PacketOnDisk
from app.storage.book import Book
from app.storage.closed import Sent

SIGNED, APPROVED = "clerk-signed", "approved"
WAITING = (SIGNED, APPROVED)
_FROM = {SIGNED: 1, APPROVED: 2, FINAL: 3}
_NAMED = 5


def followed(book: Book, packet: PacketOnDisk) -> None:
    """Do what a packet's new state brings with it; a finished packet closes its month."""
    kept = packet_state.by_id(book, packet.packet_id)
    amendment = kept["data"].get("amendment")
    if amendment:
        from app.operations import amendments

        amendments.packet_reached(book, kept, packet)
    else:
        _report_follows(book, Period.parse(str(kept["period"])), packet.state)
    if packet.state == FINAL:
        close(book, kept)


def _report_follows(book: Book, period: Period, state: str) -> None:
    names = packet_making.signing_names(book)
    steps = ((TO_CHECK, names[0]), (CHECKED, names[1]), (ISSUED, ""))
    for reached, name in steps[: _FROM.get(state, 0)]:
        monthly_issue.reached(book, period, reached, name)


def close(book: Book, kept: Mapping[str, Any]) -> None:
    """Close the month of a finished packet: its rows are held fast as they went."""
    period = str(kept["period"])
    rows = {register: rows.keys() for register, rows in packet_sent.sent_records(book, period).items()}
    step = int(kept["data"].get("step", 0)) or book.last_step()
    with book.transaction():
        book.close_month(period, str(kept["packet_id"]), step, rows)
        book.sent_again([(register, row) for register, row in kept["data"].get("changed", ())], step)
        book.note("month.close", f"packet/{kept['packet_id']}", period)


def carried_away(book: Book, kept: Mapping[str, Any]) -> None:
    """The packet left: the report says so, and what was waiting for it is over."""
    if kept["data"].get("amendment"):
        from app.operations import amendments

        amendments.sent(book, kept)
    else:
        monthly_issue.reached(book, Period.parse(str(kept["period"])), SENT)


def correcting(book: Book, period: Period) -> bool:
    """Whether a packet of the month is the packet of a correction now: one is open, or its packet waits to leave."""
    from app.operations import amendments

    packets = packet_sent.issued(book, period.key)
    waits = bool(packets) and packets[-1]["state"] == FINAL and bool(packets[-1]["data"].get("amendment"))
    if waits and packets[-1]["id"] == packet_sent.issued(book)[-1]["id"]:
        withdraw(book, period)
    return amendments.open_one(book, period) is not None


def refuse_carried_away(book: Book, period: Period) -> None:
    """A month whose packet left is changed by a correction only, and so is one that later packets build on.

    Raises:
        Refused: It left.
    """
    mine, every = packet_sent.issued(book, period.key), packet_sent.issued(book)
    if mine and (any(packet["state"] == DELIVERED for packet in mine) or mine[-1]["id"] != every[-1]["id"]):
        raise Refused(
            f"{period.title}的上报包已经传出,{period.title}已封账。没有生成任何文件;"
            "要改已报的内容,请在“上报”里办“更正”,只把改动报上去。",
            "E-SENT",
        )


def withdraw(book: Book, period: Period) -> None:
    """收回签发: a packet that was signed and never left is given up; its month is as it was before.

    Raises:
        Refused: It left, or packets of later months build on it.
    """
    mine, every = packet_sent.issued(book, period.key), packet_sent.issued(book)
    if not mine or mine[-1]["state"] != FINAL or mine[-1]["id"] != every[-1]["id"]:
        raise Refused(
            f"{period.title}没有可以收回的签发:上报包已经传出,或者后面又签发过。没有改动;要改请办“更正”。", "E-SENT"
        )
    kept = mine[-1]
    with book.transaction():
        book.write_packet({**packet_state.plain_row(kept), "state": DROPPED})
        book.reopen_month(period.key)
        book.note("month.open", f"packet/{kept['packet_id']}", period.key)
    if kept["data"].get("amendment"):
        from app.operations import amendments

        close(book, mine[-2])
        amendments.taken_back(book, kept)
    else:
        monthly_issue.sent_back(book, period, "收回签发")


def take_back(book: Book, period: Period, packet: PacketOnDisk, *, remake: bool) -> None:
    """A packet of the month stands where a new one is to be made: a signed one that never left is given up.

    A draft that somebody signed stays unless `remake` says otherwise: building then refuses by itself.
    """
    if packet.state == FINAL:
        withdraw(book, period)
    elif packet.state in (SIGNED, APPROVED) and remake:
        monthly_issue.sent_back(book, period, "重新生成上报包")


def refuse_stale(book: Book, kept: Mapping[str, Any], path: Path, role: str) -> None:
    """What is signed must be what the book says: the clerk signs today's figures, the reviewer what the clerk signed.

    Raises:
        Refused: The book went on since; nothing was signed.
    """
    if kept["data"].get("amendment"):
        from app.operations import amendments

        amendments.refuse_stale(book, kept)
        return
    period = Period.parse(str(kept["period"]))
    report = monthly.report_row(book, period)
    state = str(kept["state"])
    if state in (SIGNED, APPROVED) and not (report and monthly.monthly(book, period).frozen):
        raise Refused(f"{period.title}月报已退回修改,这个上报包作废了。没有签名;请重新生成上报包。", "E-STALE")
    if state == SIGNED and role == "secretary":
        _refuse_facts(book, path, kept, period)
    if state not in (SIGNED, APPROVED):
        _refuse_figures(book, path, period)


def _refuse_facts(book: Book, path: Path, kept: Mapping[str, Any], period: Period) -> None:
    """Rows the clerk signed for and somebody changed since in what was reported."""
    from app.packet.container import ZipReader

    went = Sent(period.key, int(kept["data"].get("step", 0)))
    touched = book.changed_since(went.step)
    with ZipReader.open(path) as reader:
        inside = {(register, row["id"]) for register, row in packet_sent.lines_in(reader, packet_sent.RECORDS)}
    changed = [
        book.title(*place)
        for place in touched
        if place in inside and (row := book.row(*place)) and book.facts_changed(place[0], row, went)
    ]
    if changed:
        raise Refused(
            f"经办人签名之后,{'、'.join(changed[:_NAMED])}又改过(共 {len(changed)} 条),上报包里还是原来的。没有签名;"
            "请按“重新生成”,再从经办人签起。",
            "E-STALE",
        )


def _refuse_figures(book: Book, path: Path, period: Period) -> None:
    """The figures in the draft are those the registers give now; the same for its rows."""
    rows = packet_content.settled(book, packet_content.rows_of_month(book, period))
    now = monthly_issue.figures_json(monthly_issue.begun(book, period), rows.rows)
    if packet_reports.figures_in(path) != now or packet_reports.changed_since(book, path):
        raise Refused(
            "上报包生成之后台账又有改动,包里的数字或内容不是现在的。没有签名;请按“重新生成”,看过再签。", "E-STALE"
        )
