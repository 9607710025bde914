"""The people of a book: who may open it and as what; passwords, roles, and the separation of duties.

Nobody is two of clerk, secretary and administrator. Only the administrator manages users; where a book has none,
the clerk and the secretary do it together, each with his password. Source: packet.md 6.4.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from app import keys
from app.domain.faults import Refused
from app.operations import county_keys, rights
from app.operations.identities import SIGNING_ROLES
from app.operations.passwords import check_password
from app.storage import keepers
from app.storage.book import Book
from app.storage.keyfile import KeyFile, NewUser, SlotInfo

__all__ = ["NewUser", "SlotInfo"]

ROLE_TITLES = {**SIGNING_ROLES, "reader": "查阅", "admin": "管理员"}
NEEDED = ("clerk", "secretary")
Passwords = Mapping[str, str]


def users(book: Book) -> list[SlotInfo]:
    """Everybody who may open the book, in the order they were entered."""
    return book.keys.users()


def former(book: Book) -> list[SlotInfo]:
    """Those who no longer may."""
    return book.keys.former()


def is_keeper(book: Book, login: str) -> bool:
    """Whether somebody may see who reported."""
    return login in {user.login for user in keepers.keepers(book)}


def must_renew(book: Book, login: str) -> bool:
    """Whether somebody has to choose a new password first."""
    return book.keys.must_renew(login)


def practice_passwords(book: Book) -> dict[str, str]:
    """The passwords of a practice book's people, so that one click does all; nothing for a real book."""
    return dict(book.keys.passwords) if book.info.practice else {}


def change_password(book: Book, login: str, old: str, new: str) -> None:
    """Give a person a new password: for opening the book, the vault, and his signing key where he has one.

    The data key itself does not change, and earlier backups still open with the password of their time. A signing
    key that is still under an older password stays under it.

    Raises:
        Told: No such user, the old password is wrong, or the new one is too weak. Nothing was changed.
    """
    user = _known(book, login)
    data_key, _ = book.unlock(login, old)
    if old == new:
        raise Refused("新密码和旧密码一样。密码没有改动;请换一个。", "E-WEAK-PASSWORD")
    _check(book, new, user)
    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    record = _record(book, data_key, user, new)
    changed = keepers.with_new_password(book, book.keys.with_record(record), login, old, new)
    # The signing key stands inside the book and the slot beside it: both or neither, as far as a disk allows.
    with book.transaction():
        _seal_anew(book, login, old, new)
        county_keys.with_new_password(book, login, old, new, params)
        book.note("user.password", f"user/{login}")
        _write(book, changed, {login: new})


def with_password_of_recovery(book: Book, login: str, new: str, old: str) -> str:
    """Give somebody a new password after the book was opened by its recovery code.

    Returns:
        His name where his signing key stayed under the former password, "" where it has none or came along.
    """
    user = _known(book, login)
    with book.transaction():
        lost = _seal_anew(book, login, old, new)
        book.note("user.password", f"user/{login}")
        _write(book, book.keys.with_record(_record(book, book.data_key(), user, new)), {login: new})
    return user.name if lost else ""


def add(book: Book, user: NewUser, passwords: Passwords | None = None) -> None:
    """Let one more person open the book; his password is a first one that he changes when he comes.

    Raises:
        Told: Not entitled, the name or login is taken, the role is unknown, or the password is too weak.
    """
    rights.must_manage(book, passwords or {})
    _refuse_twice(book, user)
    _check(book, user.password, SlotInfo(user.login, user.name, user.role))
    record = {**book.keys.record(book.data_key(), user, None), "renew": True}
    with book.transaction():
        book.note("user.add", f"user/{user.login}", ROLE_TITLES[user.role])
        _write(book, book.keys.with_record(record), {user.login: user.password})


