"""Promises drawn up from ticked problems, and how they were kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.domain.short_code import is_code
from app.operations import promises, records, sheets
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import COMMITMENT, PERSON, PROBLEM, UNIT, approver, found, row

MEASURES = {"measures": "收回 3,000 元并入账", "responsible": "王伟"}


def three(book: Book) -> list[int]:
    """Two problems of one village and one of another, all being mended."""
    records.save(book, UNIT, None, {"name": "白石村", "kind": "村"})
    rows = [found(book), found(book, deadline="2026-12-20"), found(book, unit="白石村")]
    for one in rows:
        records.move(book, PROBLEM, one.id, "开始整改", texts=MEASURES)
    return [one.id for one in rows]


def test_one_promise_for_each_unit_in_one_step(book: Book, places: Places) -> None:
    ids = three(book)

    made = promises.make_for(book, ids)

    rows = [row(book, "commitment", number) for number in made.ids]
    assert [one["problems"] for one in rows] == [ids[:2], ids[2:]]
    assert [(one["promisor"], one["deadline"], one["state"]) for one in rows] == [
        ("单位", "2026-12-20", "起草"),
        ("单位", "2026-12-01", "起草"),
    ]
    assert str(rows[0]["text"]).splitlines() == [
        "1. 2026年12月1日前，收回 3,000 元并入账。",
        "2. 2026年12月20日前，收回 3,000 元并入账。",
    ]
    assert made.hints == {}
    records.undo(book)
    assert book.rows("commitment") == []


def test_one_promise_for_each_person(book: Book, places: Places) -> None:
    ids = three(book)
    approver(book)
    records.save(book, PROBLEM, ids[0], {"responsible": "王伟、赵志明"})

    made = promises.make_for(book, ids, "person")

    rows = [row(book, "commitment", number) for number in made.ids]
    names = [book.title("person", int(str(one["person"]))) for one in rows]
    assert names == ["王伟", "赵志明"]
    assert [one["problems"] for one in rows] == [ids, ids[:1]]


def test_every_promise_bears_a_code_of_its_own(book: Book, places: Places) -> None:
    made = promises.make_for(book, three(book))

    codes = [str(row(book, "commitment", number)["code"]) for number in made.ids]

    assert all(is_code(code) for code in codes)
    assert len(set(codes)) == 2
    kept = records.save(book, COMMITMENT, made.ids[0], {"remark": "已交办"})
    assert kept.row["code"] == codes[0]


def test_what_cannot_be_promised_is_left_out_and_named(book: Book, places: Places) -> None:
    ids = three(book)
    bare = found(book, description="没有写整改措施的一条问题")
    promises.make_for(book, ids[:1])

    made = promises.make_for(book, [*ids, bare.id])

    assert [row(book, "commitment", number)["problems"] for number in made.ids] == [ids[1:2], ids[2:]]
    assert len(made.skipped) == 2
    assert "已在承诺" in made.skipped[0]
    assert made.skipped[1] == f"{bare.number}:还没有写整改措施"


def test_nothing_to_promise_writes_nothing(book: Book, places: Places) -> None:
    bare = found(book)

    with pytest.raises(Refused) as caught:
        promises.make_for(book, [bare.id])

    assert caught.value.code == "E-NOTHING"
    assert bare.number in caught.value.message
    assert book.rows("commitment") == []


def test_a_vague_measure_is_pointed_out_in_the_promise(book: Book, places: Places) -> None:
    vague = found(book)
    records.move(book, PROBLEM, vague.id, "开始整改", texts={"measures": "进一步加强管理", "responsible": "王伟"})

    made = promises.make_for(book, [vague.id])

    assert [fault.code for fault in made.hints[made.ids[0]]] == ["E-VAGUE"]
    assert "只有“进一步、加强”这样的话" in made.hints[made.ids[0]][0].message


def test_letters_are_collated_in_the_order_of_the_promises(book: Book, places: Places) -> None:
    made = promises.make_for(book, three(book))

    letters = sheets.make_sheet(book, "commitment_letter", ids=made.ids)

    numbers = [row(book, "commitment", number)["number"] for number in made.ids]
    assert [letter.subtitle for letter in letters] == numbers


def test_the_rate_counts_what_fell_due_and_late_promises_are_listed(book: Book, places: Places, folder: Path) -> None:
    made = promises.make_for(book, three(book)).ids
    for number in made:
        records.move(book, COMMITMENT, number, "签字", texts={"signed_on": "2026-11-20"})
    done = {"fulfilled_on": "2026-11-21", "outcome": "已退", "satisfied": "9", "verdict_on": "2026-11-22"}
    records.move(book, COMMITMENT, made[0], "兑现", texts=done)
    records.save(book, COMMITMENT, made[1], {"deadline": "2026-11-20"})

    (sheet,) = sheets.make_sheet(book, "fulfilment")

    lines = sheet.lines()
    villages = {line[1]: line[2:9] for line in lines if len(line) == 11 and line[0] in ("1", "2")}
    assert villages["青山村"] == ["1", "1", "1", "0", "0", "100%", "9"]
    assert villages["白石村"] == ["1", "1", "0", "0", "1", "0%", "0"]
    total = next(line for line in lines if line[1:2] == ["合计"])
    assert total[2:8] == ["2", "2", "1", "0", "1", "50%"]
    late = next(line for line in lines if len(line) == 7 and line[0] == "1")
    assert late[1] == row(book, "commitment", made[1])["number"]
    assert late[5] == str((date(2026, 11, 22) - date(2026, 11, 20)).days)


def test_a_promise_of_somebody_without_a_unit_still_names_one(book: Book, places: Places) -> None:
    problem = found(book)
    records.move(book, PROBLEM, problem.id, "开始整改", texts=MEASURES)
    person = book.rows("person")[0]
    records.save(book, PERSON, int(str(person["id"])), {"remark": "在职"})

    made = promises.make_for(book, [problem.id], "person")

    assert row(book, "commitment", made.ids[0])["unit"] == places.village
