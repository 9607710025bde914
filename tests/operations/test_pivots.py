"""Any register crossed by two of its fields: against plain SQL, with its rows, on paper; every register there is."""

from __future__ import annotations

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.domain.ledger import LedgerDef
from app.ledgers import LEDGERS, ledger
from app.operations import pivots, sheets
from app.operations.lists import Query
from app.operations.pivots import AxisChoice, Head, MeasureChoice, Pivot
from app.storage.book import Book
from tests.operations.test_monthly import practice

__all__ = ["practice"]
PROBLEM = ledger("problem")
COUNTED = pivots.measures(PROBLEM)[0]


def axis(label: str, of: LedgerDef = PROBLEM) -> AxisChoice:
    return next(one for one in pivots.axes(of) if one.label == label)


def measure(label: str, of: LedgerDef = PROBLEM) -> MeasureChoice:
    return next(one for one in pivots.measures(of) if one.label == label)


def head(heads: object, label: str) -> Head:
    return next(one for one in heads if one.label == label)  # type: ignore[attr-defined]


def test_rows_by_unit_and_state_are_what_plain_sql_counts(practice: Book):
    made = pivots.pivot(practice, PROBLEM, axis("单位"), axis("状态"), COUNTED)

    expected = practice.all("SELECT unit, state, count(*) FROM problem WHERE voided = 0 GROUP BY 1, 2")
    assert {(row, column): cross.rows for (row, column), cross in made.cells.items()} == {
        (unit, state): count for unit, state, count in expected
    }
    total = practice.one("SELECT count(*) FROM problem WHERE voided = 0")[0]
    assert made.at(None, None).rows == total
    assert [one.label for one in made.columns] == [
        state.name for state in PROBLEM.states if any(state.name == column for _, column in made.cells)
    ]


def test_a_day_is_taken_by_month_quarter_or_year(practice: Book):
    by_quarter = pivots.pivot(practice, PROBLEM, axis("发现日期(按季度)"), None, COUNTED)

    third = head(by_quarter.rows, "2026年第3季度")
    expected = practice.one(
        "SELECT count(*) FROM problem WHERE voided = 0 AND found_on BETWEEN '2026-07-01' AND '2026-09-30'"
    )[0]
    assert by_quarter.at(third, None).rows == expected
    labels = [one.label for one in by_quarter.rows]
    assert labels == sorted(labels)
    months = pivots.pivot(practice, PROBLEM, axis("发现日期(按月)"), None, COUNTED)
    assert head(months.rows, "2026年10月")
    years = pivots.pivot(practice, PROBLEM, axis("发现日期(按年)"), None, COUNTED)
    assert head(years.rows, "2026年度")


def test_every_number_drills_down_to_just_its_rows(practice: Book):
    made = pivots.pivot(practice, PROBLEM, axis("单位"), axis("发现日期(按年)"), COUNTED)

    for row in made.rows[:5]:
        for column in made.columns:
            ids = pivots.rows_of(practice, PROBLEM, made, row, column)
            assert len(ids) == made.at(row, column).rows
    assert len(pivots.rows_of(practice, PROBLEM, made, made.rows[0], None)) == made.at(made.rows[0], None).rows
    assert len(pivots.rows_of(practice, PROBLEM, made, None, None)) == made.at(None, None).rows


def test_money_is_summed_to_the_fen(practice: Book):
    money = next(one for one in pivots.measures(PROBLEM) if one.unit == "元")

    made = pivots.pivot(practice, PROBLEM, axis("单位"), None, money)

    expected = practice.one(f"SELECT coalesce(sum({money.measure.field}), 0) FROM problem WHERE voided = 0")[0]
    assert made.at(None, None).total == expected
    assert made.text(made.at(None, None)) == f"{expected / 100:,.2f}"


def test_average_days_count_rows_with_both_days_and_totals_are_averaged_anew(practice: Book):
    took = pivots.average_days(PROBLEM, "found_on", "closed_on")

    made = pivots.pivot(practice, PROBLEM, axis("单位"), axis("状态"), took)

    count, days = practice.one(
        "SELECT count(*), sum(julianday(closed_on) - julianday(found_on)) FROM problem"
        " WHERE voided = 0 AND closed_on IS NOT NULL AND found_on IS NOT NULL"
    )
    whole = made.at(None, None)
    assert (whole.measured, whole.total) == (count, round(days))
    assert made.text(whole) == f"{int(days / count * 10 + 0.5) / 10:.1f}"
    open_ = head(made.columns, "整改中")
    assert made.text(made.at(None, open_)) == "—"


