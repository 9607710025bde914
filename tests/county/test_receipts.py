"""Receipts, returns with remarks on rows, and the eight digits for the phone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from app.domain.faults import Refused, Told
from app.operations import certificates, county_keys, receipts, receiving, remarks
from app.packet import timestamp
from app.packet.certificates import pem
from app.packet.faults import PacketFault
from app.packet.receipt import DECISIONS, decision_of, file_name, phone_code, read_receipt, stamped_at
from app.storage.book import Book
from tests.county.conftest import NOW, PASSWORD
from tests.county.test_continuity import merged
from tests.county.test_receiving import PASSWORDS, merge, receive
from tests.county.townships import Sender
from tests.packet.packet_county import redescribe, resign, rezip, unzip
from tests.packet.test_stock_tools import run

pytestmark = pytest.mark.usefixtures("at_once")
KEY = "5a" * 16


def keyed(path: Path, sender: Sender) -> Path:
    """The packet with a key for the phone code in it, signed anew by the same people."""
    files = resign(redescribe(unzip(path), receipt_key=KEY), sender.clerk, sender.secretary)
    return rezip(path, files)


def test_a_merged_packet_gets_a_receipt_the_township_can_check(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    path = keyed(senders[0].packet(stick), senders[0])
    came = merged(county_book, path)

    done = receipts.write_all(county_book, [came.id], stick, PASSWORDS)

    (given,) = done.given
    assert (given.path, given.title, done.left) == (stick / file_name(came.packet_id), "已接收", ())
    assert given.path is not None
    read = read_receipt(given.path, senders[0].trust, NOW)
    body = read.body
    assert (body["decision"], body["seq"], body["next_seq"]) == ("accepted", 1, 2)
    assert body["log"] == {"size": 3, "root": senders[0].sent[0].log["root"]}
    assert (read.signed_by, body["crl_number"], body["township"]) == ("孙文清", 1, senders[0].code)
    assert {t.code for t in read.trust.townships} == {sender.code for sender in senders}
    assert decision_of(KEY, body["tag_sha256"], given.code) == "accepted"


def test_a12_a_receipt_bears_the_countys_time_over_the_packets_signed_bytes(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    path = senders[0].packet(stick)
    came = merged(county_book, path)

    (given,) = receipts.write_all(county_book, [came.id], stick, PASSWORDS).given

    assert given.path is not None
    read = read_receipt(given.path, senders[0].trust, NOW)
    assert stamped_at(read, senders[0].trust) == NOW
    (folder / "r.tst").write_bytes(read.files["time.tst"])
    (folder / "tag.txt").write_bytes(unzip(path)["tagmanifest-sha256.txt"])
    (folder / "root.pem").write_bytes(pem(senders[0].trust.root))
    command = ("openssl", "ts", "-verify", "-token_in", "-in", folder / "r.tst", "-data", folder / "tag.txt")
    at = int(NOW.timestamp())
    assert "Verification: OK" in run(*command, "-CAfile", folder / "root.pem", "-attime", at).stdout


def test_a_stamp_over_another_packet_makes_the_receipt_unusable(
    county_book: Book, senders: list[Sender], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = merged(county_book, senders[0].packet(stick))
    real = timestamp.make_stamp
    monkeypatch.setattr(timestamp, "make_stamp", lambda digest, timer, now: real(bytes(32), timer, now))

    (given,) = receipts.write_all(county_book, [came.id], stick, PASSWORDS).given

    assert given.path is not None
    with pytest.raises(PacketFault, match="时间戳盖的不是这个包"):
        read_receipt(given.path, senders[0].trust, NOW)


def test_a_county_founded_before_time_stamps_gives_receipts_and_gets_its_time_key_with_the_next_renewal(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    with county_book.transaction():
        county_book.keep(county_keys.TIME, None)
    came = [merged(county_book, sender.packet(stick)) for sender in senders[:2]]
    (before,) = receipts.write_all(county_book, [came[0].id], stick, PASSWORDS).given
    certificates.renew(county_book, PASSWORD)
    (after,) = receipts.write_all(county_book, [came[1].id], stick, PASSWORDS).given

    assert before.path is not None
    assert after.path is not None
    reads = [read_receipt(path, senders[0].trust, NOW) for path in (before.path, after.path)]
    assert [stamped_at(read, senders[0].trust) for read in reads] == [None, NOW]


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_phone_code_proves_this_packet_and_this_decision(decision: str) -> None:
    code = phone_code(KEY, "ab" * 32, decision)

    assert decision_of(KEY, "ab" * 32, code) == decision
    assert decision_of(KEY, "ab" * 32, code.replace(" ", "")) == decision
    assert decision_of(KEY, "ac" * 32, code) is None
    assert decision_of("5b" * 16, "ab" * 32, code) is None
    for place, digit in enumerate(code):
        if digit.isdigit():
            wrong = f"{code[:place]}{(int(digit) + 1) % 10}{code[place + 1 :]}"
            assert decision_of(KEY, "ab" * 32, wrong) != decision


def test_a_rejection_is_signed_too_and_says_what_comes_next(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    backup = senders[0].copy()
    merged(county_book, senders[0].packet(stick))
    forked = merged(county_book, backup.packet(folder / "恢复", "2026-11"), "2026-11")

    (given,) = receipts.write_all(county_book, [forked.id], folder, PASSWORDS).given

    assert given.path is not None
    body = read_receipt(given.path, senders[0].trust, NOW).body
    assert (body["decision"], body["codes"], body["next_seq"]) == ("rejected", ["E-FORK"], 2)
    assert "旧备份" in body["message"]
    assert body["log"]["size"] == 3


def test_a_duplicate_gets_the_old_receipt_again(county_book: Book, senders: list[Sender], stick: Path) -> None:
    path = senders[0].packet(stick)
    first = merged(county_book, path)
    (given,) = receipts.sign(county_book, [first.id], PASSWORDS).given
    again = merged(county_book, path)

    done = receipts.sign(county_book, [first.id, again.id], PASSWORDS)

    assert [one.receipt for one in done.given] == [given.receipt]


def test_what_waits_or_could_not_be_read_gets_none_with_the_reason(
    county_book: Book, senders: list[Sender], stick: Path
) -> None:
    (stick / "MZ_broken.zip").write_bytes(b"PK\3\4 half")
    senders[0].packet(stick)
    came = receive(county_book, stick)

    done = receipts.sign(county_book, [one.id for one in came], PASSWORDS)

    assert done.given == ()
    assert {why[:6] for _, why in done.left} == {"连包的编号都", "还没有合并,"}


def test_receipts_of_all_townships_are_written_in_one_go(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    for sender in senders[:4]:
        sender.packet(stick)
    receive(county_book, stick)
    done = merge(county_book)
    out = folder / "回执"
    out.mkdir()

    written = receipts.write_all(county_book, [one.id for one in done], out, PASSWORDS)

    assert len(written.given) == 4
    assert sorted(path.name for path in out.iterdir()) == sorted(file_name(one.packet_id) for one in done)
    assert all(receipts.of_packet(county_book, one.id)[0].written_at for one in done)


def test_a_wrong_password_signs_nothing(county_book: Book, senders: list[Sender], stick: Path) -> None:
    came = merged(county_book, senders[0].packet(stick))

    with pytest.raises(Told):
        receipts.sign(county_book, [came.id], {"clerk": "not the password"})
    with pytest.raises(Refused):
        receipts.sign(county_book, [came.id], {})

    assert receipts.of_packet(county_book, came.id) == []


def test_row_49_a_receipt_somebody_else_signed_or_changed_is_refused(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    came = merged(county_book, senders[0].packet(stick))
    (given,) = receipts.write_all(county_book, [came.id], folder, PASSWORDS).given
    assert given.path is not None
    files = unzip(given.path)

    changed = {**files, "receipt.json": files["receipt.json"].replace(b'"accepted"', b'"rejected"')}
    other_crl = {**files, "trust/trust.json": files["trust/trust.json"].replace("示例乡".encode(), "别的乡".encode())}
    from app.packet.signing import sign_manifest

    by_clerk = {**files, "signatures/county.p7s": sign_manifest(files["receipt.json"], senders[0].clerk, NOW)}

    for bad, code in ((changed, "E-SIG"), (other_crl, "E-RECEIPT"), (by_clerk, "E-RECEIPT")):
        with pytest.raises(PacketFault) as refused:
            read_receipt(rezip(folder / "bad.zip", bad), senders[0].trust, NOW)
        assert refused.value.code == code
    with pytest.raises(PacketFault):
        read_receipt(given.path, senders[0].trust, NOW + timedelta(days=5000))


def test_a_receipt_of_another_county_is_refused(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    from app.operations import identities
    from app.packet.certificates import make_crl

    came = merged(county_book, senders[0].packet(stick))
    (given,) = receipts.write_all(county_book, [came.id], folder, PASSWORDS).given
    other = identities.make_practice_county("另一县", NOW)
    crl = make_crl(other.key, other.root, number=1, now=NOW)
    foreign = replace(senders[0].trust, root=other.root, crl=crl, seal=None)

    assert given.path is not None
    with pytest.raises(PacketFault):
        read_receipt(given.path, foreign, NOW)


def test_a_packet_is_returned_with_remarks_on_its_very_rows(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    for sender in senders[:2]:
        sender.packet(stick)
    came = receive(county_book, stick)
    merge(county_book)
    (row,) = county_book.rows("problem", number="示纪问〔2026〕1号(东岭镇)")
    remarks.add(county_book, "problem", int(str(row["id"])), "时限超过六十天,请写明理由", "deadline")
    assert remarks.waiting(county_book) == {came[1].id: 1}

    given = receipts.send_back(county_book, came[1].id, PASSWORDS)

    line = receiving.one(county_book, came[1].id)
    assert line is not None
    assert (line.state, line.title, given.title) == ("returned", "已合并,退回修改", "已接收,退回修改")
    (written,) = receipts.write_all(county_book, [came[1].id], folder, PASSWORDS).given
    assert written.receipt == given.receipt
    assert written.path is not None
    body = read_receipt(written.path, senders[1].trust, NOW).body
    assert body["remarks"] == [
        {
            "register": "problem",
            "id": 1,
            "number": "示纪问〔2026〕1号",
            "field": "deadline",
            "text": "时限超过六十天,请写明理由",
        }
    ]
    assert body["next_seq"] == 2
    assert remarks.waiting(county_book) == {}
    assert county_book.count("problem") == 4


def test_after_a_return_the_correction_goes_on_from_it(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    sender = senders[0]
    came = merged(county_book, sender.packet(stick))
    (first, *_) = receipts.write_all(county_book, [came.id], folder, PASSWORDS).given
    remarks.add_to_packet(county_book, came.id, "请核对全部时限")
    receipts.send_back(county_book, came.id, PASSWORDS)
    (second,) = receipts.write_all(county_book, [came.id], folder, PASSWORDS).given
    before = sender.kept["2026-10"]["problem"][0]
    after = {**before, "deadline": "2026-11-30"}

    fixed = merged(county_book, sender.correction(folder / "更正", "2026-10", {"problem": [(before, after)]}))

    assert fixed.state == "merged", fixed.told
    assert (first.file_name, second.file_name) == (file_name(came.packet_id), file_name(came.packet_id, 2))


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_remarks_come_from_a_file_or_none_of_them(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path, kind: str
) -> None:
    came = merged(county_book, senders[0].packet(stick))
    good = [
        ("问题台账", "示纪问〔2026〕1号", "整改时限", "太晚"),
        ("progress", "#2", "", "写清楚"),
        ("", "", "", "整体重核"),
    ]
    bad = [*good, ("问题台账", "没有的号", "", "x"), ("没有的台账", "1", "", "x"), ("problem", "#1", "没有的项", "x")]

    with pytest.raises(Refused) as told:
        remarks.from_file(county_book, came.id, write(folder / f"bad.{kind}", bad))
    kept = remarks.of_packet(county_book, came.id)
    found = remarks.from_file(county_book, came.id, write(folder / f"good.{kind}", good))

    assert kept == []
    assert len(told.value.faults) == 4
    assert "没有记下任何意见" in told.value.message
    assert [(one.register, one.local_id, one.field, one.text) for one in found] == [
        ("problem", 1, "deadline", "太晚"),
        ("progress", 2, "", "写清楚"),
        ("", None, "", "整体重核"),
    ]


def write(path: Path, lines: list[tuple[str, str, str, str]]) -> Path:
    if path.suffix == ".json":
        keys = ("register", "number", "field", "text")
        path.write_text(json.dumps([dict(zip(keys, line, strict=True)) for line in lines]), "utf-8")
        return path
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["台账", "编号", "项目", "意见"])
    for line in lines:
        workbook.active.append(line)
    workbook.save(path)
    return path


def test_remarks_are_refused_where_they_make_no_sense(county_book: Book, senders: list[Sender], stick: Path) -> None:
    came = merged(county_book, senders[0].packet(stick))
    own = int(str(county_book.rows("unit", kind="县")[0]["id"]))
    row = int(str(county_book.rows("problem")[0]["id"]))

    for act in (
        lambda: remarks.add(county_book, "unit", own, "改一改"),
        lambda: remarks.add(county_book, "problem", row, "  "),
        lambda: remarks.add(county_book, "problem", row, "x" * 501),
        lambda: remarks.add(county_book, "problem", row, "x", "nothing"),
        lambda: receipts.send_back(county_book, came.id, PASSWORDS),
        lambda: remarks.add_to_packet(county_book, 99, "x"),
    ):
        with pytest.raises(Refused):
            act()

    assert remarks.of_packet(county_book, came.id) == []


def test_going_on_after_a_lost_disk_is_a_signed_decision(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    came = merged(county_book, senders[0].packet(stick))
    with pytest.raises(Refused):
        receipts.begin_anew(county_book, senders[0].code, PASSWORDS)
    receiving.begin_anew(county_book, senders[0].code, "硬盘损坏")

    given = receipts.begin_anew(county_book, senders[0].code, PASSWORDS)
    path = receipts.write_one(county_book, given, folder)

    body = read_receipt(path, senders[0].trust, NOW).body
    assert (body["decision"], body["next_seq"], body["last"]) == ("anew", 2, senders[0].tags[0])
    assert body["packet_id"] == came.packet_id


def test_a_revoked_signer_is_named_in_the_next_receipts_list(
    county_book: Book, senders: list[Sender], stick: Path, folder: Path
) -> None:
    came = merged(county_book, senders[0].packet(stick))
    serial = f"{senders[3].clerk.cert.serial_number:x}"
    certificates.revoke(county_book, PASSWORDS["clerk"], serial, next(iter(_reasons())))

    (given,) = receipts.write_all(county_book, [came.id], folder, PASSWORDS).given

    assert given.path is not None
    assert read_receipt(given.path, senders[0].trust, NOW).body["crl_number"] == 2


def _reasons() -> dict[str, str]:
    from app.packet.certificates import REASONS

    return dict(REASONS)
