"""What must add up on the monthly report, and what is said where it does not."""

from __future__ import annotations

from collections import Counter

import pytest

from app.figures.counting import CATEGORY, Figure, Place
from app.figures.indicators import INDICATORS
from app.figures.relations import RELATIONS, mismatches


def figures(column: str = "m", **values: int) -> dict[Place, Figure]:
    return {Place(code): Figure(**{column: value}) for code, value in values.items()}


def ids(found: dict[Place, Figure], **means: float) -> list[str]:
    return [one.id for one in mismatches(found, means)]


def test_relations_speak_of_figures_there_are():
    codes = {term.removeprefix("-") for one in RELATIONS for term in f"{one.left} {one.right}".split()}

    assert codes <= INDICATORS.keys()


def test_an_empty_report_adds_up():
    assert mismatches({}) == []


@pytest.mark.parametrize(
    ("column", "values", "id", "hard"),
    [
        ("m", {"A20": 3, "A21": 1, "A24": 1}, "V01", True),
        ("m", {"A30": 2, "A31": 1}, "V02", True),
        ("m", {"A40": 2, "A41": 1}, "V03", True),
        ("stock", {"A50": 1, "A10": 1, "A51": 2}, "V05", True),
        ("m", {"B10": 2, "B11": 1}, "V06", False),
        ("c", {"B40": 3, "B41": 1, "B42": 1}, "V07", True),
        ("c", {"C00": 2, "C10": 1}, "V09", True),
        ("m", {"G10": 2, "G11": 2, "G1U": 1}, "V14", True),
        ("stock", {"G30": 2, "G31": 1}, "V16", True),
        ("m", {"H10": 2, "H11": 1}, "V17", True),
        ("m", {"I10": 2, "I12": 2, "I15": 1}, "V18", True),
        ("m", {"J10": 1, "J21": 1, "J11": 1}, "V19", True),
        ("m", {"K10": 1}, "V20", True),
        ("m", {"B30": 1}, "V11", False),
        ("c", {"F20": 5, "F10": 4}, "V12", False),
    ],
)
def test_each_relation_is_found_broken(column, values, id, hard):
    found = [one for one in mismatches(figures(column, **values)) if one.id == id]

    assert found
    assert all(one.hard is hard for one in found)


def test_the_sentence_names_both_sides_with_their_figures():
    (found,) = mismatches(figures(A30=3, A31=1, A32=1))

    assert found.message == (
        "本月:处置线索 3 件,应等于谈话函询 1 件 + 初步核实 1 件 + 暂存待查 0 件 + 予以了结 0 件 = 2 件。"
        "处置线索等于四种处置方式相加,请核对台账"
    )


def test_one_person_with_two_penalties_is_no_mistake():
    two = figures("c", B30=1, B40=1, B41=1, B42=1, B43=1, C00=1, C20=1)

    assert mismatches(two) == []


def test_open_clues_follow_from_what_came_and_went_with_corrections():
    stocks = {Place("A10"): Figure(stock=4), Place("A50"): Figure(stock=4)}
    came = {Place("A20"): Figure(m=2, adj=1), Place("A40"): Figure(m=2), Place("A48"): Figure(m=1)}

    assert "V04" not in ids(stocks | came)
    assert "V04" in ids({**stocks, **came, Place("A50"): Figure(stock=5)})


def test_a_row_without_its_category_is_counted_and_named():
    found = mismatches(
        {Place("B60"): Figure(m=2), Place("B60", CATEGORY, ""): Figure(m=1, month=Counter({("accountability", 7): 1}))}
    )

    assert [one.message for one in found if one.id == "V21"] == [
        "本月:批评教育、诫勉等 2 人,其中 1 条没有填类别,分类别的表加不起来。请到台账里补上类别"
    ]


def test_a_jump_over_three_times_the_usual_is_asked_about():
    assert ids(figures(M20=7), M20=2.0) == ["V29"]
    assert ids(figures(M20=6), M20=2.0) == []


def test_a_month_below_zero_after_corrections_is_asked_about():
    assert ids({Place("M20"): Figure(m=0, adj=-1)}) == ["V29"]


def test_hard_ones_come_first():
    found = mismatches(figures(B30=1, A20=1))

    assert [one.hard for one in found] == sorted((one.hard for one in found), reverse=True)
