"""Rows on their pages: headings with their rows, pairs and small tables whole, titles and days in one piece."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pdfminer.layout import LTChar

from app.export.looks import MM
from app.export.pdf import draw
from app.reports.sheet import Column, Paragraph, Seals, Sheet, Signatures, Table, sum_row
from tests.export.paper import Paper
from tests.export.sheets import ledger


def grouped(groups: int, each: int) -> Sheet:
    """Rows under headings with plain words, each group with its sum."""
    columns = (Column("序号", "number", 3), Column("事项", width=20), Column("金额", "money", 8, sums=True))
    rows: list[tuple[str | int | None, ...]] = []
    headings, subtotals = set(), set()
    for group in range(1, groups + 1):
        headings.add(len(rows))
        rows.append((None, f"第{group}组费用\n买纸、打印、电话", None))
        rows += [(n, f"组{group}第{n}笔", 100) for n in range(1, each + 1)]
        subtotals.add(len(rows))
        rows.append((None, f"小计{group}号", each * 100))
    total = sum_row(columns, rows, but=headings | subtotals)
    table = Table(columns, tuple(rows), total, headings=frozenset(headings), subtotals=frozenset(subtotals))
    return Sheet("x", "分组表", (table,), look="notice")


@pytest.mark.parametrize("each", range(1, 9))
def test_headings_stay_with_their_rows_and_sums_count_nothing_twice(each: int) -> None:
    sheet = grouped(14, each)
    result = draw(sheet)
    texts = [Paper(result.data).text(page) for page in range(result.pages)]

    for text in texts:
        rows = len(re.findall(r"组\d+第\d+笔", text))
        body = text.partition("金额")[2].partition("本页小计")[0] if result.pages > 1 else text
        assert not re.search(r"第\d+组费用买纸、打印、电话$", body)
        assert not body.startswith("小计")
        assert result.pages == 1 or f"本页小计{rows}.00" in text
    assert "".join(texts).count("买纸、打印、电话") == 14
    assert f"合计{14 * each}.00" in texts[-1]


def headed(words: str) -> Paper:
    columns = (Column("序号", "number", 3), Column("事项", width=20), Column("金额", "money", 8, sums=True))
    rows = ((None, f"第1组费用\n{words}", None), (1, "电话", 100))
    return Paper(draw(Sheet("x", "分组表", (Table(columns, rows, headings=frozenset({0})),), look="notice")).data)


def first(paper: Paper, character: str) -> LTChar:
    return next(c for c in paper.characters(0) if c.get_text() == character)


def test_the_plain_words_of_a_heading_are_smaller_and_stand_beside_it_on_its_line() -> None:
    paper = headed("买纸、打印")

    heading, words = first(paper, "费"), first(paper, "买")
    assert words.size == pytest.approx(heading.size * 0.8, abs=0.1)
    assert words.matrix[5] == pytest.approx(heading.matrix[5], abs=0.1)
    assert words.x0 > first(paper, "用").x1


def test_plain_words_that_are_too_long_stand_below_their_heading_and_go_over_the_columns_beside_it() -> None:
    paper = headed("买纸、打印、" * 8)

    heading, words = first(paper, "第"), first(paper, "买")
    assert words.matrix[5] < heading.matrix[5] - heading.size / 2
    assert words.x0 < 60
    assert max(c.x1 for c in paper.characters(0) if c.get_text() == "印") > first(paper, "额").x0


def test_a_small_table_is_not_torn_over_two_pages() -> None:
    columns = (Column("序号", "number", 3), Column("事项", width=20))

    def rows(name: str, count: int) -> Table:
        return Table(columns, tuple((n, f"{name}{n}号") for n in range(1, count + 1)))

    for count in range(16, 30):
        paper = Paper(draw(Sheet("x", "两张表", (rows("大", count), rows("小", 6)), look="notice", size="A4")).data)
        assert 6 in [paper.text(page).count("小") for page in range(len(paper.pages))], count


@pytest.mark.parametrize("lines", range(6))
def test_headings_that_go_over_with_the_last_rows_leave_no_page_nearly_empty(lines: int) -> None:
    columns = (Column("序号", "number", 3), Column("事项", width=20), Column("金额", "money", 8, sums=True))
    heading = ((None, "各项支出", None), (None, "公益事业", None))
    signs = (Signatures((("村主任", ""), ("会计", ""))), Seals(("村委会", "村监会")))
    after = tuple(Paragraph(f"第{n}条说明。") for n in range(lines))
    for few in range(1, 8):
        rows = [*heading, *((n, f"第{n}笔", 100) for n in range(1, few)), *heading]
        rows += [(n, f"第{n}笔", 100) for n in range(few, few + 2)] + [(None, "公益事业小计", 200)]
        heads = frozenset((0, 1, few + 1, few + 2))
        table = Table(columns, tuple(rows), (None, "合计", 100 * few + 100), "大写", headings=heads)
        sheet = Sheet("x", "公示", (replace(table, subtotals=frozenset({few + 5})), *after, *signs), look="notice")
        paper = Paper(draw(replace(sheet, size="A4 landscape")).data)

        found = [len(re.findall(r"第\d+笔", paper.text(page))) for page in range(len(paper.pages))]
        assert len(found) <= 2, (few, found)
        assert found[-1] >= 1, (few, found)


def test_a_row_that_goes_on_from_the_one_above_is_never_parted_from_it() -> None:
    columns = (Column("类别", width=12), Column("", width=4), Column("人数", "count", 4))
    pairs = [row for n in range(40) for row in ((f"第{n}类", "本月", n), ("", "累计", n))]
    for lines in range(9):
        above = tuple(Paragraph("说明一行。") for _ in range(lines))
        paper = Paper(draw(Sheet("x", "月报", (*above, Table(columns, tuple(pairs))), size="A4")).data)

        assert len(paper.pages) > 1
        for page in range(len(paper.pages)):
            text = paper.text(page).partition("人数")[2]
            assert text.count("本月") == text.count("累计")
            assert text.startswith("第")


def test_parts_of_the_row_above_are_indented_and_their_column_stands_left() -> None:
    table = Table((Column("指标", width=18), Column("数", "count", 4)), (("办结", 3), ("\u3000其中：失实", 1)))
    paper = Paper(draw(Sheet("x", "月报", (table,))).data)

    assert first(paper, "办").x0 < 60
    assert first(paper, "其").x0 == pytest.approx(first(paper, "办").x0 + 10.5, abs=0.5)


def test_a_day_never_goes_over_two_lines() -> None:
    days = tuple((f"2025-{month:02}-{day:02}", "长" * 60) for month in range(1, 13) for day in (1, 9, 19, 29))
    paper = Paper(draw(Sheet("x", "台账", (Table((Column("日期", width=3), Column("事项", width=40)), days),))).data)

    for number in range(len(paper.pages)):
        found = [c for c in paper.characters(number) if c.get_text() in "0123456789-" and c.size > 10]
        lines = {round(c.matrix[5], 1): "" for c in found}
        for c in found:
            lines[round(c.matrix[5], 1)] += c.get_text()
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", line) for line in lines.values())


@pytest.mark.parametrize("title", ["问题台账", "示例县查处基层党员干部侵害群众利益问题有关数据月报表" * 2])
def test_the_mark_of_the_practice_book_leaves_the_running_head_free(title: str) -> None:
    paper = Paper(draw(replace(ledger(30, mark="练习"), title=title, size="A4 landscape")).data)

    for number in range(1, len(paper.pages)):
        height = paper.pages[number].height
        head = [c for c in paper.characters(number) if c.y0 > height - 18 * MM and c.matrix[1] == 0]
        mark = [c for c in head if c.size > 12]
        words = [c for c in head if c.size < 10]
        assert "".join(c.get_text() for c in mark) == "【练习】"
        assert "".join(c.get_text() for c in words).endswith("（续）")
        assert max(c.x1 for c in words) < min(c.x0 for c in mark)
        assert max(c.x1 for c in mark) < paper.pages[number].width - 5 * MM


def test_a_title_of_two_words_and_a_unit_is_broken_between_them() -> None:
    columns = (*(Column("排查问题(个)", "count", 3) for _ in range(18)), Column("单位", width=24))
    paper = Paper(draw(Sheet("x", "月报", (Table(columns, (((0,) * 18) + ("村",),)),), size="A4 landscape")).data)

    rows = {c.get_text(): round(c.matrix[5], 1) for c in paper.characters(0) if c.get_text() in "排查问题个"}
    assert rows["排"] == rows["查"] > rows["问"] == rows["题"] > rows["个"]


@pytest.mark.parametrize("few", [2, 3, 5])
def test_a_small_last_table_goes_over_whole_with_the_sign_off(few: int) -> None:
    columns = (Column("序号", "number", 3), Column("事项", width=20))
    asking = Paragraph("对公开的内容有疑问的，可以向村务监督委员会反映。" * 4, repeat=True)
    signs = (asking, Signatures((("村主任", ""), ("会计", ""))), Seals(("村委会", "村监会")))

    def rows(name: str, count: int) -> Table:
        return Table(columns, tuple((n, f"{name}{n}号") for n in range(1, count + 1)), capital="合计大写")

    for count in range(12, 22):
        sheet = Sheet("x", "两张表", (rows("大", count), rows("小", few), *signs), look="notice", size="A4")
        paper = Paper(draw(sheet).data)
        assert paper.text(len(paper.pages) - 1).count("小") == few, count


def test_a_few_characters_stand_on_one_line_before_a_long_text_is_given_more() -> None:
    rows = (("公开内容", "写明的内容。"), ("会议和表决", "村民代表会议，应到 36 人，实到 30 人，同意 28 人。" * 3))
    table = Table((Column("项目", width=4), Column("内容", width=20)), rows)
    paper = Paper(draw(Sheet("x", "公示", (table,), look="notice", size="A4")).data)

    label = [c for c in paper.characters(0) if c.get_text() in "和决"]
    assert label[0].matrix[5] == pytest.approx(label[1].matrix[5])
