"""The check of one finance sheet in a real book: what it lists, what a 说明 settles, and what it stops."""

from __future__ import annotations

import re

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.money import parse_yuan, read_capital
from app.ledgers import ledger
from app.operations import checks, finance_review, packet_content, records, sheets
from app.operations.checks import CheckLine
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, PREPARED, PROBLEM, SHEET, found, lines, sheet

PAPER = ("2026-07-06", "3.04", "买复印纸六箱", "600")
BIG = ("2026-07-08", "3.06", "硬化晒谷场", "12,000")


@pytest.fixture
def draft(book: Book, places: Places) -> int:
    """A draft with one payment that asks for a 说明."""
    number = sheet(book).id
    lines(book, number, PAPER, BIG)
    return number


def listed(book: Book, sheet_id: int) -> list[tuple[str, bool, int, str]]:
    return [(one.fault.code, one.fault.soft, one.seq, one.note) for one in finance_review.review(book, sheet_id)]


def line_of(book: Book, sheet_id: int, code: str) -> CheckLine:
    return next(one for one in finance_review.review(book, sheet_id) if one.fault.code == code)


def test_rules_and_hints_stand_in_one_list_hard_ones_first(book: Book, draft: int) -> None:
    records.save(book, SHEET, draft, {"stated_expense": "12,500"})

    seen = listed(book, draft)

    assert [(code, soft, seq) for code, soft, seq, _ in seen] == [
        ("E-SUM", False, 0),
        ("E-LATE", True, 0),
        ("E-PAYEE", True, 2),
        ("E-LARGE", True, 2),
    ]
    assert line_of(book, draft, "E-LARGE").title == "青山村 2026年第3季度 第 2 笔"
    assert line_of(book, draft, "E-LARGE").register == "finance_line"


def test_a_draft_is_judged_as_it_will_be_signed_and_not_asked_for_signatures_yet(book: Book, draft: int) -> None:
    records.save(book, SHEET, draft, {"stated_closing": "1"})

    hard = [one.fault for one in finance_review.review(book, draft) if not one.fault.soft]

    assert [(fault.code, fault.field) for fault in hard] == [("E-SUM", "stated_closing")]


def test_an_empty_sheet_must_say_so(book: Book, places: Places) -> None:
    number = sheet(book).id

    assert ("E-EMPTY", False, 0, "") in listed(book, number)


def test_a_note_settles_a_hint_until_its_figures_change_and_undo_takes_it_back(book: Book, draft: int) -> None:
    finance_review.explain(book, draft, line_of(book, draft, "E-LARGE"), "有 7 月 2 日村民代表会议记录、合同和验收单")
    told = line_of(book, draft, "E-LARGE").note
    records.undo(book)
    undone = line_of(book, draft, "E-LARGE").note
    finance_review.explain(book, draft, line_of(book, draft, "E-LARGE"), "三样都有")
    row = book.rows("finance_line", item="3.06")[0]
    records.save(book, LINE, int(str(row["id"])), {"amount": "13,000"})

    assert told == "有 7 月 2 日村民代表会议记录、合同和验收单"
    assert undone == ""
    assert line_of(book, draft, "E-LARGE").note == ""


def test_a_note_is_written_over_and_an_empty_one_takes_it_back(book: Book, draft: int) -> None:
    for text in ("三样都有", "合同在代理中心", ""):
        finance_review.explain(book, draft, line_of(book, draft, "E-LARGE"), text)
        kept = [(row["subject"], row["text"], row["line"]) for row in book.rows("finance_note")]
        payment = book.rows("finance_line", item="3.06")[0]["id"]
        assert kept == ([("大额支出", text, payment)] if text else [])


def test_hard_faults_and_signed_sheets_take_no_note(book: Book, draft: int) -> None:
    large = line_of(book, draft, "E-LARGE")
    records.save(book, SHEET, draft, {"stated_closing": "1"})
    with pytest.raises(Refused, match="不能用审核说明代替"):
        finance_review.explain(book, draft, line_of(book, draft, "E-SUM"), "就是这样")
    records.save(book, SHEET, draft, {"stated_closing": ""})
    records.move(book, SHEET, draft, "送签", texts=PREPARED)

    with pytest.raises(Refused, match="说明不能再改。没有改动;请先退回修改"):
        finance_review.explain(book, draft, large, "三样都有")

    assert book.rows("finance_note") == []


