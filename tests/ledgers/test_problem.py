"""Rules of the problem register, one by one; moves through a book are in tests/operations/test_records.py."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.problem import CATEGORIES, DISCOVERY, PROBLEMS, derive
from app.ledgers.problem_rules import later_deadline, ready_to_close, relapse_from, why_no_relapse
from tests.domain.around import NOTHING_AROUND, Around

GOOD: Row = {
    "id": 1,
    "unit": 3,
    "found_on": "2026-11-01",
    "discovery": "群众提",
    "category": "2.2",
    "description": "集体山林发包收入未入账",
    "lead": 7,
    "deadline": "2026-12-01",
    "state": "登记",
}


def faults(more: Row, around: Around = NOTHING_AROUND) -> list[tuple[str, str, bool]]:
    return [(fault.field, fault.code, fault.soft) for fault in PROBLEMS.faults({**GOOD, **more}, around)]


def test_a_good_problem_has_no_faults() -> None:
    found = faults({})

    assert found == []


def test_the_three_categories_have_seven_kinds_and_only_kinds_are_chosen() -> None:
    field = PROBLEMS.by_key["category"]

    heads = [option for option in CATEGORIES if not option.under]
    leaves = [option for option in CATEGORIES if option.under]

    assert (len(heads), len(leaves)) == (3, 7)
    assert {"自己找", "群众提", "同事帮", "领导点"} <= set(DISCOVERY)
    with pytest.raises(ValueError, match="没有“二、以权谋私”这一项"):
        field.parse("二、以权谋私", Reading(NOTHING_AROUND.today))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"amount_involved": 300000, "amount_due": 300000, "amount_returned": 300000}, []),
        ({"amount_involved": 300000, "amount_due": 300001}, [("amount_due", "E-MONEY", False)]),
        ({"amount_due": 100, "amount_returned": 101}, [("amount_returned", "E-MONEY", False)]),
        ({"amount_involved": 0, "amount_due": 1, "explanation": "含利息"}, [("amount_due", "E-MONEY", True)]),
        ({"amount_due": 500}, []),
    ],
)
def test_money_adds_up_or_is_explained(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"found_on": "2026-11-23", "deadline": "2026-12-01"}, [("found_on", "E-FUTURE", False)]),
        ({"found_on": "2026-11-22"}, []),
        ({"deadline": "2026-10-31"}, [("deadline", "E-ORDER", False)]),
        ({"closed_on": "2026-10-31"}, [("closed_on", "E-ORDER", False)]),
        ({"posted_from": "2026-10-31"}, [("posted_from", "E-ORDER", False)]),
        ({"posted_from": "2026-11-08", "posted_to": "2026-11-07"}, [("posted_to", "E-ORDER", False)]),
        ({"posted_from": "2026-11-08", "posted_to": "2026-11-08"}, []),
    ],
)
def test_days_follow_each_other(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = faults(more)

    assert seen == found


def test_a_relapse_points_to_another_problem() -> None:
    seen = [faults({"relapse_of": 1}), faults({"relapse_of": 2})]

    assert seen == [[("relapse_of", "E-CYCLE", False)], []]


@pytest.mark.parametrize("state", ["整改中", "延期", "待核实", "已销号"])
def test_measures_and_responsible_people_are_needed_once_work_began(state: str) -> None:
    needed = {field for field, code, _ in faults({"state": state}) if code == "E-REQUIRED"}

    assert {"measures", "responsible"} <= needed
    assert ("result" in needed) is (state in ("待核实", "已销号"))


def test_the_first_deadline_is_kept_for_ever() -> None:
    first = derive(GOOD, NOTHING_AROUND)
    later = derive({**GOOD, "first_deadline": "2026-12-01", "deadline": "2027-01-31"}, NOTHING_AROUND)

    assert first["first_deadline"] == "2026-12-01"
    assert "first_deadline" not in later


def test_looking_back_is_due_30_90_and_180_days_after_closing() -> None:
    derived = derive({**GOOD, "first_deadline": "2026-12-01", "closed_on": "2026-11-22"}, NOTHING_AROUND)

    days = {key: value for key, value in derived.items() if key.startswith("look_back")}
    assert days == {"look_back_30": "2026-12-22", "look_back_90": "2027-02-20", "look_back_180": "2027-05-21"}


# parts, people's money, extension, look back


def with_before(before: Row, **kept: list[Row]) -> Around:
    return Around({"problem": [{**GOOD, "state": "整改中", "responsible": [8], "measures": "退款", **before}], **kept})


def test_an_amount_nobody_typed_follows_its_people_and_a_typed_one_is_pointed_out() -> None:
    people: list[Row] = [
        {"problem": 1, "person": 7, "involved": 200000, "due": 100000, "returned": 100000},
        {"problem": 1, "person": 8, "involved": 100000, "due": 50000},
    ]
    around = Around({"problem_money": people})

    followed = derive(GOOD, around)
    typed = derive({**GOOD, "amount_involved": 250000}, around)
    again = derive({**GOOD, **followed, "sum_involved": 300000}, Around({"problem_money": people[:1]}))

    assert [followed[key] for key in ("amount_involved", "amount_due", "amount_returned")] == [300000, 150000, 100000]
    assert followed["amount_unreturned"] == 50000
    assert "amount_involved" not in typed
    assert faults({**typed, "amount_involved": 250000}) == [("amount_involved", "E-SUM", True)]
    assert again["amount_involved"] == 200000


@pytest.mark.parametrize(
    ("state", "deadline", "more", "found"),
    [
        ("整改中", "2026-12-02", {}, [("deadline", "E-EXTENSION", True)]),
        ("整改中", "2026-11-30", {}, []),
        (
            "延期",
            "2026-12-31",
            {"extended_on": "2026-11-22", "extension_reason": "等批复", "extension_approver": 7},
            [],
        ),
        (
            "延期",
            "2026-12-31",
            {"extended_on": "2026-11-22", "extension_reason": "等批复"},
            [("extension_approver", "E-APPROVER", True)],
        ),
    ],
)
def test_a_deadline_moves_later_only_by_an_extension(
    state: str, deadline: str, more: Row, found: list[tuple[str, str, bool]]
) -> None:
    row: Row = {"state": state, "deadline": deadline, "responsible": [8], "measures": "退款", **more}

    seen = faults(row, with_before({}))

    assert seen == found


def test_while_it_is_only_registered_a_deadline_may_be_put_right() -> None:
    seen = faults({"deadline": "2026-12-31"}, with_before({"state": "登记"}))

    assert seen == []


@pytest.mark.parametrize(
    ("approver", "deadline", "found"),
    [
        (7, "2026-12-31", []),
        (8, "2026-12-31", [("extension_approver", "E-TWO-PEOPLE")]),
        (9, "2026-12-31", [("extension_approver", "E-TWO-PEOPLE")]),
        (7, "2026-12-01", [("deadline", "E-ORDER")]),
    ],
)
def test_an_extension_is_later_and_approved_by_another(
    approver: int, deadline: str, found: list[tuple[str, str]]
) -> None:
    people: list[Row] = [{"id": 7, "name": "赵志明"}, {"id": 8, "name": "王伟"}, {"id": 9, "name": "张三"}]
    around = with_before({"first_deadline": "2026-12-01"}, person=people)
    row = {**GOOD, "first_deadline": "2026-12-01", "responsible": [8], "extension_approver": approver}

    seen = [(fault.field, fault.code) for fault in later_deadline({**row, "deadline": deadline}, around)]

    assert seen == found


def test_extensions_reopenings_and_relapses_are_counted_when_they_happen() -> None:
    put_off: Row = {"state": "延期", "extended_on": "2026-11-22", "extension_reason": "等批复", "extended_by": "张三"}
    first = derive({**GOOD, **put_off}, with_before({}))
    edited = derive({**GOOD, **put_off, "cause": "x"}, with_before({**put_off, "extension_count": 1}))
    reopened = derive({**GOOD, "state": "整改中", "reopen_cause": "同一原因反弹"}, with_before({"state": "已销号"}))
    other = derive({**GOOD, "state": "整改中", "reopen_cause": "整改不到位"}, with_before({"state": "已销号"}))

    assert first["extension_count"] == 1
    assert "extension_count" not in edited
    assert (reopened["reopen_count"], reopened["relapse_count"]) == (1, 1)
    assert (other["reopen_count"], other.get("relapse_count")) == (1, None)


def test_a_part_may_not_end_after_the_whole() -> None:
    parts: list[Row] = [{"problem": 1, "deadline": "2026-12-05"}]

    seen = [faults({"deadline": day}, Around({"problem_part": parts})) for day in ("2026-12-04", "2026-12-05")]

    assert seen == [[("deadline", "E-ORDER", False)], []]


def test_closing_waits_for_every_part_and_names_the_one_that_is_open() -> None:
    parts: list[Row] = [
        {"problem": 1, "content": "重新张贴名单", "state": "整改中"},
        {"problem": 1, "content": "核对名单", "state": "已完成"},
    ]
    row = {**GOOD, "proof": f"{'a' * 64} 入账凭证.jpg"}

    waiting = list(ready_to_close(row, Around({"problem_part": parts})))
    done = list(ready_to_close(row, Around({"problem_part": parts[1:]})))

    assert [fault.code for fault in waiting] == ["E-PARTS-OPEN"]
    assert "1 个分项没有完成(重新张贴名单)" in waiting[0].message
    assert done == []


def test_closing_asks_for_the_one_proof_of_the_list_and_names_it() -> None:
    refund: Row = {**GOOD, "amount_due": 300000}

    without = list(ready_to_close(refund, NOTHING_AROUND))
    unnamed = list(ready_to_close({**refund, "proof": f"{'a' * 64} IMG_2034.jpg"}, NOTHING_AROUND))
    enough = list(ready_to_close({**refund, "proof": f"{'a' * 64} 退款收据.jpg"}, NOTHING_AROUND))
    county = Around({"proof_rule": [{"category": "2.2", "occasion": "不论金额", "kinds": "不要求"}]})

    assert "还缺一件退款凭证" in without[0].message
    assert "IMG_2034.jpg" in unnamed[0].message
    assert enough == []
    assert list(ready_to_close(refund, county)) == []


def test_peoples_money_that_does_not_agree_is_explained_before_closing() -> None:
    row: Row = {**GOOD, "proof": f"{'a' * 64} 退款收据.jpg", "amount_involved": 5, "sum_involved": 6}

    silent = [fault.code for fault in ready_to_close(row, NOTHING_AROUND)]
    explained = list(ready_to_close({**row, "explanation": "一分钱尾差"}, NOTHING_AROUND))

    assert silent == ["E-SUM"]
    assert explained == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"owner": "个人"}, [("persons", "E-REQUIRED", False), ("branch", "E-BRANCH", True)]),
        ({"owner": "个人", "persons": [7], "branch": "青山村党支部"}, []),
        ({"carried_from": 1}, [("carried_from", "E-CYCLE", False)]),
        ({"clue": 3, "posted_from": "2026-11-08"}, [("posted_from", "E-CLUE", False)]),
        ({"self_reported": 1, "clue": 3}, [("self_reported", "E-ORDER", False)]),
        ({"satisfied": 3}, [("verdict_on", "E-VERDICT", True)]),
        ({"satisfied": 3, "verdict_on": "2026-11-20"}, []),
        (
            {"posted_from": "2026-11-08", "posted_to": "2026-11-15", "taken_down_on": "2026-11-10"},
            [("taken_down_on", "E-EARLY", True)],
        ),
        ({"looked_back_30": "2026-11-20"}, [("look_result_30", "E-REQUIRED", False)]),
        ({"looked_back_30": "2026-11-23", "look_result_30": "未反弹"}, [("looked_back_30", "E-ORDER", False)]),
        ({"looked_back_30": "2026-11-20", "look_result_30": "反弹"}, [("", "E-RELAPSE", True)]),
    ],
)
def test_each_further_rule_of_a_problem(more: Row, found: list[tuple[str, str, bool]]) -> None:
    around = Around({"clue": [{"id": 3, "received_on": "2026-10-01"}]})

    seen = faults(more, around)

    assert seen == found


def test_a_relapse_is_entered_for_a_closed_problem_and_points_to_it() -> None:
    made = relapse_from({**GOOD, "state": "已销号"}, NOTHING_AROUND)

    assert [row["relapse_of"] for row in made] == [1]
    assert (made[0]["unit"], made[0]["found_on"]) == (3, "2026-11-22")
    assert why_no_relapse({"state": "已销号"}, NOTHING_AROUND) == ""
    assert why_no_relapse({"state": "整改中"}, NOTHING_AROUND)
