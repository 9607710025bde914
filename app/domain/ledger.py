"""A register (台账) as data: fields, states and their legal moves, numbering, links, rules, columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from app.domain.faults import Fault
from app.domain.fields import (
    Among,
    Attachment,
    Choice,
    Field,
    Link,
    LongText,
    Phone,
    Reading,
    Row,
    Sensitivity,
    Text,
    Value,
)
from app.domain.plain import declared
from app.domain.rows import ids_of


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


_FOUND_BY = (Text, LongText, Choice, Link, Phone, Attachment)
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
ABOUT: dict[Rule, tuple[str, ...]] = {}
"""The fields of the rules that speak of nothing else, see speaks_of."""
Titled = Callable[[Row, Around], str]


def speaks_of(*fields: str) -> Callable[[Rule], Rule]:
    """A rule that has nothing to say of a row in which all of these fields are empty: it is not asked there."""

    def marked(rule: Rule) -> Rule:
        ABOUT[rule] = fields
        return rule

    return marked


class State(NamedTuple):
    """One state a row can be in. `tone` colours it: calm, busy, wait, good, done, moved.

    Rows in a `review` state wait for a second person and stand under 待我审核. In a `fixed` state a row and its
    lines are what was reviewed: only moves change them, and remarks, explanations and files may be added.
    """

    name: str
    open: bool = True
    tone: str = "busy"
    review: bool = False
    fixed: bool = False


@declared
class Move:
    """One legal change of state.

    `needs` are fields that must be filled, `asks` are fields the window offers to fill with the move,
    `stamps` writes "actor", "today" or "reason" into fields, `refuse` is a rule that may forbid it. `at_once`: a
    new row may be entered and moved in one save (立行立改). `asks_empty` are offered only where they are still empty.
    `fill` computes fields from the row as it was, before `clears` empties others. `archive` is the attachment field
    that keeps what hung until now: the sheet on the wall as PDF, and the files of fields that are cleared. `many`: it
    may be done for several ticked rows at once with the same words, as one step. A move `by_program` comes along with
    something else, such as a packet that leaves: nobody is offered it.
    """

    label: str
    sources: tuple[str, ...]
    to: str
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    asks_empty: tuple[str, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)
    fill: Derive | None = None
    clears: tuple[str, ...] = ()
    archive: str = ""
    reason: bool = False
    refuse: Rule | None = None
    at_once: bool = False
    many: bool = False
    by_program: bool = False


class NumberRule(NamedTuple):
    """How rows are numbered: without a gap, per unit and year, such as 示纪问〔2026〕12号.

    `pattern` holds {short} (代字 of the nearest unit upwards that has one), {year} and {n}; `year_field` is the
    day whose year counts (the day of entry where it is empty). Where it also holds {mark}, each value of
    `mark_field` has a series of its own, named by its entry in `marks`. With `from_states` a row gets its number
    when it comes into one of these states, not before: what is given up earlier leaves no gap.
    """

    pattern: str
    unit_field: str = "unit"
    year_field: str = ""
    mark_field: str = ""
    marks: Mapping[str, str] = {}
    from_states: tuple[str, ...] = ()

    def due_for(self, row: Row) -> bool:
        """Whether a row that has no number yet is to have one."""
        return not row.get("number") and (not self.from_states or row.get("state") in self.from_states)

    def mark(self, row: Row) -> str:
        """What stands for {mark} in the number of a row."""
        value = str(row.get(self.mark_field) or "")
        return self.marks.get(value, value)


class SheetColumn(NamedTuple):
    """One printed column: its heading, the fields it shows (several are joined by /), its width in characters.

    `sums` says whether a column of one number gets a total: None for money only, False for balances of different
    owners, which are not added up, True for counts and points that may be.
    """

    title: str
    fields: tuple[str, ...]
    width: float = 8
    sums: bool | None = None


Reason = Callable[[Row, Around], str]


@declared
class Raise:
    """An action that makes rows of another register from a row: a finding becomes a problem, once.

    `make` gives the new rows. `link` is the field of this row that then points to them; without it the new rows
    point back. Only with `many` it may be done again for the same row. `when` says why it cannot be done, "" where
    it can.
    """

    label: str
    to: str
    make: Callable[[Row, Around], Sequence[Row]]
    link: str = ""
    many: bool = False
    when: Reason | None = None


@declared
class Paper:
    """A sheet that can be printed of one row.

    `build` names its function as "app.reports.<module>:<function>"; it takes the row, what is around it (see
    app.reports.around) and the register, and gives the Sheet. Personal and secret fields reach it masked but for
    those in `bare`. `when` says why it cannot be printed, "" where it can. `wall` are the states in which it hangs
    on a wall: such a sheet carries a version mark, and is printed again when what it shows has changed.
    """

    key: str
    title: str
    build: str
    when: Reason | None = None
    bare: tuple[str, ...] = ()
    wall: tuple[str, ...] = ()


@declared
class Preset:
    """A row with its lines that is ready to begin with, offered beside a blank one.

    `texts` are typed texts by field, `lines` those of each line under it, by the register of the lines.
    """

    label: str
    texts: Mapping[str, str]
    lines: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


class Starter(NamedTuple):
    """Rows to begin a register with, shipped as a table in resources: `file` is its path there, `label` the button.

    It is read as any workbook that is imported; rows that are there already stay as they are.
    """

    label: str
    file: str


@declared
class Vault:
    """What is known of a person who must stay unknown: kept under a key of its own, never in the register.

    `fields` are read and shown like others, but no table, list, search, sheet, export, packet or history has them.
    `why` are the occasions on which it may be looked at; the one chosen is logged, so there is nothing to type.
    `when` says why nothing may be entered for a row, "" where it may.
    """

    title: str
    fields: tuple[Field, ...]
    why: tuple[str, ...]
    hint: str = ""
    when: Reason | None = None


class Due(NamedTuple):
    """Which day of a row makes it overdue while it is open, and which states mean the day was put off.

    `by_state` says what the day is called in a state where it has another name than `label`; `since` is the day
    from which waiting is counted in months, where a county's lights do so.
    """

    field: str
    extended: tuple[str, ...] = ()
    label: str = "时限"
    by_state: tuple[tuple[str, str], ...] = ()
    since: str = ""


class Clock(NamedTuple):
    """A further day that stands in 待办 while the row is in one of `states` (all when empty) and `until` is empty.

    `until` may be several fields; one that is filled ends the waiting. `working` moves the day by so many working
    days (negative: before it), for what has to be done ahead of a limit. A `gentle` day is when something may be
    done, not when it must be: it reminds and is never overdue.
    """

    field: str
    label: str
    states: tuple[str, ...] = ()
    until: str | tuple[str, ...] = ""
    working: int = 0
    gentle: bool = False


class Running(NamedTuple):
    """A time that runs beside rows in some states, and how the days left are told: 公示还有 3 天."""

    field: str
    states: tuple[str, ...]
    say: Callable[[int], str]


class Holder(NamedTuple):
    """Who gets or gives the money of a row, so that the county can see the same one again by a keyed mark.

    `kind` is one of app.domain.marks.KINDS; the others are fields: the name, what is known beside it, the amount.
    """

    kind: str
    name: str
    id_number: str = ""
    born_on: str = ""
    amount: str = "amount"


class Travel(NamedTuple):
    """Which rows of a register go in the packet of a month: all of them every month, unless something here says less.

    A row goes in the month in which one of `days` lies, a period in the month of its last day. With `since` it also
    goes in every month from that day (of its entry, where the day is empty) until the day `until` on which it was
    done with, but not while it is in one of the states `gone`. A line goes with its header, unless `since` is later
    than the month. Rows in other states than `states` stay, where any are named. `stays` are fields that stay though
    their rows go; see LedgerDef.travelling_fields for those that never go.
    """

    days: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    gone: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


def _own_number(row: Row, around: Around) -> str:
    return str(row.get("number") or f"#{row.get('id')}")


@declared
class LedgerDef:
    """One register. Table, list, form, filters, template, import, export, PDF, search and history follow from it.

    `identity` are the fields that together name a row: an import updates the row that has the same, and two
    rows may not share them. `parent` is the link field of a line to its header; `children` are the registers
    of its lines. `derive` computes stamped fields before every save. `alike` is the text in which rows of one
    unit are compared for a possible duplicate; rows of the same people (`alike_people`) need to be less alike.
    `basis` says in the clerk's words what the register rests on (依据). `raises` are rows of other
    registers one can make from a row, `papers` what can be printed of one row.
    `vault` is what is known of a person whose identity is kept apart. `presets` are rows ready to begin with,
    `starters` whole tables of them.
    Rows of a `confined` register are known inside the office only: papers for units do not name them. `readers` are
    the roles that may read a register at all; empty means everybody who may open the book.
    `loose` are fields that may still be typed in a fixed state. `line_number` is the field that counts the lines of
    a header: a new line gets the next number. `points_at` are two fields that together name a row of any register.
    `also_called` are other headings by which workbooks of other programs call a field ("-" for a column to leave out,
    "^" before a field of the header). `travels` says which rows go to the county in the packet of a month; registers
    that do not say so stay here. Sheets of a `batched` register are printed for many units at once. `holder` is who
    gets or gives the money of a row: only a keyed mark of him goes to the county.
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
    running: Running | None = None
    clocks: tuple[Clock, ...] = ()
    raises: tuple[Raise, ...] = ()
    papers: tuple[Paper, ...] = ()
    loose: tuple[str, ...] = ()
    line_number: str = ""
    points_at: tuple[str, str] | None = None
    also_called: Mapping[str, str] = field(default_factory=dict)
    vault: Vault | None = None
    presets: tuple[Preset, ...] = ()
    starters: tuple[Starter, ...] = ()
    confined: bool = False
    readers: tuple[str, ...] = ()
    travels: Travel | None = None
    holder: Holder | None = None
    batched: bool = False
    unit_field: str = ""
    period_field: str = ""
    alike: str = ""
    alike_people: str = ""
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
    def _needed_by_state(self) -> dict[Value, tuple[str, ...]]:
        return {}

    def _needed_in(self, state: Value) -> tuple[str, ...]:
        """The fields that must be filled in a state."""
        if (needed := self._needed_by_state.get(state)) is None:
            needed = tuple(one.key for one in self.fields if one.required or state in one.required_from)
            self._needed_by_state[state] = needed
        return needed

    @cached_property
    def _spoken_of(self) -> tuple[str, ...]:
        """The fields without which some rule has nothing to say."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in ABOUT.get(rule, ())))

    @cached_property
    def _rules_for(self) -> dict[tuple[type, ...], list[Rule]]:
        """The rules that may have something to say, by what those fields hold."""
        return {}

    @cached_property
    def sharing(self) -> tuple[Link, ...]:
        """Links whose row must share another link of this row."""
        return tuple(link for link in self.links if link.within)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Fields that point to other rows."""
        return tuple(field for field in self.fields if isinstance(field, Link))

    @cached_property
    def travelling_fields(self) -> tuple[Field, ...]:
        """Fields a row has in a packet: none that is personal or secret. Source: packet format 2.5, 2.6."""
        stays = self.travels.stays if self.travels else ()
        hidden = (Sensitivity.PERSONAL, Sensitivity.SECRET)
        return tuple(one for one in self.fields if one.sensitivity not in hidden and one.key not in stays)

    @cached_property
    def found_by(self) -> tuple[Field, ...]:
        """Fields whose words a row is looked for by; secret fields never are."""
        return tuple(
            one for one in self.fields if isinstance(one, _FOUND_BY) and one.sensitivity is not Sensitivity.SECRET
        )

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
        """The legal moves out of a state that somebody may make, in declared order."""
        return tuple(move for move in self.moves if state in move.sources and not move.by_program)

    def read(self, texts: Mapping[str, str], reading: Reading, base: Row | None = None) -> tuple[Row, list[Fault]]:
        """Turn typed or imported text into values, collecting every fault instead of stopping at the first.

        Only the keys present in `texts` are read, so a part of a form can be read too; `base` is the row as it
        stood, for links that share another link of the row.
        """
        row: Row = {}
        faults: list[Fault] = []
        for field_ in self.by_key.values():
            text = texts.get(field_.key)
            if text is None:
                continue
            try:
                row[field_.key] = field_.parse(text, _reading(field_, reading, row, base)) if text else None
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
        found = list[Fault]()
        if not all(map(row.get, self._needed_in(row.get("state")))):
            found += [
                Fault(key, f"{self.label(key)}:不能为空", "E-REQUIRED")
                for key in self._needed_in(row.get("state"))
                if row.get(key) in (None, "", [])
            ]
        if self.sharing:
            found += _not_shared(self, row, around)
        filled = tuple(map(type, map(row.get, self._spoken_of)))
        if (rules := self._rules_for.get(filled)) is None:
            empty = {key for key, kind in zip(self._spoken_of, filled, strict=True) if kind is _NOTHING}
            rules = self._rules_for[filled] = [rule for rule in self.rules if not _silent(rule, empty)]
        for rule in rules:
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


