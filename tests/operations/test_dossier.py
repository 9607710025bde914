"""One page per unit or person: all registers, true counts, money, newest first; looking at a person is logged."""

from __future__ import annotations

import json

import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import dossier, records, sheets
from app.storage.book import Book
from tests.conftest import Places
from tests.operations.clerk import PROBLEM, PROGRESS, found

MONEY = ledger("problem_money")
INTERVIEW = ledger("interview")


def groups(seen: dossier.Dossier) -> dict[str, dossier.Group]:
    return {group.register: group for group in seen.groups}


def logged(book: Book) -> list[tuple[str, str]]:
    bodies = [json.loads(body) for body in book.log().bodies(0)]
    return [(body["act"], body["obj"]) for body in bodies if body["act"].startswith("dossier")]


def test_a_unit_shows_its_rows_newest_first_and_those_of_units_below(book: Book, places: Places) -> None:
    old = found(book, found_on="2026-10-01")
    new = found(book, found_on="2026-11-02", unit="青山村第3村民小组", description="公开栏没有更新")
    records.save(book, PROGRESS, None, {"problem": old.number, "text": "已开会", "on_day": "2026-11-20"})

    all_, alone = (dossier.dossier(book, "unit", places.village, below=below) for below in (True, False))

    assert [entry.id for entry in groups(all_)["problem"].entries] == [new.id, old.id]
    assert [entry.id for entry in groups(alone)["problem"].entries] == [old.id]
    assert groups(all_)["problem"].entries[0].through == "单位"
    assert groups(all_)["person"].count == 1
    assert "progress" not in groups(all_)  # lines stand for their header


def test_counts_are_true_when_the_list_is_cut(book: Book, places: Places) -> None:
    for number in range(7):
        found(book, description=f"第{number}件:公开栏没有更新", deadline="2026-11-10" if number < 2 else "2026-12-01")

    short, whole = (dossier.dossier(book, "unit", places.village, whole=whole) for whole in ((), ("problem",)))

    group = groups(short)["problem"]
    assert (group.count, group.open, group.overdue, len(group.entries), group.more) == (7, 7, 2, dossier.SHOWN, 2)
    assert dossier.said(group) == "共 7 条 · 未结 7 · 逾期 2"
    assert (len(groups(whole)["problem"].entries), groups(whole)["problem"].more) == (7, 0)


def test_a_person_is_found_through_every_link_and_each_row_stands_once(book: Book, places: Places) -> None:
    problem = found(book, responsible="王伟", persons="王伟")

    entries = groups(dossier.dossier(book, "person", places.person))["problem"].entries

    assert [entry.id for entry in entries] == [problem.id]
    assert set(entries[0].through.split("、")) >= {PROBLEM.label("lead"), PROBLEM.label("responsible")}


def test_money_of_a_person_is_what_stands_under_his_own_name(book: Book, places: Places) -> None:
    problem = found(book)
    for name, amount in (("王伟", "3,000"), ("李龑", "500")):
        if name == "李龑":
            records.save(
                book, ledger("person"), None, {"name": name, "unit": "青山村", "post": "会计", "level": "其他"}
            )
        texts = {"problem": problem.number, "person": name, "involved": amount, "due": amount}
        records.save(book, MONEY, None, texts)

    seen = groups(dossier.dossier(book, "person", places.person))["problem"]

    assert ("涉及金额", 300000) in seen.sums
    assert ("应退金额", 300000) in seen.sums
    assert "涉及金额 3,000.00 元" in dossier.said(seen)
    assert any("分人金额" in entry.through for entry in seen.entries)


def test_a_period_narrows_and_voided_rows_are_left_out(book: Book, places: Places) -> None:
    found(book, found_on="2026-10-01")
    november = found(book, found_on="2026-11-02", description="公开栏没有更新")
    gone = found(book, found_on="2026-11-03", description="录错的一条")
    records.void(book, PROBLEM, gone.id, "录错")

    seen = dossier.dossier(book, "unit", places.village, period=Period.parse("2026-11"))

    assert [entry.id for entry in groups(seen)["problem"].entries] == [november.id]
    assert seen.period == "2026年11月"


def test_a_person_who_was_looked_at_stands_in_the_log_a_unit_does_not(book: Book, places: Places) -> None:
    dossier.opened(book, "unit", places.village)
    dossier.opened(book, "person", places.person)

    assert logged(book) == [("dossier.open", f"person/{places.person}")]


def test_one_that_is_not_there_is_said(book: Book, places: Places) -> None:
    with pytest.raises(Refused, match="没有第 99 号记录"):
        dossier.dossier(book, "person", 99)


def test_paper_masks_names_unless_told_otherwise_and_says_what_is_left_out(book: Book, places: Places) -> None:
    for number in range(dossier.PRINTED + 2):
        found(book, description=f"第{number}件:王伟经手的山林发包收入未入账")

    masked = dossier.sheet(book, "person", places.person)
    plain = dossier.sheet(book, "person", places.person, masked=False)

    words = "".join(text for line in masked.lines() for text in line)
    assert masked.title == "个人情况一览"
    assert "王伟" not in words + masked.file_name
    assert "王**经手的山林发包收入未入账" in words
    assert "另有 2 条未列出" in words
    assert "王伟经手的山林发包收入未入账" in "".join(text for line in plain.lines() for text in line)
    assert sheets.sheet_pdf(masked).startswith(b"%PDF")
    assert sheets.sheet_xlsx(masked).startswith(b"PK")
    assert [act for act, _ in logged(book)] == ["dossier.print", "dossier.print"]


def test_whom_a_row_is_about(book: Book, places: Places) -> None:
    problem = found(book)
    line = records.save(book, PROGRESS, None, {"problem": problem.number, "text": "已开会", "on_day": "2026-11-20"})

    assert dossier.about(book, "person", places.person) == ("person", places.person)
    assert dossier.about(book, "problem", problem.id) == ("unit", places.village)
    assert dossier.about(book, "progress", line.id) == ("unit", places.village)
    assert dossier.about(book, "problem", 999) is None


def test_units_and_people_are_offered_by_initials(book: Book, places: Places) -> None:
    assert [(one.register, one.id) for one in dossier.named(book, "ww")] == [("person", places.person)]
    assert ("unit", places.village) in {(one.register, one.id) for one in dossier.named(book, "qs")}
