"""Two entries of one thing become one, and one undo makes them two again."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import merging, records
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, PROBLEM, PROGRESS, found, in_work, row

PART = ledger("problem_part")


def two(book: Book, folder: Path) -> tuple[int, int]:
    kept = found(book, cause="账目不清")
    gone = in_work(book, folder, description="集体山林发包收入三千元没有入账", amount_involved="3000", cause="没有制度")
    return kept.id, gone.id


def test_lines_links_files_and_gaps_go_to_the_kept_entry(book: Book, places: Places, folder: Path) -> None:
    kept, gone = two(book, folder)
    number = row(book, "problem", gone)["number"]
    entry = records.save(book, PROGRESS, None, {"problem": str(number), "text": "已开会", "on_day": "2026-11-20"})
    promise = records.save(
        book,
        COMMITMENT,
        None,
        {"promisor": "单位", "unit": "青山村", "problems": str(number), "text": "12月1日前退回 3000 元"},
    )
    relapse = found(book, description="再次发现发包收入没有入账的情况", relapse_of=str(number))

    merged = merging.merge(book, PROBLEM, kept, gone, "同一件事登记了两次")

    after = row(book, "problem", kept)
    assert (merged.kept, merged.voided, merged.moved) == (kept, gone, 3)
    assert (after["cause"], after["amount_involved"]) == ("账目不清", 300000)
    assert "收据" in str(after["proof"])
    assert row(book, "progress", entry.id)["problem"] == kept
    assert row(book, "commitment", promise.id)["problems"] == [kept]
    assert row(book, "problem", relapse.id)["relapse_of"] == kept
    assert row(book, "problem", gone)["voided"] == 1
    assert row(book, "problem", gone)["void_reason"] == f"并入 {after['number']}:同一件事登记了两次"


def test_both_histories_stay_and_one_undo_makes_two_again(book: Book, places: Places, folder: Path) -> None:
    kept, gone = two(book, folder)
    before = [row(book, "problem", number) for number in (kept, gone)]
    merging.merge(book, PROBLEM, kept, gone, "重复")

    labels = [[line.label for line in records.history(book, PROBLEM, number)] for number in (kept, gone)]
    records.undo(book)

    assert labels[0][0] == "新增问题台账"
    assert labels[0][-1].startswith("合并问题台账:")
    assert len(labels[1]) == 4
    after = [row(book, "problem", number) for number in (kept, gone)]
    assert [{**one, "row_version": 0} for one in after] == [{**one, "row_version": 0} for one in before]


def test_an_entry_that_came_from_the_other_does_not_point_to_itself(book: Book, places: Places) -> None:
    old = found(book)
    again = found(book, relapse_of=old.number)

    merging.merge(book, PROBLEM, again.id, old.id, "其实是同一条")

    assert row(book, "problem", again.id)["relapse_of"] is None


@pytest.mark.parametrize(("reason", "code"), [(" ", "E-REASON"), ("重复", "E-TWICE")])
def test_a_merge_that_cannot_be_is_refused_and_nothing_moves(
    book: Book, places: Places, reason: str, code: str
) -> None:
    kept, gone = found(book), found(book)
    for one in (kept, gone):
        texts = {"problem": one.number, "content": "张贴", "unit": "青山村", "deadline": "2026-11-25"}
        records.save(book, PART, None, texts)

    with pytest.raises(Refused) as caught:
        merging.merge(book, PROBLEM, kept.id, gone.id, reason)

    assert caught.value.code == code
    assert row(book, "problem", gone.id)["voided"] == 0
    assert [part["problem"] for part in book.rows("problem_part")] == [kept.id, gone.id]


def test_one_entry_or_a_voided_one_is_not_merged(book: Book, places: Places) -> None:
    kept, gone = found(book), found(book)
    records.void(book, PROBLEM, gone.id, "录错")

    codes = []
    for other in (kept.id, gone.id):
        with pytest.raises(Refused) as caught:
            merging.merge(book, PROBLEM, kept.id, other, "重复")
        codes.append(caught.value.code)

    assert codes == ["E-MERGE", "E-VOID"]
    assert not merging.able(PROGRESS)


def test_a_letter_about_the_voided_entry_is_about_the_kept_one(book: Book, places: Places) -> None:
    kept, gone = found(book), found(book)
    with book.change("起草函件") as writer:
        letter = writer.save(ledger("letter"), {"kind": "督办函", "to_name": "青山村"})
        about = {"letter": letter, "about": "problem", "about_id": gone.id, "matter": "逾期未改"}
        matter = writer.save(ledger("letter_matter"), about)

    merging.merge(book, PROBLEM, kept.id, gone.id, "重复")

    assert row(book, "letter_matter", matter)["about_id"] == kept.id
