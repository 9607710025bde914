"""广播稿 and 明白纸 of finance sheets: what is read aloud and handed out, and what never is."""

from __future__ import annotations

import re

import pytest

from app.domain.faults import Refused
from app.export.pdf import draw
from app.ledgers import ledger
from app.ledgers.finance_items import CLASSES, WORDS
from app.ledgers.plain_words import BUILT_IN, words_for
from app.operations import records, sheets
from app.reports.read_aloud import LONGEST, read_aloud, reading_time
from app.reports.sheet import Paragraph, Sheet, Slips
from app.storage.book import Book
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations.clerk import LINE, SHEET, TWO_LINES, UNIT, lines, sheet

PLAIN = ledger("plain_word")


@pytest.fixture
def entered(book: Book, places: Places) -> int:
    """A sheet of the village with an income and an expense; its lines name people."""
    records.save(book, UNIT, places.township, {"phone": "0795-5550031"})
    records.save(book, UNIT, places.village, {"board": "村委会门口"})
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    for line in book.rows("finance_line"):
        named = {"payee": "赵老板", "handler": "王会计", "witness": "李秀", "approver": "王伟"}
        records.save(book, LINE, int(str(line["id"])), named)
    return header.id


def paper(book: Book, key: str, row: int) -> Sheet:
    return sheets.make_sheet(book, key, ids=[row])[0]


def said(made: Sheet) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Paragraph)]


def test_the_script_tells_the_sums_of_the_wall_in_spoken_words(book: Book, entered: int) -> None:
    made = paper(book, "finance_broadcast", entered)

    assert made.title == "青山村2026年第三季度财务公开广播稿"
    assert said(made) == [
        "各位村民，大家好。",
        "现在公布青山村2026年第三季度的财务收支。",
        "这一期开始的时候，账上有一千元。",
        "这一期一共收入三千元。",
        "发包及上交收入，就是把集体的田地、山林、水面包出去收的承包费，三千元。",
        "这一期一共支出二百元五角。",
        "管理费，就是买纸、打印、电话、水电、出差、开会、保洁、巡逻，二百元五角。",
        "收支相抵，账上还有三千七百九十九元五角。",
        "每一笔都写在公开榜上，贴在村委会门口。",
        "有疑问的，请找青山村村务监督委员会，或者示例乡纪委。",
        "监督电话：零七九五，五五五零零三幺。",
        "再说一遍，零七九五，五五五零零三幺。",
        "收到以后，十天之内答复。",
        "播送完了，谢谢大家。",
    ]


def test_no_name_of_a_person_is_read_aloud_or_handed_out(book: Book, entered: int) -> None:
    for key in ("finance_broadcast", "finance_slip"):
        text = "\n".join("|".join(line) for line in paper(book, key, entered).lines())
        assert not re.search("赵老板|王会计|李秀|王伟", text)
        assert "山林发包收入" not in text  # what a clerk typed may hold names too


def test_sentences_are_short_and_each_stays_on_one_page(book: Book, places: Places) -> None:
    header = sheet(book)
    items = [item for item in WORDS if item[0] in "23"]
    lines(
        book, header.id, *((f"2026-07-{n:02}", item, f"第{n}笔的用途", "12,345.67") for n, item in enumerate(items, 1))
    )
    made = paper(book, "finance_broadcast", header.id)

    printed = Paper(draw(made).data)

    assert max(map(len, said(made))) <= LONGEST
    assert len(printed.pages) > 1
    texts = [printed.text(page) for page in range(len(printed.pages))]
    assert all(any(sentence in text for text in texts) for sentence in said(made))


def test_how_long_it_takes_is_told_and_grows_with_the_text() -> None:
    assert reading_time(["好" * 179]) == "1 分钟"
    assert reading_time(["好" * 89]) == "30 秒"
    assert reading_time(["好" * 200, "，。"]) == "1 分 10 秒"
    made = read_aloud("稿", ["各位村民，大家好。", ""], key="x", file_name="x")
    assert "读一遍约需：10 秒" in "".join("".join(line) for line in made.lines())
    assert said(made) == ["各位村民，大家好。"]


def test_a_period_without_income_says_so(book: Book, places: Places) -> None:
    header = sheet(book)
    lines(book, header.id, TWO_LINES[1])

    assert "这一期没有收入。" in said(paper(book, "finance_broadcast", header.id))


