"""同一收款人清单 on paper: rows of which the county only knows that they name the same payee, to be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.money import show_yuan
from app.reports.sheet import Cell, Column, Facts, Paragraph, Sheet, Signatures, Table


class Line(NamedTuple):
    """One row: township, unit, number, what it is about, period, fen or None."""

    township: str
    unit: str
    number: str
    about: str
    period: str
    amount: int | None


class Group(NamedTuple):
    """Rows of the same payee: what they have in common, the townships, how many rows, fen of all, the rows."""

    told: str
    townships: tuple[str, ...]
    rows: int
    total: int
    lines: Sequence[Line]


HINT = (
    "各乡镇上报包里只有收款人、受益对象的比对标记,没有姓名和身份证号;标记相同的列在下面。只是提示:可能是同名,"
    "也可能本来就该两处都有。请按乡镇、编号、期间问乡镇核实,不能只凭这张表认定。"
)


def _head(one: Group) -> str:
    return f"{one.told},{one.rows} 笔,合计 {show_yuan(one.total)} 元"


def same_payees(
    groups: Sequence[Group],
    *,
    within: bool,
    names: bool,
    missing: Sequence[tuple[str, str]],
    county: str,
    made_on: str,
    mark: str,
) -> Sheet:
    """One line a row, rows of one payee under one number; who could not be compared stands below, with why.

    Args:
        groups: The payees, in their order.
        within: Whether they are those of one township.
        names: Whether those were looked for of whom only the name is equal.
        missing: Townships that were not compared, with the reason.
        county: The county.
        made_on: The day it is printed.
        mark: 练习 for the practice book.

    Source: product G4.
    """
    columns = (
        Column("组", "number", 3),
        Column("相同的是", "text", 9),
        Column("乡镇", "text", 7),
        Column("村、单位", "text", 8),
        Column("编号", "text", 10),
        Column("内容", "text", 22),
        Column("期间", "text", 9),
        Column("金额(元)", "money", 9),
    )
    rows: list[tuple[Cell, ...]] = [
        (number, "" if at else _head(one), line.township, line.unit, line.number, line.about, line.period, line.amount)
        for number, one in enumerate(groups, 1)
        for at, line in enumerate(one.lines)
    ]
    where = "同一个乡镇里两处以上" if within else "两个以上乡镇"
    which = "身份证号、姓名和出生日期、单位名称、姓名" if names else "身份证号、姓名和出生日期、单位名称"
    found = f"比对{which},{where}相同的 {len(groups)} 组。" if groups else f"比对{which},没有发现{where}相同的。"
    left = [f"没有参加比对的乡镇 {len(missing)} 个:", *(f"{name}:{told}。" for name, told in missing)]
    return Sheet(
        key="county_payees",
        title=f"{county}同一收款人比对清单",
        blocks=(
            Facts((("汇总单位", county), ("打印日期", made_on))),
            Paragraph(HINT),
            Paragraph(found),
            *((Table(columns, tuple(rows)),) if rows else ()),
            *(Paragraph(text) for text in (left if missing else ["所有乡镇都参加了比对。"])),
            Signatures((("经办人", ""), ("审核人", ""), ("日期", ""))),
        ),
        size="A4 landscape",
        mark=mark,
        file_name=f"{county}_同一收款人清单",
    )
