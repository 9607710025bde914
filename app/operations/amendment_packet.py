"""The packet of a correction: only changed rows, the corrected forms, 改前/改后 on paper, and the new seal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.domain import canonical
from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.figures.counting import Figure, Place
from app.figures.indicators import INDICATORS
from app.figures.relations import shown as shown_figure
from app.ledgers import ledger as ledger_of
from app.operations import (
    amendments,
    marks,
    monthly,
    monthly_issue,
    packet_content,
    packet_making,
    packet_sent,
    packets,
)
from app.operations.amendments import Changed
from app.operations.identities import Passwords, person_key, second_suite
from app.operations.monthly import Monthly
from app.operations.packet_content import MonthRows
from app.operations.packet_making import Progress
from app.operations.packet_state import PacketOnDisk
from app.reports.difference_sheet import difference_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.content import PacketContent, PacketFile

_COLUMNS = {"m": "本月", "stock": "期末"}


def build(
    book: Book,
    period: Period,
    folder: Path,
    passwords: Passwords | None = None,
    *,
    remake: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> PacketOnDisk:
    """Make the packet of the correction under way: a draft, or signed where both people's passwords are at hand.

    Raises:
        Refused: No correction is open, nothing was changed, figures do not add up, or something is not settled.
    """
    row = amendments.open_one(book, period)
    if row is None or not row.get("approved_by"):
        raise Refused(f"{period.title}没有打开的更正。没有生成任何文件;请先办更正,由另一人同意。", "E-STATE")
    changed = amendments.changes(book, period)
    if not changed:
        raise Refused("这次更正还没有改动任何已报的内容。没有生成更正包;请先改台账,或撤回更正。", "E-EMPTY")
    second = second_suite(book)
    keys = {role: person_key(book, role, passwords or {}, second) for role in ("clerk", "secretary")}
    now = now or datetime.fromisoformat(book.now())
    step = book.last_step()
    made = content(book, period, row, changed, now, progress)
    more = {
        "step": step,
        "amendment": id_of(row, "id"),
        "changes": amendments.digest(changed),
        "changed": [[one.register, one.id] for one in changed],
        "touched": sorted(amendments.touched(changed)),
    }
    return packets.signed_or_draft(book, made, keys, folder, more, remake=remake, now=now)


def content(
    book: Book, period: Period, row: Row, changed: Sequence[Changed], now: datetime, progress: Progress | None
) -> PacketContent:
    """Everything that goes in a correction's packet.

    Raises:
        NotReady: The corrected figures do not add up.
        Unsettled: Something personal in it is not settled.
    """
    from app.packet.content import PacketContent

    counted = _counted(book, period, row, changed)
    sheets = [preview(book, period), *monthly_issue.papers(book, counted, packet_making.signing_names(book))[:-1]]
    month = MonthRows(period, amendments.by_register(_rows(book, changed)))
    others, _ = packet_content.passed(book, month, sheets)
    log, every = book.log(), _applied(packet_sent.sent_records(book, period.key), changed)
    earlier = packet_making.sent(book, period)
    start = packet_making.log_start(book, earlier, log)
    totals = MonthRows(period, {key: cast("list[Row]", list(rows.values())) for key, rows in every.items()})
    facts = packet_making.meta(book, period, earlier, log, now)
    cover = packet_making.cover(book, totals, others, log, facts.recovered)
    files: list[PacketFile] = []
    for index, report in enumerate((cover, *others)):
        if progress:
            progress(index, len(others) + 1, report.sheet.title)
        files += packet_making.report_files(book, report)
    files.append(packet_making.figures_file(monthly_issue.figures_json(counted, totals.rows)))
    files += [*_change_files(changed), *marks.files(book, month.rows), *packet_making.log_files(log, start)]
    return PacketContent(
        replace(
            facts,
            seals={**facts.seals, period.key: packet_content.seal_of({k: v.values() for k, v in every.items()})},
            counts={figure.key: figure.number for figure in packet_content.totals(totals)},
            amendments=(_declared(book, row, changed, start),),
        ),
        tuple(files),
        crl=packet_making.revocation_list(book),
    )


def preview(book: Book, period: Period) -> Sheet:
    """更正对照表 of the correction under way: what changes in rows and in figures, before beside after.

    Raises:
        Refused: No correction is open.
    """
    row = amendments.open_one(book, period)
    if row is None:
        raise Refused(f"{period.title}没有正在办的更正。", "E-STATE")
    changed = amendments.changes(book, period)
    lines = [
        (ledger_of(one.register).title, one.title, label, before, after)
        for one in changed
        for label, before, after in one.fields
    ]
    return difference_sheet(
        township=book.info.township,
        county=book.info.county,
        period_title=period.title,
        number=text_of(row, "number"),
        reason=text_of(row, "reason"),
        asked=f"{text_of(row, 'asked_by')} {text_of(row, 'asked_on')}",
        approved=f"{text_of(row, 'approved_by')} {text_of(row, 'approved_on')}",
        made_on=chinese_day(book.today()),
        rows=lines,
        figures=figure_changes(book, period, changed),
        mark=packet_making.mark(book),
    )


def figure_changes(book: Book, period: Period, changed: Sequence[Changed]) -> list[tuple[str, str, str]]:
    """The figures of the report that a correction changes: name, before, after."""
    told = monthly.monthly(book, period).figures
    now = monthly.amended(book, period, amendments.touched(changed)).figures
    found = []
    for code, one in INDICATORS.items():
        before, after = told.get(Place(code), Figure()), now.get(Place(code), Figure())
        for column, words in _COLUMNS.items():
            values = [getattr(side, column) or 0 for side in (before, after)]
            if values[0] != values[1]:
                texts = [shown_figure(code, value) for value in values]
                found.append((f"{one.part} {one.label}({words})", texts[0], texts[1]))
    return found


def _counted(book: Book, period: Period, row: Row, changed: Sequence[Changed]) -> Monthly:
    """The corrected report; a hint needs no 说明 of its own, the reason of the correction stands for it.

    Raises:
        NotReady: Figures that added up before do not any more.
    """
    counted = monthly.amended(book, period, amendments.touched(changed))
    before = {(one.mismatch.id, one.mismatch.places) for one in monthly.monthly(book, period).findings}
    hard = [
        one for one in counted.findings if one.mismatch.hard and (one.mismatch.id, one.mismatch.places) not in before
    ]
    if hard:
        raise monthly_issue.NotReady(*monthly_issue.kept_back(period, hard), counted)
    said = f"更正 {text_of(row, 'number')}:{text_of(row, 'reason')}"
    return replace(counted, findings=tuple(one if one.note else replace(one, note=said) for one in counted.findings))


def _rows(book: Book, changed: Sequence[Changed]) -> dict[tuple[str, int], Row]:
    found = {(one.register, one.id): book.row(one.register, one.id) for one in changed if one.after is not None}
    return {place: row for place, row in found.items() if row}


def _applied(records: packet_sent.Records, changed: Sequence[Changed]) -> packet_sent.Records:
    for one in changed:
        packet_sent.apply_change(records.setdefault(one.register, {}), {"id": one.id, "after": one.after})
    return records


def _change_files(changed: Sequence[Changed]) -> list[PacketFile]:
    lines: dict[str, list[Changed]] = {}
    for one in changed:
        lines.setdefault(one.register, []).append(one)
    files = []
    for register, some in lines.items():
        both = [{"id": one.id, "before": one.before, "after": one.after} for one in some]
        new = [one.after for one in some if one.after is not None]
        files.append(packet_making.records_file(register, _jsonl(both), "changes", "更正"))
        files.append(packet_making.records_file(register, _jsonl(new)))
    return files


def _jsonl(values: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(canonical.encode(value) + b"\n" for value in values)


def _declared(book: Book, row: Row, changed: Sequence[Changed], start: int) -> dict[str, Any]:
    """The correction as packet.json says it: which events of the log it rests on, how many rows it changes."""
    places = {f"{one.register}/{one.id}" for one in changed}
    events = [event["seq"] for event in map(json.loads, book.log().bodies(start)) if event["obj"] in places]
    return {
        "number": text_of(row, "number"),
        "period": text_of(row, "period"),
        "reason": text_of(row, "reason"),
        "approved_by": text_of(row, "approved_by"),
        "events": events,
        "rows": len(changed),
    }
