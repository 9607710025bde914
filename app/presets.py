"""Data files shipped with the program or brought by the clerk, read into what the domain works with."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app import disk, paths
from app.domain.faults import Told
from app.domain.lights import DEFAULT, SHAPES, LightPreset, LightStep
from app.domain.workdays import WorkCalendar

if TYPE_CHECKING:
    from app.domain.accounts import Chart

COLUMNS = ["date", "kind", "name"]
_COUNTED = ("days", "working", "months", "option")
_MOST_STEPS, _MOST_WORD, _MOST_DAYS = 12, 8, 3660
_KINDS = frozenset({"holiday", "workday"})
LEAST_HOLIDAYS = 5  # a plan of a year has at least these; less is a stray day of the year beside it


class CalendarBroken(Told):
    """A holiday file cannot be used; the sentence names the line and what to do."""

    code = "E-CALENDAR"


@cache
def work_calendar() -> WorkCalendar:
    """The working-day calendar shipped with the program, with the years that were brought since.

    A brought file that cannot be read any more is left out; `calendar_trouble` says so.
    """
    found = read_calendar(paths.resource("calendar", "holidays.csv"))
    for path in brought_calendars():
        try:
            found = merged(found, read_calendar(path))
        except CalendarBroken:
            continue
    return found


def calendar_trouble() -> str:
    """What is wrong with the brought files, "" for nothing."""
    for path in brought_calendars():
        try:
            read_calendar(path)
        except CalendarBroken as error:
            return error.message
    return ""


def brought_calendars() -> list[Path]:
    """The files the clerk has read in, the oldest year first."""
    folder = paths.home() / "calendar"
    return sorted(folder.glob("*.csv")) if folder.is_dir() else []


def bring_calendar(path: Path) -> tuple[int, ...]:
    """Take over the plan of further years from a file; returns the years.

    Raises:
        CalendarBroken: Not such a file, or a year before it is missing; nothing was changed.
    """
    years = following_years(path, read_calendar(path), work_calendar())
    folder = paths.home() / "calendar"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    disk.write_whole(folder / f"{years[-1]}.csv", path.read_bytes())
    work_calendar.cache_clear()
    return years


def following_years(path: Path, brought: WorkCalendar, known: WorkCalendar) -> tuple[int, ...]:
    """The years a file brings, which must follow those that are known.

    Raises:
        CalendarBroken: Not a whole year, or a year before it is missing.
    """
    years = planned_years(brought)
    if not years:
        raise _broken(path, 2, f"一年至少有 {LEAST_HOLIDAYS} 个放假日,这里不够一年的安排")
    if years[0] > known.last_year + 1 or years != tuple(range(years[0], years[-1] + 1)):
        raise CalendarBroken(
            f"{path.name} 是 {years[0]} 年的放假安排,程序现有的到 {known.last_year} 年。"
            f"原来的日历没有改动。请先读入 {known.last_year + 1} 年的。"
        )
    return years


def planned_years(calendar: WorkCalendar) -> tuple[int, ...]:
    """The years a file holds the plan of."""
    counts = Counter(day.year for day in calendar.holidays)
    return tuple(sorted(year for year, n in counts.items() if n >= LEAST_HOLIDAYS))


def merged(known: WorkCalendar, brought: WorkCalendar) -> WorkCalendar:
    """What is known, with the years of a further file put in place of it and its stray days of other years added."""
    years, days = planned_years(brought), brought.holidays | brought.workdays

    def kept(old: Iterable[date]) -> set[date]:
        return {day for day in old if day.year not in years and day not in days}

    return WorkCalendar(
        frozenset(kept(known.holidays) | brought.holidays),
        frozenset(kept(known.workdays) | brought.workdays),
        min(known.first_year, *years) if years else known.first_year,
        max(known.last_year, *years) if years else known.last_year,
    )


def light_preset(number: int) -> LightPreset:
    """The way of lights an option chose by its place; an unknown place gives the default."""
    if number == 0:
        return DEFAULT  # most books: no file is read for it
    found = light_presets()
    return found[number] if number < len(found) else DEFAULT


@cache
def light_presets() -> tuple[LightPreset, ...]:
    """The default and the shipped ways of some counties, in the order of the option."""
    data = json.loads(paths.resource("lights", "presets.json").read_text("utf-8"))
    return (DEFAULT, *(_preset(one) for one in data))


def read_light_preset(data: bytes) -> LightPreset:
    """A county's own way of lights, as its templates bring it: JSON as one of the shipped ones.

    Raises:
        ValueError: Says in Chinese what is wrong.
    """
    from app.domain.json_text import read_json  # a start reads none

    try:
        given = read_json(data)
        made = _preset(given)
        known = {"key", "name", "letters", "source", "steps"} >= given.keys()
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError("灯色规则写法不对,要有 key、name、source、letters、steps") from error
    steps = made.steps
    if not known or not 1 <= len(steps) <= _MOST_STEPS:
        raise ValueError("灯色规则里有不认识的项目")
    for at, step in enumerate(steps, 1):
        numbers = (step.left, step.waited)
        if (
            not isinstance(step.tone, str)
            or step.tone not in SHAPES
            or step.counted not in _COUNTED
            or not isinstance(step.word, str)
            or not 1 <= len(step.word) <= _MOST_WORD
            or any(one is not None and (type(one) is not int or abs(one) > _MOST_DAYS) for one in numbers)
            or type(step.over) is not bool
            or type(step.extended) is not bool
            or (step.counted in ("working", "months") and step.left is None)
        ):
            raise ValueError(f"灯色规则第 {at} 条写法不对")
    if not all(tone in SHAPES and isinstance(letter, str) for tone, letter in made.letters):
        raise ValueError("灯色规则的 letters 只能写灯的颜色和函件名称")
    last = steps[-1]
    if last.left is not None or last.waited is not None or last.extended or last.counted == "option":
        raise ValueError("灯色规则最后一条应不带条件:其余情况亮什么灯")
    return made


def _preset(data: dict[str, object]) -> LightPreset:
    steps, letters = data["steps"], data["letters"]
    assert isinstance(steps, list)
    assert isinstance(letters, dict)
    return LightPreset(
        str(data["key"]),
        str(data["name"]),
        tuple(LightStep(**step) for step in steps),
        tuple(letters.items()),
        str(data["source"]),
    )


def read_calendar(path: Path) -> WorkCalendar:
    """Read a holiday file with the columns date, kind (holiday or workday) and name.

    Raises:
        CalendarBroken: Not such a file, or a line that cannot be read; no half of a file is ever used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error
    return parse_calendar(path, data)


