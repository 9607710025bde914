"""Published figures of real villages as sheets of ours: typed, added up and printed, they give the published sums."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from random import Random

from app.domain.fields import Row, Value
from app.ledgers import ledger
from app.operations import demo_published, records, sheets
from app.operations.demo_published import fen
from app.operations.records import LineEdit, LinesPart
from app.paths import resource
from app.reports.sheet import Paragraph, Sheet, Table
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import LINE, SHEET, row

ENTRY = ledger("finance_entry")
DECIDED = "2026-08-05"


def published(name: str) -> list[dict[str, str]]:
    with resource("samples", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts_of(values: Row, register: object = LINE) -> dict[str, str]:
    """What a clerk would type for a line."""
    fields = register.by_key  # type: ignore[attr-defined]
    return {key: fields[key].show(value) for key, value in values.items() if value is not None}


def special(book: Book, kind: str, matter: str) -> int:
    texts = {"unit": "青山村", "special": kind, "matter": matter, "decided_on": DECIDED}
    return records.save(book, SHEET, None, texts).id


def typed(book: Book, sheet: int, lines: list[Row], entries: list[Row]) -> None:
    parts = [
        LinesPart(LINE, [LineEdit(None, texts_of({"on_day": DECIDED, **line})) for line in lines]),
        LinesPart(ENTRY, [LineEdit(None, texts_of(entry, ENTRY)) for entry in entries]),
    ]
    for done in records.save_parts(book, SHEET, sheet, parts):
        assert done.faults == {}


def wall(book: Book, sheet: int) -> Sheet:
    return sheets.make_sheet(book, "finance_wall", ids=[sheet])[0]


def table(sheet: Sheet) -> Table:
    return next(block for block in sheet.blocks if isinstance(block, Table))


def sums(made: Table) -> list[Value]:
    return [cell for cell, column in zip(made.total or (), made.columns, strict=True) if column.sums]  # type: ignore[misc]


def test_the_earnings_of_a_solar_station_come_in_and_go_out_in_full(book: Book, places: Places) -> None:
    rows = published("s01_village_pv_distribution_2019h1.csv")
    sheet = special(book, "资产资源发包租赁出让投资", "村级光伏电站收益分配")

    typed(book, sheet, demo_published.pv_lines(), [])
    made = table(wall(book, sheet))

    assert sums(made) == [fen(rows[0]["amount_yuan"]), fen(rows[-1]["amount_yuan"])] == [4_150_000, 4_150_000]
    # the three of the last had no even amount, and none is made up for them
    assert {cells[3] for cells in made.rows if isinstance(cells[3], str)} == {
        "6 人 × 1,000.00",
        "12 人 × 1,500.00",
        "1 户 × 3,000.00",
        "3 人",
    }
    assert row(book, "finance_sheet", sheet)["closing"] == 0


def test_a_road_by_one_issue_one_meeting_costs_what_was_given_for_it(book: Book, places: Places) -> None:
    rows = published("s03_yishiyiyi_road_2012.csv")
    sheet = special(book, "一事一议筹资筹劳", "村道混凝土路面 960 米")

    typed(book, sheet, demo_published.road_lines(), [])
    made = wall(book, sheet)

    shown = [cell for cells in table(made).rows for cell in cells]
    assert sums(table(made)) == [fen(rows[-1]["amount_yuan"])] * 2 == [34_560_000] * 2
    assert "4980 人 × 15.00" in shown
    assert {"一事一议筹资", "上级拨款", "社会捐赠"} <= set(shown)
    first = next(block.text for block in made.blocks if isinstance(block, Paragraph))
    assert first == "本专项收入 345,600.00 - 本专项支出 345,600.00 = 结余 0.00"


def test_a_quarter_of_139_lines_adds_up_to_the_published_total(book: Book, places: Places) -> None:
    facts = json.loads(resource("samples", "s05_village_quarter_disclosure_2014q2.json").read_text("utf-8"))
    texts = {"unit": "青山村", "period": "2014Q2", "opening": "468,288.46"}
    sheet = records.save(book, SHEET, None, texts).id
    entries = demo_published.long_quarter(Random(1), (4, 5, 6))
    lines: list[Row] = [
        {
            "item": one.item,
            "purpose": one.purpose,
            "amount": one.amount,
            "on_day": date(2014, one.month or 4, 12).isoformat(),
        }
        for one in entries
    ]

    typed(book, sheet, lines, [])
    made = table(wall(book, sheet))

    numbered = [cells for cells in made.rows if isinstance(cells[0], int)]
    assert len(numbered) == facts["published_lines"] == 139
    assert sums(made) == [0, fen(facts["total_expense_yuan"])]
    subtotals = [cells[4] for place, cells in enumerate(made.rows) if place in made.subtotals]
    alone = sum(cells[4] or 0 for cells in numbered) - sum(subtotals)  # type: ignore[misc,operator]
    assert 0 <= alone <= 2 * 429_500  # items of one line have no sum of their own


def test_a_plan_of_six_projects_is_printed_in_yuan_with_who_carries_it_out(
    book: Book, places: Places, folder: Path
) -> None:
    rows = published("s06_fund_project_plan_2023.csv")
    items = {"基础设施": "1.04", "产业发展": "1.05", "项目管理": "1.07"}
    plan: list[Row] = [
        {
            "item": items[one["category_derived"]],
            "name": one["project"],
            "amount": fen(one["amount_wan_yuan"]) * 10_000,
            "counterparty": one["implementing_unit"],
        }
        for one in rows
        if one["row_no"]
    ]
    sheet = special(book, "工程招投标及预决算", "衔接资金项目计划")

    typed(book, sheet, [], plan)
    made = wall(book, sheet)

    amounts = [cells[3] for cells in table(made).rows]
    assert sum(amounts) == fen(rows[-1]["amount_wan_yuan"]) * 10_000 == 1_259_000_000  # type: ignore[arg-type]
    assert [sum(amounts[:3]), sum(amounts[3:5]), amounts[5]] == [938_000_000, 307_000_000, 14_000_000]  # type: ignore[arg-type]
    assert {cells[4] for cells in table(made).rows} == {"县农牧水利和科技局", "王家乡人民政府"}
    assert len([block for block in made.blocks if isinstance(block, Table)]) == 1
    assert [path.suffix for path in sheets.write_sheet(book, made, folder / "打印")] == [".pdf", ".xlsx"]


def test_a_compensation_that_does_not_split_evenly_is_shared_out_to_the_fen(book: Book, places: Places) -> None:
    sheet = special(book, "征地补偿及分配", "沿河公路征地补偿")
    shared: Row = {
        "item": "3.07",
        "purpose": "按户平分征地补偿款",
        "amount": 4_100_000,
        "quantity": 6100,
        "measure": "户",
    }

    typed(book, sheet, [{"item": "2.07", "purpose": "征用水田补偿款", "amount": 4_100_000}, shared], [])
    made = table(wall(book, sheet))

    assert made.rows[-1][3] == "61 户 × 672.13(前 7 户各多 0.01)"
    assert 61 * 67_213 + 7 == 4_100_000
    assert sums(made) == [4_100_000] * 2
