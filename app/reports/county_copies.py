"""雷同清单 on paper: texts that stand for several villages, to be looked at on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table


class Line(NamedTuple):
    """One text: where it stands (台账 and field), the text, the townships and villages, how many rows."""

    where: str
    text: str
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    rows: int


def copied_texts(lines: Sequence[Line], *, least: int, county: str, made_on: str, mark: str) -> Sheet:
    """One line a text, those of most villages first; nothing found is said in words.

    Args:
        lines: The texts, in their order.
        least: From how many villages on a text is listed.
        county: The county.
        made_on: The day it is printed.
        mark: 练习 for the practice book.

    Source: product G5; 四化三查方案 (文字整改、数字整改).
    """
    columns = (
        Column("序号", "number", 4),
        Column("台账和项目", "text", 10),
        Column("内容", "text", 24),
        Column("乡镇(个)", "number", 5),
        Column("村、单位(个)", "number", 5),
        Column("条数", "number", 5),
        Column("哪些村", "text", 24),
    )
    rows: list[tuple[Cell, ...]] = [
        (n, one.where, one.text, len(one.townships), len(one.villages), one.rows, "、".join(one.villages))
        for n, one in enumerate(lines, 1)
    ]
    told = f"同样的话在 {least} 个村以上出现的,列在下面。只是提示:请到现场看是不是真改了,不能只凭这张表认定。"
    return Sheet(
        key="county_copies",
        title=f"{county}整改措施、承诺内容雷同清单",
        blocks=(
            Facts((("汇总单位", county), ("打印日期", made_on))),
            Paragraph(told if rows else f"没有发现同样的话在 {least} 个村以上出现。"),
            *((Table(columns, tuple(rows)),) if rows else ()),
            Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4 landscape",
        mark=mark,
        file_name=f"{county}_雷同清单",
    )
