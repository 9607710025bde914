"""One encrypted SQLite connection, set up the same way everywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2 as sql

from app.storage.place import shared

# sqlite-utils catches the exception classes of the module it finds first: it must be this one.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sql)

# Without an adapter of its own every empty cell costs two failed attribute look-ups: a row of 50 columns took
# 130 µs to insert instead of 20.
sql.register_adapter(type(None), {}.get)

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = Any  # sqlcipher3 carries no types

_SETTINGS = (
    "PRAGMA cipher_log_level = NONE",  # it would write to stderr
    "PRAGMA cache_size = -65536",  # 64 MB: cold scans of encrypted pages are three times slower than plain ones
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 2000",
    # With a journal that is deleted at each commit FULL is not enough: where the power fails just then the journal is
    # there again, and takes back what was told as done. In WAL the two are the same.
    "PRAGMA synchronous = EXTRA",
)


def connect(path: Path, data_key: bytes) -> Connection:
    """Open a database file with its key; nothing is read yet, so a wrong key shows at the first query."""
    connection = sql.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=400)
    try:
        connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
        if shared(path.parent):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # a log left there is read without shared memory
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()  # Windows lets nobody put a backup in the place of a file that is still open
        raise
    return connection


def use_wal(connection: Connection, path: Path) -> None:
    """Readers and the writer do not wait for each other, and a commit is one append.

    Not where the file is on another machine or is copied away while it is written: there a log beside it needs memory
    shared by machines, or is left behind by the copy. A book there has a journal, and all of it is in the one file.
    """
    connection.execute(f"PRAGMA journal_mode = {'DELETE' if shared(path.parent) else 'WAL'}")


def utils(connection: Connection) -> Database:
    """The connection through sqlite-utils; imported only here, because it takes longer than opening a book."""
    from sqlite_utils import Database

    return Database(connection, recursive_triggers=False, execute_plugins=False)


@contextmanager
def atomic(connection: Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once; any exception rolls everything back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have rolled back already
            connection.execute("ROLLBACK")
        raise
