"""Which column of a workbook is which field of a register."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.faults import Refused
from app.domain.fields import Money
from app.domain.ledger import LedgerDef

Ledgers = Mapping[str, LedgerDef]
NUMBER, STATE = "number", "state"
SKIP, OUTER = "-", "^"  # what a heading may be said to mean beside a field: nothing, or a field of the header
_IN_WORDS = "大写"
_AROUND_WORDS = re.compile(r"[\s()\uff08\uff09:\uff1a*/]|大写|人民币|金额|小写|元")
_SKIPPED = frozenset({"序号", "错误信息", ""})
_HEAD_WORDS = {"是否销号": STATE, "状态": STATE, "编号": NUMBER, "台账编号": NUMBER}


class UnknownColumns(Refused):
    """Headings of a workbook that no field has; which of them, among which others.

    `sample` is what stands in the columns; `others` are the other layouts that were read together with this one.
    """

    def __init__(self, ledger: LedgerDef, headings: Sequence[str], unknown: Sequence[str], where: str) -> None:
        self.ledger, self.headings, self.unknown = ledger, tuple(headings), tuple(unknown)
        self.file, self.sample = "", dict[str, str]()
        self.others: tuple[UnknownColumns, ...] = ()
        super().__init__(
            f"{where}里有不认识的列:{'、'.join(unknown)}。没有导入任何内容;请改成台账的列名,或删去这些列,"
            f"或说明它们是哪一项(说一次,以后记住)。"
            f"{ledger.title}的列名有:{'、'.join(field.label for field in ledger.typed)}。",
            "E-COLUMN",
        )

    @property
    def some_known(self) -> bool:
        """Whether it looks like a table of this register at all."""
        return len(self.unknown) < len([heading for heading in self.headings if heading.strip()])


@dataclass
class Columns:
    """Where things stand in a line: fields by column, and columns that mean more than one field.

    `keys` has one entry a column, None for columns that are no plain field. `joint` maps a column to the fields
    of a printed column that shows several. `header` maps a column to a field of the header a line belongs to.
    `words` maps a column of amounts in 大写 to the column that has them in figures.
    """

    keys: list[str | None]
    number: int | None = None
    state: int | None = None
    joint: dict[int, tuple[str, ...]] = field(default_factory=dict)
    header: dict[int, str] = field(default_factory=dict)
    words: dict[int, int] = field(default_factory=dict)

    @cached_property
    def repeated(self) -> bool:
        """Whether several columns mean the same field, see one_of; asked when all of them are known."""
        keys = [key for key in self.keys if key]
        return len(set(keys)) < len(keys) or bool(self.words)

    def label_column(self, key: str) -> int | None:
        """The column a field stands in; `register.field` is a field of the header."""
        if key in (NUMBER, STATE):
            return self.number if key == NUMBER else self.state
        if "." in key:
            outer = key.partition(".")[2]
            return next((index for index, name in self.header.items() if name == outer), None)
        if key in self.keys:
            return self.keys.index(key)
        return next((index for index, keys in self.joint.items() if key in keys), None)


def known_labels(ledger: LedgerDef, ledgers: Ledgers) -> set[str]:
    """Headings by which a register's table is found in a sheet."""
    out = (
        set(ledger.by_label)
        | set(ledger.also_called)
        | {column.title for column in ledger.sheet_columns}
        | set(_HEAD_WORDS)
        | {"序号"}
    )
    if header := header_of(ledger, ledgers):
        out |= {header.by_key[key].label for key in header.identity}
    return out


def where_of(file: str, sheet: str) -> str:
    """A table as a sentence names it."""
    return f"“{file}”" + (f"的“{sheet}”表" if sheet else "")


def header_of(ledger: LedgerDef, ledgers: Ledgers) -> LedgerDef | None:
    """The register whose rows are the headers of this one's lines."""
    return ledgers[ledger.header_register] if ledger.parent else None


