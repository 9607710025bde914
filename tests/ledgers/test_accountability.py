"""Rules of 问责处理 and its measures, one by one."""

import pytest

from app.domain.fields import Row, Value
from app.ledgers import accountability_measure, accountability_rules
from app.ledgers.accountability import ACCOUNTABILITIES
from app.ledgers.accountability_measure import ACCOUNTABILITY_MEASURES, MEASURES, NAMES, TRACK_OF, form_of
from tests.domain.around import Around

CODES = {name: code for code, name in NAMES.items() if code in TRACK_OF}
VILLAGER: Row = {
    "id": 7,
    "name": "王伟",
    "unit": 3,
    "post": "村委会主任",
    "level": "村(社区)干部",
    "party": "中共党员",
}
GOOD: Row = {
    "id": 1,
    "target": "当事人",
    "person": 7,
    "unit": 3,
    "level": "村(社区)干部",
    "party": "中共党员",
    "problem": 5,
    "category": "2.1",
    "state": "登记",
}
LEADER: Row = {
    **GOOD,
    "id": 2,
    "target": "领导干部",
    "person": 8,
    "category": None,
    "ground": "一案双查倒查责任",
    "duty": "主体责任",
    "dual_of": 1,
}


def measures(*names: str, day: str = "2026-11-01", of: int = 1) -> list[Row]:
    return [
        {"id": n, "accountability": of, "measure": CODES[name], "decided_on": day} for n, name in enumerate(names, 1)
    ]


def around(*lines: Row, rows: tuple[Row, ...] = (GOOD,), problem: Row | None = None) -> Around:
    return Around(
        {
            "person": [VILLAGER],
            "accountability": list(rows),
            "accountability_measure": list(lines),
            "problem": [problem or {"id": 5}],
        }
    )


def faults(more: Row, *lines: Row, row: Row = GOOD, rows: tuple[Row, ...] = (GOOD,)) -> list[tuple[str, str, bool]]:
    book = around(*lines, rows=rows)
    return [(fault.field, fault.code, fault.soft) for fault in ACCOUNTABILITIES.faults({**row, **more}, book)]


def line_faults(name: str, header: Row, more: Row | None = None, *others: Row) -> list[tuple[str, str]]:
    line = {**measures(name)[0], "id": 99, **(more or {})}
    book = around(*others, rows=({**GOOD, **header},))
    return [(fault.field, fault.code) for fault in ACCOUNTABILITY_MEASURES.faults(line, book)]


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (["谈话提醒", "诫勉"], "1"),
        (["诫勉", "党内警告"], "2"),
        (["政务记大过"], "2"),
        (["免职", "党内警告"], "2"),
        (["党内严重警告", "政务撤职"], "3"),
        (["留党察看"], "3"),
        (["开除党籍", "涉嫌犯罪移送司法"], "4"),
        (["通报组织"], None),
        ([], None),
    ],
)
def test_the_form_follows_from_the_gravest_measure(names: list[str], form: Value) -> None:
    found = form_of(CODES[name] for name in names)

    assert found == form


def test_every_measure_stands_in_one_form_and_has_a_track() -> None:
    heads = [option.code for option in MEASURES if not option.under]
    leaves = {option.code for option in MEASURES if option.under}

    assert heads == ["1", "2", "3", "4", "5"]
    assert leaves == TRACK_OF.keys()
    assert len(CODES) == len(leaves)


@pytest.mark.parametrize("name", ["政务警告", "政务记过", "政务记大过"])
def test_village_cadres_may_get_the_three_government_penalties(name: str) -> None:
    found = [line_faults(name, {"level": level}) for level in ("村(社区)干部", "村民小组干部", "一般干部")]

    assert found == [[], [], []]


@pytest.mark.parametrize("name", ["政务降级", "政务撤职", "政务开除"])
def test_village_cadres_get_no_other_government_penalty(name: str) -> None:
    village = [line_faults(name, {"level": level}) for level in ("村(社区)干部", "村民小组干部")]
    official = line_faults(name, {"level": "一般干部"})

    assert village == [[("measure", "E-VILLAGE")], [("measure", "E-VILLAGE")]]
    assert official == []


