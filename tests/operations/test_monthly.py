"""A month's report in a book: counted, explained, frozen, corrected later; each figure against plain SQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import paths
from app.domain.days import Period
from app.domain.faults import Refused
from app.figures.counting import Place
from app.ledgers import ledger
from app.operations import books, monthly, monthly_papers, records
from app.storage.book import Book
from tests.practice import TODAY, full_book

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


@pytest.fixture
def practice(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Book]:
    """A copy of the full book, open as in practice."""
    shutil.copytree(full_book(tmp_path_factory), tmp_path / "账套")
    book = books.open_practice(tmp_path / "账套" / "示例乡.mz", today=TODAY)
    yield book
    book.close()


# Each figure once more, by a query that shares nothing with the program's counting.
INDEPENDENT = {
    "G10": "SELECT count(*) FROM problem WHERE NOT voided AND found_on BETWEEN :a AND :b",
    "G12": "SELECT count(*) FROM problem WHERE NOT voided AND discovery = '群众提' AND found_on BETWEEN :a AND :b",
    "G20": "SELECT count(*) FROM problem WHERE NOT voided AND state = '已销号' AND clue IS NULL"
    " AND closed_on BETWEEN :a AND :b",
    "G50": "SELECT count(*) FROM commitment WHERE NOT voided AND signed_on BETWEEN :a AND :b",
    "G51": "SELECT count(*) FROM commitment WHERE NOT voided AND fulfilled_on BETWEEN :a AND :b",
    "G71": "SELECT (SELECT coalesce(sum(satisfied), 0) FROM problem WHERE NOT voided AND verdict_on BETWEEN :a AND :b)"
    " + (SELECT coalesce(sum(satisfied), 0) FROM commitment WHERE NOT voided AND verdict_on BETWEEN :a AND :b)",
    "A20": "SELECT count(*) FROM clue WHERE NOT voided AND received_on BETWEEN :a AND :b",
    "A40": "SELECT count(*) FROM clue WHERE NOT voided AND result IS NOT NULL AND closed_on BETWEEN :a AND :b",
    "B10": "SELECT count(*) FROM clue WHERE NOT voided AND filed_on BETWEEN :a AND :b",
    "B30": "SELECT count(*) FROM accountability c WHERE NOT voided AND target = '当事人'"
    " AND state IN ('已决定', '已落实')"
    " AND (SELECT min(decided_on) FROM accountability_measure WHERE accountability = c.id AND NOT voided)"
    " BETWEEN :a AND :b",
    "F30": "SELECT coalesce(sum(returned), 0) FROM accountability c WHERE NOT voided AND state IN ('已决定', '已落实')"
    " AND (SELECT min(decided_on) FROM accountability_measure WHERE accountability = c.id AND NOT voided)"
    " BETWEEN :a AND :b",
    "H10": "SELECT count(*) FROM finance_sheet WHERE NOT voided AND special IS NULL AND level = '组级'"
    " AND due_on BETWEEN :a AND :b",
    "H21": "SELECT count(*) FROM finance_sheet WHERE NOT voided AND special IS NULL AND level = '村级'"
    " AND due_on BETWEEN :a AND :b AND posted_from <= due_on",
    "H40": "SELECT count(*) FROM question WHERE NOT voided AND asked_on BETWEEN :a AND :b",
    "I10": "SELECT count(*) FROM inspection WHERE NOT voided AND on_day BETWEEN :a AND :b",
    "I20": "SELECT count(*) FROM finding f JOIN inspection i ON i.id = f.inspection"
    " WHERE NOT f.voided AND NOT i.voided AND i.on_day BETWEEN :a AND :b",
    "I40": "SELECT count(*) FROM approval_check WHERE NOT voided AND checked_on BETWEEN :a AND :b",
    "J10": "SELECT count(*) FROM complaint WHERE NOT voided AND kind = '信访举报' AND coalesce(sealed, 0) = 0"
    " AND received_on BETWEEN :a AND :b",
    "K30": "SELECT count(*) FROM complaint WHERE NOT voided AND kind = '服务投诉' AND received_on BETWEEN :a AND :b",
    "M20": "SELECT count(*) FROM publicity WHERE NOT voided AND on_day BETWEEN :a AND :b",
}


@pytest.mark.parametrize("code", INDEPENDENT)
def test_each_figure_equals_an_independent_count_and_lists_as_many_rows(practice: Book, code: str):
    for period in (OCTOBER, Period.parse("2026-08"), Period.parse("2026-07")):
        span = {"a": period.first.isoformat(), "b": period.last.isoformat()}
        expected = practice.all(INDEPENDENT[code], span)[0][0]
        year = practice.all(INDEPENDENT[code], span | {"a": "2026-01-01"})[0][0]

        counted = monthly.monthly(practice, period)
        figure = counted.figures[Place(code)]

        assert (figure.m, figure.y) == (expected, year)
        assert sum(row.value for row in monthly.behind(practice, counted, Place(code))) == expected


def test_the_practice_month_adds_up_and_its_sentences_stand_on_rows(practice: Book):
    counted = monthly.recount(practice, OCTOBER)

    assert [one.mismatch.message for one in counted.findings if one.mismatch.hard] == []
    assert not counted.nil
    for sentence in monthly_papers.draft(practice, OCTOBER):
        assert all(place in counted.figures for place in sentence.places)


def test_counting_again_changes_nothing_and_is_no_further_step(practice: Book):
    monthly.recount(practice, OCTOBER)
    before = practice.steps()[0].id

    monthly.recount(practice, OCTOBER)

    assert practice.steps()[0].id == before


def explained(book: Book, period: Period) -> monthly.Monthly:
    counted = monthly.recount(book, period)
    for finding in counted.findings:
        if not finding.mismatch.hard:
            monthly.explain(book, period, finding, "核对无误")
    return monthly.recount(book, period)


def send(book: Book, period: Period) -> int:
    report = explained(book, period).report or {}
    number = int(str(report["id"]))
    records.move(book, ledger("monthly_report"), number, "送审")
    return number


def test_soft_hints_keep_it_back_until_they_are_explained(practice: Book):
    report = monthly.recount(practice, OCTOBER).report or {}
    assert report["soft_count"]

    with pytest.raises(Refused, match="没有写说明"):
        records.move(practice, ledger("monthly_report"), int(str(report["id"])), "送审")

    assert explained(practice, OCTOBER).report["soft_count"] == 0  # type: ignore[index]


def test_a_report_that_was_not_counted_today_is_not_sent(practice: Book):
    report = monthly.report_row(practice, OCTOBER) or {}

    with pytest.raises(Refused, match="还没有按今天的台账重新统计"):
        records.move(practice, ledger("monthly_report"), int(str(report["id"])), "送审")


def test_a_month_that_is_not_over_is_not_sent(practice: Book):
    counted = explained(practice, NOVEMBER)

    with pytest.raises(Refused, match="还没有过完"):
        records.move(practice, ledger("monthly_report"), int(str((counted.report or {})["id"])), "送审")


def test_the_figures_stand_still_once_it_is_sent_and_later_entries_go_to_the_next_month(practice: Book):
    send(practice, OCTOBER)
    was = monthly.monthly(practice, OCTOBER).figures[Place("M20")]
    records.save(
        practice,
        ledger("publicity"),
        None,
        {"channel": "网络", "name": "补登的一篇", "on_day": "2026-10-09", "unit": "示例乡"},
    )

    now = monthly.monthly(practice, OCTOBER).figures[Place("M20")]
    november = monthly.monthly(practice, NOVEMBER).figures[Place("M20")]

    assert (now.m, now.y) == (was.m, was.y)
    assert (november.adj, november.y) == (1, (was.y or 0) + (november.m or 0) + 1)
    with pytest.raises(Refused, match="数字已经固定"):
        monthly.recount(practice, OCTOBER)


def test_whoever_sent_it_does_not_review_it(practice: Book):
    number = send(practice, OCTOBER)

    with pytest.raises(Refused, match="送审月报"):
        records.move(practice, ledger("monthly_report"), number, "审核通过")


def test_a_hard_relation_cannot_be_explained_away(practice: Book):
    practice.run("UPDATE clue SET received_on = '2026-10-02' WHERE closed_on IS NOT NULL AND result IS NULL")
    practice.run("UPDATE clue SET closed_on = '2026-10-20' WHERE result IS NULL AND closed_on IS NULL")

    hard = next(one for one in monthly.monthly(practice, OCTOBER).findings if one.mismatch.hard)

    assert hard.mismatch.id == "V04"
    with pytest.raises(Refused, match="写说明不能代替"):
        monthly.explain(practice, OCTOBER, hard, "没有关系")


def test_a_jump_keeps_the_report_back_and_its_reason_is_printed_on_the_form(practice: Book):
    for number in range(60):
        texts = {"channel": "网络", "name": f"第{number}篇", "on_day": "2026-10-09", "unit": "示例乡"}
        records.save(practice, ledger("publicity"), None, texts)
    counted = monthly.recount(practice, OCTOBER)
    jump = next(one for one in counted.findings if (one.mismatch.id, one.mismatch.places) == ("V29", (Place("M20"),)))
    assert jump.open
    assert "上月" in jump.mismatch.message

    monthly.explain(practice, OCTOBER, jump, "十月集中宣传月,各村同时报道。")

    lines = [cell for line in monthly_papers.form(practice, OCTOBER).lines() for cell in line]
    assert [line for line in lines if line.endswith("说明：十月集中宣传月,各村同时报道。")]
    notes = practice.rows("monthly_note")
    assert [(n["relation"], n["figure"]) for n in notes if n["text"] == "十月集中宣传月,各村同时报道。"] == [
        ("V29", "M20")
    ]


def test_an_empty_explanation_is_refused(practice: Book):
    soft = next(one for one in monthly.recount(practice, OCTOBER).findings if not one.mismatch.hard)

    with pytest.raises(Refused, match="审核说明是空的"):
        monthly.explain(practice, OCTOBER, soft, " ")


def test_an_empty_book_makes_a_nil_report_that_must_say_so(book: Book):
    period = Period.parse("2026-10")
    counted = monthly.recount(book, period)
    number = int(str((counted.report or {})["id"]))

    assert counted.nil
    with pytest.raises(Refused, match="零报告说明"):
        records.move(book, ledger("monthly_report"), number, "送审")
    records.save(book, ledger("monthly_report"), number, {"nil_statement": "经排查,本月未发现问题。"})
    records.move(book, ledger("monthly_report"), number, "送审")

    lines = [cell for line in monthly_papers.form(book, period).lines() for cell in line]
    assert "零报告：经排查,本月未发现问题。" in lines


def test_who_may_not_read_the_clues_cannot_count(book_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(book), "may_read", lambda self, register: register != "clue")

    with pytest.raises(Refused, match="只有经办人和审核人能统计"):
        monthly.monthly(book, OCTOBER)


@pytest.mark.parametrize(("text", "said"), [("2026Q3", "不是月份"), ("十月", "不是报告期")])
def test_a_report_is_of_a_month(text: str, said: str):
    with pytest.raises(Refused, match=said):
        monthly.month_of(text)


def test_a_layout_of_the_county_takes_its_place_beside_ours(practice: Book):
    folder = paths.home() / "layouts"
    folder.mkdir(parents=True)
    own = {"key": "own", "title": "{county}报表", "tables": [{"caption": "一", "list": ["G10"], "columns": ["m"]}]}
    (folder / "本县.json").write_text(json.dumps(own, ensure_ascii=False), "utf-8")

    sheet = monthly_papers.form(practice, OCTOBER, "own")

    assert sheet.title == "示例县报表"
    figure = monthly.monthly(practice, OCTOBER).figures[Place("G10")].m
    assert ["G10", "排查问题", "个", str(figure)] in sheet.lines()


def test_a_broken_layout_is_named(practice: Book):
    folder = paths.home() / "layouts"
    folder.mkdir(parents=True)
    (folder / "坏表样.json").write_text("{", "utf-8")

    with pytest.raises(Refused, match=r"“坏表样\.json”不能用:不是有效的 JSON 文件"):
        monthly_papers.layouts()
    with pytest.raises(Refused, match="坏表样"):
        monthly_papers.layout_of("monthly")


def test_the_form_adds_up_on_paper(practice: Book):
    tables = [line for line in monthly_papers.form(practice, OCTOBER).lines() if len(line) == 21]
    month = {
        line[0]: [int(cell.replace(",", "").replace(".", "")) for cell in line[2:]]
        for line in tables
        if line[1] == "本月"
    }

    heads = [values for label, values in month.items() if label[:1] in "一二三"]

    assert len(heads) == 3
    assert [sum(column) for column in zip(*heads, strict=True)][:10] == month["合计"][:10]
