"""Workbooks in, sheets out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from app.export.preview import page_count
from app.operations import books, records
from tests.cli.conftest import Run
from tests.export.paper import Paper
from tests.operations.clerk import SHEET, SIGNED
from tests.operations.village import PAPER, RENT, fill

HEAD = "单位,问题来源,类别,存在问题,责任领导,发现日期,整改时限\n"
GOOD = "青山村,自查,1.1,低保评定优亲厚友一户没有公示,王伟,2026-10-01,2026-12-30\n"
BAD = "没有村,自查,1.1,低保评定一户没有公示,王伟,2026-10-01,2016.13.30\n"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """One good row and one with two faults."""
    path = tmp_path / "问题 台账.csv"
    path.write_text(HEAD + GOOD + BAD, "utf-8")
    return path


def test_with_a_fault_nothing_is_imported_and_every_fault_is_named(run: Run, workbook: Path):
    done = run("import", "problem", workbook, "--json")

    assert done.code == 1
    assert list(done.json) == ["batch", "read", "added", "updated", "faults", "error"]
    assert (done.json["batch"], done.json["read"], done.json["added"]) == (None, 2, 0)
    assert [list(fault) for fault in done.json["faults"]] == [
        ["file", "sheet", "row", "column", "code", "message", "suggestion"]
    ] * 2
    assert [(fault["row"], fault["column"]) for fault in done.json["faults"]] == [(3, "单位"), (3, "整改时限")]
    assert done.error["code"] == "E-IMPORT"
    assert run("list", "problem", "--json").json == []


def test_keep_good_writes_the_rest_and_undo_takes_the_batch_back(run: Run, workbook: Path):
    done = run("import", "problem", workbook, "--keep-good", "--json")
    listed = run("list", "problem", "--json").json
    undone = run("undo", done.json["batch"], "--json")

    assert (done.code, done.json["added"], len(listed)) == (0, 1, 1)
    assert (undone.code, undone.json["batch"], undone.json["restored"]) == (0, done.json["batch"], 1)
    assert run("list", "problem", "--json").json == []


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path):
    path = tmp_path / "好.csv"
    path.write_text(HEAD + GOOD, "utf-8")

    done = run("import", "problem", path, "--dry-run", "--json")

    assert (done.code, done.json["batch"], done.json["added"]) == (0, None, 1)
    assert run("list", "problem", "--json").json == []


def test_the_error_copy_is_the_clerks_own_workbook_with_messages(run: Run, workbook: Path, tmp_path: Path):
    out = tmp_path / "错误 表.xlsx"

    done = run("import", "problem", workbook, "--errors", out)

    assert done.code == 1
    texts = [str(cell.value) for line in openpyxl.load_workbook(out).active for cell in line]
    assert any("没有村" in text and "单位" in text for text in texts)


def test_a_file_that_is_missing_is_refused(run: Run, tmp_path: Path):
    done = run("import", "problem", tmp_path / "没有.xlsx", "--json")

    assert done.code == 1
    assert "没有.xlsx" in done.error["message"]


def test_a_template_filled_and_imported_comes_into_the_register(run: Run, tmp_path: Path):
    out = tmp_path / "模板 1.xlsx"

    made = run("template", "person", out, "--unit", "青山村", "--json")

    assert (made.code, made.json["path"]) == (0, str(out))
    assert openpyxl.load_workbook(out).sheetnames


@pytest.mark.parametrize(("ending", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
def test_a_register_is_exported_by_the_ending_of_the_file(
    run: Run, problem: int, tmp_path: Path, ending: str, start: bytes
):
    out = tmp_path / f"问题 台账.{ending}"

    done = run("export", "problem", out, "--where", "state=登记", "--json")

    assert (done.code, done.json["rows"], done.json["path"]) == (0, 1, str(out))
    assert out.read_bytes().startswith(start)


def test_another_ending_is_refused_and_writes_nothing(run: Run, tmp_path: Path):
    done = run("export", "problem", tmp_path / "问题.doc", "--json")

    assert (done.code, done.error["code"]) == (1, "E-SUFFIX")
    assert not (tmp_path / "问题.doc").exists()


def test_a_folder_that_is_a_file_is_refused_in_chinese(run: Run, problem: int, tmp_path: Path):
    (tmp_path / "文件").write_text("x", "utf-8")

    done = run("sheet", "problem", "--out", tmp_path / "文件", "--json")

    assert (done.code, done.error["code"]) == (1, "E-FILE")
    assert "已有同名的文件或文件夹" in done.err


@pytest.mark.parametrize(
    ("paper", "width", "height", "least"),
    [
        ("A3", 297, 420, 1),
        ("A4", 210, 297, 1),
        ("60x90", 600, 900, 1),
        ("A4-tiles", 210, 297, 2),
        ("A4-tiles4", 210, 297, 4),
        ("A4-tiles9", 210, 297, 9),
    ],
)
def test_a_public_sheet_is_written_as_pdf_and_xlsx(
    run: Run, tmp_path: Path, paper: str, width: int, height: int, least: int
):
    out = tmp_path / "公开 榜"

    done = run(
        "sheet", "finance_wall", "--unit", "青山村", "--period", "2026Q3", "--out", out, "--paper", paper, "--json"
    )

    assert done.code == 0
    assert sorted(Path(path).suffix for path in done.json["files"]) == [".pdf", ".xlsx"]
    assert all(Path(path).is_file() for path in done.json["files"])
    (pdf,) = (Path(path) for path in done.json["files"] if path.endswith(".pdf"))
    pages = Paper(pdf.read_bytes()).pages
    assert {tuple(sorted(round(side * 25.4 / 72) for side in (page.width, page.height))) for page in pages} == {
        (width, height)
    }
    assert len(pages) % least == 0


def test_a_sheet_is_written_as_word_where_that_is_asked_for(run: Run, problem: int, tmp_path: Path):
    done = run("sheet", "closing_card", "--id", problem, "--out", tmp_path / "单据", "--format", "docx", "--json")

    assert done.code == 0
    (path,) = done.json["files"]
    assert path.endswith(".docx")
    assert "闭环" in "".join(one.text for one in docx.Document(path).paragraphs)


def test_a_kind_of_file_that_does_not_exist_is_named(run: Run, tmp_path: Path):
    done = run("sheet", "closing_card", "--out", tmp_path, "--format", "odt")

    assert done.code == 2
    assert "没有“odt”,可用:pdf、xlsx、docx" in done.err


def test_a_paper_of_one_row_is_written_for_the_rows_named(run: Run, problem: int, tmp_path: Path):
    done = run("sheet", "closing_card", "--id", problem, "--out", tmp_path / "单据", "--json")
    kinds = run("sheets", "--json")

    assert done.code == 0
    assert len(done.json["files"]) == 2
    assert {"closing_card", "commitment_letter", "finance_wall"} <= {kind["key"] for kind in kinds.json}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing",), "E-SHEET"),
        (("finance_wall",), "E-PERIOD"),
        (("finance_wall", "--period", "2020Q1"), "E-NOTHING"),
        (("problem", "--unit", "没有村"), "E-UNIT"),
    ],
)
def test_a_sheet_that_cannot_be_made_says_why(run: Run, tmp_path: Path, arguments: tuple[str, ...], code: str):
    done = run("sheet", *arguments, "--out", tmp_path / "x", "--json")

    assert (done.code, done.error["code"]) == (1, code)


def test_the_kinds_of_sheet_are_listed_without_a_book(bare: Run):
    done = bare("sheets", "--json")

    assert done.code == 0
    assert {
        "key": "finance_wall",
        "title": "财务公开榜",
        "register": "finance_sheet",
        "needs_period": True,
    } in done.json


def test_a_village_gets_its_locked_workbook_and_it_comes_back_by_import(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "青山村 填报.xlsx"
    written = run("template", "finance_line", out, "--unit", "青山村", "--period", "2026Q4", "--json")
    fill(out, [{**RENT, "日期": date(2026, 10, 1)}, {**PAPER, "日期": date(2026, 10, 2), "摘要用途": "其他"}])

    refused = run("import", "finance_line", out, "--json")
    fill(out, [None, {"摘要用途": "买办公用纸"}])
    dry = run("import", "finance_line", out, "--dry-run", "--json")
    done = run("import", "finance_line", out, "--json")
    again = run("import", "finance_line", out, "--json")

    assert (written.code, written.json["path"]) == (0, str(out))
    assert (refused.code, refused.json["batch"]) == (1, None)
    assert [(one["sheet"], one["row"], one["column"]) for one in refused.json["faults"]] == [("收支明细", 9, "D")]
    assert (dry.code, dry.json["batch"], dry.json["files"][0]["state"]) == (0, None, "可以收下")
    assert (done.code, done.json["read"], done.json["added"]) == (0, 2, 2)
    assert (again.code, again.json["added"], again.json["updated"]) == (0, 0, 0)
    assert again.json["files"][0]["message"] == "与账里一样,没有改动"


def test_a_unit_that_publishes_no_money_gets_no_locked_workbook(run: Run, tmp_path: Path) -> None:
    done = run("template", "finance_line", tmp_path / "乡.xlsx", "--unit", "示例乡", "--json")

    assert (done.code, done.error["code"]) == (1, "E-OWNER")
    assert not (tmp_path / "乡.xlsx").exists()


def test_an_unknown_heading_is_explained_on_the_command_line_and_remembered(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "平台导出.csv"
    path.write_text(
        "单位名称,会计期间,凭证日期,业务内容,科目编码,支出金额,审核号\n青山村,2026Q3,2026-07-09,买扫帚两把,513,30,7\n",
        "utf-8",
    )

    asked = run("import", "finance_line", path, "--dry-run", "--json")
    told = run("import", "finance_line", path, "--dry-run", "--json", "--map", "业务内容=purpose", "审核号=-")
    later = run("import", "finance_line", path, "--json")

    assert (asked.code, asked.error["code"]) == (1, "E-COLUMN")
    assert (told.code, told.json["read"], told.json["faults"]) == (0, 1, [])
    assert (later.code, later.json["added"]) == (0, 1)


def test_fill_puts_rows_into_a_countys_own_form(run: Run, problem: int, tmp_path: Path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["{{行.单位}}", "{{行.涉及金额(元)}}"])
    workbook.save(tmp_path / "本县.xlsx")

    done = run("fill", "problem", tmp_path / "本县.xlsx", tmp_path / "出.xlsx", "--id", problem, "--json")

    assert (done.code, done.json["files"]) == (0, [str(tmp_path / "出.xlsx")])
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "出.xlsx").active[1]] == ["青山村", 3000]


def test_fill_names_what_the_form_has_wrong(run: Run, problem: int, tmp_path: Path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "{{整改期限}}"
    workbook.save(tmp_path / "本县.xlsx")

    done = run("fill", "problem", tmp_path / "本县.xlsx", tmp_path / "出.xlsx", "--json")

    assert done.code == 1
    assert done.error["faults"][0]["suggestion"] == "整改时限"
    assert not (tmp_path / "出.xlsx").exists()


@pytest.fixture
def signed_sheet(practice: Path) -> None:
    """The village's sheet came back with three signatures."""
    book = books.open_practice(practice, today=date.fromisoformat("2026-11-22"))
    try:
        records.move(book, SHEET, 1, "送签", texts={"prepared_by": "王会计"})
        records.move(book, SHEET, 1, "审核通过", texts=SIGNED)
    finally:
        book.close()


