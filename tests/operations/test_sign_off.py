"""A finance sheet on its way to the wall and back: nothing is skipped, nothing that hung is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import lists, papers, records, sheets, todo
from app.operations.attachments import attached
from app.storage.book import Book
from tests.conftest import FixedClock, Places
from tests.export.paper import Paper
from tests.operations.clerk import HUNG, LINE, PREPARED, SHEET, SIGNED, TWO_LINES, hung, lines, row, sheet, signed

QUESTION = ledger("question")


@pytest.fixture
def made(book: Book, places: Places) -> int:
    """A draft of two lines."""
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    return header.id


def photo(path: Path, shade: int = 0) -> Path:
    Image.new("RGB", (1600, 1200), (200, shade, 100)).save(path)
    return path


def shown(book: Book, key: str, sheet_id: int) -> str:
    (paper,) = sheets.make_sheet(book, key, ids=[sheet_id])
    return "\n".join("|".join(line) for line in paper.lines())


def test_a_draft_does_not_go_to_the_wall_by_any_short_way(book: Book, made: int) -> None:
    for to in ("已审核", "已公开", "张贴公开", "审核通过"):
        with pytest.raises(Refused) as refused:
            records.move(book, SHEET, made, to, texts={**HUNG})
        assert refused.value.code == "E-MOVE"
    assert row(book, "finance_sheet", made)["state"] == "草稿"


def test_published_means_three_signatures_place_days_and_a_photo_or_a_reason(book: Book, made: int) -> None:
    records.move(book, SHEET, made, "送签", texts=PREPARED)
    with pytest.raises(Refused) as unsigned:
        records.move(book, SHEET, made, "审核通过", texts={k: v for k, v in SIGNED.items() if k != "agency_by"})
    records.move(book, SHEET, made, "审核通过", texts=SIGNED)
    refusals = {}
    for key in ("posted_from", "posted_to", "posted_at", "no_photo"):
        with pytest.raises(Refused) as refused:
            records.move(book, SHEET, made, "张贴公开", texts={k: v for k, v in HUNG.items() if k != key})
        refusals[key] = [fault.field for fault in refused.value.faults]
    done = records.move(book, SHEET, made, "张贴公开", texts=HUNG)

    assert "缺:代理中心主管会计签字" in unsigned.value.message
    assert all(key in fields for key, fields in refusals.items())
    assert (done.row["state"], done.row["first_posted_on"], done.row["edition"]) == ("已公开", "2026-11-20", 1)


def test_what_lies_to_be_signed_is_not_typed_over_and_sent_back_it_has_to_be_signed_anew(book: Book, made: int) -> None:
    signed(book, made)
    line = int(str(book.rows("finance_line", sheet=made)[0]["id"]))

    with pytest.raises(Refused) as refused:
        records.save(book, LINE, line, {"amount": "1"})
    back = records.move(book, SHEET, made, "退回修改", reason="第 1 笔金额写错")

    assert refused.value.code == "E-FIXED"
    assert (back.row["state"], back.row["approved_by"], back.row["approved_on"]) == ("草稿", "王伟", None)
    assert back.row["submitted_on"] is None


def test_an_old_reviewed_sheet_is_asked_only_for_the_signatures_it_lacks(book: Book, made: int) -> None:
    with book.change("旧程序写入") as writer:
        old = {"prepared_by": "王会计", "reviewed_by": "赵组长", "reviewed_on": "2026-10-08", "approved_by": "王伟"}
        writer.save(SHEET, {"id": made, "state": "已审核", **old})

    with pytest.raises(Refused) as refused:
        records.move(book, SHEET, made, "张贴公开", texts=HUNG)
    rest = {"approved_on": "2026-10-08", "agency_by": "周会计", "agency_on": "2026-10-09"}
    done = records.move(book, SHEET, made, "张贴公开", texts={**HUNG, **rest})

    assert {fault.field for fault in refused.value.faults} == set(rest)
    assert done.row["state"] == "已公开"


def test_the_sheet_to_be_signed_shows_everything_and_has_three_blocks(book: Book, made: int) -> None:
    line = int(str(book.rows("finance_line", sheet=made)[0]["id"]))
    records.save(book, LINE, line, {"payee": "赵老板", "voucher": "记7"})
    entry = {"sheet": "青山村 2026年第3季度", "item": "5.01", "name": "村北水田", "quantity": "35.6", "measure": "亩"}
    records.save(book, ledger("finance_entry"), None, entry)
    with pytest.raises(Refused) as draft:
        papers.build(book, SHEET, "finance_sign", [made])
    records.move(book, SHEET, made, "送签", texts={**PREPARED, "group_members": "赵组长、孙二、吴三"})

    text = shown(book, "finance_sign", made)

    assert "先办“送签”" in draft.value.message
    assert "2026-07-01|发包及上交收入|山林发包收入|3,000.00||赵老板" in text
    assert "耕地|村北水田|35.6亩" in text
    assert "期初结余 1,000.00 + 本期收入 3,000.00 - 本期支出 200.50 = 期末结余 3,799.50" in text
    assert text.count("签字：|日期：") == 3
    assert "（成员 赵组长、孙二、吴三，共 3 人，至少 2 人签字）" in text
    assert "村民委员会|村务监督委员会|代理中心" in text


def test_what_the_check_points_out_stands_on_the_sheet_to_be_signed_with_its_explanation(
    book: Book, places: Places
) -> None:
    sheet(book, period="2026Q2")
    header = sheet(book, period="2026Q3", opening="999", explanation="上期漏记利息 1 元")
    lines(book, header.id, *TWO_LINES)
    records.move(book, SHEET, header.id, "送签", texts=PREPARED)

    text = shown(book, "finance_sign", header.id)

    assert "本季期初 999.00 与上季期末 1,000.00 不一致" in text
    assert "|上期漏记利息 1 元" in text


def test_the_wall_names_the_three_who_signed_and_an_unsigned_one_says_it_must_not_hang(book: Book, made: int) -> None:
    before = sheets.make_sheet(book, "finance_wall", ids=[made])[0]
    signed(book, made)
    after = sheets.make_sheet(book, "finance_wall", ids=[made])[0]

    assert "未签字 不得张贴" in before.mark
    assert "version" not in before.facts
    assert "未签字" not in after.mark
    assert after.facts["version"].startswith("第1版")
    text = "\n".join("|".join(line) for line in after.lines())
    assert "负责人：王伟 2026年11月19日" in text
    assert "民主理财小组：赵组长 2026年11月20日" in text
    assert "代理中心：周会计 2026年11月20日" in text


def test_photos_of_the_board_are_shrunk_and_told_apart_in_one_step(book: Book, made: int, folder: Path) -> None:
    signed(book, made)
    near, far = photo(folder / "IMG_0001.jpg"), photo(folder / "村口远景.jpg", 90)

    records.add_files(book, SHEET, made, records.board_photos(row(book, "finance_sheet", made), [far, near]))

    kept = row(book, "finance_sheet", made)
    (a,), (b,) = attached(str(kept["photo"])), attached(str(kept["photo_far"]))
    assert "远景" in b.name
    assert len(book.file(a.digest)) <= 300_000
    records.undo(book)
    assert row(book, "finance_sheet", made)["photo"] is None


def test_the_days_a_notice_still_hangs_are_counted_down_in_list_and_todo(
    book: Book, made: int, clock: FixedClock
) -> None:
    hung(book, made)
    words = []
    for days in (0, 4, 3, 1):
        clock.move(days=days)
        light = lists.light(book, SHEET, row(book, "finance_sheet", made))
        words.append(light.word if light else "")

    waiting = next(line for line in todo.todo(book).due_soon if line.register == "finance_sheet")

    assert words == ["公示还有 7 天", "公示还有 3 天", "公示今天期满", "公示期满"]
    assert (waiting.what, waiting.light.word) == ("公示期满可撤榜", "公示期满")


def test_what_came_down_early_waits_to_be_posted_again_with_its_old_posting_on_record(
    book: Book, made: int, folder: Path
) -> None:
    signed(book, made)
    records.add_files(book, SHEET, made, [("photo", photo(folder / "近照.jpg"))])
    records.move(book, SHEET, made, "张贴公开", texts=HUNG)
    with pytest.raises(Refused) as early:
        records.move(book, SHEET, made, "撤榜", texts={"taken_down_on": "2026-11-22"})

    records.move(book, SHEET, made, "提前撤下", reason="被风刮落", texts={"pulled_on": "2026-11-22"})
    pulled = row(book, "finance_sheet", made)
    waits = [line.what for line in todo.todo(book).due_soon + todo.todo(book).overdue if line.id == made]
    again = records.move(
        book, SHEET, made, "张贴公开", texts={**HUNG, "posted_from": "2026-11-22", "posted_to": "2026-12-01"}
    )

    assert "还差 7 天,不能算公示期满" in early.value.message
    assert (pulled["state"], pulled["posted_from"], pulled["photo"]) == ("已审核", None, None)
    assert "2026-11-20 至 2026-11-29 村务公开栏 张贴人 王芳;2026-11-22 提前撤下:被风刮落" in str(
        pulled["posted_before"]
    )
    assert "近照" in str(pulled["archive"])
    assert "提前撤下,须重新公示" in waits
    assert (again.row["state"], again.row["pulled_on"]) == ("已公开", None)
    assert again.row["first_posted_on"] == "2026-11-20"


def test_a_correction_is_a_new_edition_and_the_first_one_is_kept_as_it_hung(book: Book, made: int) -> None:
    hung(book, made)
    line = int(str(book.rows("finance_line", sheet=made)[1]["id"]))

    records.move(book, SHEET, made, "更正重公布", texts={"correction": "第 2 笔原公布 200.50 元,应为 300.00 元"})
    opened = row(book, "finance_sheet", made)
    records.save(book, LINE, line, {"amount": "300"})
    hung(book, made)
    text = shown(book, "finance_wall", made)

    (first,) = attached(str(opened["archive"]))
    old = Paper(book.file(first.digest))
    printed = "".join(old.text(page) for page in range(len(old.pages)))
    assert (opened["state"], opened["edition"], opened["posted_from"], opened["reviewed_on"]) == ("草稿", 2, None, None)
    assert "第1次公布_2026-11-20张贴.pdf" in first.name
    assert "200.50" in printed
    assert "更正公布：第 2 笔原公布 200.50 元,应为 300.00 元。原来公布的作废，以本表为准。" in text
    assert "300.00" in text
    assert row(book, "finance_sheet", made)["first_posted_on"] == "2026-11-20"


def test_a_correction_needs_its_words_and_one_undo_takes_it_back(book: Book, made: int) -> None:
    hung(book, made)
    before = row(book, "finance_sheet", made)

    with pytest.raises(Refused) as refused:
        records.move(book, SHEET, made, "更正重公布")
    records.move(book, SHEET, made, "更正重公布", texts={"correction": "金额有误"})
    records.undo(book)

    after = row(book, "finance_sheet", made)
    assert refused.value.faults[0].field == "correction"
    assert {**after, "row_version": 0} == {**before, "row_version": 0}


def test_a_question_that_found_a_mistake_is_answered_with_the_day_of_the_new_edition(book: Book, made: int) -> None:
    hung(book, made)
    asked = {
        "sheet": "青山村 2026年第3季度",
        "asked_on": "2026-11-21",
        "way": "当面",
        "text": "打印纸怎么要两百多",
        "unit": "青山村",
    }
    question = records.save(book, QUESTION, None, {**asked, "topic": "财务公开"})
    answer = {"answer": "制表时写错,已更正", "mistake": "是"}
    with pytest.raises(Refused) as too_soon:
        records.move(book, QUESTION, question.id, "答复", texts=answer)
    correction = {"correction": "第 2 笔有误", "corrects_question": str(question.number)}
    records.move(book, SHEET, made, "更正重公布", texts=correction)
    hung(book, made)

    done = records.move(book, QUESTION, question.id, "答复", texts=answer)

    (paper,) = papers.build(book, QUESTION, "question_answer", [question.id])
    assert "先在公开表上办“更正重公布”" in too_soon.value.message
    assert done.row["corrected_on"] == "2026-11-20"
    assert "已于2026年11月20日更正后重新公布" in "\n".join("".join(line) for line in paper.lines())
