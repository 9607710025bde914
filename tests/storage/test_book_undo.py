from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.domain.fields import Row
from app.ledgers import ledger
from app.storage.book import Book
from app.storage.reading import Query
from tests.conftest import Places
from tests.storage.samples import PROBLEMS, UNITS, problem, saved


def bare(row: Row | None) -> Row | None:
    """A row without the count of its writes."""
    return {key: value for key, value in row.items() if key != "row_version"} if row else None


def test_undo_gives_back_the_very_row(book: Book, places: Places) -> None:
    id = saved(book, places, persons=[places.person], cause="不懂政策")
    before = book.row("problem", id)
    with book.change("改") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": None, "persons": [], "amount_due": 5})

    undone = book.undo()

    assert bare(book.row("problem", id)) == bare(before)
    assert (undone.label, undone.restored, undone.kept) == ("撤销:改", 1, [])
    assert book.steps()[0].label == "撤销:改"


def test_undone_insert_disappears_and_its_number_is_free(book: Book, places: Places) -> None:
    id = saved(book, places, persons=[places.person])

    book.undo()

    assert book.row("problem", id) is None
    assert book.search("低保金") == []
    again = saved(book, places)
    assert again != id, "an id is never given twice"
    assert (book.row("problem", again) or {})["number"] == "示纪问〔2026〕1号"


def test_undone_insert_with_a_later_number_stays_voided(book: Book, places: Places) -> None:
    first = saved(book, places)
    step = book.steps()[0].id
    saved(book, places)

    book.undo(step)

    row = book.row("problem", first) or {}
    assert (row["voided"], row["void_reason"], row["number"]) == (1, "撤销", "示纪问〔2026〕1号")


def test_redo_brings_an_undone_insert_back_as_it_was(book: Book, places: Places) -> None:
    id = saved(book, places, persons=[places.person])
    before = book.row("problem", id)
    book.undo()

    book.redo()

    assert bare(book.row("problem", id)) == bare(before)
    assert book.ids("problem", Query(where={"persons": places.person})).tolist() == [id]
    assert book.title("problem", id).startswith("示纪问〔2026〕1号")


def test_undo_and_redo_walk_back_and_forth(book: Book, places: Places) -> None:
    id = saved(book, places)
    for cause in ("一", "二", "三"):
        with book.change(f"改{cause}") as writer:
            writer.save(PROBLEMS, {"id": id, "cause": cause})

    book.undo()
    book.undo()
    seen = [(book.row("problem", id) or {})["cause"]]
    book.redo()
    seen.append((book.row("problem", id) or {})["cause"])
    book.redo()
    seen.append((book.row("problem", id) or {})["cause"])
    for _ in range(3):
        book.undo()

    assert seen == ["一", "二", "三"]
    assert (book.row("problem", id) or {})["cause"] is None


def test_redo_is_over_after_something_new(book: Book, places: Places) -> None:
    saved(book, places)
    book.undo()
    saved(book, places)

    with pytest.raises(Refused, match="没有可以恢复的操作"):
        book.redo()


def test_undo_of_a_step_edited_since_is_refused_and_named(book: Book, places: Places) -> None:
    id = saved(book, places)
    step = book.steps()[0].id
    with book.change("改") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": "后来写的"})

    with pytest.raises(Refused, match=r"示纪问〔2026〕1号.*又被修改"):
        book.undo(step)

    assert (book.row("problem", id) or {})["cause"] == "后来写的"


def test_batch_undo_keeps_rows_edited_since_and_names_them(book: Book, places: Places) -> None:
    with book.change("导入") as writer:
        ids = writer.save_many(PROBLEMS, [problem(places, cause=str(n)) for n in range(120)])
    step = book.steps()[0].id
    with book.change("改") as writer:
        writer.save(PROBLEMS, {"id": ids[5], "cause": "后来写的"})

    undone = book.undo(step)

    assert undone.restored == 119
    assert [kept[:2] for kept in undone.kept] == [("problem", ids[5])]
    assert [row["id"] for row in book.rows("problem")] == [ids[5]]
    numbers = [str(row["number"]) for row in book.rows("problem", voided=None)]
    assert numbers == [f"示纪问〔2026〕{n}号" for n in range(1, 7)], "1 to 5 stay voided below the kept 6"


def test_whole_batch_undo_restores_the_state_before_it(book: Book, places: Places) -> None:
    before = book.counts()["problem"], book.choices("person", "王伟")
    with book.change("导入") as writer:
        writer.save_many(PROBLEMS, [problem(places, persons=[places.person]) for _ in range(300)])

    undone = book.undo()

    assert (undone.restored, undone.kept) == (300, [])
    assert (book.counts()["problem"], book.choices("person", "王伟")) == before
    assert book.check() == []
    assert book.redo().restored == 300
    assert book.count("problem") == 300


def test_row_that_others_point_to_is_not_taken_away(book: Book, places: Places) -> None:
    with book.change("录入单位") as writer:
        unit = writer.save(UNITS, {"name": "白水村", "kind": "村", "parent": places.township})
    step = book.steps()[0].id
    saved(book, places, unit=unit)

    with pytest.raises(Refused, match="白水村"):
        book.undo(step)

    assert book.row("unit", unit) is not None


def test_header_and_its_lines_go_together(book: Book, places: Places) -> None:
    with book.change("录入公开表") as writer:
        sheet = writer.save(ledger("finance_sheet"), {"unit": places.village, "period": "2026Q3"})
        writer.save_many(
            ledger("finance_line"),
            [{"sheet": sheet, "on_day": "2026-07-01", "purpose": "清理河道", "amount": 100} for _ in range(3)],
        )
        writer.save(ledger("finance_sheet"), {"id": sheet, "expense_total": 300})

    undone = book.undo()

    assert undone.restored == 4
    assert (book.count("finance_sheet"), book.count("finance_line")) == (0, 0)


def test_undo_of_a_void_brings_the_row_back(book: Book, places: Places) -> None:
    id = saved(book, places)
    with book.change("作废") as writer:
        writer.void(PROBLEMS, id, "重复")

    book.undo()

    assert (book.row("problem", id) or {})["voided"] == 0


def test_nothing_to_undo_is_said(book: Book) -> None:
    with pytest.raises(Refused, match="没有可以撤销的操作"):
        book.undo()


def test_history_names_who_when_and_from_what_to_what(book: Book, places: Places) -> None:
    id = saved(book, places)
    with book.change("改原因", "核实后更正") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": "制度不落实"})
    with book.change("作废") as writer:
        writer.void(PROBLEMS, id, "重复")

    made, changed, voided = book.history("problem", id)

    assert ("description", None, "低保金发放名单没有公开") in made.fields
    assert not any(field[0] == "cause" for field in made.fields)
    assert (changed.actor, changed.actor_name, changed.reason) == ("clerk", "张三", "核实后更正")
    assert changed.fields == [("cause", None, "制度不落实")]
    assert ("voided", 0, 1) in voided.fields


def test_history_of_a_bulk_row_starts_with_what_was_imported(book: Book, places: Places) -> None:
    with book.change("导入") as writer:
        [id] = writer.save_many(PROBLEMS, [problem(places, cause="起初")])
    with book.change("改") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": "后来"})

    first, second = book.history("problem", id)

    assert ("cause", None, "起初") in first.fields
    assert second.fields == [("cause", "起初", "后来")]
