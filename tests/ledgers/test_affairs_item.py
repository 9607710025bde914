"""Rules of village affairs disclosure and its recipients, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.fields import Row, Sensitivity
from app.domain.identity import check_digit
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.ledgers.affairs_rules import derive
from app.ledgers.recipient import RECIPIENTS, is_minor
from app.ledgers.recipient import derive as recipient_derive
from tests.ledgers.county import UNITS, County, refused, seen

ID = "11010519491231002X"
OTHER_ID = "110105199003071234"
OTHER_ID = OTHER_ID[:17] + check_digit(OTHER_ID[:17])
GOOD: Row = {
    "id": 1,
    "unit": 3,
    "area": "保障",
    "item": "农村低保",
    "content": "本季新增二户",
    "grounds": "示例省社会救助办法 第三条",
    "timing": "按期",
    "period": "2026Q3",
    "state": "草稿",
}
LIST: list[Row] = [
    {"id": 1, "item": 1, "seq": 1, "name": "李秀", "group_unit": 4, "amount": 35000},
    {"id": 2, "item": 1, "seq": 2, "name": "王伟", "group_unit": 4, "amount": 5, "id_number": ID},
    {"id": 3, "item": 2, "seq": 9, "name": "王伟", "group_unit": 4, "amount": 7},
]
PARTS: list[Row] = [
    {"id": 1, "item": 1, "seq": 1, "kind": "基础设施", "name": "水渠", "amount": 30000},
    {"id": 2, "item": 1, "seq": 2, "kind": "基础设施", "name": "道路", "amount": 5},
]
ENTRIES: list[Row] = [
    {"id": 7, "item": "农村低保", "schedule": "每季度首月8日", "rhythm": "每季度", "days": 8},
    {"id": 8, "item": "救灾款物", "schedule": "随时(5日内)", "rhythm": "随时", "days": 5},
]
AROUND = County({"unit": UNITS, "recipient": LIST, "disclosure_item": ENTRIES, "affairs_part": PARTS})
FIRM: Row = {"state": "已审核", "reviewed_by": "赵组长", "reviewed_on": "2026-10-08"}


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({}, "2026-10-15"),
        ({"period": "2026-11"}, "2026-12-15"),
        ({"timing": "随时", "decided_on": "2026-11-01"}, "2026-11-11"),
        ({"special": "征地补偿及分配", "decided_on": "2026-11-01"}, "2026-11-11"),
        # twenty working days from Tuesday 1 September
        ({"timing": "20个工作日内", "decided_on": "2026-09-01"}, "2026-09-29"),
        ({"timing": "20个工作日内", "decided_on": "2026-09-03"}, "2026-10-02"),
        ({"timing": "长期"}, None),
        ({"timing": "随时"}, None),
        ({"period": None}, None),
        ({"period": "2026"}, "2027-01-15"),
        ({"catalogue": 7}, "2026-10-08"),
        ({"catalogue": 8, "timing": "随时", "decided_on": "2026-11-01"}, "2026-11-06"),
        ({"catalogue": 8, "timing": None, "decided_on": "2026-11-01"}, "2026-11-06"),
        ({"catalogue": 7, "special": "征地补偿及分配", "decided_on": "2026-11-01"}, "2026-11-11"),
    ],
)
def test_every_item_has_its_own_clock(more: Row, due: str | None) -> None:
    derived = derive({**GOOD, **more}, AROUND)

    assert derived["due_on"] == due


def test_a_list_is_added_up_and_a_group_is_published_by_its_village() -> None:
    village, group = derive(GOOD, AROUND), derive({**GOOD, "id": None, "unit": 4}, AROUND)

    assert (village["publisher"], village["recipients"], village["amount"]) == (3, 2, 35005)
    assert (group["publisher"], group["recipients"], group["amount"]) == (3, 0, None)
    assert (village["parts_total"], group["parts_total"]) == (30005, None)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"unit": 5}, [("unit", "E-OWNER", False)]),
        ({"period": None}, [("period", "E-REQUIRED", False)]),
        ({"period": None, "timing": "长期"}, []),
        ({"timing": "随时"}, [("decided_on", "E-REQUIRED", False)]),
        ({"special": "一事一议筹资筹劳", "period": None}, [("decided_on", "E-REQUIRED", False)]),
        ({"special": "一事一议筹资筹劳", "decided_on": "2026-11-23"}, [("decided_on", "E-FUTURE", False)]),
        ({"content": None}, [("content", "E-REQUIRED", False)]),
        ({"content": None, "nothing": 1}, []),
        ({"nothing": 1, "recipients": 2}, [("nothing", "E-SUM", False)]),
        ({"recipients": 0, **FIRM}, [("recipients", "E-EMPTY", True)]),
        ({"recipients": 2, **FIRM}, []),
        ({"recipients": 2, **FIRM, "reviewed_by": None}, [("reviewed_by", "E-REQUIRED", False)]),
        ({"area": "民主决策", **FIRM}, [("decision", "E-REQUIRED", False)]),
        ({"area": "民主决策", "decision": "11月1日村民代表会议,到会31人,同意30人", **FIRM}, []),
        ({"content": f"李秀 {ID}"}, [("content", "E-PRIVATE", False)]),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-09"}, [("posted_to", "E-ORDER", False)]),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-15"}, [("posted_to", "E-DAYS", True)]),
        ({"posted_from": "2026-10-10", "posted_to": "2026-10-16"}, []),
        ({"nothing": 1, "parts_total": 5}, [("nothing", "E-SUM", False)]),
        ({"catalogue": 7, "period": "2026-09"}, [("period", "E-PERIOD", True)]),
        ({"catalogue": 7}, []),
        ({"approved_by": "赵组长", **FIRM, "area": "其他"}, [("approved_by", "E-TWO-PEOPLE", False)]),
        ({"contractor": "王伟 13800138000"}, [("contractor", "E-PRIVATE", False)]),
    ],
)
def test_each_rule_of_an_item(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(AFFAIRS_ITEMS, {**GOOD, **more}, AROUND)

    assert faults == found


DECIDED: Row = {"area": "民主决策", "meeting": "村民代表会议", "expected": 30, "attended": 20, "in_favour": 11}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"attended": 31, "in_favour": 31}, [("attended", "E-SUM", False)]),
        ({"against": 5, "abstained": 5}, [("in_favour", "E-SUM", False)]),
        ({"against": 5, "abstained": 4}, []),
        ({"attended": 19, "in_favour": 19}, [("attended", "E-QUORUM", True)]),
        ({"in_favour": 10}, [("in_favour", "E-QUORUM", True)]),
        ({"meeting": "村民会议", "attended": 16, "in_favour": 9}, []),
        ({"meeting": "村民会议", "attended": 15, "in_favour": 9}, [("attended", "E-QUORUM", True)]),
        ({"meeting": "村民小组会议", "attended": 19, "in_favour": 19}, [("attended", "E-QUORUM", True)]),
        ({"meeting": "村两委会议", "expected": 9, "attended": 4, "in_favour": 1}, []),
        ({"attended": None, "in_favour": None}, []),
        ({**FIRM}, []),
        ({**FIRM, "attended": None, "in_favour": None}, [("decision", "E-REQUIRED", False)]),
    ],
)
def test_a_meeting_decides_with_enough_people_and_votes(more: Row, found: list[tuple[str, str, bool]]) -> None:
    assert seen(AFFAIRS_ITEMS, {**GOOD, **DECIDED, **more}, AROUND) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"planned": 100, "arrived": 100, "paid": 100, "settled": 100}, []),
        ({"planned": 100, "arrived": 101}, [("arrived", "E-OVER", True)]),
        ({"arrived": 100, "paid": 101}, [("paid", "E-OVER", True)]),
        ({"planned": 100, "settled": 101}, [("settled", "E-OVER", True)]),
        ({"planned": 30004, "parts_total": 30005}, [("planned", "E-SUM", True)]),
        ({"planned": 30005, "parts_total": 30005}, []),
        ({"paid": 35004, "amount": 35005}, [("paid", "E-SUM", True)]),
        ({"paid": 35004, "amount": 35005, "area": "其他", **FIRM}, [("paid", "E-SUM", False)]),
        ({"area": "项目", **FIRM}, [("area", "E-POINTS", True)]),
        ({"area": "项目", "fund_source": "自筹", "planned": 1, "contractor": "某公司", **FIRM}, []),
        ({"area": "资金", "fund_source": "县级", "arrived": 1, **FIRM}, []),
        ({"area": "资金", "nothing": 1, **FIRM}, []),
    ],
)
def test_sums_and_points_of_money_agree(more: Row, found: list[tuple[str, str, bool]]) -> None:
    assert seen(AFFAIRS_ITEMS, {**GOOD, **more}, AROUND) == found


HUNG: Row = {**FIRM, "posted_from": "2026-11-01", "posted_to": "2026-11-10", "posted_at": "公开栏"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"no_photo": "相机坏了"}, []),
        ({}, [("no_photo", "E-PHOTO")]),
        ({"photo": "0" * 64 + " 近照.jpg", "reviewed_by": None}, [("reviewed_by", "E-REQUIRED")]),
        ({"photo_far": "0" * 64 + " 远照.jpg", "reviewed_on": None}, [("reviewed_on", "E-REQUIRED")]),
        ({"no_photo": "雨天", "posted_from": "2026-11-23"}, [("posted_from", "E-FUTURE")]),
    ],
)
def test_nothing_counts_as_published_without_signature_and_proof(more: Row, found: list[tuple[str, str]]) -> None:
    assert refused(AFFAIRS_ITEMS, "张贴公开", {**GOOD, **HUNG, **more}, AROUND) == found


def test_publishing_needs_place_and_days_and_the_countdown_runs_until_it_comes_down() -> None:
    post = next(move for move in AFFAIRS_ITEMS.moves if move.label == "张贴公开")
    labels = [move.label for move in AFFAIRS_ITEMS.moves]

    assert set(post.needs) == {"posted_from", "posted_to", "posted_at"}
    assert {"撤榜", "提前撤下", "更正重公布"} <= set(labels)
    assert AFFAIRS_ITEMS.running is not None


LINE: Row = {"id": 9, "item": 1, "seq": 3, "name": "陈龑", "group_unit": 4, "amount": 35000}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"name": "陈龑13800138000"}, [("name", "E-PRIVATE", False)]),
        ({"standard": f"证件 {ID}"}, [("standard", "E-PRIVATE", False)]),
        ({"group_unit": 5}, [("group_unit", "E-OWNER", False)]),
        ({"group_unit": 3}, []),
        ({"name": "王伟"}, [("name", "E-TWICE", True)]),
        ({"name": "王伟", "group_unit": 3}, []),
        ({"price": 10000, "quantity": 350}, []),
        ({"price": 10000, "quantity": 351}, [("amount", "E-SUM", True)]),
        ({"price": 3, "quantity": 150, "amount": 5}, []),
        ({"amount": None}, [("amount", "E-REQUIRED", False)]),
        ({"id_number": ID}, [("id_number", "E-TWICE", False)]),
        ({"id_number": ID, "item": 2}, []),
        ({"id_number": OTHER_ID, "born_on": "1990-03-07"}, []),
        ({"id_number": OTHER_ID, "born_on": "1990-03-08"}, [("born_on", "E-BORN", False)]),
    ],
)
def test_each_rule_of_a_recipient(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(RECIPIENTS, {**LINE, **more}, AROUND)

    assert faults == found


@pytest.mark.parametrize(
    ("more", "minor"),
    [
        ({}, None),
        ({"born_on": "2008-11-22"}, None),
        ({"born_on": "2008-11-23"}, 1),
        ({"born_on": "2012-02-29"}, 1),
        ({"id_number": "110105201001011234"}, 1),
        ({"id_number": OTHER_ID}, None),
    ],
)
def test_a_child_is_known_by_the_day_of_birth(more: Row, minor: int | None) -> None:
    assert recipient_derive({**LINE, **more}, AROUND).get("minor") == minor


@pytest.mark.parametrize(
    ("born", "today", "minor"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2008, 3, 1), date(2026, 3, 1), False),
    ],
)
def test_who_was_born_on_a_leap_day_is_grown_up_on_the_first_of_march(born: date, today: date, minor: bool) -> None:
    assert is_minor(born, today) is minor


def test_names_are_personal_and_stand_in_no_title() -> None:
    field = RECIPIENTS.by_key["name"]

    assert field.sensitivity is Sensitivity.PERSONAL
    assert [RECIPIENTS.titled({**LINE, "seq": seq}, AROUND) for seq in (3, None)] == ["受益对象第3户", "受益对象#9"]
    assert "phone" not in {kind.kind for kind in RECIPIENTS.fields}
    assert AFFAIRS_ITEMS.titled(GOOD, AROUND) == "青山村 2026年第3季度 农村低保"
