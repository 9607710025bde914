from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.domain.faults import Refused
from app.ledgers import ledger
from app.storage.book import Book
from app.storage.files import AttachmentLost
from tests.conftest import FixedClock, Places
from tests.storage.samples import PROBLEMS, UNITS, problem, saved


def test_saved_row_comes_back_with_all_columns(book: Book, places: Places) -> None:
    id = saved(book, places, persons=[places.person], amount_involved=123_45)

    row = book.row("problem", id)

    assert row is not None
    assert row.keys() == set(book.tables["problem"].columns)
    assert (row["persons"], row["responsible"], row["amount_involved"]) == ([places.person], [], 12345)
    assert (row["state"], row["created_by"], row["row_version"], row["voided"]) == ("登记", "clerk", 1, 0)
    assert row["created_at"] == "2026-11-22T10:00:00+08:00"


def test_bulk_rows_equal_rows_saved_one_by_one(book: Book, places: Places) -> None:
    rows = [problem(places, persons=[places.person]), problem(places, amount_due=0)]

    with book.change("导入") as writer:
        many = writer.save_many(PROBLEMS, rows)
    with book.change("录入") as writer:
        single = [writer.save(PROBLEMS, row) for row in rows]

    own = {"id", "number"}
    for left, right in zip(book.page("problem", many), book.page("problem", single), strict=True):
        assert {k: v for k, v in left.items() if k not in own} == {k: v for k, v in right.items() if k not in own}


def test_numbers_follow_unit_and_year_without_a_gap(book: Book, places: Places) -> None:
    with book.change("录入") as writer:
        other = writer.save(UNITS, {"name": "白水乡", "kind": "乡镇", "short": "白"})
        ids = [
            writer.save(PROBLEMS, problem(places)),
            writer.save(PROBLEMS, problem(places, unit=places.group)),
            writer.save(PROBLEMS, problem(places, found_on="2025-03-01")),
            writer.save(PROBLEMS, problem(places, unit=other)),
            *writer.save_many(PROBLEMS, [problem(places), problem(places, unit=other)]),
        ]

    assert [row["number"] for row in book.page("problem", ids)] == [
        "示纪问〔2026〕1号",
        "示纪问〔2026〕2号",
        "示纪问〔2025〕1号",
        "白纪问〔2026〕1号",
        "示纪问〔2026〕3号",
        "白纪问〔2026〕2号",
    ]


def test_number_from_the_old_paper_register_moves_the_series_on(book: Book, places: Places) -> None:
    saved(book, places, number="示纪问〔2026〕57号")

    id = saved(book, places)

    assert (book.row("problem", id) or {})["number"] == "示纪问〔2026〕58号"


def test_number_used_twice_is_refused_and_nothing_is_saved(book: Book, places: Places) -> None:
    saved(book, places)

    with pytest.raises(Refused, match="示纪问〔2026〕1号”已经用过"):
        saved(book, places, number="示纪问〔2026〕1号")

    assert book.count("problem") == 1


def test_same_number_twice_in_one_import_is_refused_and_nothing_is_saved(book: Book, places: Places) -> None:
    rows = [problem(places), problem(places, number="示纪问〔2026〕1号")]

    with pytest.raises(Refused, match="重复的编号"), book.change("导入") as writer:
        writer.save_many(PROBLEMS, rows)

    assert book.count("problem") == 0


def test_import_mixes_new_rows_and_rows_that_were_there(book: Book, places: Places) -> None:
    old = saved(book, places)

    with book.change("导入") as writer:
        ids = writer.save_many(
            PROBLEMS, [problem(places), {"id": old, "cause": "补填"}, problem(places, state="整改中", cause="新")]
        )

    rows = book.page("problem", ids)
    assert ids[1] == old
    assert [(row["cause"], row["state"]) for row in rows] == [(None, "登记"), ("补填", "登记"), ("新", "整改中")]
    assert book.undo().restored == 3


def test_voided_row_keeps_its_number(book: Book, places: Places) -> None:
    id = saved(book, places)

    with book.change("作废", "重复登记") as writer:
        writer.void(PROBLEMS, id, "重复登记")

    row = book.row("problem", id) or {}
    next_id = saved(book, places)
    assert (row["voided"], row["void_reason"], row["number"]) == (1, "重复登记", "示纪问〔2026〕1号")
    assert (book.row("problem", next_id) or {})["number"] == "示纪问〔2026〕2号"
    assert [r["id"] for r in book.rows("problem")] == [next_id]


def test_row_changed_by_someone_else_since_is_refused(book: Book, places: Places) -> None:
    id = saved(book, places)
    mine = book.row("problem", id) or {}
    with book.change("改") as writer:
        writer.save(PROBLEMS, {"id": id, "cause": "制度不落实"})

    with pytest.raises(Refused, match="已被修改") as told, book.change("改") as writer:
        writer.save(PROBLEMS, mine | {"cause": "别的"})

    assert told.value.code == "E-CHANGED"
    assert (book.row("problem", id) or {})["cause"] == "制度不落实"


