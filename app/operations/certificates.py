"""The county's certificates: its root, whom it certified, what it took back, and the trust bundle it gives out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.faults import Refused
from app.operations import county_keys
from app.operations.county_keys import (
    CRL,
    RECEIPT,
    ROOT,
    SEAL,
    certificate,
    give_desk_keys,
    is_founded,
    must_be_founded,
    opened,
    receipt_signer,
    seal_key,
    without_desk_keys,
)
from app.storage.book import Book
from app.storage.certified import Certified, add_certified, certified, take_back
from app.storage.core import BEIJING, COUNTY

if TYPE_CHECKING:
    from app.operations.identities import County
    from app.packet.certificates import Certificate, OwnKey
    from app.packet.trust import Township, TrustBundle

__all__ = [
    "Certified",
    "county_trust",
    "crl_until",
    "export_trust",
    "found_county",
    "give_desk_keys",
    "is_founded",
    "issued",
    "newest_crl",
    "reasons",
    "receipt_signer",
    "register",
    "renew",
    "renew_crl",
    "revoke",
    "root_groups",
    "seal_key",
    "without_desk_keys",
]

_RENEW_RECEIPT = 60


def found_county(book: Book, password: str, *, made: County | None = None) -> TrustBundle:
    """Make the county's root, receipt signer, sealing certificate and first revocation list, kept under a password.

    `made` are keys that exist already (the practice county makes them before its book).

    Raises:
        Told: Wrong password, the county has a root already, or this book belongs to a township.
    """
    from app.packet.certificates import fingerprint

    if is_founded(book):
        raise Refused("本县的根证书已经建立,不能再建第二个。没有改动;需要换根证书请先联系技术人员。", "E-EXISTS")
    if book.info.kind != COUNTY:
        raise Refused("这是乡镇的账套,根证书只在县级账套里建立。没有改动。", "E-KIND")
    book.unlock(book.actor, password)
    now = datetime.fromisoformat(book.now())
    county = made or county_keys.make(book, now)
    signing, signer = county_keys.certified_receipt_signer(county.key, county.root, county.name, book.actor_name, now)
    own = {book.actor: password}
    with book.transaction():
        county_keys.keep(book, ROOT, county.key, county.root, own)
        county_keys.keep(book, RECEIPT, signing, signer, own)
        county_keys.keep(book, SEAL, county.seal.key, county.seal.cert, own)
        county_keys.keep_time_key(book, county.key, county.root, now, own)
        _new_crl(book, county.key, county.root, now)
        book.note("county.found", f"certificate/{fingerprint(county.root)[:16]}")
    return county_trust(book)


def newest_crl(book: Book) -> bytes:
    """The county's newest revocation list (PEM)."""
    must_be_founded(book)
    return str(book.kept(CRL)["pem"]).encode()


def root_groups(book: Book) -> str:
    """The root's fingerprint in four groups, to be read aloud to a township."""
    from app.packet.certificates import fingerprint, fingerprint_groups

    return fingerprint_groups(fingerprint(certificate(book, ROOT)))


def county_trust(book: Book, township: str = "") -> TrustBundle:
    """Whom this county trusts: all its townships, or one; with every certificate a person ever had.

    An older certificate stays in it: packets of its time are still checked against it.
    """
    from app.packet.certificates import is_practice, load_crl
    from app.packet.trust import TrustBundle

    root = certificate(book, ROOT)
    return TrustBundle(
        county=book.info.county,
        practice=is_practice(root),
        townships=_townships(certified(book, township)),
        root=root,
        crl=load_crl(newest_crl(book)),
        seal=certificate(book, SEAL),
    )


def _townships(found: Iterable[Certified]) -> tuple[Township, ...]:
    from app.packet.trust import Signer, Township

    signers, names = dict[str, list[Signer]](), dict[str, str]()
    for one in found:
        names[one.township] = one.township_name
        signers.setdefault(one.township, []).append(Signer(one.role, one.name, one.sha256))
    return tuple(Township(code, names[code], tuple(signers[code])) for code in sorted(signers))


def export_trust(book: Book, folder: Path, township: str = "") -> Path:
    """Write the public part (root, revocation list, registered signers, sealing certificate) into a folder."""
    from app.packet.trust import save_trust

    save_trust(folder, county_trust(book, township))
    book.note("trust.export", f"township/{township or 'all'}")
    return folder


def reasons() -> dict[str, str]:
    """Why a certificate may be taken back: what is written into the list, and its words."""
    from app.packet.certificates import REASONS

    return REASONS


def issued(book: Book, township: str = "") -> list[Certified]:
    """Every certificate this county issued to persons of townships, in the order of issue."""
    return certified(book, township)


