"""A register as a sheet of twelve columns and as many rows as asked: what the benchmarks of papers print and export."""

from __future__ import annotations

from measure import ROOT  # noqa: F401 - it makes the program importable

from app.reports.sheet import Column, Sheet, Table

TEXT = "集体山林发包收入未入账，涉及第三组农户"


def sheet(rows: int) -> Sheet:
    """A ledger with twelve columns; texts of six to thirteen signs, a sum of money, a remark."""
    columns = (
        Column("序号", "number", 2.5),
        *(Column(f"第{n}列", "text", 8) for n in range(9)),
        Column("金额", "money", 6, sums=True),
        Column("备注", "text", 6),
    )
    body = tuple((n, *(f"{TEXT[: 6 + n % 8]}{i}" for i in range(9)), n * 137, "无") for n in range(rows))
    return Sheet("bench", "问题台账", (Table(columns, body, unit_line="单位：元"),))
