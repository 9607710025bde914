"""The chain of a row: what it points to, what points to it, and one link further."""

from __future__ import annotations

from app.ledgers import ledger
from app.operations import promises, raising, records, related
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, PROBLEM, PROGRESS, found


def chain(book: Book) -> tuple[int, int, int]:
    """A problem, its promise, and another problem in the same promise."""
    first, second = found(book), found(book, description="村务公开栏长期没有更新内容")
    for one in (first, second):
        texts = {"measures": "收回 3,000 元", "responsible": "王伟"}
        records.move(book, PROBLEM, one.id, "开始整改", texts=texts)
    made = promises.make_for(book, [first.id, second.id])
    return first.id, made.ids[0], second.id


def test_a_problem_shows_its_promise_and_what_is_promised_with_it(book: Book, places: Places) -> None:
    first, promise, second = chain(book)

    seen = related.related(book, PROBLEM, first)

    assert [(one.register, one.id, one.onward) for one in seen] == [
        ("commitment", promise, False),
        ("problem", second, True),
    ]
    assert (seen[0].kind, seen[0].state, seen[0].through) == ("整改承诺", "起草", "承诺事项")


def test_from_the_promise_one_comes_back_to_its_problems(book: Book, places: Places) -> None:
    first, promise, second = chain(book)

    seen = related.related(book, COMMITMENT, promise)

    assert [(one.register, one.id) for one in seen] == [("problem", first), ("problem", second)]


def test_lines_voided_rows_units_and_people_are_left_out(book: Book, places: Places) -> None:
    problem = found(book)
    records.save(book, PROGRESS, None, {"problem": problem.number, "text": "已开会", "on_day": "2026-11-20"})
    again = found(book, description="再次发现同样的问题", relapse_of=problem.number)
    records.void(book, PROBLEM, again.id, "录错")

    seen = related.related(book, PROBLEM, problem.id)

    assert seen == []


def test_a_relapse_and_its_first_problem_know_each_other(book: Book, places: Places) -> None:
    old = found(book)
    again = found(book, description="再次发现同样的问题", relapse_of=old.number)

    forth, back = (related.related(book, PROBLEM, one) for one in (old.id, again.id))

    assert [(one.id, one.through) for one in forth] == [(again.id, "反弹自")]
    assert [(one.id, one.through) for one in back] == [(old.id, "反弹自")]


def test_a_relapse_of_a_problem_that_is_open_cannot_be_entered(book: Book, places: Places) -> None:
    problem = found(book)

    offers = {offer.action.label: offer.reason for offer in raising.offers(book, PROBLEM, problem.row)}

    assert offers["登记反弹"] == "还没有销号,直接在本条继续整改"


def test_what_half_the_book_belongs_to_is_named_but_not_followed(book: Book, places: Places) -> None:
    campaign = records.save(
        book,
        ledger("campaign"),
        None,
        {"name": "集中整治", "unit": "示例乡", "starts_on": "2026-06-01", "ends_on": "2027-05-31"},
    )
    title = book.title("campaign", campaign.id)
    ids = [found(book, description=f"第 {n} 个村务公开问题没有改好", campaign=title).id for n in range(10)]

    seen = related.related(book, PROBLEM, ids[0])

    assert [(one.register, one.id) for one in seen] == [("campaign", campaign.id)]
