"""Rules of circulars: cases and people counted apart, names masked until released."""

import pytest

from app.domain.fields import Row
from app.domain.names import hidden
from app.ledgers.circular import CIRCULARS, derive
from tests.domain.around import Around

CASE: Row = {
    "id": 1,
    "number": "示纪责〔2026〕1号",
    "target": "当事人",
    "person": 7,
    "unit": 3,
    "post": "村委会主任",
    "problem": 5,
    "category": "2.1",
    "measures": "党内警告",
    "decided_on": "2026-10-09",
    "amount": 300000,
    "returned": 300000,
    "state": "已决定",
}
AROUND = Around(
    {
        "unit": [{"id": 3, "name": "青山村"}],
        "person": [{"id": 7, "name": "王伟"}, {"id": 8, "name": "欧阳明"}, {"id": 9, "name": "李强"}],
        "accountability": [
            CASE,
            {**CASE, "id": 2, "person": 8, "post": "村会计"},
            {
                **CASE,
                "id": 3,
                "person": 9,
                "post": "驻村干部",
                "problem": None,
                "category": None,
                "ground": "一案双查倒查责任",
                "dual_of": 1,
                "amount": None,
                "returned": None,
                "state": "待审核",
            },
            {**CASE, "id": 4, "person": 7, "problem": 6, "decided_on": "2026-11-01"},
        ],
        "inspection": [{"id": 1, "finding_count": 3}, {"id": 2, "finding_count": 0}],
    }
)
GOOD: Row = {
    "id": 1,
    "kind": "典型案例通报",
    "unit": 1,
    "title": "关于2起典型案例的通报",
    "scope": "乡镇",
    "batch": 1,
    "style": "点名道姓",
    "cases": [1, 2],
    "state": "起草",
}


def faults(more: Row, around: Around = AROUND) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in CIRCULARS.faults({**GOOD, **more}, around)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王伟", "王某"), ("欧阳明", "欧阳某"), ("欧阳", "欧某"), ("买买提·吐尔逊", "买买提·某"), ("", "")],
)
def test_names_are_masked_by_surname(name: str, shown: str) -> None:
    out = hidden(name)

    assert out == shown


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, (1, 2, 2)),
        ({"cases": [1, 2, 3]}, (1, 3, 3)),
        ({"cases": [1, 4]}, (2, 1, 1)),
        ({"cases": [1, 2, 3, 4], "style": "不点名"}, (2, 3, 0)),
        ({"cases": None}, (0, 0, 0)),
    ],
)
def test_cases_and_people_are_counted_apart(more: Row, counts: tuple[int, int, int]) -> None:
    derived = derive({**GOOD, **more}, AROUND)

    assert tuple(derived[key] for key in ("case_count", "person_count", "named_count")) == counts


def test_the_draft_names_people_only_once_a_naming_circular_is_released() -> None:
    drafts = [
        str(derive({**GOOD, "cases": [1], "state": state, "style": style}, AROUND)["draft"])
        for state, style in (("起草", "点名道姓"), ("待审核", "点名道姓"), ("已发布", "不点名"), ("已发布", "点名道姓"))
    ]

    assert drafts[0] == (
        "一、青山村村委会主任王某:扶贫惠民资金中雁过拔毛、虚报冒领、截留私分、挥霍浪费、贪污侵占问题,"
        "涉及金额 3,000.00 元。2026年10月9日,王某受到党内警告处理,退还群众 3,000.00 元。"
    )
    assert ["王伟" in draft for draft in drafts] == [False, False, False, True]


def test_the_draft_says_for_what_a_superior_answers() -> None:
    draft = str(derive({**GOOD, "cases": [1, 3]}, AROUND)["draft"])

    assert draft.splitlines()[1] == "二、青山村驻村干部李某:一案双查倒查责任。2026年10月9日,李某受到党内警告处理。"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"cases": []}, [("cases", "E-REQUIRED", False)]),
        ({"batch": None}, [("batch", "E-REQUIRED", False)]),
        ({"body": "王某违规申报补贴"}, []),
        ({"body": "王伟违规申报补贴"}, [("body", "E-NAMED", False)]),
        ({"title": "王伟违规申报补贴问题"}, [("body", "E-NAMED", False)]),
        ({"body": "王伟违规申报补贴", "state": "已发布", "issued_on": "2026-11-02"}, []),
        (
            {"body": "王伟违规申报补贴", "state": "已发布", "issued_on": "2026-11-02", "style": "不点名"},
            [("body", "E-NAMED", False)],
        ),
        ({"issued_on": "2026-10-08"}, [("issued_on", "E-ORDER", False)]),
        ({"issued_on": "2026-10-09"}, []),
    ],
)
def test_each_rule_of_a_circular(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"month": "2026-10", "inspections": [1, 2]}, []),
        ({"inspections": [1]}, [("month", "E-REQUIRED", False)]),
        ({"month": "2026-10"}, [("inspections", "E-REQUIRED", False)]),
        ({"month": "2026-10", "explanation": "本月没有检查"}, []),
        ({"month": "2026-09", "inspections": [1]}, [("month", "E-TWICE", False)]),
    ],
)
def test_there_is_one_bulletin_a_month(more: Row, found: list[tuple[str, str, bool]]) -> None:
    there: Row = {"id": 9, "kind": "月督查通报", "month": "2026-09", "unit": 1}
    book = Around({**AROUND.kept, "circular": [there]})

    seen = faults({"kind": "月督查通报", "cases": None, "batch": None, **more}, book)

    assert seen == found


