"""What every part of a book shares: the connection, the registers, the clock, who acts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2 as sql

from app.domain.ledger import LedgerDef
from app.domain.plain import plain
from app.domain.workdays import WorkCalendar
from app.ledgers.shelf import Place, Shelf, readers_of
from app.storage.connection import Connection, atomic
from app.storage.rows import Table
from app.storage.seen import Point, Seen
from app.storage.troubles import BookDamaged, from_database

Clock = Callable[[], datetime]
TOWNSHIP, COUNTY = "township", "county"
BEIJING = timezone(timedelta(hours=8))
Ledgers = Mapping[str, LedgerDef] | Iterable[LedgerDef]
# Written and undone like any register, but in no menu, list or search.
BEHIND: Mapping[str, LedgerDef] = Shelf(
    (
        Place("snooze", "缓办", "", "", "SNOOZES"),
        Place("settling", "个人信息处理", "", "", "SETTLINGS"),
    )
)
_HASHING = b"mz/keyed-hash/v1\0"
ID_BITS = 40
ID_MASK = (1 << ID_BITS) - 1


def system_clock() -> datetime:
    """The machine's own clock."""
    return datetime.now(BEIJING)


@plain
class BookInfo:
    """Whose book it is. `short` is the 文号代字 used where no unit has one of its own.

    `kind` is "township", or "county" for a book that merges what townships send.
    """

    township: str
    code: str
    county: str
    short: str
    practice: bool = False
    book_id: str = ""
    kind: str = TOWNSHIP

    @property
    def is_county(self) -> bool:
        """Whether townships' packets are received and merged here."""
        return self.kind == COUNTY


class Member(NamedTuple):
    """Who has the book open."""

    login: str
    name: str
    role: str


def _weekdays_only() -> WorkCalendar:
    """Until whoever opens the book brings the year's plan, Monday to Friday are worked."""
    return WorkCalendar(frozenset(), frozenset(), 1, 0)


def by_key(ledgers: Ledgers) -> Mapping[str, LedgerDef]:
    """Registers by key; a shelf stays what it is and is read as it is asked."""
    return ledgers if isinstance(ledgers, Mapping) else {ledger.key: ledger for ledger in ledgers}


class Tables(Mapping[str, Table]):
    """The table of each register, worked out when it is first asked for."""

    def __init__(self, ledgers: Mapping[str, LedgerDef]) -> None:
        self._ledgers = ledgers
        self._made: dict[str, Table] = {}

    def __getitem__(self, key: str) -> Table:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Table(BEHIND[key] if key in BEHIND else self._ledgers[key])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ledgers)

    def __len__(self) -> int:
        return len(self._ledgers)

    def __contains__(self, key: object) -> bool:
        return key in self._ledgers


class Core:
    """The open file; the rooms of storage build on it."""

    def __init__(
        self,
        path: Path,
        connection: Connection,
        data_key: bytes,
        member: Member,
        ledgers: Ledgers,
        clock: Clock,
    ) -> None:
        self.path = path
        self.actor, self.actor_name, self.role = member.login, member.name, member.role
        self.ledgers: Mapping[str, LedgerDef] = by_key(ledgers)
        self.tables: Mapping[str, Table] = Tables(self.ledgers)
        self.info: BookInfo
        self.warnings: list[str] = []
        self.fixed_today: date | None = None
        self.device: Callable[[], bytes] | None = None
        self.newest_backup: Callable[[], Path | None] = lambda: None
        self.calendar: Callable[[], WorkCalendar] = _weekdays_only
        self._conn = connection
        self._data_key = data_key
        self._clock = clock
        self._lock = RLock()
        self._found: dict[tuple[str, str], int] = {}
        self._titles: dict[tuple[str, int], str] = {}
        self._options: dict[str, int] = {}
        self._options_of: date | None = None
        self._seen: Seen | None = None
        self._come_to: Point | None = None  # how far the log is with what is not committed yet
        self._register_ids: dict[str, int] = {}
        self._unreadable: list[str] | None = None

    def moment(self) -> datetime:
        """Now, in Beijing time."""
        return self._clock().astimezone(BEIJING)

    def now(self) -> str:
        """Now as ISO text with +08:00."""
        return self.moment().isoformat(timespec="seconds")

    def today(self) -> date:
        """The business day: the calendar day in Beijing, or the one that was fixed; moments are never fixed."""
        return self.fixed_today or self.moment().date()

    def may_read(self, register: str) -> bool:
        """Whether whoever acts may read a register; every list, search, panel, sheet and export asks this."""
        roles = readers_of(self.ledgers, register) if register in self.ledgers else ()
        return not roles or self.role in roles

    def unreadable(self) -> list[str]:
        """The registers whoever acts may not read."""
        if self._unreadable is None:
            self._unreadable = [key for key in self.ledgers if not self.may_read(key)]
        return self._unreadable

    def all(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        """Every line a query answers."""
        with self._lock:
            try:
                return self._conn.execute(statement, values).fetchall()  # type: ignore[no-any-return]
            except sql.Error as error:
                raise self.trouble(error) from error

    def one(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first line of an answer, or None."""
        with self._lock:
            try:
                return self._conn.execute(statement, values).fetchone()
            except sql.Error as error:
                raise self.trouble(error) from error

    def run(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Carry out one statement; returns the cursor."""
        with self._lock:
            try:
                return self._conn.execute(statement, values)
            except sql.Error as error:
                raise self.trouble(error) from error

    def run_many(self, statement: str, lines: Iterable[Sequence[Any]]) -> None:
        """Carry out one statement for many lines of values."""
        with self._lock:
            try:
                self._conn.executemany(statement, lines)
            except sql.Error as error:
                raise self.trouble(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside a change it is part of that change."""
        with self._lock:
            if self._conn.in_transaction:
                yield
                return
            try:
                with atomic(self._conn):
                    yield
                if self._come_to is not None and self._seen is not None:
                    self._seen.note(self._come_to)
                    self._come_to = None
            except sql.Error as error:
                self.forget()
                raise self.trouble(error) from error
            except BaseException:
                self.forget()
                raise

    def trouble(self, error: sql.Error) -> BaseException:
        """What a clerk is told about an error of the database; our own bugs stay as they are."""
        found = from_database(error, self.path)
        if isinstance(found, BookDamaged):
            return BookDamaged(self.path, self.newest_backup())
        return found or error

    def data_key(self) -> bytes:
        """The key of the open book, to be wrapped for one more person; it never leaves the key file unwrapped."""
        return self._data_key

    def keyed_hash(self, text: str) -> str:
        """A text as 64 hexadecimal digits: the same in this book each time, and untold without the book's key."""
        key = hashlib.sha256(_HASHING + self._data_key).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def forget(self) -> None:
        """Drop what was remembered from before a change."""
        self._found.clear()
        self._titles.clear()
        self._options.clear()
        self._come_to = None
        self._register_ids.clear()  # a number given in a change that was rolled back is no number

    def register_id(self, key: str) -> int:
        """The small number of a register in the search index."""
        if key not in self._register_ids:
            self._register_ids = {name: id for id, name in self.all("SELECT id, key FROM register")}
        if key not in self._register_ids:
            self._register_ids[key] = int(self.run("INSERT INTO register (key) VALUES (?)", (key,)).lastrowid)
        return self._register_ids[key]

    def doc(self, register: str, id: int) -> int:
        """The number of a row in the search index."""
        return self.register_id(register) << ID_BITS | id
