"""What WPS, Excel and Word put on the clipboard comes out as plain rows, and every cell made plain is named."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.intake.pasted import MOST_COLUMNS, MOST_ROWS, Cell, read_block
from app.intake.tidying import Tidied, plain_cell, tidy

KNOWN = {"单位", "存在问题", "责任领导", "责任人", "整改时限", "涉及金额(元)"}
# As Excel writes it: a whole page, breaks of its own in the source, a merged unit, headings of two lines.
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<style>td {mso-number-format:General}</style></head>
<body><!--StartFragment--><table border=0><col width=72>
<tr><td colspan=5>示例乡问题台账</td></tr>
<tr><td rowspan=2>单&nbsp;&nbsp;位</td>
<td rowspan=2>存在问题</td><td colspan=2>责任</td><td rowspan=2>整改时限</td></tr>
<tr><td>责任领导</td><td>责任人</td></tr>
<tr><td rowspan=2>青山村</td><td class=xl65 style='mso-number-format:"\\@"'>鱼塘发包未经
  村民代表会议讨论</td><td>王 伟</td><td>同上</td><td>2026.11.1</td></tr>
<tr><td>低保名单<br style='mso-data-placement:same-cell;'>没有公示</td>
<td>同上</td><td>李  娜</td><td>１２月底前</td></tr>
</table><!--EndFragment--></body></html>"""


def texts(block: list[list[Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in block]


def test_a_table_of_excel_keeps_its_merged_cells_and_its_texts_whole() -> None:
    block = read_block(EXCEL, "青山村\t…")

    assert [cell.covered for cell in block[4]] == ["above", "", "", "", ""]
    assert block[3][1].text == "鱼塘发包未经村民代表会议讨论"
    assert block[4][1].text == "低保名单\n没有公示"
    assert [cell.covered for cell in block[0]] == ["", "left", "left", "left", "left"]


def test_headings_of_two_lines_under_a_title_become_one() -> None:
    done = tidy(read_block(EXCEL, ""), KNOWN)

    assert (done.header, done.headers) == (3, ("单 位", "存在问题", "责任领导", "责任人", "整改时限"))
    assert [line for line, _ in done.rows] == [4, 5]


def test_merged_cells_same_as_above_digits_and_spaces_are_made_plain_and_each_is_named() -> None:
    done = tidy(read_block(EXCEL, ""), KNOWN)

    assert done.rows[1][1] == ["青山村", "低保名单\n没有公示", "王伟", "李娜", "12月底前"]
    assert done.changed == {
        (4, 2): Tidied("王 伟", "空格"),
        (5, 0): Tidied("", "合并单元格"),
        (5, 2): Tidied("同上", "同上"),
        (5, 3): Tidied("李 娜", "空格"),
        (5, 4): Tidied("１２月底前", "全角"),
    }


def test_same_as_above_with_nothing_above_is_named() -> None:
    done = tidy(read_block(EXCEL, ""), KNOWN)

    assert done.baseless == {(4, 3): "同上"}


def test_plain_text_with_quoted_line_breaks_is_read_as_excel_writes_it() -> None:
    block = read_block("", '青山村\t"低保名单\n没有""公示"""\r\n红旗村\t鱼塘\r\n')

    assert texts(block) == [["青山村", '低保名单\n没有"公示"'], ["红旗村", "鱼塘"]]


@pytest.mark.parametrize("same", ['"', "··", "如上", "同 上"])
def test_every_sign_for_the_same_as_above_is_known(same: str) -> None:
    done = tidy(read_block("", f"青山村\t一\n{same}\t二\n"), KNOWN)

    assert [cells for _, cells in done.rows] == [["青山村", "一"], ["青山村", "二"]]


def test_headings_of_two_lines_without_merges_are_joined_too() -> None:
    block = read_block("", "单位\t责任\t\t整改时限\n\t责任领导\t责任人\t\n青山村\t王伟\t李娜\t30天\n")

    done = tidy(block, KNOWN)

    assert (done.header, done.headers) == (2, ("单位", "责任领导", "责任人", "整改时限"))


def test_a_row_of_column_numbers_under_the_headings_is_no_line() -> None:
    done = tidy(read_block("", "单位\t存在问题\t责任人\n1\t2\t3\n青山村\t鱼塘\t王伟\n"), KNOWN)

    assert [cells for _, cells in done.rows] == [["青山村", "鱼塘", "王伟"]]


def test_a_block_without_headings_has_none() -> None:
    done = tidy(read_block("", "青山村\t鱼塘\n红旗村\t低保\n"), KNOWN)

    assert (done.header, done.headers, len(done.rows)) == (0, (), 2)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("　青山 村 ", "青山村"),
        ("Ｇ３０高速", "G30高速"),
        ("第一次会议决定  发包\n\n\n第二次会议", "第一次会议决定 发包\n第二次会议"),
        ("张三 李四", "张三 李四"),
        ("经查，村委会主任  王伟未经会议讨论", "经查，村委会主任 王伟未经会议讨论"),
        ("Mr Smith", "Mr Smith"),
    ],
)
def test_stray_spaces_go_and_signs_stay(typed: str, plain: str) -> None:
    assert plain_cell(typed) == plain


@pytest.mark.parametrize("text", ["", "\t\n\t", "  \n"])
def test_nothing_copied_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(Refused, match="没有可以粘贴的内容"):
        read_block("", text)


@pytest.mark.parametrize(
    "html",
    [
        f"<table>{'<tr><td>1</td></tr>' * (MOST_ROWS + 1)}</table>",
        f"<table><tr>{'<td>1</td>' * (MOST_COLUMNS + 1)}</tr></table>",
        "<table>" + "<tr><td rowspan=999999 colspan=999999>1</td></tr>" * 3 + "</table>",
    ],
)
def test_a_hostile_or_huge_table_is_refused(html: str) -> None:
    with pytest.raises(Refused, match="太大"):
        read_block(html, "")
