"""A register (台账) as data: fields, states and their legal moves, numbering, links, rules, columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from app.domain.faults import Fault
from app.domain.fields import Attachment, Field, Link, LongText, Reading, Row, Value


class Around(Protocol):
    """What a rule may ask of the book around a row; read only."""

    @property
    def today(self) -> date:
        """The business day."""
        ...

    @property
    def actor(self) -> str:
        """The login name of whoever acts."""
        ...

    @property
    def actor_name(self) -> str:
        """The name of whoever acts; no two users of a book have the same."""
        ...

    def rows(self, register: str, **equals: Value) -> list[Row]:
        """Rows of a register, not voided, whose fields have these values; `id` and `state` count as fields."""
        ...

    def row(self, register: str, id: int) -> Row | None:
        """One row with all its columns, or None."""
        ...

    def title(self, register: str, id: int) -> str:
        """How a row is called in lists and pickers."""
        ...

    def option(self, key: str) -> int:
        """What this book's county has set for one of app.domain.options.BOOK_OPTIONS."""
        ...

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after a day, 调休 respected."""
        ...


REMARK = LongText(key="remark", label="备注", group="备注", most=1000, width=8)
EXPLANATION = LongText(
    key="explanation",
    label="说明",
    group="备注",
    most=1000,
    hint="数字或日期与常规不一致时,在这里写明原因;随上报包上报",
)
COMMON_FIELDS: tuple[Field, ...] = (REMARK, EXPLANATION)

Rule = Callable[[Row, Around], Iterable[Fault]]
Derive = Callable[[Row, Around], Mapping[str, Value]]
Titled = Callable[[Row, Around], str]


@dataclass(frozen=True)
class State:
    """One state a row can be in. `tone` colours it: calm, busy, wait, good, done, moved.

    Rows in a `review` state wait for a second person and stand under 待我审核. In a `fixed` state a row and its
    lines are what was reviewed: only moves change them, and remarks, explanations and files may be added.
    """

    name: str
    open: bool = True
    tone: str = "busy"
    review: bool = False
    fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One legal change of state.

    `needs` are fields that must be filled, `asks` are fields the window offers to fill with the move,
    `stamps` writes "actor", "today" or "reason" into fields, `refuse` is a rule that may forbid it.
    """

    label: str
    sources: tuple[str, ...]
    to: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    reason: bool = False
    refuse: Rule | None = None


class NumberRule(NamedTuple):
    """How rows are numbered: without a gap, per unit and year, such as 示纪问〔2026〕12号.

    `pattern` holds {short} (代字 of the nearest unit upwards that has one), {year} and {n}; `year_field` is the
    day whose year counts (the day of entry where it is empty).
    """

    pattern: str
    unit_field: str = "unit"
    year_field: str = ""


class SheetColumn(NamedTuple):
    """One printed column: its heading, the fields it shows (several are joined by /), its width in characters."""

    title: str
    fields: tuple[str, ...]
    width: float = 8


@dataclass(frozen=True)
class Due:
    """Which day of a row makes it overdue while it is open, and which state means the day was put off."""

    field: str
    extended: tuple[str, ...] = ()
    label: str = "时限"


def _own_number(row: Row, around: Around) -> str:
    return str(row.get("number") or f"#{row.get('id')}")


