"""Days and periods as clerks write them, counted from a fixed Sunday: 22 November 2026."""

from datetime import date

import pytest

from app.domain.days import Period, chinese_day, month_end, parse_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2016-06-30", "2016-06-30"),
        ("2016.6.30", "2016-06-30"),
        ("2016/6/30", "2016-06-30"),
        ("2016年6月30日", "2016-06-30"),
        ("2016年6月30", "2016-06-30"),
        ("２０１６．６．３０", "2016-06-30"),
        ("20160630", "2016-06-30"),
        ("2016-06-30 00:00:00", "2016-06-30"),
        ("2016/6/30 0:00", "2016-06-30"),
        ("2016-06-30T00:00:00", "2016-06-30"),
        (" 2016 . 6 . 30 ", "2016-06-30"),
        ("6.30", "2026-06-30"),
        ("6月30日", "2026-06-30"),
        ("6-30", "2026-06-30"),
        ("12月20日前", "2026-12-20"),
        ("2027年1月5日之前", "2027-01-05"),
        ("30天", "2026-12-22"),
        ("30天内", "2026-12-22"),
        ("0天", "2026-11-22"),
        ("6月底前", "2026-06-30"),
        ("2月底", "2026-02-28"),
        ("2028年2月底前", "2028-02-29"),
        ("月底", "2026-11-30"),
        ("本月底前", "2026-11-30"),
        ("年底", "2026-12-31"),
        ("年底前", "2026-12-31"),
        ("2027年底", "2027-12-31"),
        ("今天", "2026-11-22"),
        ("明天", "2026-11-23"),
        ("昨日", "2026-11-21"),
    ],
)
def test_every_habit_of_writing_a_day_is_read(typed: str, iso: str) -> None:
    day = parse_day(typed, TODAY)

    assert day is not None
    assert day.isoformat() == iso


@pytest.mark.parametrize("typed", ["", "  ", "　"])
def test_nothing_typed_is_no_day(typed: str) -> None:
    day = parse_day(typed, TODAY)

    assert day is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026.2.30", "没有 2026年2月30日 这一天"),
        ("2.29", "没有 2026年2月29日 这一天"),
        ("13月底", "没有 13 月"),
        ("2026-13-01", "没有 2026年13月1日"),
        ("0000年6月底", "年份 0 不对"),
        ("0000年底", "年份 0 不对"),
        ("尽快", "不是日期"),
        ("6月", "不是日期"),
        ("2026", "不是日期"),
        ("2026-06-30 14:30", "不是日期"),
        ("44012", "不是日期"),
    ],
)
def test_what_is_no_day_says_why_in_chinese(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "key", "title", "first", "last"),
    [
        ("2026-06", "2026-06", "2026年6月", "2026-06-01", "2026-06-30"),
        ("2026年6月", "2026-06", "2026年6月", "2026-06-01", "2026-06-30"),
        ("2026.6", "2026-06", "2026年6月", "2026-06-01", "2026-06-30"),
        ("2026Q2", "2026Q2", "2026年第2季度", "2026-04-01", "2026-06-30"),
        ("2026q4", "2026Q4", "2026年第4季度", "2026-10-01", "2026-12-31"),
        ("2026年第2季度", "2026Q2", "2026年第2季度", "2026-04-01", "2026-06-30"),
        ("2026年二季度", "2026Q2", "2026年第2季度", "2026-04-01", "2026-06-30"),
        ("２０２６年第一季度", "2026Q1", "2026年第1季度", "2026-01-01", "2026-03-31"),
        ("2026", "2026", "2026年度", "2026-01-01", "2026-12-31"),
        ("2026年度", "2026", "2026年度", "2026-01-01", "2026-12-31"),
    ],
)
def test_every_habit_of_writing_a_period_is_read(typed: str, key: str, title: str, first: str, last: str) -> None:
    period = Period.parse(typed)

    assert (period.key, period.title) == (key, title)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert Period.parse(period.title) == period


@pytest.mark.parametrize("typed", ["2026-13", "2026Q5", "上季度", "26Q2", "", "0000-01", "9999Q4"])
def test_what_is_no_period_says_so_in_chinese(typed: str) -> None:
    with pytest.raises(ValueError, match=r"报告期|没有 13 月|年份"):
        Period.parse(typed)


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [("2026-01", "2025-12", "2026-02"), ("2026Q1", "2025Q4", "2026Q2"), ("2026", "2025", "2027")],
)
def test_periods_follow_each_other_over_the_turn_of_the_year(key: str, before: str, after: str) -> None:
    period = Period.parse(key)

    assert (period.previous().key, period.next().key) == (before, after)
    assert period.previous().next() == period
    assert period.holds(period.first)
    assert period.holds(period.last)
    assert not period.holds(period.next().first)


@pytest.mark.parametrize(("kind", "key"), [("month", "2026-11"), ("quarter", "2026Q4"), ("year", "2026")])
def test_a_day_lies_in_one_period_of_each_kind(kind: str, key: str) -> None:
    period = Period.of(TODAY, kind)

    assert (period.key, period.kind) == (key, kind)
    assert period.holds(TODAY)


def test_days_are_printed_without_leading_zeros_and_months_end_where_they_do() -> None:
    printed = chinese_day(date(2026, 6, 5))

    assert printed == "2026年6月5日"
    assert month_end(2028, 2) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("三季度", "2026Q3"),
        ("第三季度", "2026Q3"),
        ("Q4", "2026Q4"),
        ("10月", "2026-10"),
        ("12月份", "2025-12"),
        ("上季度", "2026Q3"),
        ("本季度", "2026Q4"),
        ("上月", "2026-10"),
        ("去年", "2025"),
        ("2026年第2季度", "2026Q2"),
    ],
)
def test_a_period_without_a_year_is_the_latest_that_has_begun(typed: str, key: str) -> None:
    assert Period.parse(typed, TODAY).key == key


@pytest.mark.parametrize("typed", ["上半年", "2026年上半年", "2026下半年度"])
def test_half_a_year_is_no_period_and_the_clerk_is_told_where_it_is_summed_up(typed: str) -> None:
    with pytest.raises(ValueError, match="汇总报表"):
        Period.parse(typed, TODAY)
