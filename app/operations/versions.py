"""Version marks of sheets on walls: 第2版 2026-11-22 校验码 4827 1093, so that wall and file can be compared.

A version is what was printed or written out last; the same content keeps its mark, changed content gets the next.
What hangs on a wall is not undone with Ctrl+Z, so it is kept beside the registers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from app.domain.fields import Row
from app.domain.rows import text_of
from app.ledgers.hotline import CONTACTS, IN_USE
from app.reports.sheet import Sheet
from app.storage.book import Book

_KEPT = "version:"
_OF, _MARK, _NUMBER = "of", "version", "version_number"


@dataclass(frozen=True)
class Version:
    """What was put on paper last: its number, day and code, and the telephones and addresses that stood on it."""

    number: int
    on: str
    code: str
    shown: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """As it stands at the foot of the sheet."""
        return f"第{self.number}版 {self.on} 校验码 {self.code}"


def stamped(book: Book, sheet: Sheet, row_id: int) -> Sheet:
    """The sheet with its version mark: the last one where it says the same, else the next."""
    last, code = last_version(book, sheet.key, row_id), code_of(sheet)
    if last is None or last.code != code:
        last = Version((last.number if last else 0) + 1, book.today().isoformat(), code)
    facts = {_OF: str(row_id), _NUMBER: str(last.number), _MARK: last.mark}
    return replace(sheet, facts={**sheet.facts, **facts})


@dataclass(frozen=True)
class Put:
    """What is to be kept of a sheet with a version mark once it is on paper: the sheet itself may be forgotten."""

    key: str
    row: int
    version: Version


def put_on_paper(book: Book, sheets: Iterable[Sheet]) -> None:
    """Note that these sheets were printed or written out; those without a version mark are left alone."""
    shown = contacts_in_use(book)
    put(book, [found for sheet in sheets if (found := to_put(sheet, shown))])


def to_put(sheet: Sheet, contacts: Iterable[str]) -> Put | None:
    """What is to be kept of a sheet, None where it has no version mark; `contacts` are those of the boards in use."""
    if not sheet.facts.get(_OF):
        return None
    number, day = int(sheet.facts[_NUMBER]), sheet.facts[_MARK].split()[1]
    return Put(sheet.key, int(sheet.facts[_OF]), Version(number, day, code_of(sheet), contacts_of(sheet, contacts)))


def put(book: Book, puts: Iterable[Put]) -> None:
    """Note that sheets were printed or written out."""
    with book.transaction():
        for one in puts:
            book.keep(f"{_KEPT}{one.key}:{one.row}", asdict(one.version))
            book.note("sheet.version", f"sheet/{one.key}/{one.row}", one.version.mark)


def last_version(book: Book, key: str, row_id: int) -> Version | None:
    """What was put on paper last for a row, None where nothing was."""
    kept = book.kept(f"{_KEPT}{key}:{row_id}")
    return Version(**{**kept, "shown": tuple(kept["shown"])}) if isinstance(kept, dict) else None


def printed_rows(book: Book, key: str) -> list[int]:
    """The rows of which a sheet was put on paper."""
    return [int(kept.rpartition(":")[2]) for kept in book.kept_keys(f"{_KEPT}{key}:")]


def code_of(sheet: Sheet) -> str:
    """Eight digits for what a sheet says, easy to read over the phone."""
    text = "\n".join("\t".join(line) for line in sheet.lines())
    digits = int.from_bytes(sha256(text.encode()).digest()[:8], "big") % 10**8
    return f"{digits // 10**4:04} {digits % 10**4:04}"


def contacts_in_use(book: Book) -> dict[str, Row]:
    """Every telephone, mailbox, website and box of the boards in use, with the line it stands in."""
    lines = book.rows("hotline", state=IN_USE)
    found = {text_of(line, key): line for line in lines for key in CONTACTS if line.get(key)}
    for unit in book.rows("unit", name=book.info.township):
        if unit.get("phone"):
            found.setdefault(text_of(unit, "phone"), unit)
    return found


def contacts_of(sheet: Sheet, contacts: Iterable[str]) -> tuple[str, ...]:
    """Those contacts that stand on a sheet."""
    text = "\n".join("\t".join(line) for line in sheet.lines())
    return tuple(contact for contact in contacts if contact in text)