@dataclass(frozen=True, kw_only=True)
class LedgerDef:
    """One register. Table, list, form, filters, template, import, export, PDF, search and history follow from it.

    `identity` are the fields that together name a row: an import updates the row that has the same, and two
    rows may not share them. `parent` is the link field of a line to its header; `children` are the registers
    of its lines. `derive` computes stamped fields before every save. `alike` is the text in which rows of one
    unit are compared for a possible duplicate. `basis` says in the clerk's words what the register rests on
    (依据).
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    states: tuple[State, ...] = ()
    moves: tuple[Move, ...] = ()
    number: NumberRule | None = None
    rules: tuple[Rule, ...] = ()
    derive: Derive | None = None
    titled: Titled = _own_number
    title_uses: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    parent: str = ""
    children: tuple[str, ...] = ()
    list_columns: tuple[str, ...] = ()
    sheet_columns: tuple[SheetColumn, ...] = ()
    due: Due | None = None
    unit_field: str = ""
    period_field: str = ""
    alike: str = ""
    basis: str = ""
    menu: str = "台账"
    icon: str = "ledger"

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Fields by key, with those every register has."""
        return {field.key: field for field in (*self.fields, *COMMON_FIELDS)}

    @cached_property
    def by_label(self) -> dict[str, Field]:
        """Fields by the label a workbook heads them with."""
        return {field.label: field for field in (*self.fields, *COMMON_FIELDS)}

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """Fields a person fills; the others are stamped by moves and derivations."""
        return tuple(field for field in (*self.fields, *COMMON_FIELDS) if not field.stamped)

    @cached_property
    def _needed(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.required or field.required_from)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Fields that point to other rows."""
        return tuple(field for field in self.fields if isinstance(field, Link))

    @property
    def header_register(self) -> str:
        """The register a line's header stands in, "" where this register holds no lines."""
        link = self.by_key.get(self.parent)
        return link.register if isinstance(link, Link) else ""

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """Fields that hold files."""
        return tuple(field for field in self.fields if isinstance(field, Attachment))

    @cached_property
    def first_state(self) -> str | None:
        """The state of a new row, None where the register has no states."""
        return self.states[0].name if self.states else None

    @cached_property
    def open_states(self) -> frozenset[str]:
        """States in which something is still to be done."""
        return frozenset(state.name for state in self.states if state.open)

    @cached_property
    def fixed_states(self) -> frozenset[str]:
        """States in which what was reviewed may not be typed over."""
        return frozenset(state.name for state in self.states if state.fixed)

    def state(self, name: str) -> State:
        """A state by name."""
        return next(state for state in self.states if state.name == name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The legal moves out of a state, in declared order."""
        return tuple(move for move in self.moves if state in move.sources)

    def read(self, texts: Mapping[str, str], reading: Reading) -> tuple[Row, list[Fault]]:
        """Turn typed or imported text into values, collecting every fault instead of stopping at the first.

        Only the keys present in `texts` are read, so a part of a form can be read too.
        """
        row: Row = {}
        faults: list[Fault] = []
        for field_ in self.by_key.values():
            text = texts.get(field_.key)
            if text is None:
                continue
            try:
                row[field_.key] = field_.parse(text, reading) if text else None
            except ValueError as error:
                faults.append(fault_of(field_, error))
        return row, faults

    def blank(self, reading: Reading) -> Row:
        """A new row with its defaults and its first state."""
        row: Row = {f.key: f.parse(f.default, reading) if f.default else None for f in self.fields}
        if self.states:
            row["state"] = self.first_state
        return row

    def faults(self, row: Row, around: Around) -> list[Fault]:
        """Everything wrong with a whole row: missing fields for its state, then the register's own rules."""
        state = row.get("state")
        found = [
            Fault(f.key, f"{f.label}:不能为空", "E-REQUIRED")
            for f in self._needed
            if row.get(f.key) in (None, "", []) and (f.required or state in f.required_from)
        ]
        for rule in self.rules:
            found.extend(rule(row, around))
        return found

    def show(self, row: Row, keys: Sequence[str], titles: Mapping[tuple[str, int], str]) -> str:
        """Several fields of a row in one cell, joined by /, empty ones left out."""
        parts = [self.show_one(row, key, titles) for key in keys]
        return "/".join(part for part in parts if part)

    def show_one(self, row: Row, key: str, titles: Mapping[tuple[str, int], str]) -> str:
        """One field of a row as text; number, state and remark are fields of every register."""
        field_ = self.by_key.get(key)
        value = row.get(key)
        if field_ is None:
            return "" if value is None else str(value)
        return field_.show(value, titles)

    def label(self, key: str) -> str:
        """The heading of a field, also of those every register has."""
        return COMMON_LABELS[key] if key in COMMON_LABELS else self.by_key[key].label


COMMON_LABELS = {"id": "序号", "number": "编号", "state": "状态"}


def required_text(row: Row, keys: Iterable[str], ledger: LedgerDef) -> list[Fault]:
    """Faults for fields a move needs."""
    return [Fault(key, f"{ledger.label(key)}:不能为空", "E-REQUIRED") for key in keys if row.get(key) in (None, "", [])]


def fault_of(field: Field, error: ValueError) -> Fault:
    """What a field said about a text it could not read."""
    return Fault(field.key, f"{field.label}:{error}", f"E-{field.kind.upper().replace('_', '-')}")
