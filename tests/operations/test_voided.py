"""The recycle bin: everything voided in one list, and back in one step."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.operations import records, voided
from app.operations.records_void import restore_many
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import FOUND, PERSON, PROBLEM

LI_NA = {"name": "李娜", "unit": "青山村", "post": "报账员", "level": "村(社区)干部"}


def test_what_was_voided_in_any_register_is_listed_with_why_when_and_by_whom(book: Book, places: Places) -> None:
    problem = records.save(book, PROBLEM, None, FOUND).id
    records.void(book, PROBLEM, problem, "重复登记")
    records.void(book, PERSON, records.save(book, PERSON, None, LI_NA).id, "已调离")

    found = voided.voided(book)

    assert {(one.place, one.reason, one.who) for one in found} == {
        ("问题台账", "重复登记", book.actor_name),
        (PERSON.title, "已调离", book.actor_name),
    }
    assert [one.id for one in voided.voided(book, "重复")] == [problem]


def test_several_rows_of_several_registers_come_back_in_one_step(book: Book, places: Places) -> None:
    problem = records.save(book, PROBLEM, None, FOUND).id
    person = records.save(book, PERSON, None, LI_NA).id
    records.void(book, PROBLEM, problem, "重复登记")
    records.void(book, PERSON, person, "已调离")
    steps = len(book.steps())

    restore_many(book, [(PROBLEM, problem), (PERSON, person)])

    assert voided.voided(book) == []
    assert (len(book.steps()), book.steps()[0].label) == (steps + 1, "恢复 2 条作废的记录")


def test_where_one_cannot_come_back_none_does(book: Book, places: Places) -> None:
    problem = records.save(book, PROBLEM, None, FOUND).id
    person = records.save(book, PERSON, None, LI_NA).id
    records.void(book, PROBLEM, problem, "重复登记")
    records.void(book, PERSON, person, "已调离")
    records.save(book, PERSON, None, LI_NA)

    with pytest.raises(Refused, match="没有恢复"):
        restore_many(book, [(PROBLEM, problem), (PERSON, person)])

    assert len(voided.voided(book)) == 2


def test_nothing_chosen_is_refused(book: Book) -> None:
    with pytest.raises(Refused, match="没有选中"):
        restore_many(book, [])