@pytest.mark.parametrize(
    ("party", "found"),
    [("中共党员", []), ("预备党员", []), ("群众", [("measure", "E-PARTY")]), (None, [("measure", "E-PARTY")])],
)
def test_party_penalties_are_for_members(party: str | None, found: list[tuple[str, str]]) -> None:
    seen = line_faults("党内警告", {"party": party})

    assert seen == found


@pytest.mark.parametrize(
    ("name", "target", "found"),
    [
        ("改组", "党组织", []),
        ("改组", "当事人", [("measure", "E-TARGET")]),
        ("诫勉", "党组织", [("measure", "E-TARGET")]),
        ("诫勉", "领导干部", []),
    ],
)
def test_bodies_and_people_get_different_measures(name: str, target: str, found: list[tuple[str, str]]) -> None:
    seen = line_faults(name, {"target": target})

    assert seen == found


def test_pay_is_cut_only_beside_a_government_penalty_of_a_village_cadre() -> None:
    right = line_faults("政务警告", {}, {"pay_cut": 50000})
    wrong = [line_faults("诫勉", {}, {"pay_cut": 1}), line_faults("政务警告", {"level": "一般干部"}, {"pay_cut": 1})]

    assert right == []
    assert wrong == [[("pay_cut", "E-PAY")], [("pay_cut", "E-PAY")]]


def test_a_measure_is_listed_once() -> None:
    seen = line_faults("诫勉", {}, None, *measures("诫勉"))

    assert seen == [("measure", "E-TWICE")]


@pytest.mark.parametrize(
    ("name", "months", "ends"),
    [
        ("政务警告", 6, "2027-02-28"),
        ("政务记过", 12, "2027-08-31"),
        ("政务记大过", 18, "2028-02-29"),
        ("政务撤职", 24, "2028-08-31"),
        ("政务开除", None, None),
        ("党内警告", None, None),
    ],
)
def test_a_government_penalty_ends_by_calendar_months(name: str, months: Value, ends: Value) -> None:
    derived = accountability_measure.derive(measures(name, day="2026-08-31")[0], around())

    assert (derived["months"], derived["ends_on"]) == (months, ends)


def test_the_person_is_kept_as_at_the_time() -> None:
    bare = accountability_rules.derive({"target": "当事人", "person": 7}, around())
    typed = accountability_rules.derive({"target": "当事人", "person": 7, "level": "一般干部"}, around())

    assert {key: bare[key] for key in ("unit", "post", "level", "party")} == {
        "unit": 3,
        "post": "村委会主任",
        "level": "村(社区)干部",
        "party": "中共党员",
    }
    assert "level" not in typed


def test_form_measures_first_day_and_formalities_follow_from_the_lines() -> None:
    lines = [*measures("党内警告", day="2026-10-20"), {**measures("免职", day="2026-10-31")[0], "id": 2}]

    derived = accountability_rules.derive(GOOD, around(*lines))

    assert [derived[key] for key in ("form", "measures", "decided_on", "formal_due")] == [
        "2",
        "党内警告、免职",
        "2026-10-20",
        "2026-11-30",
    ]


