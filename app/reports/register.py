"""Any register as a sheet: the columns its declaration names, one row a line."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fields import Money, Row, Titles
from app.domain.ledger import LedgerDef
from app.domain.rows import whole_of
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
    """A register as the clerk's own sheet: 序号 first, then the declared columns; money columns are summed.

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
        money = len(column.fields) == 1 and isinstance(ledger.by_key.get(column.fields[0]), Money)
        kind: Kind = "money" if money else "text"
        columns.append(Column(column.title, kind, column.width, sums=money and column.title not in BALANCES))
    body: list[tuple[Cell, ...]] = []
    for index, row in enumerate(rows, 1):
        cells: list[Cell] = [index]
        for column, shape in zip(wanted, columns[1:], strict=True):
            if shape.kind == "money":
                cells.append(whole_of(row, column.fields[0]) if row.get(column.fields[0]) is not None else None)
            else:
                cells.append(ledger.show(row, column.fields, titles))
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


BALANCES = ("期初结余", "期末结余")  # balances of different owners are not added up
