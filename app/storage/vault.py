"""The drawer for identities: a second SQLCipher file beside the book, under a key the book's key does not open.

Only app.operations.vault may come in here; a test looks at every import. The book knows of a report only a random
number of 128 bits (table vault_ref), when something was entered and by which clerk. The file says for each number
what was entered and for which row: a number moved to another row in the book opens nothing there.

Up to 0.2 the identities lay as AES-GCM boxes in a table of the book (vault_entry); `open_file` moves them over. A
change is committed in the file just before the book's own line about it: what the book says is there, is there.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from app import disk
from app.storage.book import Book
from app.storage.connection import Connection, atomic, connect
from app.storage.keepers import VaultLost
from app.storage.keyfile import beside
from app.storage.troubles import BookDamaged, told

ENDING = ".vault"
SUM = "vault:sum"
_BOX_AAD = "mz/vault/v1"
_SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    # a corrected identity is one more entry, the newest counts; `old` is the number of the box it was moved from
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL, place TEXT NOT NULL, texts TEXT NOT NULL,
        at TEXT NOT NULL, by TEXT NOT NULL, old INTEGER UNIQUE
    ) STRICT""",
    "CREATE INDEX entry_ref ON entry(ref)",
)
_INSERT = "INSERT INTO entry (ref, place, texts, at, by, old) VALUES (?, ?, ?, ?, ?, ?)"


class Kept(NamedTuple):
    """That something lies in the drawer for a row, when it was put there and by whom; nothing of what it says."""

    at: str
    by: str


class VaultFile:
    """The second file while a keeper has it open."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self.connection, self.key = connection, key

    def close(self) -> None:
        """Forget the key and let the file go."""
        self.connection.close()
        self.key = b""


def path_of(book: Book) -> Path:
    """Where the second file of a book lies."""
    return beside(book.path, ENDING)


def open_file(book: Book, key: bytes) -> VaultFile:
    """Open the second file with its key; it is made on first use, and boxes of earlier releases move into it.

    Raises:
        VaultLost: It is gone, damaged, or that of another book.
        Told: The disk is full or read-only; nothing was lost.
    """
    path = path_of(book)
    if not path.exists():
        if book.kept(SUM) is not None:
            raise VaultLost  # it was there: a new empty one would look as if nobody had ever given a name
        _make(book, path, key)
    opened = VaultFile(_connected(book, path, key), key)
    try:
        _move_boxes(book, opened)
        if book.kept(SUM) != sum_of(path):
            with book.transaction():
                book.keep(SUM, sum_of(path))
    except BaseException:
        opened.close()
        raise
    return opened


def kept(book: Book, register: str, row: int) -> Kept | None:
    """Whether something lies in the drawer for a row."""
    line = book.one("SELECT at, by FROM vault_ref WHERE register = ? AND row = ?", (register, row))
    return Kept(*line) if line else None


def store(book: Book, file: VaultFile, register: str, row: int, texts: Mapping[str, str], why: str) -> None:
    """Put texts into the drawer of a row; what lay there before stays below, locked."""
    text, place = json.dumps(dict(texts), ensure_ascii=False), _place(register, row)
    with told(path_of(book)), book.transaction():
        ref = _ref(book, register, row) or secrets.token_hex(16)
        book.run(
            "INSERT INTO vault_ref (register, row, ref, at, by) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (register, row) DO UPDATE SET at = excluded.at, by = excluded.by",
            (register, row, ref, book.now(), book.actor_name),
        )
        book.note("vault.put", f"{register}/{row}", why)
        with atomic(file.connection):
            file.connection.execute(_INSERT, (ref, place, text, book.now(), book.actor_name, None))
        book.keep(SUM, sum_of(path_of(book)))


def read(book: Book, file: VaultFile, register: str, row: int, why: str) -> dict[str, str]:
    """What lies in the drawer of a row, {} for nothing; that it was looked at is in the log before it is seen.

    Raises:
        VaultLost: The entry is gone, damaged or that of another row.
    """
    book.note("vault.reveal", f"{register}/{row}", why)
    ref = _ref(book, register, row)
    if ref is None:
        return {}
    if book.one("SELECT 1 FROM vault_entry WHERE register = ? AND row = ?", (register, row)):
        raise VaultLost  # a box that did not open when the others moved: what lies below it is out of date
    with _whole(path_of(book)):
        line = file.connection.execute(
            "SELECT place, texts FROM entry WHERE ref = ? ORDER BY id DESC LIMIT 1", (ref,)
        ).fetchone()
    if line is None or line[0] != _place(register, row):
        raise VaultLost
    return {str(name): str(text) for name, text in json.loads(line[1]).items()}


def check(book: Book, file: VaultFile) -> list[str]:
    """Read every page of the file and compare it with the book; Chinese sentences, none where all is well."""
    with _whole(path_of(book)):
        if file.connection.execute("PRAGMA cipher_integrity_check").fetchall():
            return ["身份资料文件有数据页已损坏"]
        there = dict(file.connection.execute("SELECT ref, place FROM entry ORDER BY id").fetchall())
    wanted = {ref: _place(register, row) for register, row, ref in book.all("SELECT register, row, ref FROM vault_ref")}
    boxes = {(register, row) for register, row in book.all("SELECT register, row FROM vault_entry")}
    lost = [place for ref, place in wanted.items() if there.get(ref) != place and tuple(_parts(place)) not in boxes]
    return [f"{len(lost)} 条台账的身份资料不在身份资料文件里"] if lost else []


def look(book: Book) -> str:
    """What can be told of the file without its key: "" where it is what the book remembers of it."""
    path, known = path_of(book), book.kept(SUM)
    if known is None:
        return ""
    if not path.exists():
        return f"身份资料文件“{path.name}”不在账套旁边"
    return "" if sum_of(path) == known else f"身份资料文件“{path.name}”与账套记着的不一样"


def sum_of(path: Path) -> str:
    """SHA-256 of the file as it lies on the disk: between two changes all of it is in the one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make(book: Book, path: Path, key: bytes) -> None:
    part = beside(path, f".{secrets.token_hex(4)}.part")
    with told(path):
        try:
            connection = connect(part, key)
            try:
                part.chmod(0o600)
                with atomic(connection):
                    for statement in _SCHEMA:
                        connection.execute(statement)
                    connection.execute("INSERT INTO meta (key, value) VALUES ('book', ?)", (book.info.book_id,))
            finally:
                connection.close()
            disk.rename(part, path)
        finally:
            part.unlink(missing_ok=True)


