"""村务公开榜: everything one village or group publishes for a quarter, in the order of the county's catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.rows import text_of, whole_of
from app.ledgers.affairs_item import AFFAIRS_ITEMS
from app.reports import notice
from app.reports.affairs_sheet import NOT_REVIEWED, vote_of
from app.reports.around import PaperAround
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Sheet, Table

COLUMNS = (
    Column("序号", "number", 2.5),
    Column("公开事项", "text", 9),
    Column("公开内容", "text", 25),
    Column("涉及金额(元)", "money", 6.5),
)
NOTHING = "本期无此事项"
AT_ANY_TIME, ELSE = "随时公开的事项", "其他事项"
# Which of an item's sums says most to people: what was handed out, else what was paid, came in or is planned.
_SUMS = ("amount", "parts_total", "paid", "arrived", "settled", "planned")


@dataclass(frozen=True)
class BoardLine:
    """One item on the board and the heading it stands under, "" for none."""

    item: Row
    heading: str = ""


def affairs_board(
    unit: Row, period: Period, lines: Sequence[BoardLine], missing: Sequence[str], around: PaperAround, mark: str = ""
) -> Sheet:
    """The sheet of a quarter.

    Args:
        unit: The village, community or group.
        period: The quarter.
        lines: Its items in order.
        missing: Items of the catalogue that have no record yet: the sheet is a draft then and says so.
        around: The book around it.
        mark: Printed at the head of every page.

    Source: 村民委员会组织法 第三十条 (一般事项至少每季度公布一次); forms-and-rules 2.16, record (零公开).
    """
    name, items = around.title("unit", whole_of(unit, "id")), [line.item for line in lines]
    regular = [item for item in items if item.get("period")] or items  # what came at any time hung at its own time
    draft = bool(missing) or any(item.get("state") == AFFAIRS_ITEMS.first_state for item in items)
    village = notice.publisher_of({"unit": unit["id"]}, around)
    empty = sum(bool(item.get("nothing")) for item in items)
    counted = f"{len(items)} 项" + (f"(其中本期无此事项 {empty} 项)" if empty else "")
    blocks: list[Block] = [
        Facts((("公开单位", name), ("公开事项", counted), notice.posting_facts(_posting(regular)))),
        _table(lines),
        Paragraph("补助名单、项目和专项的明细另有公示表，贴在一起。", indent=False),
        notice.may_object(village, around),
    ]
    if missing:
        blocks.append(Paragraph(f"目录要求每期公开、还没有登记的：{'、'.join(missing)}。", indent=False))
    blocks += notice.signed_off(village, around, regular)
    return Sheet(
        key="affairs_quarter",
        title=f"{name}{period.title}村务公开榜",
        subtitle=NOT_REVIEWED if draft else "",
        look="notice",
        mark=mark,
        blocks=tuple(blocks),
        foot=notice.contacts(village, around),
        file_name=f"{name}_村务公开榜_{period.key}",
    )


def _table(lines: Sequence[BoardLine]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    headings: set[int] = set()
    above = ""
    for number, line in enumerate(lines, 1):
        if line.heading and line.heading != above:
            above = line.heading
            headings.add(len(rows))
            rows.append((None, above, None, None))
        item = line.item
        rows.append((number, _called(item), said(item), _sum_of(item)))
    return Table(COLUMNS, tuple(rows), headings=frozenset(headings), unit_line="单位：元")


def _called(item: Row) -> str:
    """The item, with the month or year where it is not published for the whole quarter."""
    period = text_of(item, "period")
    if not period or Period.parse(period).kind == "quarter":
        return text_of(item, "item")
    return f"{item['item']}（{Period.parse(period).title}）"


def said(item: Row) -> str:
    """What happened in this period, in the words of the register, with the vote and the number of households."""
    if item.get("nothing"):
        return NOTHING
    parts = [text_of(item, "content"), vote_of(item), text_of(item, "decision")]
    if whole_of(item, "recipients"):
        parts.append(f"名单 {item['recipients']} 户，另贴。")
    return "\n".join(part for part in parts if part)


def _sum_of(item: Row) -> int | None:
    sums = (item.get(key) for key in _SUMS)
    return next((value for value in sums if isinstance(value, int)), None)


def _posting(items: Sequence[Row]) -> Row:
    """When the sheet hangs, where all its items say the same; else there is room to write it."""
    shown = {(text_of(item, "posted_from"), text_of(item, "posted_to")) for item in items}
    start, end = shown.pop() if len(shown) == 1 else ("", "")
    return {"posted_from": start, "posted_to": end}
