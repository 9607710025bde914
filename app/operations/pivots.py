"""透视表: any register crossed by two of its fields; what may head rows and columns follows from their kinds."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.fields import Choice, Count, Day, Field, Link, Money, PeriodField, Sensitivity, Value, YesNo
from app.domain.ledger import LedgerDef
from app.domain.money import show_yuan
from app.ledgers.shelf import Place, places_of
from app.operations.on_paper import mark_of
from app.operations.rights import must_read
from app.reports.sheet import Block, Column, Facts, Kind, Sheet, Table
from app.storage.book import Book
from app.storage.pivoting import COUNT, Axis, Crossing, Measure, crossed
from app.storage.reading import Between, Query, Wanted

EMPTY = "(未填)"
UNITS = "unit"
STATE = "state"
_OPEN = (Sensitivity.PUBLIC, Sensitivity.INTERNAL)
_PARTS = (("month", "按月"), ("quarter", "按季度"), ("year", "按年"))
MOST_ROWS, MOST_COLUMNS = 400, 60


class AxisChoice(NamedTuple):
    """A field that may head rows or columns, under its label."""

    label: str
    axis: Axis


class MeasureChoice(NamedTuple):
    """What can be told of a cell, under its label and with its unit."""

    label: str
    measure: Measure
    unit: str = ""


class Head(NamedTuple):
    """What heads a row or a column: the value, and how it reads."""

    value: Value
    label: str


@dataclass(frozen=True)
class Cross:
    """What stands in a cell: rows, those that have what is measured, and its sum."""

    rows: int = 0
    measured: int = 0
    total: int = 0

    def __add__(self, other: Cross) -> Cross:
        return Cross(self.rows + other.rows, self.measured + other.measured, self.total + other.total)


@dataclass(frozen=True)
class Pivot:
    """A register crossed by two fields."""

    title: str
    across: AxisChoice
    down: AxisChoice | None
    measure: MeasureChoice
    query: Query
    rows: Sequence[Head]
    columns: Sequence[Head]
    cells: Mapping[tuple[Value, Value], Cross]

    def at(self, row: Head | None, column: Head | None) -> Cross:
        """A cell; None for the total of all rows or columns."""
        rows = self.rows if row is None else (row,)
        columns = self.columns if column is None else (column,)
        found = Cross()
        for one in rows:
            for other in columns:
                found += self.cells.get((one.value, other.value), Cross())
        return found

    def text(self, cross: Cross) -> str:
        """A cell as it is read, "" where there is no row: 3, 1,234.50, or an average of 12.5 days."""
        if not cross.rows:
            return ""
        measure = self.measure.measure
        if not measure.field:
            return str(cross.rows)
        if measure.until:
            return _tenths(cross) if cross.measured else "—"
        return show_yuan(cross.total) if self.measure.unit == "元" else str(cross.total)


def registers(book: Book) -> list[Place]:
    """The registers of the menu that can be crossed, as far as whoever acts may read them."""
    return [place for place in places_of(book.ledgers) if place.menu and book.may_read(place.key)]


def axes(ledger: LedgerDef) -> list[AxisChoice]:
    """What may head rows or columns: choices, units, yes and no, periods, days by month, and the state."""
    found = [AxisChoice("状态", Axis(STATE))] if ledger.states else []
    for field in _shown(ledger):
        match field:
            case Choice() if not field.many:
                found.append(AxisChoice(field.label, Axis(field.key)))
            case Link() if field.register == UNITS and not field.many:
                found.append(AxisChoice(field.label, Axis(field.key)))
            case YesNo() | PeriodField():
                found.append(AxisChoice(field.label, Axis(field.key)))
            case Day():
                found += [AxisChoice(f"{field.label}({how})", Axis(field.key, part)) for part, how in _PARTS]
            case _:
                pass
    return found


def measures(ledger: LedgerDef) -> list[MeasureChoice]:
    """What can be told of a cell: how many rows, sums of money and of numbers; days are asked for apart."""
    found = [MeasureChoice("条数", COUNT, "条")]
    for field in _shown(ledger):
        if isinstance(field, Money):
            found.append(MeasureChoice(f"{_bare(field.label)}合计", Measure(field.key), "元"))
        elif isinstance(field, Count):
            found.append(MeasureChoice(f"{_bare(field.label)}合计", Measure(field.key), field.unit))
    return found


def days(ledger: LedgerDef) -> list[tuple[str, str]]:
    """The days between which an average can be told: key and label."""
    return [(field.key, field.label) for field in _shown(ledger) if isinstance(field, Day)]


def average_days(ledger: LedgerDef, first: str, last: str) -> MeasureChoice:
    """The average days from one day of a row to another.

    Raises:
        Refused: It is the same day, or none of the register.
    """
    labels = dict(days(ledger))
    if first == last or first not in labels or last not in labels:
        raise Refused("平均天数要选两个不同的日期。没有统计。", "E-PIVOT")
    return MeasureChoice(f"平均天数({labels[first]}→{labels[last]})", Measure(first, last), "天")


def pivot(
    book: Book,
    ledger: LedgerDef,
    across: AxisChoice,
    down: AxisChoice | None,
    measure: MeasureChoice,
    query: Query | None = None,
) -> Pivot:
    """Cross the rows of a register.

    Raises:
        Refused: It may not be read, both sides are the same field, or there would be more lines than can be looked at.
    """
    must_read(book, ledger)
    if down is not None and down.axis.field == across.axis.field:
        raise Refused(f"行和列都是“{_bare(across.label)}”。没有统计;请把其中一个换成别的项目。", "E-PIVOT")
    wanted = query or Query()
    found = crossed(book, ledger.key, across.axis, down.axis if down else None, measure.measure, wanted)
    rows = _heads(book, ledger, across, [one.row for one in found])
    columns = _heads(book, ledger, down, [one.column for one in found]) if down else [Head(None, measure.label)]
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        many = f"{len(rows)} 行、{len(columns)} 列"
        raise Refused(f"这样统计有 {many},看不过来。没有统计;请换成“按年”“按季度”,或先选单位、期间。", "E-PIVOT")
    return Pivot(ledger.title, across, down, measure, wanted, rows, columns, _cells(found))


def rows_of(book: Book, ledger: LedgerDef, made: Pivot, row: Head | None, column: Head | None) -> array[int]:
    """The ids of the rows behind a cell; None for all rows or columns."""
    must_read(book, ledger)
    where: dict[str, Wanted] = dict(made.query.where)
    for choice, head in ((made.across, row), (made.down, column)):
        if choice is not None and head is not None:
            where[choice.axis.field] = _wanted(choice.axis, head.value)
    return book.ids(ledger.key, replace(made.query, where=where))


def on_paper(book: Book, made: Pivot, scope: str) -> Sheet:
    """The grid as a sheet; `scope` says of which unit and period it is."""
    kind: Kind = "text" if made.measure.measure.until else "money" if made.measure.unit == "元" else "count"
    across = f"{made.across.label}＼{made.down.label}" if made.down else made.across.label
    several = made.down is not None
    columns = (
        Column(across, "text", 14),
        *(Column(head.label, kind, max(min(len(head.label), 8), 5)) for head in made.columns),
        *((Column("合计", kind, 6),) if several else ()),
    )

    def line(head: Head | None) -> tuple[str | int | None, ...]:
        cells = [_value(made, made.at(head, column)) for column in made.columns]
        return (head.label if head else "合计", *cells, *((_value(made, made.at(head, None)),) if several else ()))

    facts = (("填报单位", book.info.township), ("范围", scope), ("数值", _said(made.measure)))
    blocks: tuple[Block, ...] = (
        Facts(facts),
        Table(columns, tuple(line(head) for head in made.rows), total=line(None) if made.rows else None),
    )
    title = f"{made.title}统计表"
    return Sheet(
        key="pivot",
        title=f"{book.info.township}{title}",
        blocks=blocks,
        size="auto",
        mark=mark_of(book),
        file_name=f"{book.info.township}_{title}_{_bare(made.across.label)}",
    )


def _shown(ledger: LedgerDef) -> list[Field]:
    """Fields whose values may stand in a table of figures."""
    return [field for field in ledger.fields if field.sensitivity in _OPEN]


def _heads(book: Book, ledger: LedgerDef, choice: AxisChoice, values: Sequence[Value]) -> list[Head]:
    """The values met, in the order of the field's options, of names or of time; what is empty comes last."""
    met = list(dict.fromkeys(values))
    field = ledger.by_key.get(choice.axis.field)
    order: dict[Value, int] = {}
    titles = {}
    if choice.axis.field == STATE:
        order = {state.name: at for at, state in enumerate(ledger.states)}
    elif isinstance(field, Choice):
        order = {option.code: at for at, option in enumerate(field.leaves)}
    elif isinstance(field, YesNo):
        order = {1: 0, 0: 1}
    elif isinstance(field, Link):
        ids = [value for value in met if isinstance(value, int)]
        titles = {(field.register, id): title for id, title in book.titled(field.register, ids)}

    def label(value: Value) -> str:
        if value is None or value == "":
            return EMPTY
        if choice.axis.part:
            return _time(str(value))
        return field.show(value, titles) if field is not None else str(value)

    heads = [Head(value, label(value)) for value in met]
    return sorted(heads, key=lambda one: (one.value in (None, ""), order.get(one.value, len(order)), _rank(one)))


