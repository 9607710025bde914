"""A certificate's way: asked for in the township, issued by the county, loaded again; and what is refused on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.faults import Refused, Told
from app.operations import (
    books,
    certificate_states,
    certificates,
    enrolment,
    identities,
    issuing,
    sheets,
    users,
)
from app.operations.books import Book, BookInfo
from app.packet.certificates import crl_number, load_crl
from app.packet.enrolment import read_answer, read_request
from app.packet.faults import PacketFault
from app.packet.trust import load_trust
from app.storage.core import COUNTY
from tests.operations.enrolled import CLERK, CODE, COUNTY_PEOPLE, HEAD, SECRETARY, Both, both_in
from tests.packet.packet_county import rezip, unzip


@pytest.fixture
def both(folder: Path) -> Iterator[Both]:
    """A real township and a real county."""
    yield from both_in(folder)


def states_of(both: Both) -> dict[str, tuple[str, str]]:
    book = both.township()
    try:
        return {one.key: (one.state, one.tone) for one in certificate_states.states(book)}
    finally:
        book.close()


def code_of(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Told) as told:
        act(*arguments, **named)  # type: ignore[operator]
    return told.value.code


def test_a_certificate_goes_by_stick_and_the_fingerprint_is_compared_on_both_sides(both: Both):
    county = both.county()
    root = certificates.root_groups(county)
    county.close()
    before = states_of(both)["clerk"]

    asked = both.ask()
    made = both.issue(asked)
    loaded = both.load(made.path, groups=root.lower().replace(" ", "-"))

    assert asked.path.name == f"REQ_{CODE}_clerk_{asked.groups[:9].replace(' ', '')}.zip"
    assert (made.certificate.role, made.certificate.name, made.certificate.checked) == ("clerk", "王芳", True)
    assert (loaded.name, loaded.root_groups, loaded.compared) == ("王芳", root, True)
    assert before == ("练习证书", "yellow")
    assert states_of(both)["clerk"] == ("有效", "green")
    assert {path.suffix for path in both.stick.iterdir()} == {".zip"}


def test_asking_again_keeps_the_key_so_that_the_printed_form_stays_true(both: Both):
    first, again, other = both.ask(), both.ask(), both.ask(anew=True)

    assert first.groups == again.groups != other.groups


def test_the_printed_form_shows_who_asks_and_the_four_groups(both: Both):
    asked = both.ask()
    book = both.township()

    sheet = enrolment.form(book, "clerk")
    text = str(sheet.blocks)

    assert code_of(enrolment.form, book, "secretary") == "E-NO-REQUEST"
    assert asked.groups in text
    assert all(words in text for words in ("王芳", "经办人", CODE, "示例县纪委监委"))
    assert len(sheets.preview(sheets.sheet_pdf(sheet), 20)) == 1
    book.close()


def test_what_is_read_out_wrongly_stops_both_the_county_and_the_township(both: Both):
    asked = both.ask()
    county = both.county()
    wrong = "0" * 15 + "1"

    at_county = code_of(issuing.issue, county, asked.path, both.stick, HEAD[1], groups=wrong)
    listed = certificates.issued(county)
    county.close()
    made = both.issue(asked)
    at_home = code_of(both.load, made.path, groups=wrong)

    assert (at_county, at_home, listed) == ("E-FINGERPRINT", "E-FINGERPRINT", [])
    assert states_of(both)["clerk"][1] == "yellow"


def test_without_reading_out_the_county_lists_the_certificate_as_not_compared(both: Both):
    asked = both.ask()
    county = both.county()
    issuing.issue(county, asked.path, both.stick, HEAD[1])
    state = certificate_states.issued_states(county)[0]

    again = issuing.issue(county, asked.path, both.stick / "again.zip", HEAD[1], groups=asked.groups)
    after = certificate_states.issued_states(county)
    county.close()

    assert (state.state, state.tone) == ("指纹没有核对", "yellow")
    assert [one.state for one in after] == ["有效"]
    assert again.certificate.serial == state.serial


def test_one_person_does_not_get_two_roles_and_one_key_only_one_person(both: Both):
    both.enrol()
    asked = both.ask(SECRETARY)
    county = both.county()
    files = unzip(asked.path)
    read = read_request(asked.path)
    certificates.register(county, CODE, "示例乡", "clerk", "李强", certificates.county_trust(county).root, checked=True)

    second_role = code_of(issuing.look, county, asked.path)
    county.close()

    assert second_role == "E-ROLE"
    assert read.about.name == "李强"
    assert set(files) == {"request.csr", "request.json"}


def test_requests_for_another_county_or_by_a_practice_book_are_refused(both: Both, folder: Path):
    asked = both.ask()
    codes = []
    for name, info in {
        "别县": BookInfo("别县", "330183", "别县", "别", kind=COUNTY),
        "练习": BookInfo("示例县", "330182", "示例县", "示", practice=True, kind=COUNTY),
    }.items():
        book = books.create_book(folder / f"{name}.mz", info, COUNTY_PEOPLE)
        certificates.found_county(book, HEAD[1])
        codes.append(code_of(issuing.look, book, asked.path))
        book.close()

    assert codes == ["E-OWNER", "E-PRACTICE"]


def answers_of_others(both: Both, folder: Path) -> dict[str, Path]:
    """Answers that are well made but not for the clerk's request in this book."""
    from app.packet.certificates import check_request, issue_certificate, load_certificate, make_request
    from app.packet.enrolment import About, write_answer
    from app.packet.trust import Signer, Township, TrustBundle
    from tests.made_once import key

    asked = read_request(both.ask().path)
    county = both.county()
    signer = certificates.receipt_signer(county, HEAD[1])
    root_key, root = certificates.opened(county, certificates.ROOT, HEAD[1])
    now, trust = datetime.fromisoformat(county.now()), certificates.county_trust(county)
    county.close()
    out = {}

    def make(name: str, csr: bytes, about: About, trust: TrustBundle = trust) -> None:
        request = check_request(csr)
        cert = issue_certificate(request, root_key, root, now=now)
        from app.packet.certificates import fingerprint, key_sha256

        about = replace(about, key_sha256=key_sha256(cert.public_key()))
        listed = Township(about.township, about.township_name, (Signer(about.role, about.name, fingerprint(cert)),))
        bundle = replace(trust, county=about.county, townships=(listed,))
        out[name] = write_answer(folder / f"{name}.zip", cert, about, bundle, signer)
        assert load_certificate(unzip(out[name])["certificate.pem"]) == cert

    other = key("another key")
    make("another key", make_request(other, "示例乡", "clerk", "王芳"), asked.about)
    make(
        "another township",
        make_request(other, "另一乡", "clerk", "王芳"),
        replace(asked.about, township="330182002", township_name="另一乡"),
    )
    make("another county", make_request(other, "示例乡", "clerk", "王芳"), replace(asked.about, county="别县"))
    make("another name", make_request(other, "示例乡", "clerk", "赵敏"), replace(asked.about, name="赵敏"))
    return out


