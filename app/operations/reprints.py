"""重印: every sheet on a wall that no longer says what the book says, with its next version mark, in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.faults import Refused, Told
from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers import ledger as ledger_of
from app.ledgers.hotline import CONTACTS
from app.operations import gate, papers, sheets, versions
from app.reports.sheet import Sheet
from app.storage.book import Book

FINANCE_WALL = ("finance_wall", "财务公开榜", ("已公开",))
NUMBER_SOURCES = ("hotline", "unit")


@dataclass(frozen=True)
class Reprint:
    """One sheet to be printed again: of which row, under what title, as which version, and why."""

    register: str
    row: int
    key: str
    kind: str
    title: str
    version: int
    why: str


@dataclass(frozen=True)
class _Wall:
    """One kind of sheet that hangs on walls, and the states of its rows in which it does."""

    ledger: LedgerDef
    key: str
    kind: str
    states: tuple[str, ...]
    make: Callable[[Book, int], Sheet]


def affected(book: Book) -> list[Reprint]:
    """Every sheet that hangs and says something else than it would say today, and no other.

    A sheet printed here is compared with what stood on it; one that was posted without being printed here is
    named when a number it shows was changed afterwards.
    """
    contacts = versions.contacts_in_use(book)
    changed = {contact: _changed_at(book, line) for contact, line in contacts.items()}
    found = []
    for wall in _walls(book):
        for row in _hanging(book, wall):
            if (reprint := _reprint(book, wall, row, changed)) is not None:
                found.append(reprint)
    return found


def sheets_of(book: Book, wanted: Sequence[Reprint]) -> list[Sheet]:
    """The sheets themselves, in the order of the list, each with its new version mark.

    Raises:
        Refused: Nothing is chosen, or one of them cannot be printed; none is then.
    """
    if not wanted:
        raise Refused("没有要重印的公示:墙上的与账里的一致。", "E-NOTHING")
    walls = {wall.key: wall for wall in _walls(book)}
    return gate.gathered(partial(walls[one.key].make, book, one.row) for one in wanted)


def hanging_kinds(ledger: LedgerDef, state: str) -> list[tuple[str, str]]:
    """Key and title of the sheets that hang while a row of this register is in a state."""
    found = [(paper.key, paper.title, paper.wall) for paper in ledger.papers]
    if ledger.key == "finance_sheet":
        found.append(FINANCE_WALL)
    return [(key, title) for key, title, states in found if state in states]


def said_after(book: Book, register: str) -> str:
    """What to tell after a row of this register was saved: how many sheets show it as it was, "" for none."""
    if register not in NUMBER_SOURCES:
        return ""
    count = len(affected(book))
    return f"已保存。墙上有 {count} 张公示与账里不一致,按 Ctrl+Shift+P 列出并重印。" if count else ""


def _walls(book: Book) -> Iterator[_Wall]:
    for key in book.ledgers:
        ledger = ledger_of(key)
        for paper in ledger.papers:
            if paper.wall:
                yield _Wall(ledger, paper.key, paper.title, paper.wall, partial(_paper, ledger, paper.key))
    key, title, states = FINANCE_WALL
    yield _Wall(ledger_of("finance_sheet"), key, title, states, _finance)


def _paper(ledger: LedgerDef, key: str, book: Book, row_id: int) -> Sheet:
    return papers.build(book, ledger, key, [row_id])[0]


def _finance(book: Book, row_id: int) -> Sheet:
    return sheets.make_sheet(book, FINANCE_WALL[0], ids=[row_id])[0]


def _hanging(book: Book, wall: _Wall) -> list[Row]:
    """Rows whose sheet hangs today; of a register without states only those a sheet was printed of."""
    ledger, today = wall.ledger, book.today().isoformat()
    if not ledger.states:
        rows = book.page(ledger.key, versions.printed_rows(book, wall.key))
        return [row for row in rows if not row.get("voided")]
    rows = [row for state in wall.states for row in book.rows(ledger.key, state=state)]
    if "posted_from" in ledger.by_key:  # an answer may be given and not hang yet
        rows = [row for row in rows if row.get("posted_from")]
    return [row for row in rows if not row.get("posted_to") or text_of(row, "posted_to") >= today]


def _reprint(book: Book, wall: _Wall, row: Row, changed: dict[str, str]) -> Reprint | None:
    row_id = id_of(row, "id") or 0
    last = versions.last_version(book, wall.key, row_id)
    try:
        sheet = wall.make(book, row_id)
    except Told as told:  # still on the wall: that it cannot be printed now is what the clerk has to know
        return (
            _entry(book, wall, row_id, (last.number if last else 0) + 1, f"不能重印:{told.message}") if last else None
        )
    if last is None:
        posted = text_of(row, "updated_at")
        later = [c for c in versions.contacts_of(sheet, changed) if changed[c] > posted]
        why = f"张贴后改为 {'、'.join(later)}" if later else ""
    else:
        why = (
            ""
            if last.code == versions.code_of(sheet)
            else _difference(last.shown, versions.contacts_of(sheet, changed))
        )
    return _entry(book, wall, row_id, int(sheet.facts["version_number"]), why) if why else None


def _entry(book: Book, wall: _Wall, row_id: int, number: int, why: str) -> Reprint:
    title = book.title(wall.ledger.key, row_id)
    return Reprint(wall.ledger.key, row_id, wall.key, wall.kind, title, number, why)


def _difference(before: Sequence[str], now: Sequence[str]) -> str:
    gone, come = [one for one in before if one not in now], [one for one in now if one not in before]
    if gone and come:
        return f"{'、'.join(gone)} 改为 {'、'.join(come)}"
    return f"不再用 {'、'.join(gone)}" if gone else f"增加 {'、'.join(come)}" if come else "内容有改动"


def _changed_at(book: Book, line: Row) -> str:
    """When what people read of a line came to be as it is."""
    register = "unit" if "level" not in line else "hotline"
    keys = {*CONTACTS, "name", "state"} if register == "hotline" else {"phone"}
    moments = [
        one.at for one in book.history(register, id_of(line, "id") or 0) if keys & {key for key, *_ in one.fields}
    ]
    return moments[-1] if moments else text_of(line, "created_at")
