"""A township's own program and the county's: a month, a correction of it, and both sides count the same."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.ledgers import ledger
from app.operations import certificates, identities, packets, receipts, receiving
from app.packet.certificates import load_certificate
from app.packet.receipt import decision_of, read_receipt
from app.packet.sealing import SealKey
from app.packet.trust import load_trust
from app.storage import inbox
from app.storage.book import Book, BookInfo, NewUser
from app.storage.writing import MERGE
from tests.conftest import FixedClock
from tests.export.paper import Paper
from tests.made_once import key
from tests.operations.clerk import PROBLEM
from tests.operations.test_amendments import closed, corrected, problem_of  # noqa: F401
from tests.operations.test_packets import PASSWORDS, enrolled, october, signing_book  # noqa: F401

pytestmark = pytest.mark.usefixtures("at_once")
PASSWORD = "practice-county-1"
KNOWN = {"clerk": PASSWORD}


@pytest.fixture
def desk(closed: Book, tmp_path: Path) -> Iterator[Book]:  # noqa: F811 - the township's book of October
    """The county of that township."""
    trust = load_trust(identities.trust_folder(closed))
    assert trust.seal is not None
    county = identities.County("示例县", key("root"), trust.root, SealKey(key("seal 示例县"), trust.seal))
    info = BookInfo("示例县", "330182", "示例县", "县", practice=True, kind="county")
    users = (NewUser("clerk", "孙文清", "clerk", PASSWORD), NewUser("head", "周志平", "secretary", "practice-county-2"))
    with closing(Book.create(tmp_path / "县 账套" / "county.mz", info, users, clock=FixedClock())) as book:
        certificates.found_county(book, PASSWORD, made=county)
        for role in ("clerk", "secretary"):
            kept = closed.kept(f"signer:{role}")
            cert = load_certificate(str(kept["certificate"]).encode())
            certificates.register(book, "330182001", "示例乡", role, str(kept["name"]), cert, checked=True)
        with book.change("录入乡镇") as writer:
            top = writer.save(ledger("unit"), {"name": "示例县", "kind": "县"})
            writer.save(ledger("unit"), {"name": "示例乡", "kind": "乡镇", "parent": top, "code": "330182001"})
        yield book


def take(book: Book, path: Path) -> receiving.Incoming:
    (came,) = receiving.receive(book, [path], month="2026-10", passwords=KNOWN)
    receiving.merge(book, passwords=KNOWN)
    found = receiving.one(book, came.id)
    assert found is not None
    assert found.state == "merged", found.told
    return found


def first_packet(folder: Path) -> Path:
    (path,) = (folder / "U盘").glob("MZ_*_r1_*.zip")
    return path


def test_what_a_township_packs_the_county_merges_with_the_same_totals(
    closed: Book,  # noqa: F811
    desk: Book,
    folder: Path,
) -> None:
    came = take(desk, first_packet(folder))

    (row,) = desk.rows("problem")
    (there,) = closed.rows("problem", number=row["number"])
    same = [field.key for field in PROBLEM.travelling_fields if field.kind in ("text", "long_text", "date", "money")]
    assert {name: row[name] for name in same} == {name: there[name] for name in same}
    figures = json.loads(inbox.figures(desk, came.id))
    assert figures["month"] == "2026-10"
    assert figures["figures"]
    assert desk.steps(1)[0].kind == MERGE


def test_a_correction_made_by_the_township_is_applied_and_both_versions_stay(
    closed: Book,  # noqa: F811
    desk: Book,
    folder: Path,
) -> None:
    take(desk, first_packet(folder))
    made = corrected(closed, folder)

    came = take(desk, made.path)

    (row,) = desk.rows("problem")
    assert row["amount_involved"] == closed.row("problem", problem_of(closed))["amount_involved"] == 3_000_000  # type: ignore[index]
    assert any(
        name == "amount_involved" for line in desk.history("problem", int(str(row["id"]))) for name, *_ in line.fields
    )
    assert came.correction
    assert [one.revision for one in receiving.all_of(desk)] == [2, 1]


def test_work_that_went_on_after_the_month_does_not_stand_against_its_correction(
    closed: Book,  # noqa: F811
    desk: Book,
    folder: Path,
) -> None:
    take(desk, first_packet(folder))
    problem = desk.rows("problem")[0]
    with desk.change("十一月的包把时限推后", kind=MERGE) as writer:
        writer.write(desk.tables["problem"], problem, {"deadline": "2027-01-31", "found_on": "2026-10-09"})

    came = take(desk, corrected(closed, folder).path)

    assert came.state == "merged"
    assert desk.rows("problem")[0]["deadline"] == "2026-10-30"


def test_the_township_reads_the_countys_receipt_and_its_code(
    closed: Book,  # noqa: F811
    desk: Book,
    folder: Path,
) -> None:
    came = take(desk, first_packet(folder))

    (given,) = receipts.write_all(desk, [came.id], folder / "U盘", KNOWN).given

    assert given.path is not None
    read = read_receipt(given.path, load_trust(identities.trust_folder(closed)), closed.moment())
    kept = next(one for one in closed.packets("2026-10") if one["packet_id"] == came.packet_id)
    assert read.body["tag_sha256"] == kept["tagmanifest"]
    assert decision_of(str(kept["data"]["receipt_key"]), str(kept["tagmanifest"]), given.code) == "accepted"


def test_a_recovery_code_that_was_used_stands_on_the_cover_and_is_a_hint_at_the_county(
    signing_book: Book,  # noqa: F811
    closed: Book,  # noqa: F811
    desk: Book,
    folder: Path,
) -> None:
    signing_book.note("recovery.used", "user/clerk")
    signing_book.note("recovery.used", "user/secretary")
    made = packets.build(signing_book, "2026-10", folder / "out", PASSWORDS)

    with zipfile.ZipFile(made.path) as packet:
        paper = Paper(packet.read("data/reports/R00.pdf"))
    (came,) = receiving.receive(desk, [made.path], month="2026-10", passwords=KNOWN)

    assert "上次上报以后用恢复码打开过账套：2026年11月22日。" in paper.whole()
    assert (came.state, came.title) == ("waiting", "通过,等待合并")
    (hint,) = came.hints
    assert hint == "上次上报以后,乡镇用恢复码打开过账套:2026年11月22日。数据没有问题,可以问一问是不是忘了密码。"
    with zipfile.ZipFile(first_packet(folder)) as packet:
        assert "恢复码" not in Paper(packet.read("data/reports/R00.pdf")).whole()
