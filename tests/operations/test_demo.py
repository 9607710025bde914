"""The practice books themselves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.ledgers import LEDGERS, ledger
from app.operations import (
    books,
    checks,
    demo,
    finance_review,
    lists,
    packets,
    receipts,
    receiving,
    records,
    users,
    vault,
)
from app.operations.demo import DemoPaths, make_demo
from app.operations.demo_content import content_hash, township_content
from app.storage.book import Book
from app.storage.reading import Query
from tests.practice import TODAY, practice_books, practice_steps


@pytest.fixture
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int, str]]:
    return practice_steps(tmp_path_factory)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoPaths:
    folder = tmp_path_factory.mktemp("demo") / "练习 资料"
    shutil.copytree(practice_books(tmp_path_factory), folder)
    return demo._paths(folder)


@pytest.fixture
def book(made, tmp_path, monkeypatch) -> Iterator[Book]:
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))
    opened = books.open_practice(made.township)
    yield opened
    opened.close()


def everything(book: Book) -> dict[str, list]:
    return {d.key: book.page(d.key, book.ids(d.key, Query())) for d in LEDGERS}


def test_all_that_was_promised_is_there(made):
    assert made.township.is_file()
    assert made.county.is_file()
    assert (made.trust / "root.pem").is_file()
    assert len(list(made.out.glob("*.zip"))) == 1
    assert [path.stem for path in made.stick.iterdir()] == [path.name for path in made.out.glob("*.zip")]
    assert list(made.township.parent.glob("making*")) == []


def test_progress_counts_up_to_its_end(said, made):
    assert [done for done, _, _ in said] == sorted(done for done, _, _ in said)
    assert {done for done, _, _ in said} == set(range(said[-1][1] + 1))
    assert all(what for _, _, what in said)
    assert said[-1] == (said[-1][1], said[-1][1], "完成")


def test_passwords_open_the_books_for_each_of_their_users(made, tmp_path, monkeypatch):
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))
    lines = [line.split(" ") for line in made.passwords.read_text("utf-8").splitlines()]

    names = []
    for login, password in lines:
        path = made.county if login.startswith("county") else made.township
        opened = books.open_book(path, login, password)
        names.append((login, opened.role, opened.info.practice))
        opened.close()

    assert [login for login, _ in lines] == ["clerk", "secretary", "reader", "county_clerk", "county_head"]
    assert all(len(password) >= 10 for _, password in lines)
    assert [role for _, role, _ in names] == ["clerk", "secretary", "reader", "clerk", "secretary"]
    assert all(practice for _, _, practice in names)


def test_the_book_holds_exactly_the_content_of_its_seed_and_day(book):
    content = township_content(1, TODAY)

    kept = everything(book)
    for key in ("monthly_report", "monthly_note"):  # last month's was counted, explained and sent with its packet
        kept[key] = [*kept[key][: len(content.rows[key]) - (key == "monthly_report")]]
        content.rows[key] = content.rows[key][: len(kept[key])]
    kept["medium_log"] = kept["medium_log"][: len(content.rows["medium_log"])]  # and so was the stick
    for definition in LEDGERS:  # numbers are given by the book
        if definition.number:
            for row, given in zip(kept[definition.key], content.rows[definition.key], strict=True):
                given["number"] = row["number"]

    assert content_hash(kept) == content_hash(content.rows)


def test_numbers_follow_the_day_a_problem_was_found_without_a_gap(book):
    years: dict[str, list[int]] = {}
    for row in book.rows("problem", order="id"):
        year, n = re.fullmatch(r"示纪问〔(\d{4})〕(\d+)号", str(row["number"])).groups()
        assert str(row["found_on"]).startswith(year)
        years.setdefault(year, []).append(int(n))

    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in years.values())


def test_the_next_problem_and_promise_go_on_numbering(book):
    village = book.find("unit", "青山村")
    texts = {
        "unit": "青山村",
        "found_on": TODAY.isoformat(),
        "discovery": "群众提",
        "category": "3.2",
        "description": "练习时新录入的一条问题",
        "lead": "李立强",
        "deadline": "30天",
    }
    before = [row for row in book.rows("problem") if str(row["found_on"]).startswith(str(TODAY.year))]

    saved = records.save(book, ledger("problem"), None, texts)
    records.undo(book)

    assert village
    assert saved.number == f"示纪问〔{TODAY.year}〕{len(before) + 1}号"


def test_all_checks_are_clean_but_the_one_meant(book):
    found = checks.check(book)

    hints = [line for line in found if line.mark]
    assert [(line.register, line.fault.code, line.fault.soft) for line in found if not line.mark] == [
        ("finance_sheet", "E-SUM", True)
    ] * 2
    assert hints
    assert all(line.fault.soft for line in hints)


def test_what_was_reviewed_has_a_word_to_every_hint_but_that_it_is_late(book):
    for sheet in book.rows("finance_sheet", state="已审核"):
        seen = finance_review.extras(book, sheet)
        assert {line.fault.code for line in seen if not line.note} <= {"E-LATE"}
    assert len(book.rows("finance_note")) >= 3


def test_one_refund_is_not_booked_yet(book):
    lines = [line for sheet in book.rows("finance_sheet") for line in finance_review.extras(book, sheet)]
    gaps = [line for line in lines if line.fault.code.startswith("E-REFUND")]

    assert 1 <= len(gaps) <= 12


def test_pinyin_initials_find_the_village_and_a_similar_problem_is_shown(book):
    choices = lists.choices(book, "unit", "qs")
    alike = records.similar(
        book,
        ledger("problem"),
        {"unit": "青山村", "description": "第3村民小组饮水管漏水,18 户断续停水,没有人上门维修。"},
    )

    assert choices[0].title == "青山村"
    assert len(alike) >= 2


def test_some_reporters_stand_in_the_drawer_to_practise_with(book):
    complaints = ledger("complaint")
    named = [row for row in book.rows("complaint", real_name=1) if vault.kept(book, complaints, int(str(row["id"])))]

    assert 1 <= len(named) <= 3


def test_every_proof_can_be_opened(book):
    for row in book.rows("problem"):
        for line in str(row.get("proof") or "").splitlines():
            assert book.file(line.partition(" ")[0])


def test_undo_takes_back_one_line_and_not_a_register(book):
    lines = book.count("progress")

    label = records.can_undo(book)
    undone = records.undo(book)
    left = book.count("progress")
    records.redo(book)

    assert label.startswith("录入整改进展")
    assert undone.restored == 1
    assert left == lines - 1
    assert book.count("progress") == lines


def test_the_packet_on_the_stick_is_sealed_to_the_county_which_opens_it(made, tmp_path):
    sealed = next(made.stick.iterdir())
    county = books.open_practice(made.county)

    with packets.plain(county, sealed) as opened:
        verdict = packets.verify(opened, made.trust)
    county.close()

    assert sealed.suffix == ".p7m"
    assert "示例乡".encode() not in sealed.read_bytes()
    assert verdict.accepted
    assert [path.name for path in made.county.parent.glob(".packet-*")] == []


def test_the_packet_in_the_folder_is_last_months_and_marked_practice(made):
    packet = next(made.out.glob("*.zip"))

    verdict = packets.verify(packet, made.trust).as_json()

    assert Period.of(TODAY, "month").previous().key.replace("-", "") in packet.name
    assert verdict["intact"]
    assert verdict["trusted"]
    assert verdict["practice"]
    assert [signer["role"] for signer in verdict["signers"]] == ["clerk", "secretary"]


def test_a_folder_with_books_is_left_alone(made):
    before = sorted((path.name, path.stat().st_size) for path in made.township.parent.rglob("*") if path.is_file())

    with pytest.raises(Refused) as refused:
        make_demo(made.township.parent, today=TODAY)

    assert "没有改动任何文件" in refused.value.message
    assert before == sorted((p.name, p.stat().st_size) for p in made.township.parent.rglob("*") if p.is_file())


def test_what_breaks_off_leaves_no_half_book(folder, monkeypatch):
    def broken(book: Book, *_: object) -> None:
        assert (folder / "making.mz").is_file()
        raise OSError("没有空间")

    monkeypatch.setattr(demo, "write_content", broken)
    with pytest.raises(OSError, match="没有空间"):
        make_demo(folder, today=TODAY)

    assert list(folder.iterdir()) == []


def test_a_run_that_was_killed_is_cleared_away_by_the_next_which_is_whole(folder, monkeypatch):
    monkeypatch.setattr(demo, "_packet", lambda *_: None)
    with monkeypatch.context() as patch:
        patch.setattr(demo, "_take_away", lambda *_: None)
        patch.setattr(demo, "write_content", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_demo(folder, today=TODAY)
    (folder / "trust").mkdir()  # comes next
    left = {path.name for path in folder.iterdir()}

    again = make_demo(folder, seed=3, today=TODAY - timedelta(1))

    assert "making.mz" in left
    assert "township.mz" not in left
    assert sorted(path.name for path in folder.glob("*.mz")) == ["county.mz", "township.mz"]
    assert books.is_practice(again.county)
    assert [user.login for user in books.users_of(again.township)] == ["clerk", "secretary", "reader"]


@pytest.mark.parametrize("name", ["county.mz", "passwords.txt", "out"])
def test_files_of_the_same_name_are_never_touched(folder, name):
    mine = folder / name
    mine.write_text("我的文件", "utf-8")

    with pytest.raises(Refused) as refused:
        make_demo(folder, today=TODAY)

    assert name in refused.value.message
    assert [path.name for path in folder.iterdir()] == [name]
    assert mine.read_text("utf-8") == "我的文件"


def test_the_practice_county_receives_its_stick_and_has_the_township_answered(made, tmp_path, monkeypatch):
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "家 目录"))
    with closing(books.open_practice(made.county)) as county:
        known = users.practice_passwords(county)
        (came,) = receiving.receive(county, [made.stick], passwords=known)
        (done,) = receiving.merge(county, passwords=known)
        (given,) = receipts.sign(county, [done.id], known).given
        rows = county.count("problem")

    assert (came.state, done.state, given.decision) == ("waiting", "merged", "accepted"), done.told
    assert len(given.code) == 9
    assert rows > 10
