"""Every text of a sheet is reached, with the place a reader finds it at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from app.reports.sheet import (
    Arrow,
    Chart,
    Closing,
    Code,
    Column,
    Facts,
    PageBreak,
    Paragraph,
    Seals,
    Sheet,
    Signatures,
    Step,
    Table,
    TearOff,
    WritingArea,
)
from app.reports.texts import Place, is_signed, with_texts


@dataclass(frozen=True)
class Stamp:
    """A kind of block that nobody has thought of yet."""

    words: str
    below: tuple[str, ...] = ()
    align: str = "left"


TABLE = Table(
    (Column("序号", "number"), Column("摘要用途"), Column("电话", "count"), Column("金额", "money")),
    ((1, "买纸", None, 100), (7, "修路", 13800138000, 13800138000)),
    total=(None, "合计", None, 13800138100),
    capital="大写",
    unit_line="单位：元",
    caption="表一",
)
SHEET = Sheet(
    "trial",
    "标题字",
    (
        Facts((("单位", "青山村"),)),
        TABLE,
        Paragraph("第一段"),
        WritingArea("承诺"),
        Signatures((("制表人", "王五"),)),
        Seals(("村委会",)),
        Closing("示例乡", "2026年"),
        TearOff("裁开"),
        Code("123", "短码"),
        PageBreak(),
        Chart((Step(1, "受理", ("当场",)), Step(2, "办结")), (Arrow(1, 2, "齐全"),)),
        Paragraph("第二段"),
        Stamp("戳记", ("下行",)),  # type: ignore[arg-type]
    ),
    subtitle="副题",
    mark="练习",
    foot="页脚字",
    number="文号字",
    red_head="红头",
    file_name="文件",
    facts={"version": "第1版"},
)


def places(sheet: Sheet) -> dict[str, str]:
    seen: dict[str, str] = {}

    def look(text: str, place: Place) -> str:
        seen[text] = str(place)
        return text

    with_texts(sheet, look)
    return seen


def test_every_text_of_every_block_is_reached_and_placed() -> None:
    seen = places(SHEET)

    known = replace(SHEET, blocks=SHEET.blocks[:-1])
    numbers = {"", "1", "7", "1.00", "138,001,380.00", "138,001,381.00"}
    assert set(seen) >= {text for line in known.lines() for text in line if not set("：→ ") & set(text)} - numbers
    assert seen["修路"] == "第7行“摘要用途”"
    assert seen["13800138000"] == "第7行“电话”"
    assert seen["青山村"] == "“单位”"
    assert seen["第二段"] == "“正文第2段”"
    assert seen["王五"] == "“签名处 制表人”"
    assert (seen["标题字"], seen["副题"], seen["页脚字"], seen["文件"]) == ("“标题”", "“副标题”", "“页脚”", "“文件名”")
    assert {"受理", "当场", "齐全", "戳记", "下行", "裁开", "承诺", "村委会", "第1版"} <= set(seen)


def test_amounts_of_money_and_how_a_text_is_set_are_no_texts() -> None:
    seen = places(SHEET)

    assert not {"left", "number", "money", "auto", "ledger", "trial", "13,800,138.00"} & set(seen)


@pytest.mark.parametrize(
    "text", ["修路", "青山村", "第二段", "标题字", "页脚字", "文件", "王五", "当场", "下行", "合计", "表一"]
)
def test_one_text_is_changed_and_everything_else_stays(text: str) -> None:
    changed = with_texts(SHEET, lambda found, place: "改" if found == text else found)

    assert text not in places(changed)
    assert "改" in places(changed)
    assert {*places(changed)} - {"改"} == {*places(SHEET)} - {text}


def test_a_number_that_is_changed_becomes_a_text() -> None:
    changed = with_texts(SHEET, lambda text, place: "***" if text == "13800138000" else text)

    table = next(block for block in changed.blocks if isinstance(block, Table))
    assert table.rows[1] == (7, "修路", "***", 13800138000)


def test_a_sheet_in_which_nothing_changes_is_the_very_same() -> None:
    assert with_texts(SHEET, lambda text, place: text) is SHEET


def test_rows_are_called_by_their_place_where_the_sheet_does_not_count_them() -> None:
    uncounted = replace(SHEET, blocks=(Table((Column("姓名"),), (("张三",), ("李四",))),))

    assert places(uncounted)["李四"] == "第2行“姓名”"


def test_only_places_of_signatures_are_places_to_sign() -> None:
    assert is_signed(Place("签名处 审核人"))
    assert not is_signed(Place("审核人"))
