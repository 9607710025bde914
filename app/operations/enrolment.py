"""The township's certificates: asking the county for one, loading its answer, and what state each one is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import app
from app import keys
from app.domain.faults import Refused
from app.operations import identities
from app.operations.certificate_states import TRUST_CRL
from app.operations.identities import SIGNING_ROLES, trust_folder
from app.operations.issuing import plain
from app.reports.certificate_form import certificate_form
from app.reports.sheet import Sheet
from app.storage.book import Book

if TYPE_CHECKING:
    from app.packet.certificates import PersonKey, SigningKey
    from app.packet.enrolment import ReadAnswer
    from app.packet.token import TokenPlace
    from app.packet.trust import Township, TrustBundle


@dataclass(frozen=True)
class Requested:
    """A request on its way to the county; `groups` is the fingerprint the person reads out from the printed form."""

    path: Path
    role: str
    name: str
    groups: str
    renews: bool


@dataclass(frozen=True)
class Loaded:
    """A certificate that was loaded; `compared` that the county's fingerprint was known or was compared."""

    role: str
    name: str
    until: str
    root_groups: str
    compared: bool


def request(
    book: Book, out: Path, password: str, *, anew: bool = False, token: TokenPlace | None = None, pin: str = ""
) -> Requested:
    """Write the request of whoever acts; the key is made the first time and kept under his password.

    Asking again gives the same key and the same fingerprint, so that a printed form stays true; `anew` makes another
    key, and with `token` it is made on a UKey and never leaves it. Where he has a certificate of the county, its key
    signs the request: that is a renewal.

    Raises:
        Told: Wrong password, whoever acts signs nothing, or the file cannot be written.
    """
    from app.packet.enrolment import write_request

    role = _role(book)
    book.unlock(book.actor, password)
    kept = pending(book, role)
    old = _renewed(book, role, {book.actor: password, **({f"{identities.PIN}{book.actor}": pin} if pin else {})})
    if kept is None or anew or kept["login"] != book.actor or _elsewhere(kept, token):
        kept = _new_key(book, role, password, old) if token is None else _new_on_token(book, role, token, pin, old)
    elif old is None and kept["renews"]:
        kept = {**kept, "renews": ""}
    about = _about(book, role, kept)
    with book.transaction():
        path = write_request(_target(out, about.township, role, kept["groups"]), str(kept["csr"]).encode(), about, old)
        book.keep(_pending(role), kept)
        book.note("certificate.request", f"signer/{role}")
    return Requested(path, role, str(kept["name"]), str(kept["groups"]), bool(kept["renews"]))


def pending(book: Book, role: str) -> dict[str, Any] | None:
    """The request of a role that is on its way, None where there is none."""
    kept = book.kept(_pending(role))
    return kept if isinstance(kept, dict) else None


def form(book: Book, role: str) -> Sheet:
    """The printed form that goes with a request.

    Raises:
        Refused: Nothing was asked for.
    """
    kept = pending(book, role)
    if kept is None:
        raise Refused(f"{SIGNING_ROLES[role]}还没有导出证书申请,没有申请表可打印。请先导出申请。", "E-NO-REQUEST")
    book.note("certificate.form", f"signer/{role}")
    return certificate_form(
        township=book.info.township,
        code=book.info.code,
        county=book.info.county,
        role=SIGNING_ROLES[role],
        name=str(kept["name"]),
        groups=str(kept["groups"]),
        asked_at=str(kept["created"]),
        renews=bool(kept["renews"]),
        practice=book.info.practice,
    )


def peek(book: Book, path: Path) -> ReadAnswer:
    """Read the county's answer and see that it is for this book; nothing is changed.

    Raises:
        Told: It is none, was changed, is of another county or township, for another key, or for practice.
    """
    from app.packet.enrolment import read_answer

    answer = read_answer(path, datetime.fromisoformat(book.now()))
    about = answer.about
    if about.practice != book.info.practice:
        words = ("练习县签发的证书", "正式账套") if about.practice else ("正式证书", "练习账套")
        raise Refused(f"这是{words[0]},不能装入{words[1]}。没有装入;请向县里要对应的证书。", "E-PRACTICE")
    if about.county != book.info.county:
        raise Refused(f"这是“{about.county}”签发的证书,本乡镇属于“{book.info.county}”。没有装入。", "E-OWNER")
    if (about.township, about.township_name) != (book.info.code, book.info.township):
        raise Refused(
            f"这张证书是给“{about.township_name}”({about.township})的,不是给本乡镇的。没有装入;请向县里要自己的那一份。",
            "E-OWNER",
        )
    known = _known_trust(book)
    if known is not None and known.root != answer.trust.root:
        raise Refused(
            "签发这张证书的根证书和本乡镇已经信任的不是同一个。没有装入;请打电话问县里是否换过根证书。", "E-TRUST"
        )
    kept = pending(book, about.role)
    if kept is None or kept["key_sha256"] != about.key_sha256 or kept["name"] != about.name:
        raise Refused(
            f"这张证书和本机{SIGNING_ROLES[about.role]}申请时的密钥不是一对。没有装入;"
            "请用最后一次导出的申请去签发,或在申请的那台电脑上装入。",
            "E-CERT",
        )
    return answer


