"""What the county's desk works with: whom it trusts, what opens what was sealed to it, who signs its receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.faults import Refused
from app.operations import identities
from app.operations.identities import Passwords
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.certificates import PersonKey
    from app.packet.sealing import SealKey
    from app.packet.trust import TrustBundle

COUNTY_ROLE = "county"


def must_be_county(book: Book) -> None:
    """See that packets may be received in a book.

    Raises:
        Refused: It is a township's.
    """
    if not book.info.is_county:
        raise Refused(
            "这是乡镇的账套,不能接收上报包。没有收任何文件;请打开县里的账套再收。",
            "E-KIND",
        )


def trust_of(book: Book) -> TrustBundle:
    """Whom this county trusts.

    Raises:
        Told: There is no trust bundle, or it is damaged.
    """
    from app.packet.trust import load_trust

    return load_trust(identities.trust_folder(book))


def opener(book: Book, passwords: Passwords) -> SealKey | None:
    """What opens packets sealed to this county, None where it has no such key."""
    return identities.seal_key(book)


def signer(book: Book, passwords: Passwords) -> PersonKey:
    """Who signs receipts.

    Raises:
        Told: Nobody is enrolled for it, or the password is wrong or not at hand.
    """
    found = identities.person_key(book, COUNTY_ROLE, passwords)
    if found is None:
        raise Refused("没有签回执的人的密码,回执没有开出。收到的包没有变;请输入密码后再开。", "E-PASSWORD")
    return found