def match_columns(
    ledger: LedgerDef,
    ledgers: Ledgers,
    headings: Sequence[str],
    keys: Sequence[str] | None,
    where: str,
    said: Mapping[str, str] | None = None,
) -> Columns:
    """Find the field of every heading; `said` is what the clerk has said about unknown ones of this layout.

    Raises:
        UnknownColumns: A heading that no field of the register has, naming it and the headings there are.
    """
    found = Columns([None] * len(headings))
    unknown, in_words = list[str](), list[int]()
    names = _names(ledger)
    there = {_plain(heading) for heading in headings}
    joint = {_plain(c.title): c.fields for c in ledger.sheet_columns if len(c.fields) > 1}
    printed = {title for title, keys in joint.items() if not there & _labels(ledger, keys[1:])}
    header = header_of(ledger, ledgers)
    outer = {_plain(header.by_key[key].label): key for key in header.identity} if header else {}
    for index, heading in enumerate(headings):
        key = keys[index] if keys else None
        name = _plain(heading)
        if key and key in ledger.by_key:
            found.keys[index] = key
        elif _IN_WORDS in heading:
            in_words.append(index)
        elif meant := (said or {}).get(name):
            _as_said(found, index, meant)
        elif name in _SKIPPED:
            continue
        elif _HEAD_WORDS.get(name) == NUMBER and ledger.number:
            found.number = index
        elif _HEAD_WORDS.get(name) == STATE and ledger.states:
            found.state = index
        elif name in names and name not in printed:
            found.keys[index] = names[name]
        elif name in joint:
            found.joint[index] = joint[name]
        elif name in outer:
            found.header[index] = outer[name]
        elif meant := ledger.also_called.get(name):
            _as_said(found, index, meant)
        else:
            unknown.append(heading.strip())
    for index in in_words:
        _in_words(ledger, found, headings, index, unknown)
    if unknown:
        raise UnknownColumns(ledger, headings, unknown, where)
    return found


def _in_words(ledger: LedgerDef, found: Columns, headings: Sequence[str], index: int, unknown: list[str]) -> None:
    """Which amount a column of 大写 repeats: the one it names, else the nearest; where none has figures it is one."""
    money = [at for at, key in enumerate(found.keys) if key and isinstance(ledger.by_key[key], Money)]
    named = _AROUND_WORDS.sub("", headings[index])
    called = [at for at in money if named and named in headings[at]]
    beside = min(called or money, key=lambda at: (at > index, abs(at - index)), default=None)
    only = [one.key for one in ledger.typed if isinstance(one, Money)]
    if beside is not None:
        found.words[index] = beside
    elif len(only) == 1 or "amount" in only:
        found.keys[index] = "amount" if "amount" in only else only[0]
    else:
        unknown.append(headings[index].strip())


def _as_said(found: Columns, index: int, meant: str) -> None:
    if meant.startswith(OUTER):
        found.header[index] = meant.removeprefix(OUTER)
    elif meant != SKIP:
        found.keys[index] = meant


def one_of(columns: Columns, cells: Sequence[str]) -> Sequence[str]:
    """A line in which several columns mean the same field, such as 收入金额, 支出金额: the one not nought.

    An amount gets its 大写 behind it, as it may stand in one cell: reading it compares the two.
    """
    if not columns.repeated:
        return cells
    keys = [key for key in columns.keys if key]
    out = list(cells)
    for key in {key for key in keys if keys.count(key) > 1}:
        places = [index for index, name in enumerate(columns.keys) if name == key]
        if any(not _NOUGHT.fullmatch(out[index]) for index in places):
            for index in places:
                out[index] = "" if _NOUGHT.fullmatch(out[index]) else out[index]
    for index, at in columns.words.items():
        words = out[index].strip().strip("()\uff08\uff09")
        if not words or _NOUGHT.fullmatch(words):
            continue
        if out[at]:
            out[at] = f"{out[at]}({words})"
        elif not any(out[place] for place, name in enumerate(columns.keys) if name == columns.keys[at]):
            out[at] = words
    return out


def plain_heading(heading: str) -> str:
    """A heading without spaces, stars and a unit in brackets at its end."""
    return _plain(heading)


_NOUGHT = re.compile(r"[\s0.,\-]*")


def _labels(ledger: LedgerDef, keys: Sequence[str]) -> set[str]:
    return {_plain(ledger.by_key[key].label) for key in keys if key in ledger.by_key}


def _names(ledger: LedgerDef) -> dict[str, str]:
    names = {_plain(column.title): column.fields[0] for column in ledger.sheet_columns if len(column.fields) == 1}
    names = {name: key for name, key in names.items() if key in ledger.by_key}
    names |= {_plain(field.label): field.key for field in ledger.by_key.values()}
    return names | {key: key for key in ledger.by_key}


def _plain(heading: str) -> str:
    return re.sub(r"[\s*]|[((][^()()]*[))]$", "", heading)