def load(book: Book, path: Path, *, groups: str = "") -> Loaded:
    """Load the county's answer: the certificate takes the place of the old one, and the county's trust is kept.

    `groups` is the root's fingerprint as the county read it out; it is only needed the first time.

    Raises:
        Told: As for `peek`, or what was read out differs. Nothing was changed.
    """
    from app.packet.certificates import pem

    answer = peek(book, path)
    about, known = answer.about, _known_trust(book)
    if groups and plain(groups) != plain(answer.root_groups):
        raise Refused(
            "县里念的根证书指纹和文件里的不一样,这份文件可能不是县里做的。没有装入;请让县里再念一遍,"
            "仍不一样请不要用这份文件。",
            "E-FINGERPRINT",
        )
    kept = pending(book, about.role) or {}
    signer: dict[str, Any] = {
        "login": kept["login"],
        "name": about.name,
        **{key: kept[key] for key in ("key", "token") if key in kept},
        "certificate": pem(answer.cert).decode(),
        "chain": [pem(answer.trust.root).decode()],
        **identities.dates_of(answer.cert),
    }
    with book.transaction():
        book.keep(f"signer:{about.role}", signer)
        book.keep(_pending(about.role), None)
        book.note("key.enrol", f"signer/{about.role}")
        take_trust(book, answer.trust)
    compared = bool(groups) or known is not None
    return Loaded(about.role, about.name, str(signer["valid_to"]), answer.root_groups, compared)


def take_trust(book: Book, bundle: TrustBundle) -> bool:
    """Take over a trust bundle of our county; an older revocation list in it is ignored and logged.

    Gives whether its revocation list was taken. Signers known before stay: packets of their time are checked with them.

    Raises:
        Refused: E-TRUST, its root is not the one this book trusts.
    """
    from app.packet.certificates import crl_number, fingerprint
    from app.packet.trust import save_trust

    known, taken = _known_trust(book), True
    if known is not None:
        if known.root != bundle.root:
            raise Refused("根证书和本乡镇已经信任的不是同一个。没有装入;请打电话问县里是否换过根证书。", "E-TRUST")
        mine, theirs = crl_number(known.crl), crl_number(bundle.crl)
        if taken := theirs >= mine:
            newest = bundle.crl
        else:
            newest = known.crl
            book.note("crl.rollback", f"crl/{theirs}", f"已有 {mine} 号")
        bundle = replace(bundle, crl=newest, townships=_merged(known, bundle), seal=bundle.seal or known.seal)
    folder = trust_folder(book)
    save_trust(folder, bundle)
    if known is None and not book.info.practice:
        identities.new_own_seal(book)  # the first one bears the name of a practice county
    if known is None:
        book.note("trust.root", f"certificate/{fingerprint(bundle.root)[:16]}")
    book.keep("trust", str(folder))
    book.keep(TRUST_CRL, {"number": crl_number(bundle.crl), "until": _until(bundle)})
    return taken


def take_crl(book: Book, data: bytes) -> bool:
    """Take over a revocation list that came with a receipt; whether it was newer than ours.

    Raises:
        Told: It is none, or is not our county's.
    """
    from app.packet.certificates import load_crl
    from app.packet.trust import trust_files, trust_from

    known = _known_trust(book)
    if known is None:
        raise Refused("本乡镇还没有装入县里的证书,不能更新吊销列表。没有改动;请先办理证书。", "E-NO-CERT")
    bundle = trust_from({**trust_files(known), "county.crl": data})
    newer = load_crl(data) != known.crl
    return take_trust(book, bundle) and newer


def trusts(book: Book) -> bool:
    """Whether this book has its county's root already, so that nothing need be read out any more."""
    return _known_trust(book) is not None


def wrong_with(book: Book) -> list[str]:
    """What does not fit between the signers' certificates and the trust of a township, in Chinese; for `doctor`."""
    from app.packet.certificates import fingerprint, load_certificate
    from app.packet.trust import issued_by, load_trust

    kept = {role: one for role in SIGNING_ROLES if (one := person_of(book, role)) is not None}
    if not kept:
        return []
    trust, found = load_trust(trust_folder(book)), list[str]()
    township = trust.township(book.info.code)
    listed = {signer.cert_sha256 for signer in township.signers} if township else set()
    for role, one in kept.items():
        cert = load_certificate(str(one["certificate"]).encode())
        fits = issued_by(cert, trust.root) and fingerprint(cert) in listed
        if not fits and is_real(book, role):  # one for practice waits until the county's own is loaded
            found.append(f"{one['name']}的{SIGNING_ROLES[role]}证书和信任资料对不上")
    return found


