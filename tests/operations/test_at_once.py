"""立行立改: one form, one save, one undo; the second person still closes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.operations import at_once, records
from app.operations.at_once import NewFile
from app.storage.book import Book
from tests.conftest import FixedClock, Places
from tests.operations.clerk import FOUND, PERSON, PROBLEM, PROGRESS, UNIT

TYPED = {**FOUND, "measures": "当场退还 3,000 元", "responsible": "王伟", "result": "已全部退还"}


def receipt(folder: Path, name: str = "退款收据.txt") -> Path:
    path = folder / name
    path.write_text("收到 3000 元", "utf-8")
    return path


def test_found_mended_and_proved_are_one_save_and_one_undo(book: Book, places: Places, folder: Path) -> None:
    steps = len(book.steps())

    saved = at_once.save_and_move(book, PROBLEM, TYPED, "立行立改", files=[NewFile("proof", receipt(folder))])

    assert (saved.row["state"], saved.row["close_asked_by"]) == ("待核实", "张三")
    assert str(saved.row["proof"]).endswith(f"{saved.number}_01_退款收据.txt")
    assert len(book.steps()) == steps + 1
    records.undo(book)
    assert book.rows("problem") == []


def test_the_same_person_does_not_close_it(book_path: Path, clock: FixedClock, folder: Path) -> None:
    with closing(Book.open(book_path, "clerk", clock=clock)) as book:
        records.save(book, UNIT, None, {"name": "青山村", "kind": "村"})
        records.save(book, PERSON, None, {"name": "王伟", "unit": "青山村", "post": "主任", "level": "村(社区)干部"})
        saved = at_once.save_and_move(book, PROBLEM, TYPED, "立行立改", files=[NewFile("proof", receipt(folder))])
        with pytest.raises(Refused) as caught:
            records.move(book, PROBLEM, saved.id, "核实销号")
    with closing(Book.open(book_path, "secretary", clock=clock)) as book:
        closed = records.move(book, PROBLEM, saved.id, "核实销号", texts={"opinion": "看过收据,已退清"})

    assert caught.value.code == "E-TWO-PEOPLE"
    assert (closed.row["state"], closed.row["opinion"]) == ("已销号", "看过收据,已退清")


@pytest.mark.parametrize(
    ("left_out", "name", "field"),
    [("result", "退款收据.txt", "result"), ("measures", "退款收据.txt", "measures"), ("", "", "proof")],
)
def test_what_is_missing_is_named_and_nothing_is_saved(
    book: Book, places: Places, folder: Path, left_out: str, name: str, field: str
) -> None:
    texts = {key: text for key, text in TYPED.items() if key != left_out}
    files = [NewFile("proof", receipt(folder, name))] if name else []

    with pytest.raises(Refused) as caught:
        at_once.save_and_move(book, PROBLEM, texts, "立行立改", files=files)

    assert field in {fault.field for fault in caught.value.faults}
    assert book.rows("problem") == []


def test_a_file_that_cannot_be_read_leaves_no_row_and_no_gap(book: Book, places: Places, folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        at_once.save_and_move(book, PROBLEM, TYPED, "立行立改", files=[NewFile("proof", folder / "没有的收据.txt")])
    saved = at_once.save_and_move(book, PROBLEM, TYPED, "立行立改", files=[NewFile("proof", receipt(folder))])

    assert caught.value.code == "E-FILE"
    assert saved.number == "示纪问〔2026〕1号"


def test_only_moves_declared_so_are_made_at_once(book: Book, places: Places) -> None:
    with pytest.raises(Refused) as caught:
        at_once.save_and_move(book, PROBLEM, TYPED, "交办")

    assert caught.value.code == "E-MOVE"
    assert [move.label for move in at_once.moves_at_once(PROBLEM)] == ["立行立改"]
    assert at_once.moves_at_once(PROGRESS) == []


def test_the_kind_chosen_for_a_file_stands_in_its_name_and_counts(book: Book, places: Places, folder: Path) -> None:
    picture = receipt(folder, "scan0001.txt")

    saved = at_once.save_and_move(
        book, PROBLEM, {**TYPED, "amount_due": "90"}, "立行立改", files=[NewFile("proof", picture, "退款凭证")]
    )

    assert str(saved.row["proof"]).endswith("_01_退款凭证_scan0001.txt")


def test_a_file_that_is_there_already_gets_its_kind(book: Book, places: Places, folder: Path) -> None:
    problem = records.save(book, PROBLEM, None, FOUND)
    picture = receipt(folder, "scan0001.txt")
    records.add_file(book, PROBLEM, problem.id, "proof", picture)

    again = records.add_file(book, PROBLEM, problem.id, "proof", picture, kind="公示照片")

    assert [line.partition(" ")[2] for line in str(again.row["proof"]).splitlines()] == [
        f"{problem.number}_01_公示照片.txt"
    ]
