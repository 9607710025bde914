"""Who may do what: the refusal every door gives to whoever may not.

The table is that of packet.md 6.4. Only the vault and the signing keys are separated by cryptography; every other
limit is the program's, because all roles open the book with the same data key.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.storage.book import Book
from app.storage.keyfile import SlotInfo


def must_read(book: Book, ledger: LedgerDef) -> None:
    """See that whoever acts may read a register.

    Raises:
        Refused: He may not. Source: forms-and-rules 2.28.
    """
    if not book.may_read(ledger.key):
        raise Refused(
            f"“{ledger.title}”只有经办人和纪委书记能看,你不能打开。没有读出任何内容,台账没有改动;要了解情况请找他们。",
            "E-READERS",
        )


TITLES = {"clerk": "经办人", "secretary": "审核人", "reader": "查阅", "admin": "管理员"}


def must_enter(book: Book, ledger: LedgerDef) -> None:
    """See that whoever acts may enter and edit rows of a register: the clerk, where he may read it.

    Raises:
        Refused: He may not.
    """
    must_read(book, ledger)
    must_be(book, ("clerk",), "录入、修改台账由经办人办")


def must_manage(book: Book, passwords: Mapping[str, str]) -> None:
    """See that whoever acts may manage users: the administrator, else clerk and secretary together.

    Args:
        passwords: By login. Where the book has no administrator, those of one clerk and one secretary are needed;
            a practice book knows them.

    Raises:
        Refused: He may not, or a password of the two is missing.
        WrongPassword, TooManyTries: One of them is wrong.
    """
    if book.role == "admin":
        return
    people = book.keys.users()
    if any(user.role == "admin" for user in people):
        names = "、".join(user.name for user in people if user.role == "admin")
        raise Refused(f"用户由管理员管理,你是{_title(book)}。用户没有改动;请找管理员({names})。", "E-ROLE")
    known = {**(book.keys.passwords if book.info.practice else {}), **passwords}
    given = {role: [user.login for user in people if user.role == role and user.login in known] for role in _BOTH}
    if book.role not in _BOTH or not all(given.values()):
        raise Refused(
            "这个账套还没有管理员:增加、停用用户要经办人和审核人都在场,各输一次自己的密码。用户没有改动。", "E-BOTH"
        )
    for role in _BOTH:
        book.unlock(given[role][0], known[given[role][0]])


def both_needed(book: Book) -> list[SlotInfo]:
    """Whose passwords are asked for before users are changed: nobody's where one role or the practice book decides."""
    people = book.keys.users()
    if book.info.practice or any(user.role == "admin" for user in people):
        return []
    of_role = {role: [user for user in people if user.role == role] for role in _BOTH}
    return [next((user for user in there if user.login == book.actor), there[0]) for there in of_role.values() if there]


_BOTH = ("clerk", "secretary")


def must_be(book: Book, roles: tuple[str, ...], rule: str) -> None:
    """See that whoever acts has one of these roles; `rule` says in words whose work it is.

    Raises:
        Refused: He has none of them.
    """
    if book.role not in roles:
        who = "、".join(TITLES[one] for one in roles)
        raise Refused(f"{rule},你登录的身份是“{_title(book)}”。没有改动任何内容;请{who}登录来办。", "E-ROLE")


def _title(book: Book) -> str:
    return TITLES.get(book.role, book.role)
