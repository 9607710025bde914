"""公开栏检查 for all villages: one sheet out, one line in, problems made once."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.domain.rows import ids_of
from app.ledgers import ledger
from app.operations import boards, records
from app.operations.books import Book
from tests.conftest import Places

ROUND = {"checked_on": "2026-11-20", "inspectors": "王伟", "lead": "王伟", "deadline": "30天"}


def test_every_ticked_fault_becomes_a_problem_once_and_is_linked(book: Book, places: Places) -> None:
    done = boards.save(book, places.village, {"shabby", "incomplete"}, {**ROUND, "detail": "第三季度财务公开表"})

    problems = book.page("problem", done.problems)
    assert [row["description"] for row in problems] == [
        "公开栏脏旧破损,内容看不清",
        "公开内容缺项:第三季度财务公开表",
    ]
    assert {(row["unit"], row["category"], row["deadline"], row["found_on"], row["lead"]) for row in problems} == {
        (places.village, "3.2", "2026-12-22", "2026-11-20", places.person)
    }
    assert ids_of(done.row, "problems") == done.problems
    assert (done.row["result"], done.row["fault_count"]) == ("脏旧、缺项", 2)
    assert done.hints == []


def test_a_clean_village_is_entered_as_nothing_found(book: Book, places: Places) -> None:
    done = boards.save(book, places.village, (), ROUND)

    assert done.row["result"] == "未发现问题"
    assert (done.problems, book.rows("problem")) == ([], [])
    assert (done.row["lead"], done.row["deadline"]) == (None, None)


def test_a_village_is_entered_once_a_day(book: Book, places: Places) -> None:
    first = boards.save(book, places.village, {"stale"}, ROUND)

    with pytest.raises(Refused, match="已经录过"):
        boards.save(book, places.village, {"stale"}, ROUND)

    assert [row["id"] for row in book.rows("problem")] == first.problems
    assert len(book.rows("board_check")) == 1


def test_one_undo_takes_check_and_problems_back(book: Book, places: Places) -> None:
    boards.save(book, places.village, {"stale", "hidden"}, ROUND)

    records.undo(book)

    assert (book.rows("board_check"), book.rows("problem")) == ([], [])


def test_without_a_deadline_or_with_a_vague_gap_nothing_is_saved(book: Book, places: Places) -> None:
    with pytest.raises(Refused) as no_day:
        boards.save(book, places.village, {"stale"}, {**ROUND, "deadline": ""})
    with pytest.raises(Refused) as no_word:
        boards.save(book, places.village, {"incomplete"}, ROUND)

    assert [fault.field for fault in no_day.value.faults] == ["deadline"]
    assert [fault.field for fault in no_word.value.faults] == ["detail"]
    assert (book.rows("board_check"), book.rows("problem")) == ([], [])


def test_who_answered_for_a_village_before_answers_again(book: Book, places: Places) -> None:
    person = records.save(
        book, ledger("person"), None, {"name": "李梅", "unit": "青山村", "post": "村支书", "level": "村(社区)干部"}
    ).id
    boards.save(book, places.village, {"stale"}, {**ROUND, "lead": "李梅"})

    done = boards.save(book, places.village, {"hidden"}, {**ROUND, "checked_on": "2026-11-21"})

    assert book.page("problem", done.problems)[0]["lead"] == person
    assert boards.last_round(book) == {"inspectors": "王伟", "lead": "李梅", "deadline": ""}


def test_the_sheet_holds_every_village_that_is_not_closed(book: Book, places: Places) -> None:
    records.save(book, ledger("unit"), None, {"name": "河东社区", "kind": "社区", "board": "社区门口"})
    records.save(book, ledger("unit"), None, {"name": "旧村", "kind": "村", "closed_on": "2020-01-01"})

    lines = boards.sheet(book, {"checked_on": "2026-11-20", "inspectors": "王伟"}).lines()

    assert [line[1] for line in lines if line[0] in ("1", "2", "3")] == ["青山村", "河东社区"]
    assert ["检查日期：2026年11月20日", "检查人员：王伟"] in [list(line) for line in lines]
