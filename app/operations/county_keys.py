"""A county's own keys: root, receipt signer, and what opens sealed packets, each under its holder's password.

They lie in the county book in boxes of their own (packet format 6.2): whoever may open the book cannot use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app import keys
from app.domain.faults import Refused
from app.storage.book import Book
from app.storage.core import BEIJING

if TYPE_CHECKING:
    from app.operations.identities import County
    from app.packet.certificates import Certificate, OwnKey, PersonKey
    from app.packet.sealing import SealKey
    from app.storage.keyfile import SlotInfo

ROOT, RECEIPT, SEAL, CRL = "county:root", "county:receipt", "county:seal", "county:crl"
TIME = "county:time"
TITLES = {ROOT: "根证书", RECEIPT: "回执签名", SEAL: "开封", TIME: "时间戳"}


def is_founded(book: Book) -> bool:
    """Whether this book has a county's root."""
    return isinstance(book.kept(ROOT), dict)


def must_be_founded(book: Book) -> None:
    """See that this book is a county's with a root.

    Raises:
        Refused: It is none, or the root was not made yet.
    """
    if not is_founded(book):
        raise Refused(
            "这个账套还没有本县的根证书,不能签发或吊销证书。没有改动;请在县级账套的“证书登记”里先建立根证书。",
            "E-NO-ROOT",
        )


def certificate(book: Book, which: str) -> Certificate:
    """The county's certificate of a kind."""
    from app.packet.certificates import load_certificate

    must_be_founded(book)
    return load_certificate(str(book.kept(which)["certificate"]).encode())


def holders(book: Book, which: str) -> list[str]:
    """The logins whose password opens a key."""
    kept = book.kept(which)
    return list(kept["keys"]) if isinstance(kept, dict) else []


def opened(book: Book, which: str, password: str) -> tuple[OwnKey, Certificate]:
    """A key of the county with its certificate, for whoever acts.

    Raises:
        Told: Wrong password, no root yet, or the key is in somebody else's hands.
    """
    from app.packet.certificates import load_private_key

    cert = certificate(book, which)
    box = book.kept(which)["keys"].get(book.actor)
    if box is None:
        others = "、".join(_name(book, login) for login in holders(book, which))
        raise Refused(f"{TITLES[which]}的密钥在{others}手里,你不能用。没有改动;请{others}登录后办理。", "E-NO-KEY")
    with book.trying(book.actor):
        der = keys.open_private_key(box, password, user=book.actor, role=which)
    return load_private_key(der), cert


def _name(book: Book, login: str) -> str:
    return next((user.name for user in book.keys.users() if user.login == login), login)


def keep(book: Book, which: str, key: OwnKey, cert: Certificate, passwords: Mapping[str, str]) -> None:
    """Keep a key in one box for each person who may use it."""
    from app.packet.certificates import pem, private_key_der

    der, params = private_key_der(key), _params(book)
    boxes = {
        login: keys.seal_private_key(der, password, user=login, role=which, params=params)
        for login, password in passwords.items()
    }
    until = cert.not_valid_after_utc.astimezone(BEIJING).date().isoformat()
    book.keep(which, {"certificate": pem(cert).decode(), "keys": boxes, "until": until})


def make(book: Book, now: datetime) -> County:
    """Fresh keys and root for the county of a book (about a second); a practice book's say 练习 for ever."""
    from app.operations.identities import County, make_practice_county, new_seal_key
    from app.packet.certificates import make_county_root, new_private_key

    if book.info.practice:
        return make_practice_county(book.info.county, now)
    key = new_private_key()
    root = make_county_root(key, book.info.county, now=now)
    return County(book.info.county, key, root, new_seal_key(key, root, book.info.county, now))


def certified_receipt_signer(
    root_key: OwnKey, root: Certificate, county: str, name: str, now: datetime
) -> tuple[OwnKey, Certificate]:
    """A new key that signs receipts and answers for a county, certified by its root."""
    from app.packet.certificates import check_request, issue_certificate, make_request, new_private_key

    key = new_private_key()
    request = check_request(make_request(key, county, "county", name))
    return key, issue_certificate(request, root_key, root, now=now)


def receipt_signer(book: Book, password: str) -> PersonKey:
    """Who signs receipts, for whoever acts.

    Raises:
        Told: Wrong password, no root yet, or the key is in somebody else's hands.
    """
    from app.packet.certificates import PersonKey, common_name

    key, cert = opened(book, RECEIPT, password)
    return PersonKey("county", common_name(cert), key, cert, (certificate(book, ROOT),))


