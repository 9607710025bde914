"""Figures of the monthly report, counted from rows written by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.domain.days import Period
from app.domain.fields import Row
from app.figures.counting import CATEGORY, Figure, Kept, Place, count
from app.figures.event import Rows
from app.figures.relations import mismatches

OCTOBER = Period.parse("2026-10")
SEPTEMBER = Period.parse("2026-09")


def rows(**registers: Sequence[Row]) -> Rows:
    return Rows(lambda register: registers.get(register, ()))


def clue(id: int, received: str, **more: object) -> Row:
    row: Row = {"id": id, "received_on": received, "source": "信访举报", "category": "2.1", "state": "登记"}
    return row | more  # type: ignore[return-value]


def case(id: int, day: str, **more: object) -> Row:
    row: Row = {
        "id": id,
        "state": "已决定",
        "target": "当事人",
        "person": id,
        "clue": 1,
        "category": "2.1",
        "level": "村(社区)干部",
        "form": "2",
        "decided_on": day,
    }
    return row | more  # type: ignore[return-value]


def measure(id: int, of: int, track: str, day: str, code: str = "2.01") -> Row:
    return {"id": id, "accountability": of, "track": track, "measure": code, "decided_on": day}


def test_an_event_counts_on_its_own_day_and_not_on_the_day_it_was_typed():
    found = count(
        rows(clue=[clue(1, "2026-09-30", created_at="2026-10-08"), clue(2, "2026-10-01"), clue(3, "2026-10-31")]),
        OCTOBER,
    )

    assert found[Place("A20")].m == 2
    assert set(found[Place("A20")].month) == {("clue", 2), ("clue", 3)}
    assert found[Place("A20")].y == 3


def test_a_day_after_the_month_counts_nowhere():
    found = count(rows(clue=[clue(1, "2026-11-01")]), OCTOBER)

    assert (found[Place("A20")].m, found[Place("A20")].y, found[Place("A50")].stock) == (0, 0, 0)


def test_a_person_with_two_penalties_is_one_person_in_the_month_of_the_first():
    given = rows(
        clue=[clue(1, "2026-08-01", result="属实")],
        accountability=[case(1, "2026-09-20")],
        accountability_measure=[
            measure(1, 1, "党纪处分", "2026-09-20"),
            measure(2, 1, "政务处分", "2026-10-11", "2.03"),
        ],
    )

    september, october = count(given, SEPTEMBER), count(given, OCTOBER)

    assert [september[Place(code)].m for code in ("B30", "B40", "B41", "B42", "B43")] == [1, 1, 1, 0, 0]
    assert [october[Place(code)].m for code in ("B30", "B40", "B41", "B42", "B43")] == [0, 0, 0, 1, 1]
    assert [october[Place(code)].y for code in ("B30", "B40", "B41", "B42", "B43")] == [1, 1, 1, 1, 1]


def test_a_case_that_is_not_decided_does_not_count():
    found = count(rows(accountability=[case(1, "2026-10-02", state="待审核")]), OCTOBER)

    assert found[Place("B30")].m == 0


def test_a_leader_held_responsible_is_no_culprit_and_bears_the_category_of_the_first_case():
    leader = case(
        2, "2026-10-05", target="领导干部", clue=None, category=None, dual_of=1, dual_result="追究责任", form="1"
    )
    found = count(rows(accountability=[case(1, "2026-10-02"), leader]), OCTOBER)

    assert [found[Place(code)].m for code in ("B30", "E10", "E11", "E20", "E21")] == [1, 1, 1, 1, 1]
    assert found[Place("E11", CATEGORY, "2.1")].m == 1
    assert (found[Place("C00")].m, found[Place("C10")].m, found[Place("C20")].m) == (2, 1, 1)


def test_money_is_summed_in_fen():
    found = count(rows(accountability=[case(1, "2026-10-02", amount=420_050, returned=20_001, households=3)]), OCTOBER)

    assert (found[Place("F10")].m, found[Place("F30")].m, found[Place("F31")].m) == (420_050, 20_001, 3)


def test_open_clues_at_the_end_are_those_that_neither_ended_nor_went_on():
    given = rows(
        clue=[
            clue(1, "2026-09-01"),
            clue(2, "2026-09-01", closed_on="2026-10-05", result="不属实", state="了结"),
            clue(3, "2026-10-03", state="移送"),
            clue(4, "2026-10-20", state="暂存", held_on="2026-10-25", deadline="2026-10-30"),
        ],
        transfer=[{"id": 1, "clue": 3, "direction": "移出", "party": "公安机关", "on_day": "2026-10-09"}],
    )

    found = count(given, OCTOBER)

    assert [found[Place(code)].stock for code in ("A10", "A50", "A51", "A52")] == [2, 2, 1, 1]
    assert [found[Place(code)].m for code in ("A20", "A40", "A48", "A80", "A82")] == [2, 1, 1, 1, 1]


def test_what_was_entered_late_stands_in_the_correction_and_in_the_cumulative_figure():
    before = Kept(SEPTEMBER, count(rows(clue=[clue(1, "2026-09-03")]), SEPTEMBER))

    found = count(
        rows(clue=[clue(1, "2026-09-03"), clue(2, "2026-09-08"), clue(3, "2026-10-08")]), OCTOBER, "", [before]
    )

    figure = found[Place("A20")]
    assert (before.figures[Place("A20")].y, figure.m, figure.adj, figure.y) == (1, 1, 1, 3)
    assert dict(figure.late) == {("clue", 2): 1}


def test_what_no_longer_counts_is_taken_off_as_a_correction():
    before = Kept(SEPTEMBER, count(rows(clue=[clue(1, "2026-09-03"), clue(2, "2026-09-04")]), SEPTEMBER))

    found = count(rows(clue=[clue(1, "2026-09-03")]), OCTOBER, "", [before])

    assert (found[Place("A20")].adj, found[Place("A20")].y) == (-1, 1)
    assert dict(found[Place("A20")].late) == {("clue", 2): -1}


def test_a_correction_is_told_once():
    first = Kept(SEPTEMBER, count(rows(clue=[clue(1, "2026-09-03")]), SEPTEMBER))
    late = rows(clue=[clue(1, "2026-09-03"), clue(2, "2026-09-08")])
    second = Kept(OCTOBER, count(late, OCTOBER, "", [first]))

    november = count(late, Period.parse("2026-11"), "", [second, first])

    assert second.figures[Place("A20")].adj == 1
    assert (november[Place("A20")].adj, november[Place("A20")].y) == (0, 2)


def test_january_begins_the_year_anew_and_the_campaign_goes_on():
    given = rows(clue=[clue(1, "2026-12-03"), clue(2, "2027-01-08")])
    before = Kept(Period.parse("2026-12"), count(given, Period.parse("2026-12"), "2026-06-01"))

    found = count(given, Period.parse("2027-01"), "2026-06-01", [before])

    assert (found[Place("A20")].m, found[Place("A20")].adj, found[Place("A20")].y, found[Place("A20")].c) == (
        1,
        0,
        1,
        2,
    )


@pytest.mark.parametrize(("day", "expected"), [("2025-10-31", 1), ("2025-11-01", 0)])
def test_last_year_is_compared_up_to_the_same_month(day, expected):
    old, given = clue(9, "2024-05-01"), clue(1, day)

    assert count(rows(clue=[old, given]), OCTOBER)[Place("A20")].ly == expected


def test_last_year_is_empty_and_not_zero_where_the_book_did_not_exist():
    assert count(rows(clue=[clue(1, "2026-10-08")]), OCTOBER)[Place("A20")].ly is None


def test_opening_is_the_closing_that_was_reported():
    before = Kept(SEPTEMBER, {Place("A50"): Figure(stock=5)})

    assert count(rows(), OCTOBER, "", [before])[Place("A10")].stock == 5


def test_problems_are_counted_by_source_owner_and_state():
    problems: list[Row] = [
        {
            "id": 1,
            "found_on": "2026-10-02",
            "discovery": "群众提",
            "owner": "个人",
            "category": "1.2",
            "state": "整改中",
            "deadline": "2026-10-20",
        },
        {
            "id": 2,
            "found_on": "2026-10-03",
            "discovery": "巡察",
            "owner": "单位",
            "category": "3.1",
            "state": "已销号",
            "closed_on": "2026-10-30",
        },
        {
            "id": 3,
            "found_on": "2026-09-03",
            "discovery": "自己找",
            "category": "3.1",
            "state": "整改中",
            "clue": 4,
            "deadline": "2026-12-01",
        },
    ]
    found = count(rows(problem=problems, clue=[clue(4, "2026-10-09")]), OCTOBER)

    assert [found[Place(code)].m for code in ("G10", "G12", "G19", "G1P", "G1U", "G20", "G35")] == [2, 1, 1, 1, 1, 1, 1]
    assert [found[Place(code)].stock for code in ("G30", "G31", "G32")] == [1, 0, 1]
    assert found[Place("G10", CATEGORY, "1.2")].m == 1


def test_finance_sheets_count_in_the_month_they_were_due():
    sheets: list[Row] = [
        {"id": 1, "level": "村级", "due_on": "2026-10-15", "posted_from": "2026-10-15"},
        {"id": 2, "level": "村级", "due_on": "2026-10-15", "posted_from": "2026-10-16"},
        {"id": 3, "level": "组级", "due_on": "2026-10-15"},
        {"id": 4, "level": "村级", "special": "征地补偿及分配", "due_on": "2026-10-15", "posted_from": "2026-10-12"},
    ]

    found = count(rows(finance_sheet=sheets), OCTOBER)

    assert [found[Place(code)].m for code in ("H20", "H21", "H22", "H23", "H10", "H13", "H30")] == [2, 1, 1, 0, 1, 1, 1]


def problem(id: int, found: str, **more: object) -> Row:
    row: Row = {"id": id, "found_on": found, "owner": "单位", "discovery": "群众提", "state": "整改中"}
    return row | more  # type: ignore[return-value]


def test_problems_flow_from_the_beginning_of_the_campaign_to_what_is_open_now():
    given = rows(
        problem=[
            problem(1, "2026-03-01"),
            problem(2, "2026-03-01", state="已销号", closed_on="2026-03-20"),
            problem(3, "2026-07-01", state="已销号", closed_on="2026-09-20"),
            problem(4, "2026-08-01", clue=1),
            problem(5, "2026-10-09"),
            problem(6, "2026-10-10", clue=2),
        ],
        clue=[clue(1, "2026-10-05"), clue(2, "2026-08-05")],
    )

    found = count(given, OCTOBER, "2026-06-01")

    assert (found[Place("G05")].stock, set(found[Place("G05")].month)) == (1, {("problem", 1)})
    assert [found[Place(code)].c for code in ("G10", "G20", "G35")] == [4, 1, 2]
    assert set(found[Place("G30")].month) == {("problem", 1), ("problem", 5)}
    assert not [one for one in mismatches(found) if one.id == "V15"]


def test_powers_on_the_wall_are_counted_by_kind_and_promises_apart():
    wall = {"state": "已公开", "wall_on": "2026-02-18"}
    given = rows(
        power=[
            {"id": 1, "type": "审批", **wall},
            {"id": 2, "type": "村级服务事项", **wall},
            {"id": 3, "type": "服务承诺", **wall},
            {"id": 4, "type": "审批", "state": "已公开", "wall_on": "2026-11-02"},
        ]
    )

    found = count(given, OCTOBER)

    assert [found[Place(code)].stock for code in ("N10", "N11", "N12", "N20")] == [2, 1, 1, 1]
