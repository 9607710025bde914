"""Papers about deadlines, and a new year's holidays: 周提醒单, 逾期上报清单, 放假安排."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app import presets
from app.domain.days import chinese_day
from app.domain.faults import Refused
from app.domain.rows import text_of
from app.operations import gate
from app.operations.lists import light_rule
from app.operations.on_paper import hotline, mark_of
from app.operations.snoozes import Snooze, snoozes
from app.operations.todo import TodoLine, never_begun, next_report, sunday_of, week_bands
from app.reports.escalation import Level, escalation
from app.reports.sheet import Sheet
from app.reports.waiting_lines import PaperLine
from app.reports.week_slip import week_slip
from app.storage.book import Book
from app.storage.waiting import Band, WaitingLine
from app.storage.waiting_plan import REMINDS
from app.storage.writing import Writer

PRINTED = 100
OFFICE = "纪委"


@dataclass(frozen=True)
class CalendarLoaded:
    """The years that were read in, and how many rows got another limit by it."""

    years: tuple[int, ...]
    changed: int


def week_slips(book: Book, unit: int | None = None) -> list[Sheet]:
    """A slip for each unit that has something overdue or due this week, or for one unit and those below it.

    What is known inside the office only (线索, 举报, 问责 …) is on no slip.

    Raises:
        Refused: There is nothing to remind anybody of.
    """
    late, week = _late(book.today()), week_bands(book.today())
    never = never_begun(book, light_rule(book))
    unbegun = {one.unit_id for one in never if one.due_on <= week[0].high}
    wanted = sorted({*book.waiting_counts(late), *book.waiting_counts(week), *unbegun} - {0})
    if unit is not None:
        below = set(book.unit_and_below([unit]))
        wanted = [one for one in wanted if one in below]
    made = [sheet for one in wanted if (sheet := _slip(book, one, late, week, never)) is not None]
    if not made:
        raise Refused("本周没有到期的事,也没有逾期的事,不用打印提醒单。", "E-NOTHING")
    return made


def escalation_list(book: Book) -> Sheet:
    """Everything overdue, by who has to be told; snoozed lines stand there too.

    Raises:
        Refused: Nothing is overdue.
    """
    today, high, middle = book.today(), book.option("head_days"), book.option("deputy_days")
    middle = min(middle, high)
    put_off, shown, never = snoozes(book), _registers(book), never_begun(book, light_rule(book))
    levels = []
    for who, said, low, last in (
        ("主要领导", f"逾期满 {high} 天", "", _ago(today, high)),
        ("分管领导", f"逾期满 {middle} 天", _ago(today, high), _ago(today, middle)),
        ("经办人", "刚逾期", _ago(today, middle), _ago(today, 1)),
    ):
        bands = [Band(low, last, extended) for extended in (0, 1)]
        found = _paper(book, book.waiting_lines(bands, PRINTED), put_off, shown)
        mine = _never_begun(book, never, low, last)
        number = book.waiting_counts(bands).total() + len(mine)
        levels.append(Level(who, said, number, _by_day(mine, found)))
    if not any(level.number for level in levels):
        raise Refused("没有逾期的事,不用上报。", "E-NOTHING")
    keeper, as_of = book.info.township + OFFICE, chinese_day(today)
    return _checked(book, escalation(levels, keeper=keeper, as_of=as_of, mark=mark_of(book)))


def load_calendar(book: Book, path: Path) -> CalendarLoaded:
    """Read a further year's holidays and count anew what they move; the rows that move are one step, one undo.

    Raises:
        CalendarBroken: Not such a file, or a year before it is missing; nothing was changed.
    """
    years = presets.bring_calendar(path)
    changed = recount(book, years)
    book.note("calendar.load", "calendar", f"{path.name}: {'、'.join(map(str, years))}")
    return CalendarLoaded(years, changed)


def recount(book: Book, years: Sequence[int]) -> int:
    """Work out anew the limits of what waits for a day of some years; returns how many rows changed."""
    with book.change(f"按{years[-1]}年放假安排重算时限", kind="edit") as writer:
        changed = count_anew(book, writer, years)
    book.rebuild_waiting()  # days counted from a limit may have moved where the limit itself did not
    return changed


def count_anew(book: Book, writer: Writer, years: Sequence[int]) -> int:
    """The same within a change that is open; the lines of what waits are to be made anew afterwards."""
    bands = [Band(f"{years[0] - 1}-10-31", f"{years[-1]}-12-31", extended) for extended in (0, 1)]
    changed = 0
    for register, id in sorted({(line.register, line.id) for line in book.waiting_lines(bands)}):
        ledger, row = book.ledgers[register], book.row(register, id)
        if row is None or ledger.derive is None:
            continue
        moved = {
            key: value
            for key, value in ledger.derive(row, writer).items()
            if ledger.by_key[key].kind == "date" and ledger.by_key[key].stamped and value != row.get(key)
        }
        if moved:
            writer.save(ledger, {"id": id, **moved})
            changed += 1
    return changed


def _slip(book: Book, unit: int, late: list[Band], week: list[Band], never: Sequence[TodoLine]) -> Sheet | None:
    put_off, shown, confined = snoozes(book), _registers(book), _confined(book)
    parts, more = [], []
    for bands in (late, week):
        parts.append(_paper(book, book.waiting_lines(bands, PRINTED, [unit], confined), put_off, shown))
        more.append(book.waiting_number(bands, [unit], confined) - len(parts[-1]))
        parts[-1] = _by_day(_never_begun(book, never, bands[0].low, bands[0].high, unit), parts[-1])
    if not any(parts):
        return None
    today, report = book.today(), next_report(book)
    monday = today - timedelta(days=today.weekday())
    sheet = week_slip(
        book.title("unit", unit),
        parts[0],
        parts[1],
        keeper=f"中共{book.info.township}纪律检查委员会",
        week=f"{_short(monday)}至{_short(sunday_of(today))}",
        as_of=chinese_day(today),
        next_report=f"{report.title},{_short(report.due_on)}前",
        more=(more[0], more[1]),
        phone=hotline(book),
        mark=mark_of(book),
    )
    return _checked(book, sheet)


def _never_begun(
    book: Book, never: Sequence[TodoLine], low: str, high: str, unit: int | None = None
) -> list[PaperLine]:
    """Sheets nobody began whose day lies after one day and not after another."""
    title = _registers(book)
    return [
        PaperLine(line.unit, title[line.register], "", line.title, line.what, line.due_on, line.days)
        for line in never
        if low < line.due_on <= high and unit in (None, line.unit_id)
    ]


def _by_day(first: Sequence[PaperLine], second: Sequence[PaperLine]) -> list[PaperLine]:
    return sorted([*first, *second], key=lambda line: (bool(line.put_off), line.due_on)) if first else list(second)


def _paper(
    book: Book, lines: Iterable[WaitingLine], put_off: Iterable[Snooze], shown: Mapping[str, str]
) -> list[PaperLine]:
    until = {(one.register, one.row, one.label): one.until_on for one in put_off}
    return [
        PaperLine(
            line.unit_title,
            shown[line.register],
            line.number,
            _whole(book, line),
            line.label,
            line.due_on,
            (date.fromisoformat(line.due_on) - book.today()).days,
            until.get((line.register, line.id, line.label), ""),
            line.kind == REMINDS,
        )
        for line in lines
    ]


def _whole(book: Book, line: WaitingLine) -> str:
    """What a row is about in full: titles are cut for lists. What is confined is called by its title only."""
    ledger = book.ledgers[line.register]
    row = book.row(line.register, line.id) if ledger.alike and not ledger.confined else None
    return text_of(row, ledger.alike) if row and row.get(ledger.alike) else line.title


def _registers(book: Book) -> dict[str, str]:
    return {key: ledger.title for key, ledger in book.ledgers.items()}


def _confined(book: Book) -> frozenset[str]:
    return frozenset(key for key, ledger in book.ledgers.items() if ledger.confined)


def _checked(book: Book, sheet: Sheet) -> Sheet:
    """Nothing personal leaves on these papers either."""
    return gate.passed(book, [sheet])[0]


def _late(today: date) -> list[Band]:
    return [Band("", _ago(today, 1), extended) for extended in (0, 1)]


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