def _rank(head: Head) -> str:
    return str(head.value) if isinstance(head.value, str) else head.label


def _time(text: str) -> str:
    """2026-10 and 2026Q3 as they are printed, a year as it is."""
    try:
        return Period.parse(text).title
    except ValueError:
        return text


def _cells(found: Sequence[Crossing]) -> dict[tuple[Value, Value], Cross]:
    return {(one.row, one.column): Cross(one.rows, one.measured, one.total) for one in found}


def _wanted(axis: Axis, value: Value) -> Wanted:
    if not axis.part or value is None:
        return value
    period = Period.parse(str(value))
    return Between(low=period.first.isoformat(), high=period.last.isoformat())


def _value(made: Pivot, cross: Cross) -> str | int | None:
    if not cross.rows:
        return None
    measure = made.measure.measure
    if measure.until:
        return made.text(cross)
    return cross.total if measure.field else cross.rows


def _tenths(cross: Cross) -> str:
    """The average with one decimal, half up; days may run backwards where a date is wrong."""
    tenths = (20 * cross.total // cross.measured + 1) // 2
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def _said(measure: MeasureChoice) -> str:
    return f"{measure.label}({measure.unit})" if measure.unit else measure.label


def _bare(label: str) -> str:
    """A label without its unit or part in brackets."""
    return label.partition("(")[0]


def today_scope(unit: str, period: Period | None, today: date) -> str:
    """Of what the figures are, in words: 青山村 2026年10月."""
    return " ".join(filter(None, (unit or "全部单位", period.title if period else f"截至{today.isoformat()}")))
