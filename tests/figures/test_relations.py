"""What must add up on the monthly report, and what is said where it does not."""

from __future__ import annotations

from collections import Counter

import pytest

from app.figures.counting import CATEGORY, Figure, Place
from app.figures.indicators import INDICATORS
from app.figures.relations import RELATIONS, Usual, added_up, mismatches, not_the_sum


def figures(column: str = "m", **values: int) -> dict[Place, Figure]:
    return {Place(code): Figure(**{column: value}) for code, value in values.items()}


def ids(found: dict[Place, Figure], **means: float) -> list[str]:
    return [one.id for one in mismatches(found, {code: Usual(mean) for code, mean in means.items()})]


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
    assert ids(figures(M20=7), M20=2.0).count("V29") == 1
    assert "V29" not in ids(figures(M20=6), M20=2.0)


def test_a_month_below_zero_after_corrections_is_asked_about():
    assert ids({Place("M20"): Figure(m=0, adj=-1)}) == ["V29"]


def test_a_month_far_below_the_usual_is_asked_about_too():
    def asked(now: int, mean: float, least: int) -> bool:
        return bool(mismatches(figures(M20=now), {"M20": Usual(mean, least=least)}))

    assert asked(2, 9.0, 7)
    assert not asked(3, 9.0, 7)
    assert not asked(0, 2.0, 1)
    assert not asked(0, 7.0, 0)


def test_a_jump_is_told_against_last_month_and_the_month_a_year_ago():
    (found,) = mismatches({Place("M20"): Figure(m=9, y=9)}, {"M20": Usual(2.0, 3, 1)})

    assert found.message == (
        "宣传本月 9 次,前几个月平均 2 次,上月 3 次,上年同月 1 次,比平均多出 3 倍以上。请点开核对,无误的写明原因"
    )


def test_a_seldom_figure_is_measured_against_the_month_a_year_ago():
    seldom = {Place("M20"): Figure(m=4, y=4)}

    assert [one.id for one in mismatches(seldom, {"M20": Usual(0.5, 0, 1)})] == ["V29"]
    assert mismatches(seldom, {"M20": Usual(0.5, 0, 2)}) == []


def test_the_county_says_from_how_many_times_on_a_figure_is_a_jump():
    assert mismatches({Place("M20"): Figure(m=9, y=9)}, {"M20": Usual(2.0)}, times=5) == []


@pytest.mark.parametrize(
    ("closed", "broken"),
    [(3, False), (2, True)],
)
def test_problems_found_and_left_from_before_are_closed_handed_on_or_open(closed, broken):
    """V15; 697 = 688 + 4 + 5 of a published summary, here in small, with one left from before the campaign."""
    given = figures("c", G10=4, G11=4, G1U=4, G20=closed, G35=1) | figures("stock", G05=1, G30=1, G31=1)

    assert (["V15"] if broken else []) == [one.id for one in mismatches(given)]


def test_a_month_frozen_before_the_opening_figure_was_counted_is_not_mismatches():
    assert "V15" not in ids(figures("c", G10=4, G11=4, G1U=4))


def test_a_year_below_its_month_is_asked_about_unless_something_was_corrected():
    assert ids({Place("M20"): Figure(m=3, y=2, c=2)}) == ["V23"]
    assert ids({Place("M20"): Figure(m=3, adj=-1, y=2, c=2)}) == []


def test_a_campaign_below_the_year_is_asked_about_only_where_it_began_before_the_year():
    shorter = {Place("M20"): Figure(m=1, y=5, c=3)}

    assert [one.id for one in mismatches(shorter, whole_year=True)] == ["V23"]
    assert mismatches(shorter) == []


def test_the_last_three_of_every_meeting_are_talked_to():
    """V26: 144 talks = 3 × 48 meetings."""
    assert ids({Place("L10"): Figure(m=48, y=48), Place("L11"): Figure(m=144, y=144)}) == []
    (asked,) = mismatches({Place("L10"): Figure(m=1, y=1), Place("L11"): Figure(m=2, y=2)})
    assert (asked.id, asked.hard) == ("V26", False)
    assert "名次并列、参评单位不足四个、下月才谈话的,请写说明" in asked.message


def test_talks_in_the_month_after_the_meeting_are_no_question():
    assert ids({Place("L11"): Figure(m=3, y=3)}) == []


def test_a_list_of_powers_is_the_sum_of_its_kinds_and_promises_stand_apart():
    """V27: 64 = 54 + 10, 14 promises apart."""
    listed = figures("stock", N10=64, N11=54, N12=10, N20=14)

    assert mismatches(listed) == []
    assert ids(listed | figures("stock", N10=78)) == ["V27"]


def test_a_county_is_the_sum_of_its_townships_column_by_column():
    """V25 is judged where packets are merged: a township alone has nothing to compare itself with."""
    east, west = {Place("A20"): Figure(m=2, y=5, c=7)}, {Place("A20"): Figure(m=1, y=1, c=1)}
    whole = added_up([east, west])

    assert whole[Place("A20")] == Figure(m=3, y=6, c=8)
    assert not_the_sum(whole, {"东乡": east, "西乡": west}) == []
    (found,) = not_the_sum({Place("A20"): Figure(m=4, y=6, c=8)}, {"东乡": east, "西乡": west})
    assert (found.id, found.hard) == ("V25", True)
    assert found.message == "本月:受理问题线索汇总 4 件,各乡镇相加 3 件(东乡 2 件、西乡 1 件)。请重新汇总"


def test_hard_ones_come_first():
    found = mismatches(figures(B30=1, A20=1))

    assert [one.hard for one in found] == sorted((one.hard for one in found), reverse=True)


@pytest.mark.parametrize(("opening", "asked"), [(1, []), (0, ["V20"])])
def test_no_more_service_cases_are_finished_than_were_in_hand_and_came(opening, asked):
    given = figures(K10=2, K11=2, K20=2, K21=1) | figures("stock", K09=opening)

    assert ids(given) == asked
