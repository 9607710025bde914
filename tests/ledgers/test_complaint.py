"""Rules and limits of complaints; who complained has no place in them."""

import pytest

from app.domain.fields import Row, Sensitivity
from app.ledgers.complaint import COMPLAINTS, derive
from tests.ledgers.office import OFFICE, Office, Told, refusals, told

GOOD: Row = {
    "id": 1,
    "received_on": "2026-11-02",
    "way": "来电",
    "real_name": 0,
    "kind": "信访举报",
    "scope": "业务范围内",
    "unit": 3,
    "category": "2.1",
    "summary": "低保金发放不公示",
    "state": "登记",
}
SEALED: Row = {**GOOD, "sealed": 1, "unit": None, "category": None, "summary": None}
WORKED: Row = {
    **GOOD,
    "accepted_on": "2026-11-03",
    "handler_unit": 3,
    "handler": 9,
    "deadline": "2027-01-04",
    "state": "办理中",
}


def test_no_field_can_hold_who_complained() -> None:
    kinds = {field.kind for field in COMPLAINTS.fields}
    words = ("举报人", "反映人", "投诉人", "姓名", "电话", "住址", "地址", "身份")

    named = [f.label for f in COMPLAINTS.fields if any(word in f.label for word in words)]

    assert kinds & {"phone", "id_number", "attachment"} == set()
    assert named == []
    assert [field.key for field in COMPLAINTS.fields if field.kind == "person"] == ["handler"]


def test_what_was_said_is_secret_and_on_no_list_or_sheet() -> None:
    said = ("summary", "answer")
    printed = {key for column in COMPLAINTS.sheet_columns for key in column.fields}

    assert all(COMPLAINTS.by_key[key].sensitivity is Sensitivity.SECRET for key in said)
    assert not {*said} & {*COMPLAINTS.list_columns, *printed}


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("summary", "举报人:张三,反映低保不公示", "E-REPORTER"),
        ("summary", "来访人姓名\uff1a李四", "E-REPORTER"),
        ("answer", "已告知,联系电话: 见登记本", "E-REPORTER"),
        ("remark", "可打13800138000", "E-PERSONAL"),
        ("summary", "证件11010519491231002X", "E-PERSONAL"),
    ],
)
def test_an_identity_in_the_text_is_refused(key: str, text: str, code: str) -> None:
    seen = told(COMPLAINTS, {**GOOD, key: text})

    assert seen == [(key, code, False)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (GOOD, []),
        (WORKED, []),
        ({**GOOD, "unit": None}, [("unit", "E-REQUIRED", False)]),
        ({**GOOD, "category": None, "summary": None}, [
            ("category", "E-REQUIRED", False), ("summary", "E-REQUIRED", False)
        ]),
        ({**GOOD, "scope": "业务范围外", "unit": None, "category": None}, []),
        (SEALED, []),
        ({**SEALED, "unit": 3}, [("unit", "E-SEALED", False)]),
        ({**SEALED, "summary": "反映某领导"}, [("summary", "E-SEALED", False)]),
        ({**GOOD, "repeat_of": 1}, [("repeat_of", "E-CYCLE", False)]),
        ({**GOOD, "repeat_of": 2}, []),
        ({**GOOD, "repeat_of": 3}, [("repeat_of", "E-ORDER", False)]),
        ({**WORKED, "accepted_on": "2026-11-01"}, [("accepted_on", "E-ORDER", False)]),
        ({**WORKED, "closed_on": "2026-11-20", "answered_on": "2026-11-19"}, [("answered_on", "E-ORDER", False)]),
        ({**GOOD, "state": "转线索"}, [(key, "E-REQUIRED", False) for key in (
            "accepted_on", "handler_unit", "handler", "deadline", "clue"
        )]),
    ],
)  # fmt: skip
def test_a_complaint_says_what_it_is_about_unless_it_is_sealed(row: Row, found: Told) -> None:
    around = Office({"complaint": [{"id": 2, "received_on": "2026-10-01"}, {"id": 3, "received_on": "2026-11-03"}]})

    seen = told(COMPLAINTS, row, around)

    assert seen == found


