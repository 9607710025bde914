"""Signing identities: the practice county, and one key per person kept under that person's password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused, Told
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.certificates import Certificate, OwnKey, PersonKey, SigningKey
    from app.packet.sealing import SealKey
    from app.packet.trust import TrustBundle

SM2_SM3 = "sm2-sm3"
SIGNING_ROLES = {"clerk": "经办人", "secretary": "审核人"}
Passwords = Mapping[str, str]
_SEAL, _OLD_SEALS = "seal:own", "seal:earlier"
# Under these names, followed by the login, the PIN of somebody's UKey stands among the passwords; the second one says
# that the last try may be used.
PIN, PIN_LAST = "pin:", "pin-last:"


@dataclass(frozen=True)
class Person:
    """Somebody who is to sign: login, role, name and the password the key is kept under."""

    login: str
    role: str
    name: str
    password: str


@dataclass(frozen=True)
class County:
    """A county that issues certificates: its key, its root certificate, its name, and what opens sealed packets."""

    name: str
    key: OwnKey
    root: Certificate
    seal: SealKey


def make_practice_county(name: str, now: datetime) -> County:
    """A county for practice: its certificates say 练习 and never make a real packet."""
    from app.packet.certificates import make_county_root, new_private_key

    key = new_private_key()
    root = make_county_root(key, name, now=now, practice=True)
    return County(name, key, root, new_seal_key(key, root, name, now))


def new_seal_key(root_key: OwnKey, root: Certificate, unit: str, now: datetime) -> SealKey:
    """A key that opens packets sealed to a unit, with its certificate."""
    from app.packet.certificates import issue_seal_certificate, new_private_key
    from app.packet.sealing import SealKey

    key = new_private_key()
    return SealKey(key, issue_seal_certificate(key.public_key(), root_key, root, unit, now=now))


def keep_seal_key(book: Book, own: SealKey) -> None:
    """Keep what opens sealed packets in the book, which is encrypted itself: who may open the book may read them."""
    from app.packet.certificates import pem, private_key_der

    kept = {"key": private_key_der(own.key).hex(), "certificate": pem(own.cert).decode()}
    book.keep(_SEAL, kept)
    book.note("key.seal", "seal/own")


def seal_key(book: Book) -> SealKey | None:
    """What opens packets sealed to this unit now, None where it has none yet."""
    return next(iter(seal_keys(book)), None)


def seal_keys(book: Book) -> list[SealKey]:
    """Everything that opens packets sealed to this unit, the newest first: old packets stay readable."""
    from app.packet.certificates import load_certificate, load_private_key
    from app.packet.sealing import SealKey

    kept = [one for one in (book.kept(_SEAL), *(book.kept(_OLD_SEALS) or [])) if isinstance(one, dict)]
    keys = [load_private_key(bytes.fromhex(one["key"])) for one in kept]
    return [
        SealKey(key, load_certificate(one["certificate"].encode()))  # type: ignore[arg-type]
        for key, one in zip(keys, kept, strict=True)
    ]


def opener_of(book: Book, path: Path) -> SealKey | None:
    """Which of our keys a sealed file is for; the newest where it is for none of them.

    Raises:
        PacketFault: It is no sealed packet.
    """
    from app.packet.sealing import recipients_of

    wanted, own = set(recipients_of(path)), seal_keys(book)
    fits = (one for one in own if (one.cert.issuer.public_bytes(), one.cert.serial_number) in wanted)
    return next(fits, own[0] if own else None)


def new_own_seal(book: Book) -> None:
    """A new key to seal to ourselves, under a certificate of our own; the one before goes on opening its packets."""
    from app.packet.certificates import new_private_key, own_seal_certificate
    from app.packet.sealing import SealKey

    key, before = new_private_key(), book.kept(_SEAL)
    if before:
        book.keep(_OLD_SEALS, [before, *(book.kept(_OLD_SEALS) or [])])
    now = datetime.fromisoformat(book.now())
    keep_seal_key(book, SealKey(key, own_seal_certificate(key, book.info.township, now=now)))


def sealed_for(book: Book, trust: TrustBundle) -> list[Certificate]:
    """To whom a packet of this book is sealed: the county and the unit itself; nobody where the county has no key."""
    own = seal_key(book)
    return [trust.seal, *([own.cert] if own else [])] if trust.seal else []


def enrol(
    book: Book, county: County, people: Sequence[Person], trust: Path, now: datetime
) -> list[tuple[Person, Certificate]]:
    """Make a key for each person, have the county certify it, and write the trust bundle; gives the certificates.

    The keys are kept in the book, each sealed under its person's password; the bundle holds certificates only.
    """
    from app import keys
    from app.packet.certificates import (
        check_request,
        fingerprint,
        is_practice,
        issue_certificate,
        make_crl,
        make_request,
        new_private_key,
        pem,
        private_key_der,
    )
    from app.packet.trust import Signer, Township, TrustBundle, save_trust

    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    signers, made = [], []
    for person in people:
        key = new_private_key()
        request = check_request(make_request(key, book.info.township, person.role, person.name))
        certificate = issue_certificate(request, county.key, county.root, now=now)
        sealed = keys.seal_private_key(
            private_key_der(key), person.password, user=person.login, role=person.role, params=params
        )
        book.keep(
            f"signer:{person.role}",
            {
                "login": person.login,
                "name": person.name,
                "key": sealed,
                "certificate": pem(certificate).decode(),
                "chain": [pem(county.root).decode()],
                **dates_of(certificate),
            },
        )
        book.note("key.enrol", f"signer/{person.role}")
        made.append((person, certificate))
        signers.append(Signer(person.role, person.name, fingerprint(certificate)))
    crl = make_crl(county.key, county.root, number=1, now=now)
    township = Township(book.info.code, book.info.township, tuple(signers))
    practice = is_practice(county.root)
    save_trust(trust, TrustBundle(county.name, practice, (township,), county.root, crl, county.seal.cert))
    keep_seal_key(book, new_seal_key(county.key, county.root, book.info.township, now))
    book.keep("trust", str(trust))
    book.keep("trust:crl", {"number": 1, "until": _last_day(crl)})
    return made


def _last_day(crl: Any) -> str:
    """The last whole day on which a revocation list counts."""
    from app.storage.core import BEIJING

    return (crl.next_update_utc.astimezone(BEIJING) - timedelta(days=1)).date().isoformat()  # type: ignore[no-any-return]


def dates_of(certificate: Certificate) -> dict[str, object]:
    """What is kept beside a certificate so that a list of deadlines need not read it: last day, practice, number."""
    from app.packet.certificates import is_practice
    from app.storage.core import BEIJING

    return {
        "valid_to": certificate.not_valid_after_utc.astimezone(BEIJING).date().isoformat(),
        "practice": is_practice(certificate),
        "serial": f"{certificate.serial_number:x}",
    }


def must_match(book: Book) -> None:
    """See that both signers have certificates of the same kind.

    Raises:
        Refused: One has the county's own and the other still one for practice.
    """
    kinds = {role: signer_of(book, role).get("practice") for role in SIGNING_ROLES}
    if len(set(kinds.values())) > 1:
        missing = next(title for role, title in SIGNING_ROLES.items() if kinds[role] is not False)
        raise Refused(
            f"{missing}还没有装入县里签发的正式证书,另一个人已经有了,两个人的签名合不到一个包里。"
            f"没有生成任何文件;请在“证书”里为{missing}装入证书。",
            "E-CERT-MIXED",
        )


def signer_of(book: Book, role: str) -> Mapping[str, object]:
    """The kept identity of a role.

    Raises:
        Refused: Nobody is enrolled for it.
    """
    kept = book.kept(f"signer:{role}")
    if not isinstance(kept, dict):
        raise Refused(
            f"这个账套还没有{SIGNING_ROLES.get(role, role)}的签名证书,不能签名。没有生成任何文件;请先办理证书。",
            "E-NO-CERT",
        )
    return kept


def person_key(book: Book, role: str, passwords: Passwords, second: str = "") -> PersonKey | None:
    """The opened key of a role, or None where that person's password is not at hand.

    With the name of a `second` suite his key for that one comes along; it is made the first time.

    Raises:
        Told: Wrong password, or nobody is enrolled.
    """
    from app.packet.certificates import PersonKey, load_certificate

    kept = signer_of(book, role)
    key = _token_key(kept, passwords) if "token" in kept else _own_key(book, kept, role, passwords)
    if key is None:
        return None
    chain = tuple(load_certificate(str(text).encode()) for text in kept["chain"])  # type: ignore[attr-defined]
    certificate = load_certificate(str(kept["certificate"]).encode())
    sm2 = _sm2_key(book, kept, role, passwords) if second else b""
    return PersonKey(role, str(kept["name"]), key, certificate, chain, sm2)


def second_suite(book: Book) -> str:
    """The suite whose signatures stand beside those of every packet this book makes now, "" for none.

    Raises:
        Refused: It is wanted, and somebody signs with a UKey, which has no key for it.
    """
    if not book.option("sm_signature"):
        return ""
    for role, title in SIGNING_ROLES.items():
        if on_token(book, role):
            _refuse_token(title)
    return SM2_SM3


def _refuse_token(title: str) -> None:
    raise Refused(
        f"{title}的签名密钥在 UKey 里,国密附加签名(试验)只能用存在账套里的密钥。没有签名;"
        "请在“设置”里把“国密附加签名(试验)”改为不加,再重新生成上报包。",
        "E-TOKEN",
    )


def _sm2_key(book: Book, kept: Mapping[str, Any], role: str, passwords: Passwords) -> bytes:
    """The SM2 key of somebody whose own key was opened just now; sealed under the same password."""
    from app import keys
    from app.packet.sm2 import new_sm2_key

    if "token" in kept:
        _refuse_token(SIGNING_ROLES[role])
    login = str(kept["login"])
    if "sm2" in kept:
        with book.trying(login):
            return keys.open_private_key(kept["sm2"], passwords[login], user=login, role=role)
    private = new_sm2_key()
    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    box = keys.seal_private_key(private, passwords[login], user=login, role=role, params=params)
    with book.transaction():
        book.keep(f"signer:{role}", {**kept, "sm2": box})
        book.note("key.sm2", f"signer/{role}")
    return private


def _own_key(book: Book, kept: Mapping[str, Any], role: str, passwords: Passwords) -> SigningKey | None:
    from app import keys
    from app.packet.certificates import load_private_key

    login = str(kept["login"])
    if login not in passwords:
        return None
    with book.trying(login):
        der = keys.open_private_key(kept["key"], passwords[login], user=login, role=role)
    return load_private_key(der)


def _token_key(kept: Mapping[str, Any], passwords: Passwords) -> SigningKey | None:
    from app.packet.token import TokenPlace, open_key

    login, place = str(kept["login"]), TokenPlace.of(kept["token"])
    if (last := passwords.get(f"{PIN_LAST}{login}")) is not None:
        return open_key(place, last, last_try=True)
    pin = passwords.get(f"{PIN}{login}")
    return open_key(place, pin) if pin is not None else None


def companion_key(book: Book, role: str, passwords: Passwords, second: str = "") -> PersonKey | None:
    """The key of somebody who signs along, None too where his UKey is not plugged in: he signs in a step of his own."""
    try:
        return person_key(book, role, passwords, second)
    except Told as told:
        if told.code == "E-TOKEN":
            return None
        raise


def secret_name(book: Book, role: str) -> str:
    """Under which name the password of a role's key stands among passwords: the login, or its UKey's PIN.

    Raises:
        Refused: Nobody is enrolled for the role.
    """
    kept = signer_of(book, role)
    return f"{PIN}{kept['login']}" if "token" in kept else str(kept["login"])


def on_token(book: Book, role: str) -> bool:
    """Whether the key of a role is on a UKey.

    Raises:
        Refused: Nobody is enrolled for the role.
    """
    return "token" in signer_of(book, role)


def trust_folder(book: Book) -> Path:
    """Where this book's trust bundle is: beside the book, or where it was written."""
    beside = book.path.parent / "trust"
    kept = book.kept("trust")
    return beside if beside.exists() or not kept else Path(str(kept))
