"""Public sheets: what stands on them, what must never."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.faults import Refused
from app.domain.privacy import personal_numbers
from app.operations import exports, records, sheets
from app.reports.sheet import Sheet
from app.storage.book import Book
from tests.conftest import Places
from tests.export.paper import Paper
from tests.operations import affairs
from tests.operations.clerk import COMMITMENT, LINE, PERSON, PROBLEM, SHEET, TWO_LINES, UNIT, found, lines, sheet


def text_of(sheet: Sheet) -> str:
    return "\n".join("|".join(line) for line in sheet.lines())


@pytest.fixture
def written(book: Book, places: Places) -> None:
    """A problem, a promise about it, a finance sheet of the village with two lines, and something it published."""
    records.save(book, UNIT, places.township, {"phone": "0795-5550001"})
    records.save(book, UNIT, places.village, {"board": "村委会门口"})
    problem = found(book, measures="收回并入账", responsible="王伟", amount_involved="3,000")
    promise = {
        "unit": "青山村",
        "promisor": "个人",
        "person": "王伟",
        "problems": problem.number,
        "text": "月底前退回 3000 元",
    }
    records.save(book, COMMITMENT, None, promise)
    affairs.item(book)
    header = sheet(book)
    lines(book, header.id, *TWO_LINES)
    line = int(str(book.rows("finance_line")[0]["id"]))
    records.save(book, LINE, line, {"payee": "赵老板", "handler": "王会计"})


def test_the_register_of_problems_prints_its_declared_columns(book: Book, written: None) -> None:
    (made,) = sheets.make_sheet(book, "problem")

    shown = text_of(made)
    assert made.title == "问题台账"
    assert (
        "序号|编号|单位|存在问题|问题来源|类别|整改措施|责任领导|责任单位/人|整改时限|整改情况|是否销号|备注" in shown
    )
    assert "1|示纪问〔2026〕1号|青山村|集体山林发包收入 3,000 元未入账|群众提|2.2" in shown
    assert "填报单位：示例乡|日期：2026年11月22日|条数：1" in shown
    assert made.file_name == "示例乡_问题台账_2026年11月22日"


def test_the_wall_shows_every_line_and_sums_that_agree(book: Book, written: None) -> None:
    (wall,) = sheets.make_sheet(book, "finance_wall", period="2026Q3")

    shown = text_of(wall)
    assert wall.title == "青山村2026年第3季度财务收支公开榜"
    assert "账主单位：青山村|报告期：2026年第3季度|负责公开单位：示例乡" in shown
    assert "1|2026-07-01|山林发包收入|3,000.00||王会计" in shown
    assert "管理费(办公差旅会议卫生治安等)" in shown
    assert "2|2026-08-02|买办公用纸||200.50|" in shown
    assert "||合计|3,000.00|200.50|" in shown
    assert "期初结余 1,000.00 + 本期收入 3,000.00 - 本期支出 200.50 = 期末结余 3,799.50" in shown
    assert "大写：人民币叁仟柒佰玖拾玖元伍角整" in shown
    assert "监督电话：0795-5550001" in wall.foot
    assert "村委会门口" in wall.foot


def test_the_wall_of_a_group_names_the_village_as_publisher_and_no_payee(book: Book, written: None) -> None:
    header = sheet(book, unit="青山村第3村民小组")
    lines(book, header.id, *TWO_LINES)

    walls = sheets.make_sheet(book, "finance_wall", period="2026Q3")

    assert [wall.title for wall in walls][1] == "青山村第3村民小组2026年第3季度财务收支公开榜"
    assert "负责公开单位：青山村" in text_of(walls[1])
    assert not any("赵老板" in text_of(wall) for wall in walls)


def test_a_letter_holds_problem_measure_and_promise_of_its_person(book: Book, written: None) -> None:
    (letter,) = sheets.make_sheet(book, "commitment_letter")

    shown = text_of(letter)
    assert (letter.title, letter.subtitle) == ("整改承诺书", "示纪诺〔2026〕1号")
    assert "中共示例乡纪律检查委员会：" in shown
    assert "1|集体山林发包收入 3,000 元未入账|收回并入账|2026-12-01" in shown
    assert "月底前退回 3000 元" in shown
    assert "以上承诺于2026年12月1日前兑现" in shown
    assert "承诺人(签字)" in shown
    assert letter.file_name == "王伟_整改承诺书_示纪诺〔2026〕1号"


@pytest.mark.parametrize("kind", [*(kind.key for kind in sheets.KINDS), "commitment_letter"])
def test_every_kind_of_sheet_is_marked_as_practice_and_drawn(
    book: Book, written: None, folder: Path, kind: str
) -> None:
    (made,) = sheets.make_sheet(book, kind, period="2026Q3" if sheets.kind_of(kind).needs_period else None)

    files = sheets.write_sheet(book, made, folder / "打印 输出")

    assert made.mark.startswith("练习")
    assert [path.suffix for path in files] == [".pdf", ".xlsx"]
    paper = Paper(files[0].read_bytes())
    assert all("练习" in paper.text(page) for page in range(len(paper.pages)))
    assert files[1].read_bytes().startswith(b"PK")
    assert "〔" in files[0].name or "示例乡" in files[0].name or "青山村" in files[0].name


def test_only_the_wanted_unit_period_and_rows_are_printed(book: Book, written: None, places: Places) -> None:
    other = found(book, unit="示例乡", description="办事大厅态度生冷", found_on="2026-10-09")

    village = text_of(sheets.make_sheet(book, "problem", unit=places.village)[0])
    october = text_of(sheets.make_sheet(book, "problem", period="2026-10")[0])
    chosen = text_of(sheets.make_sheet(book, "problem", ids=[other.id])[0])

    assert "办事大厅" not in village
    assert "办事大厅" in october
    assert "山林" not in october
    assert chosen.splitlines()[1:] == october.splitlines()[1:]


@pytest.mark.parametrize(
    ("kind", "period", "code"),
    [("visit", None, "E-SHEET"), ("finance_wall", None, "E-PERIOD"), ("finance_wall", "2025Q1", "E-NOTHING")],
)
def test_what_cannot_be_printed_says_why(book: Book, written: None, kind: str, period: str | None, code: str) -> None:
    with pytest.raises(Refused) as caught:
        sheets.make_sheet(book, kind, period=period)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("村民反映,电话13800138000", "手机号", "138…00"),
        ("电话13800138000", "手机号", "138…00"),
        ("身份证 11010519491231002X 的农户", "身份证号", "110…2X"),
        ("款汇入 6222020200112230", "银行卡号", "622…30"),
    ],
)
def test_a_personal_number_stops_the_sheet_and_is_not_repeated(
    book: Book, written: None, folder: Path, text: str, kind: str, shown: str
) -> None:
    found(book, description=text)

    with pytest.raises(Refused) as caught:
        sheets.make_sheet(book, "problem")
    with pytest.raises(Refused):
        exports.export_register(book, PROBLEM, None, folder / "问题.xlsx")

    message = caught.value.message
    assert "还有 1 处个人信息没有处理,暂不能打印问题台账。" in message
    assert f"“问题台账”第2行(示纪问〔2026〕2号)“存在问题”有{kind} {shown}" in message
    assert "没有生成任何文件。请逐条处理(遮盖、删去,或写明理由保留)" in message
    assert not any(number.text in message for number in personal_numbers(text))
    assert list(folder.glob("问题.*")) == []


def test_the_telephone_of_a_unit_is_public_even_when_it_is_a_mobile(
    book: Book, written: None, places: Places, folder: Path
) -> None:
    records.save(book, UNIT, places.village, {"phone": "13900139000"})

    out = exports.export_register(book, UNIT, None, folder / "单位.csv")

    assert "13900139000" in out.read_text("utf-8-sig")


def test_a_personal_number_in_a_purpose_stops_the_wall(book: Book, written: None) -> None:
    line = int(str(book.rows("finance_line")[0]["id"]))
    records.save(book, LINE, line, {"purpose": "付工资(13800138000)"})

    with pytest.raises(Refused) as caught:
        sheets.make_sheet(book, "finance_wall", period="2026Q3")

    assert caught.value.code == "E-PERSONAL"


def test_a_text_that_looks_like_a_formula_or_markup_is_printed_as_it_stands(
    book: Book, written: None, folder: Path
) -> None:
    odd = found(book, description="=1+1 <b>加粗</b> & “引号”")

    (made,) = sheets.make_sheet(book, "problem", ids=[odd.id])

    assert "=1+1 <b>加粗</b> & “引号”" in text_of(made)
    assert all(path.stat().st_size for path in sheets.write_sheet(book, made, folder))


def test_file_names_are_fit_for_every_system() -> None:
    names = [sheets.safe_name(text) for text in ("a/b:c*?", " 青山村 2026 ", "...", "〔2026〕1号")]

    assert names == ["a_b_c", "青山村_2026", "未命名", "〔2026〕1号"]


def test_printing_is_written_into_the_log(book: Book, written: None, folder: Path) -> None:
    before = book.log().size
    (made,) = sheets.make_sheet(book, "problem")

    sheets.write_sheet(book, made, folder, ("pdf",))

    assert book.log().size == before + 1
    assert b'"sheet.export"' in next(iter(book.log().bodies(before)))


def test_sheets_of_a_register_are_offered_letters_first() -> None:
    offered = [kind.key for kind in sheets.kinds_for("finance_sheet")]

    assert offered == [
        "finance_wall",
        "finance_sign",
        "finance_broadcast",
        "finance_slip",
        "finance_sheet",
        "finance_years",
    ]


def test_balances_of_different_owners_are_not_added_up(book: Book, written: None) -> None:
    lines(book, sheet(book, unit="青山村第3村民小组", opening="500").id, *TWO_LINES)

    (made,) = sheets.make_sheet(book, "finance_sheet", period="2026Q3")

    assert "|合计||||" in text_of(made)
    assert "6,000.00|401.00||" in text_of(made)
    assert PERSON.title not in made.title
    assert SHEET.title == made.title
