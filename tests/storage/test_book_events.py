from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.domain import canonical
from app.domain.merkle import verify_consistency
from app.storage.book import Book
from app.storage.rows import row_hash
from app.storage.troubles import WrongPassword
from tests.conftest import FixedClock, Places
from tests.storage.samples import PROBLEMS, problem, saved

KEYS = {"v", "seq", "t", "actor", "role", "act", "obj", "period", "before", "after", "why", "salt"}


def events(book: Book) -> list[dict[str, object]]:
    return [json.loads(body) for body in book.log().bodies()]


def test_event_has_the_exact_shape_and_hash(book: Book, places: Places) -> None:
    id = saved(book, places)

    body = book.log().bodies()[-1]
    event = json.loads(body)
    assert event.keys() == KEYS
    assert body == canonical.encode(event)
    assert (event["act"], event["obj"], event["period"]) == ("problem.create", f"problem/{id}", "2026-11")
    assert (event["actor"], event["role"], event["t"]) == ("clerk", "clerk", "2026-11-22T10:00:00+08:00")
    assert (event["before"], event["after"]) == (None, row_hash(book.row("problem", id) or {}).hex())
    assert len(event["salt"]) == 32
    assert book.log().leaves()[-1] == sha256(b"\0" + body).digest()


def test_change_of_a_row_links_its_hash_before_to_its_hash_after(book: Book, places: Places) -> None:
    id = saved(book, places)
    before = row_hash(book.row("problem", id) or {}).hex()

    with book.change("改", "核实\r\n更正") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": "x"})
    book.undo()

    changed, undone = events(book)[-2:]
    assert (changed["act"], changed["before"], changed["why"]) == ("problem.update", before, "核实  更正")
    assert (undone["act"], undone["before"], undone["after"]) == ("problem.undo", changed["after"], before)


def test_void_is_its_own_act(book: Book, places: Places) -> None:
    id = saved(book, places)

    with book.change("作废") as writer:
        writer.void(PROBLEMS, id, "重复")
    with book.change("取消作废") as writer:
        writer.unvoid(PROBLEMS, id)

    assert [event["act"] for event in events(book)[-2:]] == ["problem.void", "problem.unvoid"]


def test_import_is_one_event_over_all_its_rows(book: Book, places: Places) -> None:
    size = book.log().size

    with book.change("导入") as writer:
        ids = writer.save_many(PROBLEMS, [problem(places) for _ in range(60)])

    rows = [["problem", row["id"], row_hash(row).hex()] for row in book.page("problem", ids)]
    [event] = events(book)[size:]
    assert (event["act"], event["obj"]) == ("problem.import", f"step/{book.steps()[0].id}")
    assert event["after"] == sha256(canonical.encode(rows)).hexdigest()


def test_log_cannot_be_changed_by_statement(book: Book, places: Places) -> None:
    with pytest.raises(IntegrityError, match="only grows"):
        book.run("UPDATE event SET body = x'00' WHERE seq = 1")
    with pytest.raises(IntegrityError, match="only grows"):
        book.run("DELETE FROM event")

    assert book.check_log() is None


def test_later_log_proves_to_continue_the_earlier_one(book: Book, places: Places) -> None:
    early = book.log()
    for _ in range(5):
        saved(book, places)

    late = book.log()

    assert late.root_at(early.size) == early.root
    assert verify_consistency(early.size, late.size, early.root, late.root, late.proof(early.size))


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE event SET body = replace(CAST(body AS TEXT), 'clerk', 'nobody') WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE event SET seq = 900 WHERE seq = 2",
    ],
)
def test_forged_log_is_noticed_at_the_next_opening(book_path: Path, clock: FixedClock, forgery: str) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    book.note("export", "problem")
    book.run("DROP TRIGGER event_is_never_changed")
    book.run("DROP TRIGGER event_is_never_deleted")
    book.run(forgery.replace("replace(CAST(body AS TEXT), 'clerk', 'nobody')", "x'00'"))
    book.close()

    book = Book.open(book_path, "clerk", clock=clock)

    [warning] = book.warnings
    assert "操作日志从第 2 条起对不上" in warning
    assert "内容没有改动" in warning
    assert book.check_log() == 2
    book.close()


def test_acts_without_rows_are_logged(book: Book) -> None:
    book.note("export", "problem", "xlsx")

    event = events(book)[-1]
    assert (event["act"], event["obj"], event["why"], event["after"]) == ("export", "problem", "xlsx", None)


def test_failed_logins_are_logged_at_the_next_opening(book_path: Path, clock: FixedClock) -> None:
    for _ in range(2):
        with pytest.raises(WrongPassword):
            Book.open(book_path, "clerk", "wrong password", clock=clock)
    clock.move(minutes=1)

    book = Book.open(book_path, "secretary", clock=clock)

    acts = [(event["act"], event["obj"], event["why"]) for event in events(book)[-3:]]
    assert acts == [
        ("login.failed", "user/clerk", "2026-11-22T10:00:00+08:00"),
        ("login.failed", "user/clerk", "2026-11-22T10:00:00+08:00"),
        ("login", "user/secretary", None),
    ]
    assert not book_path.with_name(book_path.name + ".failed").exists()
    book.close()


def test_row_35_clock_set_back_is_told_and_logged(book_path: Path, clock: FixedClock) -> None:
    Book.open(book_path, "clerk", clock=clock).close()
    clock.move(days=-3)

    book = Book.open(book_path, "clerk", clock=clock)

    assert "电脑时间比上次记录" in book.warnings[0]
    assert [event["act"] for event in events(book)[-2:]] == ["clock.back", "login"]
    book.close()