def test_a_note_with_a_secrecy_mark_is_refused(book: Book, draft: int) -> None:
    with pytest.raises(Refused):
        finance_review.explain(book, draft, line_of(book, draft, "E-LARGE"), "见机密★文件")


def test_notes_travel_with_their_sheet(book: Book, draft: int) -> None:
    finance_review.explain(book, draft, line_of(book, draft, "E-LARGE"), "三样都有")

    month = packet_content.rows_of_month(book, Period.parse("2026-09"))

    assert [row["text"] for row in month.rows["finance_note"]] == ["三样都有"]
    assert b"\xe4\xb8\x89\xe6\xa0\xb7\xe9\x83\xbd\xe6\x9c\x89" in packet_content.records(
        book, "finance_note", month.rows["finance_note"]
    )


def test_hard_findings_stop_the_review_and_hints_do_not(book: Book, draft: int) -> None:
    for month, spent in (("2026-07", "600"), ("2026-08", "11,000"), ("2026-09", "999")):
        number = sheet(book, period=month, opening="" if month != "2026-07" else "1,000").id
        lines(book, number, (f"{month}-05", "3.04", "买纸和打印", spent))

    with pytest.raises(Refused) as refused:
        records.move(book, SHEET, draft, "送签", texts=PREPARED)
    last = book.rows("finance_line", amount=99_900)[0]
    records.save(book, LINE, int(str(last["id"])), {"amount": "1,000"})
    done = records.move(book, SHEET, draft, "送签", texts=PREPARED)

    assert "本季支出合计 12,600.00 元,三个月的月度表是 12,599.00 元,相差 1.00 元" in refused.value.message
    assert done.row["state"] == "待签"


def test_a_refund_of_the_register_of_problems_is_asked_for_until_it_is_an_income(book: Book, draft: int) -> None:
    more = {"amount_involved": "3,000", "amount_due": "3,000", "amount_returned": "3,000", "returned_on": "2026-08-12"}
    number = found(book, found_on="2026-08-01", **more).id
    before = line_of(book, draft, "E-REFUND")
    records.save(book, PROBLEM, number, {"refund_to": "退还群众"})
    elsewhere = [code for code, *_ in listed(book, draft)]
    records.save(book, PROBLEM, number, {"refund_to": "退回集体"})
    lines(book, draft, PAPER, BIG, ("2026-08-13", "2.11", "收回山林发包收入", "3,000"))

    assert "退回集体 3,000.00 元,本期收入里没有这一笔" in before.fault.message
    assert "E-REFUND" not in elsewhere
    assert "E-REFUND" not in [code for code, *_ in listed(book, draft)]


def test_the_check_of_the_book_looks_at_what_is_not_published_and_that_of_a_period_at_all(
    book: Book, draft: int
) -> None:
    codes = {line.fault.code for line in checks.check(book)}
    with book.change("旧数据") as writer:
        writer.save(SHEET, {"id": draft, "state": "已公开"})

    later = {line.fault.code for line in checks.check(book)}
    period = {line.fault.code for line in checks.check(book, period="2026Q3")}

    assert "E-LARGE" in codes
    assert "E-LARGE" not in later
    assert "E-LARGE" in period


def test_a_check_of_the_register_alone_has_them_too(book: Book, draft: int) -> None:
    seen = checks.check(book, "finance_sheet")

    told = {(line.register, line.fault.code) for line in seen}
    assert told >= {("finance_line", "E-LARGE"), ("finance_sheet", "E-LATE")}


def test_the_note_register_is_a_part_of_the_sheet() -> None:
    assert "finance_note" in ledger("finance_sheet").children


def test_the_capital_on_our_own_wall_sheet_reads_back_to_its_figure(book: Book, draft: int) -> None:
    row = book.row("finance_sheet", draft)
    assert row is not None
    printed = [text for line in sheets.wall_of(book, row).lines() for text in line if "大写" in text]

    for text in printed:
        figure, _, words = text.partition("大写")
        amount = re.findall(r"-?[\d,]+\.\d{2}", figure)[-1]
        assert read_capital(words.lstrip(":： ")) == parse_yuan(amount)
    assert printed
