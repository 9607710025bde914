"""Rules, states and numbers of letters."""

import pytest

from app.domain.fields import Reading, Row
from app.ledgers.letter import ISSUED, KINDS, LETTERS, MARKS, derive, letter_title
from app.ledgers.letter_matter import LETTER_MATTERS, letters_about, matter_title
from tests.ledgers.office import OFFICE, Office, Told, refusals, told

GOOD: Row = {
    "id": 1,
    "kind": "督办函",
    "unit": 2,
    "to_name": "青山村",
    "subject": "关于限期完成问题整改的督办函",
    "basis": "集中整治方案",
    "body": "现予督办。",
    "state": "起草",
}
SIGNED: Row = {
    **GOOD,
    "state": "已签发",
    "on_day": "2026-11-20",
    "reply_due": "2026-11-27",
    "number": "示纪督〔2026〕1号",
}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (GOOD, []),
        (SIGNED, []),
        ({**GOOD, "body": "存在问题：××。"}, []),
        ({**SIGNED, "body": "存在问题：××。"}, [("body", "E-BLANK", False)]),
        ({**SIGNED, "subject": "关于{事由}的函"}, [("subject", "E-BLANK", False)]),
        ({**SIGNED, "reply_due": None}, [("reply_due", "E-REQUIRED", False)]),
        ({**SIGNED, "reply_due": None, "kind": "移送函"}, []),
        ({**SIGNED, "reply_due": "2026-11-19"}, [("reply_due", "E-ORDER", False)]),
        ({**SIGNED, "state": "已送达"}, [("delivered_on", "E-REQUIRED", False)]),
        ({**SIGNED, "state": "已送达", "delivered_on": "2026-11-19"}, [("delivered_on", "E-ORDER", False)]),
        (
            {**SIGNED, "state": "已回复"},
            [("replied_on", "E-REQUIRED", False), ("outcome", "E-REQUIRED", False)],
        ),
    ],
)
def test_what_goes_out_is_whole_and_asks_for_its_reply_in_time(row: Row, found: Told) -> None:
    assert told(LETTERS, row) == found


@pytest.mark.parametrize(
    ("state", "waits"),
    [("起草", None), ("已签发", "2026-11-27"), ("已送达", "2026-11-27"), ("已回复", None), ("已归档", None)],
)
def test_a_reply_is_waited_for_from_the_signing_until_it_comes(state: str, waits: str | None) -> None:
    assert derive({**SIGNED, "state": state}, OFFICE)["due_on"] == waits


def test_the_addressee_is_called_as_the_unit_and_the_day_is_that_of_signing() -> None:
    around = Office({"unit": [{"id": 2, "name": "青山村"}]})

    derived = derive({**GOOD, "to_name": None, "state": ISSUED}, around)

    assert (derived["to_name"], derived["on_day"]) == ("青山村", "2026-11-22")


def test_a_letter_whose_reply_is_awaited_is_not_filed() -> None:
    delivered = {**SIGNED, "state": "已送达", "delivered_on": "2026-11-20"}

    assert refusals(LETTERS, delivered, "归档") == [("reply_due", "E-REPLY")]
    assert refusals(LETTERS, {**delivered, "reply_due": None}, "归档") == []


def test_the_five_letters_and_those_of_the_product_can_be_chosen_by_either_name() -> None:
    reading, kind = Reading(OFFICE.today), LETTERS.by_key["kind"]

    chosen = {name: kind.parse(name, reading) for name in ("交办函", "移送函", "催办函", "送审函", "提示函", "催办单")}

    assert chosen["催办函"] == chosen["催办单"] == "催办函"
    assert kind.show("催办函") == "催办单"
    assert {"督办函", "整改建议书", "约谈通知", "反馈函"} <= set(MARKS)


def test_every_kind_has_a_series_of_its_own() -> None:
    codes = {option.code for option in LETTERS.by_key["kind"].leaves}  # type: ignore[attr-defined]

    assert set(MARKS) == codes
    assert len(set(MARKS.values())) == len(MARKS) == len(KINDS)
    assert "移" not in MARKS.values(), "示纪移 is the series of the register of transfers"


def test_a_draft_is_called_by_kind_and_addressee_a_signed_one_by_its_number_too() -> None:
    assert letter_title(GOOD, OFFICE) == "督办函 青山村"
    assert letter_title(SIGNED, OFFICE) == "示纪督〔2026〕1号 督办函 青山村"


def test_a_line_is_called_by_the_number_of_what_it_is_about() -> None:
    assert matter_title({"about_number": "示纪问〔2026〕1号", "matter": "未入账"}, OFFICE) == "示纪问〔2026〕1号"
    assert matter_title({"matter": "未入账"}, OFFICE) == "未入账"


def test_letters_about_a_row_are_found_once_each_without_voided_ones() -> None:
    lines: list[Row] = [{"letter": letter, "about": "problem", "about_id": 7} for letter in (4, 3, 3)]
    lines.append({"letter": 5, "about": "clue", "about_id": 7})
    around = Office({"letter_matter": lines, "letter": [{"id": 3}, {"id": 4, "voided": 1}, {"id": 5}]})

    assert [row["id"] for row in letters_about(around, "problem", 7)] == [3]
    assert LETTER_MATTERS.parent == "letter"
