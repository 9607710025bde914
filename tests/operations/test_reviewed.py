"""What was reviewed stays as it was signed: corrections go through 退回修改."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.operations import imports, records
from app.operations.records import LineEdit
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, SHEET, TWO_LINES, lines, row, sheet, signed


@pytest.fixture
def reviewed(book: Book, places: Places) -> int:
    """A sheet with two lines that was reviewed."""
    made = sheet(book)
    lines(book, made.id, *TWO_LINES)
    signed(book, made.id)
    return made.id


def first_line(book: Book, sheet_id: int) -> int:
    return int(str(book.rows("finance_line", sheet=sheet_id)[0]["id"]))


def test_a_reviewed_sheet_is_not_typed_over_but_may_be_explained(book: Book, reviewed: int) -> None:
    with pytest.raises(Refused) as refused:
        records.save(book, SHEET, reviewed, {"opening": "2,000"})
    records.save(book, SHEET, reviewed, {"explanation": "上期有更正"})

    assert refused.value.code == "E-FIXED"
    assert "退回修改" in refused.value.message
    assert (row(book, "finance_sheet", reviewed)["opening"], row(book, "finance_sheet", reviewed)["explanation"]) == (
        100_000,
        "上期有更正",
    )


def test_lines_of_a_reviewed_sheet_are_neither_changed_added_nor_voided(book: Book, reviewed: int) -> None:
    line = first_line(book, reviewed)
    edit = LineEdit(None, {"on_day": "2026-07-09", "item": "3.04", "purpose": "买扫帚和簸箕", "amount": "50"})

    for act in (
        lambda: records.save(book, LINE, line, {"amount": "1"}),
        lambda: records.save_lines(book, SHEET, reviewed, LINE, [edit]),
        lambda: records.void(book, LINE, line, "记错了"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "E-FIXED"

    assert row(book, "finance_sheet", reviewed)["closing"] == 379_950
    assert len(book.rows("finance_line", sheet=reviewed)) == 2


def test_an_import_into_a_reviewed_sheet_is_refused_row_by_row(book: Book, reviewed: int, folder: object) -> None:
    path = folder / "追加.csv"  # type: ignore[operator]
    path.write_text("日期,公开项目,摘要用途,金额(元)\n2026-07-09,3.04,买扫帚和簸箕,50\n", "utf-8")

    result = imports.run_import(book, LINE, [path], parent=reviewed)

    assert [(fault.row, fault.code) for fault in result.faults] == [(2, "E-FIXED")]
    assert len(book.rows("finance_line", sheet=reviewed)) == 2


def test_sent_back_it_can_be_mended_again(book: Book, reviewed: int) -> None:
    records.move(book, SHEET, reviewed, "草稿", reason="漏记一笔")

    records.save(book, LINE, first_line(book, reviewed), {"amount": "3,100"})

    assert row(book, "finance_sheet", reviewed)["closing"] == 389_950
