"""待办: what is overdue, due soon, due this week, waiting for review, and the next report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app import presets
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.lights import OVERDUE, Light, LightRule
from app.domain.rows import id_of, text_of
from app.operations.lists import light_rule
from app.storage.book import Book
from app.storage.reading import Between, Query


class TodoLine(NamedTuple):
    """One row to look after."""

    register: str
    id: int
    number: str
    title: str
    unit: str
    due_on: str
    days: int
    light: Light


class NextReport(NamedTuple):
    """The report due next: its name, the day that counts, the days left, and a note when the day was moved."""

    title: str
    due_on: date
    days: int
    note: str = ""


@dataclass
class Todo:
    """The home page. A line due this week may also stand among those due soon."""

    next_report: NextReport
    overdue: list[TodoLine] = field(default_factory=list)
    due_soon: list[TodoLine] = field(default_factory=list)
    this_week: list[TodoLine] = field(default_factory=list)
    to_review: list[TodoLine] = field(default_factory=list)


def next_report(book: Book) -> NextReport:
    """The monthly report that is due next: by the 5th, moved off rest days but never into its own month.

    Source: 集中整治方案 五 (每月5日前); forms-and-rules 5.2.
    """
    today, calendar = book.today(), presets.work_calendar()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    while True:
        due = calendar.report_due(month.year, month.month, book.option("report_day"))
        if due.effective >= today:
            return NextReport(
                f"{month.year}年{month.month}月月报", due.effective, (due.effective - today).days, due.note
            )
        month = (month + timedelta(days=32)).replace(day=1)


def todo(book: Book) -> Todo:
    """Everything that waits, worst first."""
    out, rule = Todo(next_report(book)), light_rule(book)
    sunday = rule.today + timedelta(days=6 - rule.today.weekday())
    for ledger in book.ledgers.values():
        if ledger.due and ledger.states:
            _collect(book, ledger, rule, sunday.isoformat(), out)
        for row in _reviewed(book, ledger):
            out.to_review.append(_line(book, ledger, row, rule))
    for lines in (out.overdue, out.due_soon, out.this_week, out.to_review):
        lines.sort(key=lambda line: (line.due_on, line.register, line.id))
    return out


def _collect(book: Book, ledger: LedgerDef, rule: LightRule, sunday: str, out: Todo) -> None:
    assert ledger.due is not None
    last = max(sunday, rule.soon_until.isoformat())
    query = Query(states=ledger.open_states, where={ledger.due.field: Between(high=last)})
    for row in book.page(ledger.key, book.ids(ledger.key, query)):
        line = _line(book, ledger, row, rule)
        if line.light.word == OVERDUE:
            out.overdue.append(line)
            continue
        if line.due_on <= rule.soon_until.isoformat():
            out.due_soon.append(line)
        if line.due_on <= sunday:
            out.this_week.append(line)


def _reviewed(book: Book, ledger: LedgerDef) -> list[Row]:
    waiting = frozenset(state.name for state in ledger.states if state.review)
    return book.page(ledger.key, book.ids(ledger.key, Query(states=waiting))) if waiting else []


def _line(book: Book, ledger: LedgerDef, row: Row, rule: LightRule) -> TodoLine:
    light = rule.light(ledger, row) or Light("待办", "●", "green")
    unit, number = id_of(row, ledger.unit_field) if ledger.unit_field else None, id_of(row, "id") or 0
    return TodoLine(
        register=ledger.key,
        id=number,
        number=text_of(row, "number"),
        title=book.title(ledger.key, number),
        unit=book.title("unit", unit) if unit else "",
        due_on=text_of(row, ledger.due.field) if ledger.due else "",
        days=light.days or 0,
        light=light,
    )
