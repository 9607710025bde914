"""A county's book in earnest: practice packets stay out, keys ask for their password, files are its user's only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import certificates, identities, receipts, receiving
from app.packet import sealing
from app.packet.certificates import issue_seal_certificate, make_county_root
from app.packet.sealing import SealKey
from app.storage import inbox
from app.storage.book import Book, BookInfo, NewUser
from tests.conftest import FixedClock
from tests.county.conftest import NOW
from tests.county.townships import COUNTY, COUNTY_CODE, NAMES, Sender, code_of, enrol
from tests.made_once import key

pytestmark = pytest.mark.usefixtures("at_once")
PASSWORD = "红日东升照着青山绿水"
KNOWN = {"clerk": PASSWORD}


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Book, Sender]]:
    """The county's book, not for practice, and one township it has certified."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = make_county_root(root_key, COUNTY, now=NOW)
    own = key("seal of a real county")
    seal = SealKey(own, issue_seal_certificate(own.public_key(), root_key, root, COUNTY, now=NOW))
    county = identities.County(COUNTY, root_key, root, seal)
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", PASSWORD + "二"))
    info = BookInfo(COUNTY, COUNTY_CODE, COUNTY, "县", kind="county")
    with closing(Book.create(tmp_path / "县 账套" / "示例县.mz", info, users, clock=FixedClock(NOW))) as book:
        certificates.found_county(book, PASSWORD, made=county)
        with book.change("录入乡镇") as writer:
            top = writer.save(ledger("unit"), {"name": COUNTY, "kind": "县"})
            township = {"name": NAMES[0], "kind": "乡镇", "code": code_of(0), "parent": top}
            writer.save(ledger("unit"), township)
        yield book, enrol(book, county, 0, NOW)


def test_a_real_packet_is_merged_and_answered_with_the_password_of_the_desk(
    real: tuple[Book, Sender], folder: Path
) -> None:
    book, sender = real
    trust = certificates.county_trust(book)
    assert trust.seal is not None
    plain = sender.packet(folder / "乡里", practice=False)
    sealed = sealing.seal(plain, folder / f"{plain.name}.p7m", [trust.seal])

    with pytest.raises(Refused) as asked:
        receiving.receive(book, [sealed], month="2026-10")
    (came,) = receiving.receive(book, [sealed], month="2026-10", passwords=KNOWN)
    (done,) = receiving.merge(book, passwords=KNOWN)
    (given,) = receipts.sign(book, [came.id], KNOWN).given

    assert asked.value.code == "E-PASSWORD"
    assert (done.state, given.decision) == ("merged", "accepted"), done.told


def test_what_a_practice_township_sends_is_never_merged_in_earnest(
    real: tuple[Book, Sender], senders: list[Sender], folder: Path
) -> None:
    book, _ = real
    path = senders[0].packet(folder / "练习", practice=True)

    (came,) = receiving.receive(book, [path], month="2026-10", passwords=KNOWN)

    assert came.state == "rejected"
    assert set(came.codes) & {"E-PRACTICE", "E-CERT"}
    assert receiving.merge(book, passwords=KNOWN) == []
    assert book.count("problem") == 0
    assert inbox.received(book)[0]["practice"] is True


def test_a_real_packet_does_not_get_into_the_practice_county(
    real: tuple[Book, Sender], county_book: Book, folder: Path
) -> None:
    _, sender = real
    path = sender.packet(folder / "乡里", practice=False)

    (came,) = receiving.receive(county_book, [path], month="2026-10", passwords={"clerk": "practice-county-1"})

    assert came.state == "rejected"
    assert set(came.codes) & {"E-PRACTICE", "E-CERT", "E-OWNER"}


def test_a_real_packet_that_says_it_is_for_practice_is_rejected(real: tuple[Book, Sender], folder: Path) -> None:
    from tests.packet.packet_county import redescribe, resign, rezip, unzip

    book, sender = real
    path = sender.packet(folder / "乡里", practice=False)
    files = resign(redescribe(unzip(path), practice=True), sender.clerk, sender.secretary)

    (came,) = receiving.receive(book, [rezip(folder / "MZ_x.zip", files)], month="2026-10", passwords=KNOWN)

    assert (came.state, "E-PRACTICE" in came.codes) == ("rejected", True)
