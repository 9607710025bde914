"""The shipped working-day calendar and the reader of holiday files."""

from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from chinese_calendar.constants import holidays, workdays

from app import paths
from app.presets import CalendarBroken, read_calendar, work_calendar


@pytest.fixture
def holiday_file(tmp_path):
    path = tmp_path / "中文 路径" / "2027 节假日.csv"
    path.parent.mkdir()
    return path


def test_the_shipped_calendar_agrees_with_chinesecalendar_on_every_day():
    calendar = work_calendar()
    days = [date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days)]

    wrong = [day for day in days if calendar.is_working(day) != is_workday(day)]

    assert wrong == []


def test_the_shipped_calendar_holds_exactly_the_holidays_and_make_up_days_of_2004_to_2026():
    calendar = work_calendar()

    assert calendar.holidays == frozenset(holidays)
    assert calendar.workdays == frozenset(workdays)
    assert (calendar.first_year, calendar.last_year) == (2004, 2026)


def test_the_shipped_file_is_in_order_named_in_chinese_and_has_its_source_beside_it():
    lines = paths.resource("calendar", "holidays.csv").read_text("utf-8").splitlines()

    assert lines[1:] == sorted(lines[1:])
    assert all(line.split(",")[2].isalpha() and not line.split(",")[2].isascii() for line in lines[1:])
    assert "chinesecalendar" in paths.resource("calendar", "SOURCE.md").read_text("utf-8")


def test_a_holiday_file_saved_by_excel_is_read(holiday_file):
    holiday_file.write_bytes("\ufeffdate,kind,name\r\n2027-01-01,holiday,元旦\r\n2027-01-03,workday,元旦\r\n".encode())

    calendar = read_calendar(holiday_file)

    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 3))
    assert calendar.known(date(2027, 12, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "第 1 行:第一行应为 date,kind,name"),
        ("日期,类别,名称\n", "第 1 行:第一行应为 date,kind,name"),
        ("date,kind,name\n", "没有放假日"),
        ("date,kind,name\n2027-01-01,holiday\n", "第 2 行:应有 3 列"),
        ("date,kind,name\n2027-01-01,放假,元旦\n", "第 2 行:kind 应为 holiday 或 workday"),
        ("date,kind,name\n2027-02-30,holiday,元旦\n", "第 2 行:日期“2027-02-30”应写成"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-01,workday,元旦\n", "第 3 行:2027-01-01 重复"),
    ],
)
def test_a_broken_holiday_file_is_refused_with_its_line(holiday_file, text, said):
    holiday_file.write_text(text, "utf-8")

    with pytest.raises(CalendarBroken, match=said) as refused:
        read_calendar(holiday_file)

    assert "2027 节假日.csv" in str(refused.value)
    assert "原来的日历没有改动" in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\xd8", None])
def test_a_foreign_or_missing_holiday_file_is_refused(holiday_file, content):
    if content is not None:
        holiday_file.write_bytes(content)

    with pytest.raises(CalendarBroken, match="读不出来"):
        read_calendar(holiday_file)
