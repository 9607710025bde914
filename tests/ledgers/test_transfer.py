"""Rules and limits of transfers."""

import pytest

from app.domain.fields import Row
from app.ledgers.transfer import TRANSFERS, derive
from tests.ledgers.office import OFFICE, Office, Told, refusals, told

GOOD: Row = {
    "id": 1,
    "direction": "移出",
    "unit": 3,
    "party": "公安机关",
    "party_name": "示例县公安局",
    "clue": 5,
    "state": "登记",
}
SENT: Row = {**GOOD, "letter_no": "示纪移〔2026〕1号", "on_day": "2026-11-10", "handler": 9, "state": "待回执"}
SEALED: Row = {**GOOD, "clue": None, "sealed": 1, "party": "上级纪委", "received_on": "2026-02-10"}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (GOOD, []),
        (SENT, []),
        (SEALED, []),
        ({**GOOD, "clue": None}, [("clue", "E-REQUIRED", False)]),
        ({**GOOD, "clue": None, "problem": 4}, []),
        ({**GOOD, "clue": None, "direction": "移入"}, []),
        ({**SEALED, "complaint": 2}, [("complaint", "E-SEALED", False)]),
        ({**SENT, "letter_no": "示纪移[2026]1号"}, [("letter_no", "E-DOCUMENT", False)]),
        ({**SENT, "received_on": "2026-11-11"}, [("on_day", "E-ORDER", False)]),
        ({**SENT, "receipt_on": "2026-11-09"}, [("receipt_on", "E-ORDER", False)]),
        ({**SENT, "letter_no": None}, [("letter_no", "E-REQUIRED", False)]),
    ],
)
def test_a_transfer_has_its_letter_and_what_it_is_about_unless_it_is_sealed(row: Row, found: Told) -> None:
    seen = told(TRANSFERS, row)

    assert seen == found


@pytest.mark.parametrize(
    ("more", "forward"),
    [
        ({"not_ours": 1, "received_on": "2025-04-28"}, "2025-05-08"),
        ({"not_ours": 0, "received_on": "2025-04-28"}, None),
        ({"not_ours": 1, "received_on": "2025-04-28", "direction": "移入"}, None),
    ],
)
def test_what_is_not_ours_goes_on_in_five_working_days(more: Row, forward: str | None) -> None:
    derived = derive({**GOOD, **more}, Office())

    assert derived["forward_due"] == derived["due_on"] == forward


def test_a_sealed_piece_goes_on_in_five_working_days() -> None:
    assert derive(SEALED, OFFICE)["due_on"] == "2026-02-24"


def test_the_day_of_receipt_comes_from_the_complaint_or_clue() -> None:
    around = Office({"clue": [{"id": 5, "received_on": "2025-04-28"}], "complaint": []})

    derived = derive({**GOOD, "not_ours": 1}, around)

    assert (derived["received_on"], derived["forward_due"]) == ("2025-04-28", "2025-05-08")
    assert "received_on" not in derive({**GOOD, "received_on": "2025-04-01"}, around)


def test_a_letter_that_is_out_waits_for_its_receipt() -> None:
    waiting = derive({**SENT, "receipt_due": "2026-11-24"}, OFFICE)
    done = derive({**SENT, "receipt_due": "2026-11-24", "state": "已回执"}, OFFICE)

    assert (waiting["due_on"], done["due_on"]) == ("2026-11-24", None)


@pytest.mark.parametrize(
    ("row", "label", "found"),
    [
        (GOOD, "发出", []),
        ({**GOOD, "direction": "移入"}, "发出", [("direction", "E-DIRECTION")]),
        (GOOD, "签收", [("direction", "E-DIRECTION")]),
        ({**GOOD, "direction": "移入"}, "签收", []),
        (SENT, "收到回执", [("receipt", "E-PROOF")]),
        ({**SENT, "receipt": f"{'a' * 64} 回执.jpg"}, "收到回执", []),
    ],
)
def test_what_goes_out_needs_a_receipt_and_what_comes_in_a_signature(
    row: Row, label: str, found: list[tuple[str, str]]
) -> None:
    assert refusals(TRANSFERS, row, label) == found


def test_the_five_bodies_of_the_scheme_can_be_chosen() -> None:
    codes = {option.code for option in TRANSFERS.by_key["party"].leaves}  # type: ignore[attr-defined]

    assert {"检察机关", "公安机关", "信访部门", "财政部门", "审计部门"} <= codes
