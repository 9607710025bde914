"""One row of any register: save, move, void, undo, lines, files, drafts."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import attachments, records
from app.operations.records import LineEdit
from app.storage.book import Book
from tests.conftest import FixedClock, Places
from tests.operations.clerk import (
    COMMITMENT,
    FOUND,
    LINE,
    PERSON,
    PREPARED,
    PROBLEM,
    PROGRESS,
    SHEET,
    TWO_LINES,
    UNIT,
    approver,
    found,
    in_work,
    lines,
    row,
    sheet,
)


def refusal(caught: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return caught.value.code, caught.value.message


def test_a_new_row_is_numbered_stamped_and_derived(book: Book, places: Places) -> None:
    saved = found(book)

    assert saved.number == "示纪问〔2026〕1号"
    assert saved.row["state"] == "登记"
    assert saved.row["first_deadline"] == "2026-12-01"
    assert (saved.row["created_by"], saved.row["unit"]) == ("clerk", places.village)
    assert saved.hints == []


def test_all_faults_are_told_at_once_and_nothing_is_saved(book: Book, places: Places) -> None:
    with pytest.raises(Refused) as caught:
        records.save(book, PROBLEM, None, {**FOUND, "amount_involved": "12.345", "found_on": "2.30", "unit": "绿水村"})

    assert [fault.field for fault in caught.value.faults] == ["unit", "found_on", "amount_involved"]
    assert "涉及金额(元):金额最多两位小数" in caught.value.message
    assert book.rows("problem") == []


def test_missing_fields_are_named_and_nothing_is_saved(book: Book, places: Places) -> None:
    with pytest.raises(Refused) as caught:
        records.save(book, PROBLEM, None, {"unit": "青山村"})

    assert {fault.field for fault in caught.value.faults} == {
        "discovery",
        "category",
        "description",
        "lead",
        "deadline",
    }
    assert book.rows("problem") == []


@pytest.mark.parametrize(("key", "code"), [("closed_by", "E-STAMPED"), ("state", "E-FIELD"), ("password", "E-FIELD")])
def test_what_only_the_program_writes_is_not_typed(book: Book, places: Places, key: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        records.save(book, PROBLEM, None, {**FOUND, key: "李四"})

    assert caught.value.code == code
    assert book.rows("problem") == []


def test_a_form_shows_what_it_saved_and_saving_it_unchanged_changes_nothing(book: Book, places: Places) -> None:
    saved = found(book, persons="王伟", amount_involved="3,000", self_reported="是", remark="待核")
    typed = {
        key: text for key, text in records.shown(book, PROBLEM, saved.row).items() if not PROBLEM.by_key[key].stamped
    }

    again = records.save(book, PROBLEM, saved.id, typed)

    assert typed["persons"] == "王伟"
    assert typed["amount_involved"] == "3,000.00"
    assert typed["category"].startswith("2.2 ")
    assert again.row == saved.row


def test_a_row_changed_since_it_was_shown_is_not_overwritten(book: Book, places: Places) -> None:
    shown = found(book).row
    records.save(book, PROBLEM, int(str(shown["id"])), {"cause": "账目不清"})

    with pytest.raises(Refused) as caught:
        records.save(
            book, PROBLEM, int(str(shown["id"])), {"cause": "没有公开"}, version=int(str(shown["row_version"]))
        )

    assert caught.value.code == "E-CHANGED"
    assert row(book, "problem", int(str(shown["id"])))["cause"] == "账目不清"


def test_soft_faults_save_and_ask_for_an_explanation(book: Book, places: Places) -> None:
    before = sheet(book, period="2026Q2")

    saved = sheet(book, period="2026Q3", opening="999.50")

    assert (before.hints, [hint.code for hint in saved.hints]) == ([], ["E-OPENING"])
    assert row(book, "finance_sheet", saved.id)["opening"] == 99950


def test_a_live_check_says_what_saving_would_say_and_writes_nothing(book: Book, places: Places) -> None:
    faults = records.check_row(book, PROBLEM, None, {**FOUND, "found_on": "2026-11-10", "deadline": "2026-11-09"})

    assert [fault.message for fault in faults] == ["整改时限:早于发现日期 2026-11-10,请核对"]
    assert book.rows("problem") == []


def test_two_rows_never_share_what_names_them(book: Book, places: Places) -> None:
    texts = {"name": "青山村", "kind": "村", "parent": "示例乡"}

    with pytest.raises(Refused) as caught:
        records.save(book, UNIT, None, texts)

    assert refusal(caught) == ("E-TWICE", "单位名称、上级单位:与已有的“青山村”相同,请打开那一条修改")
    assert records.save(book, UNIT, places.village, texts).id == places.village


# numbers


def test_numbers_run_per_short_name_and_year_without_a_gap(book: Book, places: Places) -> None:
    records.save(book, UNIT, None, {"name": "绿水村", "kind": "村", "parent": "示例乡", "short": "绿"})

    numbers = [
        found(book).number,
        found(book, unit="绿水村").number,
        found(book, unit="青山村第3村民小组").number,
        found(book, found_on="2025-12-31").number,
        found(book, unit="绿水村").number,
        found(book).number,
    ]

    assert numbers == [
        "示纪问〔2026〕1号",
        "绿纪问〔2026〕1号",
        "示纪问〔2026〕2号",
        "示纪问〔2025〕1号",
        "绿纪问〔2026〕2号",
        "示纪问〔2026〕3号",
    ]


def test_undoing_the_last_entry_frees_its_number_and_voiding_keeps_it(book: Book, places: Places) -> None:
    first, second = found(book), found(book)
    records.undo(book)
    again = found(book)

    records.void(book, PROBLEM, again.id, "重复登记")
    third = found(book)

    assert (first.number, second.number, again.number) == (
        "示纪问〔2026〕1号",
        "示纪问〔2026〕2号",
        "示纪问〔2026〕2号",
    )
    assert third.number == "示纪问〔2026〕3号"


def test_undoing_an_older_entry_leaves_it_voided_so_that_no_number_is_missing(book: Book, places: Places) -> None:
    first = found(book)
    step = book.steps(1)[0].id
    found(book)

    records.undo(book, step)

    kept = row(book, "problem", first.id)
    assert (kept["voided"], kept["void_reason"], kept["number"]) == (1, "撤销", "示纪问〔2026〕1号")
    assert found(book).number == "示纪问〔2026〕3号"


# moves


def test_a_state_changes_only_along_a_declared_move(book: Book, places: Places) -> None:
    problem = found(book)

    with pytest.raises(Refused) as caught:
        records.move(book, PROBLEM, problem.id, "已销号")

    code, message = refusal(caught)
    assert code == "E-MOVE"
    assert "“登记”不能直接变为“已销号”。现在可办:交办→交办、开始整改→整改中" in message
    assert row(book, "problem", problem.id)["state"] == "登记"


def test_only_legal_moves_are_offered(book: Book, places: Places) -> None:
    offered = [move.label for move in records.moves(book, PROBLEM, found(book).row)]

    assert offered == ["交办", "开始整改", "立行立改", "移送"]


def test_a_move_refuses_while_what_it_needs_is_empty(book: Book, places: Places) -> None:
    problem = found(book)

    with pytest.raises(Refused) as caught:
        records.move(book, PROBLEM, problem.id, "整改中")

    assert [fault.field for fault in caught.value.faults] == ["measures", "responsible"]
    assert row(book, "problem", problem.id)["state"] == "登记"


def test_a_move_needs_its_reason_and_keeps_it(book: Book, places: Places, folder: Path) -> None:
    problem = in_work(book, folder)
    texts = {"deadline": "2027-01-31", "extension_approver": approver(book)}

    with pytest.raises(Refused) as caught:
        records.move(book, PROBLEM, problem.id, "延期", reason=" ", texts=texts)
    extended = records.move(book, PROBLEM, problem.id, "延期", reason="雨季无法施工", texts=texts)

    assert refusal(caught) == ("E-REASON", "“延期”要写明理由。本条没有改动。")
    assert extended.row["extension_reason"] == "雨季无法施工"
    assert (extended.row["deadline"], extended.row["first_deadline"]) == ("2027-01-31", "2026-12-01")
    assert extended.row["extended_by"] == "张三"


def test_an_extension_that_is_none_is_refused(book: Book, places: Places, folder: Path) -> None:
    problem = in_work(book, folder)

    with pytest.raises(Refused) as caught:
        records.move(book, PROBLEM, problem.id, "延期", reason="等等", texts={"extension_approver": approver(book)})

    assert caught.value.code == "E-ORDER"
    assert row(book, "problem", problem.id)["state"] == "整改中"


def test_closing_is_not_asked_for_without_proof(book: Book, places: Places) -> None:
    problem = found(book)
    texts = {"measures": "收回", "responsible": "王伟", "result": "已收回"}

    with pytest.raises(Refused) as caught:
        records.move(book, PROBLEM, problem.id, "立行立改", texts=texts)

    assert caught.value.code == "E-PROOF"
    assert row(book, "problem", problem.id)["measures"] is None


def test_closing_takes_two_people_and_sets_the_days_to_look_back(
    book_path: Path, clock: FixedClock, folder: Path
) -> None:
    with closing(Book.open(book_path, "clerk", clock=clock)) as book:
        records.save(book, UNIT, None, {"name": "青山村", "kind": "村"})
        records.save(book, PERSON, None, {"name": "王伟", "unit": "青山村", "post": "主任", "level": "村(社区)干部"})
        problem = in_work(book, folder)
        asked = records.move(book, PROBLEM, problem.id, "待核实")
        with pytest.raises(Refused) as caught:
            records.move(book, PROBLEM, problem.id, "已销号")
    with closing(Book.open(book_path, "secretary", clock=clock)) as book:
        closed = records.move(book, PROBLEM, problem.id, "核实销号")
        reopened = records.move(book, PROBLEM, problem.id, "重新打开", reason="群众再次反映")

    assert (asked.row["close_asked_by"], asked.row["close_asked_on"]) == ("张三", "2026-11-22")
    assert caught.value.code == "E-TWO-PEOPLE"
    assert (closed.row["closed_by"], closed.row["closed_on"]) == ("李四", "2026-11-22")
    assert [closed.row[f"look_back_{n}"] for n in (30, 90, 180)] == ["2026-12-22", "2027-02-20", "2027-05-21"]
    assert reopened.row["reopen_reason"] == "群众再次反映"
    assert [reopened.row[key] for key in ("closed_by", "closed_on", "close_asked_by", "look_back_30")] == [None] * 4


def test_a_promise_goes_from_draft_to_kept(book: Book, places: Places) -> None:
    problem = found(book)
    promise = records.save(
        book, COMMITMENT, None, {"unit": "青山村", "problems": problem.number, "text": "12月1日前退回"}
    )

    records.move(book, COMMITMENT, promise.id, "签字", texts={"signed_on": "2026-11-20"})
    posted = {"posted_from": "2026-11-20", "posted_to": "2026-11-27", "posted_at": "村公开栏"}
    records.move(book, COMMITMENT, promise.id, "公示", texts=posted)
    kept = records.move(
        book, COMMITMENT, promise.id, "已兑现", texts={"fulfilled_on": "2026-11-22", "outcome": "已退回 3,000 元"}
    )

    assert promise.number == "示纪诺〔2026〕1号"
    assert promise.row["deadline"] == "2026-12-01"
    assert (kept.row["state"], kept.row["outcome"]) == ("已兑现", "已退回 3,000 元")


# voiding


def test_a_row_that_others_point_to_is_not_voided(book: Book, places: Places) -> None:
    problem = found(book)

    with pytest.raises(Refused) as caught:
        records.void(book, UNIT, places.village, "撤并")

    code, message = refusal(caught)
    assert code == "E-LINKED"
    assert f"问题台账“{problem.number}" in message
    assert row(book, "unit", places.village)["voided"] == 0


def test_voiding_needs_a_reason_and_takes_the_lines_along(book: Book, places: Places) -> None:
    problem = found(book)
    entry = records.save(book, PROGRESS, None, {"problem": problem.number, "text": "已开会", "on_day": "2026-11-20"})

    with pytest.raises(Refused) as caught:
        records.void(book, PROBLEM, problem.id, "  ")
    records.void(book, PROBLEM, problem.id, "重复登记")

    assert caught.value.code == "E-REASON"
    assert [row(book, "problem", problem.id)[key] for key in ("voided", "void_reason")] == [1, "重复登记"]
    assert row(book, "progress", entry.id)["voided"] == 1
    assert book.rows("problem") == []


def test_a_voided_row_is_neither_edited_nor_moved_and_comes_back_with_its_lines(book: Book, places: Places) -> None:
    problem = found(book)
    entry = records.save(book, PROGRESS, None, {"problem": problem.number, "text": "已开会", "on_day": "2026-11-20"})
    records.void(book, PROBLEM, problem.id, "重复登记")

    for act in (
        lambda: records.save(book, PROBLEM, problem.id, {"cause": "改一下"}),
        lambda: records.move(book, PROBLEM, problem.id, "交办"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "E-VOID"
    records.restore(book, PROBLEM, problem.id)

    assert row(book, "problem", problem.id)["voided"] == 0
    assert row(book, "progress", entry.id)["voided"] == 0
    assert records.save(book, PROBLEM, problem.id, {"cause": "改一下"}).row["cause"] == "改一下"


def test_a_row_whose_place_was_taken_is_not_restored(book: Book, places: Places) -> None:
    old = sheet(book)
    records.void(book, SHEET, old.id, "录错村")
    sheet(book)

    with pytest.raises(Refused) as caught:
        records.restore(book, SHEET, old.id)

    assert caught.value.code == "E-TWICE"
    assert row(book, "finance_sheet", old.id)["voided"] == 1


def test_a_line_left_with_a_voided_header_is_not_restored_twice(book: Book, places: Places) -> None:
    header = sheet(book)
    saved = lines(book, header.id, *TWO_LINES).saved
    records.save_lines(book, SHEET, header.id, LINE, [], removed=[int(str(saved[0]["id"]))])
    records.void(book, SHEET, header.id, "录错村")

    records.restore(book, SHEET, header.id)

    assert [line["purpose"] for line in book.rows("finance_line")] == ["买办公用纸"]
    assert row(book, "finance_sheet", header.id)["closing"] == 100000 - 20050


# history and undo


def test_history_says_in_words_who_changed_what_from_what_to_what(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    records.save(book, PROBLEM, problem.id, {"responsible": "王伟", "amount_involved": "3000"})
    records.move(book, PROBLEM, problem.id, "移送", reason="超出职权", texts={"transferred_to": "县纪委"})

    told = records.history(book, PROBLEM, problem.id)

    assert [line.label for line in told] == ["新增问题台账", "修改问题台账", "移送:问题台账"]
    assert set(told[1].fields) == {("责任人", "", "王伟"), ("涉及金额(元)", "", "3,000.00")}
    assert ("状态", "登记", "移送") in told[2].fields
    assert (told[2].reason, told[2].actor_name) == ("超出职权", "张三")


def test_undo_and_redo_give_exactly_the_row_that_was(book: Book, places: Places) -> None:
    problem = found(book)
    before = row(book, "problem", problem.id)
    records.save(book, PROBLEM, problem.id, {"cause": "账目不清", "persons": "王伟"})
    after = row(book, "problem", problem.id)

    label = records.can_undo(book)
    records.undo(book)
    undone = row(book, "problem", problem.id)
    records.redo(book)

    assert label == "修改问题台账"
    assert {**undone, "row_version": 0} == {**before, "row_version": 0}
    assert {**row(book, "problem", problem.id), "row_version": 0} == {**after, "row_version": 0}
    assert records.can_redo(book) == ""


# lines of a header


def test_lines_are_saved_in_one_step_with_the_header_and_undone_in_one(book: Book, places: Places) -> None:
    header = sheet(book)
    steps = len(book.steps())

    saved = lines(book, header.id, *TWO_LINES)

    top = row(book, "finance_sheet", header.id)
    assert saved.faults == {}
    assert (top["income_total"], top["expense_total"], top["closing"]) == (300000, 20050, 379950)
    assert len(book.steps()) == steps + 1
    records.undo(book)
    assert book.rows("finance_line") == []
    assert row(book, "finance_sheet", header.id)["closing"] == 100000


def test_one_wrong_line_keeps_all_lines_out(book: Book, places: Places) -> None:
    header = sheet(book)
    steps = len(book.steps())

    saved = lines(
        book,
        header.id,
        TWO_LINES[0],
        ("2026-06-30", "3.04", "其他", "0"),
        ("2026-08-02", "9.99", "买纸", "12.345"),
    )

    assert {index: [fault.code for fault in found] for index, found in saved.faults.items()} == {
        1: ["E-PERIOD", "E-VAGUE", "E-MONEY"],
        2: ["E-CHOICE", "E-MONEY"],
    }
    assert saved.saved == []
    assert book.rows("finance_line") == []
    assert len(book.steps()) == steps


def test_lines_are_changed_and_taken_out_and_the_totals_follow(book: Book, places: Places) -> None:
    header = sheet(book)
    first, second = (int(str(line["id"])) for line in lines(book, header.id, *TWO_LINES).saved)

    records.save_lines(book, SHEET, header.id, LINE, [LineEdit(first, {"amount": "10,000.01"})], removed=[second])

    top = row(book, "finance_sheet", header.id)
    assert (top["income_total"], top["expense_total"], top["line_count"]) == (1000001, 0, 1)
    assert row(book, "finance_line", second)["void_reason"] == "从表中移去"


def test_lines_of_a_voided_sheet_are_left_alone(book: Book, places: Places) -> None:
    header = sheet(book)
    records.void(book, SHEET, header.id, "录错村")

    with pytest.raises(Refused) as caught:
        lines(book, header.id, *TWO_LINES)

    assert caught.value.code == "E-VOID"
    assert book.rows("finance_line", voided=None) == []


def test_one_line_edited_alone_refreshes_its_header_in_the_same_step(book: Book, places: Places) -> None:
    header = sheet(book)
    line = int(str(lines(book, header.id, *TWO_LINES).saved[1]["id"]))

    records.save(book, LINE, line, {"amount": "200.51"})

    assert row(book, "finance_sheet", header.id)["closing"] == 379949
    records.undo(book)
    assert row(book, "finance_sheet", header.id)["closing"] == 379950


def test_the_next_sheet_opens_with_the_last_closing(book: Book, places: Places) -> None:
    lines(book, sheet(book).id, *TWO_LINES)

    following = sheet(book, period="2026Q4", opening="")

    assert (following.row["opening"], following.row["closing"]) == (379950, 379950)
    assert following.hints == []


def test_a_wrong_opening_may_stand_in_a_draft_but_is_not_signed_without_an_explanation(
    book: Book, places: Places
) -> None:
    sheet(book, period="2026Q2")
    header = sheet(book, period="2026Q3", opening="999")
    lines(book, header.id, *TWO_LINES)

    with pytest.raises(Refused) as caught:
        records.move(book, SHEET, header.id, "送签", texts=PREPARED)
    sent = records.move(book, SHEET, header.id, "送签", texts={**PREPARED, "explanation": "上期漏记 1 元"})

    assert caught.value.code == "E-OPENING"
    assert (sent.row["state"], sent.row["submitted_on"]) == ("待签", "2026-11-22")
    assert [hint.code for hint in sent.hints] == ["E-OPENING"]


def test_totals_of_the_books_that_differ_by_a_fen_are_not_signed(book: Book, places: Places) -> None:
    header = sheet(book, stated_closing="3,799.51")
    lines(book, header.id, *TWO_LINES)

    with pytest.raises(Refused) as caught:
        records.move(book, SHEET, header.id, "送签", texts=PREPARED)

    assert "账面 3,799.51 与逐笔算出的 3,799.50 不一致,相差 0.01 元" in caught.value.message
    assert row(book, "finance_sheet", header.id)["state"] == "草稿"


def test_an_empty_sheet_is_signed_only_when_it_says_so(book: Book, places: Places) -> None:
    header = sheet(book)

    with pytest.raises(Refused) as caught:
        records.move(book, SHEET, header.id, "送签", texts=PREPARED)
    sent = records.move(book, SHEET, header.id, "送签", texts={**PREPARED, "explanation": "本期无收支"})

    assert caught.value.code == "E-EMPTY"
    assert sent.row["state"] == "待签"


# files, drafts, suggestions


def test_a_file_is_kept_beside_the_book_and_comes_back_byte_for_byte(book: Book, places: Places, folder: Path) -> None:
    problem = found(book)
    photo = folder / "退款收据 1.pdf"
    photo.write_bytes(bytes(range(256)) * 10)

    saved = records.add_file(book, PROBLEM, problem.id, "proof", photo)
    again = records.add_file(book, PROBLEM, problem.id, "proof", photo)

    digest, _, name = str(saved.row["proof"]).partition(" ")
    assert name == "示纪问〔2026〕1号_01_退款收据_1.pdf"
    assert records.file_bytes(book, digest) == photo.read_bytes()
    assert again.row["proof"] == saved.row["proof"]


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_file_is_refused_and_the_row_stays(
    book: Book, places: Places, folder: Path, content: bytes | None
) -> None:
    problem = found(book)
    photo = folder / "照片.jpg"
    if content is not None:
        photo.write_bytes(content)

    with pytest.raises(Refused) as caught:
        records.add_file(book, PROBLEM, problem.id, "proof", photo)

    assert caught.value.code == "E-FILE"
    assert row(book, "problem", problem.id)["proof"] is None


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    book: Book, places: Places, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    photo = folder / "照片.jpg"
    photo.write_bytes(b"12345678901")

    with pytest.raises(Refused) as caught:
        records.add_file(book, PROBLEM, found(book).id, "proof", photo)

    assert "空的或超过 50 MB" in caught.value.message


def test_what_is_being_typed_survives_a_power_cut(book_path: Path, clock: FixedClock) -> None:
    with closing(Book.open(book_path, "clerk", clock=clock)) as book:
        records.keep_draft(book, "problem:new", {"description": "写到一半", "deadline": "6月"})

    with closing(Book.open(book_path, "clerk", clock=clock)) as book:
        kept = records.draft(book, "problem:new")
        records.drop_draft(book, "problem:new")
        gone = records.draft(book, "problem:new")

    assert kept == {"description": "写到一半", "deadline": "6月"}
    assert gone is None


def test_nearly_the_same_problem_of_the_same_unit_is_pointed_out(book: Book, places: Places) -> None:
    first = found(book)
    found(book, unit="示例乡")
    texts = {"unit": "青山村", "description": "集体山林发包收入3000元没有入账"}

    alike = records.similar(book, PROBLEM, texts)
    itself = records.similar(book, PROBLEM, texts, first.id)
    other = records.similar(book, PROBLEM, {"unit": "青山村", "description": "村务公开栏长期没有更新"})

    assert [number for number, _ in alike] == [first.id]
    assert (itself, other) == ([], [])


def test_the_same_person_makes_a_problem_more_likely_the_same(book: Book, places: Places) -> None:
    leader = approver(book)
    first = found(book, persons=leader)
    texts = {"unit": "青山村", "description": "山林发包收入由村干部收着没有交账"}

    alike = records.similar(book, PROBLEM, texts)
    with_person = records.similar(book, PROBLEM, {**texts, "persons": leader})

    assert alike == []
    assert [number for number, _ in with_person] == [first.id]


def test_texts_written_before_are_offered_the_most_used_first(book: Book, places: Places) -> None:
    for cause in ("账目不清", "账目不清", "账目没有公开", "管理混乱"):
        found(book, cause=cause)

    offered = records.recent_texts(book, PROBLEM, "cause", "账目")

    assert offered == ["账目不清", "账目没有公开"]
    assert records.recent_texts(book, PROBLEM, "cause", " ") == []


def test_a_saved_row_and_its_draft_go_in_one_step_so_that_no_power_cut_leaves_both(
    book: Book, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.keep_draft(book, "unit:new", {"name": "新坪村"})

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.operations.records_base.drop_draft", cut)
        with pytest.raises(KeyboardInterrupt):
            records.save(book, UNIT, None, {"name": "新坪村", "kind": "村"}, draft="unit:new")
    after_the_cut = [row["name"] for row in book.rows("unit")], records.draft(book, "unit:new")
    records.save(book, UNIT, None, {"name": "新坪村", "kind": "村"}, draft="unit:new")

    assert "新坪村" not in after_the_cut[0]
    assert after_the_cut[1] == {"name": "新坪村"}
    assert "新坪村" in [row["name"] for row in book.rows("unit")]
    assert records.draft(book, "unit:new") is None