def test_answers_for_another_key_township_county_or_person_are_refused(both: Both, folder: Path):
    others = answers_of_others(both, folder)

    codes = {name: code_of(both.load, path) for name, path in others.items()}

    assert codes == {
        "another key": "E-CERT",
        "another township": "E-OWNER",
        "another county": "E-OWNER",
        "another name": "E-CERT",
    }
    assert states_of(both)["clerk"][0] == "练习证书"


def test_a_practice_countys_answer_does_not_enter_a_real_book(both: Both, folder: Path):
    info = BookInfo("示例县", "330182", "示例县", "示", practice=True, kind=COUNTY)
    practice = books.create_book(folder / "练习县.mz", info, COUNTY_PEOPLE)
    certificates.found_county(practice, HEAD[1])
    rural = books.create_book(
        folder / "练乡" / "示例乡.mz", BookInfo("示例乡", CODE, "示例县", "示", practice=True), COUNTY_PEOPLE
    )
    asked = enrolment.request(rural, both.stick, HEAD[1])
    rural.close()
    made = issuing.issue(practice, asked.path, both.stick, HEAD[1], groups=asked.groups)
    practice.close()
    both.ask(SECRETARY)

    assert code_of(both.load, made.path, SECRETARY) == "E-PRACTICE"


def test_once_a_root_is_trusted_another_root_is_refused(both: Both, folder: Path):
    both.enrol()
    false = books.create_book(
        folder / "假.mz", BookInfo("示例县", "330182", "示例县", "示", kind=COUNTY), COUNTY_PEOPLE
    )
    certificates.found_county(false, HEAD[1])
    asked = both.ask(SECRETARY)
    made = issuing.issue(false, asked.path, both.stick, HEAD[1], groups=asked.groups)
    bundle = certificates.county_trust(false)
    false.close()
    book = both.township()

    code = code_of(enrolment.take_trust, book, bundle)
    book.close()

    assert (code_of(both.load, made.path, SECRETARY), code) == ("E-TRUST", "E-TRUST")