def test_exemption_without_a_measure_counts_on_the_day_it_was_approved() -> None:
    derived = accountability_rules.derive({**GOOD, "leniency": "免予处理", "approved_on": "2026-11-05"}, around())

    assert (derived["form"], derived["decided_on"]) == (None, "2026-11-05")


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"person": None}, [("person", "E-REQUIRED", False)]),
        ({"level": None, "party": None}, [("level", "E-REQUIRED", False), ("party", "E-REQUIRED", False)]),
        ({"category": None}, [("category", "E-REQUIRED", False)]),
        ({"problem": None}, [("problem", "E-SOURCE", False)]),
        ({"problem": None, "clue": 4}, []),
        ({"problem": None, "explanation": "县纪委交办"}, []),
        ({"leniency": "从轻"}, [("leniency_basis", "E-REQUIRED", False)]),
        ({"leniency_basis": "退赔"}, [("leniency", "E-REQUIRED", False)]),
        ({"leniency": "从轻", "leniency_basis": "退赔"}, []),
        (
            {"leniency": "从轻", "leniency_basis": "退赔", "aggravating": "顶风违纪"},
            [("aggravating", "E-LENIENCY", True)],
        ),
        ({"leniency": "从轻", "leniency_basis": "主动查找"}, [("leniency_basis", "E-LENIENCY", False)]),
        ({"violation": 1, "form": "1"}, [("form", "E-SUBSTITUTE", True)]),
        ({"violation": 1, "form": "2"}, []),
        ({"violation": 1, "form": "1", "leniency": "免予处理", "leniency_basis": "退赔"}, []),
        ({"dual_of": 1}, [("dual_of", "E-CYCLE", False)]),
        ({"amount": 1000, "confiscated": 600, "returned": 400}, []),
        ({"amount": 1000, "confiscated": 600, "returned": 401}, [("returned", "E-MONEY", False)]),
        ({"households": 3}, [("returned", "E-REQUIRED", False)]),
        ({"decided_on": "2026-11-01", "carried_out_on": "2026-10-31"}, [("carried_out_on", "E-ORDER", False)]),
    ],
)
def test_each_rule_of_a_case(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_leniency_for_finding_it_oneself_needs_a_problem_that_says_so() -> None:
    book = around(problem={"id": 5, "self_reported": 1})
    row = {**GOOD, "leniency": "减轻", "leniency_basis": "主动查找"}

    seen = ACCOUNTABILITIES.faults(row, book)

    assert seen == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"ground": None, "duty": None}, [("ground", "E-REQUIRED", False), ("duty", "E-REQUIRED", False)]),
        ({"target": "党组织"}, [("person", "E-TARGET", False)]),
        ({"target": "党组织", "person": None, "level": None, "party": None}, []),
        ({"person": 7}, [("dual_of", "E-CYCLE", False)]),
        ({"target": "当事人", "category": "3.2"}, [("dual_of", "E-TARGET", False)]),
    ],
)
def test_each_rule_of_a_superior(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more, row=LEADER)

    assert seen == found


def test_a_superior_is_traced_from_a_culprit() -> None:
    seen = faults({"dual_of": 3}, row=LEADER, rows=(GOOD, {**LEADER, "id": 3, "person": 9}))

    assert seen == [("dual_of", "E-TARGET", False)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"state": "登记", "form": "2"}, []),
        ({"form": "1"}, []),
        ({"form": "2"}, [("dual_result", "E-REQUIRED", False)]),
        ({"form": "2", "dual_result": "另案处理"}, []),
        ({"form": "2", "dual_result": "不追究"}, [("explanation", "E-REQUIRED", False)]),
        ({"form": "2", "dual_result": "不追究", "explanation": "已尽责"}, []),
        ({"form": "2", "dual_result": "追究责任"}, [("dual_result", "E-DUAL", True)]),
    ],
)
def test_a_reviewed_case_says_whether_the_superior_answers(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults({"state": "待审核", **more})
    linked = faults({"state": "待审核", **more}, rows=(GOOD, LEADER))

    assert seen == found
    assert ("dual_result", "E-DUAL", True) not in linked


def test_a_talk_instead_of_a_penalty_is_refused_at_review_unless_explained() -> None:
    talk: Row = {"violation": 1, "form": "1", "state": "待审核"}

    seen = [faults(talk), faults({**talk, "explanation": "情节轻微,经书记同意"})]

    assert seen == [[("form", "E-SUBSTITUTE", False)], [("form", "E-SUBSTITUTE", True)]]


def test_measures_are_held_against_a_changed_level() -> None:
    seen = faults({}, *measures("政务撤职", "谈话提醒"))

    assert seen == [("", "E-VILLAGE", False)]


def test_review_takes_measures_and_another_person() -> None:
    moves = {move.label: move.refuse for move in ACCOUNTABILITIES.moves}
    ask, approve = moves["送审"], moves["审核通过"]
    assert ask is not None
    assert approve is not None

    asked = [[f.code for f in ask(GOOD, around(*lines))] for lines in ([], measures("诫勉"))]
    exempt = list(ask({**GOOD, "leniency": "免予处理"}, around()))
    approved = [[f.code for f in approve({**GOOD, "asked_by": who}, around())] for who in ("张三", "李四")]

    assert (asked, exempt) == ([["E-EMPTY"], []], [])
    assert approved == [["E-TWO-PEOPLE"], []]


def test_there_is_no_field_for_a_narrative() -> None:
    kinds = {field.kind for field in (*ACCOUNTABILITIES.fields, *ACCOUNTABILITY_MEASURES.fields)}

    assert "long_text" not in kinds
