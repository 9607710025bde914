"""Who may open the drawer for identities: the slots of its key. Nothing here opens the drawer itself.

The key lies in the key file, wrapped for each keeper under the password with which he opens the book, in ordinary
slots (app.keys) of the role "vault": neither kind of slot can be passed off as the other. The book holds a hash of
the key, which tells the right one from another and opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app import keys
from app.storage.book import Book
from app.storage.keyfile import RECOVERY, KeyFile, NewUser, SlotInfo, opened, sealed
from app.storage.troubles import Trouble, WrongCode, WrongPassword

ROLE = "vault"
ROLES_OF_KEEPERS = ("clerk", "secretary")
_MARK = b"mz/vault/v1\0mark\0"


class VaultLost(Trouble):
    """The key of the vault does not fit its file, or an entry is damaged."""

    code = "E-VAULT-LOST"

    def __init__(self) -> None:
        super().__init__(
            "身份资料打不开:密钥与账套不符,或资料文件已损坏、不见了。台账内容没有受影响,身份资料也没有改动;"
            "请用同一天的备份一起恢复账套、密钥文件(.keys)和身份资料文件(.vault)。"
        )


def founded(book: Book) -> bool:
    """Whether the book has a vault."""
    return book.one("SELECT 1 FROM vault") is not None


def keepers(book: Book) -> list[SlotInfo]:
    """Who may open the vault."""
    return [user for user in book.keys.users() if user.login in _records(book.keys)]


def begin(book: Book, users: Sequence[NewUser]) -> None:
    """The vault of a book just made: its first clerk and first secretary are the keepers."""
    first = {user.role: user for user in reversed(users) if user.role in ROLES_OF_KEEPERS}
    if first:
        found(book, {user.login: user.password for user in first.values()}, checked=True)


def found(book: Book, passwords: Mapping[str, str], *, checked: bool = False) -> None:
    """Make the vault's key and wrap it for people of the book; each gives the password he opens the book with.

    `checked` says that these passwords were just set and need not be tried. The file is made when it is first used.

    Raises:
        WrongPassword: One of them is not his.
    """
    if founded(book):
        raise RuntimeError("the vault is there already")
    if not checked:
        for login, password in passwords.items():
            book.unlock(login, password)
    key = keys.new_data_key()
    slots = tuple(_record(book, key, login, password) for login, password in passwords.items())
    with book.transaction():
        book.run("INSERT INTO vault (id, mark, at) VALUES (1, ?, ?)", (_mark(key), book.now()))
        book.note("vault.found", "vault")
        _write(book, slots)


def unlock(book: Book, login: str, password: str | None) -> bytes:
    """The vault's key, for a keeper with his password; a practice book knows its passwords itself.

    Raises:
        WrongPassword, TooManyTries: Not his password, or too many wrong ones in a row.
        VaultLost: The key file is not that of this book's vault.
    """
    given = book.keys.passwords.get(login, "") if password is None else password
    record = _records(book.keys).get(login)
    with book.trying(login):
        if record is None:
            raise WrongPassword
        key = opened(record, given, login, ROLE, book.actor_name, book.device)
    _same(book, key)
    if book.binding is not None and not record.get("on"):
        with suppress(OSError):  # next time
            _write(book, (*_without(book, login), _record(book, key, login, given)))
    return key


def by_recovery(book: Book, secret: bytes) -> bytes:
    """The vault's key by the recovery code.

    Raises:
        WrongCode: The code was made without the vault, or is another one.
    """
    slot = (book.keys.recovery or {}).get("vault")
    if slot is None:
        raise WrongCode
    try:
        key = keys.open_slot(slot, secret.hex(), user=RECOVERY, role=ROLE)
    except keys.KeyFault as fault:
        raise WrongCode from fault
    _same(book, key)
    return key


def recovery_slot(key: bytes, secret: bytes) -> dict[str, Any]:
    """The vault's key under the recovery code."""
    return keys.make_slot(key, secret.hex(), user=RECOVERY, role=ROLE)


def _same(book: Book, key: bytes) -> None:
    if not book.one("SELECT 1 FROM vault WHERE mark = ?", (_mark(key),)):
        raise VaultLost


def add_keeper(book: Book, key: bytes, login: str, password: str) -> None:
    """Wrap the key for one more person of the book, who gives the password he opens the book with."""
    book.unlock(login, password)
    give(book, key, login, password)


def give(book: Book, key: bytes, login: str, password: str) -> None:
    """Wrap the key for somebody under a password he was just given."""
    slot = _record(book, key, login, password)
    with book.transaction():
        book.note("vault.keeper", f"user/{login}")
        _write(book, (*_without(book, login), slot))


def drop_keeper(book: Book, login: str) -> None:
    """Take a keeper's slot away."""
    with book.transaction():
        book.note("vault.unkeeper", f"user/{login}")
        _write(book, _without(book, login))


def with_new_password(book: Book, file: KeyFile, login: str, old: str, new: str) -> KeyFile:
    """The key file with a keeper's vault slot under his new password; unchanged for anybody else."""
    record = _records(file).get(login)
    if record is None:
        return file
    key = opened(record, old, login, ROLE, login, book.device)
    changed = _record(book, key, login, new)
    return replace(file, vault=tuple(changed if one["login"] == login else one for one in file.vault))


def with_keeper(book: Book, file: KeyFile, key: bytes, login: str, password: str) -> KeyFile:
    """The key file with a slot for one more keeper, in place of one he may have had."""
    record = _record(book, key, login, password)
    return replace(file, vault=(*(one for one in file.vault if one["login"] != login), record))


def without(file: KeyFile, login: str) -> KeyFile:
    """The key file without somebody's slot."""
    return replace(file, vault=tuple(one for one in file.vault if one["login"] != login))


def _records(file: KeyFile) -> dict[str, dict[str, Any]]:
    return {str(one["login"]): one for one in file.vault}


def _without(book: Book, login: str) -> tuple[dict[str, Any], ...]:
    return tuple(one for one in book.keys.vault if one["login"] != login)


def _write(book: Book, slots: Sequence[dict[str, Any]]) -> None:
    book.write_keys(replace(book.keys, vault=tuple(slots)))


def _record(book: Book, key: bytes, login: str, password: str) -> dict[str, Any]:
    return {"login": login, **sealed(key, password, login, ROLE, book.keys.practice, book.binding)}


def _mark(key: bytes) -> str:
    return sha256(_MARK + key).hexdigest()