@pytest.mark.parametrize(
    ("more", "accept"),
    [
        ({"received_on": "2025-01-20", "real_name": 1}, "2025-02-14"),
        ({"received_on": "2025-09-28", "real_name": 1}, "2025-10-24"),
        ({"received_on": "2026-09-20"}, "2026-10-08"),
        ({"received_on": "2025-04-28", "scope": "业务范围外"}, "2025-05-08"),
        ({"received_on": "2026-02-10", "sealed": 1}, "2026-02-24"),
    ],
)
def test_acceptance_is_told_and_foreign_pieces_go_on_in_time(more: Row, accept: str) -> None:
    derived = derive({**GOOD, **more}, OFFICE)

    assert derived["accept_due"] == derived["due_on"] == accept


@pytest.mark.parametrize(
    ("kind", "deadline"),
    [("信访举报", "2026-09-07"), ("服务投诉", "2026-09-07"), ("公开事项询问", "2026-07-20")],
)
def test_answers_are_due_in_sixty_days_and_about_disclosed_lines_in_ten(kind: str, deadline: str) -> None:
    derived = derive({**GOOD, "received_on": "2026-07-08", "kind": kind}, OFFICE)

    assert derived["deadline"] == derived["first_deadline"] == deadline


def test_a_question_is_due_before_its_acceptance_would_be() -> None:
    derived = derive({**GOOD, "kind": "公开事项询问"}, OFFICE)

    assert (derived["accept_due"], derived["due_on"]) == ("2026-11-17", "2026-11-12")


def test_foreign_and_sealed_pieces_have_no_answer_deadline() -> None:
    derived = [derive(SEALED, OFFICE), derive({**GOOD, "scope": "业务范围外"}, OFFICE)]

    assert [one.get("deadline") for one in derived] == [None, None]


@pytest.mark.parametrize(("real_name", "feedback", "due"), [(1, "2025-02-14", "2025-02-14"), (0, None, "2027-01-04")])
def test_the_result_is_fed_back_to_real_names_in_fifteen_working_days(
    real_name: int, feedback: str | None, due: str
) -> None:
    derived = derive({**WORKED, "real_name": real_name, "closed_on": "2025-01-20", "state": "待反馈"}, OFFICE)

    assert (derived["feedback_due"], derived["due_on"]) == (feedback, due)


@pytest.mark.parametrize(
    ("row", "label", "found"),
    [
        (GOOD, "受理", []),
        (SEALED, "受理", [("scope", "E-SCOPE")]),
        ({**GOOD, "scope": "业务范围外"}, "受理", [("scope", "E-SCOPE")]),
        (GOOD, "留存", [("scope", "E-SCOPE")]),
        ({**GOOD, "scope": "无实质内容"}, "留存", []),
        ({**WORKED, "state": "待反馈"}, "办结", []),
        ({**WORKED, "state": "待反馈", "real_name": 1}, "办结", [("answered_on", "E-REQUIRED")]),
        ({**WORKED, "state": "待反馈", "real_name": 1, "answered_on": "2026-11-20", "answer_way": "电话"}, "办结", []),
        (GOOD, "移送", [("", "E-LETTER")]),
        (SEALED, "移送", []),
    ],
)
def test_what_is_ours_is_worked_on_and_real_names_are_told(row: Row, label: str, found: list[tuple[str, str]]) -> None:
    assert refusals(COMPLAINTS, row, label) == found


@pytest.mark.parametrize(("state", "found"), [("登记", [("", "E-LETTER")]), ("待回执", [])])
def test_what_is_passed_on_goes_by_letter(state: str, found: list[tuple[str, str]]) -> None:
    around = Office({"transfer": [{"complaint": 1, "direction": "移出", "state": state}]})

    assert refusals(COMPLAINTS, WORKED, "移送", around) == found


@pytest.mark.parametrize(
    ("state", "found"), [("核实中", [("clue", "E-CLUE")]), ("结案", []), ("了结", []), ("移送", [])]
)
def test_what_became_a_clue_waits_for_its_result(state: str, found: list[tuple[str, str]]) -> None:
    around = Office({"clue": [{"id": 5, "state": state}]})

    assert refusals(COMPLAINTS, {**WORKED, "state": "转线索", "clue": 5}, "查结", around) == found


@pytest.mark.parametrize(
    ("deadline", "found"),
    [
        ("2027-01-04", [("deadline", "E-ORDER")]),
        ("2027-02-03", []),
        ("2027-02-04", [("deadline", "E-EXTENSION")]),
    ],
)
def test_an_extension_is_thirty_days_at_most(deadline: str, found: list[tuple[str, str]]) -> None:
    around = Office({"complaint": [WORKED]})

    seen = refusals(COMPLAINTS, {**WORKED, "first_deadline": "2027-01-04", "deadline": deadline}, "延期", around)

    assert seen == found
