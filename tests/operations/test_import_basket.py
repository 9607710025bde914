"""Bad lines of an import wait in the book, are completed later and go in; undo and redo know of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import import_basket, imports, records
from app.operations.imports import Imported
from app.operations.todo import todo
from app.storage import basket
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import PROBLEM
from tests.operations.test_import_tidy import changed
from tests.operations.test_imports import HEAD, workbook


def brought(book: Book, folder: Path) -> Imported:
    file = workbook(folder / "旧.xlsx", HEAD, changed({}, "甲"), changed({0: "绿水村"}, "乙"), changed({5: ""}, "丙"))
    return import_basket.import_and_keep(book, imports.plan_import(book, PROBLEM, [file]))


def texts(book: Book) -> list[object]:
    return [row["description"] for row in book.rows("problem")]


def completed(book: Book) -> Imported:
    plan = import_basket.plan_waiting(book, PROBLEM)
    place = plan.rows[0].place
    return import_basket.import_and_keep(book, imports.planned_again(book, plan, edits={(place, 0): "青山村"}))


def test_bad_lines_wait_with_their_cells_and_faults_and_stand_in_the_todo_list(
    book: Book, places: Places, folder: Path
) -> None:
    brought(book, folder)

    plan = import_basket.plan_waiting(book, PROBLEM)

    assert (texts(book), import_basket.counts(book)) == (["甲"], {"problem": 2})
    assert [(fault.row, fault.column, fault.code) for fault in plan.faults] == [
        (5, "单位", "E-UNIT"),
        (6, "责任领导", "E-REQUIRED"),
    ]
    (line,) = [line for line in todo(book).due_soon if line.page == "basket"]
    assert line.title == "问题台账:2 行导入时有错,补正后才进台账"


def test_a_completed_line_goes_in_and_the_others_wait_on(book: Book, places: Places, folder: Path) -> None:
    brought(book, folder)

    done = completed(book)

    assert (done.added, texts(book), import_basket.counts(book)) == (1, ["甲", "乙"], {"problem": 1})


def test_what_was_completed_is_kept_before_it_can_go_in(book: Book, places: Places, folder: Path) -> None:
    brought(book, folder)
    plan = import_basket.plan_waiting(book, PROBLEM)
    again = imports.planned_again(book, plan, edits={(plan.rows[0].place, 0): "青岗村"})

    import_basket.keep_edits(book, again)

    assert [line.cells[0] for line in basket.waiting(book, "problem")] == ["青岗村", "青山村"]


def test_undo_of_the_import_takes_its_waiting_lines_along_but_not_completed_ones(
    book: Book, places: Places, folder: Path
) -> None:
    done = brought(book, folder)
    first = basket.waiting(book, "problem")[0]
    basket.write(book, [(first.id, ["青岗村", *first.cells[1:]])])

    records.undo(book, done.batch)
    after = [line.cells[0] for line in basket.waiting(book, "problem")]
    records.redo(book)

    assert after == ["青岗村"]
    assert (texts(book), import_basket.counts(book)) == (["甲"], {"problem": 2})


def test_undo_of_a_completion_lets_the_line_wait_again(book: Book, places: Places, folder: Path) -> None:
    brought(book, folder)
    done = completed(book)

    records.undo(book, done.batch)
    waiting = import_basket.counts(book)
    records.redo(book)

    assert waiting == {"problem": 2}
    assert (texts(book), import_basket.counts(book)) == (["甲", "乙"], {"problem": 1})


def test_lines_left_out_wait_no_longer_and_none_left_is_said(book: Book, places: Places, folder: Path) -> None:
    brought(book, folder)
    plan = import_basket.plan_waiting(book, PROBLEM)
    out = imports.planned_again(book, plan, left=[row.place for row in plan.rows])

    import_basket.import_and_keep(book, out)

    assert import_basket.counts(book) == {}
    with pytest.raises(Refused, match="没有待补正的行"):
        import_basket.plan_waiting(book, PROBLEM)


def test_a_file_without_one_good_line_waits_once_however_often_it_comes(
    book: Book, places: Places, folder: Path
) -> None:
    for text in ("乙", "乙", "丁"):
        file = workbook(folder / "全错.xlsx", HEAD, changed({0: "绿水村"}, text))
        done = import_basket.import_and_keep(book, imports.plan_import(book, PROBLEM, [file]))

    assert done.batch is None
    plan = import_basket.plan_waiting(book, PROBLEM)
    assert len({row.place for row in plan.rows}) == 2 == import_basket.counts(book)["problem"]
