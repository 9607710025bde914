"""缓办: putting a line of 待办 off until a day, with a reason; it comes back by itself."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.days import parse_day
from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.rows import text_of, whole_of
from app.domain.text import clean
from app.ledgers.snooze import SNOOZES
from app.storage.book import Book
from app.storage.reading import Between, Query

MOST_DAYS = 180


class Snooze(NamedTuple):
    """One line that was put off; `label` says which day of the row."""

    id: int
    register: str
    row: int
    label: str
    until_on: str
    reason: str


def snoozes(book: Book) -> list[Snooze]:
    """What is put off today: until a later day, and not taken back."""
    later = Query(where={"until_on": Between(low=book.today().isoformat())})
    return [
        Snooze(
            whole_of(row, "id"),
            text_of(row, "register"),
            whole_of(row, "row"),
            text_of(row, "clock"),
            text_of(row, "until_on"),
            text_of(row, "reason"),
        )
        for row in book.select(SNOOZES.key, later)
        if text_of(row, "until_on") > book.today().isoformat()
    ]


def snooze(book: Book, register: str, row_id: int, label: str, until: str, reason: str) -> int:
    """Put one line off; an earlier snooze of the same line gives way to it. One step, one undo.

    Args:
        book: The open book.
        register: Where the row stands.
        row_id: The row.
        label: Which of its days, as 待办 calls it.
        until: The day it comes back, as typed.
        reason: Why; kept in the history and the log.

    Raises:
        Refused: No such line waits, no reason, or the day does not lie within the next half year.
    """
    waits = any(line.label == label for line in book.waiting_of(register, [row_id]))
    if not waits:
        raise Refused("这一条已经不在待办里(可能刚办完)。没有改动任何内容;请按 F5 刷新后再看。", "E-GONE")
    faults, why = [], clean(reason)
    try:
        day = parse_day(until, book.today())
    except ValueError as error:
        day = None
        faults.append(Fault("until_on", f"缓办到:{error}", "E-DATE"))
    else:
        left = (day - book.today()).days if day else 0
        if not 1 <= left <= MOST_DAYS:
            faults.append(Fault("until_on", f"缓办到:应是明天起 {MOST_DAYS} 天以内的日子", "E-DATE"))
    if not 1 <= len(why) <= 200:
        faults.append(Fault("reason", "缓办理由:不能为空,最多 200 字", "E-REQUIRED"))
    if faults or day is None:
        raise Refused(faults, "E-SNOOZE")
    title = book.title(register, row_id)
    with book.change(f"缓办:{title} {label} 到 {day.isoformat()}", reason=why) as writer:
        for old in snoozes(book):
            if (old.register, old.row, old.label) == (register, row_id, label):
                writer.void(SNOOZES, old.id, "改了缓办日期")
        row: Row = {"register": register, "row": row_id, "clock": label, "until_on": day.isoformat(), "reason": why}
        return writer.save(SNOOZES, row)


def wake(book: Book, register: str, row_id: int, label: str) -> bool:
    """Take a snooze back before its day; False where the line was not put off."""
    found = [one for one in snoozes(book) if (one.register, one.row, one.label) == (register, row_id, label)]
    if found:
        with book.change(f"取消缓办:{book.title(register, row_id)} {label}") as writer:
            for one in found:
                writer.void(SNOOZES, one.id, "取消缓办")
    return bool(found)
