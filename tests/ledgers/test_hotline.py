"""Rules of the supervision board, one by one."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.hotline import HOTLINES, derive, hotline_title, in_use, missing_levels
from tests.ledgers.county import County, seen

CITY: Row = {"id": 1, "level": "市级", "name": "示例市纪委", "phone": "0799-12388", "state": "在用"}
TOWN: Row = {"id": 2, "level": "乡镇级", "name": "示例乡纪委", "phone": "0799-1234567", "state": "在用"}
LEFT: Row = {"id": 3, "level": "县级", "name": "示例县纪委", "phone": "0799-7654321", "state": "停用"}
COUNTY: Row = {
    "id": 4,
    "level": "县级",
    "name": "示例县纪委",
    "phone": "0799-12388",
    "valid_from": "2026-11-01",
    "checked_on": "2026-11-20",
    "state": "在用",
}
AROUND = County({"hotline": [TOWN, LEFT, CITY]})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"phone": None}, [("phone", "E-REQUIRED", False)]),
        ({"phone": None, "box": "便民大厅门口"}, []),
        ({"valid_to": "2026-10-31"}, [("valid_to", "E-ORDER", False)]),
        ({"valid_to": "2026-11-01"}, []),
        ({"checked_on": "2026-11-23"}, [("checked_on", "E-FUTURE", False)]),
        ({"checked_on": "2026-11-22"}, []),
        ({"level": "县直派驻"}, [("level", "E-LEVELS", True)]),
        ({"level": "县直派驻", "state": "停用", "valid_to": "2026-11-20"}, []),
    ],
)
def test_each_rule_of_a_hotline(more: Row, found: list[tuple[str, str, bool]]) -> None:
    faults = seen(HOTLINES, {**COUNTY, **more}, AROUND)

    assert faults == found


def test_the_board_shows_what_is_in_use_from_the_highest_level_down() -> None:
    shown = [row["id"] for row in in_use(AROUND)]

    assert shown == [1, 2]
    assert missing_levels(in_use(AROUND)) == ["县级"]
    assert missing_levels([CITY, TOWN, COUNTY]) == []


@pytest.mark.parametrize(("checked", "due"), [("2026-11-20", "2027-11-20"), ("2028-02-29", "2029-02-28"), (None, None)])
def test_a_number_is_tried_again_after_a_year(checked: str | None, due: str | None) -> None:
    derived = derive({"checked_on": checked}, AROUND)

    assert derived == {"check_due": due}


def test_a_hotline_is_called_as_the_wall_prints_it() -> None:
    titles = [hotline_title(TOWN, AROUND), hotline_title({"name": "青山村", "box": "村口"}, AROUND)]

    assert titles == ["示例乡纪委 0799-1234567", "青山村 意见箱(村口)"]
