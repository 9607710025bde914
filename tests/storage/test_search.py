"""The search over all registers: initials, any part of a number, names of files, letters, and a fair share for each."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.domain.fields import Row
from app.ledgers import ledger
from app.operations import lists
from app.storage.book import Book
from tests.conftest import Places
from tests.storage.samples import PEOPLE, PROBLEMS, problem, saved


def places_of(book: Book, text: str) -> list[tuple[str, int]]:
    return [(hit.register, hit.id) for hit in book.search(text)]


def test_initials_find_the_person_first_and_then_rows_that_name_him(book: Book, places: Places) -> None:
    problem = saved(book, places, responsible=[places.person])

    hits = places_of(book, "ww")

    assert hits[0] == ("person", places.person)
    assert ("problem", problem) in hits


def test_initials_find_the_unit_before_its_groups_and_work_beside_words(book: Book, places: Places) -> None:
    problem = saved(book, places)

    assert places_of(book, "qs")[:2] == [("unit", places.village), ("unit", places.group)]
    assert places_of(book, "qs 低保") == [("problem", problem)]
    assert places_of(book, "qsc")[0] == ("unit", places.village)
    assert places_of(book, "zzz") == []


def test_any_part_of_a_long_number_is_found_alone_and_beside_words(book: Book, places: Places) -> None:
    with book.change("录入人员") as writer:
        row: Row = {"name": "李龑", "unit": places.village, "post": "会计", "level": "其他"}
        row["phone"] = "13800138123"
        person = writer.save(PEOPLE, row)

    for part in ("13800138123", "138", "0138", "38123", "8123", "李龑 0138"):
        assert places_of(book, part) == [("person", person)]
    assert places_of(book, "81234") == places_of(book, "99") == []


def test_names_of_files_and_letters_are_found(book: Book, places: Places) -> None:
    problem = saved(book, places, proof=f"{'0' * 64} 收款收据第7号.jpg")
    with book.change("录入函件") as writer:
        letter = writer.save(ledger("letter"), {"unit": places.village, "subject": "关于鱼塘发包的督办函"})

    assert places_of(book, "收款收据第7号") == [("problem", problem)]
    assert ("letter", letter) in places_of(book, "督办函")


def test_of_a_common_word_every_register_has_its_share_newest_first(book: Book, places: Places) -> None:
    made = [saved(book, places, description=f"公开栏更新不及时第{n}次") for n in range(8)]
    with book.change("录入承诺") as writer:
        promise = writer.save(ledger("commitment"), {"unit": places.village, "text": "公开栏更新及时"})

    hits = [(hit.register, hit.id) for hit in book.search("公开栏更新", 4)]

    assert hits == [("problem", made[7]), ("problem", made[6]), ("problem", made[5]), ("commitment", promise)]


def test_voided_rows_are_not_found_and_take_nobodys_place(book: Book, places: Places) -> None:
    first, second = (saved(book, places, description=f"公开栏更新不及时第{n}次") for n in range(2))
    with book.change("作废") as writer:
        writer.void(ledger("problem"), second, "录错")

    assert [hit.id for hit in book.search("公开栏更新", 1)] == [first]


def test_signs_that_are_no_words_find_nothing_and_break_nothing(book: Book, places: Places) -> None:
    saved(book, places)

    for text in ("《》", '"', "低保 《》", "*", "AND", "(", "低保 OR", "rowid:1", "-"):
        book.search(text)
    assert book.search("《》") == []


def pieces(book: Book) -> int:
    """How many pieces the index has; every search looks into each."""
    return int(book.one("SELECT count(DISTINCT segid) FROM search_text_idx")[0])


def test_many_saves_leave_pieces_of_the_index_which_a_quiet_moment_puts_together(book: Book, places: Places) -> None:
    lists.catch_up(book, lambda done, left, what: None)
    doc = book.doc("person", places.person)
    rested = book.behind()

    for _ in range(64):
        with book.transaction():
            book.index([doc])
    left, before = book.behind(), pieces(book)
    lists.catch_up(book, lambda done, left, what: None)

    assert (rested, left, book.behind()) == (False, True, False)
    assert pieces(book) < before
    assert places_of(book, "ww") == [("person", places.person)]


def test_no_save_does_the_merging_of_the_index_for_others(book: Book) -> None:
    assert book.one("SELECT v FROM search_text_config WHERE k = 'automerge'") == (0,)


def test_making_everything_anew_asks_no_more_of_a_book_with_more_rows(
    book: Book, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement for each row, or worse for each pair, would make an upgrade of a large book take hours."""
    asked: list[str] = []
    for name in ("all", "one", "run", "run_many"):
        plain = getattr(Book, name)

        def counted(self: Book, statement: str, values: object = (), plain: Any = plain) -> Any:
            asked.append(statement)
            return plain(self, statement, values)

        monkeypatch.setattr(Book, name, counted)

    def statements(more: int) -> Counter[str]:
        row: Row = problem(places, responsible=[places.person])
        with book.change("导入") as writer:
            found = writer.save_many(PROBLEMS, [row] * more)
            parts: list[Row] = [{"problem": id, "content": "公开", "unit": places.village} for id in found]
            writer.save_many(ledger("problem_part"), parts)
            writer.save_many(ledger("progress"), [{"problem": id, "text": "已公开"} for id in found])
        asked.clear()
        book.rebuild_derived()
        return Counter(asked)

    assert statements(10) == statements(30)
