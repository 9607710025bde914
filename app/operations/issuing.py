"""The county issues a certificate from a request that came by stick, and writes the answer that goes back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import app
from app.domain.faults import Refused
from app.operations import certificates
from app.operations.certificates import crl_until
from app.operations.county_keys import CRL, ROOT, must_be_founded, opened
from app.operations.identities import SIGNING_ROLES
from app.storage.book import Book
from app.storage.certified import Certified, mark_checked

if TYPE_CHECKING:
    from app.packet.certificates import Certificate, PersonKey
    from app.packet.enrolment import ReadRequest

FRESH_CRL_DAYS = 70


@dataclass(frozen=True)
class Asked:
    """A request as the county sees it before it decides.

    `groups` is the fingerprint the person reads out; `renews` that it is signed with a key this county certified, so
    that nothing need be read out; `again` that this very key was certified before; `notes` what to think about.
    """

    path: Path
    township: str
    township_name: str
    role: str
    role_title: str
    name: str
    groups: str
    created: str
    renews: bool = False
    again: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issued:
    """A certificate that was issued, and the file that goes back to the township."""

    path: Path
    certificate: Certified
    crl_number: int


def look(book: Book, path: Path) -> Asked:
    """Read a request and say what the county has to know about it.

    Raises:
        Told: It is no request, not for this county, the key or the person has another role, or the renewed key
            does not count any more.
    """
    return _asked(book, path, _read(book, path))


def issue(book: Book, path: Path, out: Path, password: str, *, groups: str = "") -> Issued:
    """Issue the certificate a request asks for and write the answer; `groups` is what the person read out.

    A key that was certified before gets the same certificate again: the stick may have been lost.

    Raises:
        Told: As for `look`; wrong password; or what was read out differs. Nothing was issued.
    """
    from app.packet.certificates import load_certificate

    read = _read(book, path)
    asked = _asked(book, path, read)
    if groups and plain(groups) != plain(asked.groups):
        raise Refused(
            f"电话里念的指纹和申请文件的不一样,可能文件在路上被换过。没有签发;请让{asked.name}照打印的申请表再念一遍,"
            "仍不一样就作废这份申请,重新导出。",
            "E-FINGERPRINT",
        )
    signer = certificates.receipt_signer(book, password)
    root_key, root = opened(book, ROOT, password)
    if crl_until(book) < book.today() + timedelta(days=FRESH_CRL_DAYS):
        certificates.renew_crl(book, password)
    known = _known_key(book, read)
    with book.transaction():
        one = known or _new(book, read, _Root(root_key, root), checked=bool(groups) or asked.renews)
        if groups and not one.checked:
            one = mark_checked(book, one)
        written = _answer(book, read, load_certificate(one.pem.encode()), signer, _target(out, asked))
        book.note("certificate.answer", f"certificate/{one.serial}")
    return Issued(written, one, int(book.kept(CRL)["number"]))


def plain(groups: str) -> str:
    """The digits of a fingerprint that was typed: case, blanks, hyphens and full width do not matter."""
    import unicodedata

    return re.sub(r"[\s\-·.]", "", unicodedata.normalize("NFKC", groups)).upper()


@dataclass(frozen=True)
class _Root:
    """The opened root."""

    key: object
    cert: Certificate


def _read(book: Book, path: Path) -> ReadRequest:
    from app.packet.enrolment import read_request

    must_be_founded(book)
    return read_request(path)


def _asked(book: Book, path: Path, read: ReadRequest) -> Asked:
    about = read.about
    if about.county != book.info.county:
        raise Refused(f"这份申请是给“{about.county}”的,不是给“{book.info.county}”的。没有签发;请核对文件。", "E-OWNER")
    if about.practice != book.info.practice:
        raise Refused("练习账套的申请只能由练习县签发,正式的只能由正式的县级账套签发。没有签发。", "E-PRACTICE")
    listed = certificates.issued(book)
    again = _refuse_second_role(listed, read)
    renews = _renewal(book, listed, read)
    return Asked(
        path,
        about.township,
        about.township_name,
        about.role,
        SIGNING_ROLES[about.role],
        about.name,
        about.groups,
        about.created.replace("T", " ")[:16],
        renews,
        again,
        tuple(_notes(book, listed, read)),
    )


def _refuse_second_role(listed: list[Certified], read: ReadRequest) -> bool:
    """One key is one person in one role; a person has one role. Whether this key has its certificate already."""
    about = read.about
    same_key = [one for one in listed if one.key_sha256 == about.key_sha256]
    who = (about.township, about.role, about.name)
    for one in same_key:
        if (one.township, one.role, one.name) != who:
            raise Refused(
                f"这把密钥已经发给{one.township_name}的{one.name}({SIGNING_ROLES[one.role]}),一把密钥只属于一个人。"
                "没有签发;请让申请人重新生成密钥。",
                "E-ROLE",
            )
        if one.revoked_at:
            raise Refused(f"这把密钥的证书已在 {one.revoked_at[:10]} 吊销。没有签发;请重新生成密钥。", "E-REVOKED")
    for one in listed:
        other = one.township == about.township and one.name == about.name and one.role != about.role
        if other and not one.revoked_at:
            raise Refused(
                f"{about.name}已经有{SIGNING_ROLES[one.role]}的证书。经办人和审核人必须是两个人,没有签发;"
                f"如果{about.name}换了岗位,请先吊销原来的证书。",
                "E-ROLE",
            )
    return bool(same_key)


def _renewal(book: Book, listed: list[Certified], read: ReadRequest) -> bool:
    from app.packet.enrolment import renewal_facts

    facts = renewal_facts(read, certificates.county_trust(book), datetime.fromisoformat(book.now()))
    if facts is None:
        return False
    about, old = read.about, next((one for one in listed if one.sha256 == read.about.renews), None)
    if not facts.valid:
        raise Refused("换发申请的签名不对,可能文件被改动过。没有签发;请重新导出申请。", "E-SIG")
    if not facts.trusted or old is None or (old.township, old.role) != (about.township, about.role):
        raise Refused(
            f"换发申请是用不能再相信的旧证书签的({facts.reason or '不是本县发给这个岗位的'})。没有签发;"
            "请让申请人按第一次申请办理,带打印的申请表来核对指纹。",
            "E-CERT",
        )
    return old.name == about.name


def _notes(book: Book, listed: list[Certified], read: ReadRequest) -> list[str]:
    about, notes, today = read.about, list[str](), book.today().isoformat()
    names = {one.township_name for one in listed if one.township == about.township} - {about.township_name}
    if names:
        notes.append(f"代码 {about.township} 以前登记的是“{'、'.join(sorted(names))}”,请核对乡镇代码。")
    others = {
        one.name
        for one in listed
        if (one.township, one.role) == (about.township, about.role)
        and one.name != about.name
        and not one.revoked_at
        and one.valid_to[:10] >= today
    }
    if others:
        notes.append(f"{'、'.join(sorted(others))}的{SIGNING_ROLES[about.role]}证书还有效;人员已换的,请吊销旧证书。")
    return notes


def _known_key(book: Book, read: ReadRequest) -> Certified | None:
    return next((one for one in certificates.issued(book) if one.key_sha256 == read.about.key_sha256), None)


def _new(book: Book, read: ReadRequest, root: _Root, *, checked: bool) -> Certified:
    from app.packet.certificates import issue_certificate

    about = read.about
    now = datetime.fromisoformat(book.now())
    cert = issue_certificate(read.request, root.key, root.cert, now=now)  # type: ignore[arg-type]
    return certificates.register(
        book, about.township, about.township_name, about.role, about.name, cert, checked=checked
    )


def _answer(book: Book, read: ReadRequest, cert: Certificate, signer: PersonKey, target: Path) -> Path:
    from app.packet.enrolment import write_answer

    about = replace(read.about, created=book.now(), app_version=app.__version__)
    return write_answer(target, cert, about, certificates.county_trust(book, about.township), signer)


def _target(out: Path, asked: Asked) -> Path:
    name = f"CER_{asked.township}_{asked.role}_{plain(asked.groups)[:8]}.zip"
    return out / name if out.is_dir() else out
