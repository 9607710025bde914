"""Rules of the power list, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.power import POWERS
from app.ledgers.power_rules import Basis, bases, derive
from app.reports.register import register_sheet
from app.reports.sheet import Table
from tests.ledgers.county import UNITS, County, refused, seen

LAW = "《中华人民共和国行政许可法》第四十二条第一款:行政机关应当自受理之日起二十日内作出决定"
GOOD: Row = {
    "id": 1,
    "name": "林木采伐许可",
    "type": "许可",
    "subject": 2,
    "agency": 6,
    "time_limit": 10,
    "fee": "不收费",
    "basis": LAW,
    "duty": "受理、审查、决定、送达",
    "liability": "超时办结的",
    "liability_basis": LAW,
    "supervision": "电话、来信",
    "state": "梳理",
}
LINES: list[Row] = [
    {"id": 1, "level": "乡镇级", "name": "乡", "state": "在用", "unit": None},
    {"id": 2, "level": "市级", "name": "市", "state": "在用", "unit": None},
    {"id": 3, "level": "县级", "name": "县", "state": "在用", "unit": None},
    {"id": 4, "level": "村级", "name": "村", "state": "在用", "unit": 3},
]
STEPS: list[Row] = [
    {"id": 1, "power": 1, "seq": 1, "name": "受理", "limit": 1, "branches": "材料齐全→2;材料不齐→3"},
    {"id": 2, "power": 1, "seq": 2, "name": "审批", "limit": 9, "ends": 1},
    {"id": 3, "power": 1, "seq": 3, "name": "一次性告知", "limit": 0, "ends": 1},
]
AROUND = County({"unit": UNITS, "hotline": LINES, "power": [GOOD], "power_step": STEPS})


def test_the_scheme_s_columns_stand_in_their_order() -> None:
    entered = [field.label.removesuffix("(工作日)") for field in POWERS.fields[:11]]

    sheet = register_sheet(POWERS, [GOOD], {}, keeper="示例乡", as_of="2026年11月22日")

    table = next(block for block in sheet.blocks if isinstance(block, Table))
    scheme = (
        "序号、权力名称、权力类型、行使主体、承办机构、办理时限、"
        "收费标准、实施依据、责任事项、追责情形、追责依据、监督方式"
    )
    printed = [column.title.removesuffix("(工作日)") for column in table.columns]
    assert printed == [*scheme.split("、"), "备注"]
    assert entered == printed[1:12]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"basis": None}, [("basis", "E-REQUIRED", False)]),
        ({"liability": None, "liability_basis": None, "duty": None, "basis": None, "type": "服务承诺"}, []),
        ({"type": "村级服务事项", "duty": None}, [("duty", "E-REQUIRED", False)]),
        ({"basis": "行政许可法第四十二条"}, [("basis", "E-BASIS", False)]),
        ({"basis": "《中华人民共和国行政许可法》"}, [("basis", "E-BASIS", False)]),
        ({"basis": "《示例县通知》三、简化", "explanation": "文件不分条"}, [("basis", "E-BASIS", True)]),
        ({"basis": "《中华人民共和国行政许可法》第四十二条"}, [("basis", "E-BASIS", False)]),
        ({"basis": "《行政许可法》第四十二条:期限"}, [("basis", "E-NAME", True)]),
        ({"liability_basis": "《示例省行政审批管理办法》第三条:超时的"}, []),
        ({"fee": "按规定收取"}, [("fee", "E-FEE", False)]),
        ({"fee": "按规定收取", "fee_amount": 500}, []),
        ({"fee": "每件5元"}, []),
        ({"fee_amount": 500}, [("fee_amount", "E-FEE", False)]),
        ({"statutory_limit": 9}, [("time_limit", "E-LIMIT", False)]),
        ({"statutory_limit": 10}, []),
        ({"shared": 1}, [("remark", "E-REQUIRED", False)]),
        ({"shared": 1, "remark": "县林业局同有此权"}, []),
        ({"reviewed_on": "2026-11-23"}, [("reviewed_on", "E-FUTURE", False)]),
        (
            {"county_approved_on": "2026-11-10", "wall_on": "2026-11-09"},
            [("wall_on", "E-ORDER", False)],
        ),
    ],
)
def test_each_rule_of_a_power(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(POWERS, {**GOOD, **more}, AROUND)

    assert sorted(set(faults)) == sorted(set(found))


def test_a_reviewed_name_is_kept_or_the_change_is_explained() -> None:
    around = County({"power": [{**GOOD, "reviewed_on": "2026-11-01"}]})
    renamed: Row = {**GOOD, "reviewed_on": "2026-11-01", "name": "采伐许可"}

    bare, explained = seen(POWERS, renamed, around), seen(POWERS, {**renamed, "explanation": "法律修订"}, around)

    assert (bare, explained) == ([("name", "E-NAME", False)], [("name", "E-NAME", True)])


def test_what_is_published_hangs_on_the_wall_and_on_the_web() -> None:
    public: Row = {
        **GOOD,
        "state": "已公开",
        "materials": "无",
        "window": "林业窗口",
        "requirements": "无",
        "county_approved_on": "2026-11-10",
        "wall_on": "2026-11-11",
        **dict.fromkeys(("review_legal", "review_reasonable", "review_needed"), "通过"),
    }

    assert seen(POWERS, public, AROUND) == [("web_on", "E-POST", True)]
    assert seen(POWERS, {**public, "web_on": "2026-11-11"}, AROUND) == []
    assert ("window", "E-REQUIRED", False) in seen(POWERS, {**public, "window": None}, AROUND)


def test_a_basis_is_taken_apart() -> None:
    text = f"{LAW}\n《示例条例》第12条第2款第(三)项 受理\n没有书名号"

    found = bases(text)

    assert found == [
        Basis("中华人民共和国行政许可法", "四十二", "一", "", "行政机关应当自受理之日起二十日内作出决定"),
        Basis("示例条例", "12", "2", "三", "受理"),
        Basis("", "", "", "", "没有书名号"),
    ]


def test_a_new_power_gets_its_deadlines_and_the_board_s_telephones() -> None:
    derived = derive({"name": "检疫", "subject": 2, "agency": 5, "year": "2027"}, AROUND)

    assert derived["hotlines"] == [2, 3, 1]
    # 2027-01-31 is a Sunday, 2027-02-20 a Saturday
    assert (derived["comb_by"], derived["publish_by"]) == ("2027-01-29", "2027-02-19")


def test_what_was_chosen_stays() -> None:
    derived = derive({"name": "检疫", "subject": 2, "hotlines": [3]}, AROUND)

    assert derived == {}


def test_the_three_reviews_are_passed_by_another_person() -> None:
    same = refused(POWERS, "审查通过", {**GOOD, "submitted_by": "张三", "review_legal": "通过"}, AROUND)
    failed = refused(POWERS, "审查通过", {**GOOD, "submitted_by": "李四", "review_needed": "不通过"}, AROUND)

    assert (same, failed) == ([("reviewed_by", "E-TWO-PEOPLE")], [("review_needed", "E-REVIEW")])
    assert refused(POWERS, "审查通过", {**GOOD, "submitted_by": "李四"}, AROUND) == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"hotlines": [1, 2, 3]}, []),
        ({"hotlines": [1, 2]}, [("hotlines", "E-LEVELS")]),
        ({"hotlines": [1, 2, 3], "time_limit": 9}, [("time_limit", "E-LIMIT")]),
        ({"hotlines": [1, 2, 3], "id": 9}, [("", "E-FLOW")]),
        ({"hotlines": [1, 2, 3], "id": 9, "type": "服务承诺"}, []),
    ],
)
def test_what_goes_on_the_wall_has_a_flow_chart_and_all_three_levels(more: Row, found: list[tuple[str, str]]) -> None:
    faults = refused(POWERS, "公开", {**GOOD, **more}, AROUND)

    assert faults == found