def test_a_renewal_is_signed_by_the_old_key_and_needs_no_reading_out(both: Both):
    both.enrol()

    asked = both.ask()
    made = both.issue(asked)
    loaded = both.load(made.path)
    trust = load_trust(both.folder / "乡" / "trust")

    assert asked.renews
    assert made.certificate.checked
    assert loaded.compared
    assert len(trust.townships[0].signers) == 2  # packets of the old certificate's time are still checked with it
    county = both.county()
    assert [one.state for one in certificate_states.issued_states(county)] == ["已有新证书", "有效"]
    county.close()


def test_a_renewal_by_a_revoked_key_is_refused(both: Both):
    both.enrol()
    asked = both.ask()
    county = both.county()
    serial = certificates.issued(county)[0].serial
    certificates.revoke(county, HEAD[1], serial, "key_compromise")

    code = code_of(issuing.look, county, asked.path)
    county.close()

    assert code == "E-CERT"


def test_row_33_an_older_revocation_list_is_ignored_and_logged(both: Both):
    both.enrol()
    book = both.township()
    old = (both.folder / "乡" / "trust" / "county.crl").read_bytes()
    county = both.county()
    certificates.renew(county, HEAD[1])
    new = certificates.newest_crl(county)
    county.close()

    taken = [enrolment.take_crl(book, data) for data in (new, old, new)]

    kept = load_crl((both.folder / "乡" / "trust" / "county.crl").read_bytes())
    log = b"\n".join(book.log().bodies()).decode()
    book.close()
    assert taken == [True, False, False]
    assert crl_number(kept) == 2
    assert log.count('"crl.rollback"') == 1


def test_a_foreign_revocation_list_is_refused(both: Both, folder: Path):
    both.enrol()
    false = books.create_book(
        folder / "假.mz", BookInfo("示例县", "330182", "示例县", "示", kind=COUNTY), COUNTY_PEOPLE
    )
    certificates.found_county(false, HEAD[1])
    foreign = certificates.newest_crl(false)
    false.close()
    book = both.township()

    codes = [code_of(enrolment.take_crl, book, data) for data in (foreign, b"", b"x" * 99)]
    book.close()

    assert codes == ["E-TRUST", "E-CERT", "E-CERT"]


def test_a_new_password_takes_signing_key_and_waiting_request_along(both: Both):
    both.enrol()
    asked = both.ask()
    book = both.township()
    users.change_password(book, CLERK[0], CLERK[1], "xiaoqiao-renjia-9")
    key = identities.person_key(book, "clerk", {CLERK[0]: "xiaoqiao-renjia-9"})
    book.close()
    again = both.ask((CLERK[0], "xiaoqiao-renjia-9"))  # the new password is bound to this computer

    loaded = both.load(both.issue(asked).path, (CLERK[0], "xiaoqiao-renjia-9"))

    assert key is not None
    assert again.groups == asked.groups
    assert loaded.name == "王芳"


def test_readers_and_the_county_do_not_ask_for_certificates(both: Both):
    county = both.county()
    assert code_of(enrolment.request, county, both.stick, HEAD[1]) == "E-KIND"
    county.close()
    book = both.township()
    book.role = "reader"
    assert code_of(enrolment.request, book, both.stick, CLERK[1]) == "E-ROLE"
    book.role = "clerk"
    assert code_of(enrolment.request, book, both.stick, "wrong-password") == "E-PASSWORD"
    book.close()
    assert list(both.stick.iterdir()) == []