def test_sheets_of_several_units_are_refused_as_one_list_or_only_the_ready_ones_written(
    run: Run, signed_sheet: None, tmp_path: Path
) -> None:
    asked = ("sheet", "finance_wall", "--period", "2026Q3", "--out", tmp_path / "榜", "--all", "--json")

    refused = run(*asked)
    done = run(*asked, "--ready-only", "--format", "pdf")
    logged = run("list", "print_log", "--json").json

    assert (refused.code, refused.error["code"]) == (1, "E-NOT-READY")
    assert "青山村第3村民小组 2026年第3季度”:还没有录入" in refused.error["faults"][0]["message"]
    assert done.code == 0
    assert [Path(path).suffix for path in done.json["files"]] == [".pdf"]
    assert done.json["left_out"] == [
        {"kind": "财务公开榜", "title": "青山村第3村民小组 2026年第3季度", "why": "还没有录入"}
    ]
    assert [(row["batch"], row["way"]) for row in logged] == [(done.json["batch"], "存为文件")]


def test_several_copies_come_as_one_file_and_one_line_of_the_print_log(
    run: Run, signed_sheet: None, tmp_path: Path
) -> None:
    asked = ("sheet", "finance_wall", "--unit", "青山村", "--period", "2026Q3", "--out", tmp_path, "--json")

    single = run(*asked, "--one-file", "--ready-only").json
    triple = run(*asked, "--one-file", "--copies", "3", "--duplex", "--ready-only").json
    apart = run(*asked, "--copies", "3")
    logged = run("list", "print_log", "--json").json

    assert single["sheets"] == triple["sheets"] == 1
    (path,) = triple["files"]
    assert page_count(Path(path).read_bytes()) % 6 == 0
    assert [row["copies"] for row in sorted(logged, key=lambda row: row["id"])] == [1, 3]
    assert (apart.code, apart.error["code"]) == (1, "E-COPIES")


def test_a_unit_named_twice_means_both_and_a_kind_without_units_of_its_own_says_so(
    run: Run, signed_sheet: None, tmp_path: Path
) -> None:
    both = ("--unit", "青山村", "--unit", "第3村民小组")

    done = run("sheet", "finance_wall", *both, "--period", "2026Q3", "--out", tmp_path, "--ready-only", "--json")
    register = run("sheet", "problem", *both, "--out", tmp_path, "--json")
    undated = run("sheet", "finance_wall", *both, "--out", tmp_path, "--json")

    assert done.json["sheets"] == 1
    assert (register.code, register.error["code"]) == (1, "E-SHEET")
    assert (undated.code, undated.error["code"]) == (1, "E-PERIOD")
