"""Letters drafted about rows: who is written to, what is said, what is never said, numbers, what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import paths
from app.domain.faults import Refused
from app.domain.fields import Row
from app.domain.lights import DEFAULT, Light
from app.ledgers import LEDGERS, ledger
from app.ledgers.letter import MARKS
from app.ledgers.letter_habits import HABITS
from app.operations import letters, papers, prints, records, related
from app.operations.letter_texts import LetterTextBroken, county_folder, letter_text
from app.storage.book import Book
from tests.conftest import FixedClock, Places
from tests.operations.clerk import PROBLEM, found

LETTER, CLUE, TRANSFER = ledger("letter"), ledger("clue"), ledger("transfer")
RED, YELLOW = Light("逾期", "■", "red", -3), Light("临期", "▲", "yellow", 3)
LATE = {"found_on": "2026-09-01", "deadline": "2026-10-30"}


@pytest.fixture
def late(book: Book, places: Places) -> records.Saved:
    """A problem of the village, 23 days late."""
    return found(book, **LATE)


def signed(book: Book, *ids: int, kind: str = "") -> list[records.Saved]:
    """Letters about problems, signed as drafted."""
    return letters.issue(book, [(draft, {}) for draft in letters.drafts(book, "problem", ids, kind)])


def body(draft: letters.Draft) -> str:
    """The words of a draft."""
    return str(draft.row["body"])


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ([(YELLOW, False)], "提示函"),
        ([(None, False)], "提示函"),
        ([(YELLOW, False), (RED, False)], "督办函"),
        ([(RED, True)], "催办函"),
        ([(YELLOW, True)], "提示函"),
    ],
)
def test_the_light_and_the_letters_before_call_for_a_kind(seen: list[tuple[Light | None, bool]], kind: str) -> None:
    assert letters.suggested_kind(DEFAULT, seen) == kind


def test_rows_of_one_addressee_go_together_and_others_get_letters_of_their_own(
    book: Book, places: Places, late: records.Saved
) -> None:
    second = found(book, **LATE, description="第二件没有按期办的事情")
    group = found(book, **LATE, unit="青山村第3村民小组", description="组里账目没有公开")

    made = letters.drafts(book, "problem", [late.id, group.id, second.id, late.id])

    assert [draft.to_name for draft in made] == ["青山村", "青山村第3村民小组"]
    assert [matter["about_id"] for matter in made[0].matters] == [late.id, second.id]
    assert "下列2件事项" in body(made[0])
    assert "1．示纪问〔2026〕1号" in body(made[0])


def test_numbers_run_per_kind_and_year_without_a_gap(book: Book, late: records.Saved, clock: FixedClock) -> None:
    kinds = ["督办函", "提示函", "督办函", "整改建议书", "督办函"]
    texts = {"body": "照此办理。"}

    given = [
        letters.issue(book, [(letters.drafts(book, "problem", [late.id], kind)[0], texts)])[0].number for kind in kinds
    ]
    clock.move(days=60)
    next_year = signed(book, late.id, kind="督办函")[0].number

    assert given == [
        "示纪督〔2026〕1号",
        "示纪提〔2026〕1号",
        "示纪督〔2026〕2号",
        "示纪建〔2026〕1号",
        "示纪督〔2026〕3号",
    ]
    assert next_year == "示纪督〔2027〕1号"


def test_a_draft_takes_its_number_when_it_is_signed_by_whoever_signs(book: Book, late: records.Saved) -> None:
    draft = letters.keep(book, letters.drafts(book, "problem", [late.id])[0])
    other = signed(book, late.id, kind="督办函")[0]
    records.move(book, LETTER, draft.id, "待审核")

    moved = records.move(book, LETTER, draft.id, "签发")

    assert draft.number == ""
    assert (other.number, moved.number) == ("示纪督〔2026〕1号", "示纪督〔2026〕2号")
    assert (moved.row["issued_by"], moved.row["on_day"]) == ("张三", "2026-11-22")


def test_undoing_a_signing_frees_the_number_unless_a_later_one_was_given(book: Book, late: records.Saved) -> None:
    draft = letters.keep(book, letters.drafts(book, "problem", [late.id])[0])
    records.move(book, LETTER, draft.id, "签发")
    step = book.can_undo()
    assert step is not None

    records.undo(book)
    first = signed(book, late.id, kind="督办函")[0]
    records.undo(book)
    records.redo(book)
    records.move(book, LETTER, draft.id, "签发")

    given = {row["id"]: row["number"] for row in book.rows("letter")}
    assert given == {draft.id: "示纪督〔2026〕2号", first.id: "示纪督〔2026〕1号"}
    early = next(s.id for s in book.steps() if s.label == "签发函件" and not s.undone)
    undone = book.undo(early)
    kept = book.row("letter", first.id)
    assert undone.restored
    assert kept is not None
    assert (kept["number"], kept["voided"]) == ("示纪督〔2026〕1号", 1)


def test_a_draft_signed_before_another_keeps_its_number_when_undone_late(book: Book, late: records.Saved) -> None:
    draft = letters.keep(book, letters.drafts(book, "problem", [late.id])[0])
    records.move(book, LETTER, draft.id, "签发")
    step = book.can_undo()
    signed(book, late.id, kind="督办函")
    assert step is not None

    with pytest.raises(Refused, match="不能撤销"):
        book.undo(step.id)

    kept = book.row("letter", draft.id)
    assert kept is not None
    assert (kept["number"], kept["state"]) == ("示纪督〔2026〕1号", "已签发")


def test_what_went_to_paper_is_counted_and_logged_and_cannot_be_undone(book: Book, late: records.Saved) -> None:
    made = signed(book, late.id)[0]
    sheets = papers.build(book, LETTER, "letter", [made.id])

    prints.note_printed(book, sheets)
    prints.note_printed(book, sheets)

    row = book.row("letter", made.id)
    assert row is not None
    assert (row["prints"], row["printed_on"]) == (2, "2026-11-22")
    assert [line.label for line in records.history(book, LETTER, made.id)] == ["签发函件", "打印", "打印"]
    logged = [json.loads(text) for (text,) in book.all("SELECT body FROM event")]
    assert [e["obj"] for e in logged if e["act"] == "sheet.print"] == [f"letter/{made.id}"] * 2
    with pytest.raises(Refused, match="不能撤销"):
        records.undo(book)
    assert len(book.rows("letter_matter", letter=made.id)) == 1


def test_a_blank_left_in_the_words_refuses_all_letters_and_uses_no_number(book: Book, late: records.Saved) -> None:
    good = letters.drafts(book, "problem", [late.id])[0]
    blank = letters.drafts(book, "problem", [late.id], "整改建议书")[0]

    with pytest.raises(Refused, match="还有没填的“××”"):
        letters.issue(book, [(good, {}), (blank, {})])

    assert book.rows("letter") == []
    assert signed(book, late.id)[0].number == "示纪督〔2026〕1号"


def test_a_settled_or_voided_row_is_not_pressed(book: Book, places: Places, late: records.Saved) -> None:
    records.move(book, PROBLEM, late.id, "移送", texts={"transferred_to": "县公安局"}, reason="涉嫌违法")

    with pytest.raises(Refused, match="不必提示、督办"):
        letters.drafts(book, "problem", [late.id])
    records.void(book, PROBLEM, found(book, **LATE, description="录错的一件事情").id, "录错")
    with pytest.raises(Refused, match="已作废"):
        letters.drafts(book, "problem", [late.id + 1])


def clue(book: Book) -> records.Saved:
    """A clue about the village."""
    texts = {"source": CLUE.by_key["source"].leaves[0].label, "received_on": "2026-09-01", "unit": "青山村"}  # type: ignore[attr-defined]
    category = CLUE.by_key["category"].leaves[0].label  # type: ignore[attr-defined]
    return records.save(book, CLUE, None, {**texts, "category": category})


def test_the_unit_a_clue_is_about_is_never_written_to(book: Book, places: Places) -> None:
    made = letters.drafts(book, "clue", [clue(book).id])[0]

    assert (made.row["unit"], made.to_name) == (None, "")
    assert "青山村" not in json.dumps(made.row, ensure_ascii=False)
    with pytest.raises(Refused, match="主送全称"):
        letters.issue(book, [(made, {})])


@pytest.mark.parametrize("register", ["clue", "complaint", "interview", "accountability", "question"])
def test_registers_about_people_are_named_by_number_only(register: str) -> None:
    said = HABITS[register].matter

    assert said is not None
    assert said({"summary": "某某收礼", "text": "某某收礼", "description": "某某收礼"}, Book.around) == ""  # type: ignore[arg-type]


def test_a_transfer_gets_its_letter_with_number_and_day_in_one_step(book: Book, places: Places) -> None:
    number = clue(book).number
    texts = {"direction": "移出", "unit": "示例乡", "party": "公安机关", "party_name": "示例县公安局", "clue": number}
    transfer = records.save(book, TRANSFER, None, texts)

    draft = letters.drafts(book, "transfer", [transfer.id])[0]
    (letter,) = letters.issue(book, [(draft, {})])

    assert (draft.row["kind"], draft.to_name) == ("移送函", "示例县公安局")
    assert f"问题线索{number}" in body(draft)
    kept = book.row("transfer", transfer.id)
    assert kept is not None
    assert (kept["letter_no"], kept["on_day"]) == (letter.number, "2026-11-22") == ("示纪移函〔2026〕1号", "2026-11-22")
    (sheet,) = papers.build(book, LETTER, "letter", [letter.id])
    assert any("材料核对情况" in text for line in sheet.lines() for text in line)


def test_advice_after_an_appraisal_waits_for_the_county(book: Book, places: Places) -> None:
    appraisals = ledger("appraisal")
    row: Row = {
        "period": "2026Q3",
        "kind": "民主评议会",
        "unit": places.village,
        "dimension": "总体",
        "state": "已核定",
    }
    with book.change("录入") as writer:
        appraisal = writer.save(appraisals, row)

    with pytest.raises(Refused, match="报经县纪委同意"):
        letters.drafts(book, "appraisal", [appraisal])
    with book.change("结果运用") as writer:
        writer.save(appraisals, {"id": appraisal, "letter_ordered_on": "2026-10-20"})
    (draft,) = letters.drafts(book, "appraisal", [appraisal])

    assert draft.row["kind"] == "整改建议书"
    assert draft.row["reply_due"] == "2026-12-22"
    parts = ("一、问题来源", "二、存在问题", "三、原因分析", "四、建议措施", "五、回复时限")
    assert [line for line in body(draft).splitlines() if line in parts] == list(parts)


def test_the_campaign_under_way_is_what_a_letter_rests_on(book: Book, late: records.Saved, places: Places) -> None:
    with book.change("录入") as writer:
        campaign: Row = {"name": "集中整治工作", "basis_doc": "赣办字〔2016〕35号", "unit": places.township}
        writer.save(ledger("campaign"), campaign)

    draft = letters.drafts(book, "problem", [late.id])[0]

    assert str(draft.row["basis"]).startswith("集中整治工作（赣办字〔2016〕35号）关于")


def test_every_kind_has_words_that_can_be_filled_for_every_register_with_a_limit(
    book: Book, places: Places, late: records.Saved
) -> None:
    for kind in MARKS:
        draft = letters.drafts(book, "problem", [late.id], kind)[0]
        assert "{" not in f"{draft.row['subject']}{draft.row['basis']}{body(draft)}", kind
    named = [definition.key for definition in LEDGERS if letters.able(definition)]
    assert {"problem", "clue", "complaint", "finance_sheet", "transfer", "appraisal", "letter"} <= set(named)
    assert set(HABITS) <= {definition.key for definition in LEDGERS}
    for key, habit in HABITS.items():
        keys = {*habit.to, habit.to_name, habit.needs, *(field for field, _ in habit.back)} - {""}
        assert keys <= ledger(key).by_key.keys(), key


def own_text(kind: str, **changed: object) -> Path:
    """The county's own words of a kind."""
    county_folder().mkdir(parents=True)
    given = json.loads(paths.resource("templates", "letters", f"{kind}.json").read_text("utf-8"))
    path = county_folder() / f"{kind}.json"
    path.write_text(json.dumps({**given, **changed}, ensure_ascii=False), "utf-8")
    return path


