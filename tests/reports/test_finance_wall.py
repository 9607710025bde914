"""The wall sheet of a village or group: classes in their order, items with their sums, both names, no person."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.reports.finance_wall import WallContent, finance_wall
from app.reports.finance_wall_entries import entry_tables, party_on_wall
from app.reports.finance_wall_lines import OWED_WORDS, Told, line_table
from app.reports.sheet import Paragraph, Sheet, Table

TITLES = {("unit", 3): "青山村", ("unit", 2): "示例乡"}
SHEET: Row = {
    "id": 1,
    "unit": 3,
    "publisher": 2,
    "level": "村级",
    "account_set": "合账",
    "period": "2026Q3",
    "opening": 100_000,
    "income_total": 30_300,
    "expense_total": 5_050,
    "closing": 125_250,
    "ytd_income": 70_000,
    "ytd_expense": 6_000,
}


def line(number: int, item: str, amount: int, day: str = "2026-07-05", **more: object) -> Row:
    direction = "收入" if item.startswith("2") else "支出"
    row: Row = {"id": number, "seq": number, "item": item, "direction": direction, "amount": amount, "on_day": day}
    return {**row, "purpose": f"第{number}笔", **more}  # type: ignore[dict-item]


LINES = (
    line(1, "3.05", 5000, handler="王会计"),
    line(2, "2.06", 30_000, "2026-08-01", fund_source="上级拨款"),
    line(3, "2.01", 200, "2026-09-01"),
    line(4, "2.01", 100, "2026-07-02"),
    line(5, "3.04", 50),
)


def wall(sheet: Row = SHEET, **content: object) -> Sheet:
    return finance_wall(sheet, WallContent(**content), TITLES, hotline="0795-5550001")  # type: ignore[arg-type]


def tables(sheet: Sheet) -> list[Table]:
    return [block for block in sheet.blocks if isinstance(block, Table)]


def said(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet.blocks if isinstance(block, Paragraph)]


def shown(table: Table) -> list[list[object]]:
    return [[cell for cell in row if cell is not None] for row in table.rows]


def test_lines_stand_under_their_items_by_day_and_an_item_of_several_has_its_sum() -> None:
    (table,) = tables(wall(lines=LINES))

    assert shown(table) == [
        ["各项收入"],
        ["集体经营收入"],
        [1, "2026-07-02", "第4笔", 100],
        [2, "2026-09-01", "第3笔", 200],
        ["集体经营收入小计", 300],
        ["上级专项补助"],
        [3, "2026-08-01", "第2笔", "上级拨款", 30_000],
        ["各项支出"],
        ["管理费(办公差旅会议卫生治安等)"],
        [4, "2026-07-05", "第5笔", 50],
        ["公益福利支出"],
        [5, "2026-07-05", "第1笔", 5000, "王会计"],
    ]
    assert (table.headings, table.subtotals) == ({0, 1, 5, 7, 8, 10}, {4})


def test_no_parent_row_has_a_figure_and_the_total_is_that_of_the_lines_alone() -> None:
    (table,) = tables(wall(lines=LINES))

    places = [place for place, column in enumerate(table.columns) if column.sums]
    leaves = [row for number, row in enumerate(table.rows) if number not in table.headings | table.subtotals]
    assert all(row[place] is None for number in table.headings for row in [table.rows[number]] for place in places)
    assert table.total is not None
    assert [sum(row[place] or 0 for row in leaves) for place in places] == [table.total[place] for place in places]  # type: ignore[misc]


def test_columns_that_are_empty_in_every_line_are_left_out() -> None:
    plain, full = (
        tables(wall(lines=lines))[0]
        for lines in (
            (line(1, "2.01", 100),),
            (
                line(
                    1,
                    "3.07",
                    4_100_000,
                    quantity=6100,
                    measure="户",
                    witness="李秀",
                    approver="张明",
                    purpose="按户平分",
                ),
            ),
        )
    )

    assert [column.title for column in plain.columns] == ["序号", "日期", "摘要用途", "收入", "支出"]
    assert "数量×单价" in [column.title for column in full.columns]
    assert full.rows[2][3] == "61 户 × 672.13(前 7 户各多 0.01)"
    assert len(full.rows[0]) == len(full.columns) == len(full.total or ())


def test_the_balance_is_told_in_words_with_cash_bank_and_the_year_so_far() -> None:
    sheet = wall({**SHEET, "closing_cash": 250, "closing_bank": 125_000}, lines=LINES)

    assert said(sheet) == [
        "期初结余 1,000.00 + 本期收入 303.00 - 本期支出 50.50 = 期末结余 1,252.50",
        "期末结余其中：现金 2.50 元，银行存款 1,250.00 元",
        "本年累计(2026年1月起)：收入 700.00 元，支出 60.00 元",
    ]
    assert tables(sheet)[0].capital == "期末结余：1,252.50 元  大写：人民币壹仟贰佰伍拾贰元伍角整"


def test_what_the_books_call_otherwise_has_both_names_and_is_not_held_to_be_equal() -> None:
    sheet = wall(lines=LINES, books={2: "账上记“241 专项应付款”", 3: ""})

    assert "第2笔(账上记“241 专项应付款”)" in [row[2] for row in tables(sheet)[0].rows]
    assert said(sheet)[-1] == OWED_WORDS
    assert OWED_WORDS not in said(wall(lines=LINES, books={3: ""}))


def test_a_red_line_is_marked_and_takes_off_the_sum() -> None:
    table = line_table(
        SHEET, [line(1, "3.05", 500), line(2, "3.05", -200)], Told(), caption="", capital="", group=False
    )

    assert [row[2] for row in table.rows[2:]] == ["第1笔", "第2笔(红字冲销)", "公益福利支出小计"]
    assert table.rows[-1][4] == 300


def test_a_group_has_the_words_of_groups_and_no_heading_of_what_it_has_not() -> None:
    sheet = wall(
        {**SHEET, "level": "组级", "account_set": "村民小组"}, lines=(line(1, "2.02", 100), line(2, "3.02", 5))
    )

    assert [row[0] for row in shown(tables(sheet)[0]) if len(row) == 1] == [
        "各项收入",
        "土地(山林、水面)发包收入",
        "各项支出",
        "误工补贴",
    ]


ENTRIES: tuple[Row, ...] = (
    {"id": 1, "seq": 1, "item": "7.01", "name": "收益总额", "amount": 500},
    {"id": 2, "seq": 2, "item": "7.05", "name": "成员分配", "amount": 300, "shares": "3 户 × 1.00 元"},
    {"id": 3, "seq": 3, "item": "6.01", "name": "门面租金", "amount": 70, "counterparty": "便民超市"},
    {"id": 4, "seq": 4, "item": "6.03", "name": "工程余款", "amount": 20, "counterparty": "李国强", "use": "分两年"},
    {"id": 5, "seq": 5, "item": "4.03", "name": "办公楼", "quantity": 100, "measure": "幢", "amount": 900},
    {"id": 6, "seq": 6, "item": "4.01", "name": "存款", "amount": 100},
    {"id": 7, "seq": 7, "item": "1.04", "name": "修路", "amount": 9},
    {"id": 8, "seq": 8, "item": "5.06", "name": "门前塘", "quantity": 1240, "measure": "亩", "to_on": "2028-12-31"},
    {"id": 9, "seq": 9, "item": "8.01", "name": "粮补面积已公示"},
)


def test_classes_stand_in_the_order_of_the_rule_and_plans_before_the_money() -> None:
    sheet = wall(lines=LINES, entries=ENTRIES)

    captions = [table.caption for table in tables(sheet)]
    assert captions == [
        "财务计划",
        "期初结余：1,000.00 元",
        "各项资产",
        "各类资源",
        "债权债务",
        "收益分配",
        "其他公开事项",
    ]


def test_each_class_shows_its_own_columns_and_nothing_empty() -> None:
    _, (assets, resources, debts, shares, other) = entry_tables(ENTRIES, {})

    assert shown(assets) == [[1, "现金及银行存款", "存款", "", 100], [2, "固定资产", "办公楼", "1幢", 900]]
    assert assets.total == (None, "合计", None, None, 1000)
    assert [column.title for column in resources.columns] == ["序号", "类别", "名称", "面积(数量)", "期限"]
    assert resources.rows == ((1, "水面", "门前塘", "12.4亩", "至2028-12-31"),)
    assert debts.rows == (
        (1, "应收单位和个人欠款", "门面租金", "便民超市", 70),
        (2, "欠单位和个人款", "工程余款(分两年)", "李某某", 20),
    )
    assert (debts.total, debts.capital) == (None, "债权合计：0.70 元  债务合计：0.20 元")
    assert shares.rows == ((1, "收益总额", "", 500), (2, "成员分配", "3 户 × 1.00", 300))
    assert (shares.total, shares.capital) == (None, "已分配合计：3.00 元  未分配：2.00 元")
    assert other.rows == ((1, "粮补面积已公示"),)


@pytest.mark.parametrize(
    ("party", "printed"),
    [
        ("李国强", "李某某"),
        ("王伟", "王某"),
        ("欧阳建国", "欧某某"),
        ("便民超市", "便民超市"),
        ("青禾建筑工程队", "青禾建筑工程队"),
        ("县农村信用合作联社", "县农村信用合作联社"),
        ("第3组", "第3组"),
        ("", ""),
    ],
)
def test_a_firm_is_named_in_full_and_a_person_by_the_family_name(party: str, printed: str) -> None:
    assert party_on_wall(party) == printed


def test_a_special_sheet_is_called_by_its_matter_and_has_no_opening() -> None:
    special: Row = {
        **SHEET,
        "special": "一事一议筹资筹劳",
        "matter": "机耕道硬化",
        "decided_on": "2026-08-05",
        "period": "2026-08",
        "opening": None,
        "ytd_income": None,
    }

    sheet = wall(special, lines=LINES)

    assert (sheet.title, sheet.file_name) == ("青山村机耕道硬化专项公开榜", "青山村_专项公开榜_机耕道硬化")
    assert sheet.lines()[1][1:3] == ["专项公开：一事一议筹资筹劳", "批准(发生)日期：2026年8月5日"]
    assert said(sheet) == ["本专项收入 303.00 - 本专项支出 50.50 = 结余 1,252.50"]
    assert tables(sheet)[0].caption == ""


def test_a_special_sheet_of_plans_alone_has_no_empty_table_of_money() -> None:
    special = {**SHEET, "special": "工程招投标及预决算", "matter": "项目计划", "decided_on": "2026-08-05"}

    captions = [table.caption for table in tables(wall(special, entries=ENTRIES[6:7]))]

    assert captions == ["财务计划"]


def test_books_kept_apart_say_whose_they_are() -> None:
    sheet = wall({**SHEET, "account_set": "村民委员会"}, lines=LINES)

    assert sheet.title == "青山村(村民委员会)2026年第3季度财务收支公开榜"
    assert "账套：村民委员会" in sheet.lines()[1]


def test_a_year_is_summed_item_by_item_from_its_quarters() -> None:
    year: Row = {**SHEET, "period": "2026", "income_total": 30_300, "expense_total": 5_050}

    (table,) = tables(wall(year, year=LINES))

    assert table.rows == (
        ("各项收入", None, None, None),
        ("集体经营收入", 2, 300, None),
        ("上级专项补助", 1, 30_000, None),
        ("各项支出", None, None, None),
        ("管理费(办公差旅会议卫生治安等)", 1, None, 50),
        ("公益福利支出", 1, None, 5000),
    )
    assert table.total == ("合计", 5, 30_300, 5_050)


def test_a_sheet_without_a_line_still_shows_its_balance() -> None:
    sheet = wall({**SHEET, "income_total": 0, "expense_total": 0, "explanation": "本期无收支"})

    assert tables(sheet)[0].rows == ()
    assert said(sheet)[-1] == "说明：本期无收支"


def test_plain_words_stand_under_classes_and_items_and_beside_the_other_tables() -> None:
    words = {"3": "花了哪些钱", "3.04": "买纸、打印、电话", "4": "集体有哪些家当"}

    made = wall(lines=[line(1, "3.04", 500)], entries=ENTRIES, words=words)

    tables = [block for block in made.blocks if isinstance(block, Table)]
    texts = {str(row[0]) for row in tables[0].rows} | {str(row[0]) for row in tables[1].rows}
    assert any(text.endswith("\n花了哪些钱") for text in texts)
    assert any(text.endswith("\n买纸、打印、电话") for text in texts)
    assert "各项资产（集体有哪些家当）" in {table.caption for table in tables}
