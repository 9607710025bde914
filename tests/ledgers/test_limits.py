"""Days that follow each other and numbers of documents, as every register checks them."""

from datetime import date

import pytest

from app.ledgers.limits import days_later, document_number, earliest, later_deadline, not_before
from tests.ledgers.office import OFFICE, Office


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("赣办字[2016]35号", "赣办字〔2016〕35号"),
        ("赣办字\uff082016\uff0935号", "赣办字〔2016〕35号"),
        ("示纪移〔2026〕第3号", "示纪移〔2026〕3号"),
        ("示纪移〔2026〕03号", "示纪移〔2026〕3号"),
        ("示纪移2026 12", "示纪移〔2026〕12号"),
        ("关于开展工作的通知", ""),
    ],
)
def test_a_document_number_is_shown_how_it_should_be_written(text: str, right: str) -> None:
    found = list(document_number("no", "文号")({"no": text}, OFFICE))

    assert [(fault.code, fault.suggestion) for fault in found] == [("E-DOCUMENT", right)]


@pytest.mark.parametrize("text", [None, "赣办字〔2016〕35号", "示纪移〔2026〕1号"])
def test_a_right_document_number_or_none_passes(text: str | None) -> None:
    assert list(document_number("no", "文号")({"no": text}, OFFICE)) == []


def test_days_before_the_first_are_named_one_by_one() -> None:
    rule = not_before("a", "甲", ("b", "乙"), ("c", "丙"))

    found = [fault.message for fault in rule({"a": "2026-03-02", "b": "2026-03-01", "c": "2026-03-02"}, OFFICE)]

    assert found == ["乙:早于甲 2026-03-02,请核对"]
    assert list(rule({"b": "2026-03-01"}, OFFICE)) == []


@pytest.mark.parametrize(
    ("deadline", "codes"), [("2026-12-02", ["E-ORDER"]), ("2026-12-10", ["E-ORDER"]), ("2026-12-11", [])]
)
def test_an_extension_ends_after_the_first_deadline_and_the_one_before(deadline: str, codes: list[str]) -> None:
    around = Office({"clue": [{"id": 1, "deadline": "2026-12-10"}]})
    rule = later_deadline("clue", "时限")

    found = [f.code for f in rule({"id": 1, "first_deadline": "2026-12-01", "deadline": deadline}, around)]

    assert found == codes


def test_terms_end_on_a_working_day_also_a_made_up_saturday() -> None:
    ends = [days_later(OFFICE, date(2026, 9, 1), 30), days_later(OFFICE, date(2026, 2, 13), 15)]

    assert ends == [date(2026, 10, 8), date(2026, 2, 28)]
    assert earliest(None, date(2026, 2, 2), date(2026, 2, 1)) == date(2026, 2, 1)
    assert earliest(None) is None
