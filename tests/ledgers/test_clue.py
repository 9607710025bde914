"""Rules and limits of clues, and what each move asks for."""

import pytest

from app.domain.fields import LongText, Row
from app.ledgers.clue import CLUES, derive
from tests.ledgers.office import OFFICE, Office, Told, moving, refusals, told

GOOD: Row = {
    "id": 1,
    "source": "信访举报",
    "received_on": "2026-11-02",
    "unit": 3,
    "persons": [7],
    "category": "2.2",
    "state": "登记",
}
ASSIGNED: Row = {
    **GOOD,
    "disposal": "初步核实",
    "disposed_on": "2026-11-10",
    "approved_by": 8,
    "mode": "自办",
    "handler_unit": 3,
    "handler": 9,
    "deadline": "2026-12-10",
    "state": "核实中",
}
AROUND = Office({"person": [{"id": 7, "name": "王伟", "level": "村(社区)干部"}, {"id": 6, "level": "乡科级"}]})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (GOOD, []),
        (ASSIGNED, []),
        ({**GOOD, "persons": [7, 6]}, [("persons", "E-SUPERIOR", False)]),
        ({**ASSIGNED, "handler": 7}, [("handler", "E-RECUSAL", False)]),
        ({**ASSIGNED, "approved_by": 7}, [("approved_by", "E-RECUSAL", False)]),
        ({**ASSIGNED, "approved_by": 9}, [("approved_by", "E-TWO-PEOPLE", False)]),
        ({**ASSIGNED, "mode": "督办"}, [("supervised_by", "E-REQUIRED", False)]),
        ({**ASSIGNED, "mode": "督办", "supervised_by": 2}, []),
        ({**ASSIGNED, "disposed_on": "2026-11-01"}, [("disposed_on", "E-ORDER", False)]),
        ({**ASSIGNED, "verified_on": "2026-11-09"}, [("verified_on", "E-ORDER", False)]),
        ({**ASSIGNED, "filed_on": "2026-11-20", "filed_persons": 2}, [("filed_persons", "E-COUNT", False)]),
        ({**ASSIGNED, "filed_on": "2026-11-20", "filed_persons": 0}, [("filed_persons", "E-COUNT", False)]),
        ({**ASSIGNED, "persons": [], "filed_on": "2026-11-20", "filed_persons": 2}, []),
        ({**ASSIGNED, "filed_on": "2026-11-20", "filed_persons": 1, "closed_on": "2026-11-19"}, [
            ("closed_on", "E-ORDER", False)
        ]),
    ],
)  # fmt: skip
def test_a_clue_keeps_its_days_recusals_and_counts(row: Row, found: Told) -> None:
    seen = told(CLUES, row, AROUND)

    assert seen == found


@pytest.mark.parametrize(
    ("state", "needed"),
    [
        ("分办", {"disposal", "disposed_on", "approved_by", "mode", "handler_unit", "handler"}),
        ("暂存", {"disposal", "disposed_on", "approved_by", "mode"}),
        ("了结", {"disposal", "disposed_on", "approved_by", "mode", "result", "closed_on", "outcome"}),
    ],
)
def test_what_a_state_needs_is_asked_for(state: str, needed: set[str]) -> None:
    seen = {field for field, _, _ in told(CLUES, {**GOOD, "state": state}, AROUND)}

    assert seen == needed


@pytest.mark.parametrize(
    ("received", "due"), [("2025-01-31", "2025-02-28"), ("2026-09-01", "2026-10-08"), ("2026-11-02", "2026-12-02")]
)
def test_an_opinion_is_due_a_month_after_receipt_on_a_working_day(received: str, due: str) -> None:
    derived = derive({**GOOD, "received_on": received}, OFFICE)

    assert derived["opinion_due"] == derived["due_on"] == due


