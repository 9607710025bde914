"""Several receivers' layouts from one count; a transcript made from a clerk's own workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app import paths
from app.domain.days import Period
from app.domain.faults import Refused
from app.figures.counting import Place
from app.figures.layout import MONTHLY, SUMMARY
from app.operations import layouts, monthly, monthly_papers, sheets, span_reports
from app.reports.sheet import Table
from app.storage.book import Book
from tests.operations.test_monthly import practice

__all__ = ["practice"]
OCTOBER = Period.parse("2026-10")


def workbook(path: Path, *sheets_: tuple[str, list[list[str]]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets_:
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def test_what_was_not_chosen_otherwise_is_printed_for_the_commission_alone(practice: Book):
    assert [one.key for one in monthly_papers.chosen(practice, MONTHLY)] == ["monthly", "monthly_detail"]
    assert [one.key for one in monthly_papers.chosen(practice, SUMMARY)] == ["summary", "summary_detail"]


def test_several_receivers_get_their_layouts_from_one_count(practice: Book, tmp_path: Path):
    monthly_papers.choose(practice, MONTHLY, ["monthly", "department", "transcript"])
    counted = monthly.monthly(practice, OCTOBER)

    made = [monthly_papers.form_of(practice, counted, one) for one in monthly_papers.chosen(practice, MONTHLY)]

    assert sorted(one.key for one in made) == ["department", "monthly", "transcript"]
    found = str(counted.figures[Place("G10")].m)
    department = next(one for one in made if one.key == "department")
    typed = next(one for one in made if one.key == "transcript")
    assert [line[3] for line in department.lines() if line[:2] == ["G10", "排查问题"]] == [found]
    assert [line[2] for line in typed.lines() if line[1:2] == ["排查问题"]] == [found]
    written = [path for one in made for path in sheets.write_sheet(practice, one, tmp_path / "出")]
    assert len({path.name for path in written}) == 6


def test_the_same_layouts_serve_a_quarter(practice: Book):
    monthly_papers.choose(practice, SUMMARY, ["department", "transcript"])

    made = span_reports.papers(practice, span_reports.summed(practice, span_reports.span_of_text("2026Q3")))

    assert [one.key for one in made] == ["department", "transcript", "summary_months", "monthly_progress"]
    assert any("A20 本期" in line for line in made[1].lines())


def test_none_chosen_is_refused(practice: Book):
    with pytest.raises(Refused, match="一种表样也没有选"):
        monthly_papers.choose(practice, MONTHLY, [])


def test_a_layout_that_was_taken_away_is_no_longer_printed(practice: Book):
    monthly_papers.choose(practice, MONTHLY, ["gone"])

    assert [one.key for one in monthly_papers.chosen(practice, MONTHLY)] == ["monthly", "monthly_detail"]


def test_rows_of_a_workbook_give_the_order_of_a_transcript(tmp_path: Path):
    file = workbook(
        tmp_path / "直报系统.xlsx",
        (
            "字段",
            [
                ["画面", "字段名", "指标", "取数"],
                ["线索", "受理数", "A20", "本月"],
                ["", "累计受理数", "受理问题线索", "本年累计"],
                ["资金", "追缴", "F20", ""],
                ["资金", "联系人", "", ""],
                ["资金", "报送单位", "{township}", ""],
            ],
        ),
    )

    found = layouts.load(file)

    assert [(one.name, [f.name for f in one.fields]) for one in found.screens] == [
        ("线索", ["受理数", "累计受理数"]),
        ("资金", ["追缴", "联系人", "报送单位"]),
    ]
    assert [(f.place, f.column) for f in found.screens[0].fields] == [(Place("A20"), "m"), (Place("A20"), "y")]
    kept = json.loads((paths.home() / "layouts" / "直报系统.json").read_text("utf-8"))
    assert kept["title"] == "{township}直报系统"
    assert found.key in [one.key for one in monthly_papers.monthly_layouts()]


def test_headings_side_by_side_give_the_order_of_the_columns(tmp_path: Path):
    file = workbook(
        tmp_path / "平台.xlsx",
        ("画面甲", [["填报单位", "受理", "办结", "备注"], ["{township}", "A20", "A40.本年累计", ""]]),
        ("画面乙", [["立案", "涉及人数"], ["B10", "B11"]]),
    )

    found = layouts.load(file)

    assert [(one.name, [f.name for f in one.fields]) for one in found.screens] == [
        ("画面甲", ["填报单位", "受理", "办结", "备注"]),
        ("画面乙", ["立案", "涉及人数"]),
    ]


def test_everything_wrong_in_a_workbook_is_named_at_once_and_nothing_is_kept(tmp_path: Path):
    rows = [["画面", "字段名", "指标"], ["一", "受理", "受理线索"], ["一", "暂存", "暂存待查"], ["一", "立案", "B10"]]
    file = workbook(tmp_path / "错的.xlsx", ("字段", rows))

    with pytest.raises(Refused) as caught:
        layouts.load(file)

    told = [fault.message for fault in caught.value.faults]
    assert told[1] == "字段 第2行“指标”:“受理线索”没有这个指标,是不是“受理问题线索”"
    assert told[2] == "字段 第3行“指标”:“暂存待查”有几个指标都叫这个名字,请写代码"
    assert not (paths.home() / "layouts" / "错的.json").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("坏.json", b"{", "不是有效的 JSON"),
        ("空.json", b'{"key": "x", "title": "x", "tables": []}', "没有 tables"),
        ("图.png", b"x", "不是表样"),
        ("没有.json", None, "找不到"),
    ],
)
def test_what_is_no_layout_is_refused(tmp_path: Path, name: str, content: bytes | None, said: str):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(Refused, match=said):
        layouts.load(tmp_path / name)


def test_the_workbook_to_begin_with_comes_back_as_it_is(practice: Book, tmp_path: Path):
    (file,) = sheets.write_sheet(practice, layouts.order_sheet(), tmp_path, ("xlsx",))
    assert load_workbook(file).active.max_row > 170

    found = layouts.load(file)

    fields = [field for screen in found.screens for field in screen.fields]
    assert len(fields) == sum(len(block.rows) for block in layouts.order_sheet().blocks if isinstance(block, Table))
    assert all(field.place for field in fields)


def test_a_column_that_holds_money_and_numbers_prints_both_as_they_are_read(practice: Book):
    folder = paths.home() / "layouts"
    folder.mkdir(parents=True)
    own = {"key": "mixed", "title": "混合", "tables": [{"list": ["F20", "F31"], "columns": ["m"]}]}
    (folder / "混合.json").write_text(json.dumps(own, ensure_ascii=False), "utf-8")
    counted = monthly.monthly(practice, OCTOBER)

    lines = monthly_papers.form_of(practice, counted, monthly_papers.layout_of("mixed")).lines()

    assert next(line for line in lines if line[0] == "F20")[3] == f"{(counted.figures[Place('F20')].m or 0) / 100:,.2f}"


def test_the_form_in_the_annex_is_listed_in_its_own_order_for_typing(practice: Book):
    counted = monthly.monthly(practice, OCTOBER)
    form = monthly_papers.layout_of("monthly").tables[0]

    typed = monthly_papers.form_of(practice, counted, monthly_papers.layout_of("transcript_form"))

    first = next(block for block in typed.blocks if isinstance(block, Table))
    assert [row[1] for row in first.rows] == [form.labels[code] for code in form.figures]
    printed = next(line for line in monthly_papers.form(practice, OCTOBER).lines() if line[:2] == ["合计", "本月"])
    assert [str(row[2]) for row in first.rows] == [cell.replace(",", "") for cell in printed[2:]]
