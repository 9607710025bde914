"""Reading: what lists, pickers, the unit tree and the search show."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from app import presets
from app.domain.fields import Row, Titles
from app.domain.ledger import LedgerDef
from app.domain.lights import Light, LightRule
from app.domain.rows import id_of, text_of
from app.domain.text import half_width
from app.domain.workdays import WorkCalendar
from app.ledgers.shelf import Place, places_of
from app.operations.rights import must_read
from app.storage.book import Book
from app.storage.finding import Choice
from app.storage.reading import Between, Query, Wanted
from app.storage.search import Hit

__all__ = ["Choice", "Hit", "Light", "Query"]
PAGES = (
    Place("calendar", "公开日历", "公开", "calendar", ""),
    Place("statistics", "统计", "上报", "report", ""),
    Place("templates", "县里模板", "上报", "report", ""),
)
"""Pages of the menu that are no register."""
DESKS = (
    Place("inbox", "收包", "县级", "packet", ""),
    Place("totals", "汇总", "县级", "report", ""),
    Place("templates", "模板", "县级", "report", ""),
    Place("certificates", "证书登记", "县级", "lock", ""),
)
"""The pages of a county's book: where townships' packets come in, what they add up to, who may sign them."""
_TOWNSHIPS_ONLY = ("monthly_report",)  # a county counts what townships report, it reports nothing itself
_STEP = 250  # about thirty milliseconds: whoever searches meanwhile waits no longer
_TIDYING = "正在整理查找索引"


@dataclass(repr=False, eq=False)  # whatever is generated here is compiled at every start
class UnitNode:
    """One place in the unit tree, with what lies below it."""

    id: int
    name: str
    kind: str
    parent: int | None
    children: list[UnitNode] = field(default_factory=list)


def ids(book: Book, ledger: LedgerDef, query: Query | None = None) -> array[int]:
    """The ids of the rows a list shows, in its order."""
    must_read(book, ledger)
    return book.ids(ledger.key, query or Query())


def page(book: Book, ledger: LedgerDef, wanted: Sequence[int]) -> list[Row]:
    """Rows by id, in the order asked."""
    must_read(book, ledger)
    return book.page(ledger.key, wanted)


def titles(book: Book, ledger: LedgerDef, rows: Sequence[Row]) -> Titles:
    """How the rows that these rows link to are called."""
    return book.titles(ledger, rows)


def lines(book: Book, line_ledger: LedgerDef, header_id: int) -> list[Row]:
    """The lines under a header, in their printed order."""
    must_read(book, line_ledger)
    wanted = book.ids(line_ledger.key, Query(where={line_ledger.parent: header_id}))
    found = book.page(line_ledger.key, wanted)
    if key := line_ledger.line_number or ("seq" if "seq" in line_ledger.by_key else ""):
        found.sort(key=lambda row: (row[key] is None, row[key] or 0, row["id"]))
    return found


def count(book: Book, ledger: LedgerDef, query: Query | None = None) -> int:
    """How many rows a list would show."""
    must_read(book, ledger)
    return book.count(ledger.key, query or Query())


def only_overdue(book: Book, ledger: LedgerDef, query: Query) -> Query:
    """The same rows as far as they are open and past their limit."""
    if ledger.due is None:
        return query
    yesterday = (book.today() - timedelta(days=1)).isoformat()
    return replace(query, where={**query.where, ledger.due.field: Between(high=yesterday)}, states=ledger.open_states)


def choices(
    book: Book, register: str, typed: str = "", only: Mapping[str, Wanted] | None = None, limit: int = 50
) -> list[Choice]:
    """What a picker offers for what was typed: part of the name, the number, or pinyin initials (qs → 青山村)."""
    return book.choices(register, typed, only=only or {}, limit=limit)


def find_everywhere(book: Book, text: str, limit: int = 50) -> list[Hit]:
    """Rows of all registers that hold a text or a number."""
    return book.search(text, limit)


def catch_up(book: Book, report: Callable[[int, int, str], object]) -> None:
    """Index what a large import left for later, a little at a time; `report` may stop it between two steps.

    After each step and at the end the pieces of the index are put together: a search looks into fewer of them.
    """
    while left := book.index_pending(_STEP):
        book.tidy_index()
        report(0, left, _TIDYING)
    while book.tidy_index():
        report(0, 0, _TIDYING)


def behind(book: Book) -> bool:
    """Whether rows wait to be indexed."""
    return book.behind()


def shown_as_tree(ledger: LedgerDef) -> bool:
    """Whether the rows of a register are the tree of units beside every page."""
    return ledger.key == "unit"


def unit_tree(book: Book) -> list[UnitNode]:
    """The units as a tree, in order of entry; units whose parent is voided stand at the top."""
    rows = book.rows("unit")
    nodes = {
        number: UnitNode(number, text_of(row, "name"), text_of(row, "kind"), id_of(row, "parent"))
        for row in rows
        if (number := id_of(row, "id"))
    }
    tops: list[UnitNode] = []
    for node in nodes.values():
        above = nodes.get(node.parent) if node.parent else None
        (above.children if above else tops).append(node)
    return tops


def light_rule(book: Book) -> LightRule:
    """When lights change today in this book: as the county's templates say, else as was set."""
    ruled = book.ruled("lights", "lights")
    preset = presets.read_light_preset(ruled) if ruled else presets.light_preset(book.option("light_preset"))
    return LightRule.at(book.today(), book.option("yellow_days"), work_calendar(book), preset)


