"""同一对象: everything the registers hold about one unit or one person, by register, on one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.domain.days import Period, chinese_day
from app.domain.faults import Refused
from app.domain.fields import Money, Row, Sensitivity, Text
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.operations import gate
from app.operations.lists import choices, only_overdue
from app.operations.on_paper import mark_of
from app.operations.rights import must_read
from app.reports.dossier import DossierPaper, GroupPaper, dossier_sheet
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.reading import Query

KINDS = ("unit", "person")
SHOWN, PRINTED = 5, 30
OPEN, OVERDUE = "未结", "逾期"
_MATTER = 100


@dataclass(frozen=True)
class Entry:
    """One row about the unit or person; `through` says by which fields, `matter` is the title written out."""

    register: str
    id: int
    number: str
    title: str
    state: str
    day: str
    through: str
    matter: str


class Named(NamedTuple):
    """A unit or person that may be meant by what was typed."""

    register: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True)
class Group:
    """What one register holds. `open` and `overdue` are None where its rows cannot be so."""

    register: str
    title: str
    count: int
    open: int | None
    overdue: int | None
    sums: tuple[tuple[str, int], ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def more(self) -> int:
        """How many rows are not among the entries."""
        return self.count - len(self.entries)


@dataclass(frozen=True)
class Dossier:
    """Everything about one unit or person that whoever acts may read."""

    register: str
    id: int
    title: str
    facts: tuple[tuple[str, str], ...]
    period: str
    below: bool
    groups: tuple[Group, ...] = ()
    hidden: int = 0

    @property
    def count(self) -> int:
        """All rows of all groups."""
        return sum(group.count for group in self.groups)


@dataclass
class _Found:
    """The rows of a register that were found, each with the fields that name the unit or person, and their lines."""

    through: dict[int, dict[str, None]] = field(default_factory=dict)
    lines: dict[str, dict[int, int]] = field(default_factory=dict)

    def add(self, ids: Collection[int], label: str) -> None:
        for id in ids:
            self.through.setdefault(id, {})[label] = None


def opened(book: Book, register: str, row_id: int) -> None:
    """Note in the log that somebody looks at everything about a person; units are no secret."""
    must_read(book, book.ledgers[register])
    if register == "person":
        book.note("dossier.open", f"{register}/{row_id}")


def dossier(
    book: Book,
    register: str,
    row_id: int,
    *,
    below: bool = True,
    period: Period | None = None,
    whole: Collection[str] = (),
    limit: int = SHOWN,
) -> Dossier:
    """Everything about a unit or person, the newest rows of each register first.

    Args:
        book: The book.
        register: "unit" or "person".
        row_id: Which.
        below: For a unit also what belongs to the units below it.
        period: Only rows of this period, in registers that know one.
        whole: Registers whose rows are listed without a limit.
        limit: How many rows of the others.

    Raises:
        Refused: No such unit or person, or whoever acts may not read them.
    """
    ledger = book.ledgers[register]
    must_read(book, ledger)
    row = book.row(register, row_id)
    if row is None:
        raise Refused(f"{ledger.title}里没有第 {row_id} 号记录。没有改动任何内容;请重新选择。", "E-MISSING")
    targets = book.unit_and_below([row_id]) if register == "unit" and below else [row_id]
    groups = []
    for key, found in _found(book, register, targets).items():
        found.through.pop(row_id, None) if key == register else None
        group = _group(book, book.ledgers[key], found, period, None if key in whole else limit)
        if group.count:
            groups.append(group)
    return Dossier(
        register,
        row_id,
        book.title(register, row_id),
        _facts(book, ledger, row),
        period.title if period else "",
        below and register == "unit",
        tuple(groups),
        len(book.unreadable()),
    )


def sheet(
    book: Book, register: str, row_id: int, *, below: bool = True, period: Period | None = None, masked: bool = True
) -> Sheet:
    """The page on paper: 单位情况一览 or 个人情况一览, with the names of people masked unless told otherwise.

    Raises:
        Refused: As dossier; or something personal is not settled (see gate).
    """
    found = dossier(book, register, row_id, below=below, period=period, limit=PRINTED)
    hide: Callable[[str], str] = Mask(names_of(book, _places(found))) if masked else str
    paper = DossierPaper(
        title="个人情况一览" if register == "person" else "单位情况一览",
        name=hide(found.title),
        facts=tuple((label, hide(text)) for label, text in found.facts),
        period=found.period or "全部期间",
        scope="含下级单位" if found.below else "",
        groups=tuple(_on_paper(group, hide) for group in found.groups),
        keeper=book.info.township,
        as_of=chinese_day(book.today()),
        mark=mark_of(book),
    )
    (made,) = gate.passed(book, [dossier_sheet(paper)])
    book.note("dossier.print", f"{register}/{row_id}")
    return made


def named(book: Book, typed: str, limit: int = 12) -> list[Named]:
    """Units and people for a part of a name or its pinyin initials."""
    return [
        Named(key, one.id, one.title, one.detail)
        for key in KINDS
        if book.may_read(key)
        for one in choices(book, key, typed, limit=limit)
    ]


def about(book: Book, register: str, row_id: int) -> tuple[str, int] | None:
    """Whom a row is about: itself where it is a unit or person, else its unit, for a line that of its header."""
    ledger = book.ledgers[register]
    row = book.row(register, row_id) if book.may_read(register) else None
    if row is None or register in KINDS:
        return (register, row_id) if row else None
    if unit := id_of(row, ledger.unit_field) if ledger.unit_field else None:
        return "unit", unit
    header = id_of(row, ledger.parent) if ledger.parent else None
    return about(book, ledger.header_register, header) if header else None


# --- inside


def _found(book: Book, register: str, targets: Sequence[int]) -> dict[str, _Found]:
    """Registers in the order of the menu with their rows; lines stand for the header one opens."""
    out = {key: _Found() for key in book.ledgers if book.may_read(key) and not book.ledgers[key].parent}
    for key in book.ledgers:
        ledger = book.ledgers[key]
        if not book.may_read(key):
            continue
        for name, label in _pointing(ledger, register):
            ids = list(book.ids(key, Query(where={name: targets})))
            if ids and key in out:
                out[key].add(ids, label)
            elif ids:
                _lines(book, ledger, ids, label, out)
    return out


def _pointing(ledger: LedgerDef, register: str) -> Iterator[tuple[str, str]]:
    for link in ledger.links:
        if link.register == register:
            yield link.key, link.label


def _lines(book: Book, ledger: LedgerDef, ids: Sequence[int], label: str, out: Mapping[str, _Found]) -> None:
    """Lines stand for the header one opens, so that a row is there once."""
    above = {id_of(line, "id") or 0: id_of(line, ledger.parent) or 0 for line in book.page(ledger.key, ids)}
    top = ledger
    while (header := book.ledgers[top.header_register]).parent:
        rows = book.page(header.key, list(set(above.values())))
        higher = {id_of(row, "id"): id_of(row, header.parent) or 0 for row in rows}
        above = {line: higher.get(number, 0) for line, number in above.items()}
        top = header
    if header.key in out:
        known = set(book.ids(header.key, Query(where={"id": list(above.values())})))
        out[header.key].add(known, f"{ledger.title}·{label}")
        out[header.key].lines.setdefault(ledger.key, {}).update(above)


def _group(book: Book, ledger: LedgerDef, found: _Found, period: Period | None, limit: int | None) -> Group:
    if not found.through:
        return Group(ledger.key, ledger.title, 0, None, None)
    order = ((ledger.period_field, True),) if ledger.period_field else ()
    asked = Query(where={"id": list(found.through)}, period=period)
    ids = list(book.ids(ledger.key, replace(asked, order=(*order, ("id", True)))))
    within = replace(asked, where={"id": ids}, period=None)
    rows = book.page(ledger.key, ids if limit is None else ids[:limit])
    open_ = book.count(ledger.key, replace(within, states=ledger.open_states)) if ledger.states else None
    overdue = book.count(ledger.key, only_overdue(book, ledger, within)) if ledger.due else None
    sums = _own_sums(book, found, set(ids)) or _sums(book, ledger, ids)
    entries = tuple(_entry(book, ledger, row, found.through) for row in rows)
    return Group(ledger.key, ledger.title, len(ids), open_, overdue, sums, entries)


def _own_sums(book: Book, found: _Found, headers: Collection[int]) -> tuple[tuple[str, int], ...]:
    """What money the lines hold that name the unit or person: it is theirs alone, the header's is everybody's."""
    out: dict[str, int] = {}
    for key, above in found.lines.items():
        for label, amount in _sums(book, book.ledgers[key], [line for line, top in above.items() if top in headers]):
            out[label] = out.get(label, 0) + amount
    return tuple(out.items())


def _sums(book: Book, ledger: LedgerDef, ids: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """The sums the register's own sheet has, those of nothing left out."""
    columns = {
        column.fields[0]: column.title.removesuffix("(元)")
        for column in ledger.sheet_columns
        if len(column.fields) == 1
        and column.sums is not False
        and isinstance(ledger.by_key.get(column.fields[0]), Money)
    }
    found = book.sums(ledger.key, list(columns), Query(where={"id": list(ids)})) if columns else {}
    return tuple((columns[key], amount) for key, amount in found.items() if amount)