def test_saving_what_is_already_there_is_no_step(book: Book, places: Places) -> None:
    id = saved(book, places)
    steps = len(book.steps())

    with book.change("改") as writer:
        writer.save(PROBLEMS, book.row("problem", id) or {})

    assert len(book.steps()) == steps
    assert (book.row("problem", id) or {})["row_version"] == 1


def test_exception_in_a_change_leaves_no_trace(book: Book, places: Places) -> None:
    before = (book.log().size, len(book.steps()), book.title("unit", places.group))

    def interrupted() -> None:
        with book.change("改") as writer:
            writer.save(UNITS, {"id": places.village, "name": "绿水村"})
            writer.save_many(PROBLEMS, [problem(places)] * 3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert (book.log().size, len(book.steps()), book.title("unit", places.group)) == before
    assert book.count("problem") == 0
    assert (book.row("problem", saved(book, places)) or {})["number"] == "示纪问〔2026〕1号"


def test_unknown_column_is_our_mistake_and_is_said(book: Book) -> None:
    with pytest.raises(KeyError, match="colour"), book.change("录入") as writer:
        writer.save(UNITS, {"name": "青山村", "colour": "green"})

    assert book.count("unit") == 0


def test_link_to_nothing_is_not_kept(book: Book, places: Places) -> None:
    with pytest.raises(IntegrityError):
        saved(book, places, unit=9_999)

    assert book.count("problem") == 0


def test_rules_inside_a_change_see_rows_not_yet_committed(book: Book, places: Places) -> None:
    with book.change("录入") as writer:
        unit = writer.save(UNITS, {"name": "新村", "kind": "村", "parent": places.township})
        group = writer.save(UNITS, {"name": "第1村民小组", "kind": "村民小组", "parent": unit})

        assert writer.title("unit", group) == "新村第1村民小组"
        assert [row["id"] for row in writer.rows("unit", parent=unit)] == [group]


def test_renaming_a_village_renames_what_is_called_after_it(book: Book, places: Places) -> None:
    with book.change("录入公开表") as writer:
        sheet = writer.save(ledger("finance_sheet"), {"unit": places.group, "period": "2026Q3"})

    with book.change("改名") as writer:
        writer.save(UNITS, {"id": places.village, "name": "绿水村"})

    assert book.title("unit", places.group) == "绿水村第3村民小组"
    assert book.title("finance_sheet", sheet) == "绿水村第3村民小组 2026年第3季度"


def test_draft_is_kept_outside_of_history(book: Book) -> None:
    steps = len(book.steps())

    book.keep("draft:problem", {"description": "写到一半"})
    book.keep("draft:unit", {"name": "x"})
    book.keep("draft:unit", None)

    assert book.kept("draft:problem") == {"description": "写到一半"}
    assert book.kept("draft:unit") is None
    assert book.kept_keys("draft:") == ["draft:problem"]
    assert len(book.steps()) == steps


def test_packet_is_kept_and_its_state_changes(book: Book) -> None:
    packet = {"packet_id": "330182001-2026-10-r1", "period": "2026-10", "revision": 1, "seq": 1, "state": "生成"}
    with book.change("生成月报包", kind="packet") as writer:
        id = writer.save_packet(packet | {"data": {"files": 7}})

    with book.change("签发", kind="packet") as writer:
        again = writer.save_packet({"packet_id": "330182001-2026-10-r1", "state": "签发", "path": "a.zip"})

    [kept] = book.packets("2026-10")
    assert (id, kept["state"], kept["path"], kept["seq"], kept["data"]) == (again, "签发", "a.zip", 1, {"files": 7})
    assert book.packets("2026-09") == []


def test_county_option_has_a_default_and_can_be_set(book: Book) -> None:
    default = book.option("disclosure_day")

    with book.change("改县里规定") as writer:
        writer.set_option("disclosure_day", 10)

    assert (default, book.option("disclosure_day"), book.around().option("disclosure_day")) == (15, 10, 10)


def test_info_can_change_but_not_what_the_book_is(book_path: Path, clock: FixedClock) -> None:
    book = Book.open(book_path, "clerk", clock=clock)
    id = book.info.book_id
    with book.change("改名") as writer:
        writer.set_info(replace(book.info, township="新乡", practice=False, book_id="x"))
    book.close()

    book = Book.open(book_path, "clerk", clock=clock)
    assert (book.info.township, book.info.practice, book.info.book_id) == ("新乡", True, id)
    book.close()


def test_attachment_is_kept_once_and_encrypted(book: Book) -> None:
    content = "收款收据 王伟".encode() * 10

    digests = {book.keep_file(content), book.keep_file(content)}

    [digest] = digests
    assert book.file(digest) == content
    assert content not in book.file_path(digest).read_bytes()
    assert len(list(book.files_folder.glob("*/*"))) == 1


def test_damaged_attachment_is_named_not_shown(book: Book) -> None:
    digest = book.keep_file(b"photo")
    path = book.file_path(digest)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    with pytest.raises(AttachmentLost, match="重新放入"):
        book.file(digest)
    path.unlink()
    with pytest.raises(AttachmentLost, match="不见了"):
        book.file(digest)