def work_calendar(book: Book) -> WorkCalendar:
    """The working days this book counts with: those of the program, and the years its county's templates bring."""
    found = presets.work_calendar()
    for key, _, data in book.ruled_all("calendar", early=True):
        found = presets.merged(found, _brought(key, data))
    return found


@lru_cache(maxsize=8)
def _brought(key: str, data: bytes) -> WorkCalendar:
    return presets.parse_calendar(Path(f"{key}.csv"), data)


def light(book: Book, ledger: LedgerDef, row: Row) -> Light | None:
    """The light of one row; use light_rule for a whole list."""
    return light_rule(book).light(ledger, row)


def initials_of(text: str) -> list[str]:
    """All ways to type a text by its pinyin initials: 群众提 is qzt."""
    from app.storage.initials import initials  # the readings are loaded when somebody types letters

    return initials(text).split()


def named_so(text: str, typed: str) -> bool:
    """Whether a text holds what was typed, or its initials do, as pickers find it."""
    plain = half_width(typed).lower()
    return plain in text.lower() or (plain.isascii() and any(plain in way for way in initials_of(text)))


def places_named(book: Book, typed: str) -> list[Place]:
    """The pages of the menu whose title holds what was typed, or whose pinyin initials do, the nearest first."""
    plain = half_width(typed).strip().lower()
    found: list[tuple[bool, Place]] = []
    for place in _places(book):
        ways = initials_of(place.title) if plain.isascii() else [place.title]
        if not plain or any(plain in way for way in ways):
            found.append((not any(way.startswith(plain) for way in ways), place))
    return [place for _, place in sorted(found, key=lambda pair: pair[0])]


def menu(book: Book) -> dict[str, list[Place]]:
    """The registers under their headings, then other pages; lines of a header have no entry of their own."""
    out: dict[str, list[Place]] = {}
    for place in _places(book):
        out.setdefault(place.menu, []).append(place)
    return out


def _places(book: Book) -> list[Place]:
    """What stands in the menu for whoever acts: registers, and pages of their own under headings that are there."""
    found = [place for place in places_of(book.ledgers) if place.menu and book.may_read(place.key)]
    headings = {place.menu for place in found}
    if book.info.is_county:
        found = [*DESKS, *(place for place in found if place.key not in _TOWNSHIPS_ONLY)]
    there = {place.key for place in found}
    return found + [place for place in PAGES if place.menu in headings and place.key not in there]