def _connected(book: Book, path: Path, key: bytes) -> Connection:
    with _whole(path):
        connection = connect(path, key)
    try:
        with _whole(path):
            found = connection.execute("SELECT value FROM meta WHERE key = 'book'").fetchone()
        if found is None or found[0] != book.info.book_id:
            raise VaultLost
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """A file that is no database with this key is lost, as far as the keeper is concerned; a full disk is not."""
    try:
        with told(path):
            yield
    except BookDamaged as error:
        raise VaultLost from error


def _move_boxes(book: Book, file: VaultFile) -> None:
    """Move the boxes of an earlier release over; one that does not open stays where it is and is told when asked for.

    Interrupted after the file was written, the next opening does the rest: a box is moved once.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    boxes = book.all("SELECT id, register, row, nonce, box, at, by FROM vault_entry ORDER BY id")
    if not boxes:
        return
    cipher, moved = AESGCM(file.key), list[tuple[int]]()
    with told(path_of(book)), atomic(file.connection):
        for id, register, row, nonce, box, at, by in boxes:
            aad = "\0".join((_BOX_AAD, book.info.book_id, register, str(row))).encode()
            try:
                texts = json.loads(cipher.decrypt(nonce, box, aad))
            except InvalidTag:
                continue
            line = (_ref(book, register, row), _place(register, row), json.dumps(texts, ensure_ascii=False), at, by, id)
            file.connection.execute(_INSERT.replace("INSERT", "INSERT OR IGNORE", 1), line)
            moved.append((id,))
    with book.transaction():
        book.run_many("DELETE FROM vault_entry WHERE id = ?", moved)  # secure_delete overwrites what they held
        book.note("vault.moved", "vault", f"{len(moved)}")
        book.keep(SUM, sum_of(path_of(book)))
    book.settle()


def _ref(book: Book, register: str, row: int) -> Any:
    line = book.one("SELECT ref FROM vault_ref WHERE register = ? AND row = ?", (register, row))
    return line[0] if line else None


def _place(register: str, row: int) -> str:
    return f"{register}/{row}"


def _parts(place: str) -> tuple[str, int]:
    register, _, row = place.partition("/")
    return register, int(row)
