"""The county's own keys, its list of certificates, its revocation lists and the trust bundle it gives out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app.domain.faults import Refused, Told
from app.keys import WrongPassword
from app.operations import books, certificates, users
from app.operations.books import Book, BookInfo, NewUser
from app.packet.certificates import (
    PersonKey,
    check_request,
    crl_number,
    fingerprint,
    is_practice,
    issue_certificate,
    load_certificate,
    load_crl,
    make_request,
)
from app.packet.trust import load_trust
from app.storage.core import COUNTY
from tests.made_once import key

CODE, TOWNSHIP = "330182001", "示例乡"
HEAD, DESK = "gaoshan-liushui-1", "mingyue-songjian-2"
PEOPLE = (NewUser("head", "周正", "secretary", HEAD), NewUser("desk", "吴敏", "clerk", DESK))


@pytest.fixture
def county(folder: Path) -> Iterator[Book]:
    """A real county's book with its root."""
    book = books.create_book(folder / "示例县.mz", BookInfo("示例县", "330182", "示例县", "示", kind=COUNTY), PEOPLE)
    certificates.found_county(book, HEAD)
    yield book
    book.close()


def certify(
    book: Book, role: str = "clerk", name: str = "王伟", **more: str
) -> tuple[certificates.Certified, PersonKey]:
    """A certificate as the county issues it, without the files round it."""
    root_key, root = certificates.opened(book, certificates.ROOT, HEAD)
    own = key(f"{role} certificates")
    cert = issue_certificate(
        check_request(make_request(own, TOWNSHIP, role, name)), root_key, root, now=datetime.fromisoformat(book.now())
    )
    one = certificates.register(book, more.get("code", CODE), TOWNSHIP, role, name, cert, checked=True)
    return one, PersonKey(role, name, own, cert, (root,))


def test_a_founded_county_has_a_root_a_receipt_signer_a_sealing_certificate_and_a_first_list(county: Book):
    trust = certificates.county_trust(county)

    basic = trust.root.extensions.get_extension_for_class(x509.BasicConstraints).value
    years = (trust.root.not_valid_after_utc - trust.root.not_valid_before_utc).days
    signer, opener = certificates.receipt_signer(county, HEAD), certificates.seal_key(county, HEAD)
    assert (basic.ca, basic.path_length, years, trust.root.public_key().key_size) == (True, 0, 3653, 3072)  # type: ignore[union-attr]
    assert (trust.practice, trust.county, trust.townships, crl_number(trust.crl)) == (False, "示例县", (), 1)
    assert (signer.role, signer.name, signer.chain) == ("county", "周正", (trust.root,))
    assert opener.cert == trust.seal
    assert opener.key.public_key() == opener.cert.public_key()
    assert signer.cert.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment


def test_the_countys_keys_open_with_their_holders_password_only(county: Book):
    with pytest.raises(WrongPassword):
        certificates.receipt_signer(county, HEAD + "x")
    path = county.path
    county.close()
    desk = books.open_book(path, "desk", DESK)
    with pytest.raises(Refused, match="在周正手里") as refused:
        certificates.seal_key(desk, DESK)
    kept = str(desk.kept(certificates.ROOT))
    desk.close()

    assert refused.value.code == "E-NO-KEY"
    assert "PRIVATE" not in kept


def test_the_desk_may_be_given_the_receipt_and_sealing_keys_but_never_the_root(county: Book):
    certificates.give_desk_keys(county, HEAD, "desk", DESK)
    with pytest.raises(Told):
        certificates.give_desk_keys(county, HEAD, "desk", "wrong-password")
    path = county.path
    county.close()

    desk = books.open_book(path, "desk", DESK)
    signer = certificates.receipt_signer(desk, DESK)
    with pytest.raises(Refused):
        certificates.renew_crl(desk, DESK)
    desk.close()
    assert signer.role == "county"


def test_a_new_password_takes_the_countys_keys_along(county: Book):
    users.change_password(county, "head", HEAD, "xiaoqiao-renjia-9")

    assert certificates.renew_crl(county, "xiaoqiao-renjia-9") == 2
    with pytest.raises(WrongPassword):
        certificates.renew_crl(county, HEAD)


