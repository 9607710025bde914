"""A block pasted into a register: seen before it is written, cleaned, one step, one undo."""

from __future__ import annotations

import pytest

from app.operations import pasting, records
from app.operations.import_columns import UnknownColumns
from app.operations.pasting import Paste, Tidied, plan_paste, read_block
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import FOUND, PROBLEM

HEAD = "单位\t发现日期\t问题来源\t类别\t存在问题\t责任领导\t整改时限\t涉及金额(元)\n"
FIRST = "青山村\t2026.11.1\t群众提\t2.2\t山林发包收入未入账\t王 伟\t30天\t３,０００元\n"
SECOND = "同上\t11月2日\t同上\t同上\t低保名单没有公示\t同上\t12月底前\t\n"


def planned(book: Book, text: str, **asked: object) -> Paste:
    return plan_paste(book, PROBLEM, read_block("", text), **asked)  # type: ignore[arg-type]


def test_rows_are_made_cleaned_and_taken_back_in_one_step(book: Book, places: Places) -> None:
    steps = len(book.steps())

    done = pasting.carry_out(book, planned(book, HEAD + FIRST + SECOND))

    rows = book.rows("problem")
    assert (done.added, done.updated, len(book.steps())) == (2, 0, steps + 1)
    assert [row["found_on"] for row in rows] == ["2026-11-01", "2026-11-02"]
    assert [row["unit"] for row in rows] == [places.village, places.village]
    assert (rows[0]["amount_involved"], rows[1]["deadline"]) == (300000, "2026-12-31")
    assert book.steps()[0].label == "粘贴到问题台账"
    records.undo(book)
    assert book.rows("problem") == []


def test_every_cell_that_is_saved_otherwise_than_copied_is_shown_before(book: Book, places: Places) -> None:
    paste = planned(book, HEAD + FIRST + SECOND)

    assert paste.shown[3][:3] == ["青山村", "2026-11-02", "群众提"]
    assert paste.changed[2, 1] == Tidied("2026.11.1", "日期")
    assert paste.changed[2, 5] == Tidied("王 伟", "空格")
    assert paste.changed[3, 0] == Tidied("同上", "同上")
    assert paste.changed[3, 6] == Tidied("12月底前", "日期")
    assert (2, 4) not in paste.changed
    assert book.rows("problem") == []


def test_without_headings_the_columns_are_found_by_what_is_in_them_and_can_be_moved(book: Book, places: Places) -> None:
    order = ["unit", "found_on", "discovery", "category", "description", "lead", "deadline"]
    block = "1\t2026.11.1\t群众提\t2.2\t山林发包收入未入账\n2\t11.2\t领导点\t2.2\t低保名单没有公示\n"

    paste = planned(book, block, order=order)
    moved = planned(book, block, order=order, start=0)

    assert paste.keys == [None, "found_on", "discovery", "category", "description"]
    assert paste.headers[0] == "序号"
    assert (paste.guessed, paste.start) == (True, 1)
    assert moved.keys[1] == "unit"
    assert moved.plan.bad == 2


def test_a_cell_is_mended_in_the_preview_and_checked_again(book: Book, places: Places) -> None:
    wrong = HEAD + FIRST.replace("2026.11.1", "去年冬天")

    before = planned(book, wrong)
    after = planned(book, wrong, edits={(2, 1): "11.3"})

    assert [(fault.row, fault.column) for fault in before.plan.faults] == [(2, "发现日期")]
    assert after.plan.bad == 0
    assert after.shown[2][1] == "2026-11-03"


def test_bad_rows_stay_out_when_only_the_good_are_asked_for(book: Book, places: Places) -> None:
    paste = planned(book, HEAD + FIRST + SECOND.replace("11月2日", "不知道"))

    nothing = pasting.carry_out(book, paste)
    some = pasting.carry_out(book, paste, keep_good=True)

    assert (nothing.batch, some.added) == (None, 1)


