"""Quarters, years and stages in a book: counted against plain SQL, frozen when sent, printed in every format."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.faults import Refused
from app.domain.rows import id_of, text_of
from app.domain.span import STAGE, of_days
from app.figures.counting import Place
from app.ledgers import ledger
from app.operations import monthly, records, sheets, span_reports
from app.storage.book import Book
from tests.operations.test_monthly import INDEPENDENT, OCTOBER, explained, practice

__all__ = ["practice"]
THIRD = span_reports.span_of_text("2026Q3")
REPORT = ledger("span_report")


@pytest.mark.parametrize("code", sorted(INDEPENDENT))
def test_every_figure_of_a_quarter_is_what_plain_sql_counts(practice: Book, code: str):
    expected = practice.all(INDEPENDENT[code], {"a": "2026-07-01", "b": "2026-09-30"})[0][0]

    counted = span_reports.summed(practice, THIRD)

    assert counted.figures[Place(code)].m == expected
    assert sum(row.value for row in span_reports.behind(practice, counted, Place(code))) == expected


def test_what_can_be_summed_up_are_parts_of_years_that_have_begun_and_stages(practice: Book):
    found = span_reports.offers(practice)

    titles = [one.span.title for one in found]
    assert titles[:2] == ["2026年第4季度", "2026年第3季度"]
    assert {"2026年下半年", "2026年度"} <= set(titles)
    stages = [one for one in found if one.span.kind == STAGE]
    assert len(stages) == sum(1 for row in practice.rows("stage") if row["deadline"]) or stages
    assert all(one.stage for one in stages)


def test_stages_follow_each_other_without_a_gap(practice: Book):
    campaign = practice.rows("stage")[0]["campaign"]
    rows = sorted(practice.rows("stage", campaign=campaign), key=lambda row: text_of(row, "deadline"))

    spans = [span_reports.span_of_stage(practice, id_of(row, "id") or 0) for row in rows]

    assert all((after.first - one.last).days == 1 for one, after in pairwise(spans))


def test_a_stage_is_called_as_papers_name_it_and_its_report_keeps_the_name(practice: Book):
    stage = next(row for row in practice.rows("stage") if row["name"] == "自查自纠")
    span = span_reports.span_of_stage(practice, id_of(stage, "id") or 0)
    campaign = practice.title("campaign", id_of(stage, "campaign") or 0)

    number = span_reports.begin(practice, span, id_of(stage, "id"))

    assert span.title == f"{campaign}自查自纠阶段"
    assert practice.title("span_report", number) == f"{span.title}汇总"
    row = practice.row("span_report", number) or {}
    assert span_reports.span_of_row(practice, row) == span


def test_a_report_is_begun_once_and_counted(practice: Book):
    number = span_reports.begin(practice, span_reports.span_of_text("2026"))

    assert span_reports.begin(practice, span_reports.span_of_text("2026")) == number
    assert practice.title("span_report", number) == "2026年度汇总"


def test_the_figures_stand_still_once_it_is_sent(practice: Book):
    number = span_reports.begin(practice, THIRD)
    was = span_reports.recount(practice, THIRD, number).figures[Place("M20")].m or 0
    records.move(practice, REPORT, number, "送审")
    texts = {"channel": "网络", "name": "补登的一篇", "on_day": "2026-09-09", "unit": "示例乡"}
    records.save(practice, ledger("publicity"), None, texts)

    assert span_reports.summed(practice, THIRD, number).figures[Place("M20")].m == was
    assert span_reports.summed(practice, THIRD).figures[Place("M20")].m == was + 1
    with pytest.raises(Refused, match="数字已经固定"):
        span_reports.recount(practice, THIRD, number)


def test_a_time_that_is_not_over_is_not_sent(practice: Book):
    span = span_reports.span_of_text("2026Q4")
    number = span_reports.begin(practice, span)
    span_reports.recount(practice, span, number)

    with pytest.raises(Refused, match="还没有过完"):
        records.move(practice, REPORT, number, "送审")


def test_whoever_sent_it_does_not_review_it(practice: Book):
    number = span_reports.begin(practice, THIRD)
    span_reports.recount(practice, THIRD, number)
    records.move(practice, REPORT, number, "送审")

    with pytest.raises(Refused, match="送审汇总"):
        records.move(practice, REPORT, number, "审核通过")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"kind": "季度", "from_on": "2026-07-01", "to_on": "2026-09-29"}, "不是一个整季度"),
        ({"kind": "半年", "from_on": "2026-04-01", "to_on": "2026-09-30"}, "不是一个整半年"),
        ({"kind": "自选起止", "from_on": "2026-07-01", "to_on": "2026-06-30"}, "早于起"),
        ({"kind": "年度", "from_on": "2027-01-01", "to_on": "2027-12-31"}, "还没有到"),
        ({"kind": "专项阶段", "from_on": "2026-07-01", "to_on": "2026-07-31"}, "要选是哪个阶段"),
    ],
)
def test_days_that_are_no_such_time_are_refused(practice: Book, texts: dict[str, str], said: str):
    with pytest.raises(Refused, match=said):
        records.save(practice, REPORT, None, texts)


def test_a_year_whose_months_were_reported_otherwise_says_by_how_much(practice: Book):
    texts = {"channel": "网络", "name": "补登的一篇", "on_day": "2026-09-09", "unit": "示例乡"}
    records.save(practice, ledger("publicity"), None, texts)

    told = [one.mismatch.message for one in span_reports.summed(practice, THIRD).findings if one.mismatch.id == "V22"]

    assert [text for text in told if "宣传现在是" in text and "2026年9月月报报的是" in text]


def test_the_forms_carry_what_was_explained_in_the_months(practice: Book):
    explained(practice, OCTOBER)
    span = span_reports.span_of_text("2026Q4")

    lines = [
        cell for line in span_reports.papers(practice, span_reports.summed(practice, span))[0].lines() for cell in line
    ]

    assert [line for line in lines if "2026年10月月报，V" in line and line.endswith("说明：核对无误")]
    assert not [line for line in lines if "本月" in line]


def test_a_quarter_goes_to_paper_excel_and_word(practice: Book, tmp_path: Path):
    counted = span_reports.summed(practice, THIRD)

    written = [
        path
        for sheet in span_reports.papers(practice, counted)
        for path in sheets.write_sheet(practice, sheet, tmp_path / "出", ("pdf", "xlsx", "docx"))
    ]

    assert {path.name for path in written} == {
        f"示例乡_{name}_2026年第3季度.{suffix}"
        for name in ("数据汇总", "数据汇总分项", "各月情况", "工作情况")
        for suffix in ("pdf", "xlsx", "docx")
    }
    book = load_workbook(tmp_path / "出" / "示例乡_数据汇总分项_2026年第3季度.xlsx")
    values = {row[0].value: row[3].value for row in book.active.iter_rows() if row[0].value}
    assert values["G10"] == counted.figures[Place("G10")].m


def test_who_may_not_read_the_clues_cannot_count(practice: Book, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(practice), "may_read", lambda self, register: register != "clue")

    with pytest.raises(Refused, match="只有经办人和审核人能统计"):
        span_reports.summed(practice, THIRD)


def test_an_unknown_stage_is_named(practice: Book):
    with pytest.raises(Refused, match="没有序号为 999 的专项阶段"):
        span_reports.span_of_stage(practice, 999)


def test_the_reports_of_the_practice_book_open_as_they_were_sent(practice: Book):
    span_reports.keep_as_sent(practice)
    row = next(row for row in practice.rows("span_report") if row["state"] == "已签发")

    counted = span_reports.summed(practice, span_reports.span_of_row(practice, row), id_of(row, "id"))

    assert counted.frozen
    assert monthly.known("G10")
    assert counted.figures[Place("G10")].m is not None


def test_the_months_of_a_quarter_add_up_to_it_and_stand_still_with_it(practice: Book):
    number = span_reports.begin(practice, THIRD)
    counted = span_reports.recount(practice, THIRD, number)

    for place, figure in counted.figures.items():
        if not place.cut and figure.m is not None and monthly.known(place.code):
            assert sum(counted.months.get(place.code, {}).values()) == figure.m, place.code
    records.move(practice, REPORT, number, "送审")
    texts = {"channel": "网络", "name": "补登的一篇", "on_day": "2026-09-09", "unit": "示例乡"}
    records.save(practice, ledger("publicity"), None, texts)
    assert span_reports.summed(practice, THIRD, number).months == counted.months


def test_months_that_have_not_begun_stay_empty(practice: Book):
    (sheet,) = span_reports.months_of(practice, span_reports.summed(practice, span_reports.span_of_text("2026")))

    row = next(line for line in sheet.lines() if line[0] == "排查问题")
    assert len(row) == 15
    assert (row[13], row[12] != "", row[14]) == ("", True, str(sum(map(int, filter(None, row[2:13])))))


def test_a_time_within_one_month_has_no_sheet_of_months(practice: Book):
    few = span_reports.summed(practice, of_days(date(2026, 10, 1), date(2026, 10, 15)))

    assert span_reports.months_of(practice, few) == []
