"""A rule that says of which fields it speaks is not asked where they are empty: there it must have nothing to say."""

from __future__ import annotations

import pytest

from app.domain.fields import Choice, Day, Field, Link, Row, Value
from app.domain.ledger import ABOUT, LedgerDef, Rule
from app.ledgers import LEDGERS
from tests.domain.around import Around

MARKED = [(ledger, rule) for ledger in LEDGERS for rule in ledger.rules if rule in ABOUT]


def wrong(field: Field, place: int) -> Value:
    """Something rules object to: days to come, each before the last, sums that grow, links to the row itself."""
    if isinstance(field, Day):
        return f"2099-01-{28 - place % 28:02d}"
    if isinstance(field, Link):
        return [1] if field.many else 1
    if isinstance(field, Choice):
        return field.leaves[-1].code
    return place + 1 if field.storage is int else "无"


@pytest.mark.parametrize(("ledger", "rule"), MARKED, ids=[f"{ledger.key}-{rule.__name__}" for ledger, rule in MARKED])
def test_a_rule_has_nothing_to_say_where_all_it_speaks_of_is_empty(ledger: LedgerDef, rule: Rule) -> None:
    full: Row = {field.key: wrong(field, place) for place, field in enumerate(ledger.fields)} | {"id": 1}
    told = list[object]()

    for state in (None, *(state.name for state in ledger.states)):
        row = {**full, "state": state, **dict.fromkeys(ABOUT[rule])}
        told += rule(row, Around({ledger.key: [full]}))

    assert told == []


def test_a_rule_is_asked_as_soon_as_one_of_its_fields_is_filled() -> None:
    problem = next(ledger for ledger in LEDGERS if ledger.key == "problem")
    row: Row = {"posted_from": "2026-06-02", "posted_to": None}

    told = [
        "E-ORDER" in [fault.code for fault in problem.faults({**row, "posted_to": end}, Around())]
        for end in (None, "2026-06-01", None)
    ]

    assert told == [False, True, False]
