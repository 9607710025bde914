"""What a new book lacks stands in 待办 until it is there or put aside; people are pasted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.faults import Told
from app.operations import books, first_steps, person_lines, second_place, setup, todo, unit_lines
from app.operations.books import Book, BookInfo, NewUser

CLERK, SECRETARY = "三月的雨下在了屋檐上", "七月的风吹过了那山岗"


@pytest.fixture
def fresh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """A book as the first steps make it."""
    monkeypatch.setenv("MINGZHANG_HOME", str(folder / "家 目录"))
    users = [NewUser("clerk", "王小明", "clerk", CLERK), NewUser("secretary", "周正", "secretary", SECRETARY)]
    info = BookInfo(township="青云乡", code="330182002", county="示例县", short="青")
    book = books.create_book(folder / "青云乡.mz", info, users)
    setup.begin(book)
    first_steps.begin(book)
    yield book
    book.close()


def missing(book: Book) -> list[str]:
    return [line.what for line in todo.first_step_lines(book)]


def test_what_is_missing_stands_in_the_list_and_opens_the_steps(fresh: Book) -> None:
    found = todo.todo(fresh)

    lines = [line for line in found.due_soon if line.number == "开账"]
    assert [line.what for line in lines] == ["录入单位", "录入人员", "第二处备份", "恢复码", "签名证书"]
    assert {line.page for line in lines} == {"first_steps"}
    assert found.counts["due_soon"] == len(found.due_soon)


def test_a_step_that_is_done_or_put_aside_is_not_spoken_of_again(fresh: Book, folder: Path) -> None:
    unit_lines.save_units(fresh, unit_lines.read_units("青山村 2"))
    person_lines.save_people(fresh, person_lines.read_people(fresh, person_lines.known_people(fresh)))
    second_place.choose(folder)
    first_steps.put_aside(fresh, "recovery")

    assert missing(fresh) == ["签名证书"]


def test_a_book_made_before_there_were_steps_is_left_in_peace(book: Book) -> None:
    assert todo.first_step_lines(book) == []
    assert first_steps.statement_of(book) == ""


def test_who_accepted_the_statement_and_when_is_kept_and_logged(fresh: Book) -> None:
    assert first_steps.statement_of(fresh).startswith("王小明 ")
    assert any("statement.accept" in str(event) for event in fresh.all("SELECT body FROM event"))


def test_people_are_read_with_their_units_and_levels_and_saved_once(fresh: Book) -> None:
    unit_lines.save_units(fresh, unit_lines.read_units("青山村 1\n派出所"))
    text = "1. 王伟 党委书记\n青山村 李强 村书记\n派出所,赵勇,所长\n王小明 纪委干部"

    lines = person_lines.read_people(fresh, text)
    first, again = person_lines.save_people(fresh, lines), person_lines.save_people(fresh, lines)

    assert [(one.unit, one.name, one.post, one.level) for one in lines] == [
        ("青云乡", "王伟", "党委书记", "乡科级"),
        ("青山村", "李强", "村书记", "村(社区)干部"),
        ("派出所", "赵勇", "所长", "站所工作人员"),
        ("青云乡", "王小明", "纪委干部", "一般干部"),
    ]
    assert (first, again, fresh.count("person")) == (4, 0, 4)


def test_a_line_that_names_nobody_is_told_and_nobody_is_written(fresh: Book) -> None:
    lines = person_lines.read_people(fresh, "王伟 党委书记\n王伟\n山那边村 李强 村书记")

    with pytest.raises(Told, match="王伟:请写成“姓名 职务”"):
        person_lines.save_people(fresh, lines)

    assert [bool(one.wrong) for one in lines] == [False, True, True]
    assert fresh.count("person") == 0