def test_findings_of_a_bulletin_are_counted() -> None:
    derived = derive({**GOOD, "cases": None, "inspections": [1, 2]}, AROUND)

    assert (derived["finding_count"], derived["draft"]) == (3, None)


MONTH = Around(
    {
        **AROUND.kept,
        "unit": [{"id": 3, "name": "青山村"}, {"id": 4, "name": "白石村"}, {"id": 5, "name": "大塘村"}],
        "inspection": [
            {"id": 1, "unit": 3, "on_day": "2026-10-20", "finding_count": 2, "order_due": "2026-11-20"},
            {"id": 2, "unit": 4, "on_day": "2026-10-08", "finding_count": 1},
            {"id": 3, "unit": 5, "on_day": "2026-10-09", "finding_count": 0},
            {"id": 4, "unit": 5, "on_day": "2026-09-30", "finding_count": 9},
        ],
        "finding": [
            {"id": 1, "inspection": 1, "unit": 3, "category": "2.1", "corrected": 1},
            {"id": 2, "inspection": 1, "unit": 3, "category": "3.2", "corrected": 0},
            {"id": 3, "inspection": 2, "unit": None, "category": "3.2", "corrected": 1},
        ],
        "problem": [
            {"id": 1, "unit": 3, "deadline": "2026-10-15", "state": "整改中"},
            {"id": 2, "unit": 3, "deadline": "2026-10-01", "state": "已销号", "closed_on": "2026-10-02"},
            {"id": 3, "unit": 4, "deadline": "2026-11-15", "state": "整改中"},
            {"id": 4, "unit": 4, "deadline": "2026-10-05", "state": "移送"},
        ],
    }
)
OCTOBER: Row = {"kind": "月督查通报", "unit": 1, "month": "2026-10", "state": "起草", "mend_by": "2026-11-30"}


def test_a_bulletin_that_chooses_no_check_tells_of_all_of_its_month() -> None:
    derived = derive(OCTOBER, MONTH)

    assert (derived["inspections"], derived["finding_count"]) == ([2, 3, 1], 3)
    assert faults({**OCTOBER, "cases": None, "batch": None, "inspections": [1]}, MONTH) == []


def test_the_draft_of_a_bulletin_tells_of_each_unit_and_asks_those_who_have_something_to_mend() -> None:
    lines = str(derive(OCTOBER, MONTH)["draft"]).splitlines()

    assert lines[0] == "一、发现的主要问题"
    assert lines[1].startswith("1．青山村发现问题2个（")
    assert lines[1].endswith("，当场纠正1个，责令整改1次。")
    assert lines[2].startswith("2．白石村发现问题1个（")
    assert lines[3] == "大塘村未发现问题。"
    assert lines[4:6] == ["二、整改进展", "青山村整改完成1个，逾期未整改1个。"]
    assert lines[6:] == [
        "三、有关要求",
        "青山村要对照问题逐条制定措施、明确责任人，在规定时限内整改到位。",
        "青山村要说明逾期原因，逐条销号，不得虚报整改结果。",
        "其他单位要举一反三，认真自查。",
    ]


def test_the_checks_of_a_bulletin_under_review_stay_as_they_were_chosen() -> None:
    assert "inspections" not in derive({**OCTOBER, "state": "待审核"}, MONTH)
    assert "inspections" not in derive({**OCTOBER, "inspections": [1]}, MONTH)


def test_only_what_was_decided_is_released_and_by_another_person() -> None:
    release = next(move.refuse for move in CIRCULARS.moves if move.label == "审核发布")
    assert release is not None

    seen = [
        [fault.code for fault in release({**GOOD, "cases": cases, "asked_by": who}, AROUND)]
        for cases, who in (([1], "李四"), ([1], "张三"), ([1, 3], "李四"))
    ]

    assert seen == [[], ["E-TWO-PEOPLE"], ["E-OPEN"]]
