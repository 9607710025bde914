"""AS6: closing a problem: the least proof, two people, reopening counted, look-backs that come by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import papers, raising, records
from app.operations.todo import todo
from app.storage.book import Book
from tests.conftest import FixedClock

PROBLEM = ledger("problem")
FOUND = {
    "unit": "青山村",
    "found_on": "2026-11-01",
    "discovery": "群众提",
    "category": "2.3",
    "description": "多收 3 户水费 90 元",
    "lead": "王伟",
    "deadline": "2026-12-01",
    "amount_involved": "90",
    "amount_due": "90",
    "amount_returned": "90",
}


@contextmanager
def as_user(path: Path, login: str, clock: FixedClock) -> Iterator[Book]:
    with closing(Book.open(path, login, clock=clock)) as book:
        yield book


@pytest.fixture
def problem(book_path: Path, clock: FixedClock) -> int:
    """A problem with money that is being mended."""
    with as_user(book_path, "clerk", clock) as book:
        records.save(book, ledger("unit"), None, {"name": "青山村", "kind": "村"})
        people = {"name": "王伟", "unit": "青山村", "post": "主任", "level": "村(社区)干部"}
        records.save(book, ledger("person"), None, people)
        saved = records.save(book, PROBLEM, None, FOUND)
        texts = {"measures": "退还 90 元", "responsible": "王伟", "result": "已退清"}
        return records.move(book, PROBLEM, saved.id, "开始整改", texts=texts).id


def put(book: Book, problem: int, path: Path, kind: str = "") -> None:
    path.write_text(path.name, "utf-8")
    records.add_file(book, PROBLEM, problem, "proof", path, kind=kind)


def close(book_path: Path, clock: FixedClock, problem: int, folder: Path) -> None:
    with as_user(book_path, "clerk", clock) as book:
        put(book, problem, folder / "退款收据.txt")
        records.move(book, PROBLEM, problem, "申请销号")
    with as_user(book_path, "secretary", clock) as book:
        records.move(book, PROBLEM, problem, "核实销号")


def test_it_is_refused_without_the_least_proof_and_says_which(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    said = []
    with as_user(book_path, "clerk", clock) as book:
        for name in ("", "现场照片 2.txt"):
            if name:
                put(book, problem, folder / name)
            with pytest.raises(Refused) as caught:
                records.move(book, PROBLEM, problem, "申请销号")
            said.append(caught.value)

    assert [refused.code for refused in said] == ["E-PROOF", "E-PROOF"]
    assert all("还缺一件退款凭证" in refused.message for refused in said)


def test_one_proof_of_the_list_is_enough_and_nothing_more_is_asked(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    with as_user(book_path, "clerk", clock) as book:
        put(book, problem, folder / "scan0001.txt", kind="退款凭证")

        asked = records.move(book, PROBLEM, problem, "申请销号")

    assert asked.row["state"] == "待核实"
    assert asked.hints == []


def test_the_same_user_cannot_do_both_steps(book_path: Path, clock: FixedClock, problem: int, folder: Path) -> None:
    with as_user(book_path, "clerk", clock) as book:
        put(book, problem, folder / "退款收据.txt")
        records.move(book, PROBLEM, problem, "申请销号")

        with pytest.raises(Refused) as caught:
            records.move(book, PROBLEM, problem, "核实销号")

    assert caught.value.code == "E-TWO-PEOPLE"


def test_what_was_closed_is_not_typed_over_but_its_look_back_is(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    close(book_path, clock, problem, folder)
    clock.move(days=31)
    with as_user(book_path, "clerk", clock) as book:
        with pytest.raises(Refused) as caught:
            records.save(book, PROBLEM, problem, {"amount_returned": "9"})
        texts = {"looked_back_30": "2026-12-22", "look_result_30": "未反弹"}
        saved = records.save(book, PROBLEM, problem, texts)

    assert caught.value.code == "E-FIXED"
    assert saved.row["look_result_30"] == "未反弹"


def test_look_backs_come_by_themselves_until_they_are_done(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    close(book_path, clock, problem, folder)
    clock.move(days=31)
    with as_user(book_path, "clerk", clock) as book:
        before = [(line.register, line.id, line.due_on) for line in todo(book).overdue]
        records.save(book, PROBLEM, problem, {"looked_back_30": "2026-12-23", "look_result_30": "未反弹"})
        after = [line.id for line in todo(book).overdue]

    assert before == [("problem", problem, "2026-12-22")]
    assert after == []


@pytest.mark.parametrize(("cause", "relapses"), [("同一原因反弹", 1), ("整改不到位", None)])
def test_reopening_needs_a_reason_and_counts_as_relapse_when_the_cause_is_the_same(
    book_path: Path, clock: FixedClock, problem: int, folder: Path, cause: str, relapses: int | None
) -> None:
    close(book_path, clock, problem, folder)
    with as_user(book_path, "clerk", clock) as book:
        with pytest.raises(Refused) as caught:
            records.move(book, PROBLEM, problem, "重新打开", texts={"reopen_cause": cause})
        texts = {"reopen_cause": cause}
        opened = records.move(book, PROBLEM, problem, "重新打开", reason="又多收了", texts=texts).row

    assert caught.value.code == "E-REASON"
    assert (opened["state"], opened["reopen_count"], opened["relapse_count"]) == ("整改中", 1, relapses)


def test_a_relapse_is_a_new_problem_tied_to_the_closed_one(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    close(book_path, clock, problem, folder)
    with as_user(book_path, "clerk", clock) as book:
        (made,) = raising.raise_rows(book, PROBLEM, problem, "登记反弹", {"deadline": "2026-12-22"})
        (card,) = papers.build(book, PROBLEM, "closing_card", [problem])

    assert (made.row["relapse_of"], made.row["state"]) == (problem, "登记")
    assert ["反弹", f"反弹登记：{made.number}(登记)", "2026-11-22"] in card.lines()


def test_the_card_is_on_one_page_with_both_people(
    book_path: Path, clock: FixedClock, problem: int, folder: Path
) -> None:
    from app.export.pdf import draw

    close(book_path, clock, problem, folder)
    with as_user(book_path, "clerk", clock) as book:
        (card,) = papers.build(book, PROBLEM, "closing_card", [problem])

    said = {line[0]: line[1] for line in card.lines() if len(line) == 3}
    assert said["八、核实销号"] == "状态：已销号，申请人 张三，核实人 李四"
    assert draw(card).pages == 1
