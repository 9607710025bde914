"""Which township reported a month, when, and what became of it; which did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.days import Period
from app.operations import certificates, county_units, remarks
from app.operations.county_words import says
from app.operations.lists import work_calendar
from app.storage import inbox
from app.storage.book import Book
from app.storage.inbox import Received

MISSING = "missing"
_RANK = ("merged", "returned", "waiting", "checked", "held", "rejected")


@dataclass(frozen=True)
class TownshipMonth:
    """One township in one month.

    `state` is that of its best packet of the month, "missing" where none came; `received_on` the day the packet that
    counts came; `late` whether that was after the limit; `enrolled` whether anybody may sign for it; `corrections`
    how many corrections were merged; `remarks` how many remarks wait to be sent.
    """

    code: str
    name: str
    unit: int
    enrolled: bool
    state: str
    title: str
    tone: str
    sign: str
    received_on: str
    late: bool
    corrections: int
    remarks: int
    packet: int


@dataclass(frozen=True)
class Board:
    """A month as the county's desk sees it: every township, the limit, and how many there are of each state."""

    month: str
    due_on: date
    days: int
    lines: tuple[TownshipMonth, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many townships are in each state."""
        return Counter(line.state for line in self.lines)


def board(book: Book, month: str) -> Board:
    """Every township of the county in a month, in the order of the county's units."""
    period, due = Period.parse(month), due_day(book, month)
    lines, waiting = inbox.received_in(book, month), remarks.waiting(book)
    known = {one.township for one in certificates.issued(book) if not one.revoked_at}
    found = [
        _line(book, code, name, unit, [line for line in lines if line["township"] == code], period, due, waiting, known)
        for code, name, unit in county_units.townships(book)
    ]
    return Board(month, due, (due - book.today()).days, tuple(found))


def due_day(book: Book, month: str) -> date:
    """The last day on which a month may be reported, moved off rest days. Source: 集中整治方案 五."""
    first = Period.parse(month).first
    return work_calendar(book).report_due(first.year, first.month, book.option("report_day")).effective


def _line(
    book: Book,
    code: str,
    name: str,
    unit: int,
    lines: Iterable[Received],
    period: Period,
    due: date,
    waiting: dict[int, int],
    known: set[str],
) -> TownshipMonth:
    mine = [line for line in lines if period.key in (line["period"], line["month"]) and line["state"] in _RANK]
    of_month = [line for line in mine if line["period"] == period.key]
    best = min(of_month or mine, key=lambda line: (_RANK.index(line["state"]), -line["id"]), default=None)
    first = next((line for line in of_month if line["state"] in ("merged", "returned", "waiting")), best)
    came = str(first["received_at"])[:10] if first else ""
    title, tone, sign = says(best) if best else _missing(book.today() > due)
    merged = [line for line in of_month if line["state"] in ("merged", "returned")]
    return TownshipMonth(
        code=code,
        name=name,
        unit=unit,
        enrolled=code in known,
        state=best["state"] if best else MISSING,
        title=title,
        tone=tone,
        sign=sign,
        received_on=came,
        late=bool(came) and came > due.isoformat(),
        corrections=sum(line["revision"] > 1 for line in merged),
        remarks=sum(waiting.get(line["id"], 0) for line in merged),
        packet=best["id"] if best else 0,
    )


def _missing(overdue: bool) -> tuple[str, str, str]:
    return ("逾期没有报", "red", "■") if overdue else ("还没有报", "grey", "–")
