"""The drawer for identities: boxes under a key of its own, which the book's key does not open.

Only app.operations.vault may come in here; a test looks at every import. The key lies in the key file, wrapped for
each keeper under the password with which he opens the book, in ordinary slots (app.keys) of the role "vault":
neither kind of slot can be passed off as the other. A box is AES-256-GCM under that key with

    aad = "mz/vault/v1" ‖ NUL ‖ book id ‖ NUL ‖ register ‖ NUL ‖ row

so that a box moved to another row, register or book does not open. Its content is JSON of the fields, filled up to
a multiple of 256 bytes: the length of a box does not tell a name with an address from one without.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from app import keys
from app.storage.book import Book
from app.storage.failures import Failures
from app.storage.keyfile import KeyFile, SlotInfo, beside
from app.storage.troubles import Trouble, WrongPassword

ROLE = "vault"
_NONCE, _BLOCK = 12, 256
_AAD = "mz/vault/v1"


class VaultLost(Trouble):
    """The key of the vault does not fit its boxes, or a box is damaged."""

    code = "E-VAULT-LOST"

    def __init__(self) -> None:
        super().__init__(
            "身份资料打不开:密钥与账套不符,或这一条已损坏。台账内容没有受影响,身份资料也没有改动;"
            "请用同一天的备份一起恢复账套和它的密钥文件。"
        )


class Kept(NamedTuple):
    """That something lies in the drawer for a row, when it was put there and by whom; nothing of what it says."""

    at: str
    by: str


def founded(book: Book) -> bool:
    """Whether the book has a vault."""
    return book.one("SELECT 1 FROM vault") is not None


def keepers(book: Book) -> list[SlotInfo]:
    """Who may open the vault."""
    return [user for user in book.keys.users() if user.login in _slots(book.keys)]


def found(book: Book, passwords: Mapping[str, str], *, checked: bool = False) -> None:
    """Make the vault's key and wrap it for people of the book; each gives the password he opens the book with.

    `checked` says that these passwords were just set and need not be tried.

    Raises:
        WrongPassword: One of them is not his.
    """
    if founded(book):
        raise RuntimeError("the vault is there already")
    if not checked:
        for login, password in passwords.items():
            book.keys.unlock(login, password)
    key = keys.new_data_key()
    slots = tuple(_slot(book, key, login, password) for login, password in passwords.items())
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
    failures = Failures(beside(book.path, ".failed"), book.moment)
    failures.check()
    given = book.keys.passwords.get(login, "") if password is None else password
    try:
        key = keys.open_slot(_slots(book.keys)[login], given, user=login, role=ROLE)
    except (KeyError, keys.KeyFault) as error:
        failures.add(login)
        raise WrongPassword from error
    if not book.one("SELECT 1 FROM vault WHERE mark = ?", (_mark(key),)):
        raise VaultLost
    return key


def add_keeper(book: Book, key: bytes, login: str, password: str) -> None:
    """Wrap the key for one more person of the book, who gives the password he opens the book with."""
    book.keys.unlock(login, password)
    slot = _slot(book, key, login, password)
    with book.transaction():
        book.note("vault.keeper", f"user/{login}")
        _write(book, (*_without(book, login), slot))


def drop_keeper(book: Book, login: str) -> None:
    """Take a keeper's slot away."""
    with book.transaction():
        book.note("vault.unkeeper", f"user/{login}")
        _write(book, _without(book, login))


def with_new_password(file: KeyFile, login: str, old: str, new: str, params: keys.KdfParams) -> KeyFile:
    """The key file with a keeper's vault slot under his new password; unchanged for anybody else."""
    if login not in _slots(file):
        return file
    key = keys.open_slot(_slots(file)[login], old, user=login, role=ROLE)
    slot = {"login": login, "slot": keys.make_slot(key, new, user=login, role=ROLE, params=params)}
    return replace(file, vault=tuple(slot if one["login"] == login else one for one in file.vault))


def kept(book: Book, register: str, row: int) -> Kept | None:
    """Whether something lies in the drawer for a row."""
    line = book.one(
        "SELECT at, by FROM vault_entry WHERE register = ? AND row = ? ORDER BY id DESC LIMIT 1", (register, row)
    )
    return Kept(*line) if line else None


def store(book: Book, key: bytes, register: str, row: int, texts: Mapping[str, str], why: str) -> None:
    """Put texts into the drawer of a row; what lay there before stays below, locked."""
    nonce = secrets.token_bytes(_NONCE)
    box = _cipher(key).encrypt(nonce, _filled_up(texts), _aad(book, register, row))
    with book.transaction():
        book.run(
            "INSERT INTO vault_entry (register, row, nonce, box, at, by) VALUES (?, ?, ?, ?, ?, ?)",
            (register, row, nonce, box, book.now(), book.actor_name),
        )
        book.note("vault.put", f"{register}/{row}", why)


def read(book: Book, key: bytes, register: str, row: int, why: str) -> dict[str, str]:
    """What lies in the drawer of a row, {} for nothing; that it was looked at is in the log before it is seen.

    Raises:
        VaultLost: The box is damaged or was moved here from elsewhere.
    """
    from cryptography.exceptions import InvalidTag

    line = book.one(
        "SELECT nonce, box FROM vault_entry WHERE register = ? AND row = ? ORDER BY id DESC LIMIT 1", (register, row)
    )
    book.note("vault.reveal", f"{register}/{row}", why)
    if line is None:
        return {}
    try:
        texts = json.loads(_cipher(key).decrypt(line[0], line[1], _aad(book, register, row)))
    except InvalidTag:
        raise VaultLost from None
    return {str(name): str(text) for name, text in texts.items()}


def _slots(file: KeyFile) -> dict[str, dict[str, Any]]:
    return {str(one["login"]): one["slot"] for one in file.vault}


def _without(book: Book, login: str) -> tuple[dict[str, Any], ...]:
    return tuple(one for one in book.keys.vault if one["login"] != login)


def _write(book: Book, slots: Sequence[dict[str, Any]]) -> None:
    changed = replace(book.keys, vault=tuple(slots))
    changed.write(book.path)
    book.keys = changed


def _slot(book: Book, key: bytes, login: str, password: str) -> dict[str, Any]:
    params = keys.PRACTICE_PARAMS if book.keys.practice else keys.STANDARD_PARAMS
    return {"login": login, "slot": keys.make_slot(key, password, user=login, role=ROLE, params=params)}


def _mark(key: bytes) -> str:
    return sha256(_AAD.encode() + b"\0mark\0" + key).hexdigest()


def _aad(book: Book, register: str, row: int) -> bytes:
    return "\0".join((_AAD, book.info.book_id, register, str(row))).encode()


def _filled_up(texts: Mapping[str, str]) -> bytes:
    plain = json.dumps(dict(texts), ensure_ascii=False).encode()
    return plain + b" " * (-len(plain) % _BLOCK)


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