def test_a_column_goes_over_the_rows_from_the_chosen_one_on(book: Book, places: Places) -> None:
    made = [records.save(book, PROBLEM, None, {**FOUND, "description": text}).id for text in ("甲事", "乙事")]

    paste = planned(book, "2026.12.1\n12月底前\n", order=["deadline"], start=0, onto=made)
    done = pasting.carry_out(book, paste)

    assert paste.changed[2, 0].why == "改写"
    assert (done.added, done.updated) == (0, 2)
    assert [records.shown(book, PROBLEM, row)["deadline"] for row in book.rows("problem")] == [
        "2026-12-01",
        "2026-12-31",
    ]


def test_one_cell_goes_into_all_chosen_rows_and_an_empty_one_changes_nothing(book: Book, places: Places) -> None:
    made = [records.save(book, PROBLEM, None, {**FOUND, "description": text}).id for text in ("甲事", "乙事")]
    before = [row["description"] for row in book.rows("problem")]

    pasting.carry_out(book, planned(book, "12月底前\t\n", order=["deadline", "description"], start=0, onto=made))

    rows = book.rows("problem")
    assert {row["deadline"] for row in rows} == {"2026-12-31"}
    assert [row["description"] for row in rows] == before


def test_lines_beyond_the_last_row_become_new_ones(book: Book, places: Places) -> None:
    made = records.save(book, PROBLEM, None, FOUND).id

    done = pasting.carry_out(book, planned(book, HEAD + FIRST + SECOND, onto=[made]))

    assert (done.added, done.updated) == (1, 1)


def test_a_voided_row_is_not_written_over(book: Book, places: Places) -> None:
    made = records.save(book, PROBLEM, None, FOUND).id
    records.void(book, PROBLEM, made, "重复登记")

    paste = planned(book, "12月底前\n", order=["deadline"], start=0, onto=[made])

    assert (paste.plan.bad, paste.plan.faults[0].code) == (1, "E-VOID")


def test_what_is_here_already_is_said_before_it_is_written_twice(book: Book, places: Places) -> None:
    pasting.carry_out(book, planned(book, HEAD + FIRST))

    again = planned(book, HEAD + FIRST)

    assert [(fault.code, fault.row) for fault in again.plan.faults] == [("E-ALIKE", 2)]
    assert again.plan.bad == 0


def test_sums_and_signatures_are_left_out_and_counted(book: Book, places: Places) -> None:
    paste = planned(book, HEAD + FIRST + "合计\t\t\t\t\t\t\t3000\n")

    assert (paste.plan.read, paste.skipped) == (1, 1)


def test_an_unknown_heading_is_asked_for(book: Book, places: Places) -> None:
    with pytest.raises(UnknownColumns, match="哪个片区"):
        planned(book, HEAD.replace("\n", "\t哪个片区\n") + FIRST)


def test_same_as_above_without_anything_above_keeps_its_row_out_until_it_is_mended(book: Book, places: Places) -> None:
    block = HEAD + FIRST.replace("群众提", "同上")

    paste = planned(book, block)
    mended = planned(book, block, edits={(2, 2): "群众提"})

    assert [(fault.code, fault.row, fault.column) for fault in paste.plan.faults] == [("E-SAME", 2, "问题来源")]
    assert paste.plan.bad == 1
    assert mended.plan.bad == 0


def test_an_amount_in_a_merged_cell_is_counted_once(book: Book, places: Places) -> None:
    cells = [f"<td>{text}</td>" for text in HEAD.strip().split("\t")]
    first = [f"<td>{text}</td>" for text in FIRST.strip().split("\t")]
    second = [*first[:4], "<td>低保名单没有公示</td>", *first[5:7]]
    first[7] = "<td rowspan=2>3000</td>"
    html = f"<table>{''.join('<tr>' + ''.join(row) + '</tr>' for row in (cells, first, second))}</table>"

    paste = plan_paste(book, PROBLEM, read_block(html, ""))
    pasting.carry_out(book, paste)

    assert [(fault.code, fault.row) for fault in paste.plan.faults] == [("E-SUM", 3)]
    assert [row["amount_involved"] for row in book.rows("problem")] == [300000, None]