def disable(book: Book, login: str, passwords: Passwords | None = None) -> None:
    """Take the right to open the book, to see identities and to sign away from somebody; what he did stays his.

    Raises:
        Told: Not entitled, no such user, oneself, or nobody else could do what he does (last of his role, sole keeper).
    """
    rights.must_manage(book, passwords or {})
    user = _known(book, login)
    if login == book.actor:
        raise Refused("不能停用自己。用户没有改动;请由别人来办。", "E-SELF")
    _refuse_last(book, user)
    _refuse_sole_keeper(book, user, "停用")
    gone = {"login": login, "name": user.name, "role": user.role, "off": True}
    changed = keepers.without(book.keys.with_record(gone), login)
    with book.transaction():
        _forget_signer(book, login)
        book.note("user.disable", f"user/{login}")
        _write(book, changed, {login: None})


def change_role(book: Book, login: str, role: str, password: str, passwords: Passwords | None = None) -> None:
    """Give somebody another role, with a first password for it: a slot belongs to a person and his role.

    What belonged to the former role goes: his certificate no longer signs, and identities open no more until a
    keeper lets him in again.

    Raises:
        Told: As add and disable.
    """
    rights.must_manage(book, passwords or {})
    user = _known(book, login)
    _refuse_role(role)
    if role == user.role:
        raise Refused(f"{user.name}已经是{ROLE_TITLES[role]}。用户没有改动。", "E-ROLE")
    if login == book.actor:
        raise Refused("不能改自己的角色。用户没有改动;请由别人来办。", "E-SELF")
    _refuse_last(book, user)
    _refuse_sole_keeper(book, user, "改角色")
    changed = SlotInfo(login, user.name, role)
    _check(book, password, changed)
    record = {**_record(book, book.data_key(), changed, password), "renew": True}
    with book.transaction():
        _forget_signer(book, login)
        book.note("user.role", f"user/{login}", ROLE_TITLES[role])
        _write(book, keepers.without(book.keys.with_record(record), login), {login: password})


def succeed(book: Book, login: str, heir: NewUser, passwords: Passwords | None = None, *, keeps: bool = True) -> None:
    """Put somebody in another's place, in one step: the one may open, sign and see identities no more, the other may.

    The successor is new, reads only until now, or is a second one of the same role; his password is a first one that
    he changes when he comes, but for the last of these, who gives his own. With `keeps` he may see who reported where
    the one before could: any keeper's password rewraps the key. A certificate is never handed over. Unlike `disable`
    this may be done by the one who leaves.

    Raises:
        Told: Not entitled, no such user, no fit successor, a wrong or weak password, or nobody could open the
            identities or use the county's keys any more. Nothing was changed.
    """
    given = {**practice_passwords(book), **(passwords or {})}
    rights.must_manage(book, given)
    user = _known(book, login)
    there = book.keys.user(heir.login)
    heir = NewUser(heir.login, there.name if there else heir.name, user.role, heir.password)
    must_fit(book, login, heir)
    _try_password(book, heir, there)
    vault_key = _vault_key(book, login, given) if keeps and is_keeper(book, login) else None
    if vault_key is None:
        _refuse_sole_keeper(book, user, "交接")
    record = _record_of_heir(book, heir, there)
    gone = {"login": login, "name": user.name, "role": user.role, "off": True}
    with book.transaction():
        if login in given and county_keys.hand_over(book, login, given[login], heir.login, heir.password):
            book.note("county.share", f"user/{heir.login}")
        if what := county_keys.only_holder(book, login):
            raise _only_he(user, what, "交接")
        _forget_signer(book, login)
        book.keep(f"heir:{user.role}", heir.login if user.role in SIGNING_ROLES else None)
        book.note("user.succeed", f"user/{login}", heir.login)
        changed = keepers.without(_in_place(book.keys, login, record, gone), login)
        if vault_key is not None:
            book.note("vault.keeper", f"user/{heir.login}")
            changed = keepers.with_keeper(book, changed, vault_key, heir.login, heir.password)
        _write(book, changed, {login: None, heir.login: heir.password})


