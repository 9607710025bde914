"""Ready statistics of problems, and the list of what has been open for long."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.fields import Row
from app.operations import sheets
from app.operations.books import Book
from app.reports.ageing import ageing_list
from app.reports.problem_charts import problem_charts
from app.reports.problem_statistics import in_time, problem_statistics
from app.reports.sheet import NO_DATA, Graph

TODAY = date(2026, 11, 22)
TITLES = {("unit", 1): "青山村", ("unit", 2): "白石村"}


def problem(id: int, found: str, unit: int = 1, **more: object) -> Row:
    row: Row = {
        "id": id,
        "unit": unit,
        "found_on": found,
        "category": "2.1",
        "state": "整改中",
        "deadline": "2026-12-01",
    }
    return row | more  # type: ignore[return-value]


CLOSED_IN_TIME = problem(1, "2026-10-01", state="已销号", closed_on="2026-10-11", deadline="2026-10-31")
CLOSED_LATE = problem(2, "2026-10-01", state="已销号", closed_on="2026-10-26", deadline="2026-10-20", category="3.1")
OVERDUE = problem(3, "2026-09-01", unit=2, deadline="2026-11-01", relapse_count=1)
OPEN = problem(4, "2026-11-01", unit=2)
MOVED = problem(5, "2026-05-01", unit=2, state="移送")
ALL = [CLOSED_IN_TIME, CLOSED_LATE, OVERDUE, OPEN, MOVED]


def lines() -> list[list[str]]:
    made = problem_statistics(ALL, TITLES, keeper="示例乡", today=TODAY)
    return [line for line in made.lines() if len(line) == 10]


def test_each_unit_has_its_counts_rate_and_days():
    assert lines()[1] == ["1", "白石村", "3", "0", "2", "1", "1", "1", "0.0%", ""]
    assert lines()[2] == ["2", "青山村", "2", "2", "0", "0", "0", "0", "50.0%", "17.5"]


def test_the_three_tables_have_the_same_total():
    totals = [line for line in lines() if line[1] == "合计"]

    assert len(totals) == 3
    assert totals[0] == totals[1] == totals[2] == ["", "合计", "5", "2", "2", "1", "1", "1", "33.3%", "17.5"]


@pytest.mark.parametrize(
    ("rows", "rate"),
    [
        ([], ""),
        ([OPEN], ""),
        ([CLOSED_IN_TIME], "100.0%"),
        ([OVERDUE], "0.0%"),
        ([CLOSED_IN_TIME] * 2 + [OVERDUE], "66.7%"),
    ],
)
def test_the_rate_counts_what_was_closed_and_what_is_overdue(rows: list[Row], rate: str):
    assert in_time(rows, TODAY) == rate


def test_open_problems_stand_under_the_days_they_have_been_open():
    made = ageing_list(ALL, TITLES, keeper="示例乡", today=TODAY)
    found = [line for line in made.lines() if len(line) == 9 or line[0].startswith("挂账 ")]

    assert [line[0] for line in found if len(line) == 1] == ["挂账 61 至 90 天(1 个)", "挂账 30 天以内(1 个)"]
    assert [(line[6], line[8]) for line in found if line[0] == "1"] == [("82", "整改中(逾期)"), ("21", "整改中")]


@pytest.mark.parametrize(
    ("days", "step"), [(30, "30 天以内"), (31, "31 至 60 天"), (180, "91 至 180 天"), (181, "180 天以上")]
)
def test_the_steps_meet_without_a_gap(days: int, step: str):
    found = date.fromordinal(TODAY.toordinal() - days).isoformat()

    made = ageing_list([problem(1, found)], TITLES, keeper="示例乡", today=TODAY)

    assert [f"挂账 {step}(1 个)"] in made.lines()


def test_no_open_problem_is_said():
    assert ["没有未销号的问题。"] in ageing_list([CLOSED_LATE], TITLES, keeper="示例乡", today=TODAY).lines()


def test_both_are_among_the_sheets_of_the_register(book: Book):
    assert {"problem_statistics", "ageing"} <= {kind.key for kind in sheets.kinds_for("problem")}


def charts(rows: list[Row], ends: dict[int, str]) -> list[Graph]:
    made = problem_charts(rows, TITLES, ends, keeper="示例乡", today=TODAY)
    return [block for block in made.blocks if isinstance(block, Graph)]


ENDS = {1: "2026-10-11", 2: "2026-10-26", 3: "", 4: "", 5: "2026-06-01"}


def test_the_trend_is_what_stood_open_at_the_end_of_each_month():
    trend, *_ = charts(ALL, ENDS)

    months = dict(zip(trend.labels, zip(*(one.values for one in trend.series), strict=True), strict=True))
    assert len(trend.labels) == 12
    assert trend.labels[-1] == "26年11月"
    assert months["26年5月"] == (1, 1, 0)
    assert months["26年6月"] == (0, 0, 0)
    assert months["26年10月"] == (1, 2, 2)
    assert months["26年11月"] == (2, 1, 0)


def test_the_worst_unit_comes_first_and_one_without_a_rate_last():
    rates = charts([*ALL, problem(9, "2026-11-01", unit=3)], ENDS)[1]

    assert rates.labels == ("白石村", "青山村", "未填单位")
    assert [rates.shown(value) for value in rates.series[0].values] == ["0.0%", "50.0%", ""]


def test_kinds_are_counted_found_closed_and_open():
    kinds = charts(ALL, ENDS)[2]

    at = next(at for at, label in enumerate(kinds.labels) if label.startswith("2.1"))
    assert [one.values[at] for one in kinds.series] == [4, 1, 2]


def test_charts_of_nothing_are_empty():
    assert all(one.empty for one in charts([], {}))


def test_charts_of_a_book_without_problems_say_so(book: Book):
    made, part = sheets.charts_of(book, []), sheets.charts_of(book, [], "青山村 2026年第3季度")

    assert ["范围:青山村 2026年第3季度"] in part.lines()
    assert not any("范围" in cell for line in made.lines() for cell in line)
    assert [line for line in made.lines() if line == [NO_DATA]] == [[NO_DATA]] * 3