def test_the_county_changes_the_words_and_orders_a_red_head(book: Book, late: records.Saved) -> None:
    own_text("督办函", title="限期办结通知", red_head="中共示例乡纪律检查委员会文件", body=["县里的话。", "{事项}"])

    made = signed(book, late.id)[0]

    (sheet,) = papers.build(book, LETTER, "letter", [made.id])
    assert (sheet.title, sheet.red_head) == ("限期办结通知", "中共示例乡纪律检查委员会文件")
    assert str(made.row["body"]).startswith("县里的话。\n示纪问〔2026〕1号")


def test_without_an_order_there_is_no_red_head(book: Book, late: records.Saved) -> None:
    (sheet,) = papers.build(book, LETTER, "letter", [signed(book, late.id)[0].id])

    assert sheet.red_head == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "关于{什么}的函"}, "没有“{什么}”这个字段"),
        ({"body": ["没有事项"]}, "应有单独成段的"),
        ({"body": "一段"}, "一段一个"),
        ({"reply_days": -1}, "reply_days"),
        ({"basis": ""}, "basis 应是文字"),
    ],
)
def test_broken_words_of_the_county_are_named_and_nothing_is_drafted(
    book: Book, late: records.Saved, changed: dict[str, object], said: str
) -> None:
    own_text("督办函", **changed)

    with pytest.raises(LetterTextBroken, match=r"督办函\.json") as caught:
        letters.drafts(book, "problem", [late.id])

    assert said in caught.value.message


def test_a_file_that_is_no_json_is_named() -> None:
    county_folder().mkdir(parents=True)
    (county_folder() / "提示函.json").write_text("{", "utf-8")

    with pytest.raises(LetterTextBroken, match="读不出来"):
        letter_text("提示函")


def test_a_personal_number_in_the_words_keeps_the_letter_from_paper(book: Book, late: records.Saved) -> None:
    draft = letters.drafts(book, "problem", [late.id])[0]
    (letter,) = letters.issue(book, [(draft, {"body": "请找张三,电话13812345678。"})])

    with pytest.raises(Refused, match="手机号"):
        papers.build(book, LETTER, "letter", [letter.id])


def test_problem_and_letter_find_each_other(book: Book, late: records.Saved) -> None:
    made = signed(book, late.id)[0]

    from_problem = [(one.register, one.id) for one in related.related(book, PROBLEM, late.id)]
    from_letter = [(one.register, one.id) for one in related.related(book, LETTER, made.id)]

    assert ("letter", made.id) in from_problem
    assert ("problem", late.id) in from_letter