def _reading(field: Field, reading: Reading, row: Row, base: Row | None) -> Reading:
    if not isinstance(field, Link) or not field.within:
        return reading
    shared = row.get(field.within, (base or {}).get(field.within))
    return reading if shared is None else replace(reading, lookup=Among(reading.lookup, {field.shared: shared}))


def _not_shared(ledger: LedgerDef, row: Row, around: Around) -> Iterator[Fault]:
    for link in ledger.sharing:
        mine = row.get(link.within)
        for number in ids_of(row, link.key) if mine is not None else ():
            other = around.row(link.register, number)
            if other is not None and other.get(link.shared) != mine:
                title = around.title(link.register, number)
                told = f"{link.label}:“{title}”不属于同一{ledger.label(link.within)},请重新选择"
                yield Fault(link.key, told, "E-WITHIN")


_NOTHING = type(None)


def _silent(rule: Rule, empty: Collection[str]) -> bool:
    """Whether a rule has nothing to say where these fields are empty."""
    return rule in ABOUT and all(key in empty for key in ABOUT[rule])


COMMON_LABELS = {"id": "序号", "number": "编号", "state": "状态"}


def required_text(row: Row, keys: Iterable[str], ledger: LedgerDef) -> list[Fault]:
    """Faults for fields a move needs."""
    return [Fault(key, f"{ledger.label(key)}:不能为空", "E-REQUIRED") for key in keys if row.get(key) in (None, "", [])]


def fault_of(field: Field, error: ValueError) -> Fault:
    """What a field said about a text it could not read."""
    return Fault(field.key, f"{field.label}:{error}", f"E-{field.kind.upper().replace('_', '-')}")
