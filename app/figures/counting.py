"""From rows to figures: this month, what was entered late, the year, the campaign, the year before, each with its rows.

Source: forms-and-rules 4 (columns; freeze; y(n) = y(n-1) + m(n) + adj(n)).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.days import Period
from app.domain.span import Span
from app.figures import cases, duties, mending, stocks
from app.figures.event import Event, Rows
from app.figures.indicators import BY_CATEGORY, BY_LEVEL, BY_MEASURE, INDICATORS

SOURCES: tuple[Callable[[Rows], Iterator[Event]], ...] = (
    cases.clues,
    cases.transfers,
    cases.measures,
    cases.dealt_with,
    cases.talks,
    cases.circulars,
    mending.problems,
    mending.parts,
    mending.promises,
    mending.self_checks,
    duties.sheets,
    duties.affairs,
    duties.inspections,
    duties.complaints,
    duties.services,
    duties.appraisals,
    duties.institutions,
)
CATEGORY, LEVEL, MEASURE = "类别", "层级", "措施"
OPENING = {"A10": "A50", "K09": "K22"}
LEFT_FROM_BEFORE = "G05"  # open when 专项累计 began: what V15 starts from
_CUTS = {
    **dict.fromkeys(BY_CATEGORY, (CATEGORY,)),
    **{code: (*((CATEGORY,) if code in BY_CATEGORY else ()), LEVEL) for code in BY_LEVEL},
    BY_MEASURE: (MEASURE,),
}


class Place(NamedTuple):
    """Which figure: its code, what it is broken down by ("" for the whole), and the value there."""

    code: str
    cut: str = ""
    value: str = ""

    @property
    def key(self) -> str:
        """As it is kept: A20, A20|类别|1.1."""
        return "|".join(self) if self.cut else self.code

    @classmethod
    def read(cls, key: str) -> Place:
        """From the kept form."""
        return cls(*key.split("|"))


Behind = Counter[tuple[str, int]]


@dataclass(frozen=True)
class Figure:
    """One figure in all its columns: numbers, or fen for money; None where a column has no meaning or no data.

    `month` are the rows behind `m`, `late` those behind `adj` (negative where something no longer counts).
    """

    m: int | None = None
    adj: int = 0
    y: int | None = None
    c: int | None = None
    ly: int | None = None
    stock: int | None = None
    month: Behind = field(default_factory=Counter)
    late: Behind = field(default_factory=Counter)

    @property
    def nothing(self) -> bool:
        """Whether every column is empty or zero."""
        return not any((self.m, self.adj, self.y, self.c, self.ly, self.stock))


@dataclass(frozen=True)
class Kept:
    """A month as it was frozen: its period, its figures."""

    period: Period
    figures: Mapping[Place, Figure]


def places_of(event: Event) -> Iterator[Place]:
    """The whole figure, and each cut it is broken down by."""
    yield Place(event.code)
    for cut in _CUTS.get(event.code, ()):
        yield Place(event.code, cut, {CATEGORY: event.category, LEVEL: event.level, MEASURE: event.kind}[cut])


def events(rows: Rows) -> Iterator[Event]:
    """Everything that counts, of all times."""
    for source in SOURCES:
        yield from source(rows)


def count(rows: Rows, period: Period, campaign_start: str = "", before: Sequence[Kept] = ()) -> dict[Place, Figure]:
    """The figures of a month.

    Args:
        rows: The rows of the book.
        period: One month.
        campaign_start: The first day of 专项累计 (YYYY-MM-DD), "" for the beginning of the year.
        before: The frozen months, in any order.

    Returns:
        Every indicator, and every cut in which something was counted.
    """
    found = _Sums(period, campaign_start)
    recent = rows.since(found.begins)
    for event in events(recent):
        found.add(event)
    if not found.old:  # whether there is anything of before last year says whether last year is 0 or unknown
        found.old = any(event.day <= found.last_year[1] for event in events(rows))
    frozen = sorted((one for one in before if one.period.first < period.first), key=lambda one: one.period.first)
    figures = {place: found.figure(place, frozen) for place in found.places(frozen)}
    return figures | _stocks(recent, period, found.campaign, frozen)


def count_span(rows: Rows, span: Span, campaign_start: str = "") -> dict[Place, Figure]:
    """The figures of a longer time: `m` is what happened in it, `ly` what did in the same days of the year before.

    `y` is the year up to its last day; nothing is frozen, so there is no `adj`.
    """
    first, last = (day.isoformat() for day in span.year_ago())
    found = _Sums(Period(span.first, span.last, span.key), campaign_start, (first, last))
    for event in events(rows):
        found.add(event)
    figures = {place: found.figure(place, ()) for place in found.places(())}
    return figures | _stocks(rows, found.period, found.campaign, ())


def by_month(rows: Rows, span: Span) -> dict[str, dict[str, int]]:
    """What happened in each month of a time: numbers (or fen) by code, then by month (2026-07)."""
    first, last = span.first.isoformat(), span.last.isoformat()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for event in events(rows):
        if first <= event.day <= last and event.code in INDICATORS:
            found[event.code][event.day[:7]] += event.value
    return {code: dict(months) for code, months in found.items()}


class _Sums:
    def __init__(self, period: Period, campaign_start: str, last_year: tuple[str, str] | None = None) -> None:
        self.period = period
        self.first, self.last = period.first.isoformat(), period.last.isoformat()
        self.year = f"{period.last.year}-01-01"
        self.campaign = min(campaign_start or self.year, self.first)
        ago = Period.month(period.first.year - 1, period.first.month)
        self.last_year = last_year or (f"{ago.first.year}-01-01", ago.last.isoformat())
        self.sums: dict[Place, Counter[str]] = defaultdict(Counter)
        self.month: dict[Place, Behind] = defaultdict(Counter)
        self.earlier: dict[Place, Behind] = defaultdict(Counter)
        self.old = False

    @property
    def begins(self) -> str:
        """The first day of all columns: what happened before counts nowhere."""
        return min(self.campaign, self.year, self.last_year[0])

    def add(self, event: Event) -> None:
        if event.day > self.last:
            return
        columns = self._columns(event.day)
        for place in places_of(event) if columns else ():
            sums = self.sums[place]
            for column in columns:
                sums[column] += event.value
            if "m" in columns:
                self.month[place][event.register, event.id] += event.value
            elif "y" in columns:
                self.earlier[place][event.register, event.id] += event.value

    def _columns(self, day: str) -> list[str]:
        found = ["m"] if day >= self.first else []
        if day >= self.year:
            found.append("y")
        if day >= self.campaign:
            found.append("c")
        if self.last_year[0] <= day <= self.last_year[1]:
            found.append("ly")
        self.old = self.old or day <= self.last_year[1]
        return found

    def places(self, frozen: Sequence[Kept]) -> list[Place]:
        """Every indicator that counts events, every cut met now or in a frozen month of the year."""
        whole = [Place(code) for code, one in INDICATORS.items() if not one.stock]
        kept = (place for one in self._of_year(frozen) for place, figure in one.figures.items() if figure.m is not None)
        return list(dict.fromkeys((*whole, *self.sums, *kept)))

    def figure(self, place: Place, frozen: Sequence[Kept]) -> Figure:
        sums, late = self.sums.get(place, Counter()), Behind()
        of_year = self._of_year(frozen)
        if of_year:
            late = self.earlier.get(place, Counter()).copy()
            late.subtract(_told(place, of_year))
            late = Counter({row: value for row, value in late.items() if value})
        said = next((one.figures[place].y for one in reversed(frozen) if self._a_year_ago(one, place)), None)
        ly = said if said is not None else sums["ly"] if self.old else None
        return Figure(
            sums["m"],
            sum(late.values()),
            sums["y"],
            sums["c"],
            ly,
            month=self.month.get(place, Counter()),
            late=late,
        )

    def _of_year(self, frozen: Sequence[Kept]) -> list[Kept]:
        return [one for one in frozen if one.period.first.year == self.period.first.year]

    def _a_year_ago(self, one: Kept, place: Place) -> bool:
        ago = Period.month(self.period.first.year - 1, self.period.first.month)
        return one.period.key == ago.key and place in one.figures


def _told(place: Place, months: Iterable[Kept]) -> Behind:
    """What these months have reported, row by row, corrections included."""
    told = Behind()
    for one in months:
        if place in one.figures:
            told.update(one.figures[place].month)
            told.update(one.figures[place].late)
    return told


def _stocks(rows: Rows, period: Period, campaign: str, frozen: Sequence[Kept]) -> dict[Place, Figure]:
    counted: dict[Place, Behind] = defaultdict(Counter)
    for event in stocks.standing(rows, period.last.isoformat()):
        counted[Place(event.code)][event.register, event.id] += event.value
    codes = [code for code, one in INDICATORS.items() if one.stock and code not in (*OPENING, LEFT_FROM_BEFORE)]
    found = {Place(code): _stock(counted[Place(code)]) for code in codes}
    found[Place(LEFT_FROM_BEFORE)] = _stock(_standing(rows, campaign, "G30"))
    return found | {Place(code): _opening(rows, period, frozen, Place(of)) for code, of in OPENING.items()}


def _opening(rows: Rows, period: Period, frozen: Sequence[Kept], place: Place) -> Figure:
    if frozen and frozen[-1].period.key == period.previous().key and place in frozen[-1].figures:
        return frozen[-1].figures[place]
    return _stock(_standing(rows, period.first.isoformat(), place.code))


def _standing(rows: Rows, day: str, code: str) -> Behind:
    """What stood open when a day began, for one figure."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    behind = Behind()
    for event in stocks.standing(rows, before):
        if event.code == code:
            behind[event.register, event.id] += event.value
    return behind


def _stock(behind: Behind) -> Figure:
    return Figure(stock=sum(behind.values()), month=behind)
