"""The recovery code: made once, printed for the safe, and what it opens when the passwords are gone.

It holds 160 random bits, opens the book and the vault without any computer's secret, and is nowhere written down but
on its sheet. With it passwords become bound to this computer: a book that is copied away opens nowhere else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from app import keys
from app.domain.faults import Refused
from app.domain.recovery_code import SIZE, read, written
from app.operations import books, users
from app.operations.passwords import check_password
from app.reports.recovery_sheet import recovery_sheet
from app.reports.sheet import Sheet
from app.storage import keepers
from app.storage.book import Book
from app.storage.keyfile import RECOVERY, KeyFile

NAGGING = (
    "还没有恢复码:忘了密码或电脑坏了,谁也打不开这个账套。请到“设置—用户和锁屏”生成恢复码,打印后封好放进单位保险柜。"
)
USED = "恢复码已经拆封用过。请重新生成一张,打印后封好放进保险柜;旧的一张届时作废。"


@dataclass(frozen=True)
class State:
    """When the code of a book was made, and when it was last used; "" for never."""

    made_at: str
    used_at: str


def state(book: Book) -> State:
    """What the key file says of the code."""
    kept = book.keys.recovery or {}
    return State(str(kept.get("at", "")), str(kept.get("used", "")))


def advice(book: Book) -> str:
    """What should be done about the code, "" for nothing; a practice book needs none."""
    now = state(book)
    if book.info.practice:
        return ""
    return NAGGING if not now.made_at else USED if now.used_at else ""


@dataclass(frozen=True)
class Prepared:
    """A new code that is not yet in force: it can be printed and read back first."""

    code: str
    kept: dict[str, object]
    password: str


def make(book: Book, password: str) -> str:
    """Make a new code and put it into force, see prepare and enforce."""
    prepared = prepare(book, password)
    enforce(book, prepared)
    return prepared.code


def prepare(book: Book, password: str) -> Prepared:
    """Make a new code; nothing is changed yet.

    Args:
        password: That of whoever acts, typed again. Where there is a vault he must be one of its keepers: the code
            is to open it too.

    Raises:
        Told: Not his password, a practice book, or he is no keeper.
    """
    if book.info.practice:
        raise Refused("练习账套点一下就能打开,不用恢复码。没有生成恢复码。", "E-PRACTICE")
    book.unlock(book.actor, password)
    vault_key = None
    if keepers.founded(book):
        there = keepers.keepers(book)
        if book.actor not in {one.login for one in there}:
            names = "、".join(one.name for one in there)
            raise Refused(
                f"恢复码也要能打开举报人身份资料,只能由受理员({names})生成。没有生成恢复码;请他登录后来办。",
                "E-VAULT-ROLE",
            )
        vault_key = keepers.unlock(book, book.actor, password)
    secret = os.urandom(SIZE)
    slot = keys.make_slot(book.data_key(), secret.hex(), user=RECOVERY, role=RECOVERY)
    kept: dict[str, object] = {"at": book.now(), "slot": slot}
    if vault_key is not None:
        kept["vault"] = keepers.recovery_slot(vault_key, secret)
    return Prepared(written(secret), kept, password)


def enforce(book: Book, prepared: Prepared) -> None:
    """Put a code into force: the one before opens nothing any more, and passwords are bound to this computer."""
    with book.transaction():
        book.note("recovery.made", "book")
        book.write_keys(replace(book.keys, recovery=prepared.kept))
    book.bind(book.actor, prepared.password)
    if "vault" in prepared.kept:
        keepers.unlock(book, book.actor, prepared.password)  # binds his slot of the vault as well


def sheet(book: Book, code: str, made_at: str = "") -> Sheet:
    """The sheet for the safe. It is printed at once and kept in no file of the program."""
    people = [(users.ROLE_TITLES.get(user.role, user.role), user.name) for user in users.users(book)]
    return recovery_sheet(
        unit=book.info.township,
        book_name=book.path.name,
        code=code,
        made_at=made_at or state(book).made_at,
        people=people,
    )


def check(path: Path, text: str) -> None:
    """See that a code is right for a book, without opening it.

    Raises:
        Told: A group is mistyped, or it is the code of another book.
    """
    file = KeyFile.read(path)
    file.recover(read(text), file.users()[0].login)


def use(path: Path, text: str, login: str, new: str, old: str = "") -> Book:
    """Open a book by its code and give one person a new password; everybody else has to choose a new one too.

    Args:
        old: His former password, where he still knows it: his signing key then goes on under the new one.

    Raises:
        Told: A group is mistyped, not the code of this book, or the new password is too weak. Nothing was changed.
    """
    secret = read(text)
    person = KeyFile.read(path).user(login)
    if person is None:
        raise Refused(f"没有用户“{login}”。账套没有改动;请从名单里选一个。", "E-USER")
    book = books.recover_book(path, login, secret)
    try:
        check_password(new, login, person.name, book.info.township, book.info.county)
        _renew(book, secret, login, new, old)
    except BaseException:
        book.close()
        raise
    return book


def _renew(book: Book, secret: bytes, login: str, new: str, old: str) -> None:
    opens_vault = users.is_keeper(book, login) and (book.keys.recovery or {}).get("vault") is not None
    vault_key = keepers.by_recovery(book, secret) if opens_vault else None
    lost = users.with_password_of_recovery(book, login, new, old)
    with book.transaction():
        book.note("recovery.used", f"user/{login}")
        kept = {**(book.keys.recovery or {}), "used": book.now()}
        slots = tuple(
            one if one.get("off") or one["login"] == login else {**one, "renew": True} for one in book.keys.slots
        )
        book.write_keys(replace(book.keys, recovery=kept, slots=slots))
    if vault_key is not None:
        book.write_keys(keepers.without(book.keys, login))
        keepers.give(book, vault_key, login, new)
    book.warnings.append(USED)
    if lost:
        book.warnings.append(f"{lost}的签名证书用的是原来的密码;想不起原密码的,请向县里重新申请证书。")
