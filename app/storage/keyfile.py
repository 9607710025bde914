"""The key file beside a book: who may open it, and the data key wrapped for each of them.

A record is {"login", "name", "slot"} with an ordinary slot of app.keys, and may say more: "on" is the name of the
computer whose secret is mixed in, "renew" that the person must choose a new password, "off" that he may no longer
open the book ("slot" is gone then, "role" says what he was). "recovery" holds the slots of the recovery code, which
no computer's secret is mixed into: {"at", "slot", "vault"}. Passwords are bound to a computer only once there is a
recovery code: a dead computer must never take the book with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from app import disk, keys
from app.domain.plain import plain
from app.storage.troubles import BookTooNew, NoRecovery, NotABook, OtherComputer, WrongCode, WrongPassword

VERSION, PLAIN_VERSION = 3, 1  # 3 has bound passwords or a recovery code; 2 was never given out
# What may lie beside a book under its name; a book is moved, kept aside and put back with all of it.
PARTS = ("", "-wal", "-shm", ".keys", ".vault", ".vault-journal", ".files", ".failed", ".seen")


RECOVERY = "recovery"
Device = Callable[[], bytes]
Record = Mapping[str, Any]


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
    recovery: dict[str, Any] | None = None

    @classmethod
    def make(cls, book_id: str, data_key: bytes, users: Sequence[NewUser], practice: bool) -> KeyFile:
        """Wrap a new data key for every user."""
        empty = cls(book_id, practice, (), {user.login: user.password for user in users} if practice else {})
        return replace(empty, slots=tuple(empty.record(data_key, user, None) for user in users))

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
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NotABook(path, f"密钥文件“{path.name}.keys”不能读取") from None
        if isinstance(version, int) and version not in (PLAIN_VERSION, VERSION):
            raise BookTooNew(path)
        try:
            slots = tuple({**slot, "login": str(slot["login"]), "name": str(slot["name"])} for slot in data["slots"])
            passwords = {str(k): str(v) for k, v in data.get("practice_passwords", {}).items()}
            vault = tuple(
                {**one, "login": str(one["login"]), "slot": dict(one["slot"])} for one in data.get("vault", ())
            )
            recovery = dict(data["recovery"]) if data.get("recovery") else None
            made = cls(str(data["book"]), data["practice"] is True, slots, passwords, vault, recovery)
            made.users()  # a record without what it must have shows now
            return made
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotABook(path, f"密钥文件“{path.name}.keys”不能读取") from None

    def write(self, path: Path) -> None:
        """Replace the key file in one go."""
        data: dict[str, Any] = {
            "v": VERSION if self.recovery else PLAIN_VERSION,
            "book": self.book_id,
            "practice": self.practice,
            "slots": list(self.slots),
        }
        if self.vault:
            data["vault"] = list(self.vault)
        if self.recovery:
            data["recovery"] = self.recovery
        if self.practice:
            data["practice_passwords"] = self.passwords
        disk.write_whole(beside(path, ".keys"), json.dumps(data, ensure_ascii=False, indent=1).encode())

    def users(self) -> list[SlotInfo]:
        """Who may open the book."""
        return [_info(record) for record in self.slots if not record.get("off")]

    def former(self) -> list[SlotInfo]:
        """Who could once open it and no longer may."""
        return [_info(record) for record in self.slots if record.get("off")]

    def user(self, login: str) -> SlotInfo | None:
        """One of those who may open the book."""
        return next((user for user in self.users() if user.login == login), None)

    def must_renew(self, login: str) -> bool:
        """Whether somebody has to choose a new password before he goes on."""
        return any(record["login"] == login and record.get("renew") is True for record in self.slots)

    def is_bound(self, login: str) -> bool:
        """Whether somebody's password only works on the computer it was set on."""
        return bool(self.bound_to(login))

    def bound_to(self, login: str) -> str:
        """The name of the computer somebody's password was set on, "" where it works anywhere."""
        return next((str(record.get("on") or "") for record in self.slots if record["login"] == login), "")

    def unlock(self, login: str, password: str | None, device: Device | None = None) -> tuple[bytes, SlotInfo]:
        """The data key, for a user with the right password; a practice book knows its passwords itself.

        Raises:
            WrongPassword: No such user or not his password.
            OtherComputer: His password was set on another computer.
        """
        for record in self.slots:
            if record["login"] == login and not record.get("off"):
                given = self.passwords.get(login) if password is None else password
                user = _info(record)
                if given is None:
                    raise WrongPassword
                return opened(record, given, login, user.role, user.name, device), user
        raise WrongPassword

    def recover(self, secret: bytes, login: str) -> tuple[bytes, SlotInfo]:
        """The data key by the recovery code, for somebody who will choose a new password.

        Raises:
            NoRecovery: There is no code.
            WrongCode: It is that of another book, or an older one.
            WrongPassword: No such user.
        """
        if self.recovery is None:
            raise NoRecovery
        user = self.user(login)
        if user is None:
            raise WrongPassword
        try:
            return keys.open_slot(self.recovery["slot"], secret.hex(), user=RECOVERY, role=RECOVERY), user
        except keys.KeyFault as fault:
            raise WrongCode from fault

    def record(self, data_key: bytes, user: NewUser, device: Device | None) -> dict[str, Any]:
        """The record of a user: the data key under his password, and this computer's secret where one is given."""
        slot = sealed(data_key, user.password, user.login, user.role, self.practice, device)
        return {"login": user.login, "name": user.name, **slot}

    def with_record(self, record: dict[str, Any]) -> KeyFile:
        """The file with a user's record in place of his former one, else at the end."""
        login = record["login"]
        if any(one["login"] == login for one in self.slots):
            return replace(self, slots=tuple(record if one["login"] == login else one for one in self.slots))
        return replace(self, slots=(*self.slots, record))


def sealed(key: bytes, password: str, login: str, role: str, practice: bool, device: Device | None) -> dict[str, Any]:
    """A key under a password as the file keeps it: {"slot"}, and {"on"} where a computer's secret is mixed in."""
    secret = device() if device is not None else None
    params = keys.PRACTICE_PARAMS if practice else keys.STANDARD_PARAMS
    slot = keys.make_slot(key, password, user=login, role=role, device_secret=secret, params=params)
    return {"slot": slot, **({"on": keys.device_id(secret)} if secret is not None else {})}


def opened(record: Record, password: str, login: str, role: str, name: str, device: Device | None) -> bytes:
    """The key in a record.

    Raises:
        WrongPassword: Not the password, or the slot belongs to somebody else or was changed.
        OtherComputer: The password was set on another computer.
    """
    secret = None
    if record.get("on"):
        secret = device() if device is not None else None
        if secret is None or keys.device_id(secret) != record["on"]:
            raise OtherComputer(name)
    try:
        return keys.open_slot(record["slot"], password, user=login, role=role, device_secret=secret)
    except keys.KeyFault as fault:
        raise WrongPassword from fault


def _info(record: Record) -> SlotInfo:
    role = record["role"] if record.get("off") else record["slot"]["role"]
    return SlotInfo(str(record["login"]), str(record["name"]), str(role))


def beside(path: Path, ending: str) -> Path:
    """A file that belongs to a book: its name with something more at the end."""
    return path.with_name(path.name + ending)
