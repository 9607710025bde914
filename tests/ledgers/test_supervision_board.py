"""Where boards hang, which lines they show, and the boxes for opinions beside them."""

from __future__ import annotations

import pytest

from app.domain.fields import Row
from app.ledgers.board_lines import board_incomplete, foot_of, lines_shown
from app.ledgers.opinion_box import OPINION_BOXES
from app.ledgers.supervision_board import SUPERVISION_BOARDS, board_title, derive
from tests.ledgers.county import UNITS, County, seen

LINES: list[Row] = [
    {"id": 1, "level": "乡镇级", "name": "示例乡纪委", "phone": "0795-1", "state": "在用", "unit": None},
    {"id": 2, "level": "市级", "name": "示例市纪委", "phone": "0795-2", "state": "在用", "unit": None},
    {"id": 3, "level": "县级", "name": "示例县纪委", "phone": "0795-3", "state": "停用", "unit": None},
    {"id": 4, "level": "县级", "name": "示例县纪委", "phone": "0795-4", "state": "在用", "unit": None},
    {"id": 5, "level": "村级", "name": "青山村监委会", "phone": "0795-5", "state": "在用", "unit": 3},
    {"id": 6, "level": "县直派驻", "name": "驻林业局纪检组", "phone": "0795-6", "state": "在用", "unit": 6},
]
AROUND = County({"unit": UNITS, "hotline": LINES, "person": [{"id": 8, "name": "王伟"}, {"id": 9, "name": "赵敏"}]})
BOARD: Row = {
    "id": 1,
    "unit": 3,
    "location": "村务公开栏",
    "place": "村委会门口",
    "posted_on": "2026-11-20",
    "state": "在挂",
}
BOX: Row = {
    "id": 1,
    "unit": 2,
    "source": "意见箱",
    "opened_on": "2026-11-20",
    "opened_by": [8, 9],
    "pieces": 2,
    "service_pieces": 2,
    "questions": [1, 2],
}


def shown(units: tuple[int, ...], chosen: tuple[int, ...] = ()) -> list[object]:
    """The numbers of the lines, in their order."""
    return [line["id"] for line in lines_shown(AROUND, units, chosen)]


def test_a_sheet_shows_what_hangs_everywhere_and_at_its_unit_from_the_highest_level_down() -> None:
    assert shown((3,)) == [2, 4, 1, 5]
    assert shown((2,)) == [2, 4, 1]
    assert shown((2, 6)) == [2, 4, 1, 6]


def test_a_line_that_went_out_of_use_is_replaced_by_the_one_in_use() -> None:
    assert shown((2,), (1, 2, 3)) == [2, 4, 1]


def test_lines_a_row_names_stand_for_their_level() -> None:
    assert shown((2,), (5,)) == [2, 4, 1, 5]
    assert foot_of(lines_shown(AROUND, (2,)), AROUND) == (
        "监督电话：示例市纪委 0795-2  示例县纪委 0795-4  示例乡纪委 0795-1"
    )
    assert foot_of([], AROUND) == ""


def test_a_board_without_all_three_levels_says_which_is_missing() -> None:
    lacking = County({"unit": UNITS, "hotline": [LINES[0], LINES[2]]})

    assert board_incomplete(BOARD, AROUND) == ""
    assert "还缺市级、县级" in board_incomplete(BOARD, lacking)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"unit": 6}, [("location", "E-PLACE", False)]),
        ({"unit": 6, "location": "办事窗口"}, []),
        ({"location": "社区公开栏"}, [("location", "E-PLACE", False)]),
        ({"checked_on": "2026-11-19"}, [("checked_on", "E-ORDER", False)]),
        ({"checked_on": "2026-11-20"}, []),
        ({"state": "已撤"}, [("taken_down_on", "E-REQUIRED", False)]),
        ({"state": "已撤", "taken_down_on": "2026-11-19"}, [("taken_down_on", "E-ORDER", False)]),
        ({"place": None}, [("place", "E-REQUIRED", False)]),
    ],
)
def test_each_rule_of_a_board(more: Row, found: list[tuple[str, str, bool]]) -> None:
    assert seen(SUPERVISION_BOARDS, {**BOARD, **more}, AROUND) == found


def test_a_board_is_looked_at_again_a_year_later_and_called_by_its_place() -> None:
    assert derive(BOARD, AROUND) == {"check_due": "2027-11-20"}
    assert derive({**BOARD, "checked_on": "2026-11-22"}, AROUND) == {"check_due": "2027-11-22"}
    assert board_title(BOARD, AROUND) == "青山村 村务公开栏"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"opened_by": [8]}, [("opened_by", "E-TWO", False)]),
        ({"opened_by": [8], "source": "意见簿"}, []),
        ({"pieces": 3}, [("pieces", "E-SUM", False), ("questions", "E-LEFT", True)]),
        ({"questions": [1]}, [("questions", "E-LEFT", True)]),
        ({"questions": [1], "complaints": [7]}, []),
        ({"pieces": 0, "service_pieces": None, "questions": []}, []),
        ({"summary": "请联系13800138000"}, [("summary", "E-PRIVATE", False)]),
    ],
)
def test_each_rule_of_a_box(more: Row, found: list[tuple[str, str, bool]]) -> None:
    assert seen(OPINION_BOXES, {**BOX, **more}, AROUND) == found
