"""财务公开榜: every line of one owner and period, for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.days import Period, chinese_day
from app.domain.fields import Row, Titles
from app.domain.money import capital, show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_line import FINANCE_LINES
from app.reports.sheet import Block, Cell, Column, Facts, Paragraph, Seals, Sheet, Signatures, Table

COLUMNS = (
    Column("序号", "number", 2.5),
    Column("日期", "text", 5.5),
    Column("项目", "text", 9),
    Column("摘要用途", "text", 18),
    Column("收入", "money", 6, sums=True),
    Column("支出", "money", 6, sums=True),
    Column("经手人", "text", 4),
    Column("证明人", "text", 4),
    Column("审批人", "text", 4),
)


def finance_wall(
    sheet: Row, lines: Sequence[Row], titles: Titles, *, hotline: str, board: str = "", mark: str = ""
) -> Sheet:
    """The public sheet of one village or group: opening, every line, totals, closing in figures and 大写, sign-off.

    The payee is personal and does not stand on the wall.
    Source: 农村集体经济组织财务公开规定 (逐项逐笔, 民主理财小组审核后张贴); domain.md 7 (foot and seals).
    """
    owner = titles.get(("unit", id_of(sheet, "unit") or 0), "")
    publisher = titles.get(("unit", id_of(sheet, "publisher") or 0), "")
    period = Period.parse(text_of(sheet, "period"))
    opening, closing = whole_of(sheet, "opening"), whole_of(sheet, "closing")
    income, expense = whole_of(sheet, "income_total"), whole_of(sheet, "expense_total")
    blocks: list[Block] = [
        Facts(
            (
                ("账主单位", owner),
                ("报告期", period.title),
                ("负责公开单位", publisher),
                ("公示期", notice_period(sheet)),
            )
        ),
        Table(
            columns=COLUMNS,
            rows=tuple(_line(index, line, titles) for index, line in enumerate(lines, 1)),
            total=(None, None, "合计", None, income, expense, None, None, None),
            unit_line="单位：元",
            caption=f"期初结余：{show_yuan(opening)} 元",
            capital=f"期末结余：{show_yuan(closing)} 元  大写：{capital(closing)}",
        ),
        Paragraph(
            f"期初结余 {show_yuan(opening)} + 本期收入 {show_yuan(income)} - 本期支出 {show_yuan(expense)}"
            f" = 期末结余 {show_yuan(closing)}",
            indent=False,
        ),
    ]
    if explanation := text_of(sheet, "explanation"):
        blocks.append(Paragraph(f"说明：{explanation}", indent=False))
    blocks += [
        Signatures(
            (
                ("制表人", text_of(sheet, "prepared_by")),
                ("民主理财小组", text_of(sheet, "reviewed_by")),
                ("负责人", text_of(sheet, "approved_by")),
                ("日期", text_of(sheet, "reviewed_on")),
            )
        ),
        Seals(("村民委员会", "村务监督委员会", "代理中心")),
    ]
    return Sheet(
        key="finance_wall",
        title=f"{owner}{period.title}财务收支公开榜",
        look="notice",
        mark=mark,
        blocks=tuple(blocks),
        foot="  ".join(
            part for part in (f"监督电话：{hotline}" if hotline else "", f"公开栏：{board}" if board else "") if part
        ),
        file_name=f"{owner}_财务公开榜_{period.key}",
    )


def notice_period(sheet: Row) -> str:
    """2026年7月10日至2026年7月16日(共7天), or a line to be filled by hand."""
    start, end = text_of(sheet, "posted_from"), text_of(sheet, "posted_to")
    if not start or not end:
        return "    年  月  日至    年  月  日"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return f"{chinese_day(first)}至{chinese_day(last)}(共{(last - first).days + 1}天)"


def _line(index: int, line: Row, titles: Titles) -> tuple[Cell, ...]:
    income = line.get("direction") == "收入"
    amount = whole_of(line, "amount")
    item = FINANCE_LINES.show_one(line, "item", titles).partition(" ")[2]
    return (
        index,
        text_of(line, "on_day"),
        item,
        text_of(line, "purpose"),
        amount if income else None,
        None if income else amount,
        text_of(line, "handler"),
        text_of(line, "witness"),
        text_of(line, "approver"),
    )