def _entry(book: Book, ledger: LedgerDef, row: Row, through: Mapping[int, Mapping[str, None]]) -> Entry:
    number = id_of(row, "id") or 0
    day = ledger.by_key[ledger.period_field].show(row.get(ledger.period_field)) if ledger.period_field else ""
    return Entry(
        ledger.key,
        number,
        text_of(row, "number"),
        book.title(ledger.key, number),
        text_of(row, "state"),
        day,
        "、".join(through[number]),
        _matter(book, ledger, row),
    )


def _matter(book: Book, ledger: LedgerDef, row: Row) -> str:
    """What a row is about: titles are cut for lists, paper has room."""
    whole = text_of(row, ledger.alike) if ledger.alike and not ledger.confined else ""
    parts = (text_of(row, "number"), whole[:_MATTER] + "…" * (len(whole) > _MATTER))
    return " ".join(part for part in parts if part) if whole else book.title(ledger.key, id_of(row, "id") or 0)


def _facts(book: Book, ledger: LedgerDef, row: Row) -> tuple[tuple[str, str], ...]:
    """What the register's own sheet says of the row, beside its name; personal fields stay in the form."""
    titles = book.titles(ledger, [row])
    out = []
    for column in ledger.sheet_columns[1:]:
        fields = [ledger.by_key.get(key) for key in column.fields]
        if all(one is not None and one.sensitivity in (Sensitivity.PUBLIC, Sensitivity.INTERNAL) for one in fields):
            out.append((column.title, ledger.show(row, column.fields, titles)))
    return tuple((label, text) for label, text in out if text)


