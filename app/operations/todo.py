"""待办: what is overdue, due soon, due this week, waiting for review or put off, and the next report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app import presets
from app.domain.lights import SHAPES, SOON, Light, LightRule, days_left
from app.domain.workdays import NOT_KNOWN, WorkCalendar, month_day
from app.operations import unbegun
from app.operations.lists import light_rule, work_calendar
from app.operations.snoozes import Snooze, snoozes
from app.storage.book import Book
from app.storage.waiting import OPEN_END, Band, WaitingLine
from app.storage.waiting_plan import REMINDS, REVIEWS

SILENT_AFTER = timedelta(days=15)  # how long a county may be silent before it is asked; packet.md 2.6

SHOWN = 200
_REMINDED = timedelta(days=14)
_LOOK_AHEAD = timedelta(days=45)  # the plan of a year is published about then

_CERTIFICATES_SOON = timedelta(days=30)


class TodoLine(NamedTuple):
    """One day of one row to look after; `what` says which day it is. `snoozed` is the day it comes back, or "".

    What is owed and was never begun has no row yet: its `id` is 0; `begin` are the texts a new one starts with, and
    `page` is where all that is missing of its kind is seen. A line with a page and no register opens that page.
    """

    register: str
    id: int
    number: str
    title: str
    unit: str
    due_on: str
    days: int
    light: Light
    what: str = ""
    snoozed: str = ""
    reason: str = ""
    begin: tuple[tuple[str, str], ...] = ()
    unit_id: int = 0
    page: str = ""


class NextReport(NamedTuple):
    """The report due next: its name, the day that counts, the days left, and a note when the day was moved."""

    title: str
    due_on: date
    days: int
    note: str = ""


@dataclass(repr=False, eq=False)  # whatever is generated here is compiled at every start
class Todo:
    """The home page. A line due this week may also stand among those due soon.

    `overdue` are the lines with a red light, `due_soon` those with a yellow one; `words` says what the county calls
    them. Lists may be cut: `counts` are the true numbers. What was put off stands at the end of its list, is
    counted all the same and stands in `snoozed` too. `to_publish` is what villages still owe by the catalogue: it is
    looked up apart, see app.operations.owed.reminders, when the page is there.
    """

    next_report: NextReport
    overdue: list[TodoLine] = field(default_factory=list)
    due_soon: list[TodoLine] = field(default_factory=list)
    this_week: list[TodoLine] = field(default_factory=list)
    to_review: list[TodoLine] = field(default_factory=list)
    snoozed: list[TodoLine] = field(default_factory=list)
    to_publish: list[TodoLine] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    overdue_by_unit: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    calendar_note: str = ""


def next_report(book: Book) -> NextReport:
    """The monthly report that is due next: by the 5th, moved off rest days but never into its own month.

    Source: 集中整治方案 五 (每月5日前); forms-and-rules 5.2.
    """
    today, calendar = book.today(), work_calendar(book)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    while True:
        due = calendar.report_due(month.year, month.month, book.option("report_day"))
        if due.effective >= today:
            note = due.note if due.effective == due.nominal else f"{rest_day(due.nominal)},{due.note}"
            return NextReport(f"{month.year}年{month.month}月月报", due.effective, (due.effective - today).days, note)
        month = (month + timedelta(days=32)).replace(day=1)


def rest_day(day: date) -> str:
    """Why a day is none to report on: 12月5日是周六."""
    return f"{month_day(day)}是{'周' + '六日'[day.weekday() - 5] if day.weekday() >= 5 else '放假日'}"


def todo(book: Book, limit: int | None = None) -> Todo:
    """Everything that waits, worst first; `limit` cuts the lists, not the counts."""
    rule, put_off = light_rule(book), snoozes(book)
    out = Todo(next_report(book), calendar_note=calendar_note(rule.today, work_calendar(book)))
    out.words = {"overdue": rule.preset.word("red"), "due_soon": rule.preset.word("yellow")}
    by_unit, never = {}, list(_without_row(book, rule))
    for key, tone in (("overdue", "red"), ("due_soon", "yellow")):
        mine = [line for line in never if line.light.tone == tone]
        by_unit[key] = counted(book, rule, tone)
        by_unit[key].update(line.unit_id for line in mine)
        found = of_tone(book, rule, tone, _more(limit, put_off))
        setattr(out, key, _with(mine, _lines(found, rule, put_off, limit), limit))
    week, sunday = week_bands(rule.today), sunday_of(rule.today).isoformat()
    review = [Band(kind=REVIEWS)]
    mine = [line for line in never if rule.today.isoformat() <= line.due_on <= sunday]
    found = book.waiting_lines(week, _more(limit, put_off))
    out.this_week = _with(mine, _lines(found, rule, put_off, limit), limit)
    out.to_review = _lines(book.waiting_lines(review, _more(limit, put_off)), rule, put_off, limit)
    out.snoozed = put_off_lines(book, rule, put_off)
    out.counts = {
        **{key: by_unit[key].total() for key in by_unit},
        "this_week": book.waiting_counts(week).total() + len(mine),
        "to_review": book.waiting_counts(review).total(),
        "snoozed": len(out.snoozed),
    }
    out.overdue_by_unit = named(book, by_unit["overdue"])
    return out


def overdue_by_unit(book: Book) -> dict[str, int]:
    """How many red lines each unit has, for the lights of the unit tree."""
    rule = light_rule(book)
    counts = counted(book, rule, "red")
    counts.update(line.unit_id for line in never_begun(book, rule) if line.light.tone == "red")
    return named(book, counts)


def never_begun(book: Book, rule: LightRule) -> list[TodoLine]:
    """Finance sheets that are owed and have no row yet, in the order of their days."""
    if "finance_sheet" not in book.ledgers:
        return []
    out = []
    for one in unbegun.missing(book):
        light = rule.judge(one.due_on)
        unit, days = book.title("unit", one.unit), light.days or 0
        begin = () if one.groups else (("unit", unit), ("period", one.period.key))
        known = ("finance_sheet", 0, "", unbegun.said(book, one), unit, one.due_on, days, light, unbegun.LIMIT)
        out.append(TodoLine(*known, begin=begin, unit_id=one.unit, page="calendar"))
    return out


def _without_row(book: Book, rule: LightRule) -> Iterable[TodoLine]:
    """Lines that stand for no row: what was never begun, certificates, answers, rows that wait, first steps."""
    yield from never_begun(book, rule)
    yield from certificate_lines(book)
    yield from answer_lines(book)
    yield from basket_lines(book)
    yield from first_step_lines(book)


def first_step_lines(book: Book) -> list[TodoLine]:
    """What a new book still lacks. Source: product L1."""
    if book.info.practice:
        return []
    from app.operations import first_steps  # a practice start has no use for it

    light = Light("待办理", SHAPES["yellow"], "yellow")
    known = [(one.title, one.missing) for one in first_steps.left(book)]
    return [TodoLine("", 0, "开账", said, "", "", 0, light, title, page="first_steps") for title, said in known]


def certificate_lines(book: Book) -> list[TodoLine]:
    """Certificates and revocation lists that run out within thirty days, and those that are only for practice.

    Source: packet format 3.5.
    """
    if not book.certificate_due((book.today() + _CERTIFICATES_SOON).isoformat()):
        return []
    from app.operations import certificate_states  # most starts have nothing to say of them

    out = []
    for one in certificate_states.waiting(book):
        due = "" if one.state == certificate_states.PRACTICE else one.until
        days = (date.fromisoformat(due) - book.today()).days if due else 0
        light = Light(one.state, one.shape, one.tone)
        known = ("", 0, "签名证书", f"{one.who}的{one.title}:{one.advice}", one.unit, due, days, light)
        out.append(TodoLine(*known, what="换发" if due else "办理证书", page="certificates"))
    return out


def answer_lines(book: Book) -> list[TodoLine]:
    """What the county wants mended in our rows, and packets it has not answered for long. Source: packet format 2.6."""
    if book.info.is_county or not book.has_packets():
        return []
    if not book.county_may_wait((book.today() - SILENT_AFTER).isoformat()):
        return _template_lines(book)
    from app.operations import answers  # most starts have nothing to say of them

    light, out = Light("退回意见", "■", "red"), []
    for one in answers.open_remarks(book):
        where, field = answers.place_of(book, one)
        said = f"{field or where}:{one.text}"  # the number stands beside it
        known = (one.register, one.row or 0, one.number, said, "", one.at[:10], 0, light)
        out.append(TodoLine(*known, what="退回意见", page="" if one.row else "answers"))
    for line in answers.sent_lines(book):
        if line.silent:
            said, asked = f"{line.title}:{line.answer},请打电话问", Light("没有回执", "▲", "yellow")
            out.append(TodoLine("", 0, "上报包", said, "", line.sent_on, 0, asked, what="没有回执", page="answers"))
    return [*out, *_template_lines(book)]


def _template_lines(book: Book) -> list[TodoLine]:
    """That templates which came along with a receipt wait to be looked at."""
    from app.storage import county_templates as kept

    newest = next(iter(kept.versions(book)), None)
    if newest is None or newest.state != kept.WAITING:
        return []
    said, light = f"第 {newest.version} 版还没有启用:{newest.changes}", Light("待启用", "▲", "yellow")
    return [TodoLine("", 0, newest.number, said, "", newest.valid_from, 0, light, what="县里模板", page="templates")]


def basket_lines(book: Book) -> list[TodoLine]:
    """Lines of workbooks that wait to be completed, by register. Source: product I10."""
    if not book.has_basket():
        return []
    from app.storage import basket  # most starts have nothing to say of them

    out, light = [], Light("待补正", "▲", "yellow")
    for register, number, since in basket.counts(book):
        if register in book.ledgers and book.may_read(register):
            said = f"{book.ledgers[register].title}:{number} 行导入时有错,补正后才进台账"
            out.append(TodoLine("", 0, "导入", said, "", since[:10], 0, light, what="待补正", page="basket"))
    return out


def week_bands(today: date) -> list[Band]:
    """What is due from today to Sunday, reminders too."""
    low, high = _before(today), sunday_of(today).isoformat()
    return [Band(low, high, extended) for extended in (0, 1)] + [Band(low, high, kind=REMINDS)]


def counted(book: Book, rule: LightRule, tone: str) -> Counter[int]:
    """How many lines have a tone today, by unit."""
    counts = book.waiting_counts(bands(rule, tone))
    after, until = rule.graver_since(tone), rule.since(tone)
    if after:
        counts.subtract(book.aged_counts(bands(rule, tone), "", after))
    if until > after:
        counts.update(book.aged_counts(aged_bands(rule, tone), after, until))
    return counts


def of_tone(book: Book, rule: LightRule, tone: str, limit: int | None) -> list[WaitingLine]:
    """The first lines that have a tone today, in the order of their days."""
    after, until = rule.graver_since(tone), rule.since(tone)
    found = book.waiting_lines(bands(rule, tone), limit, begun_after=after)
    if until > after:
        found += book.aged_lines(aged_bands(rule, tone), after, until, limit)
        found.sort(key=lambda line: (line.due_on, line.unit, line.register, line.id))
    return found if limit is None else found[:limit]


def bands(rule: LightRule, tone: str) -> list[Band]:
    """Where lines of a tone lie among all that wait, months of waiting left aside."""
    found = [
        Band(low, high or OPEN_END, int(extended))
        for extended in (False, True)
        for low, high in rule.spans(tone, extended)
    ]
    if tone == "yellow":  # what may be done now: nobody is late with it, and after two weeks nobody is reminded
        found.append(Band(_before(rule.today - _REMINDED), rule.soon_until.isoformat(), kind=REMINDS))
    return found


def aged_bands(rule: LightRule, tone: str) -> list[Band]:
    """Where lines lie that have a tone for the months they waited only: behind all its limits and graver ones."""
    lows = ((int(extended), rule.behind(tone, extended)) for extended in (False, True))
    return [Band(low, OPEN_END, extended) for extended, low in lows if low is not None]


def named(book: Book, counts: Counter[int]) -> dict[str, int]:
    """Counts by the name of the unit; what belongs to no unit is left out."""
    titles = dict(book.titled("unit", [unit for unit, n in counts.items() if n]))
    return {titles[unit]: n for unit, n in counts.items() if n and unit in titles}


def sunday_of(day: date) -> date:
    """The last day of a week."""
    return day + timedelta(days=6 - day.weekday())


def calendar_note(today: date, calendar: WorkCalendar) -> str:
    """That the plan of a year which is near has not been read in, "" where all is known."""
    if calendar.known(today) and calendar.known(today + _LOOK_AHEAD):
        return presets.calendar_trouble()
    return f"{calendar.last_year + 1}年的放假安排还没有读入,{NOT_KNOWN}。请到“设置 · 期限和提醒”读入国务院公布的安排。"


def put_off_lines(book: Book, rule: LightRule, put_off: Iterable[Snooze]) -> list[TodoLine]:
    """What was put off and still waits, the next to come back first."""
    out = []
    for one in sorted(put_off, key=lambda one: one.until_on):
        found = [line for line in book.waiting_of(one.register, [one.row]) if line.label == one.label]
        out += [line_of(line, rule, one) for line in found]
    return out


def line_of(line: WaitingLine, rule: LightRule, snooze: Snooze | None = None) -> TodoLine:
    """One line with its light."""
    if line.due_on[:1] in ("", "0"):  # a review without a limit
        light = Light("待审核", SHAPES["green"], "green")
        due_on, days = "", 0
    else:
        light, due_on = rule.judge(line.due_on, line.since_on, line.extended), line.due_on
        days = light.days or 0
        if line.kind == REMINDS:
            light = _reminding(line.field, light.days or 0)
    return TodoLine(
        line.register,
        line.id,
        line.number,
        line.title,
        line.unit_title,
        due_on,
        days,
        light,
        line.label,
        snooze.until_on if snooze else "",
        snooze.reason if snooze else "",
    )


def _reminding(field: str, days: int) -> Light:
    """What may be done soon: for a notice how long it still hangs, in words."""
    if field == "posted_to":
        return Light(days_left(days), SHAPES["yellow"], "yellow")
    return Light("已到" if days < 0 else SOON, SHAPES["yellow"], "yellow", days)


def _lines(
    found: Iterable[WaitingLine], rule: LightRule, put_off: Iterable[Snooze], limit: int | None
) -> list[TodoLine]:
    """Lines in their order, those put off behind the others."""
    known = {(one.register, one.row, one.label): one for one in put_off}
    lines = [line_of(line, rule, known.get((line.register, line.id, line.label))) for line in found]
    lines.sort(key=lambda line: bool(line.snoozed))
    return lines if limit is None else lines[:limit]


def _with(never: list[TodoLine], lines: list[TodoLine], limit: int | None) -> list[TodoLine]:
    """Both in the order of their days, those put off behind the others."""
    if not never:
        return lines
    both = sorted([*never, *lines], key=lambda line: (bool(line.snoozed), line.due_on))
    return both if limit is None else both[:limit]


def _more(limit: int | None, put_off: list[Snooze]) -> int | None:
    return None if limit is None else limit + len(put_off)


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()
