"""公开栏检查表: every village of the township on one sheet, to be ticked with a pen on the round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import chinese_day
from app.ledgers.board_check import FAULTS
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table

HOW = (
    "填法：有问题的在格里打“√”，“缺项”“滞后”的写明缺什么；没有问题的在“未发现问题”格打“√”。"
    "录入时按格上的数字键，每一处自动转入问题台账。"
)


def board_sheet(
    boards: Sequence[tuple[str, str]], *, keeper: str, on_day: str = "", inspectors: str = "", mark: str = ""
) -> Sheet:
    """The sheet for a round.

    Args:
        boards: Name of each village and where its board hangs.
        keeper: The township.
        on_day: The day of the round, "" to be written by hand.
        inspectors: Who checks, "" to be written by hand.
        mark: Printed at the head of every page.
    """
    columns = (
        Column("序号", "number", 2.5),
        Column("村(社区)", "text", 4.5),
        Column("公开栏位置", "text", 7),
        *(
            Column(f"{number} {short}", "text", 3 if len(short) < 3 else 3.8)
            for number, (short, _) in enumerate(FAULTS.values(), 1)
        ),
        Column("0 未发现问题", "text", 3.4),
        Column("缺少或滞后的内容", "text", 10),
        Column("村里签字", "text", 5),
    )
    blank = ("",) * (len(FAULTS) + 3)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, name, place, *blank) for number, (name, place) in enumerate(boards, 1)
    )
    day = chinese_day(date.fromisoformat(on_day)) if on_day else "      年    月    日"
    return Sheet(
        key="board_sheet",
        title=f"{keeper}公开栏检查表",
        blocks=(
            Facts((("检查日期", day), ("检查人员", inspectors or "                    "))),
            Table(columns, rows),
            Paragraph(HOW),
            Signatures((("检查人员(签字)", ""), ("日期", ""))),
        ),
        size="A4",
        mark=mark,
        file_name=f"{keeper}_公开栏检查表_{on_day or '空白'}",
    )