def token_place(module: Path, label: str) -> TokenPlace:
    """A UKey by its maker's module and its label."""
    from app.packet.token import TokenPlace

    return TokenPlace(str(module), label)


def tokens(module: Path) -> list[str]:
    """The labels of the UKeys that are plugged in.

    Raises:
        Told: The module is missing or is none.
    """
    from app.packet import token

    return token.tokens(str(module))


def person_of(book: Book, role: str) -> Mapping[str, Any] | None:
    """What is kept of the signer of a role, None where nobody is enrolled."""
    kept = book.kept(f"signer:{role}")
    return kept if isinstance(kept, dict) else None


def is_real(book: Book, role: str) -> bool:
    """Whether a role has a certificate that counts for this book: the county's own in a real one."""
    kept = person_of(book, role)
    return kept is not None and (book.info.practice or kept.get("practice") is False)


def _role(book: Book) -> str:
    if book.role not in SIGNING_ROLES:
        raise Refused("只有经办人和审核人申请签名证书。没有生成申请;请由他们本人登录后办理。", "E-ROLE")
    if book.info.is_county:
        raise Refused("县级账套不申请证书:它自己签发。没有生成申请;请到“证书登记”。", "E-KIND")
    return book.role


def _pending(role: str) -> str:
    return f"request:{role}"


def _elsewhere(kept: Mapping[str, Any], token: TokenPlace | None) -> bool:
    """Whether the key of a request is not where it is wanted: on this token, or in the book."""
    there = kept.get("token", {}).get("label", "")
    return bool(there != (token.label if token else ""))


def _renewed(book: Book, role: str, passwords: identities.Passwords) -> PersonKey | None:
    """The key that signs a renewal: this person's, certified by the county and not yet out of date."""
    kept = person_of(book, role)
    if kept is None or kept["login"] != book.actor or not is_real(book, role):
        return None
    if str(kept.get("valid_to", "")) < book.today().isoformat():
        return None
    return identities.companion_key(book, role, passwords)


def _new_key(book: Book, role: str, password: str, old: PersonKey | None) -> dict[str, Any]:
    from app.packet.certificates import new_private_key, private_key_der

    key = new_private_key()
    params = keys.PRACTICE_PARAMS if book.info.practice else keys.STANDARD_PARAMS
    box = keys.seal_private_key(private_key_der(key), password, user=book.actor, role=role, params=params)
    return {**_asked(book, role, key, old), "key": box}


def _new_on_token(book: Book, role: str, token: TokenPlace, pin: str, old: PersonKey | None) -> dict[str, Any]:
    from app.packet.token import make_key

    place, key = make_key(token, pin)
    try:
        return {**_asked(book, role, key, old), "token": place.as_json()}
    finally:
        key.close()


def _asked(book: Book, role: str, key: SigningKey, old: PersonKey | None) -> dict[str, Any]:
    from app.packet.certificates import fingerprint, fingerprint_groups, key_sha256, make_request

    digest = key_sha256(key.public_key())
    return {
        "login": book.actor,
        "name": book.actor_name,
        "csr": make_request(key, book.info.township, role, book.actor_name).decode(),
        "key_sha256": digest,
        "groups": fingerprint_groups(digest),
        "created": book.now(),
        "renews": fingerprint(old.cert) if old else "",
    }


def _about(book: Book, role: str, kept: Mapping[str, Any]) -> Any:
    from app.packet.enrolment import About

    info = book.info
    return About(
        township=info.code,
        township_name=info.township,
        county=info.county,
        role=role,
        name=str(kept["name"]),
        key_sha256=str(kept["key_sha256"]),
        created=book.now(),
        app_version=app.__version__,
        practice=info.practice,
        renews=str(kept["renews"]),
    )


def _target(out: Path, township: str, role: str, groups: str) -> Path:
    return out / f"REQ_{township}_{role}_{plain(groups)[:8]}.zip" if out.is_dir() else out


def _known_trust(book: Book) -> TrustBundle | None:
    """The trust this book has, None where it has none yet or only one for practice in a real book."""
    from app.packet.faults import PacketFault
    from app.packet.trust import load_trust

    try:
        known = load_trust(trust_folder(book))
    except PacketFault:
        return None
    return known if known.practice == book.info.practice else None


def _merged(known: TrustBundle, fresh: TrustBundle) -> tuple[Township, ...]:
    merged = {one.code: one for one in known.townships}
    for one in fresh.townships:
        before = merged[one.code].signers if one.code in merged else ()
        merged[one.code] = replace(one, signers=tuple(dict.fromkeys([*before, *one.signers])))
    return tuple(merged[code] for code in sorted(merged))


def _until(bundle: TrustBundle) -> str:
    from app.storage.core import BEIJING

    moment = bundle.crl.next_update_utc
    last = moment.astimezone(BEIJING).date() - timedelta(days=1) if moment else date.max
    return last.isoformat()
