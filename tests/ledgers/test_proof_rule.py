"""A county's own list of the least proof."""

import pytest

from app.domain.fields import Row
from app.ledgers.proof_rule import PROOF_RULES
from tests.domain.around import Around

AROUND = Around({"proof_rule": [{"id": 5, "category": "2.1", "occasion": "有应退金额", "kinds": "退款凭证"}]})
GOOD: Row = {"id": 6, "category": "2.2", "occasion": "不论金额", "kinds": "退款凭证、处理决定"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"kinds": "不要求"}, []),
        ({"kinds": "不要求、退款凭证"}, [("kinds", "E-KINDS", False)]),
        ({"category": "2.1"}, [("occasion", "E-KINDS", True)]),
        ({"category": "2.1", "occasion": "没有应退金额"}, []),
    ],
)
def test_a_rule_does_not_contradict_itself_or_another(more: Row, found: list[tuple[str, str, bool]]) -> None:
    seen = [(f.field, f.code, f.soft) for f in PROOF_RULES.faults({**GOOD, **more}, AROUND)]

    assert seen == found


def test_a_rule_is_called_after_what_it_asks_for() -> None:
    assert PROOF_RULES.titled(GOOD, AROUND) == "2.2 集体“三资”、征地拆… 退款凭证、处理决定"
