"""What goes into a month's packet: reports, tables, records and control totals, counted from the registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.domain import canonical, merkle
from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.rows import text_of
from app.ledgers import ledger as ledger_of
from app.ledgers.problem import TRANSFERRED
from app.operations import sheets
from app.operations.travelling import MonthRows, fields_of, record, rows_of_month, titles_of
from app.reports.packet_cover import packet_cover
from app.reports.sheet import Sheet
from app.storage.book import Book

if TYPE_CHECKING:
    from app.operations.gate_look import Gate

__all__ = ["MonthRows", "rows_of_month"]
SHEETS = ("problem", "commitment", "finance_sheet")
ROLES = "clerk,secretary,county"


@dataclass(frozen=True)
class Report:
    """One sheet of a packet with the ASCII stem of its files."""

    stem: str
    sheet: Sheet


class Figure(NamedTuple):
    """One control total: its key in the packet, the register it is counted from, its name, the number."""

    key: str
    subject: str
    name: str
    number: int


def totals(month: MonthRows) -> list[Figure]:
    """The control totals both sides can count again."""
    period = month.period
    problems, commitments, finance = (month.rows[key] for key in ("problem", "commitment", "finance_sheet"))
    last = period.last.isoformat()
    still_open = [row for row in problems if _still_open(row, period)]
    posted = [row for row in finance if _within(row, "posted_from", period)]
    return [
        Figure("problem_found", "问题台账", "本月登记(条)", _count(problems, "found_on", period)),
        Figure("problem_closed", "问题台账", "本月销号(条)", _count(problems, "closed_on", period)),
        Figure("problem_open", "问题台账", "月末在办(条)", len(still_open)),
        Figure(
            "problem_overdue", "问题台账", "月末逾期(条)", sum(1 for r in still_open if text_of(r, "deadline") <= last)
        ),
        Figure("commitment_signed", "整改承诺", "本月签订(份)", _count(commitments, "signed_on", period)),
        Figure("commitment_posted", "整改承诺", "本月公示(份)", _count(commitments, "posted_from", period)),
        Figure("commitment_kept", "整改承诺", "本月兑现(份)", _count(commitments, "fulfilled_on", period)),
        Figure("finance_village", "财务公开", "本月张贴村级(张)", sum(1 for r in posted if r.get("level") == "村级")),
        Figure("finance_group", "财务公开", "本月张贴组级(张)", sum(1 for r in posted if r.get("level") == "组级")),
        Figure("finance_line", "财务公开", "本包明细(笔)", len(month.rows["finance_line"])),
    ]


def _count(rows: Iterable[Row], key: str, period: Period) -> int:
    return sum(1 for row in rows if _within(row, key, period))


def _still_open(row: Row, period: Period) -> bool:
    """Whether a problem was not yet closed at the end of the month; one handed to others is not ours any more."""
    closed = text_of(row, "closed_on")
    return row.get("state") != TRANSFERRED and (not closed or closed > period.last.isoformat())


def _within(row: Row, key: str, period: Period) -> bool:
    day = text_of(row, key)
    return bool(day) and period.first.isoformat() <= day <= period.last.isoformat()


def is_nil(figures: Iterable[Figure]) -> bool:
    """Whether nothing happened in the month: a 零报告."""
    return not any(figure.number for figure in figures if figure.name.startswith("本月"))


def cleared(book: Book, month: MonthRows, first: Sequence[Sheet] = ()) -> tuple[list[Report], MonthRows]:
    """What a packet carries beside its cover, with everything personal settled: its sheets and its rows.

    The sheets are those in `first`, the registers, then every public sheet posted in the month.

    Raises:
        Unsettled: Something personal in them is not settled; all of it is named at once.
    """
    made = [*first, *(sheets.register_of(book, ledger_of(key), month.rows[key]) for key in SHEETS)]
    made += [sheets.wall_of(book, row) for row in month.rows["finance_sheet"] if _within_month(row, month)]
    return passed(book, month, made)


def passed(book: Book, month: MonthRows, made: Sequence[Sheet]) -> tuple[list[Report], MonthRows]:
    """Sheets and rows with everything personal settled.

    Raises:
        Unsettled: Something personal in them is not settled; all of it is named at once.
    """
    from app.operations.gate_look import Gate

    watch = Gate(book)
    reports = [Report(f"{number:02d}", watch.sheet(sheet)) for number, sheet in enumerate(made, 1)]
    rows = _settled(watch, month)
    watch.close("生成上报包")
    return reports, rows


def settled(book: Book, month: MonthRows) -> MonthRows:
    """The rows of a month with what was settled applied, whatever else is still to be settled."""
    from app.operations.gate_look import Gate

    return _settled(Gate(book), month)


def _settled(watch: Gate, month: MonthRows) -> MonthRows:
    from app.operations.gate_look import texts_of

    keys = {key: texts_of(ledger_of(key)) for key in month.rows}
    rows = {key: [watch.row(ledger_of(key), row, keys[key]) for row in some] for key, some in month.rows.items()}
    return MonthRows(month.period, rows)


def _within_month(row: Row, month: MonthRows) -> bool:
    return _within(row, "posted_from", month.period)


def cover(
    book: Book,
    month: MonthRows,
    others: Sequence[Report],
    *,
    log_size: int,
    log_root: str,
    mark: str,
    recovered: Sequence[str] = (),
) -> Report:
    """The first sheet of a packet."""
    figures = totals(month)
    sheet = packet_cover(
        township=book.info.township,
        county=book.info.county,
        period_title=month.period.title,
        made_on=chinese_day(book.today()),
        totals=[figure[1:] for figure in figures],
        contents=[(report.sheet.title, f"R{report.stem}.pdf / T{report.stem}.xlsx") for report in others],
        log_size=log_size,
        log_root=log_root,
        nil=is_nil(figures),
        template=f"第 {version} 版" if (version := book.ruled_by()) else "",
        mark=mark,
        recovered="、".join(chinese_day(date.fromisoformat(day)) for day in recovered),
    )
    return Report("00", sheet)


def records(book: Book, key: str, rows: Sequence[Row]) -> bytes:
    """Settled rows of one register as JSON lines, see app.operations.record_schema for their shape."""
    return b"".join([canonical.encode(one) + b"\n" for one in records_of(book, key, rows)])


def records_of(book: Book, key: str, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """The same as values."""
    ledger = ledger_of(key)
    fields, titles = fields_of(ledger), titles_of(book, ledger, rows)
    return (record(fields, row, titles) for row in rows)


def seal(book: Book, month: MonthRows) -> dict[str, object]:
    """The seal over the month's rows, see seal_of."""
    return seal_of({key: records_of(book, key, rows) for key, rows in month.rows.items()})


def seal_of(rows: Mapping[str, Iterable[Mapping[str, object]]]) -> dict[str, object]:
    """The Merkle root over records in order of register and id.

    Source: packet format 5.2 (period seal).
    """
    leaves = []
    for key in sorted(rows):
        for one in sorted(rows[key], key=lambda row: int(str(row["id"]))):
            leaves.append(merkle.leaf_hash(canonical.encode({"table": key, "id": one["id"], "row": one})))
    return {"rows": len(leaves), "root": merkle.Tree(leaves).root().hex()}
