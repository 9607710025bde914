"""The key file beside a book: who may open it, and the data key wrapped for each of them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.plain import plain
from app.keys import PRACTICE_PARAMS, STANDARD_PARAMS, KdfParams, KeyFault, make_slot, open_slot
from app.storage.troubles import BookTooNew, NotABook, WrongPassword

VERSION = 1
# What may lie beside a book under its name; a book is moved, kept aside and put back with all of it.
PARTS = ("", "-wal", "-shm", ".keys", ".vault", ".vault-journal", ".files", ".failed")


class NewUser(NamedTuple):
    """Someone who may open a book. `role` is clerk, secretary, reader or admin."""

    login: str
    name: str
    role: str
    password: str


class SlotInfo(NamedTuple):
    """A user as the login list shows him."""

    login: str
    name: str
    role: str


@plain
class KeyFile:
    """What the key file says. `passwords` are only there for the practice book, which opens with one click.

    `vault` are the slots of the second key, under which identities lie (see app.storage.vault).
    """

    book_id: str
    practice: bool
    slots: tuple[dict[str, Any], ...]
    passwords: dict[str, str]
    vault: tuple[dict[str, Any], ...] = ()

    @classmethod
    def make(cls, book_id: str, data_key: bytes, users: Sequence[NewUser], practice: bool) -> KeyFile:
        """Wrap a new data key for every user."""
        params = PRACTICE_PARAMS if practice else STANDARD_PARAMS
        slots = tuple(_slot(data_key, user, params) for user in users)
        return cls(book_id, practice, slots, {user.login: user.password for user in users} if practice else {})

    @classmethod
    def read(cls, path: Path) -> KeyFile:
        """The key file of a book.

        Raises:
            NotABook: There is none, or it is not ours.
            BookTooNew: A newer release wrote it.
        """
        try:
            data = json.loads(beside(path, ".keys").read_text("utf-8"))
            version = data["v"]
        except FileNotFoundError:
            raise NotABook(path, f"旁边没有它的密钥文件“{path.name}.keys”") from None
        except (ValueError, KeyError, TypeError):
            raise NotABook(path, f"密钥文件“{path.name}.keys”不能读取") from None
        if isinstance(version, int) and version > VERSION:
            raise BookTooNew(path)
        try:
            slots = tuple({**slot, "login": str(slot["login"]), "name": str(slot["name"])} for slot in data["slots"])
            passwords = {str(k): str(v) for k, v in data.get("practice_passwords", {}).items()}
            vault = tuple({"login": str(one["login"]), "slot": dict(one["slot"])} for one in data.get("vault", ()))
            return cls(str(data["book"]), data["practice"] is True, slots, passwords, vault)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotABook(path, f"密钥文件“{path.name}.keys”不能读取") from None

    def write(self, path: Path) -> None:
        """Replace the key file in one go."""
        data: dict[str, Any] = {
            "v": VERSION,
            "book": self.book_id,
            "practice": self.practice,
            "slots": list(self.slots),
        }
        if self.vault:
            data["vault"] = list(self.vault)
        if self.practice:
            data["practice_passwords"] = self.passwords
        write_whole(beside(path, ".keys"), json.dumps(data, ensure_ascii=False, indent=1).encode())

    def users(self) -> list[SlotInfo]:
        """Who may open the book."""
        return [SlotInfo(slot["login"], slot["name"], str(slot["slot"]["role"])) for slot in self.slots]

    def unlock(self, login: str, password: str | None) -> tuple[bytes, SlotInfo]:
        """The data key, for a user with the right password; a practice book knows its passwords itself.

        Raises:
            WrongPassword: No such user or not his password.
        """
        for slot, user in zip(self.slots, self.users(), strict=True):
            if user.login == login:
                given = self.passwords.get(login) if password is None else password
                if given is None:
                    raise WrongPassword
                try:
                    return open_slot(slot["slot"], given, user=login, role=user.role), user
                except KeyFault as fault:
                    raise WrongPassword from fault
        raise WrongPassword


def beside(path: Path, ending: str) -> Path:
    """A file that belongs to a book: its name with something more at the end."""
    return path.with_name(path.name + ending)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that either the old or the new content is there, readable by its owner only."""
    part = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _slot(data_key: bytes, user: NewUser, params: KdfParams) -> dict[str, Any]:
    slot = make_slot(data_key, user.password, user=user.login, role=user.role, params=params)
    return {"login": user.login, "name": user.name, "slot": slot}