def test_one_real_and_one_practice_certificate_make_no_packet_and_say_who_is_missing(both: Both):
    from app.operations import packets

    both.enrol()
    book = both.township()

    with pytest.raises(Refused, match="审核人还没有装入县里签发的正式证书") as refused:
        packets.build(book, packets.months(book)[0].key, both.folder / "out")
    book.close()

    assert refused.value.code == "E-CERT-MIXED"


def test_with_both_certificates_a_real_packet_is_issued_and_trusted_as_real(both: Both):
    from app.operations import packets

    both.enrol()
    both.enrol(SECRETARY)
    book = both.township()

    made = packets.build(book, packets.months(book)[0].key, both.folder / "out", dict([CLERK, SECRETARY]))
    verdict = packets.verify_own(book, made.path)
    sealed = packets.verify_own(book, packets.seal(book, made.path))
    issuers = [one.cert.issuer.rfc4514_string() for one in identities.seal_keys(book)]
    book.close()
    county = both.county()
    seen = packets.verify(made.path, certificates.export_trust(county, both.folder / "公开"))
    county.close()

    assert (verdict.accepted, verdict.practice) == (True, False)
    assert sealed.accepted
    assert ["练习" in one for one in issuers] == [False, True]  # what the practice county's key sealed still opens
    assert (seen.accepted, seen.practice) == (True, False)


def test_what_was_sealed_before_the_countys_certificate_came_still_opens(both: Both, folder: Path):
    from app.operations import packets
    from app.packet import sealing

    book = both.township()
    before = identities.seal_key(book)
    assert before is not None
    (folder / "包.zip").write_bytes(b"packet" * 99)
    sealed = sealing.seal(folder / "包.zip", folder / "包.zip.p7m", [before.cert])
    book.close()
    both.enrol()
    book = both.township()

    with packets.plain(book, sealed) as opened:
        found = opened.read_bytes()
    now = identities.seal_key(book)
    book.close()

    assert found == b"packet" * 99
    assert now is not None
    assert now.cert != before.cert


@pytest.mark.parametrize("kind", ["request", "answer"])
def test_no_changed_byte_of_either_file_gets_through(both: Both, folder: Path, kind: str):
    asked = both.ask()
    path = asked.path if kind == "request" else both.issue(asked).path
    data, now = path.read_bytes(), datetime.now().astimezone()
    survivors, other = [], folder / "mutant.zip"

    for at in range(0, len(data), 7):
        other.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
        try:
            if kind == "request":
                read = read_request(other)
                if read.about.groups == asked.groups and unzip(other) != unzip(path):
                    told = read.about
                    if (told.township, told.name, told.role) == (CODE, "王芳", "clerk"):
                        survivors.append((at, "request"))
            else:
                read_answer(other, now)
                survivors.append((at, "answer"))
        except PacketFault:
            continue

    harmless = {at for at, _ in survivors}
    assert not harmless


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: {**files, "extra.txt": b"x"}, "E-SET"),
        (lambda files: {k: v for k, v in files.items() if k != "request.csr"}, "E-SET"),
        (lambda files: {**files, "request.json": b'{"schema":"x"}'}, "E-JSON"),
        (lambda files: {**files, "request.json": files["request.json"] + b" "}, "E-JCS"),
        (lambda files: {**files, "request.json": b"[" * 100_000}, "E-JSON"),
        (lambda files: {**files, "request.csr": files["request.csr"] + b"\n"}, "E-CANON"),
        (lambda files: {**files, "request.csr": b"-----BEGIN"}, "E-CERT"),
        (lambda files: {**files, "renewal.p7s": b"0"}, "E-SET"),
        (lambda files: {**files, "request.csr": b"x" * (2 << 20)}, "E-LIMIT"),
    ],
)
def test_hostile_requests_are_refused_with_a_code(both: Both, folder: Path, change: object, code: str):
    files = unzip(both.ask().path)

    hostile = rezip(folder / "x.zip", change(files))  # type: ignore[operator]

    assert code_of(read_request, hostile) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda files: {**files, "trust/x.pem": b"x"}, "E-DIGEST"),
        (lambda files: {**files, "certificate.pem": b"x"}, "E-DIGEST"),
        (lambda files: {k: v for k, v in files.items() if k != "answer.p7s"}, "E-SET"),
        (lambda files: {**files, "answer.p7s": b"garbage"}, "E-SIG"),
        (
            lambda files: {**files, "answer.json": files["answer.json"].replace("王芳".encode(), "王方".encode())},
            "E-SIG",
        ),
        (lambda files: {**files, "other": b""}, "E-SET"),
    ],
)
def test_hostile_answers_are_refused_with_a_code(both: Both, folder: Path, change: object, code: str):
    files = unzip(both.issue(both.ask()).path)

    hostile = rezip(folder / "x.zip", change(files))  # type: ignore[operator]

    assert code_of(both.load, hostile) == code
    assert states_of(both)["clerk"][0] == "练习证书"


