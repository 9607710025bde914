"""Papers about deadlines, a new year's holidays, and each register's own days in 待办."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from app import presets
from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import LEDGERS, ledger
from app.operations import deadlines, doctor, records, snoozes, todo
from app.presets import CalendarBroken, work_calendar
from app.reports.sheet import Sheet
from app.storage.book import Book
from app.storage.waiting import Band
from tests.conftest import BEIJING, FixedClock, Places
from tests.operations.clerk import PROBLEM, found

YEAR_2027 = "\n".join(
    [
        "date,kind,name",
        *(f"2027-01-0{day},holiday,元旦" for day in (1, 2, 3)),
        *(f"2027-02-{day:02d},holiday,春节" for day in range(5, 12)),
        "2027-02-14,workday,春节",
    ]
)

EVERY_BAND = [Band(), Band(extended=1), Band(kind=2)]
ASSIGNED: Row = {"state": "分办"}
SEALED: Row = {"state": "登记", "direction": "移出", "sealed": 1}
PROMISED: Row = {"state": "受理", "mode": "承诺", "promised_days": 20}


def on(clock: FixedClock, day: str) -> None:
    clock.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING).replace(hour=9)


@pytest.fixture
def real_calendar(book: Book) -> Iterator[Path]:
    """The book with the calendar of the program; what a test brings is forgotten after it."""
    work_calendar.cache_clear()
    book.calendar = work_calendar
    yield book.path.parent
    work_calendar.cache_clear()


def texts(sheet: Sheet) -> str:
    return "\n".join("|".join(line) for line in sheet.lines())


def derived(book: Book, register: str, row: Row) -> set[tuple[str, str]]:
    """What 待办 shows of a row saved as it stands, with what its register works out."""
    definition = ledger(register)
    with book.change("录入") as writer:
        if definition.derive:
            row = {**definition.derive(row, writer), **row}
        writer.save(definition, row)
    return {(line.label, line.due_on) for line in book.waiting_lines(EVERY_BAND) if line.register == register}


@pytest.mark.parametrize(
    ("register", "row", "label", "due_on"),
    [
        # working days with 调休 (forms-and-rules 5.3): 20 January 2025 + 15, 28 September 2025 + 15
        ("clue", {**ASSIGNED, "disposal": "初步核实", "disposed_on": "2025-01-20"}, "启动核实(谈话)", "2025-02-14"),
        ("clue", {**ASSIGNED, "disposal": "谈话函询", "disposed_on": "2025-04-28"}, "启动核实(谈话)", "2025-05-08"),
        ("complaint", {"state": "登记", "real_name": 1, "received_on": "2025-09-28"}, "受理告知", "2025-10-24"),
        ("transfer", {**SEALED, "received_on": "2026-02-10"}, "转送时限", "2026-02-24"),
        ("service_case", {**PROMISED, "accepted_on": "2026-02-10"}, "办理时限", "2026-03-16"),
        # day of next month: 31 January + 1 month is 28 February 2025, moved to a working day
        ("clue", {"state": "登记", "received_on": "2025-01-31"}, "提出处置意见", "2025-02-28"),
        ("clue", {"state": "登记", "received_on": "2024-01-31"}, "提出处置意见", "2024-02-29"),
        ("clue", {"state": "暂存", "held_on": "2025-08-31"}, "暂存复查", "2026-02-28"),
        # stage + 5 days, the start of the next stage counted
        ("stage", {"state": "进行中", "seq": 1, "deadline": "2016-06-30"}, "阶段报告", "2016-07-05"),
        ("stage", {"state": "进行中", "seq": 2, "deadline": "2016-08-30"}, "阶段报告", "2016-09-02"),
        ("stage", {"state": "待报告", "seq": 3, "deadline": "2017-04-30"}, "阶段报告", "2017-05-05"),
        ("stage", {"state": "进行中", "seq": 3, "deadline": "2017-04-30"}, "阶段期限", "2017-04-30"),
        # the quarter's sheet by the 15th, reviewed two working days before
        ("finance_sheet", {"state": "草稿", "period": "2026Q3"}, "公开期限", "2026-10-15"),
        ("finance_sheet", {"state": "草稿", "period": "2026Q3"}, "民主理财审核", "2026-10-13"),
        ("finance_sheet", {"state": "已公开", "posted_to": "2026-10-25"}, "公示期满可撤榜", "2026-10-25"),
        ("affairs_item", {"state": "已公开", "posted_to": "2026-10-25"}, "公示期满可撤榜", "2026-10-25"),
        ("question", {"state": "登记", "asked_on": "2026-10-08"}, "答复期限", "2026-10-19"),
        ("interview", {"kind": "函询", "on_day": "2026-11-01"}, "函询回复时限", "2026-12-01"),
        ("accountability_measure", {"ends_on": "2027-01-31"}, "处分期满办理", "2027-01-31"),
        ("inspection", {"state": "责令整改", "order_due": "2026-12-01"}, "责令整改期限", "2026-12-01"),
        ("finding", {"deadline": "2026-12-01"}, "整改时限", "2026-12-01"),
        ("approval_check", {"deadline": "2026-12-01"}, "整改时限", "2026-12-01"),
        ("fund_check", {"deadline": "2026-12-01"}, "整改时限", "2026-12-01"),
        ("board_check", {"deadline": "2026-12-01"}, "整改时限", "2026-12-01"),
        ("power", {"state": "梳理", "comb_by": "2027-01-29", "publish_by": "2027-02-19"}, "职权梳理", "2027-01-29"),
        ("commitment", {"state": "已公示", "deadline": "2026-12-01"}, "兑现期限", "2026-12-01"),
        ("meeting_decision", {"state": "待落实", "deadline": "2026-12-01"}, "完成时限", "2026-12-01"),
        ("campaign_task", {"state": "待落实", "deadline": "2026-12-01"}, "完成时限", "2026-12-01"),
        ("campaign", {"state": "进行中", "ends_on": "2017-05-31"}, "结束日期", "2017-05-31"),
        ("hotline", {"state": "在用", "check_due": "2026-12-31"}, "号码核对", "2026-12-31"),
        ("survey", {"state": "录入", "to_on": "2026-12-31"}, "调查结束", "2026-12-31"),
        ("problem", {"state": "延期", "deadline": "2026-12-31"}, "整改时限", "2026-12-31"),
    ],
)  # fmt: skip
def test_each_deadline_stands_in_todo_under_its_own_name(
    book: Book, places: Places, real_calendar: Path, register: str, row: Row, label: str, due_on: str
) -> None:
    shown = derived(book, register, {"unit": places.village, **row} if "unit" in ledger(register).by_key else row)

    assert (label, due_on) in shown


@pytest.mark.parametrize(
    ("register", "row"),
    [
        ("finding", {"deadline": "2026-12-01", "corrected": 1}),
        ("stage", {"state": "已报告", "report_due": "2026-12-04", "reported_on": "2026-12-02"}),
        ("accountability_measure", {"ends_on": "2026-12-01", "lifted_on": "2026-12-01"}),
        ("affairs_item", {"state": "已撤榜", "posted_to": "2026-12-01", "taken_down_on": "2026-12-02"}),
        ("problem", {"state": "移送", "deadline": "2026-12-01"}),
    ],
)  # fmt: skip
def test_what_is_done_stands_in_todo_no_more(book: Book, places: Places, register: str, row: Row) -> None:
    with book.change("录入") as writer:
        writer.save(ledger(register), row)

    assert [line for line in book.waiting_lines([Band()]) if line.register == register] == []


@pytest.mark.parametrize("definition", LEDGERS, ids=lambda one: one.key)
def test_clocks_name_days_states_and_fields_of_their_register(definition: object) -> None:
    made = next(one for one in LEDGERS if one is definition)
    known = {state.name for state in made.states}

    for clock in made.clocks:
        until = (clock.until,) if isinstance(clock.until, str) else clock.until
        assert made.by_key[clock.field].kind == "date", clock
        assert set(clock.states) <= known, clock
        assert all(key in made.by_key for key in until if key), clock
    if made.due:
        assert {state for state, _ in made.due.by_state} | set(made.due.extended) <= known
        assert made.by_key[made.due.field].kind == "date"
        assert not made.due.since or made.by_key[made.due.since].kind == "date"


# --- 周提醒单


def test_each_unit_gets_a_slip_with_what_is_overdue_and_due_this_week(
    book: Book, places: Places, clock: FixedClock
) -> None:
    on(clock, "2026-11-02")
    found(book, deadline="2026-11-16", description="公开栏三个月没有更新")
    found(book, deadline="2026-11-20")
    found(book, deadline="2026-11-24", description="下周才到期")
    on(clock, "2026-11-18")

    made = deadlines.week_slips(book)

    said = texts(made[0])
    assert [sheet.file_name for sheet in made] == ["青山村_周提醒单_2026年11月18日"]
    assert "11月16日至11月22日" in said
    assert "逾期2天" in said
    assert "还有2天" in said
    assert "下周才到期" not in said
    assert "下次月报:2026年11月月报,12月4日前上报" in said
    assert made[0].mark == "练习"


def test_a_slip_names_nothing_that_is_known_inside_the_office_only(
    book: Book, places: Places, clock: FixedClock
) -> None:
    found(book, deadline="2026-12-01")
    with book.change("线索") as writer:
        writer.save(
            ledger("clue"), {"unit": places.village, "state": "核实中", "due_on": "2026-11-24", "source": "下访"}
        )
    on(clock, "2026-12-02")

    said = texts(deadlines.week_slips(book)[0])

    assert "集体山林" in said
    assert "问题线索" not in said
    assert "下访" not in said
    assert "问题线索" in texts(deadlines.escalation_list(book))


def test_slips_can_be_had_for_one_unit_and_those_below_it(book: Book, places: Places, clock: FixedClock) -> None:
    found(book, deadline="2026-12-01")
    on(clock, "2026-12-02")

    below, whole = (deadlines.week_slips(book, unit) for unit in (places.village, places.township))

    assert len(below) == len(whole) == 1
    with pytest.raises(Refused, match="不用打印提醒单"):
        deadlines.week_slips(book, places.group)


def test_a_long_slip_says_how_many_lines_are_left(
    book: Book, places: Places, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        found(book, deadline="2026-12-01", description=f"第{n}件不同的事情{'甲乙丙丁'[n] * 5}")
    on(clock, "2026-12-07")
    monkeypatch.setattr(deadlines, "PRINTED", 3)

    slip, ladder = deadlines.week_slips(book)[0], deadlines.escalation_list(book)

    assert "逾期：4 条" in texts(slip)
    assert "还有 1 条没有印出" in texts(slip)
    assert "还有 1 条没有印出" in texts(ladder)


# --- 逾期上报清单


def test_the_ladder_goes_by_days_overdue_and_never_hides_what_was_put_off(
    book: Book, places: Places, clock: FixedClock
) -> None:
    ids = [
        found(book, deadline=f"2026-11-{day}", description=f"{name}该管的事").id
        for day, name in (("05", "主要领导"), ("13", "分管领导"), ("20", "经办人"))
    ]
    on(clock, "2026-11-22")
    snoozes.snooze(book, "problem", ids[0], "整改时限", "2026-12-01", "等批复")

    said = texts(deadlines.escalation_list(book))

    first, rest = said.split("二、分管领导(逾期满 7 天),1 条")
    second, third = rest.split("三、经办人(刚逾期),1 条")
    assert "一、主要领导(逾期满 15 天),1 条" in first
    assert "主要领导该管的事" in first
    assert "逾期17天 缓办到12-01" in first
    assert "分管领导该管的事" in second
    assert "经办人该管的事" in third
    assert "逾期合计：3 条" in first


def test_the_days_of_the_ladder_are_the_countys(book: Book, places: Places, clock: FixedClock) -> None:
    found(book, deadline="2026-11-20")
    on(clock, "2026-11-22")
    with book.change("县里规定") as writer:
        writer.set_option("head_days", 2)

    said = texts(deadlines.escalation_list(book))

    assert "一、主要领导(逾期满 2 天),1 条" in said
    assert "二、分管领导(逾期满 2 天),0 条" in said


def test_nothing_overdue_makes_no_list(book: Book) -> None:
    with pytest.raises(Refused, match="没有逾期"):
        deadlines.escalation_list(book)


def test_a_mobile_number_in_a_title_stops_the_paper(book: Book, places: Places, clock: FixedClock) -> None:
    found(book, deadline="2026-11-20", description="联系 13800138000 核实")
    on(clock, "2026-11-22")

    with pytest.raises(Refused, match="手机号"):
        deadlines.week_slips(book)


# --- 放假安排


def holidays(folder: Path, text: str = YEAR_2027, name: str = "2027年 放假安排.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_next_years_holidays_are_read_in_and_limits_move(
    book: Book, places: Places, real_calendar: Path, clock: FixedClock
) -> None:
    with book.change("录入") as writer:
        row: Row = {"unit": places.village, "state": "登记", "real_name": 1, "received_on": "2026-12-28"}
        row |= dict(ledger("complaint").derive(row, writer))  # type: ignore[misc]
        id = writer.save(ledger("complaint"), row)
    before = row["due_on"]

    loaded = deadlines.load_calendar(book, holidays(real_calendar))

    now = (book.row("complaint", id) or {})["due_on"]
    assert (loaded.years, loaded.changed) == ((2027,), 1)
    # 15 working days: Friday 1 January is free now
    assert (before, now) == ("2027-01-18", "2027-01-19")
    assert [line.due_on for line in book.waiting_lines([Band()])] == ["2027-01-19"]
    assert work_calendar().known(date(2027, 12, 31))
    assert not work_calendar().is_working(date(2027, 2, 5))
    assert work_calendar().is_working(date(2027, 2, 14))
    assert not work_calendar().is_working(date(2026, 10, 1)), "the years before stay known"


def test_the_count_anew_is_one_step_that_undo_takes_back(book: Book, places: Places, real_calendar: Path) -> None:
    with book.change("录入") as writer:
        row: Row = {"unit": places.village, "state": "登记", "real_name": 1, "received_on": "2026-12-28"}
        row |= dict(ledger("complaint").derive(row, writer))  # type: ignore[misc]
        writer.save(ledger("complaint"), row)
    deadlines.load_calendar(book, holidays(real_calendar))

    undone = book.undo()

    assert undone.label.endswith("按2027年放假安排重算时限")
    assert [line.due_on for line in book.waiting_lines([Band()])] == ["2027-01-18"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (YEAR_2027.replace("2027", "2028"), "请先读入 2027 年的"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n", "不够一年的安排"),
        ("日期,类别\n", "第一行应为"),
    ],
)
def test_a_file_that_is_no_plan_of_the_next_year_changes_nothing(
    book: Book, real_calendar: Path, text: str, said: str
) -> None:
    with pytest.raises(CalendarBroken, match=said):
        deadlines.load_calendar(book, holidays(real_calendar, text))

    assert work_calendar().last_year == 2026
    assert presets.brought_calendars() == []


def test_a_year_without_a_plan_says_so_in_todo_and_in_the_check(
    book: Book, real_calendar: Path, clock: FixedClock
) -> None:
    on(clock, "2026-10-08")
    quiet = todo.todo(book).calendar_note
    on(clock, "2026-12-01")

    note = todo.todo(book).calendar_note
    check = next(one for one in doctor.doctor(book) if one.name == "calendar")

    assert quiet == ""
    assert "2027年的放假安排还没有读入" in note
    assert "按周末推算" in note
    assert "2027年的放假安排还没有读入" in check.message


def test_after_reading_it_in_nothing_is_said_and_a_spoilt_copy_is_named(
    book: Book, real_calendar: Path, clock: FixedClock
) -> None:
    on(clock, "2026-12-01")
    deadlines.load_calendar(book, holidays(real_calendar))
    good = todo.todo(book).calendar_note

    presets.brought_calendars()[0].write_text("坏了", "utf-8")
    work_calendar.cache_clear()

    assert good == ""
    assert "2027年的放假安排还没有读入" in todo.todo(book).calendar_note
    assert "2027.csv" in presets.calendar_trouble()


def test_a_voided_row_is_on_no_paper(book: Book, places: Places, clock: FixedClock) -> None:
    id = found(book, deadline="2026-11-20").id
    records.void(book, PROBLEM, id, "重复登记")
    on(clock, "2026-11-22")

    with pytest.raises(Refused, match="没有逾期"):
        deadlines.escalation_list(book)
