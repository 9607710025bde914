"""Locked workbooks go out to villages and come back without any mapping: whole files in, or named and left out."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.days import Period
from app.ledgers import ledger
from app.operations import lists, records, village_books, village_returns
from app.operations.village_returns import BAD, READY, REFUSED, Returned
from app.storage.book import Book
from tests.conftest import Places
from tests.operations import village
from tests.operations.clerk import LINE, SHEET, TWO_LINES, UNIT, hung, lines, row, sheet, signed
from tests.operations.village import PAPER, Q3, RENT, fill, issued

ENTRY = ledger("finance_entry")


def back(book: Book, *paths: Path) -> list[Returned]:
    return village_returns.plan_returns(book, paths)


def taken(book: Book, *paths: Path) -> village_returns.Collected:
    return village_returns.carry_out(book, back(book, *paths))


def told(one: Returned) -> list[tuple[str, int, str, str]]:
    return [(fault.sheet, fault.row, fault.column, fault.code) for fault in one.faults]


@pytest.fixture
def opened(book: Book, places: Places) -> int:
    """The last quarter closed with 1,000 yuan."""
    before = sheet(book, period="2026Q2", opening="1,000")
    return before.id


# what goes out


def test_the_workbook_is_locked_but_for_white_cells_and_carries_the_last_closing(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = issued(book, places.village, folder)

    made = openpyxl.load_workbook(path)
    page = made["收支明细"]
    assert path.name == "青山村_2026Q3_财务公开填报表.xlsx"
    assert made.sheetnames == ["收支明细", "资产资源债务等", "填写说明", "mz_lists", "mz_keys"]
    assert [made[name].sheet_state for name in ("mz_lists", "mz_keys")] == ["veryHidden", "veryHidden"]
    assert all(made[name].protection.sheet for name in made.sheetnames[:3])
    assert page["A1"].value == "青山村2026年第3季度财务公开填报表"
    assert (page["C2"].value, page["F2"].value, page["C3"].value) == ("青山村", "合账", 1000)
    assert [page[cell].protection.locked for cell in ("C2", "C3", "E3", "A8", "K8", "B8", "E8", "C4", "C5")] == [
        *[True] * 5,
        *[False] * 4,
    ]
    assert str(page["E3"].value).startswith("=ROUND(SUMPRODUCT")
    items = next(one for one in page.data_validations.dataValidation if "C8" in str(one.sqref))
    assert (items.type, items.formula1) == ("list", "mz_lists!$A$1:$A$21")
    dates = next(one for one in page.data_validations.dataValidation if "B8" in str(one.sqref))
    assert "2026-07-01 至 2026-09-30" in str(dates.error)
    assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$7:$7")
    assert "一笔一笔填" in "".join(str(cell.value) for (cell,) in made["填写说明"]["A1:A12"])


def test_a_group_gets_its_short_list_of_items_in_its_own_words(book: Book, places: Places, folder: Path) -> None:
    path = issued(book, places.group, folder)

    made = openpyxl.load_workbook(path)
    offered = [cell.value for (cell,) in made["mz_lists"]["A1:A30"] if cell.value]
    assert made["收支明细"]["C2"].value == "青山村第3村民小组"
    assert "2.02 土地(山林、水面)发包收入" in offered
    assert len(offered) == 8


def test_what_stands_in_a_draft_already_and_the_assets_of_last_time_are_there_to_be_mended(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    last = {"sheet": "青山村 2026年第2季度", "item": "5.01", "name": "村北水田", "quantity": "35.6", "measure": "亩"}
    records.save(book, ENTRY, None, last)
    records.save(book, ENTRY, None, {**last, "item": "4.03", "name": "办公楼", "amount": "80,000"})
    draft = sheet(book, opening="")
    lines(book, draft.id, *TWO_LINES)

    made = openpyxl.load_workbook(issued(book, places.village, folder))

    page, other = made["收支明细"], made["资产资源债务等"]
    assert [page[cell].value for cell in ("C8", "D8", "E8", "D9", "E9")] == [
        "2.02 发包及上交收入",
        "山林发包收入",
        3000,
        "买办公用纸",
        200.5,
    ]
    assert [other.cell(number, 3).value for number in (4, 5)] == ["村北水田", "办公楼"]
    assert [other.cell(number, 4).value for number in (4, 5)] == [35.6, 35.6]
    assert other.cell(5, 6).value == 80_000


def test_fourteen_villages_and_their_groups_are_written_at_once_and_nothing_is_replaced(
    book: Book, places: Places, folder: Path
) -> None:
    chosen = village_books.owners(book)
    first = village_books.issue(book, Q3, folder / "U盘", chosen)
    fill(first.written[0])
    filled = first.written[0].read_bytes()

    again = village_books.issue(book, Q3, folder / "U盘", chosen)

    names = sorted(str(path.relative_to(folder / "U盘")) for path in first.written)
    assert [owner.name for owner in chosen] == ["青山村", "第3村民小组"]
    assert names == ["青山村/第3村民小组_2026Q3_财务公开填报表.xlsx", "青山村_2026Q3_财务公开填报表.xlsx"]
    assert (again.written, len(again.kept)) == ([], 2)
    assert first.written[0].read_bytes() == filled


def test_a_sheet_that_is_signed_is_not_handed_out_again(book: Book, places: Places, opened: int, folder: Path) -> None:
    draft = sheet(book, opening="")
    lines(book, draft.id, *TWO_LINES)
    signed(book, draft.id)

    done = village_books.issue(book, Q3, folder, village_books.owners(book, groups=False))

    assert done.written == []
    assert [reason for _, reason in done.skipped] == ["2026年第3季度的公开表已是“已审核”,不用再填。"]


def test_equal_content_gives_equal_bytes(book: Book, places: Places, opened: int, folder: Path) -> None:
    one, two = issued(book, places.village, folder / "甲"), issued(book, places.village, folder / "乙")

    assert one.read_bytes() == two.read_bytes()


# what comes back


def test_a_filled_workbook_comes_in_with_no_mapping_at_all(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(
        issued(book, places.village, folder),
        entries=[{"公开项目": "5.01 耕地", "名称": "村北水田", "数量": 35.6, "计量单位": "亩"}],
        head={"stated_closing": 3799.5, "prepared_by": "王会计"},
    )

    (one,) = back(book, path)
    done = village_returns.carry_out(book, [one])

    (made,) = book.rows("finance_sheet", period="2026Q3")
    kept = lists.lines(book, LINE, int(str(made["id"])))
    assert (one.state, one.unit, one.period, one.lines, one.entries) == (READY, "青山村", "2026年第3季度", 2, 1)
    assert (one.opening, one.sums) == ("1,000.00 相符", "收 3,000.00 支 200.50 余 3,799.50 相符")
    assert (done.added, done.updated, done.removed) == (3, 0, 0)
    assert (made["opening"], made["closing"], made["prepared_by"]) == (100_000, 379_950, "王会计")
    assert made["stated_closing"] == 379_950
    assert [(line["seq"], line["item"], line["amount"], line["payee"]) for line in kept] == [
        (1, "2.02", 300_000, None),
        (2, "3.04", 20_050, "文具店"),
    ]
    assert [entry["name"] for entry in book.rows("finance_entry", sheet=made["id"])] == ["村北水田"]


def test_a_whole_drop_comes_in_as_one_step_and_goes_out_as_one(book: Book, places: Places, folder: Path) -> None:
    others = [
        records.save(book, UNIT, None, {"name": f"{name}村", "kind": "村", "parent": "示例乡"}).id for name in "甲乙丙"
    ]
    paths = [fill(issued(book, unit, folder / str(unit)), head={"opening": 100}) for unit in (places.village, *others)]

    done = taken(book, *paths)
    made = len(book.rows("finance_sheet"))
    assert done.batch is not None
    records.undo(book, done.batch)

    assert (done.files, done.added, made) == (4, 8, 4)
    assert (book.rows("finance_sheet"), book.rows("finance_line")) == ([], [])


def test_a_second_return_updates_instead_of_doubling_and_says_what_changed(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder), [RENT, PAPER, {**PAPER, "摘要用途": "买墨盒", "金额(元)": 90}])
    taken(book, path)
    fill(path, [RENT, {}, {**PAPER, "摘要用途": "买墨盒 2 个", "金额(元)": 180}, {**PAPER, "摘要用途": "订报纸"}])

    (one,) = back(book, path)
    done = village_returns.carry_out(book, [one])
    (same,) = back(book, path)

    (made,) = book.rows("finance_sheet", period="2026Q3")
    assert [str(change) for change in one.changes] == [
        "收支第 3 笔 摘要用途:买墨盒 → 买墨盒 2 个",
        "收支第 3 笔 金额(元):90.00 → 180.00",
        "收支新增第 4 笔:2026-08-02 订报纸 200.50",
        "收支删去第 2 笔:2026-08-02 买办公用纸 200.50",
    ]
    assert (done.added, done.updated, done.removed) == (1, 1, 1)
    assert (made["line_count"], made["expense_total"]) == (3, 18_000 + 20_050)
    assert (same.changes, same.message) == ([], "与账里一样,没有改动")
    assert village_returns.carry_out(book, [same]).batch is None


def test_what_the_clerk_added_beside_stays_and_empty_cells_take_nothing_away(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder))
    taken(book, path)
    line = int(str(book.rows("finance_line", item="2.02")[0]["id"]))
    records.save(book, LINE, line, {"payee": "承包户老李", "account_code": "502"})

    taken(book, fill(path, [{**RENT, "金额(元)": 3100}]))

    kept = row(book, "finance_line", line)
    assert (kept["amount"], kept["payee"], kept["account_code"]) == (310_000, "承包户老李", "502")


def test_good_files_come_in_and_bad_ones_are_named_with_sheet_row_and_column_and_wait(
    book: Book, places: Places, folder: Path
) -> None:
    other = records.save(book, UNIT, None, {"name": "绿水村", "kind": "村", "parent": "示例乡"}).id
    good = fill(issued(book, places.village, folder / "1"), head={"opening": 100})
    bad = fill(
        issued(book, other, folder / "2"),
        [RENT, {**PAPER, "摘要用途": "其他"}, {**PAPER, "日期": date(2026, 6, 30)}, {**PAPER, "金额(元)": None}],
        entries=[{"公开项目": "5.01 耕地", "名称": "水田", "数量": None}],
        head={"opening": 100},
    )

    first, second = back(book, good, bad)
    done = village_returns.carry_out(book, [first, second])

    assert (first.state, second.state, done.files) == (READY, BAD, 1)
    assert told(second) == [
        ("收支明细", 9, "D", "E-VAGUE"),
        ("收支明细", 10, "B", "E-PERIOD"),
        ("收支明细", 11, "E", "E-REQUIRED"),
        ("资产资源债务等", 4, "D", "E-REQUIRED"),
    ]
    assert second.message.startswith("“收支明细”第 9 行 D 列 摘要用途:")
    assert second.message.endswith("等 4 处")
    assert len(book.rows("finance_sheet")) == 1
    assert [name for name, _ in village_returns.waiting(book)] == [bad.name]


def test_a_bad_file_may_be_opened_to_be_mended_by_hand_and_nothing_of_it_is_lost(
    book: Book, places: Places, folder: Path
) -> None:
    entries = [{"公开项目": "5.01 耕地", "名称": "水田", "数量": 3}, {"公开项目": "5.02 林地", "名称": "后山"}]
    lines_ = [RENT, {**PAPER, "摘要用途": "其他"}]
    path = fill(issued(book, places.village, folder), lines_, head={"opening": 100}, entries=entries)
    (one,) = back(book, path)

    mending = village_returns.open_to_mend(book, one)

    made = row(book, "finance_sheet", mending.sheet_id)
    assert (made["state"], made["opening"]) == ("草稿", 10_000)
    assert [(id_, texts["purpose"], texts["item"]) for id_, texts in mending.lines.rows] == [
        (None, "山林发包收入", "2.02"),
        (None, "其他", "3.04"),
    ]
    assert [texts["name"] for _, texts in mending.entries.rows] == ["水田", "后山"]
    records.undo(book)
    assert book.rows("finance_sheet") == []


def test_of_a_sheet_that_is_there_the_known_lines_keep_their_place_when_it_is_opened_to_mend(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder), [RENT, PAPER, {**PAPER, "摘要用途": "订报纸"}])
    taken(book, path)
    known = {str(line["purpose"]): line["id"] for line in book.rows("finance_line")}
    (one,) = back(book, fill(path, [{**RENT, "摘要用途": "其他"}, PAPER, {}]))

    mending = village_returns.open_to_mend(book, one)

    assert [id_ for id_, _ in mending.lines.rows] == [known["山林发包收入"], known["买办公用纸"]]
    assert mending.lines.removed == [known["订报纸"]]


# several periods of one village in one drop


Q2 = Period.quarter(2026, 2)
SPRING = {**RENT, "日期": date(2026, 4, 1)}


def two_quarters(
    book: Book, places: Places, folder: Path, *, opens: object, spring: object = 3000
) -> tuple[Path, Path]:
    """The second quarter opened with 1,000 and 3,000 came in; the third one is typed over with an opening."""
    later = fill(issued(book, places.village, folder, Q3), head={"opening": opens})
    earlier = fill(issued(book, places.village, folder, Q2), [{**SPRING, "金额(元)": spring}], head={"opening": 1000})
    return later, earlier


def test_an_opening_left_blank_is_the_closing_of_the_sheet_in_the_same_drop(
    book: Book, places: Places, folder: Path
) -> None:
    later, earlier = two_quarters(book, places, folder, opens=None)

    planned = back(book, later, earlier)
    village_returns.carry_out(book, planned)

    assert [one.path for one in planned] == [later, earlier]
    assert (planned[0].opening, planned[0].hints) == ("没有填,上期期末是 4,000.00", [])
    (made,) = book.rows("finance_sheet", period="2026Q3")
    assert (made["opening"], made["closing"]) == (400_000, 400_000 + 300_000 - 20_050)
    assert (made["ytd_income"], made["ytd_expense"]) == (600_000, 20_050)


@pytest.mark.parametrize(
    ("opens", "said", "hints"),
    [(4000, "4,000.00 相符", []), (1000, "不符:表上 1,000.00,上期期末 4,000.00", ["E-OPENING"])],
)
def test_an_opening_is_held_against_the_closing_that_comes_in_the_same_drop(
    book: Book, places: Places, folder: Path, opens: int, said: str, hints: list[str]
) -> None:
    later, earlier = two_quarters(book, places, folder, opens=opens)

    one, _ = back(book, later, earlier)

    assert (one.state, one.opening, [fault.code for fault in one.hints]) == (READY, said, hints)
    assert all("上季期末 4,000.00" in fault.message for fault in one.hints)


def test_a_draft_in_the_book_counts_as_the_drop_will_leave_it(book: Book, places: Places, folder: Path) -> None:
    draft = sheet(book, period="2026Q2", opening="1,000")
    lines(book, draft.id, ("2026.4.1", "2.02", "山林发包收入", "500"))
    later = issued(book, places.village, folder, Q3)
    earlier = fill(issued(book, places.village, folder, Q2), [{**SPRING, "金额(元)": 800}])

    one, _ = back(book, fill(later), earlier)

    assert one.opening == "不符:表上 1,500.00,上期期末 1,800.00"


def test_a_workbook_with_faults_opens_nothing(book: Book, places: Places, folder: Path) -> None:
    later, earlier = two_quarters(book, places, folder, opens=1000, spring="三千")

    one, wrong = back(book, later, earlier)

    assert (wrong.state, one.state, one.opening, one.hints) == (BAD, READY, "1,000.00 相符", [])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"mz_keys!B7": "2026Q2"}, "隐藏的单位、报告期等标记被改动过"),
        ({"C2": "绿水村"}, "表上的单位是“绿水村”,下发时是“青山村”,被改动过"),
        ({"C3": 1234}, "锁住的期初结余被改成“1234”,下发时是 1,000.00"),
        ({"D7": "用途"}, "“收支明细”的表头被改动过"),
    ],
)
def test_a_workbook_whose_locked_parts_were_changed_is_refused_with_a_sentence(
    book: Book, places: Places, opened: int, folder: Path, cells: dict[str, object], said: str
) -> None:
    path = fill(issued(book, places.village, folder), cells=cells)

    (one,) = back(book, path)

    assert one.state == REFUSED
    assert said in one.message
    assert village_returns.carry_out(book, [one]).batch is None


def test_the_workbook_of_another_township_or_a_renamed_village_is_refused(
    book: Book, places: Places, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder))
    records.save(book, UNIT, places.village, {"name": "青山社区"})

    (one,) = back(book, path)

    assert (one.state, one.message) == (
        REFUSED,
        "账里没有“青山村”,或它已改名。没有收下;请核对“单位”,重新下发。",
    )


@pytest.mark.parametrize(("hang", "way"), [(False, "退回修改"), (True, "更正重公布")])
def test_a_workbook_for_a_signed_or_posted_sheet_is_refused_and_says_the_way(
    book: Book, places: Places, opened: int, folder: Path, hang: bool, way: str
) -> None:
    path = fill(issued(book, places.village, folder))
    taken(book, path)
    number = int(str(book.rows("finance_sheet", period="2026Q3")[0]["id"]))
    (hung if hang else signed)(book, number)

    (one,) = back(book, path)

    assert one.state == REFUSED
    assert f"没有收下。确要改的,先在表上办“{way}”" in one.message


def test_the_same_village_twice_in_one_drop_is_taken_once(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder))
    copy = fill(path, to=folder / "青山村 新.xlsx")

    first, second = back(book, path, copy)

    assert (first.state, second.state) == (READY, REFUSED)
    assert "与“青山村_2026Q3_财务公开填报表.xlsx”是同一单位同一期" in second.message


def test_an_opening_that_changed_meanwhile_and_sums_that_differ_are_said(
    book: Book, places: Places, opened: int, folder: Path
) -> None:
    path = fill(issued(book, places.village, folder), head={"stated_income": 3001})
    records.save(book, SHEET, opened, {"opening": "1,500"})

    (one,) = back(book, path)

    assert one.state == READY
    assert one.opening == "不符:表上 1,000.00,账里 1,500.00"
    assert one.sums == "账面收入与逐笔相差 1.00"


def test_a_formula_in_a_white_cell_is_named(book: Book, places: Places, opened: int, folder: Path) -> None:
    path = fill(issued(book, places.village, folder), [{**RENT, "金额(元)": "=1000+2000"}])
    # a spreadsheet program keeps the result beside the formula
    made = openpyxl.load_workbook(path)
    made.save(path)

    (one,) = back(book, path)

    assert ("收支明细", 8, "E") in [place[:3] for place in told(one)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_workbook_of_ours_is_refused_and_changes_nothing(book: Book, folder: Path, content: bytes) -> None:
    path = folder / "填报表.xlsx"
    path.write_bytes(content)

    (one,) = back(book, path)

    assert one.state == REFUSED
    assert "填报表.xlsx" in one.message
    assert not village_returns.is_village_book(path)


def test_only_our_workbook_is_taken_for_one(book: Book, places: Places, folder: Path) -> None:
    path = issued(book, places.village, folder)
    other = folder / "别的.xlsx"
    openpyxl.Workbook().save(other)

    assert village_returns.is_village_book(path)
    assert not village_returns.is_village_book(other)
    assert not village_returns.is_village_book(folder / "没有.xlsx")


def test_a_month_of_a_busy_village_has_its_own_workbook(book: Book, places: Places, folder: Path) -> None:
    path = issued(book, places.village, folder, Period.month(2026, 9))
    fill(path, [{**RENT, "日期": date(2026, 9, 1)}], head={"opening": 5})

    (one,) = back(book, path)

    assert (one.state, one.period) == (READY, "2026年9月")


def test_the_workbook_holds_no_macro_and_no_link(book: Book, places: Places, folder: Path) -> None:
    with zipfile.ZipFile(issued(book, places.village, folder)) as archive:
        names = archive.namelist()

    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert village.LINE_TAB == "收支明细"