def _on_paper(group: Group, hide: Callable[[str], str]) -> GroupPaper:
    rows = tuple((hide(one.matter), one.state, one.day, one.through) for one in group.entries)
    return GroupPaper(group.title, said(group), rows, group.more)


def said(group: Group) -> str:
    """The counts and sums of a group in words."""
    counts = [f"共 {group.count} 条"]
    counts += [f"{OPEN} {group.open}"] if group.open is not None else []
    counts += [f"{OVERDUE} {group.overdue}"] if group.overdue else []
    return " · ".join([*counts, *(f"{label} {_yuan(amount)} 元" for label, amount in group.sums)])


def _yuan(amount: int) -> str:
    return Money(key="sum", label="").show(amount)


def _places(found: Dossier) -> list[tuple[str, int]]:
    return [(group.register, one.id) for group in found.groups for one in group.entries]


def names_of(book: Book, places: Iterable[tuple[str, int]]) -> set[str]:
    """Everybody who may be named in what is told of some rows: people of the book, and who is in personal fields."""
    names = {text_of(row, "name") for row in book.rows("person", voided=None)}
    by_register: dict[str, list[int]] = {}
    for register, id in places:
        by_register.setdefault(register, []).append(id)
    for register, ids in by_register.items():
        personal = personal_texts(book.ledgers[register])
        for row in book.page(register, ids) if personal else ():
            names.update(text_of(row, key) for key in personal)
    return {name for name in names if len(name) > 1}


def personal_texts(ledger: LedgerDef) -> list[str]:
    """The fields of a register in which somebody is named."""
    return [one.key for one in ledger.fields if isinstance(one, Text) and one.sensitivity is Sensitivity.PERSONAL]


class Mask:
    """Names in a text as paper shows them: 王**."""

    def __init__(self, names: Collection[str]) -> None:
        longest_first = sorted(names, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, longest_first))) if names else None

    def __call__(self, text: str) -> str:
        """The text with its names covered."""
        return self._names.sub(lambda found: found[0][0] + "**", text) if self._names else text