def must_fit(book: Book, login: str, heir: NewUser) -> None:
    """See that somebody may take another's place at all.

    Raises:
        Refused: He is the same user, has another duty already, or his name or login is taken.
    """
    user, there = _known(book, login), book.keys.user(heir.login)
    if heir.login == user.login:
        raise Refused("接任的人和移交的人是同一个用户。用户没有改动;请换一个用户名。", "E-TWICE")
    if there is None:
        _refuse_twice(book, heir)
    elif there.role not in ("reader", user.role):
        raise Refused(
            f"{there.name}已经是{ROLE_TITLES[there.role]}。用户没有改动;经办、审核、管理员要由不同的人担任,"
            "请换一个人接任。",
            "E-SEPARATION",
        )


def _try_password(book: Book, heir: NewUser, there: SlotInfo | None) -> None:
    """A second one of the same role gives his own password, anybody else a first one that is not too weak."""
    if there is not None and there.role == heir.role:
        book.unlock(heir.login, heir.password)
    else:
        _check(book, heir.password, SlotInfo(heir.login, heir.name, heir.role))


def _record_of_heir(book: Book, heir: NewUser, there: SlotInfo | None) -> dict[str, Any]:
    """A second one of the same role keeps his slot; anybody else gets one under a first password."""
    if there is not None and there.role == heir.role:
        return next(dict(record) for record in book.keys.slots if record["login"] == heir.login)
    return {**book.keys.record(book.data_key(), heir, None), "renew": True}


def _in_place(file: KeyFile, login: str, heir: dict[str, Any], gone: dict[str, Any]) -> KeyFile:
    """The successor stands where the other stood, so that a practice book opens as its clerk still."""
    from dataclasses import replace

    others = [one for one in file.slots if one["login"] != heir["login"]]
    return replace(file, slots=(*(heir if one["login"] == login else one for one in others), gone))


def _vault_key(book: Book, login: str, given: Passwords) -> bytes | None:
    """The key of the identities by the password of the one who leaves, else of any other keeper who is there."""
    there = [user.login for user in keepers.keepers(book) if user.login in given]
    for keeper in sorted(there, key=lambda one: one != login):
        return keepers.unlock(book, keeper, given[keeper])
    return None


def reset(book: Book, login: str, password: str, passwords: Passwords | None = None) -> None:
    """Give somebody who has forgotten his password a first one again, also somebody who was disabled.

    His signing key stays under the password of its time; identities open no more until a keeper lets him in again.

    Raises:
        Told: Not entitled, no such user, sole keeper of the vault, or the password is too weak.
    """
    rights.must_manage(book, passwords or {})
    known = {user.login: user for user in (*users(book), *former(book))}
    user = known.get(login) or _known(book, login)
    _refuse_sole_keeper(book, user, "重设密码")
    if user in former(book):
        _refuse_twice(book, NewUser(login, user.name, user.role, password), again=True)
    _check(book, password, user)
    record = {**_record(book, book.data_key(), user, password, here=False), "renew": True}
    with book.transaction():
        book.note("user.reset", f"user/{login}")
        _write(book, keepers.without(book.keys.with_record(record), login), {login: password})


def _known(book: Book, login: str) -> SlotInfo:
    if (user := book.keys.user(login)) is not None:
        return user
    known = "、".join(user.login for user in users(book))
    raise Refused(f"没有用户“{login}”。密码没有改动;这个账套的用户有:{known}。", "E-USER")


def _check(book: Book, password: str, user: SlotInfo) -> None:
    if not book.info.practice:
        check_password(password, user.login, user.name, book.info.township, book.info.county)


def _record(book: Book, data_key: bytes, user: SlotInfo, password: str, *, here: bool = True) -> dict[str, Any]:
    """A record of a user; `here` binds it to this computer, a first password is bound when its owner uses it."""
    return book.keys.record(data_key, NewUser(*user, password), book.binding if here else None)


def _write(book: Book, changed: Any, passwords: Mapping[str, str | None]) -> None:
    """Replace the key file; a practice book keeps the passwords beside it."""
    from dataclasses import replace

    if book.info.practice:
        kept = {**book.keys.passwords, **passwords}
        changed = replace(changed, passwords={login: text for login, text in kept.items() if text is not None})
    book.write_keys(changed)


