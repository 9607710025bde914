"""The papers of powers and cases: every column and all that must be shown, from rows as clerks enter them."""

from __future__ import annotations

import pytest

from app.domain.faults import Refused
from app.ledgers import ledger
from app.operations import papers, records, sheets
from app.operations.books import Book
from app.reports.power_sheet import COLUMNS, basis_lines
from app.reports.sheet import Arrow, Chart, Sheet, Table
from tests.conftest import Places
from tests.operations import services


@pytest.fixture
def lines(book: Book, places: Places) -> dict[str, int]:
    """Telephones of three levels."""
    return services.hotlines(book)


@pytest.fixture
def power(book: Book, lines: dict[str, int]) -> int:
    """A power on the wall."""
    made = services.power(book, "林木采伐许可")
    return services.publish(book, made.id).id


def built(book: Book, register: str, key: str, row_id: int) -> Sheet:
    """One paper of one row."""
    return papers.build(book, ledger(register), key, [row_id])[0]


def text_of(sheet: Sheet) -> str:
    """Everything on it."""
    return "\n".join("\t".join(line) for line in sheet.lines())


def table_of(sheet: Sheet) -> Table:
    """Its only table."""
    (table,) = [block for block in sheet.blocks if isinstance(block, Table)]
    return table


def chart_of(sheet: Sheet) -> Chart:
    """Its only chart."""
    (chart,) = [block for block in sheet.blocks if isinstance(block, Chart)]
    return chart


def test_a_flow_chart_shows_the_six_things_of_the_scheme(book: Book, power: int) -> None:
    sheet = built(book, "power", "flow_chart", power)

    text = text_of(sheet)
    assert sheet.title == "林木采伐许可流程图"
    assert "承办机构：示例乡" in text
    assert "办结时限：10个工作日" in text
    assert "办理要求：林权清楚,没有争议" in text
    assert sheet.foot == "监督电话：示例市纪委 0795-3212388  示例县纪委 0795-6212388  示例乡纪委 0795-6330101"
    assert [step.shape for step in chart_of(sheet).steps] == ["begin", "step", "end", "step"]
    assert chart_of(sheet).steps[1].lines == ("林业站", "5个工作日")
    assert chart_of(sheet).arrows == (
        Arrow(1, 2, "材料齐全"),
        Arrow(1, 4, "材料不齐"),
        Arrow(2, 3),
        Arrow(4, 1, "补正后重新受理"),
    )


def test_the_lawful_procedure_of_a_punishment_stands_on_its_chart(book: Book, lines: dict[str, int]) -> None:
    made = services.power(book, "盗伐林木处罚", {"type": "处罚", "procedure": "立案\n调查取证\n告知陈述申辩权\n决定"})

    sheet = built(book, "power", "flow_chart", made.id)

    assert "执法程序：立案；调查取证；告知陈述申辩权；决定" in text_of(sheet)


def test_without_steps_there_is_no_chart_and_that_is_said(book: Book, lines: dict[str, int]) -> None:
    made = records.save(book, ledger("power"), None, {**services.POWER, "name": "没有步骤"})

    with pytest.raises(Refused, match="流程步骤:还没有填"):
        built(book, "power", "flow_chart", made.id)


def test_one_power_stands_on_one_sheet_with_the_twelve_columns_and_remarks(book: Book, power: int) -> None:
    sheet = built(book, "power", "power_sheet", power)

    names = [row[1] for row in table_of(sheet).rows]
    assert names == [column.title for column in COLUMNS]
    assert len(names) == 13
    values = {row[1]: row[2] for row in table_of(sheet).rows}
    assert values["实施依据"] == services.LAW.replace(":", "：")
    assert "示例县纪委 0795-6212388" in str(values["监督方式"])
    assert sheet.size == "A4"
    assert len(sheets.sheet_pages(sheet).places) == 0
    assert sheets.sheet_pages(sheet).pages == 1


def test_several_bases_stand_one_a_line_with_article_clause_and_item() -> None:
    text = "《中华人民共和国森林法》第五十六条第一款第(二)项:采伐林地上的林木\n《示例县通知》三、简化"

    assert (
        basis_lines(text)
        == "1. 《中华人民共和国森林法》第五十六条第一款第二项：采伐林地上的林木\n2. 《示例县通知》：三、简化"
    )


def test_the_list_of_an_office_has_its_powers_in_the_scheme_s_columns(book: Book, places: Places, power: int) -> None:
    services.power(book, "农村宅基地初审", {"type": "村级服务事项"})

    sheet = built(book, "unit", "power_list", places.township)

    assert [column.title for column in table_of(sheet).columns] == [column.title for column in COLUMNS]
    assert [row[:3] for row in table_of(sheet).rows] == [
        (1, "林木采伐许可", "许可"),
        (2, "农村宅基地初审", "村级服务事项"),
    ]
    assert "合计：职权 1 项、村级服务事项 1 项" in text_of(sheet)
    with pytest.raises(Refused, match="还没有登记它的职权"):
        built(book, "unit", "power_list", places.village)


def test_five_things_are_public_for_everything_an_office_does(book: Book, places: Places, power: int) -> None:
    sheet = built(book, "unit", "five_publics", places.township)

    assert table_of(sheet).rows == (
        (
            1,
            "林木采伐许可",
            "受理→现场勘查→审批发证",
            "林木采伐申请书\n林权证复印件\n身份证",
            "10个工作日",
            "不收费",
            "便民服务大厅2号窗口",
        ),
    )


def test_a_board_shows_all_ways_to_reach_each_level_or_says_what_is_missing(book: Book, lines: dict[str, int]) -> None:
    ways = {"mailbox": "shilixiang@example.cn", "box": "便民服务大厅门口", "on_duty": "王伟"}
    records.save(book, ledger("hotline"), lines["乡镇级"], ways)
    board = services.board(book)

    sheet = built(book, "supervision_board", "hotline_board", board.id)

    assert table_of(sheet).rows[2] == (
        "乡镇级",
        "示例乡纪委",
        "电话：0795-6330101\n邮箱：shilixiang@example.cn\n意见箱：便民服务大厅门口\n廉政监督岗：王伟",
    )
    records.move(book, ledger("hotline"), lines["市级"], "停用", reason="合并", texts={"valid_to": "2026-11-22"})
    with pytest.raises(Refused, match="还缺市级"):
        built(book, "supervision_board", "hotline_board", board.id)


def test_a_slip_tells_once_and_in_full_what_is_missing(book: Book, power: int) -> None:
    texts = {"item": "林木采伐许可", "applicant": "李小明", "complete": "否", "missing": "林权证复印件\n村委会证明"}
    case = records.save(book, ledger("service_case"), None, texts)

    sheet = built(book, "service_case", "notice_slip", case.id)

    assert table_of(sheet).rows == (
        (1, "林木采伐申请书", "已交"),
        (2, "林权证复印件", "欠缺"),
        (3, "身份证", "已交"),
        (4, "村委会证明", "欠缺"),
    )
    text = text_of(sheet)
    assert "李小明：" in text
    assert "还缺 2 样材料" in text
    assert "办理时限：受理后10个工作日" in text
    assert sheet.subtitle == case.number


def test_where_nothing_is_missing_there_is_no_slip(book: Book, power: int) -> None:
    case = records.save(book, ledger("service_case"), None, {"item": "林木采伐许可", "applicant": "李小明"})

    with pytest.raises(Refused, match="没有要告知补齐的"):
        built(book, "service_case", "notice_slip", case.id)
