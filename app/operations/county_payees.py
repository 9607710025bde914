"""同一收款人: rows of several townships whose keyed marks are equal; a hint to ask, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.marks import BY_BIRTH, BY_ID, BY_NAME, BY_UNIT, KINDS, STRENGTH
from app.domain.rows import id_of, text_of
from app.operations import county_desk, county_marks, county_units
from app.operations.county_marks import State
from app.operations.on_paper import mark_of
from app.reports.county_payees import Group, Line, same_payees
from app.reports.sheet import Sheet
from app.storage import inbox
from app.storage.book import Book
from app.storage.marks import KeptMark, recognised, same_marks

SURE = (BY_ID, BY_BIRTH, BY_UNIT)


@dataclass(frozen=True)
class SameRow:
    """One row (or a line below one, `seq` its place) that has the mark: whose it is, for what, when, fen or None."""

    township: str
    register: str
    row: int
    seq: int | None
    kind: str
    number: str
    unit: str
    title: str
    period: str
    amount: int | None

    @property
    def called(self) -> str:
        """青山村 2026年第3季度 示财〔2026〕3号 收付款的对方:修路砂石."""
        return " ".join(filter(None, (self.unit, self.period, self.number, self.about)))

    @property
    def about(self) -> str:
        """收付款的对方:修路砂石; a line of a list is named by its place."""
        place = f"第{self.seq}户" if self.seq else ""
        return f"{KINDS.get(self.kind, '其他')}{place}:{self.title}"


@dataclass(frozen=True)
class Same:
    """Rows that name the same payee, as far as `basis` shows; `total` their fen."""

    basis: str
    year: str
    rows: tuple[SameRow, ...]

    @property
    def told(self) -> str:
        """What they have in common, in words."""
        return STRENGTH[self.basis]

    @property
    def townships(self) -> tuple[str, ...]:
        """The townships, each once."""
        return tuple(dict.fromkeys(row.township for row in self.rows))

    @property
    def units(self) -> tuple[str, ...]:
        """The villages and other units with their township, each once."""
        return tuple(dict.fromkeys(f"{row.township}{row.unit}" for row in self.rows))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the payee is in these rows, each once."""
        return tuple(dict.fromkeys(KINDS.get(row.kind, "其他") for row in self.rows))

    @property
    def total(self) -> int:
        """Fen of all rows."""
        return sum(row.amount or 0 for row in self.rows)


def same(book: Book, *, within: bool = False, names: bool = False) -> list[Same]:
    """Groups of rows with the same payee, the surest first, then those of most townships and most money.

    Marks made with different keys are never compared. Where a name is all two rows have in common, a group is left
    out if everybody in it is known more surely: then the numbers differ and they are different people.

    Args:
        book: The county's book.
        within: Those of one township, in two places or as two kinds of payee, instead of those of several townships.
        names: Also those of whom only the name is equal.

    Raises:
        Refused: This is no county's book.

    Source: product G4.
    """
    county_desk.must_be_county(book)
    years = {one["key"]: one["year"] for one in county_marks.keys(book)}
    bases = (*SURE, BY_NAME) if names else SURE
    groups = same_marks(book, years, bases, across=not within)
    surer = ((BY_BIRTH, BY_ID), (BY_NAME, BY_BIRTH))
    sure = {basis: recognised(book, by, years, _marks_by(groups, basis)) for basis, by in surer}
    left = [some for some in groups if not _all_known(some, sure.get(some[0].basis, set()))]
    found = [one for one in _told(book, left, years) if _counts(one, within=within)]
    order = list(STRENGTH)
    return sorted(found, key=lambda one: (order.index(one.basis), -len(one.townships), -one.total, one.rows[0].number))


def paper(book: Book, found: Sequence[Same], *, within: bool = False, names: bool = False) -> Sheet:
    """The list to be asked about, as it is printed, with the townships that could not be compared."""
    groups = [Group(one.told, one.townships, len(one.rows), one.total, _lines(one)) for one in found]
    return same_payees(
        groups,
        within=within,
        names=names,
        missing=[(one.name, one.told) for one in county_marks.states(book) if one.code],
        county=book.info.county,
        made_on=chinese_day(book.today()),
        mark=mark_of(book),
    )