def _refuse_role(role: str) -> None:
    if role not in ROLE_TITLES:
        known = "、".join(f"{key}({title})" for key, title in ROLE_TITLES.items())
        raise Refused(f"没有角色“{role}”。用户没有改动;角色有:{known}。", "E-ROLE")


def _refuse_twice(book: Book, user: NewUser, *, again: bool = False) -> None:
    """One person, one role: the same person under a second login would do two people's work."""
    _refuse_role(user.role)
    login = user.login.strip()
    if not login or login != user.login or not user.name.strip() or not login.isprintable() or " " in login:
        raise Refused("用户名和姓名都要填,用户名里不能有空格。用户没有改动。", "E-USER")
    if not again and login in {one.login for one in (*users(book), *former(book))}:
        raise Refused(f"已经有用户“{login}”(停用的也算)。用户没有改动;请换一个用户名。", "E-TWICE")
    for one in users(book):
        if _plain(one.name) == _plain(user.name):
            raise Refused(
                f"{one.name}已经是{ROLE_TITLES.get(one.role, one.role)}({one.login})。用户没有改动;"
                "经办、审核、管理员要由不同的人担任,一个人不能有两个身份。同名的另一个人,请在姓名后加职务。",
                "E-SEPARATION",
            )


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _refuse_last(book: Book, user: SlotInfo) -> None:
    if user.role in NEEDED and not [one for one in users(book) if one.role == user.role and one.login != user.login]:
        title = ROLE_TITLES[user.role]
        raise Refused(
            f"{user.name}是唯一的{title},停用或改角色后就没有{title}了。用户没有改动;请先增加接任的人。", "E-LAST"
        )


def _refuse_sole_keeper(book: Book, user: SlotInfo, act: str) -> None:
    """Source: packet.md 7, row 88."""
    there = {one.login for one in keepers.keepers(book)}
    if there == {user.login}:
        raise Refused(
            f"只有{user.name}能打开举报人身份资料,{act}后谁也打不开了。用户没有改动;"
            "请他先在台账的“举报人信息—受理员”里增加一位。",
            "E-VAULT-LAST",
        )

    if act != "交接" and (what := county_keys.only_holder(book, user.login)):
        raise _only_he(user, what, act)


def _only_he(user: SlotInfo, what: str, act: str) -> Refused:
    return Refused(f"只有{user.name}能用{what},{act}后谁也用不了。用户没有改动;请先让另一位也能用它。", "E-LAST")


def _signer(book: Book, place: str, login: str) -> dict[str, Any] | None:
    """A key that lies in the book under this person's password; one on a token does not."""
    kept = book.kept(place)
    return kept if isinstance(kept, dict) and kept["login"] == login and "key" in kept else None


def _forget_signer(book: Book, login: str) -> None:
    for role in SIGNING_ROLES:
        for place in (f"signer:{role}", f"request:{role}"):
            kept = book.kept(place)
            if isinstance(kept, dict) and kept.get("login") == login:  # also one whose key is on a token
                book.keep(place, None)
                book.note("key.dropped", place.replace(":", "/"))
    county_keys.forget(book, login)


def _seal_anew(book: Book, login: str, old: str, new: str) -> bool:
    """Put a person's signing keys under his new password; whether one stayed under the one of its time."""
    stayed = False
    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    for role in SIGNING_ROLES:
        for place in (f"signer:{role}", f"request:{role}"):
            if (kept := _signer(book, place, login)) is None:
                continue
            try:
                der = keys.open_private_key(kept["key"], old, user=login, role=role)
            except keys.WrongPassword:
                stayed = True  # the login password was reset since: the key waits for the one it was sealed with
                continue
            sealed = {"key": keys.seal_private_key(der, new, user=login, role=role, params=params)}
            if "sm2" in kept:  # made later, but always under the password of the other
                der = keys.open_private_key(kept["sm2"], old, user=login, role=role)
                sealed["sm2"] = keys.seal_private_key(der, new, user=login, role=role, params=params)
            book.keep(place, {**kept, **sealed})
    return stayed
