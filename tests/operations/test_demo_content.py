"""The practice content, looked at without a book."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app import paths
from app.domain.days import Period
from app.domain.fields import Reading, Row
from app.domain.identity import parse_phone
from app.domain.lights import LightRule
from app.domain.money import parse_yuan
from app.domain.options import BOOK_OPTIONS
from app.ledgers import LEDGERS, ledger
from app.operations.demo_content import Content, content_hash, county_content, township_content
from app.operations.demo_drafts import Drafts
from app.operations.demo_finance import quarters
from app.operations.demo_places import RARE_NAMES, STATIONS, VILLAGES
from app.operations.demo_problems import first_month
from app.operations.demo_published import PV_SOURCE, QUARTER_SOURCE, ROAD_SOURCE, fen
from app.presets import work_calendar

TODAY = date(2026, 11, 22)
OTHERS = ((2, date(2026, 1, 3)), (7, date(2026, 3, 31)), (3, date(2024, 2, 29)))
MADE_UP_PHONE = re.compile(r"0795-555\d{4}|13800000[01]\d{2}")
SAMPLES = paths.resource("samples")


@pytest.fixture(scope="module")
def content() -> Content:
    return made(1, TODAY)


@cache
def made(seed: int, today: date) -> Content:
    """The content of a seed and a day, to be looked at only."""
    return township_content(seed, today)


def texts_of(content: Content) -> list[str]:
    return [value for rows in content.rows.values() for row in rows for value in row.values() if isinstance(value, str)]


def faults_of(content: Content, today: date) -> list[tuple[str, object, str, bool]]:
    around = Drafts(content.rows, today)
    return [
        (key, row["id"], fault.code, fault.soft)
        for key, rows in content.rows.items()
        for row in rows
        for fault in ledger(key).faults(row, around)
    ]


def lines_of(content: Content, source: str) -> list[Row]:
    return [line for line in content.rows["finance_line"] if line.get("remark") == source]


@pytest.mark.parametrize(("seed", "today"), [(1, TODAY), *OTHERS])
def test_the_same_seed_and_day_give_the_same_rows(seed, today):
    first, second = made(seed, today), township_content(seed, today)

    assert content_hash(first.rows) == content_hash(second.rows)
    assert first.files == second.files


def test_another_seed_and_another_day_give_other_rows(content):
    other_seed, other_day = township_content(2, TODAY), township_content(1, date(2026, 11, 21))

    assert len({content_hash(made.rows) for made in (content, other_seed, other_day)}) == 3


@pytest.mark.parametrize(("seed", "today"), [(1, TODAY), *OTHERS])
def test_no_row_has_a_hard_fault_and_only_the_one_meant_has_soft_ones(seed, today):
    found = faults_of(made(seed, today), today)

    assert [fault for fault in found if not fault[3]] == []
    assert [(key, code) for key, _, code, _ in found] == [("finance_sheet", "E-SUM")] * 2
    assert len({number for _, number, _, _ in found}) == 1


@pytest.mark.parametrize(("seed", "today"), [(1, TODAY), *OTHERS])
def test_stamped_columns_are_what_the_registers_would_have_computed(seed, today):
    content = made(seed, today)
    around = Drafts(content.rows, today)

    for definition in LEDGERS:
        for row in content.rows[definition.key]:
            derived = definition.derive(row, around) if definition.derive else {}
            assert {key: row.get(key) for key in derived} == dict(derived), (definition.key, row["id"])


@pytest.mark.parametrize(("seed", "today"), [(1, TODAY), *OTHERS])
def test_every_text_can_be_typed_and_no_column_is_unknown(seed, today):
    content = made(seed, today)

    for definition in LEDGERS:
        for row in content.rows[definition.key]:
            assert row.keys() <= {"id", "number", "state", "remark", "explanation", *definition.by_key}
            for column in definition.typed:
                if column.kind in ("text", "long_text", "choice", "date", "period", "phone", "attachment"):
                    value = row.get(column.key)
                    assert value is None or column.parse(str(value), Reading(today)) == value


@pytest.mark.parametrize(("seed", "today"), [(1, TODAY), *OTHERS])
def test_links_lead_to_rows_that_are_there_and_parents_come_first(seed, today):
    content = made(seed, today)
    numbers = {key: {row["id"] for row in rows} for key, rows in content.rows.items()}

    for definition in LEDGERS:
        for row in content.rows[definition.key]:
            for link in definition.links:
                value = row.get(link.key)
                targets = value if isinstance(value, list) else [] if value is None else [value]
                assert set(targets) <= numbers[link.register]
                if link.register == definition.key:
                    assert all(target < row["id"] for target in targets)


def test_the_township_has_the_units_of_the_scheme(content):
    kinds = Counter(row["kind"] for row in content.rows["unit"])
    villages = [row for row in content.rows["unit"] if row["kind"] == "村"]
    groups = Counter(row["parent"] for row in content.rows["unit"] if row["kind"] == "村民小组")

    assert (
        (kinds["县"], kinds["乡镇"], kinds["村"], kinds["站所"])
        == (1, 1, len(VILLAGES), len(STATIONS))
        == (1, 1, 14, 12)
    )
    assert villages[0]["name"] == "青山村"
    assert all(3 <= groups[row["id"]] <= 10 for row in villages)
    assert all(row["phone"] and row["board"] for row in content.rows["unit"] if row["kind"] in ("村", "站所", "乡镇"))


def test_people_are_unique_and_some_have_rare_characters(content):
    people = content.rows["person"]
    names = [str(row["name"]) for row in people]

    assert 80 <= len(people) <= 110
    assert len(set(names)) == len(names)
    assert set(RARE_NAMES) <= set(names)
    assert {"龑", "㛃", "䶮", "𠅤"} <= set("".join(names))
    assert all(row.get("id_number") is None for row in people)


def test_no_text_holds_a_number_that_could_be_somebodys(content):
    for text in texts_of(content):
        assert not re.search(r"\d{15,}", re.sub(r"^[0-9a-f]{64} ", "", text, flags=re.M)), text
        for number in re.findall(r"0\d{2,3}-\d{7,8}|(?<!\d)1[3-9]\d{9}(?!\d)", re.sub(r"[0-9a-f]{64}", "", text)):
            assert MADE_UP_PHONE.fullmatch(number), text


def test_every_telephone_number_is_made_up_and_well_formed(content):
    numbers = [row["phone"] for key in ("unit", "person") for row in content.rows[key] if row.get("phone")]

    assert len(numbers) > 40
    assert all(MADE_UP_PHONE.fullmatch(str(n)) and parse_phone(str(n)) == n for n in numbers)


def test_three_years_of_problems_with_open_ones_in_every_light(content):
    problems = content.rows["problem"]
    months = Counter(str(row["found_on"])[:7] for row in problems)
    rule = LightRule.at(TODAY, BOOK_OPTIONS["yellow_days"].default, work_calendar())
    definition = ledger("problem")
    lights = Counter(light.word for row in problems if (light := rule.light(definition, row)))
    states = Counter(row["state"] for row in problems)

    assert first_month(TODAY) == date(2023, 12, 1)
    assert len(months) == 36
    assert min(months.values()) >= 5
    assert months["2026-11"] >= 10
    assert 230 <= len(problems) <= 280
    assert 50 <= sum(states[state] for state in definition.open_states) <= 70
    assert states.keys() == {state.name for state in definition.states}
    assert lights["逾期"] >= 6
    assert lights["临期"] >= 8
    assert states["待核实"] >= 5


def test_problems_stand_in_the_order_they_were_found_and_speak_of_different_things(content):
    problems = content.rows["problem"]
    days = [str(row["found_on"]) for row in problems]

    assert days == sorted(days)
    assert len({row["description"] for row in problems}) == len(problems)
    assert {row["category"] for row in problems} == {"1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2"}
    assert not any("{" in text for text in texts_of(content))


def test_money_in_the_words_is_the_money_in_the_columns(content):
    with_money = [row for row in content.rows["problem"] if row.get("amount_due")]

    assert len(with_money) > 60
    for row in with_money:
        amounts = [parse_yuan(text) for text in re.findall(r"([\d,]+) 元", str(row["description"] or ""))]
        assert (
            row["amount_due"] in amounts
            or row["amount_due"]
            in [parse_yuan(text) for text in re.findall(r"([\d,]+) 元", str(row["measures"] or row["result"] or ""))]
            or row["measures"] is None
        )
        if row["state"] in ("已销号", "待核实"):
            assert row["amount_returned"] == row["amount_due"]
        assert 0 <= row["amount_returned"] <= row["amount_due"]


def test_closed_problems_were_closed_by_a_second_person_with_proof_and_result(content):
    closed = [row for row in content.rows["problem"] if row["state"] == "已销号"]

    assert all(row["closed_by"] != row["close_asked_by"] for row in closed)
    assert all(row["close_asked_on"] <= row["closed_on"] <= TODAY.isoformat() for row in closed)
    for row in closed:
        for line in str(row["proof"]).splitlines():
            assert line.partition(" ")[0] in content.files
    assert all(row["result"] and row["measures"] and row["responsible"] for row in closed)


def test_some_were_extended_with_a_reason_and_one_came_back(content):
    problems = content.rows["problem"]
    extended = [row for row in problems if row.get("extension_reason")]
    again = [row for row in problems if row.get("relapse_of")]
    before = next(row for row in problems if row["id"] == again[0]["relapse_of"])

    assert len(extended) >= 10
    assert all(row["deadline"] > row["first_deadline"] and row["extended_by"] for row in extended)
    assert len(again) == 1
    assert (before["state"], before["unit"]) == ("已销号", again[0]["unit"])


def test_progress_lies_between_finding_and_closing(content):
    problems = {row["id"]: row for row in content.rows["problem"]}

    for line in content.rows["progress"]:
        problem = problems[line["problem"]]
        assert problem["found_on"] <= line["on_day"] <= (problem.get("close_asked_on") or TODAY.isoformat())


def test_promises_name_a_day_and_who_and_are_numbered_without_a_gap(content):
    promises = content.rows["commitment"]
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in promises:
        year, n = re.fullmatch(r"示纪诺〔(\d{4})〕(\d+)号", str(row["number"])).groups()
        numbers[year].append(int(n))

    assert 60 <= len(promises) <= 70
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert all(re.search(r"\d{4}年\d+月\d+日前", str(row["text"])) for row in promises)
    assert {row["state"] for row in promises} == {state.name for state in ledger("commitment").states}
    assert all(row["outcome"] for row in promises if row["state"] in ("已兑现", "未兑现"))


def test_every_village_has_a_sheet_every_quarter_that_carries_to_the_fen(content):
    lines: dict[object, list[Row]] = defaultdict(list)
    for line in content.rows["finance_line"]:
        lines[line["sheet"]].append(line)
    closings: dict[object, object] = {}
    regular = [sheet for sheet in content.rows["finance_sheet"] if not sheet.get("special")]

    for sheet in regular:
        income, expense = (
            sum(line["amount"] for line in lines[sheet["id"]] if line["direction"] == way) for way in ("收入", "支出")
        )
        assert sheet["opening"] == closings.get(sheet["unit"], sheet["opening"])
        assert sheet["opening"] + income - expense == sheet["closing"] > 0
        closings[sheet["unit"]] = sheet["closing"]
        assert len(lines[sheet["id"]]) == sheet["line_count"]
        if sheet["level"] == "村级":
            assert 12 <= sheet["line_count"] <= 60 or sheet["line_count"] == 139
    villages = Counter(sheet["unit"] for sheet in regular if sheet["level"] == "村级")
    assert sorted(villages.values()) == [11, *[12] * 13]  # one village's last quarter was never begun
    assert len(villages) == 14
    assert len({s["publisher"] for s in content.rows["finance_sheet"] if s["level"] == "组级"}) == 2


def test_the_last_quarter_is_partly_late(content):
    last = quarters(TODAY)[-1]
    states = Counter(
        sheet["state"]
        for sheet in content.rows["finance_sheet"]
        if sheet["period"] == last.key and sheet["level"] == "村级"
    )

    assert last.key == "2026Q3"
    assert states == {"已公开": 8, "已审核": 2, "待签": 1, "草稿": 2}


def test_an_entry_that_speaks_of_a_month_is_dated_in_it(content):
    for line in content.rows["finance_line"]:
        if spoken := re.search(r"(?<!\d)(\d{1,2})月(?!\d)", str(line["purpose"])):
            assert Period.parse(str(line["on_day"])[:7]).first.month == int(spoken[1]), line["purpose"]


def test_the_long_quarter_has_the_published_total_largest_and_smallest_line(content):
    published = json.loads((SAMPLES / "s05_village_quarter_disclosure_2014q2.json").read_text("utf-8"))
    sheet = next(row for row in content.rows["finance_sheet"] if row["line_count"] == 139)
    lines = sorted(
        (line for line in content.rows["finance_line"] if line["sheet"] == sheet["id"]), key=lambda x: x["amount"]
    )

    assert (published["published_lines"], published["total_expense_yuan"]) == (139, "222801.00")
    assert sheet["expense_total"] == 22_280_100 == fen(published["total_expense_yuan"])
    assert sheet["income_total"] == 0
    assert (lines[-1]["purpose"], lines[-1]["amount"]) == ("修建济川桥花坛", 429_500)
    assert (lines[0]["purpose"], lines[0]["amount"]) == (published["smallest_line"]["item"], 2_400)
    assert lines[0]["amount"] < lines[1]["amount"]
    assert lines[-2]["amount"] < lines[-1]["amount"]
    assert len(lines_of(content, QUARTER_SOURCE)) == 2
    assert sheet["remark"] == QUARTER_SOURCE


def test_the_solar_earnings_are_the_published_five_lines(content):
    with (SAMPLES / "s01_village_pv_distribution_2019h1.csv").open(encoding="utf-8", newline="") as file:
        published = [fen(row["amount_yuan"]) for row in csv.DictReader(file) if row["kind"] != "total"]
    lines = lines_of(content, PV_SOURCE)

    assert sorted(line["amount"] for line in lines) == sorted(published)
    assert [sum(x["amount"] for x in lines if x["direction"] == way) for way in ("收入", "支出")] == [4_150_000] * 2


def test_the_road_costs_what_was_given_for_it(content):
    lines = lines_of(content, ROAD_SOURCE)

    assert sorted(x["amount"] for x in lines if x["direction"] == "收入") == [2_190_000, 7_470_000, 24_900_000]
    assert [x["amount"] for x in lines if x["direction"] == "支出"] == [34_560_000]


@pytest.mark.parametrize("path", sorted(p for p in SAMPLES.iterdir() if p.is_file()), ids=lambda path: path.name)
def test_samples_name_publishers_and_no_address(path: Path):
    text = path.read_text("utf-8")

    assert not re.search(r"https?:|www\.|\.(com|cn|net|org)\b", text)
    assert not re.search(r"[一-鿿]某(?!县)", text)
    assert path.name == "SOURCE.md" or path.name in (SAMPLES / "SOURCE.md").read_text("utf-8")


def test_the_pictures_are_pngs_and_the_records_say_they_are_for_practice(content):
    pictures = [file for file in content.files.values() if file.startswith(b"\x89PNG")]
    records = [file.decode() for file in content.files.values() if not file.startswith(b"\x89PNG")]

    assert 4 <= len(pictures) <= 8
    assert len(records) > 20
    assert all(text.startswith("练习资料") for text in records)


def test_the_county_desk_knows_its_24_townships_and_has_no_fault():
    content = county_content(TODAY)

    assert sum(row["kind"] in ("乡镇", "街道") for row in content.rows["unit"]) == 24
    assert len({row["code"] for row in content.rows["unit"] if row.get("code")}) == 25
    assert faults_of(content, TODAY) == []
