"""村务公开 on paper: the sheet of each kind, the list of people, the plan of a county, slips for households."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.domain.identity import check_digit
from app.domain.money import capital
from app.ledgers import ledger
from app.ledgers.affairs_kinds import AREAS, SPECIALS
from app.operations import papers, records, reprints, sheets
from app.operations.books import Book
from app.operations.demo_affairs import plan_lines
from app.reports.affairs_sheet import NOT_REVIEWED
from app.reports.sheet import Paragraph, Seals, Sheet, Signatures, Slips
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations import services
from tests.operations.affairs import (
    ITEMS,
    LINES,
    PEOPLE,
    item,
    parts,
    people,
    points,
    posted,
    reviewed,
    tables,
    words,
)

ID = "11010520140506123" + check_digit("11010520140506123")
DECIDED = {"meeting": "村民代表会议", "expected": "30", "attended": "28", "in_favour": "27", "abstained": "1"}
MONEY = {"fund_source": "县级资金", "planned": "1000", "arrived": "900", "paid": "800"}


def sheet_of(book: Book, header: int, key: str = "affairs_sheet") -> Sheet:
    (made,) = papers.build(book, ITEMS, key, [header])
    return made


@pytest.mark.parametrize(
    ("more", "title", "shown"),
    [
        ({"area": "政策", "document": "示民发〔2026〕3号"}, "青山村政策公开", {"文件文号": "示民发〔2026〕3号"}),
        (
            {"area": "项目", **MONEY, "contractor": "示例公司", "term": "60 天", "tender": "公开招标", "settled": "950",
             "progress": "完工", "acceptance": "合格"},
            "青山村项目公开",
            {"资金来源": "县级资金", "预算金额": "1,000.00 元", "到账(已收)金额": "900.00 元", "承建单位": "示例公司",
             "工期": "60 天", "招投标情况": "公开招标", "项目进度": "完工", "验收情况": "合格", "决算金额": "950.00 元",
             "已付工程款": "800.00 元"},
        ),
        ({"area": "资金", **MONEY}, "青山村资金公开", {"计划金额": "1,000.00 元", "已支付(发放)金额": "800.00 元"}),
        ({"area": "保障", "standard": "每月 410 元"}, "青山村惠民保障公开", {"补助标准": "每月 410 元"}),
        (
            {"area": "民主决策", **DECIDED, "decision": "同意清淤"},
            "青山村民主决策公开",
            {"会议和表决": "村民代表会议，应到 30 人，实到 28 人，同意 27 人、弃权 1 人", "决定内容": "同意清淤"},
        ),
        ({"area": "党务", "meeting": "党员大会", "attended": "20"}, "青山村党务公开",
         {"会议和表决": "党员大会，实到 20 人"}),
        ({"area": "其他"}, "青山村村务公开", {"公开内容": "写明的内容", "公开依据": "办法 第一条"}),
    ],
)  # fmt: skip
def test_the_sheet_of_each_area_has_its_head_and_its_points(
    book: Book, places: Places, more: dict[str, str], title: str, shown: dict[str, str]
) -> None:
    made = sheet_of(book, item(book, **more).id)

    found = points(made)
    assert made.title == title
    assert made.look == "notice"
    assert made.red_head == ""
    assert {key: found[key] for key in shown} == shown


@pytest.mark.parametrize("special", SPECIALS)
def test_each_special_disclosure_has_a_sheet_of_its_own_with_its_day(book: Book, places: Places, special: str) -> None:
    more = {
        **MONEY,
        **DECIDED,
        "decision": "同意",
        "contractor": "用地单位",
        "extent": "3.6 亩",
        "standard": "每亩 1 元",
    }
    header = item(book, special=special, decided_on="2026-11-01", **more).id

    made = sheet_of(book, header)

    assert made.title == f"青山村{special}专项公开"
    assert "2026年11月1日" in words(made)
    assert set(points(made)) >= {"公开内容", "公开依据", "会议和表决", "决定内容"}


def test_no_point_that_was_filled_is_left_out(book: Book, places: Places) -> None:
    header = item(
        book,
        area="资金",
        special="征地补偿及分配",
        decided_on="2026-11-01",
        fund_source="县财政",
        decision="同意",
        extent="3 亩",
    ).id

    found = points(sheet_of(book, header))

    assert list(found)[-2:] == ["资金来源", "决定内容"]
    assert found["征收面积"] == "3 亩"


def test_the_foot_has_the_boards_lines_or_at_least_the_townships_telephone(book: Book, places: Places) -> None:
    header = item(book).id
    nothing = sheet_of(book, header).foot
    records.save(book, ledger("unit"), places.township, {"phone": "0795-5550001"})
    township = sheet_of(book, header).foot
    services.hotlines(book)

    board = sheet_of(book, header).foot

    assert (nothing, township) == ("", "监督电话：示例乡 0795-5550001")
    assert board.startswith("监督电话：")
    assert board != township


def test_every_sheet_says_who_signs_how_to_object_and_how_long_it_hangs(book: Book, places: Places) -> None:
    header = item(book).id
    draft = sheet_of(book, header)
    reviewed(book, header)
    signed = sheet_of(book, header)
    posted(book, header)

    hung = sheet_of(book, header)

    text = words(hung)
    assert NOT_REVIEWED in draft.subtitle
    assert NOT_REVIEWED not in signed.subtitle
    assert "公示期：2026年10月10日至2026年10月19日(共10天)" in text
    assert "青山村村民委员会    2026年10月8日" in text
    assert "收到后 10 天内答复" in text
    assert [block.labels for block in hung.blocks if isinstance(block, Seals)] == [
        ("青山村村民委员会", "青山村村务监督委员会")
    ]
    assert [block.places for block in hung.blocks if isinstance(block, Signatures)] == [
        (("负责人(签字)", "王主任"), ("村务监督委员会(签字)", "赵组长"))
    ]
    assert hung.facts["version"].startswith("第1版")


def test_nothing_to_publish_is_said_in_one_line(book: Book, places: Places) -> None:
    made = sheet_of(book, item(book, nothing="是", content="").id)

    assert points(made)["公开内容"] == "本期无此事项"
    assert len(tables(made)) == 1


def test_a_list_shows_adults_in_full_children_never_and_adds_up(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="最低生活保障对象名单").id
    people(book, header)

    made = sheet_of(book, header)

    table = tables(made)[1]
    total = 123_000 + 114_000 + 50_005
    assert made.title == "青山村最低生活保障对象公示名单"
    assert [row[1:4] for row in table.rows] == [
        ("李大根", "第3村民小组", "每月 410 元"),
        ("欧阳春芽", "第3村民小组", "每月 380.00 元"),
        ("陈某某", "第3村民小组", "一次性"),
    ]
    assert [row[4] for row in table.rows] == ["3 月", "3 月", ""]
    assert table.total is not None
    assert table.total[-1] == sum(int(str(row[-1])) for row in table.rows) == total
    assert table.capital == f"合计金额(大写)：{capital(total)}"
    assert table.caption == "名单(共 3 户)"


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"area": "保障"}, ["李大根", "欧阳春芽", "陈某某"]),
        ({"area": "保障", "names": "只写姓"}, ["李某", "欧阳某", "陈某某"]),
        ({"area": "资金"}, ["李某", "欧阳某", "陈某某"]),
        ({"area": "资金", "special": "征地补偿及分配", "decided_on": "2026-11-01", "names": "全名"},
         ["李大根", "欧阳春芽", "陈某某"]),
    ],
)  # fmt: skip
def test_full_names_hang_only_where_a_rule_orders_the_list(
    book: Book, places: Places, more: dict[str, str], names: list[str]
) -> None:
    header = item(book, **more).id
    people(book, header)

    made = sheet_of(book, header)

    assert [row[1] for row in tables(made)[1].rows] == names


def test_identity_numbers_and_birthdays_are_on_no_paper_of_a_list(book: Book, places: Places) -> None:
    header = item(book, area="保障").id
    people(book, header, ({"name": "陈小宝", "id_number": ID, "born_on": "2014-05-06", "amount": "500"},))

    made = [sheet_of(book, header, key) for key in ("affairs_sheet", "affairs_slips")]
    made += sheets.make_sheet(book, "affairs_quarter", ids=[header])

    for sheet in made:
        text = words(sheet) + Paper(sheets.sheet_pdf(sheet)).whole()
        assert ID not in text
        assert "2014" not in text
        assert "陈小宝" not in text
        assert ID[:6] not in text
    assert book.rows("recipient")[0]["minor"] == 1


def test_a_number_in_a_text_stops_the_sheet_though_names_may_stand_on_it(book: Book, places: Places) -> None:
    header = item(book, area="保障").id
    people(book, header)
    with book.change("旧数据") as writer:
        writer.save(ITEMS, {"id": header, "content": "联系人 13900139000"})

    with pytest.raises(Refused) as caught:
        sheet_of(book, header)

    assert "13900139000" not in caught.value.message
    assert "没有生成任何文件" in caught.value.message


def test_a_published_plan_is_reproduced_and_its_sums_are_those_of_the_county(book: Book, places: Places) -> None:
    header = item(book, area="资金", item="财政衔接资金分配计划", planned="12590000", fund_source="中央财政").id
    parts(book, header, plan_lines())
    reviewed(book, header)

    made = sheet_of(book, header)

    table = tables(made)[1]
    wan = 10_000 * 100
    subtotals = {row[2]: row[3] for index, row in enumerate(table.rows) if index in table.subtotals}
    assert subtotals == {"基础设施 3 项": 938 * wan, "产业发展 2 项": 307 * wan, "项目管理 1 项": 14 * wan}
    assert table.total == (None, "合计", "共 6 项", 1259 * wan, None)
    assert sum(int(str(row[3])) for index, row in enumerate(table.rows) if index not in table.subtotals) == 1259 * wan
    assert table.capital == "合计金额(大写)：人民币壹仟贰佰伍拾玖万元整"
    assert book.rows("affairs_item")[0]["parts_total"] == 1259 * wan
    assert "12,590,000.00" in Paper(sheets.sheet_pdf(made)).whole()


def test_a_plan_whose_parts_do_not_add_up_is_not_reviewed(book: Book, places: Places) -> None:
    header = item(book, area="资金", planned="12590001", fund_source="中央财政", arrived="1").id
    parts(book, header, plan_lines())

    with pytest.raises(Refused) as caught:
        reviewed(book, header)

    assert "相差 1.00 元" in caught.value.message


def test_parts_without_a_kind_are_one_table_without_subtotals(book: Book, places: Places) -> None:
    header = item(book, area="项目").id
    parts(book, header, [{"name": "材料", "amount": "100"}, {"name": "人工", "amount": "50.50", "doer": "村委会"}])

    table = tables(sheet_of(book, header))[1]

    assert [column.title for column in table.columns] == ["序号", "项目(用途)", "安排金额(元)", "实施(使用)单位"]
    assert table.subtotals == frozenset()
    assert table.total == (None, "合计", 15050, None)


def test_every_household_gets_a_slip_with_what_it_got_and_whom_to_ask(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="最低生活保障对象名单").id
    people(book, header)

    made = sheet_of(book, header, "affairs_slips")

    (block,) = made.blocks
    assert isinstance(block, Slips)
    assert [slip.lines[0] for slip in block.slips] == [
        "户主：李大根（第3村民小组）",
        "户主：欧阳春芽（第3村民小组）",
        "户主：陈某某（第3村民小组）",
    ]
    first = block.slips[0]
    assert first.title == "青山村明白纸"
    assert "您家得到的是：最低生活保障对象名单（2026年第3季度）" in first.lines
    assert "标准和数量：每月 410 元，3 月" in first.lines
    assert "金额：1,230.00 元（人民币壹仟贰佰叁拾元整）" in first.lines
    assert "青山村村民委员会" in first.foot


def test_a_slip_names_the_household_it_is_for_also_where_the_wall_does_not(book: Book, places: Places) -> None:
    header = item(book, area="资金", item="分红").id
    people(book, header)

    (block,) = sheet_of(book, header, "affairs_slips").blocks

    assert isinstance(block, Slips)
    assert [slip.lines[0][3:6] for slip in block.slips] == ["李大根", "欧阳春", "陈某某"]


def test_a_list_without_people_has_no_slips(book: Book, places: Places) -> None:
    header = item(book, area="保障").id

    with pytest.raises(Refused) as caught:
        sheet_of(book, header, "affairs_slips")

    assert "名单里还没有人" in caught.value.message


def test_four_slips_stand_on_a_page_and_none_is_cut(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="最低生活保障对象名单").id
    people(book, header, tuple({"name": f"李{chr(0x4E00 + n)}", "amount": str(n + 1)} for n in range(9)))

    paper = Paper(sheets.sheet_pdf(sheet_of(book, header, "affairs_slips")))

    counts = [paper.text(page).count("青山村明白纸") for page in range(len(paper.pages))]
    asked = [paper.text(page).count("请问：") for page in range(len(paper.pages))]
    assert sum(counts) == 9
    assert counts == asked
    assert counts[0] >= 4
    assert paper.outside() == []


def test_a_corrected_sheet_says_so_and_what_hung_is_kept(book: Book, places: Places) -> None:
    header = item(book, area="保障", item="最低生活保障对象名单").id
    people(book, header)
    reviewed(book, header)
    posted(book, header)

    back = records.move(book, ITEMS, header, "更正重公布", texts={"correction": "第 2 户金额应为 1,140 元"})
    reviewed(book, header)
    again = sheet_of(book, header)

    assert (back.row["state"], back.row["edition"], back.row["reviewed_by"]) == ("草稿", 2, None)
    assert "更正说明(第2版)：第 2 户金额应为 1,140 元" in words(again)
    assert str(back.row["archive"]).endswith(".pdf")
    assert "最低生活保障对象名单" in str(back.row["archive"])


def test_a_list_that_changed_after_it_was_posted_cannot_be_typed_over(book: Book, places: Places) -> None:
    header = item(book, area="保障").id
    lines = people(book, header)
    reviewed(book, header)
    posted(book, header)

    with pytest.raises(Refused) as caught:
        records.save(book, LINES, int(str(lines[0]["id"])), {"amount": "1"})

    assert caught.value.code == "E-FIXED"
    assert [one.key for one in reprints.affected(book)] == []


def test_every_area_prints_as_pdf_and_excel_on_one_paper_or_more(book: Book, places: Places) -> None:
    for area in AREAS:
        header = item(book, area=area, item=f"{area}事项").id
        people(book, header, PEOPLE if area == "保障" else ())

        made = sheet_of(book, header)

        paper = Paper(sheets.sheet_pdf(made))
        assert paper.outside() == []
        assert len(sheets.sheet_xlsx(made)) > 1000
        assert isinstance(made.blocks[-1], Seals)
        assert any(isinstance(block, Paragraph) for block in made.blocks)