@pytest.mark.parametrize("name", ["不是证书.txt", "空.zip"])
def test_files_that_are_nothing_of_the_kind_are_refused(both: Both, folder: Path, name: str):
    (folder / name).write_bytes(b"" if name.startswith("空") else b"hello" * 100)

    for act in (both.load, read_request):
        with pytest.raises(PacketFault):
            act(folder / name)
    assert code_of(both.load, folder / "没有.zip") == "E-READ"


def test_the_doctor_finds_certificates_that_do_not_fit_the_trust_or_are_out_of_date(both: Both):
    from app.operations.doctor import doctor
    from app.packet.trust import save_trust

    def told(book: Book) -> tuple[bool, str]:
        one = next(check for check in doctor(book) if check.name == "certificates")
        return one.ok, one.message

    both.enrol()
    both.enrol(SECRETARY)
    county = both.county()
    at_county = told(county)
    county.fixed_today = county.today() + timedelta(days=200)
    late_county = told(county)
    county.close()
    book = both.township()
    good = told(book)
    trust = load_trust(both.folder / "乡" / "trust")
    save_trust(both.folder / "乡" / "trust", replace(trust, townships=()))
    bad = told(book)
    (both.folder / "乡" / "trust" / "county.crl").write_bytes(b"x")
    damaged = told(book)
    book.close()

    assert (at_county[0], good[0]) == (True, True)
    assert (late_county[0], "吊销列表" in late_county[1]) == (False, True)
    assert (bad[0], "王芳的经办人证书和信任资料对不上" in bad[1]) == (False, True)
    assert (damaged[0], "吊销列表已损坏" in damaged[1]) == (False, True)


def test_todo_has_nothing_to_say_of_certificates_until_thirty_days_before(both: Both):
    from app.operations.todo import certificate_lines

    both.enrol()
    both.enrol(SECRETARY)
    book = both.township()
    crl = datetime.fromisoformat(str(book.kept("trust:crl")["until"])).date()
    told = {}

    for days in (31, 30, -1):
        book.fixed_today = crl - timedelta(days=days)
        told[days] = [(line.title, line.due_on, line.light.tone, line.page) for line in certificate_lines(book)]
    book.close()

    title = "示例县的吊销列表 1 号:请向县里要新的回执或信任资料,装入后就更新"
    assert told[31] == []
    assert told[30] == [(title, crl.isoformat(), "yellow", "certificates")]
    assert told[-1] == [(title, crl.isoformat(), "red", "certificates")]


def test_a_county_is_told_of_what_it_must_see_to(both: Both):
    from app.operations.todo import certificate_lines

    asked = both.ask()
    county = both.county()
    before = certificate_lines(county)
    issuing.issue(county, asked.path, both.stick, HEAD[1])

    after = [(line.unit, line.title) for line in certificate_lines(county)]
    county.close()

    assert before == []
    assert after == [("示例乡", "王芳的经办人证书:请打电话核对指纹;不一致就吊销")]