def test_a_sheet_without_anything_on_it_is_not_read_aloud(book: Book, places: Places) -> None:
    header = sheet(book)

    for key in ("finance_broadcast", "finance_slip"):
        with pytest.raises(Refused, match="还没有明细,请先录入"):
            paper(book, key, header.id)


def test_a_special_sheet_is_called_by_its_matter(book: Book, places: Places) -> None:
    texts = {"unit": "青山村", "special": "征地补偿及分配", "matter": "沿河公路征地补偿", "decided_on": "2026-08-01"}
    header = records.save(book, SHEET, None, texts)
    lines(book, header.id, ("2026-08-02", "2.07", "沿河公路征地补偿款到账", "500,000"))

    made = paper(book, "finance_broadcast", header.id)

    assert made.title == "青山村沿河公路征地补偿财务公开广播稿"
    assert "这一期开始的时候" not in "".join(said(made))
    assert "这一期一共收入五十万元。" in said(made)


def test_the_slip_has_sums_by_item_the_rest_in_both_writings_and_whom_to_ask(book: Book, entered: int) -> None:
    made = paper(book, "finance_slip", entered)

    (slips,) = [block for block in made.blocks if isinstance(block, Slips)]
    (slip,) = slips.slips
    assert slip.title == "青山村2026年第三季度财务明白纸"
    assert slip.lines[:5] == (
        "期初账上有：1,000.00 元",
        "一共收入：3,000.00 元",
        "　发包及上交收入（把集体的田地、山林、水面包出去收的承包费）：3,000.00 元",
        "一共支出：200.50 元",
        "　管理费（买纸、打印、电话、水电、出差、开会、保洁、巡逻）：200.50 元",
    )
    assert "现在账上还有：3,799.50 元（人民币叁仟柒佰玖拾玖元伍角整）" in slip.lines
    assert "村务监督委员会" in slip.foot
    assert "0795-5550031" in slip.foot


def test_a_page_is_filled_with_the_same_slip_and_cut_lines_between(book: Book, entered: int) -> None:
    result = draw(paper(book, "finance_slip", entered))
    text = Paper(result.data).text(0)

    count = text.count("青山村2026年第三季度财务明白纸")
    assert result.pages == 1
    assert count >= 2
    assert text.count("现在账上还有") == count


def test_many_items_run_on_so_that_two_slips_still_fit(book: Book, places: Places) -> None:
    header = sheet(book)
    items = [item for item in WORDS if item[0] in "23"][:14]
    lines(
        book, header.id, *((f"2026-07-{n:02}", item, f"第{n}笔的用途", "12,345.67") for n, item in enumerate(items, 1))
    )

    text = Paper(draw(paper(book, "finance_slip", header.id)).data).text(0)

    assert text.count("现在账上还有") >= 2


def test_every_item_of_the_rule_has_plain_words_that_fit_under_it() -> None:
    codes = {one.code for one in CLASSES} | set(WORDS)

    assert set(BUILT_IN) == codes
    assert all(2 <= len(words) <= 40 and words != WORDS.get(code) for code, words in BUILT_IN.items())


def test_a_village_uses_its_own_words_a_group_those_of_its_village_all_others_the_countys(
    book: Book, places: Places
) -> None:
    records.save(book, PLAIN, None, {"item": "3.04", "words": "买纸、电话、出差"})
    records.save(book, PLAIN, None, {"unit": "青山村", "item": "3.05", "words": "修渠、路灯、慰问老人"})
    records.save(book, PLAIN, None, {"unit": "青山村第3村民小组", "item": "3.05", "words": "组里修沟渠"})
    around = book.around()

    village, group, township = (words_for(around, unit) for unit in (places.village, places.group, places.township))

    assert [words["3.04"] for words in (village, group, township)] == ["买纸、电话、出差"] * 3
    assert (village["3.05"], group["3.05"], township["3.05"]) == (
        "修渠、路灯、慰问老人",
        "组里修沟渠",
        BUILT_IN["3.05"],
    )


def test_changed_words_stand_in_the_script_and_on_the_slip(book: Book, entered: int) -> None:
    records.save(book, PLAIN, None, {"unit": "青山村", "item": "3.04", "words": "买纸、电话、出差"})

    for key in ("finance_broadcast", "finance_slip"):
        assert "买纸、电话、出差" in "".join("".join(line) for line in paper(book, key, entered).lines())
