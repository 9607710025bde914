"""A new register is one declaration and one migration: everything else works without a line of its own.

走访记录 is declared here and nowhere else, with every kind of field, states and moves, a numbering rule, a link
to several rows and lines of its own, and is driven through all the program does with a register.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.domain.days import Period
from app.domain.faults import Refused
from app.ledgers import LEDGERS
from app.operations import checks, exports, imports, lists, papers, raising, records, records_many, todo
from app.operations.lists import Query
from app.operations.records import LineEdit
from app.reports.sheet import Table
from app.storage.book import Book
from app.storage.schema import SCHEMA, columns_of, ledger_table
from tests.conftest import FixedClock, Places
from tests.export.paper import Paper
from tests.visits import FIRST, GIFTS, ID, VISITS

if TYPE_CHECKING:
    from sqlite_utils import Database


def m9001_visits(db: Database) -> None:
    """The one migration: two tables as the declarations ask for them."""
    ledger_table(db, "visit", columns_of(VISITS), indexes=("on_day",))
    ledger_table(db, "visit_gift", columns_of(GIFTS))


WITH_VISITS = SCHEMA.plus("m9001_visits", m9001_visits)


def opened(path: Path, clock: FixedClock, login: str = "clerk") -> Book:
    return Book.open(
        path,
        login,
        ledgers=(*LEDGERS, VISITS, GIFTS),
        schema=WITH_VISITS,
        clock=clock,
        backup_folder=path.parent / "备份",
    )


@pytest.fixture
def book(book_path: Path, clock: FixedClock) -> Iterator[Book]:
    """A book of the released shape that was upgraded by the one migration; `places` fills this one."""
    with closing(opened(book_path, clock)) as book:
        yield book


@pytest.fixture
def visit(book: Book, places: Places) -> records.Saved:
    """One visit as a clerk types it."""
    return records.save(book, VISITS, None, FIRST)


def test_an_older_book_gets_the_table_by_the_one_migration_after_a_backup(book: Book, book_path: Path) -> None:
    columns = {name for _, name, *_ in book.all('PRAGMA table_info("visit")')}

    backups = list((book_path.parent / "备份").iterdir())

    assert columns >= {field.key for field in VISITS.fields}
    assert len(backups) == 1
    assert book.rows("visit") == []


def test_every_kind_of_field_is_saved_numbered_and_shown_again(
    book: Book, places: Places, visit: records.Saved, folder: Path
) -> None:
    photo = folder / "现场照片.pdf"
    photo.write_bytes(b"\xff\xd8 photo")
    with_photo = records.add_file(book, VISITS, visit.id, "photos", photo)

    shown = records.shown(book, VISITS, with_photo.row)

    assert (visit.number, visit.row["state"]) == ("示访〔2026〕1号", "登记")
    assert {
        key: visit.row[key]
        for key in ("place", "topic", "quarter", "budget", "heads", "again", "needs", "score", "visitors")
    } == {
        "place": places.village,
        "topic": "1.1",
        "quarter": "2026Q4",
        "budget": 50000,
        "heads": 3,
        "again": 1,
        "needs": "a、b",
        "score": 9650,
        "visitors": [places.person],
    }
    assert (shown["visitors"], shown["due_on"], shown["budget"]) == ("王伟", "2026-11-30", "500.00")
    assert (shown["needs"], shown["score"]) == ("看病、吃药；住房", "96.5")
    assert shown["photos"].endswith("_01_现场照片.pdf")


def test_all_faults_of_a_form_are_told_at_once(book: Book, places: Places) -> None:
    wrong = {
        **FIRST,
        "on_day": "明天",
        "budget": "1.005",
        "id_number": ID[:17] + "1",
        "visitors": "无名",
        "again": "也许",
    }

    with pytest.raises(Refused) as caught:
        records.save(book, VISITS, None, wrong)

    assert [fault.field for fault in caught.value.faults] == ["on_day", "budget", "again", "visitors", "id_number"]
    assert book.rows("visit") == []


def test_lists_filter_sort_count_and_offer_choices(book: Book, places: Places, visit: records.Saved) -> None:
    other = records.save(
        book, VISITS, None, {**FIRST, "place": "示例乡", "topic": "1.2", "on_day": "2026.10.1", "who": "赵爷爷"}
    )

    found = {
        "all": list(lists.ids(book, VISITS, Query(order=(("on_day", False),)))),
        "choice": list(lists.ids(book, VISITS, Query(where={"topic": "1.2"}))),
        "many": lists.count(book, VISITS, Query(where={"visitors": places.person})),
        "unit": list(lists.ids(book, VISITS, Query(units=(places.village,)))),
        "period": list(lists.ids(book, VISITS, Query(period=Period.parse("2026-10")))),
        "text": list(lists.ids(book, VISITS, Query(find="赵爷爷"))),
        "picker": [choice.id for choice in lists.choices(book, "visit", "lnn")],
        "alike": [id for id, _ in records.similar(book, VISITS, FIRST, other.id)],
    }

    assert found == {
        "all": [other.id, visit.id],
        "choice": [other.id],
        "many": 2,
        "unit": [visit.id],
        "period": [other.id],
        "text": [other.id],
        "picker": [visit.id],
        "alike": [visit.id],
    }
    assert VISITS.key in [place.key for place in lists.menu(book)["台账"]]
    assert GIFTS.key not in [place.key for place in lists.menu(book)["台账"]]


def test_the_search_finds_it_but_not_by_its_secret_field(book: Book, visit: records.Saved) -> None:
    by_text = [(hit.register, hit.id) for hit in lists.find_everywhere(book, "漏雨")]
    by_phone = [(hit.register, hit.id) for hit in lists.find_everywhere(book, "13800138")]

    assert by_text == by_phone == [("visit", visit.id)]
    assert lists.find_everywhere(book, ID) == []


def test_it_stands_on_the_home_page_with_its_light(book: Book, visit: records.Saved) -> None:
    home = todo.todo(book)

    assert [(line.register, line.number, line.unit, line.light.word) for line in home.due_soon] == [
        ("visit", "示访〔2026〕1号", "青山村", "临期")
    ]


def test_moves_go_their_way_and_take_two_people(
    book_path: Path, clock: FixedClock, book: Book, visit: records.Saved
) -> None:
    records.move(book, VISITS, visit.id, "待核实")
    waiting = todo.todo(book).to_review
    with pytest.raises(Refused) as caught:
        records.move(book, VISITS, visit.id, "已办结")
    copied = book_path.parent / "审核"
    copied.mkdir()
    book.settle()
    for name in (book_path.name, f"{book_path.name}.keys"):
        shutil.copy(book_path.with_name(name), copied / name)
    with closing(opened(copied / book_path.name, clock, "secretary")) as second:
        checked = records.move(second, VISITS, visit.id, "核实")

    assert [line.register for line in waiting] == ["visit"]
    assert caught.value.code == "E-TWO-PEOPLE"
    assert [checked.row[key] for key in ("state", "checked_by", "checked_on")] == ["已办结", "李四", "2026-11-22"]


def test_lines_refresh_their_header_and_its_rules(book: Book, visit: records.Saved) -> None:
    edits = [LineEdit(None, {"thing": "棉被", "cost": "300"}), LineEdit(None, {"thing": "大米", "cost": "200.01"})]

    saved = records.save_lines(book, VISITS, visit.id, GIFTS, edits)

    header = book.row("visit", visit.id)
    assert saved.faults == {}
    assert header is not None
    assert header["spent"] == 50001
    assert [(line.register, line.fault.code) for line in checks.check(book)] == [("visit", "E-BUDGET")]
    records.save(book, GIFTS, int(str(saved.saved[1]["id"])), {"cost": "200"})
    assert checks.check(book, "visit") == []


def test_history_undo_redo_void_and_restore_are_there(book: Book, places: Places, visit: records.Saved) -> None:
    records.save_lines(book, VISITS, visit.id, GIFTS, [LineEdit(None, {"thing": "棉被", "cost": "300"})])
    records.save(book, VISITS, visit.id, {"again": "否"})
    told = records.history(book, VISITS, visit.id)
    records.undo(book)
    undone = book.row("visit", visit.id)
    records.redo(book)
    records.void(book, VISITS, visit.id, "重复")
    voided = (lists.count(book, VISITS), lists.count(book, GIFTS))
    records.restore(book, VISITS, visit.id)

    assert told[-1].fields == [("需再访", "是", "否")]
    assert undone is not None
    assert undone["again"] == 1
    assert voided == (0, 0)
    assert (lists.count(book, VISITS), lists.count(book, GIFTS)) == (1, 1)
    assert records.save(book, VISITS, None, FIRST).number == "示访〔2026〕2号"


def test_what_it_points_to_is_not_voided_under_it(book: Book, places: Places, visit: records.Saved) -> None:
    with pytest.raises(Refused) as caught:
        records.void(book, book.ledgers["person"], places.person, "调离")

    assert caught.value.code == "E-LINKED"
    assert "走访记录“示访〔2026〕1号 李奶奶”" in caught.value.message


def test_its_blank_workbook_is_filled_and_comes_in(book: Book, places: Places, folder: Path) -> None:
    file = exports.template(book, VISITS, folder / "走访 模板.xlsx", unit=places.village)
    untouched = imports.plan_import(book, VISITS, [file])
    filled = openpyxl.load_workbook(file)
    page = filled.worksheets[0]
    columns = {cell.value: cell.column for cell in page[2]}
    for line, who in enumerate(("李奶奶", "赵爷爷"), 3):
        for key, text in {**FIRST, "who": who}.items():
            page.cell(line, columns[VISITS.label(key)], text)
    filled.save(file)

    result = imports.run_import(book, VISITS, [file])

    rows = book.rows("visit")
    assert untouched.read == 0
    assert (result.added, result.faults) == (2, [])
    assert [(row["number"], row["who"]) for row in rows] == [
        ("示访〔2026〕1号", "李奶奶"),
        ("示访〔2026〕2号", "赵爷爷"),
    ]
    assert rows[1]["visitors"] == [places.person]
    records.undo(book, result.batch)
    assert book.rows("visit") == []


def test_faults_in_its_workbook_name_row_and_column(book: Book, places: Places, folder: Path) -> None:
    file = folder / "走访.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([VISITS.label(key) for key in FIRST])
        writer.writerow(FIRST.values())
        writer.writerow({**FIRST, "id_number": ID[:17] + "0", "heads": "三", "quarter": "2026-10"}.values())

    result = imports.run_import(book, VISITS, [file])

    assert [(fault.row, fault.column, fault.code) for fault in result.faults] == [
        (3, "所属季度", "E-PERIOD"),
        (3, "户内人口(人)", "E-COUNT"),
        (3, "证件号码", "E-ID-NUMBER"),
    ]
    assert book.rows("visit") == []


def test_its_lines_come_in_under_their_headers(book: Book, visit: records.Saved, folder: Path) -> None:
    file = folder / "慰问品.csv"
    file.write_text(f"走访,品名,金额(元)\n{visit.number},棉被,300\n{visit.number},大米,99.99\n", "utf-8")

    result = imports.run_import(book, GIFTS, [file])

    header = book.row("visit", visit.id)
    assert (result.added, result.faults) == (2, [])
    assert header is not None
    assert header["spent"] == 39999


def test_it_goes_out_and_comes_in_again_unchanged(book: Book, visit: records.Saved, folder: Path) -> None:
    before = book.row("visit", visit.id)
    written = {
        end: exports.export_register(book, VISITS, None, folder / f"走访 导出{end}")
        for end in (".xlsx", ".pdf", ".csv")
    }

    again = imports.run_import(book, VISITS, [written[".xlsx"]])

    paper = Paper(written[".pdf"].read_bytes())
    table = list(csv.reader(written[".csv"].read_text("utf-8-sig").splitlines()))
    assert (again.added, again.updated, again.faults) == (0, 1, [])
    assert book.row("visit", visit.id) == before
    assert table[0] == ["序号", *(column.title for column in VISITS.sheet_columns)]
    assert table[1][1:6] == ["示访〔2026〕1号", "青山村", "2026-11-20", "1.1 低保", "李奶奶"]
    assert "走访记录" in paper.whole()
    assert "屋顶漏雨" in paper.whole()
    assert ID.encode() not in written[".csv"].read_bytes()


def test_a_program_that_does_not_know_it_leaves_such_a_book_alone(
    book: Book, book_path: Path, clock: FixedClock
) -> None:
    book.settle()
    copied = book_path.parent / "旧程序"
    copied.mkdir()
    for name in (book_path.name, f"{book_path.name}.keys"):
        shutil.copy(book_path.with_name(name), copied / name)
    before = (copied / book_path.name).read_bytes()

    with pytest.raises(Exception, match="新") as caught:
        Book.open(copied / book_path.name, "clerk", clock=clock)

    assert type(caught.value).__name__ == "BookTooNew"
    assert (copied / book_path.name).read_bytes() == before


NEW_PROBLEM = {"discovery": "群众提", "category": "3.1", "lead": "王伟", "deadline": "2026-12-20"}


def test_its_row_becomes_a_row_of_another_register_once_and_linked_in_one_step(
    book: Book, visit: records.Saved
) -> None:
    wanted = raising.plan(book, VISITS, visit.id, "转为问题")

    (made,) = raising.raise_rows(book, VISITS, visit.id, "转为问题", NEW_PROBLEM)

    source = book.row("visit", visit.id)
    again = raising.offers(book, VISITS, source or {})
    with pytest.raises(Refused) as caught:
        raising.raise_rows(book, VISITS, visit.id, "转为问题", NEW_PROBLEM)
    assert wanted.missing == ["discovery", "category", "lead", "deadline"]
    assert source is not None
    assert source["problem"] == made.id
    assert (made.number, made.row["description"]) == ("示纪问〔2026〕1号", FIRST["story"])
    assert again[0].reason == caught.value.message.removeprefix("不能“转为问题”:").partition("。")[0]
    assert made.number in caught.value.message
    assert [line.label for line in records.history(book, VISITS, visit.id)][-1] == "转为问题:走访记录"
    assert [line.label for line in records.history(book, book.ledgers["problem"], made.id)] == ["转为问题:走访记录"]


def test_one_undo_takes_back_the_new_row_and_its_link_and_it_can_be_raised_again(
    book: Book, visit: records.Saved
) -> None:
    raising.raise_rows(book, VISITS, visit.id, "转为问题", NEW_PROBLEM)

    records.undo(book)

    source = book.row("visit", visit.id)
    assert source is not None
    assert source["problem"] is None
    assert book.rows("problem") == []
    (again,) = raising.raise_rows(book, VISITS, visit.id, "转为问题", NEW_PROBLEM)
    assert again.number == "示纪问〔2026〕1号"


def test_nothing_is_raised_where_something_is_missing_or_the_row_says_why_not(book: Book, visit: records.Saved) -> None:
    silent = records.save(book, VISITS, None, {**FIRST, "story": "", "who": "赵爷爷"})

    with pytest.raises(Refused) as missing:
        raising.raise_rows(book, VISITS, visit.id, "转为问题", {"discovery": "群众提", "deadline": "没有这天"})
    with pytest.raises(Refused) as not_now:
        raising.raise_rows(book, VISITS, [visit.id, silent.id], "转为问题", NEW_PROBLEM)
    with pytest.raises(Refused) as unknown:
        raising.raise_rows(book, VISITS, visit.id, "转为承诺")

    assert missing.value.faults[0].field == "deadline"
    assert "没有填写反映情况" in not_now.value.message
    assert unknown.value.code == "E-RAISE"
    assert book.rows("problem") == []


def test_ticked_rows_are_raised_together_in_one_step(book: Book, visit: records.Saved) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "story": "水渠塌了无人修"})

    made = raising.raise_rows(book, VISITS, [visit.id, other.id], "转为问题", NEW_PROBLEM)

    assert [row["problem"] for row in book.rows("visit")] == [one.id for one in made]
    records.undo(book)
    assert [row["problem"] for row in book.rows("visit")] == [None, None]


def test_its_papers_are_masked_marked_and_go_into_one_file(book: Book, visit: records.Saved, folder: Path) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "story": ""})

    slips = papers.build(book, VISITS, "visit_slip", [visit.id, other.id])
    path = papers.write_pdf(book, slips, folder / papers.file_name(slips))

    text = Paper(path.read_bytes()).whole()
    assert len(slips) == 2
    assert path.name == "走访记录_示访〔2026〕1号等2份.pdf"
    assert "示访〔2026〕1号" in text
    assert "示访〔2026〕2号" in text
    assert "110************02X" in text
    assert "138****8000" in text
    assert ID not in text
    with pytest.raises(Refused) as caught:
        papers.build(book, VISITS, "visit_full", [visit.id, other.id])
    assert "没有填写反映情况" in caught.value.message


def gift(thing: str, cost: str = "100", **more: str) -> LineEdit:
    return LineEdit(None, {"thing": thing, "cost": cost, **more})


def test_new_lines_are_numbered_after_those_there_are(book: Book, visit: records.Saved) -> None:
    records.save_lines(book, VISITS, visit.id, GIFTS, [gift("棉被"), gift("大米"), gift("食用油", seq="7")])

    records.save_lines(book, VISITS, visit.id, GIFTS, [gift("面粉")])
    single = records.save(book, GIFTS, None, {"visit": visit.number, "thing": "棉衣", "cost": "50"})

    lines = lists.lines(book, GIFTS, visit.id)
    assert [(line["thing"], line["seq"]) for line in lines] == [
        ("食用油", 7),
        ("棉被", 8),
        ("大米", 9),
        ("面粉", 10),
        ("棉衣", 11),
    ]
    assert single.row["seq"] == 11


def test_lines_of_one_name_are_refused_inside_the_batch_and_a_swap_is_not(book: Book, visit: records.Saved) -> None:
    twice = records.save_lines(book, VISITS, visit.id, GIFTS, [gift("棉被"), gift("棉被")])
    nothing = lists.count(book, GIFTS)
    first = records.save_lines(book, VISITS, visit.id, GIFTS, [gift("棉被"), gift("大米")]).saved

    swapped = records.save_lines(
        book,
        VISITS,
        visit.id,
        GIFTS,
        [LineEdit(int(str(row["id"])), {"thing": thing}) for row, thing in zip(first, ("大米", "棉被"), strict=True)],
    )
    again = records.save_lines(book, VISITS, visit.id, GIFTS, [gift("大米")])

    assert [fault.message for fault in twice.faults[1]] == ["品名:与第 1 行相同,请改正或移去一行"]
    assert nothing == 0
    assert swapped.faults == {}
    assert [fault.code for fault in again.faults[0]] == ["E-TWICE"]


def test_what_lines_do_to_their_header_is_told_with_them(book: Book, visit: records.Saved) -> None:
    saved = records.save_lines(book, VISITS, visit.id, GIFTS, [gift("棉被", "600")])

    assert [fault.code for fault in saved.header] == ["E-BUDGET"]
    assert len(saved.saved) == 1


def test_a_link_within_the_same_header_is_offered_read_and_checked_there(book: Book, visit: records.Saved) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷"})
    mine, theirs = (records.save_lines(book, VISITS, one.id, GIFTS, [gift("棉被")]).saved[0] for one in (visit, other))

    offered = lists.choices(book, "visit_gift", "", only={"visit": visit.id})
    by_name = records.save(
        book, GIFTS, None, {"visit": visit.number, "thing": "大衣", "cost": "1", "instead_of": "棉被"}
    )
    moved = records.check_row(book, GIFTS, by_name.id, {"visit": other.number})

    assert [choice.id for choice in offered] == [mine["id"]]
    assert by_name.row["instead_of"] == mine["id"] != theirs["id"]
    assert ("instead_of", "E-WITHIN") in [(fault.field, fault.code) for fault in moved]


def test_a_picker_narrowed_by_state_offers_rows_of_either_state(book: Book, visit: records.Saved) -> None:
    saved = records.save_lines(book, VISITS, visit.id, GIFTS, [gift("棉被"), gift("大米"), gift("面粉")]).saved
    records.move(book, GIFTS, int(str(saved[1]["id"])), "已发")
    records.move(book, GIFTS, int(str(saved[2]["id"])), "退回")

    found = lists.choices(book, "visit_gift", "", only=VISITS.links[-1].wanted)

    assert sorted(choice.title for choice in found) == ["大米", "棉被"]


def test_loose_fields_may_be_typed_where_the_rest_is_fixed(book: Book, visit: records.Saved) -> None:
    with book.change("办结") as writer:
        writer.save(VISITS, {"id": visit.id, "state": "已办结"})

    saved = records.save(book, VISITS, visit.id, {"phone": "13900139000"})
    with pytest.raises(Refused) as caught:
        records.save(book, VISITS, visit.id, {"who": "别人"})

    assert saved.row["phone"] == "13900139000"
    assert caught.value.code == "E-FIXED"


def test_the_sheet_adds_up_what_its_columns_say(book: Book, visit: records.Saved) -> None:
    records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "budget": "0.50"})

    (table,) = [block for block in exports.sheet_of_register(book, VISITS).blocks if isinstance(block, Table)]

    last = dict(zip([column.title for column in table.columns], table.total or (), strict=True))
    assert (last["人口"], last["预算(元)"], last["花费(元)"], last["满意分"]) == (6, 50050, None, None)
    assert [column.kind for column in table.columns if column.title == "满意分"] == ["points"]


def test_one_text_is_written_into_many_rows_in_one_step_or_into_none(book: Book, visit: records.Saved) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷"})

    records_many.save_many(book, VISITS, [visit.id, other.id], {"heads": "8", "phone": "13900139000"})

    assert [row["heads"] for row in book.rows("visit")] == [8, 8]
    records.undo(book)
    assert [row["heads"] for row in book.rows("visit")] == [3, 3]
    with pytest.raises(Refused) as caught:
        records_many.save_many(book, VISITS, [visit.id, other.id], {"heads": "八"})
    assert "李奶奶" in caught.value.message
    assert [row["heads"] for row in book.rows("visit")] == [3, 3]


def test_ticked_rows_move_together_in_one_step_or_none_of_them_does(book: Book, visit: records.Saved) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷", "story": ""})
    ids = [visit.id, other.id]
    rows = book.page("visit", ids)
    with pytest.raises(Refused) as missing:
        records_many.move_many(book, VISITS, ids, "报核")
    untouched = [row["state"] for row in book.rows("visit")]

    made = records_many.move_many(book, VISITS, ids, "报核", texts={"story": "一起看过"})

    assert [move.label for move in records_many.moves_of_many(VISITS, rows)] == ["报核"]
    assert "赵爷爷:反映情况:不能为空" in missing.value.message
    assert "李奶奶" not in missing.value.message
    assert "所选各条都没有改动" in missing.value.message
    assert untouched == ["登记", "登记"]
    assert [(one.row["state"], one.row["asked_by"], one.row["story"]) for one in made] == [
        ("待核实", "张三", "一起看过")
    ] * 2
    assert records_many.moves_of_many(VISITS, book.page("visit", ids)) == []
    records.undo(book)
    assert [row["state"] for row in book.rows("visit")] == ["登记", "登记"]
    with pytest.raises(Refused) as nothing:
        records_many.move_many(book, VISITS, [], "报核")
    assert nothing.value.code == "E-NOTHING"


def test_ticked_rows_of_different_states_offer_no_move_together(book: Book, visit: records.Saved) -> None:
    other = records.save(book, VISITS, None, {**FIRST, "who": "赵爷爷"})
    records.move(book, VISITS, other.id, "报核")

    assert records_many.moves_of_many(VISITS, book.page("visit", [visit.id, other.id])) == []
    with pytest.raises(Refused) as caught:
        records_many.move_many(book, VISITS, [visit.id, other.id], "报核")
    assert "赵爷爷" in caught.value.message
    assert [row["state"] for row in book.rows("visit")] == ["登记", "待核实"]