def parse_calendar(path: Path, data: bytes) -> WorkCalendar:
    """The same of bytes that are at hand; `path` only names them.

    Raises:
        CalendarBroken: As for read_calendar.
    """
    try:
        lines = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path) from error
    if not lines or lines[0] != COLUMNS:
        raise _broken(path, 1, "第一行应为 date,kind,name")
    try:
        kinds = {date.fromisoformat(day): kind for day, kind, _ in lines[1:]}
    except ValueError:
        kinds = {}
    if len(kinds) < len(lines) - 1 or not _KINDS.issuperset(kinds.values()):
        kinds = _entries(path, lines)  # one by one, so that the line which is wrong is named
    holidays, workdays = ({day for day, kind in kinds.items() if kind == name} for name in ("holiday", "workday"))
    return _calendar(path, holidays, workdays)


def _unreadable(path: Path) -> CalendarBroken:
    return CalendarBroken(f"工作日历读不出来:{path.name}。原来的日历没有改动。请重新取得这个文件。")


def _entries(path: Path, lines: list[list[str]]) -> dict[date, str]:
    kinds: dict[date, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        day, kind = _entry(path, number, line)
        if day in kinds:
            raise _broken(path, number, f"{day} 重复")
        kinds[day] = kind
    return kinds


def _entry(path: Path, number: int, line: list[str]) -> tuple[date, str]:
    if len(line) != len(COLUMNS):
        raise _broken(path, number, "应有 3 列")
    if line[1] not in _KINDS:
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


@cache
def account_chart(key: str) -> Chart:
    """One of the two shipped charts of accounts, "2024" or "old"."""
    from app.domain.accounts import NEW, OLD, Account, Chart  # the start of the window needs none of them

    titles = {NEW: "农村集体经济组织会计制度(2024)", OLD: "村集体经济组织会计制度(旧)"}
    with paths.resource("accounts", f"chart_{key}.csv").open(encoding="utf-8", newline="") as file:
        accounts = {line["code"]: Account(**line) for line in csv.DictReader(file)}
    return Chart(key, titles[key], accounts)
