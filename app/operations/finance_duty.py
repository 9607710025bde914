"""Whether a village owes its finance sheet every month or every quarter, and why."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_figures import MONTHLY, QUARTERLY
from app.ledgers.unit import VILLAGE_KINDS
from app.storage.book import Book

LOOKED_AT = 4  # how many of the last quarters say how busy a village is


class Duty(NamedTuple):
    """What a village owes (月度 or 季度) and the reason in one sentence, "" where it is the usual quarter."""

    unit: int
    kind: str
    why: str = ""


def duty_of(book: Book, unit_id: int) -> Duty:
    """Monthly where the village is said to be busy, or had more lines a month than the county's limit for a year.

    Source: 村民委员会组织法 第三十条; product C16.
    """
    unit, limit = book.row("unit", unit_id) or {}, book.option("busy_lines")
    if unit.get("busy"):
        return Duty(unit_id, MONTHLY, "登记为“财务往来较多”")
    sheets = book.rows("finance_sheet", unit=unit_id, period_kind=QUARTERLY)
    latest = sorted({text_of(sheet, "period") for sheet in sheets}, reverse=True)[:LOOKED_AT]
    lines = sum(whole_of(sheet, "line_count") for sheet in sheets if sheet["period"] in latest)
    a_month = lines // (3 * len(latest)) if latest else 0
    if a_month > limit:
        return Duty(unit_id, MONTHLY, f"近 {len(latest)} 季平均每月 {a_month} 笔,超过 {limit} 笔")
    return Duty(unit_id, QUARTERLY)


def duties(book: Book) -> list[Duty]:
    """The duty of every village and community."""
    units = [id_of(row, "id") or 0 for kind in VILLAGE_KINDS for row in book.rows("unit", kind=kind)]
    return [duty_of(book, unit) for unit in sorted(units)]
