"""What the county's desk works with: whom it trusts, what opens what was sealed to it, who signs its receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.faults import Refused
from app.operations import certificates, county_keys, identities
from app.operations.identities import Passwords
from app.operations.rights import must_be
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.certificates import PersonKey
    from app.packet.sealing import SealKey
    from app.packet.trust import TrustBundle


def must_be_county(book: Book) -> None:
    """See that packets may be received, merged and answered in a book by whoever acts.

    Raises:
        Refused: It is a township's, or he only reads.
    """
    if not book.info.is_county:
        raise Refused("这是乡镇的账套,不能接收上报包。没有收任何文件;请打开县里的账套再收。", "E-KIND")
    must_be(book, ("clerk", "secretary"), "收包、合并、开回执由经办人或审核人办")


def trust_of(book: Book) -> TrustBundle:
    """Whom this county trusts.

    Raises:
        Told: The county has no root certificate yet, or its own list of revoked certificates is out of date.
    """
    trust = certificates.county_trust(book)
    until = trust.crl.next_update_utc
    if until is not None and book.moment() > until:  # else every packet would be blamed for it
        raise Refused(
            "本县的吊销列表已经过期,现在分不清谁的证书被吊销过。没有收任何文件,也没有开出回执;请先在“证书登记”里更新吊销列表,再收包。",
            "E-CRL",
        )
    return trust


def opener(book: Book, passwords: Passwords) -> SealKey | None:
    """What opens packets sealed to this county, None where it has no such key.

    Raises:
        Told: The key is under a password that is wrong or not at hand.
    """
    own = identities.seal_key(book)
    if own is not None or not certificates.is_founded(book):
        return own
    return certificates.seal_key(book, _password(book, passwords, "没有收任何文件"))


def needs_password(book: Book) -> bool:
    """Whether receiving asks for the password of whoever acts."""
    return identities.seal_key(book) is None and certificates.is_founded(book)


def signer(book: Book, passwords: Passwords) -> PersonKey:
    """Who signs receipts.

    Raises:
        Told: The county has no root yet, or the password is wrong or not at hand.
    """
    return certificates.receipt_signer(book, _password(book, passwords, "没有开出回执"))


def timer(book: Book, passwords: Passwords) -> PersonKey | None:
    """What puts the county's time on receipts, None where it has none.

    Raises:
        Told: The password is wrong or not at hand.
    """
    return county_keys.timer(book, _password(book, passwords, "没有开出回执"))


def _password(book: Book, passwords: Passwords, kept: str) -> str:
    if book.actor not in passwords:
        raise Refused(f"没有{book.actor_name}的密码。{kept},收到的包没有变;请输入密码后再办。", "E-PASSWORD")
    return passwords[book.actor]
