"""Certificates on the command line: a township asks and loads, a county founds, issues and revokes."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from app.cli.answers import Answer
from app.cli.opening import ask, opened, signing_passwords
from app.domain.faults import Refused
from app.operations import certificate_states, certificates, clock, enrolment, identities, issuing, sheets
from app.operations.books import Book


def request(options: argparse.Namespace) -> Answer:
    """The request of whoever opens the book."""
    with opened(options) as book:
        place = enrolment.token_place(options.token_module, options.token) if options.token_module else None
        pin = _pin(options, book, asked=place is not None)
        secret = _password(options, book)
        made = enrolment.request(book, options.out, secret, anew=options.anew, token=place, pin=pin)
        if options.form is not None:
            options.form.write_bytes(sheets.sheet_pdf(enrolment.form(book, made.role)))
    data = {
        "path": str(made.path),
        "role": made.role,
        "name": made.name,
        "fingerprint": made.groups,
        "renews": made.renews,
        "form": str(options.form) if options.form else "",
    }
    lines = [f"证书申请:{made.path}", f"密钥指纹:{made.groups}"]
    notes = ["请打印申请表,把申请文件用U盘交给县里;县里打电话来时照表念指纹。"]
    return Answer(data, lines, notes)


def issue(options: argparse.Namespace) -> Answer:
    """A certificate for a request; the fingerprint is asked for where somebody sits at a terminal."""
    with opened(options) as book:
        asked = issuing.look(book, options.request)
        told = [f"{asked.township_name}({asked.township}) {asked.role_title} {asked.name}", f"密钥指纹:{asked.groups}"]
        groups = options.fingerprint or ("" if asked.renews else _typed("申请人念的指纹(四组十六位):", told))
        made = issuing.issue(book, options.request, options.out, _password(options, book), groups=groups)
    one = made.certificate
    data = {
        "path": str(made.path),
        "serial": one.serial,
        "township": one.township,
        "role": one.role,
        "name": one.name,
        "valid_to": one.valid_to[:10],
        "fingerprint": asked.groups,
        "fingerprint_checked": one.checked,
        "crl_number": made.crl_number,
    }
    notes = list(asked.notes)
    if not one.checked:
        notes.append(f"指纹没有核对:请马上打电话让{one.name}念,应是 {asked.groups};不一致就运行 revoke {one.serial}。")
    return Answer(data, [*told, f"已签发,有效至 {one.valid_to[:10]}:{made.path}"], notes)


def load(options: argparse.Namespace) -> Answer:
    """The county's answer taken into the township's book."""
    with opened(options) as book:
        answer = enrolment.peek(book, options.file)
        groups = options.fingerprint or _typed("县里念的根证书指纹(四组十六位;以前核对过可直接回车):", [])
        made = enrolment.load(book, options.file, groups=groups)
    data = {
        "role": made.role,
        "name": made.name,
        "valid_to": made.until,
        "practice": answer.trust.practice,
        "root_fingerprint": made.root_groups,
        "fingerprint_checked": made.compared,
    }
    notes = [] if made.compared else [f"县根证书的指纹没有核对:请打电话问县里,应是 {made.root_groups}。"]
    return Answer(data, [f"已装入{made.name}的证书,有效至 {made.until}"], notes)


def found(options: argparse.Namespace) -> Answer:
    """The county's root and its other keys."""
    with opened(options) as book:
        certificates.found_county(book, _password(options, book))
        groups = certificates.root_groups(book)
    data = {"county": book.info.county, "root_fingerprint": groups}
    notes = ["乡镇第一次装入证书时,请在电话里念这个指纹让对方核对。"]
    return Answer(data, [f"已建立{book.info.county}根证书", f"根证书指纹:{groups}"], notes)


def share(options: argparse.Namespace) -> Answer:
    """The keys that open packets and sign receipts, for a second person of the county."""
    with opened(options) as book:
        theirs = signing_passwords(options, book).get(options.login) or ask(f"用户“{options.login}”的密码:")
        if not theirs:
            raise Refused(
                f"没有用户“{options.login}”的密码。密钥没有交给任何人;请在密码文件里加一行,或请他自己输。", "E-PASSWORD"
            )
        certificates.give_desk_keys(book, _password(options, book), options.login, theirs)
    return Answer({"login": options.login}, [f"“{options.login}”现在也能收包、合并、开回执"])


def list_certificates(options: argparse.Namespace) -> Answer:
    """What the county issued, or what state the township's certificates are in."""
    with opened(options) as book:
        lines = certificate_states.states(book)
    data: list[dict[str, Any]] = [line.as_json() for line in lines]
    return Answer(data, ["\t".join((one.state, one.unit, one.who, one.title, one.until, one.serial)) for one in lines])


def trust(options: argparse.Namespace) -> Answer:
    """The public part of the county's identity, as a folder."""
    with opened(options) as book:
        folder = certificates.export_trust(book, options.out)
    return Answer({"trust": str(folder)}, [f"信任资料:{folder}"])


def renew(options: argparse.Namespace) -> Answer:
    """A revocation list with the next number, and the receipt signer when it runs out."""
    with opened(options) as book:
        number = certificates.renew(book, _password(options, book))
        until = certificates.crl_until(book).isoformat()
    return Answer({"crl_number": number, "until": until}, [f"吊销列表 {number} 号,有效至 {until}"])


def revoke(options: argparse.Namespace) -> Answer:
    """A certificate taken back."""
    with opened(options) as book:
        gone = certificates.revoke(book, _password(options, book), options.serial, options.reason, since=options.since)
    data = {"serial": gone.serial, "name": gone.name, "revoked_at": gone.revoked_at, "invalid_from": gone.invalid_from}
    notes = ["新的吊销列表随回执和信任资料交给各乡镇。"]
    return Answer(data, [f"已吊销{gone.township_name}{gone.name}的证书({gone.serial})"], notes)


def confirm_clock(options: argparse.Namespace) -> Answer:
    """The reviewer says that the computer's clock is right again."""
    with opened(options) as book:
        known, name = signing_passwords(options, book), identities.secret_name(book, "secretary")
        if name not in known and (typed := ask("审核人的签名密码:")):
            known[name] = typed
        clock.confirm(book, known)
        now = book.now()
    return Answer({"now": now}, [f"电脑时间已由审核人确认:{now}"])


def _password(options: argparse.Namespace, book: Book) -> str:
    """The password of whoever opened the book: the key is kept under it."""
    known = signing_passwords(options, book).get(book.actor) or ask(f"用户“{book.actor}”的密码:")
    if not known:
        raise Refused(f"没有用户“{book.actor}”的密码,密钥打不开。没有改动;请用 --password-file。", "E-PASSWORD")
    return known


def _pin(options: argparse.Namespace, book: Book, *, asked: bool) -> str:
    """The PIN of a UKey: a line of the password file, or typed where it is needed."""
    known = signing_passwords(options, book).get(f"{identities.PIN}{book.actor}", "")
    return known or (ask("UKey 口令:") or "" if asked else "")


def _typed(prompt: str, told: list[str]) -> str:
    """What somebody types at a terminal, "" where there is none."""
    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    for line in told:
        print(line, file=sys.stderr)
    print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
