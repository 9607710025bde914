"""通俗说明 and 打印记录: what a clerk may type there."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.ledgers.plain_words import BUILT_IN
from app.operations import records
from app.storage.book import Book
from tests.conftest import Places

PLAIN, PRINTS = ledger("plain_word"), ledger("print_log")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"item": "3.04"}, "通俗说明:不能为空"),
        ({"item": "3.03", "words": "报刊费。"}, "和项目名称一样"),
        ({"item": "3.04", "words": "办公室打电话 13812345678"}, "会公示,请去掉"),
        ({"unit": "示例乡", "item": "3.04", "words": "买纸、电话"}, "应是村、社区或村民小组"),
        ({"item": "3.04", "words": "长" * 41}, "40"),
    ],
)
def test_plain_words_that_would_not_do_are_refused(
    book: Book, places: Places, texts: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        records.save(book, PLAIN, None, texts)


def test_the_same_item_has_one_wording_for_a_unit(book: Book, places: Places) -> None:
    records.save(book, PLAIN, None, {"unit": "青山村", "item": "3.04", "words": "买纸、电话"})
    records.save(book, PLAIN, None, {"item": "3.04", "words": "买纸、电话、水电"})

    with pytest.raises(Refused):
        records.save(book, PLAIN, None, {"unit": "青山村", "item": "3.04", "words": "买纸"})


def test_words_that_are_built_in_need_not_be_typed(book: Book, places: Places) -> None:
    done = records.save(book, PLAIN, None, {"item": "3.04", "words": BUILT_IN["3.04"]})

    assert [fault.code for fault in done.hints] == ["E-SAME"]


def test_a_class_has_words_of_its_own_and_a_row_is_called_by_its_item(book: Book, places: Places) -> None:
    done = records.save(book, PLAIN, None, {"unit": "青山村", "item": "3", "words": "这一季花了哪些钱"})

    assert book.title("plain_word", done.id) == "青山村 各项支出"


def test_a_print_made_elsewhere_is_added_by_hand(book: Book, places: Places) -> None:
    done = records.save(book, PRINTS, None, {"unit": "青山村", "kind": "财务公开榜", "sheet": "青山村三季度公开榜"})

    assert (done.row["way"], done.row["copies"], done.row["printed_on"]) == ("图文店", 1, "2026-11-22")
    assert book.title("print_log", done.id) == "2026-11-22 青山村三季度公开榜"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"copies": "0"}, "至少 1 份"),
        ({"sheet": "榜 13812345678"}, "请去掉"),
        ({"printed_on": "2026-12-01"}, "打印日期"),
    ],
)
def test_a_print_that_cannot_have_been_made_is_refused(
    book: Book, places: Places, texts: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        records.save(book, PRINTS, None, {"kind": "财务公开榜", "sheet": "公开榜", **texts})
