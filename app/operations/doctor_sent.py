"""检查数据库: what was sent is still there, the history goes on from it, and closed months say what they said."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.days import Period
from app.domain.faults import Told
from app.operations import amendments, packet_sent, packet_state
from app.operations.packet_content import seal_of
from app.storage.book import Book
from app.storage.closed import Sent
from app.storage.events import LogView

_NAMED = 5


def check_sent(book: Book) -> tuple[bool, str]:
    """The kept packets, the log at each of them, the seals of closed months, and the rows that went."""
    packets = packet_sent.issued(book)
    if not packets:
        return True, "还没有签发过上报包"
    log = book.log()
    wrong = [text for kept in packets for text in _packet(book, kept, log)]
    wrong += [
        text for period in dict.fromkeys(str(kept["period"]) for kept in packets) for text in _month(book, period)
    ]
    if wrong:
        more = f"等 {len(wrong)} 处" if len(wrong) > _NAMED else ""
        return False, f"已报的内容对不上:{';'.join(wrong[:_NAMED])}{more}。没有改动任何内容;请与备份核对,并告知县里。"
    return True, f"报出的 {len(packets)} 个上报包都在,封账的 {len(book.closed_months())} 个月与报出的一致,历史没有改写"


def _packet(book: Book, kept: Mapping[str, Any], log: LogView) -> Iterator[str]:
    name = f"{Period.parse(str(kept['period'])).title}第 {kept['revision']} 版"
    try:
        with packet_sent.opened(book, kept) as reader:
            if packet_state.tag_of(reader) != kept["tagmanifest"]:
                yield f"{name}的留底不是签发的那一份"
        for part in kept["data"].get("parts", ()):
            if not _is_kept(book, part):
                yield f"{name}的留底缺一份({part['name']}),或已不是签发的那一份"
    except Told:
        yield f"{name}的留底打不开"
    root, size = kept["data"].get("log_root"), int(kept["data"]["log_size"])
    if size > log.size:
        yield f"{name}签发之后操作日志少了 {size - log.size} 条"
    elif root and log.root_at(size).hex() != root:
        yield f"{name}签发以前的操作日志改写过"


def _is_kept(book: Book, part: Mapping[str, Any]) -> bool:
    """Whether the copy of a further part is in the book, and is the one that was signed."""
    from app.packet.container import ZipReader

    try:
        with ZipReader(io.BytesIO(book.file(part["file"]))) as reader:
            return packet_state.tag_of(reader) == str(part["sha256"])
    except Told:
        return False


def _month(book: Book, period: str) -> Iterator[str]:
    """The seal over what was sent, and the rows as they stand now against it."""
    last = packet_sent.issued(book, period)[-1]
    title = Period.parse(period).title
    try:
        records = packet_sent.sent_records(book, period)
    except Told:
        return  # named already
    if seal_of({register: rows.values() for register, rows in records.items()}) != last["data"]["seals"].get(period):
        yield f"{title}的封存值与报出的记录不符"
    row = amendments.open_one(book, Period.parse(period))
    if row is None and (changed := _changed(book, period)):
        yield f"{title}报出的记录没有办更正就改过:{'、'.join(changed[:_NAMED])}"


def _changed(book: Book, period: str) -> list[str]:
    closed = next((one for one in book.closed_months() if one.period == period), None)
    if closed is None:
        return []
    went, sent = book.closed_rows(period), Sent(period, closed.step)
    places = [place for place in book.changed_since(closed.step) if place[1] in went.get(place[0], ())]
    return [
        book.title(*place)
        for place in places
        if not book.corrected_since(place, closed.step)
        and (row := book.row(*place))
        and book.facts_changed(place[0], row, sent)
    ]