def register(
    book: Book, township: str, township_name: str, role: str, name: str, cert: Certificate, *, checked: bool
) -> Certified:
    """Write a certificate into the county's list."""
    from app.packet.certificates import fingerprint, key_sha256, pem

    one = Certified(
        serial=f"{cert.serial_number:x}",
        township=township,
        township_name=township_name,
        role=role,
        name=name,
        sha256=fingerprint(cert),
        key_sha256=key_sha256(cert.public_key()),
        pem=pem(cert).decode(),
        valid_from=_shown(cert.not_valid_before_utc),
        valid_to=_shown(cert.not_valid_after_utc),
        issued_at=book.now(),
        issued_by=book.actor,
        checked=checked,
    )
    with book.transaction():
        add_certified(book, one)
        book.note("certificate.issue", f"certificate/{one.serial}")
    return one


def revoke(book: Book, password: str, serial: str, reason: str, *, since: date | None = None) -> Certified:
    """Take a certificate back and make a new revocation list.

    Packets that were receipted before `since` (the first day on which the key does not count) stay accepted.

    Raises:
        Told: Wrong password, no such certificate, one that is revoked already, an unknown reason or a day to come.
    """
    from app.packet.certificates import REASONS

    root_key, root = opened(book, ROOT, password)
    known = next((one for one in certified(book) if one.serial == serial.strip().lower()), None)
    if known is None:
        raise Refused(f"证书登记里没有序号为“{serial}”的证书。没有吊销任何证书;请从登记表里选。", "E-SERIAL")
    if known.revoked_at:
        raise Refused(f"{known.name}的这张证书已经在 {known.revoked_at[:10]} 吊销过。没有改动。", "E-REVOKED")
    if reason not in REASONS:
        raise Refused(f"吊销要写明原因,可选:{'、'.join(REASONS.values())}。没有改动。", "E-REASON")
    if since is not None and since > book.today():
        raise Refused("失效日期不能晚于今天。没有改动;密钥从哪天起不能再相信,就写哪天。", "E-DAY")
    now = datetime.fromisoformat(book.now())
    from_when = datetime.combine(since, time(), BEIJING) if since else now
    with book.transaction():
        take_back(book, known.serial, book.now(), reason, from_when.isoformat(timespec="seconds"))
        book.note("certificate.revoke", f"certificate/{known.serial}", REASONS[reason])
        _new_crl(book, root_key, root, now)
    return next(one for one in certified(book, known.township) if one.serial == known.serial)


def renew_crl(book: Book, password: str) -> int:
    """Make a revocation list with the next number, good for another hundred days; returns its number.

    Raises:
        Told: Wrong password, or the root is in somebody else's hands.
    """
    root_key, root = opened(book, ROOT, password)
    with book.transaction():
        return _new_crl(book, root_key, root, datetime.fromisoformat(book.now()))


def renew(book: Book, password: str) -> int:
    """What the county renews by itself: a new revocation list, and the receipt signer when it runs out within 60 days.

    A person the desk keys were given to needs them anew after that. A county founded before time stamps gets its time
    key here. Gives the number of the list.

    Raises:
        Told: Wrong password, or the root is in somebody else's hands.
    """
    root_key, root = opened(book, ROOT, password)
    last, now = date.fromisoformat(str(book.kept(RECEIPT)["until"])), datetime.fromisoformat(book.now())
    if not county_keys.holders(book, county_keys.TIME):
        with book.transaction():
            county_keys.keep_time_key(book, root_key, root, now, {book.actor: password})
            book.note("county.time", "certificate/time")
    if last <= book.today() + timedelta(days=_RENEW_RECEIPT):
        signing, signer = county_keys.certified_receipt_signer(root_key, root, book.info.county, book.actor_name, now)
        with book.transaction():
            county_keys.keep(book, RECEIPT, signing, signer, {book.actor: password})
            book.note("county.receipt", "certificate/receipt")
    return renew_crl(book, password)


def crl_until(book: Book) -> date:
    """The last day on which the county's revocation list counts."""
    must_be_founded(book)
    return date.fromisoformat(str(book.kept(CRL)["until"]))


def _new_crl(book: Book, root_key: OwnKey, root: Certificate, now: datetime) -> int:
    """Numbers only grow: a clock that went back changes the days of a list, never its number."""
    from app.packet.certificates import Revoked, make_crl, pem

    number = 1 + (int(book.kept(CRL)["number"]) if book.kept(CRL) else 0)
    revoked = [
        Revoked(
            int(one.serial, 16),
            datetime.fromisoformat(one.revoked_at),
            one.reason,
            datetime.fromisoformat(one.invalid_from),
        )
        for one in certified(book)
        if one.revoked_at
    ]
    crl = make_crl(root_key, root, number=number, now=now, revoked=revoked)
    until = crl.next_update_utc.astimezone(BEIJING) if crl.next_update_utc else now
    book.keep(
        CRL, {"number": number, "pem": pem(crl).decode(), "until": (until - timedelta(days=1)).date().isoformat()}
    )
    book.note("crl.new", f"crl/{number}")
    return number


def _shown(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")
