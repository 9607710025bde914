"""Data files shipped with the program, read into what the domain works with."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from app import paths
from app.domain.faults import Told
from app.domain.workdays import WorkCalendar

COLUMNS = ["date", "kind", "name"]


class CalendarBroken(Told):
    """A holiday file cannot be used; the sentence names the line and what to do."""

    code = "E-CALENDAR"


@cache
def work_calendar() -> WorkCalendar:
    """The working-day calendar shipped with the program."""
    return read_calendar(paths.resource("calendar", "holidays.csv"))


def read_calendar(path: Path) -> WorkCalendar:
    """Read a holiday file with the columns date, kind (holiday or workday) and name.

    Raises:
        CalendarBroken: Not such a file, or a line that cannot be read; no half of a file is ever used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarBroken(f"工作日历读不出来:{path.name}。原来的日历没有改动。请重新取得这个文件。") from error
    if not lines or lines[0] != COLUMNS:
        raise _broken(path, 1, "第一行应为 date,kind,name")
    found: dict[str, set[date]] = {"holiday": set(), "workday": set()}
    for number, line in enumerate(lines[1:], start=2):
        day, kind = _entry(path, number, line)
        if day in found["holiday"] | found["workday"]:
            raise _broken(path, number, f"{day} 重复")
        found[kind].add(day)
    return _calendar(path, found["holiday"], found["workday"])


def _entry(path: Path, number: int, line: list[str]) -> tuple[date, str]:
    if len(line) != len(COLUMNS):
        raise _broken(path, number, "应有 3 列")
    if line[1] not in ("holiday", "workday"):
        raise _broken(path, number, "kind 应为 holiday 或 workday")
    try:
        return date.fromisoformat(line[0]), line[1]
    except ValueError as error:
        raise _broken(path, number, f"日期“{line[0]}”应写成 2026-10-01 的样子") from error


def _calendar(path: Path, holidays: set[date], workdays: set[date]) -> WorkCalendar:
    if not holidays:
        raise _broken(path, 2, "没有放假日")
    years = {day.year for day in holidays}
    return WorkCalendar(frozenset(holidays), frozenset(workdays), min(years), max(years))


def _broken(path: Path, number: int, reason: str) -> CalendarBroken:
    return CalendarBroken(f"工作日历 {path.name} 第 {number} 行:{reason}。原来的日历没有改动。请改正后重试。")
