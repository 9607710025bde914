"""广播稿 of village affairs: what is read aloud of an item and of a quarter, and whom nobody hears named."""

from __future__ import annotations

import re

import pytest

from app.domain.faults import Refused
from app.operations import gate, sheets
from app.operations.gate import Unsettled
from app.reports.read_aloud import LONGEST, in_words, read_aloud, short_sentences
from app.reports.sheet import Paragraph, Sheet
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.affairs import item, parts, people, posted, reviewed

VOTE = {"meeting": "村民代表会议", "expected": "42", "attended": "37", "in_favour": "35", "against": "2"}


def said(made: Sheet) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Paragraph)]


def script(book: Book, row: int) -> list[str]:
    return said(sheets.make_sheet(book, "affairs_broadcast", ids=[row])[0])


def test_a_list_is_told_by_households_and_sum_and_nobody_is_named(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="农村低保", content="按人均差额发放,每月 410 元。").id
    people(book, header)

    told = script(book, header)

    assert told[:2] == ["各位村民，大家好。", "现在公布青山村2026年第三季度的农村低保。"]
    assert told[2:5] == [
        "按人均差额发放,每月四百一十元。",
        "一共三户，发放两千八百七十元零五分。",
        "名单贴在公开榜上，这里不念名字。",
    ]
    assert not re.search("李大根|欧阳|春芽|陈小宝", "".join(told))
    assert told[-1] == "播送完了，谢谢大家。"


def test_a_name_of_the_list_that_stands_in_the_text_stops_the_script(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="农村低保", content="新增欧阳春芽一户").id
    people(book, header)

    with pytest.raises(Unsettled) as caught:
        script(book, header)

    assert [finding.sheet for finding in caught.value.findings] == ["affairs_broadcast"]
    assert caught.value.findings[0].wall


def test_money_and_what_it_goes_to_are_said_in_words_the_first_eight_one_by_one(book: Book, places: Places) -> None:
    header = item(book, area="资金", item="衔接资金分配", planned="1,259.5").id
    parts(book, header, [{"name": f"第{n}个项目", "amount": str(100 * n)} for n in range(1, 11)])

    told = script(book, header)

    assert "计划金额，一千二百五十九元五角。" in told
    assert "安排资金五千五百元，分十项。" in told
    assert told[told.index("安排资金五千五百元，分十项。") + 1] == "第1个项目，一百元。"
    assert "第8个项目，八百元。" in told
    assert "其余的写在公开榜上。" in told
    assert not any("第9个项目" in sentence for sentence in told)


def test_a_vote_is_told_in_numbers_and_what_was_decided(book: Book, places: Places) -> None:
    header = item(book, area="民主决策", item="清淤", content="议水渠清淤", decision="同意出资 8,600 元", **VOTE).id

    told = script(book, header)

    assert "开了村民代表会议，应到四十二人，实到三十七人。" in told
    assert "表决的结果，三十五人同意，两人不同意。" in told
    assert "同意出资八千六百元。" in told


def test_where_it_hangs_and_how_long_is_said_once_it_hangs(book: Book, places: Places) -> None:
    header = item(book, content="写明的内容").id
    reviewed(book, header)
    posted(book, header)

    assert "详细的内容贴在村委会门口，从10月10日贴到10月19日。" in script(book, header)


def test_what_did_not_happen_is_said_too(book: Book, places: Places) -> None:
    zero = item(book, item="特困供养", content="", nothing="是").id

    assert "这一期没有这件事。" in script(book, zero)


def test_a_quarter_is_read_item_by_item_and_what_did_not_happen_in_one_breath(book: Book, places: Places) -> None:
    item(book, item="农村低保", content="本季 6 户")
    item(book, item="救灾", content="标准：\n名单见下")
    for name in ("特困供养", "捐赠", "征兵"):
        item(book, item=name, content="", nothing="是")

    (made,) = sheets.make_sheet(book, "affairs_quarter_broadcast", unit=places.village, period="2026Q3")

    assert made.title == "青山村2026年第三季度村务公开广播稿"
    assert said(made)[1:7] == [
        "现在公布青山村2026年第三季度的村务公开事项，一共五项。",
        "第一项，农村低保。",
        "本季六户。",
        "第二项，救灾。",
        "内容写在公开榜上。",
        "特困供养、捐赠、征兵，这一期没有。",
    ]


def test_no_quarter_without_items_is_read(book: Book, places: Places) -> None:
    with pytest.raises(Refused, match="没有可打印的村务公开榜"):
        sheets.make_sheet(book, "affairs_quarter_broadcast", unit=places.village, period="2020Q1")


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("支出 8,600 元清淤", "支出八千六百元清淤"),
        ("每亩12.5元", "每亩十二元五角"),
        ("6 户 9 人,清淤 1,200 米", "六户九人,清淤一千二百米"),
        ("第5村民小组,各 120 平方米", "第5村民小组,各一百二十平方米"),
        ("2026年10月1日起,第2次会议", "2026年10月1日起,第2次会议"),
        ("面积 12.5 亩", "面积 12.5 亩"),
    ],
)
def test_sums_and_numbers_of_things_are_said_in_words_and_dates_stay(written: str, heard: str) -> None:
    assert in_words(written) == heard


def test_long_text_is_broken_where_one_breathes_and_no_sentence_is_longer() -> None:
    text = "，".join(f"第{n}件事已经办好" for n in range(30)) + "。" + "好" * 150

    told = list(short_sentences(text))

    assert max(map(len, told)) <= LONGEST
    assert "".join(told).count("好") == 150 + 30
    assert all(sentence.endswith("。") for sentence in told)


def test_what_is_read_aloud_or_goes_to_every_household_is_for_everybody() -> None:
    aloud = read_aloud("稿", ["好。"], key="x", file_name="x")

    assert gate.is_wall(aloud)
    assert not gate.is_wall(Sheet("x", "x", ()))