@pytest.mark.parametrize(
    ("disposal", "disposed", "start", "deadline"),
    [
        ("谈话函询", "2025-04-28", "2025-05-08", "2025-05-28"),
        ("初步核实", "2025-01-20", "2025-02-14", "2025-02-19"),
        ("暂存待查", "2025-01-20", None, None),
    ],
)
def test_work_starts_in_working_days_and_ends_in_thirty(
    disposal: str, disposed: str, start: str | None, deadline: str | None
) -> None:
    row: Row = {**GOOD, "disposal": disposal, "disposed_on": disposed, "state": "分办"}

    derived = derive(row, OFFICE)

    assert (derived["start_due"], derived.get("deadline")) == (start, deadline)
    assert derived["due_on"] == start
    assert derived.get("first_deadline") == deadline


def test_a_typed_deadline_stays_and_the_first_is_kept_for_ever() -> None:
    derived = derive({**ASSIGNED, "first_deadline": "2026-12-01"}, OFFICE)

    assert {"deadline", "first_deadline"} & set(derived) == set()
    assert derived["due_on"] == "2026-12-10"


@pytest.mark.parametrize(
    ("held", "reviewed", "due"), [("2025-08-31", None, "2026-02-28"), ("2025-08-31", "2026-03-02", "2026-09-02")]
)
def test_what_is_put_by_is_looked_at_every_half_year(held: str, reviewed: str | None, due: str) -> None:
    derived = derive({**ASSIGNED, "state": "暂存", "held_on": held, "hold_reviewed_on": reviewed}, OFFICE)

    assert derived["hold_due"] == derived["due_on"] == due


@pytest.mark.parametrize("state", ["移送", "了结", "结案"])
def test_a_clue_that_is_done_has_no_limit(state: str) -> None:
    assert derive({**ASSIGNED, "state": state}, OFFICE)["due_on"] is None


@pytest.mark.parametrize(
    ("row", "label", "found"),
    [
        ({**ASSIGNED, "state": "分办"}, "开始核实", []),
        ({**ASSIGNED, "state": "分办", "disposal": "暂存待查"}, "开始核实", [("disposal", "E-DISPOSAL")]),
        ({**ASSIGNED, "state": "分办"}, "了结", [("disposal", "E-DISPOSAL")]),
        ({**ASSIGNED, "state": "分办", "disposal": "予以了结"}, "了结", []),
        ({**ASSIGNED, "state": "分办", "disposal": "暂存待查"}, "暂存", []),
        (ASSIGNED, "暂存", []),
        ({**ASSIGNED, "result": "不属实"}, "立案", [("result", "E-RESULT")]),
        ({**ASSIGNED, "result": "部分属实"}, "立案", []),
    ],
)
def test_a_clue_goes_the_way_of_its_disposal(row: Row, label: str, found: list[tuple[str, str]]) -> None:
    assert refusals(CLUES, row, label) == found


@pytest.mark.parametrize(
    ("letter", "found"),
    [
        ({"clue": 1, "direction": "移出", "state": "待回执"}, []),
        ({"clue": 1, "direction": "移出", "state": "登记"}, [("", "E-LETTER")]),
        ({"clue": 1, "direction": "移入", "state": "已回执"}, [("", "E-LETTER")]),
        ({"clue": 2, "direction": "移出", "state": "待回执"}, [("", "E-LETTER")]),
    ],
)
def test_a_clue_is_transferred_once_its_letter_was_sent(letter: Row, found: list[tuple[str, str]]) -> None:
    around = Office({"transfer": [{**letter, "party": "公安机关", "letter_no": "示纪移〔2026〕1号"}]})

    seen = refusals(CLUES, ASSIGNED, "移送", around)

    assert seen == found
    assert derive(ASSIGNED, around).get("transferred_to") == (None if found else "公安机关 示纪移〔2026〕1号")


def test_an_extension_of_a_filed_case_stays_a_filed_case() -> None:
    states = {state: moving(CLUES, state, "延期").to for state in ("核实中", "立案")}

    assert states == {"核实中": "核实中", "立案": "立案"}


def test_a_clue_has_no_place_for_a_story() -> None:
    long = [field.key for field in CLUES.fields if isinstance(field, LongText)]

    assert long == []
    assert CLUES.by_key["outcome"].most == 100  # type: ignore[attr-defined]
    assert [column.title for column in CLUES.sheet_columns][:4] == ["编号", "线索来源", "收到日期", "被反映单位"]