def keep_time_key(book: Book, root_key: OwnKey, root: Certificate, now: datetime, passwords: Mapping[str, str]) -> None:
    """Make the key that puts the county's time on receipts, certified by its root, and keep it."""
    from app.packet.certificates import issue_time_certificate, new_time_key

    key = new_time_key()
    keep(
        book, TIME, key, issue_time_certificate(key.public_key(), root_key, root, book.info.county, now=now), passwords
    )


def timer(book: Book, password: str) -> PersonKey | None:
    """What puts the county's time on receipts, for whoever acts; None where there is none or he was not given it.

    Raises:
        Told: Wrong password.
    """
    from app.packet.certificates import PersonKey, common_name

    if book.actor not in holders(book, TIME):
        return None
    key, cert = opened(book, TIME, password)
    return PersonKey("county", common_name(cert), key, cert, (certificate(book, ROOT),))


def seal_key(book: Book, password: str) -> SealKey:
    """What opens packets sealed to this county, for whoever acts.

    Raises:
        Told: Wrong password, no root yet, or the key is in somebody else's hands.
    """
    from app.packet.sealing import SealKey

    key, cert = opened(book, SEAL, password)
    return SealKey(key, cert)  # type: ignore[arg-type]


def without_desk_keys(book: Book) -> list[SlotInfo]:
    """Who may work at the county's desk by his role but opens no packet yet."""
    there = holders(book, SEAL)
    return [one for one in book.keys.users() if one.role in ("clerk", "secretary") and one.login not in there]


def give_desk_keys(book: Book, password: str, login: str, their_password: str) -> None:
    """Let a second person of the county open packets and sign receipts; the root stays where it is.

    Raises:
        Told: No such person, a wrong password of either, or the keys are in somebody else's hands.
    """
    if not any(user.login == login for user in book.keys.users()):
        raise Refused(f"没有用户“{login}”。密钥没有交给任何人;请先增加这个用户。", "E-USER")
    book.unlock(login, their_password)
    with book.transaction():
        for which in (RECEIPT, SEAL, *([TIME] if book.actor in holders(book, TIME) else [])):
            key, _ = opened(book, which, password)
            _add_box(book, which, login, key, their_password)
        book.note("county.share", f"user/{login}")


def hand_over(book: Book, login: str, password: str, heir: str, their_password: str) -> bool:
    """Put every key a person holds into a second person's hands as well; whether he held any.

    Raises:
        WrongPassword, TooManyTries: Not the password of the first.
    """
    from app.packet.certificates import load_private_key

    held = [which for which in TITLES if login in holders(book, which)]
    for which in held:
        with book.trying(login):
            der = keys.open_private_key(book.kept(which)["keys"][login], password, user=login, role=which)
        _add_box(book, which, heir, load_private_key(der), their_password)
    return bool(held)


def _add_box(book: Book, which: str, login: str, key: OwnKey, password: str) -> None:
    from app.packet.certificates import private_key_der

    kept = book.kept(which)
    box = keys.seal_private_key(private_key_der(key), password, user=login, role=which, params=_params(book))
    book.keep(which, {**kept, "keys": {**kept["keys"], login: box}})


def with_new_password(book: Book, login: str, old: str, new: str, params: keys.KdfParams) -> None:
    """Put a person's boxes under a new password."""
    for which in TITLES:
        kept: Any = book.kept(which)
        if not isinstance(kept, dict) or login not in kept["keys"]:
            continue
        try:
            der = keys.open_private_key(kept["keys"][login], old, user=login, role=which)
        except keys.WrongPassword:
            continue  # the login password was reset since: the box waits for the one it was sealed with
        box = keys.seal_private_key(der, new, user=login, role=which, params=params)
        book.keep(which, {**kept, "keys": {**kept["keys"], login: box}})


def only_holder(book: Book, login: str) -> str:
    """What nobody else could use any more if a person left, "" where there is nothing."""
    kept = {which: book.kept(which) for which in TITLES}
    return "、".join(
        TITLES[which] for which, one in kept.items() if isinstance(one, dict) and set(one["keys"]) == {login}
    )


def forget(book: Book, login: str) -> None:
    """Take a person's boxes away."""
    for which in TITLES:
        kept: Any = book.kept(which)
        if isinstance(kept, dict) and login in kept["keys"]:
            book.keep(which, {**kept, "keys": {one: box for one, box in kept["keys"].items() if one != login}})


def _params(book: Book) -> keys.KdfParams:
    return keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
