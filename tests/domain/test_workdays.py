"""Working days, months and due days, against the vectors computed from the 2004–2026 plans."""

from datetime import date, timedelta

import pytest

from app.domain.workdays import ASK_COUNTY, NOT_KNOWN, Due, Shift, WorkCalendar, month_add
from app.presets import work_calendar

D = date.fromisoformat
JULY_2026 = WorkCalendar(frozenset(), frozenset(), 2026, 2026)

# nominal, is it a working day, last working day ≤, first working day ≥, the day that counts
VECTORS = [
    ("2016-07-05", True, "2016-07-05", "2016-07-05", "2016-07-05"),
    ("2017-05-05", True, "2017-05-05", "2017-05-05", "2017-05-05"),
    ("2016-10-05", False, "2016-09-30", "2016-10-08", "2016-10-08"),
    ("2017-02-05", False, "2017-02-04", "2017-02-06", "2017-02-04"),
    ("2019-05-05", True, "2019-05-05", "2019-05-05", "2019-05-05"),
    ("2025-01-05", False, "2025-01-03", "2025-01-06", "2025-01-03"),
    ("2025-04-05", False, "2025-04-03", "2025-04-07", "2025-04-03"),
    ("2025-05-05", False, "2025-04-30", "2025-05-06", "2025-05-06"),
    ("2025-10-05", False, "2025-09-30", "2025-10-09", "2025-10-09"),
    ("2026-04-05", False, "2026-04-03", "2026-04-07", "2026-04-03"),
    ("2026-05-05", False, "2026-04-30", "2026-05-06", "2026-05-06"),
    ("2026-07-05", False, "2026-07-03", "2026-07-06", "2026-07-03"),
    ("2026-10-05", False, "2026-09-30", "2026-10-08", "2026-10-08"),
]


@pytest.mark.parametrize(("nominal", "working", "before", "after", "effective"), VECTORS)
def test_the_5th_is_moved_as_computed_from_the_yearly_plans(nominal, working, before, after, effective):
    calendar, day = work_calendar(), D(nominal)
    month_before = month_add(day, -1)

    due = calendar.report_due(month_before.year, month_before.month)

    assert calendar.is_working(day) is working
    assert calendar.previous_working(day) == D(before)
    assert calendar.next_working(day) == D(after)
    assert (due.nominal, due.effective) == (day, D(effective))


def test_a_stage_report_counts_from_the_start_of_the_next_stage():
    nominal = D("2016-08-31") + timedelta(days=4)

    due = work_calendar().due(nominal, period_end=D("2016-08-30"))

    assert due == Due(D("2016-09-04"), D("2016-09-02"), "提前至9月2日")


def test_the_clerk_is_told_to_ask_when_no_working_day_is_left_in_the_window():
    due = work_calendar().report_due(2026, 9)

    assert due == Due(D("2026-10-05"), D("2026-10-08"), ASK_COUNTY)


def test_a_working_5th_has_nothing_to_say():
    due = work_calendar().report_due(2026, 5)

    assert due == Due(D("2026-06-05"), D("2026-06-05"), "")


@pytest.mark.parametrize(
    ("shift", "effective", "note"),
    [
        (Shift.PREV_WORKING, "2026-09-30", "提前至9月30日"),
        (Shift.NEXT_WORKING, "2026-10-08", "顺延至10月8日"),
        (Shift.NONE, "2026-10-05", "当天不是工作日"),
        ("prev_wd", "2026-09-30", "提前至9月30日"),
    ],
)
def test_each_shift_moves_as_the_county_orders(shift, effective, note):
    due = work_calendar().report_due(2026, 9, shift=shift)

    assert due == Due(D("2026-10-05"), D(effective), note)


def test_an_unknown_shift_is_refused():
    with pytest.raises(ValueError, match="sideways"):
        work_calendar().report_due(2026, 9, shift="sideways")


def test_the_report_on_december_is_due_in_the_next_year():
    due = work_calendar().report_due(2024, 12)

    assert (due.nominal, due.effective) == (D("2025-01-05"), D("2025-01-03"))


def test_another_report_day_is_taken():
    due = work_calendar().report_due(2026, 6, day=8)

    assert due == Due(D("2026-07-08"), D("2026-07-08"), "")


def test_the_5th_of_october_never_was_a_working_day():
    working = [year for year in range(2004, 2027) if work_calendar().is_working(date(year, 10, 5))]

    assert working == []


@pytest.mark.parametrize(
    ("year", "months"), [(2024, [4, 5, 10]), (2025, [1, 4, 5, 7, 10]), (2026, [4, 5, 7, 9, 10, 12])]
)
def test_the_resting_5ths_of_a_year_are_known(year, months):
    calendar = work_calendar()

    resting = [month for month in range(1, 13) if not calendar.is_working(date(year, month, 5))]

    assert resting == months


def test_every_quarter_15th_of_2025_and_2026_is_a_working_day():
    calendar = work_calendar()

    days = [date(year, month, 15) for year in (2025, 2026) for month in (1, 4, 7, 10)]

    assert all(map(calendar.is_working, days))


ADDED = [
    ("2025-01-20", 15, "2025-02-14"),
    ("2025-09-28", 15, "2025-10-24"),
    ("2025-04-28", 5, "2025-05-08"),
    ("2026-02-10", 5, "2026-02-24"),
    ("2026-02-10", 20, "2026-03-16"),
]


@pytest.mark.parametrize(("start", "n", "end"), ADDED)
def test_working_days_are_counted_from_the_day_after_the_event(start, n, end):
    calendar = work_calendar()

    assert calendar.add_working(D(start), n) == D(end)
    assert calendar.working_days_between(D(start), D(end)) == n
    assert calendar.working_days_between(D(end), D(start)) == -n


def test_working_days_are_counted_back_from_a_due_day():
    assert work_calendar().add_working(D("2026-10-15"), -5) == D("2026-10-09")


def test_no_working_days_leave_the_day_where_it_is():
    assert work_calendar().add_working(D("2026-10-04"), 0) == D("2026-10-04")


@pytest.mark.parametrize(
    ("day", "n", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-05", 1, "2027-01-05"),
        ("2026-01-05", -1, "2025-12-05"),
    ],
)
def test_a_month_ends_on_the_same_day_number_or_on_the_last_day(day, n, end):
    assert month_add(D(day), n) == D(end)
    assert WorkCalendar.month_add(D(day), n) == D(end)


def test_beyond_the_calendar_weekends_are_taken_and_it_says_so():
    calendar = work_calendar()

    due = calendar.report_due(2027, 1)

    assert not calendar.known(D("2027-01-01"))
    assert calendar.is_working(D("2027-01-01"))
    assert due == Due(D("2027-02-05"), D("2027-02-05"), NOT_KNOWN)


def test_a_guess_that_moved_the_day_keeps_both_remarks():
    due = JULY_2026.report_due(2027, 5)

    assert due == Due(D("2027-06-05"), D("2027-06-04"), f"提前至6月4日;{NOT_KNOWN}")