def summary(states: Sequence[State]) -> str:
    """How many townships are compared and which are not, in one sentence."""
    out = [one.name for one in states if one.code]
    if not out:
        return f"{len(states)} 个乡镇都参加比对。"
    few = "、".join(out[:5]) + (f"等 {len(out)} 个" if len(out) > 5 else "")
    return f"{len(states) - len(out)} 个乡镇参加比对;没有参加的:{few}。按“密钥…”看原因。"


def _lines(one: Same) -> list[Line]:
    return [Line(row.township, row.unit, row.number, row.about, row.period, row.amount) for row in one.rows]


def _marks_by(groups: Iterable[Sequence[KeptMark]], basis: str) -> Iterator[KeptMark]:
    return (one for some in groups if some[0].basis == basis for one in some)


def _all_known(marks: Iterable[KeptMark], known: set[tuple[str, str, int, int]]) -> bool:
    return bool(known) and all((one.township, one.register, one.local_id, one.line) in known for one in marks)


def _counts(one: Same, *, within: bool) -> bool:
    """Whether a group says anything: rows may have been taken out, and a village pays the same shop every month."""
    if within:
        return len(one.units) > 1 or (len(one.kinds) > 1 and one.basis in (BY_ID, BY_BIRTH))
    return len(one.townships) > 1


def _told(book: Book, groups: Sequence[Sequence[KeptMark]], years: Mapping[str, str]) -> Iterator[Same]:
    names = {code: name for code, name, _ in county_units.townships(book)}
    places = _places(book, (one for some in groups for one in some))
    wanted: dict[str, set[int]] = {}
    for some in groups:
        for one in some:
            if row := places.get((one.township, one.register), {}).get(one.local_id):
                wanted.setdefault(one.register, set()).add(row)
    shown = {register: _Rows(book, book.ledgers[register], rows) for register, rows in wanted.items()}
    for some in groups:
        rows = [
            _row(one, names.get(one.township, one.township), shown[one.register], place)
            for one in some
            if (place := places[one.township, one.register].get(one.local_id)) and place in shown[one.register].rows
        ]
        if len(rows) > 1:
            yield Same(some[0].basis, years[some[0].key_id], tuple(rows))


def _places(book: Book, marks: Iterable[KeptMark]) -> dict[tuple[str, str], dict[int, int]]:
    """The rows of this book that have these marks, by township and register."""
    wanted: dict[tuple[str, str], set[int]] = {}
    for one in marks:
        wanted.setdefault((one.township, one.register), set()).add(one.local_id)
    return {
        (township, register): inbox.local_rows(book, township, register, ids) if register in book.ledgers else {}
        for (township, register), ids in wanted.items()
    }


def _row(one: KeptMark, township: str, rows: _Rows, place: int) -> SameRow:
    number, unit, title, period = rows.told(place)
    return SameRow(township, one.register, place, one.seq, one.kind, number, unit, title, period, one.amount)


class _Rows:
    """The rows of one register that are in the list, with their headers, read in a few queries; none that is void."""

    def __init__(self, book: Book, ledger: LedgerDef, ids: Iterable[int]) -> None:
        self._book, self._ledger = book, ledger
        self.rows = _alive(book, ledger.key, ids)
        self._header = book.ledgers[ledger.header_register] if ledger.parent else ledger
        heads = {id_of(row, ledger.parent) or 0 for row in self.rows.values()} if ledger.parent else self.rows
        self._heads = _alive(book, self._header.key, heads)
        self._titles = book.titles(self._header, list(self._heads.values()))

    def told(self, id: int) -> tuple[str, str, str, str]:
        """Number, unit, what it is about, and period of a row; what it lacks its header has."""
        row = self.rows[id]
        head = self._heads.get(id_of(row, self._ledger.parent) or 0, {}) if self._ledger.parent else row
        unit = self._titles.get(("unit", id_of(head, self._header.unit_field) or 0), "")
        period = self._period(row, head)
        title = self._book.title(self._ledger.key, id).removeprefix(period).strip()
        number = text_of(row, "number") or text_of(head, "number")
        return number or (f"第{row['seq']}笔" if row.get("seq") else ""), unit, title, period

    def _period(self, row: Row, head: Row) -> str:
        for one, ledger in ((row, self._ledger), (head, self._header)):
            if ledger.period_field and (text := text_of(one, ledger.period_field)):
                return text if len(text) == 10 else Period.parse(text).title
        return ""


def _alive(book: Book, register: str, ids: Iterable[int]) -> dict[int, Row]:
    rows = book.page(register, sorted(ids))
    return {id_of(row, "id") or 0: row for row in rows if not row.get("voided")}