def test_two_different_days_are_asked_for():
    with pytest.raises(Refused, match="要选两个不同的日期"):
        pivots.average_days(PROBLEM, "found_on", "found_on")
    with pytest.raises(Refused, match="要选两个不同的日期"):
        pivots.average_days(PROBLEM, "found_on", "nothing")


def test_the_unit_chosen_takes_those_below_and_the_period_its_days(practice: Book):
    unit = practice.rows("unit", name="示例乡")[0]["id"]
    query = Query(units=(int(str(unit)),), period=Period.parse("2026-10"))

    made = pivots.pivot(practice, PROBLEM, axis("单位"), None, COUNTED, query)

    expected = practice.one(
        "SELECT count(*) FROM problem WHERE voided = 0 AND found_on BETWEEN '2026-10-01' AND '2026-10-31'"
    )[0]
    assert made.at(None, None).rows == expected
    assert len(pivots.rows_of(practice, PROBLEM, made, None, None)) == expected


def test_the_same_field_on_both_sides_is_refused(practice: Book):
    with pytest.raises(Refused, match="行和列都是“发现日期”"):
        pivots.pivot(practice, PROBLEM, axis("发现日期(按月)"), axis("发现日期(按年)"), COUNTED)


def test_more_than_can_be_looked_at_is_refused_with_a_way_out(practice: Book, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pivots, "MOST_COLUMNS", 3)

    with pytest.raises(Refused, match="看不过来"):
        pivots.pivot(practice, PROBLEM, axis("单位"), axis("发现日期(按月)"), COUNTED)


def test_what_is_not_filled_is_a_line_of_its_own_and_comes_last(practice: Book):
    practice.run("UPDATE problem SET category = NULL WHERE id IN (SELECT id FROM problem WHERE voided = 0 LIMIT 2)")

    made = pivots.pivot(practice, PROBLEM, axis("类别"), None, COUNTED)

    assert made.rows[-1].label == pivots.EMPTY
    assert len(pivots.rows_of(practice, PROBLEM, made, made.rows[-1], None)) == 2


def test_names_and_numbers_of_people_head_nothing():
    offered = {one.axis.field for each in LEDGERS for one in pivots.axes(each)}

    people = {
        field.key
        for each in LEDGERS
        for field in each.fields
        if field.kind in ("person", "phone", "id_number") or str(field.sensitivity) in ("personal", "secret")
    }
    assert not offered & people


@pytest.mark.parametrize("each", [one for one in LEDGERS if one.menu], ids=lambda one: one.key)
def test_every_register_can_be_crossed_and_printed(practice: Book, each: LedgerDef):
    offered = pivots.axes(each)
    assert offered
    down = next((one for one in offered if one.axis.field != offered[0].axis.field), None)

    for told in pivots.measures(each)[:3]:
        made = pivots.pivot(practice, each, offered[0], down, told)
        sheet = pivots.on_paper(practice, made, "全部单位")
        count = practice.count(each.key)
        assert made.at(None, None).rows == count
        assert len(sheet.lines()) == 4 + len(made.rows) + (1 if count else 0) - 1
        assert sheets.sheet_xlsx(sheet)


def test_paper_shows_what_the_screen_shows(practice: Book):
    made: Pivot = pivots.pivot(practice, PROBLEM, axis("单位"), axis("状态"), COUNTED)

    lines = pivots.on_paper(practice, made, "全部单位 截至2026-11-22").lines()

    head_line = next(line for line in lines if line[0] == "单位＼状态")
    assert head_line[-1] == "合计"
    last = lines[-1]
    assert last[0] == "合计"
    assert last[-1] == str(made.at(None, None).rows)
    assert ["填报单位：示例乡", "范围：全部单位 截至2026-11-22", "数值：条数(条)"] in lines


def test_who_may_not_read_a_register_cannot_cross_it(practice: Book, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(type(practice), "may_read", lambda self, register: register != "clue")
    clue = ledger("clue")

    with pytest.raises(Refused):
        pivots.pivot(practice, clue, pivots.axes(clue)[0], None, pivots.measures(clue)[0])
    assert "clue" not in [place.key for place in pivots.registers(practice)]
