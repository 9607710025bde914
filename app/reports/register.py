"""Any register as a sheet: the columns its declaration names, one row a line."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Count, Money, Row, Titles
from app.domain.ledger import LedgerDef, SheetColumn
from app.domain.points import Points
from app.reports.sheet import Cell, Column, Facts, Kind, Sheet, Signatures, Table, sum_row


def register_sheet(
    ledger: LedgerDef,
    rows: Sequence[Row],
    titles: Titles,
    *,
    keeper: str,
    as_of: str,
    mark: str = "",
) -> Sheet:
    """A register as the clerk's own sheet: 序号 first, then the declared columns with their sums.

    Args:
        ledger: The register.
        rows: Its rows, in printed order.
        titles: How linked rows are called.
        keeper: The unit that keeps the register.
        as_of: The day it was printed for, 2026年6月30日.
        mark: 练习 for the practice book.
    """
    wanted = ledger.sheet_columns
    columns = [Column("序号", "number", 2.5)]
    for column in wanted:
        kind = _kind(ledger, column)
        sums = kind == "money" if column.sums is None else column.sums
        columns.append(Column(column.title, kind, column.width, sums=sums and kind != "text"))
    body: list[tuple[Cell, ...]] = []
    for index, row in enumerate(rows, 1):
        cells: list[Cell] = [index]
        for column, shape in zip(wanted, columns[1:], strict=True):
            value = row.get(column.fields[0])
            if shape.kind == "text":
                cells.append(ledger.show(row, column.fields, titles))
            else:
                cells.append(value if isinstance(value, int) else None)
        body.append(tuple(cells))
    sums = any(column.sums for column in columns)
    return Sheet(
        key=ledger.key,
        title=ledger.title,
        mark=mark,
        file_name=f"{keeper}_{ledger.title}_{as_of}",
        blocks=(
            Facts((("填报单位", keeper), ("日期", as_of), ("条数", str(len(rows))))),
            Table(
                columns=tuple(columns),
                rows=tuple(body),
                total=sum_row(columns, body) if sums and body else None,
                unit_line="单位：元" if any(column.kind == "money" for column in columns) else "",
            ),
            Signatures((("制表人", ""), ("审核人", ""), ("负责人", ""), ("日期", ""))),
        ),
    )


def _kind(ledger: LedgerDef, column: SheetColumn) -> Kind:
    """A column of one number is a number, so that it stands to the right and can be added up."""
    match [ledger.by_key.get(key) for key in column.fields]:
        case [Money()]:
            return "money"
        case [Points(unit=unit)] if unit in column.title:
            return "points"
        case [Count()] if column.sums:
            return "count"
    return "text"
