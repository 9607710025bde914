"""转录单: the figures in another system's order, as they are typed; wrong layouts say where."""

from __future__ import annotations

import pytest

from app.figures.counting import Figure, Place
from app.figures.layout import read_layout
from app.figures.transcript import figure_named, read_screens, to_data
from app.reports.sheet import Table
from app.reports.transcript import transcript

LAYOUT = {
    "key": "net",
    "title": "{township}转录单",
    "screens": [
        {
            "screen": "画面一",
            "fields": [
                {"name": "报送单位", "text": "{township}({county})"},
                {"name": "追缴金额", "code": "F20"},
                {"name": "受理", "code": "A20", "column": "y"},
                {"name": "上年受理", "code": "A20", "column": "ly"},
                {"name": "联系人"},
            ],
        },
        {"screen": "画面二", "fields": [{"name": "处理村干部", "code": "B30", "cut": "层级", "value": "村(社区)干部"}]},
    ],
}
FIGURES = {
    Place("F20"): Figure(m=1_234_567_89),
    Place("A20"): Figure(m=1, y=12),
    Place("B30", "层级", "村(社区)干部"): Figure(m=3),
}


def tables() -> list[Table]:
    made = transcript(
        read_layout(LAYOUT),
        FIGURES,
        township="示例乡",
        county="示例县",
        period_title="2026年10月",
        made_on="2026年11月5日",
    )
    return [block for block in made.blocks if isinstance(block, Table)]


def test_fields_stand_in_the_order_of_the_other_system_with_a_box_to_tick():
    first, second = tables()

    assert (first.caption, second.caption) == ("画面一", "画面二")
    assert [(row[0], row[1], row[-1]) for row in first.rows] == [
        (1, "报送单位", "□"),
        (2, "追缴金额", "□"),
        (3, "受理", "□"),
        (4, "上年受理", "□"),
        (5, "联系人", "□"),
    ]


def test_numbers_stand_as_they_are_typed_and_what_is_unknown_is_left_empty():
    first, second = tables()

    assert [row[2] for row in first.rows] == ["示例乡(示例县)", "1234567.89", "12", "", ""]
    assert second.rows[0][2:5] == ("3", "人", "B30(村(社区)干部) 本月")


def test_a_figure_nobody_counted_is_a_nought():
    (table,) = [
        block
        for block in transcript(
            read_layout(LAYOUT | {"screens": [{"screen": "一", "fields": [{"name": "受理", "code": "A20"}]}]}),
            {},
            township="示例乡",
            county="示例县",
            period_title="2026年10月",
            made_on="",
        ).blocks
        if isinstance(block, Table)
    ]

    assert table.rows[0][2] == "0"


def test_screens_are_kept_as_they_were_read():
    screens = read_layout(LAYOUT).screens

    assert read_screens(to_data(screens)) == screens


@pytest.mark.parametrize(
    ("screens", "said"),
    [
        ([], "screens(各个画面)是空的"),
        ([{"screen": "一"}], "第 1 个画面没有 fields"),
        ([{"screen": "一", "fields": [{}]}], "画面“一”第 1 个字段没有 name"),
        ([{"fields": [{"name": "受理", "code": "Z9"}]}], "“受理”:没有指标“Z9”"),
        ([{"fields": [{"name": "受理", "code": "A20", "column": "x"}]}], "没有“x”这一栏"),
        ([{"fields": [{"name": "受理", "code": "A20", "cut": "层级", "value": "其他"}]}], "指标 A20 不分层级统计"),
    ],
)
def test_a_wrong_layout_says_which_field(screens, said):
    with pytest.raises(ValueError, match=r".") as caught:
        read_layout(LAYOUT | {"screens": screens})

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A20.本年累计", ("A20", "y")),
        ("a20", ("A20", "m")),
        ("Ａ2O．本月", ("A20", "m")),
        ("受理问题线索.本月", ("A20", "m")),
        ("期末在办线索", ("A50", "stock")),
        ("A50.本月", ("A50", "stock")),
        ("暂存待查", None),
        ("没有的指标", None),
        ("A20.去年", None),
    ],
)
def test_a_figure_is_known_by_code_or_name(text, found):
    assert figure_named(text) == found
