"""A village with its sheets and lines, as the checks of a finance sheet see them."""

from __future__ import annotations

from app.domain.fields import Row
from app.ledgers.finance_review import findings
from app.ledgers.finance_view import Finding
from tests.domain.around import Around

UNITS: list[Row] = [
    {"id": 2, "name": "示例乡", "kind": "乡镇", "parent": None},
    {"id": 3, "name": "青山村", "kind": "村", "parent": 2},
    {"id": 4, "name": "第3村民小组", "kind": "村民小组", "parent": 3},
    {"id": 5, "name": "白石村", "kind": "村", "parent": 2},
    {"id": 6, "name": "大塘村", "kind": "村", "parent": 2},
    {"id": 7, "name": "上坪村", "kind": "村", "parent": 2},
]
KEYS = ("on_day", "item", "purpose", "amount", "payee")
Line = tuple[str, str, str, int, str]


def sheet(id: int = 11, unit: int = 3, period: str = "2026Q3", **more: object) -> Row:
    """A draft of a village; totals follow from the lines in `desk`."""
    level = "组级" if unit == 4 else "村级"
    kept: Row = {"id": id, "unit": unit, "period": period, "level": level, "opening": 0, "state": "草稿"}
    return {**kept, "due_on": "2026-12-15", **more}  # type: ignore[dict-item]


def lines(sheet_id: int, *typed: Line) -> list[Row]:
    """Lines of a sheet: day, item, purpose, fen, payee."""
    out: list[Row] = []
    for number, one in enumerate(typed, 1):
        row: Row = {
            "id": 100 * sheet_id + number,
            "sheet": sheet_id,
            "seq": number,
            **dict(zip(KEYS, one, strict=True)),
        }
        row["direction"] = "收入" if one[1].startswith("2") else "支出"
        out.append(row)
    return out


def desk(sheets: list[Row], rows: list[Row], **more: list[Row]) -> Around:
    """The book around some sheets, their totals worked out."""
    for one in sheets:
        own = [row for row in rows if row["sheet"] == one["id"]]
        sums = {way: sum(int(str(row["amount"])) for row in own if row["direction"] == way) for way in ("收入", "支出")}
        one.setdefault("income_total", sums["收入"])
        one.setdefault("expense_total", sums["支出"])
        one.setdefault("closing", int(str(one["opening"])) + sums["收入"] - sums["支出"])
        one.setdefault("line_count", len(own))
    return Around({"unit": UNITS, "finance_sheet": sheets, "finance_line": rows, **more})


def every(around: Around, sheet_id: int = 11) -> list[Finding]:
    """What all checks find in a sheet."""
    row = around.row("finance_sheet", sheet_id)
    assert row is not None
    return findings(row, around)


def found(around: Around, code: str, sheet_id: int = 11) -> list[Finding]:
    """What one check finds in a sheet."""
    return [one for one in every(around, sheet_id) if one.fault.code == code]


def told(around: Around, code: str, sheet_id: int = 11) -> list[str]:
    """Its sentences."""
    return [one.fault.message for one in found(around, code, sheet_id)]


def checked(*typed: Line, code: str) -> list[Finding]:
    """What one check finds in a village's sheet of these lines."""
    return found(desk([sheet()], lines(11, *typed)), code)
