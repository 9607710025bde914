"""公开日历: which village and group owes which sheet by when, and how far each is.

Source: product C2, C3, C16; 集中整治方案 (三)4 (组级由村公开,村级由乡镇公开).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.days import Period, chinese_day
from app.domain.disclosure import ended, owed_in_quarter, publish_by
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.lights import SHAPES, Light, LightRule
from app.domain.rows import text_of, whole_of
from app.ledgers.finance_sheet import FINANCE_SHEETS
from app.ledgers.unit import GROUP, VILLAGE_KINDS
from app.operations.lists import light_rule
from app.operations.on_paper import mark_of
from app.operations.unbegun import ALL_GROUPS, NO_GROUPS, OF_GROUP, first_owed, inside, months_of, owes
from app.reports.disclosure_calendar import PaperRow, calendar_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book

NOT_OWED, NOT_YET, NOT_BEGUN = "—", "未到期", "未录入"
VILLAGE = "村级"
BLANK = Light(NOT_OWED, "", "grey")


class Cell(NamedTuple):
    """One sheet that is owed: whose, for when, how far. `sheet` is None where nobody began it.

    `owed` says whether its period is over and it counts; `done` whether it hangs or hung on the wall.
    """

    unit: int
    period: Period
    light: Light
    due_on: str = ""
    sheet: int | None = None
    state: str = ""
    posted_on: str = ""
    owed: bool = False
    done: bool = False
    overdue: bool = False


@dataclass(frozen=True)
class Line:
    """A village or a group over a year: its cells by quarter, one each or three where it publishes monthly.

    `hint` says that it should publish every month and does not.
    """

    unit: int
    name: str
    level: str
    publisher: str
    monthly: bool
    quarters: tuple[tuple[Cell, ...], ...]
    groups: tuple[Line, ...] = ()
    hint: str = ""

    @property
    def cells(self) -> Iterator[Cell]:
        """All its own cells."""
        return (cell for quarter in self.quarters for cell in quarter)


class Tally(NamedTuple):
    """应公开, 已公开, 逾期, 未录入."""

    owed: int = 0
    done: int = 0
    overdue: int = 0
    missing: int = 0


@dataclass(frozen=True)
class DisclosureCalendar:
    """A year of a township: its villages, and the counts of villages and groups apart."""

    year: int
    villages: tuple[Line, ...]
    counts: Mapping[str, Tally] = field(default_factory=dict)


def disclosure_calendar(book: Book, year: int, below: int | None = None) -> DisclosureCalendar:
    """The calendar of a year, or only of what stands below a unit; few queries however many cells there are."""
    units = book.rows("unit")
    desk = _Desk(book, year, {whole_of(row, "id"): text_of(row, "name") for row in units})
    wanted = set(book.unit_and_below([below])) if below is not None else None
    if wanted is not None:  # a village stays above its chosen group
        wanted |= {whole_of(row, "parent") for row in units if row["id"] in wanted and row.get("kind") == GROUP}
    villages = [row for row in units if row.get("kind") in VILLAGE_KINDS and (wanted is None or row["id"] in wanted)]
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in units:
        if row.get("kind") == GROUP and (wanted is None or row["id"] in wanted):
            groups[whole_of(row, "parent")].append(row)
    lines = tuple(desk.village(row, groups[whole_of(row, "id")]) for row in villages if desk.there(row))
    every = [line for village in lines for line in (village, *village.groups)]
    counts = {level: tally(line for line in every if line.level == level) for level in (VILLAGE, OF_GROUP)}
    return DisclosureCalendar(year, lines, counts)


def tally(lines: Iterable[Line]) -> Tally:
    """How many sheets are owed, done, overdue and not begun."""
    cells = [cell for line in lines for cell in line.cells]
    owed = [cell for cell in cells if cell.owed]
    return Tally(
        len(owed),
        sum(cell.done for cell in owed),
        sum(cell.overdue for cell in owed),
        sum(cell.sheet is None and not cell.done for cell in owed),
    )


def years(book: Book) -> list[int]:
    """The years a calendar can show, the newest first: from the first sheet of the book to today."""
    this = book.today().year
    kept = [int(period[:4]) for (period,) in book.pick("finance_sheet", ("period",), distinct=True) if period]
    return list(range(max([this, *kept]), min([this - 1, *kept]) - 1, -1))


class _Desk:
    """What is read once for all cells of a year."""

    def __init__(self, book: Book, year: int, names: Mapping[int, str]) -> None:
        self.book, self.today, self.names = book, book.today(), names
        self.rule: LightRule = light_rule(book)
        self.quarters = tuple(Period.quarter(year, n) for n in range(1, 5))
        self.year = Period.year(year)
        keys = [period.key for quarter in self.quarters for period in inside(quarter)]
        self.sheets: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in book.rows("finance_sheet", period=keys, special=None):
            self.sheets[whole_of(row, "unit"), text_of(row, "period")].append(row)
        self.since = first_owed(book)
        self.which = book.option("group_sheets")
        self.known = frozenset(unit for (unit,) in book.pick("finance_sheet", ("unit",), distinct=True, level=OF_GROUP))
        self.due = {key: publish_by(Period.parse(key), book.option) for key in keys}
        self.open = FINANCE_SHEETS.open_states

    def there(self, unit: Row) -> bool:
        """Whether a unit existed in this year."""
        opened, closed = text_of(unit, "opened_on"), text_of(unit, "closed_on")
        return not (opened > self.year.last.isoformat() or (closed and closed < self.year.first.isoformat()))

    def village(self, unit: Row, groups: Sequence[Row]) -> Line:
        """A village with its groups under it."""
        own = self._line(unit, VILLAGE)
        below = tuple(self._line(row, OF_GROUP) for row in groups if self.there(row)) if self.which != NO_GROUPS else ()
        return Line(**{**vars(own), "groups": below})

    def _line(self, unit: Row, level: str) -> Line:
        number, monthly = whole_of(unit, "id"), bool(unit.get("busy"))
        quarters = tuple(self._quarter(unit, quarter, monthly) for quarter in self.quarters)
        above = self.names.get(whole_of(unit, "parent"), "")
        return Line(number, self.names[number], level, above, monthly, quarters, hint=self._hint(quarters, monthly))

    def _quarter(self, unit: Row, quarter: Period, monthly: bool) -> tuple[Cell, ...]:
        """As it is owed; but what was in fact published in the other rhythm counts too."""
        number = whole_of(unit, "id")
        by_quarter = bool(self.sheets.get((number, quarter.key)))
        by_month = any(self.sheets.get((number, month.key)) for month in months_of(quarter))
        if by_quarter != by_month:
            monthly = by_month
        return tuple(self._cell(unit, period) for period in owed_in_quarter(quarter, monthly=monthly))

    def _cell(self, unit: Row, period: Period) -> Cell:
        number, due = whole_of(unit, "id"), self.due[period.key]
        kept = self.sheets.get((number, period.key), [])
        sheet = min(kept, key=lambda row: (row.get("state") not in self.open, whole_of(row, "id")), default=None)
        owed = ended(period, self.today) and self._owes(unit, period)
        if sheet is None:
            return self._unbegun(number, period, due, owed)
        state, posted = text_of(sheet, "state"), text_of(sheet, "posted_from")
        known = {"due_on": due, "sheet": whole_of(sheet, "id"), "state": state, "posted_on": posted}
        if state not in self.open:
            late = bool(posted) and posted > due
            light = Light("迟公开" if late else state, SHAPES["grey"], "green")
            return Cell(number, period, light, owed=True, done=True, **known)  # type: ignore[arg-type]
        light = self.rule.judge(due)
        overdue = due < self.today.isoformat()
        said = light._replace(word=f"逾期 {state}" if overdue else state)
        return Cell(number, period, said, owed=owed or overdue, overdue=overdue, **known)  # type: ignore[arg-type]

    def _unbegun(self, unit: int, period: Period, due: str, owed: bool) -> Cell:
        if owed:
            overdue = due < self.today.isoformat()
            light = self.rule.judge(due)._replace(word=f"逾期 {NOT_BEGUN}" if overdue else NOT_BEGUN)
            return Cell(unit, period, light, due, owed=True, overdue=overdue)
        if ended(period, self.today):
            return Cell(unit, period, BLANK)
        return Cell(unit, period, Light(NOT_YET, "", "grey"), due)

    def _owes(self, unit: Row, period: Period) -> bool:
        if not owes(unit, period, self.since):
            return False
        return unit.get("kind") != GROUP or self.which == ALL_GROUPS or unit["id"] in self.known

    def _hint(self, quarters: Sequence[Sequence[Cell]], monthly: bool) -> str:
        """Where money moves often it is published every month. Source: 村民委员会组织法 第三十条; product C16."""
        last = [cell for quarter in quarters for cell in quarter if cell.sheet and cell.period.kind == "quarter"]
        if not last:
            return ""
        if monthly:
            return "已登记按月公开,这一季仍是季度表。请按月做表"
        rows = self.sheets[last[-1].unit, last[-1].period.key]
        a_month = sum(whole_of(row, "line_count") for row in rows) // 3
        if a_month > self.book.option("busy_lines"):
            return f"{last[-1].period.title}平均每月 {a_month} 笔,往来较多,应按月公开。按 M 改为按月"
        return ""


# --- on paper


def text_of_cell(cell: Cell) -> str:
    """A cell in one line: ✓ 已公开 10-12, ■ 逾期 未录入 应 10-15."""
    day = cell.posted_on[5:] if cell.done else f"应 {cell.due_on[5:]}" if cell.owed and cell.due_on else ""
    return " ".join(filter(None, (cell.light.shape, cell.light.word, day)))


def text_of_quarter(cells: Sequence[Cell]) -> str:
    """One line, or one for each month."""
    if len(cells) == 1:
        return text_of_cell(cells[0])
    return "\n".join(f"{cell.period.first.month}月 {text_of_cell(cell)}" for cell in cells)


def calendar_on_paper(book: Book, shown: DisclosureCalendar, lines: Sequence[Line]) -> Sheet:
    """The lines of a calendar as one sheet, with the counts of villages and groups.

    Raises:
        Refused: There is no line.
    """
    if not lines:
        raise Refused("日历里没有可打印的村、小组。请换一个条件,或先在“单位”里登记。", "E-NOTHING")
    rows = [
        PaperRow(
            f"　{line.name}" if line.level == OF_GROUP else line.name,
            "按月" if line.monthly else "按季",
            line.publisher,
            tuple(map(text_of_quarter, line.quarters)),  # type: ignore[arg-type]  # a year has four
        )
        for line in lines
    ]
    counts = [(level, said(count)) for level, count in shown.counts.items()]
    as_of, keeper = chinese_day(book.today()), book.info.township
    return calendar_sheet(rows, keeper=keeper, year=shown.year, counts=counts, as_of=as_of, mark=mark_of(book))


def said(count: Tally) -> str:
    """应公开 42 已公开 38 逾期 4 未录入 1."""
    return f"应公开 {count.owed} 已公开 {count.done} 逾期 {count.overdue} 未录入 {count.missing}"
