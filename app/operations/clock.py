"""A computer whose clock jumped signs nothing until the reviewer has said that the day is right (packet format 3.5)."""

from __future__ import annotations

from app.domain.faults import Refused, Told
from app.operations import identities
from app.operations.identities import Passwords
from app.storage.book import CLOCK_UNSURE, Book

CODE = "E-CLOCK"


class ClockUnsure(Told):
    """The clock jumped; signing waits for the reviewer."""

    code = CODE


def must_be_sure(book: Book) -> None:
    """See that the clock did not jump by more than a day since the last record, or that the reviewer confirmed it.

    Raises:
        ClockUnsure: It did, and nobody confirmed it.
    """
    kept = book.kept(CLOCK_UNSURE)
    if isinstance(kept, dict):
        raise ClockUnsure(
            f"电脑时间跳动过:上次记录是 {_said(str(kept['before']))},打开时是 {_said(str(kept['at']))},"
            f"现在是 {_said(book.now())}。没有签名,文件没有改动;请先把电脑的日期和时间调对,再由审核人确认。"
        )


def confirm(book: Book, passwords: Passwords) -> None:
    """The reviewer says that day and time are right now; it is logged.

    Raises:
        Refused: The reviewer's password is not at hand. Nothing was changed.
        Told: It is wrong.
    """
    kept = book.kept(CLOCK_UNSURE)
    if not isinstance(kept, dict):
        return
    if identities.person_key(book, "secretary", passwords) is None:
        name = identities.signer_of(book, "secretary")["name"]
        raise Refused(f"要审核人{name}输入密码确认电脑时间。还没有确认;请由本人输入。", "E-PASSWORD")
    with book.transaction():
        book.keep(CLOCK_UNSURE, None)
        book.note("clock.confirmed", "book", f"{kept['before']} → {book.now()}")


def _said(moment: str) -> str:
    return moment.replace("T", " ")[:16]
