"""Rules of village affairs disclosure and its recipients, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Row, Sensitivity
from app.ledgers.affairs_item import AFFAIRS_ITEMS, derive
from app.ledgers.recipient import RECIPIENTS
from tests.ledgers.county import UNITS, County, seen

ID = "11010519491231002X"
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
    {"id": 2, "item": 1, "seq": 2, "name": "王伟", "group_unit": 4, "amount": 5},
    {"id": 3, "item": 2, "seq": 9, "name": "王伟", "group_unit": 4, "amount": 7},
]
AROUND = County({"unit": UNITS, "recipient": LIST})
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
    ],
)
def test_every_item_has_its_own_clock(more: Row, due: str | None) -> None:
    derived = derive({**GOOD, **more}, AROUND)

    assert derived["due_on"] == due


def test_a_list_is_added_up_and_a_group_is_published_by_its_village() -> None:
    village, group = derive(GOOD, AROUND), derive({**GOOD, "id": None, "unit": 4}, AROUND)

    assert (village["publisher"], village["recipients"], village["amount"]) == (3, 2, 35005)
    assert (group["publisher"], group["recipients"], group["amount"]) == (3, 0, None)


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
    ],
)
def test_each_rule_of_an_item(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(AFFAIRS_ITEMS, {**GOOD, **more}, AROUND)

    assert faults == found


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
    ],
)
def test_each_rule_of_a_recipient(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(RECIPIENTS, {**LINE, **more}, AROUND)

    assert faults == found


def test_names_are_personal_and_stand_in_no_title() -> None:
    field = RECIPIENTS.by_key["name"]

    assert field.sensitivity is Sensitivity.PERSONAL
    assert [RECIPIENTS.titled({**LINE, "seq": seq}, AROUND) for seq in (3, None)] == ["受益对象第3户", "受益对象#9"]
    assert not {kind.kind for kind in RECIPIENTS.fields} & {"id_number", "phone"}
    assert AFFAIRS_ITEMS.titled(GOOD, AROUND) == "青山村 2026年第3季度 农村低保"
