"""The people of a book: who they are, and changing one's password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app import keys
from app.domain.faults import Refused
from app.operations import county_keys
from app.operations.books import check_password
from app.operations.identities import SIGNING_ROLES
from app.storage import keepers
from app.storage.book import Book
from app.storage.keyfile import SlotInfo

__all__ = ["SlotInfo"]

ROLE_TITLES = {**SIGNING_ROLES, "reader": "查阅", "admin": "管理员"}


def users(book: Book) -> list[SlotInfo]:
    """Everybody who may open the book, in the order they were entered."""
    return book.keys.users()


def practice_passwords(book: Book) -> dict[str, str]:
    """The passwords of a practice book's people, so that one click does all; nothing for a real book."""
    return dict(book.keys.passwords) if book.info.practice else {}


def change_password(book: Book, login: str, old: str, new: str) -> None:
    """Give a person a new password: for opening the book, and for his signing key where he has one.

    The data key itself does not change, and earlier backups still open with the password of their time.

    Raises:
        Told: No such user, the old password is wrong, or the new one is too weak. Nothing was changed.
    """
    if not any(user.login == login for user in users(book)):
        known = "、".join(user.login for user in users(book))
        raise Refused(f"没有用户“{login}”。密码没有改动;这个账套的用户有:{known}。", "E-USER")
    data_key, user = book.unlock(login, old)
    if not book.info.practice:
        check_password(new, login, user.name, book.info.township)
    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    slot = keys.make_slot(data_key, new, user=login, role=user.role, params=params)
    passwords = {**book.keys.passwords, login: new} if book.info.practice else {}
    changed = replace(
        book.keys,
        slots=tuple({**kept, "slot": slot} if kept["login"] == login else kept for kept in book.keys.slots),
        passwords=passwords,
    )
    changed = keepers.with_new_password(changed, login, old, new, params)
    # The signing key stands inside the book and the slot beside it: both or neither, as far as a disk allows.
    with book.transaction():
        for role in SIGNING_ROLES:
            for place in (f"signer:{role}", f"request:{role}"):
                if (kept := _signer(book, place, login)) is not None:
                    book.keep(place, {**kept, "key": _sealed_anew(kept, role, old, new, params)})
        county_keys.with_new_password(book, login, old, new, params)
        book.note("user.password", f"user/{login}")
        changed.write(book.path)
    book.keys = changed


def _signer(book: Book, place: str, login: str) -> dict[str, Any] | None:
    """A key that lies in the book under this person's password; one on a token does not."""
    kept = book.kept(place)
    return kept if isinstance(kept, dict) and kept["login"] == login and "key" in kept else None


def _sealed_anew(kept: Mapping[str, Any], role: str, old: str, new: str, params: keys.KdfParams) -> dict[str, Any]:
    login = str(kept["login"])
    der = keys.open_private_key(kept["key"], old, user=login, role=role)
    return keys.seal_private_key(der, new, user=login, role=role, params=params)