def test_a_second_root_a_wrong_password_and_a_townships_book_are_refused(county: Book, folder: Path):
    with pytest.raises(Refused) as twice:
        certificates.found_county(county, HEAD)
    other = books.create_book(folder / "另一.mz", BookInfo("另县", "330183", "另县", "另", kind=COUNTY), PEOPLE)
    with pytest.raises(Told) as wrong:
        certificates.found_county(other, DESK)
    with pytest.raises(Refused) as without:
        certificates.county_trust(other)
    other.close()
    rural = books.create_book(folder / "示例乡.mz", BookInfo("示例乡", CODE, "示例县", "示"), PEOPLE)
    with pytest.raises(Refused) as township:
        certificates.found_county(rural, HEAD)
    rural.close()

    codes = [caught.value.code for caught in (twice, wrong, township, without)]
    assert codes == ["E-EXISTS", "E-PASSWORD", "E-KIND", "E-NO-ROOT"]


def test_the_trust_bundle_names_who_may_sign_and_can_be_cut_to_one_township(county: Book, folder: Path):
    clerk, _ = certify(county)
    certify(county, "secretary", "李芳", code="330182002")

    whole = load_trust(certificates.export_trust(county, folder / "公开"))
    one = load_trust(certificates.export_trust(county, folder / "一个乡", CODE))

    assert [t.code for t in whole.townships] == [CODE, "330182002"]
    assert [(s.role, s.name, s.cert_sha256) for s in one.townships[0].signers] == [("clerk", "王伟", clerk.sha256)]
    assert len(one.townships) == 1
    assert fingerprint(load_certificate(clerk.pem.encode())) == clerk.sha256


def test_revoking_writes_reason_and_day_into_a_list_with_the_next_number(county: Book):
    one, _ = certify(county)
    since = county.today() - timedelta(days=3)

    gone = certificates.revoke(county, HEAD, one.serial.upper(), "key_compromise", since=since)

    crl = load_crl(certificates.newest_crl(county))
    entry = crl.get_revoked_certificate_by_serial_number(int(one.serial, 16))
    assert entry is not None
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    invalid = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    assert (crl_number(crl), gone.reason, gone.invalid_from[:10]) == (2, "key_compromise", since.isoformat())
    assert invalid.astimezone().date() in (since, since - timedelta(days=1))
    assert certificates.crl_until(county) >= county.today() + timedelta(days=98)


@pytest.mark.parametrize(
    ("serial", "reason", "days", "code"),
    [("ff", "key_compromise", 0, "E-SERIAL"), ("", "nonsense", 0, "E-REASON"), ("", "superseded", 2, "E-DAY")],
)
def test_a_revocation_that_makes_no_sense_is_refused_and_changes_nothing(
    county: Book, serial: str, reason: str, days: int, code: str
):
    one, _ = certify(county)

    with pytest.raises(Refused) as refused:
        certificates.revoke(
            county, HEAD, serial or one.serial, reason, since=date.today() + timedelta(days=days) if days else None
        )

    assert refused.value.code == code
    assert certificates.issued(county)[0].revoked_at == ""
    assert crl_number(load_crl(certificates.newest_crl(county))) == 1


def test_a_certificate_is_revoked_once_and_numbers_of_lists_only_grow(county: Book):
    one, _ = certify(county)
    certificates.revoke(county, HEAD, one.serial, "superseded")

    with pytest.raises(Refused) as twice:
        certificates.revoke(county, HEAD, one.serial, "superseded")

    assert twice.value.code == "E-REVOKED"
    assert [certificates.renew_crl(county, HEAD) for _ in range(2)] == [3, 4]


def test_every_act_of_the_county_stands_in_the_log(county: Book):
    one, _ = certify(county)
    certificates.revoke(county, HEAD, one.serial, "affiliation_changed")

    log = b"\n".join(county.log().bodies()).decode()

    for act in ("county.found", "certificate.issue", "certificate.revoke", "crl.new"):
        assert f'"{act}"' in log


def test_a_practice_county_says_so_for_ever(folder: Path):
    info = BookInfo("示例县", "330182", "示例县", "示", practice=True, kind=COUNTY)
    book = books.create_book(folder / "练习县.mz", info, PEOPLE)

    trust = certificates.found_county(book, HEAD)

    book.close()
    assert (trust.practice, is_practice(trust.root)) == (True, True)