def test_days_of_certificates_and_lists_are_told_in_words_shape_and_colour(both: Both):
    both.enrol()
    book = both.township()
    until = datetime.fromisoformat(str(book.kept("signer:clerk")["valid_to"])).date()
    told = []

    for days in (31, 30, 6, -1):
        book.fixed_today = until - timedelta(days=days)
        one = certificate_states.states(book)[0]
        told.append((one.state, one.shape, one.tone))
    book.fixed_today = None
    crl = certificate_states.states(book)[2]
    book.close()

    assert told == [
        ("有效", "●", "green"),
        ("还有 30 天到期", "▲", "yellow"),
        ("剩 6 天,不能签名", "■", "red"),
        ("已过期 1 天", "■", "red"),
    ]
    assert (crl.title, crl.state) == ("吊销列表 1 号", "有效")


def test_row_38_a_packet_is_signed_on_a_ukey_by_its_own_pin_only(both: Both):
    from app.operations import packets
    from tests.packet.tokens import PIN, token

    both.enrol(SECRETARY)
    book = both.township()
    asked = enrolment.request(book, both.stick, CLERK[1], token=token(), pin=PIN)
    again = enrolment.request(book, both.stick, CLERK[1], token=token(), pin=PIN)
    book.close()
    both.load(both.issue(asked).path)
    book = both.township()
    month, out = packets.months(book)[0].key, both.folder / "out"

    wrong = code_of(packets.build, book, month, out, {f"pin:{CLERK[0]}": "00000000", SECRETARY[0]: SECRETARY[1]})
    left = list(out.iterdir()) if out.exists() else []
    draft = packets.build(book, month, out, dict([CLERK]))  # the password of the book signs nothing on a UKey
    asked_for = code_of(packets.sign, book, draft.path, "clerk", dict([CLERK]))
    signed = packets.sign(book, draft.path, "clerk", {f"pin:{CLERK[0]}": PIN})
    made = packets.sign(book, signed.path, "secretary", {f"pin:{CLERK[0]}": PIN, **dict([SECRETARY])})
    verdict = packets.verify_own(book, made.path)
    renewal = enrolment.request(book, both.stick, CLERK[1], token=token(), pin=PIN)
    users.change_password(book, CLERK[0], CLERK[1], "xiaoqiao-renjia-9")
    book.close()

    assert asked.groups == again.groups
    assert (wrong, left, draft.state, asked_for) == ("E-PIN", [], "built", "E-PASSWORD")
    assert verdict.accepted
    assert renewal.renews


def test_a9_a10_stock_tools_accept_what_travels_and_refuse_it_once_it_is_revoked(both: Both, folder: Path):
    import subprocess

    from app.packet.certificates import pem

    def run(*command: object) -> int:
        parts = [str(part) for part in command]
        return subprocess.run(parts, cwd=folder, capture_output=True, check=False).returncode

    asked = both.ask()
    made = both.issue(asked)
    request, answer = unzip(asked.path), unzip(made.path)
    (folder / "r.csr").write_bytes(request["request.csr"])
    (folder / "c.pem").write_bytes(answer["certificate.pem"])
    (folder / "answer.json").write_bytes(answer["answer.json"])
    (folder / "answer.p7s").write_bytes(answer["answer.p7s"])
    (folder / "bundle.pem").write_bytes(answer["trust/root.pem"] + answer["trust/county.crl"])
    chain = ("openssl", "verify", "-crl_check", "-CAfile")
    signed = "openssl cms -verify -cades -binary -inform DER -in answer.p7s -content answer.json -CAfile bundle.pem"

    outcomes = [
        *(run("unzip", "-tq", path) for path in (asked.path, made.path)),
        run("openssl", "req", "-verify", "-noout", "-in", "r.csr"),
        run(*chain, "bundle.pem", "c.pem"),
        run(*signed.split(), "-crl_check", "-purpose", "any", "-out", "out"),
    ]
    county = both.county()
    certificates.revoke(county, HEAD[1], made.certificate.serial, "key_compromise")
    trust = certificates.county_trust(county)
    county.close()
    (folder / "revoked.pem").write_bytes(pem(trust.root) + pem(trust.crl))

    assert outcomes == [0, 0, 0, 0, 0]
    assert run(*chain, "revoked.pem", "c.pem") != 0
