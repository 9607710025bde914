"""What a finance sheet works out by itself: whose it is, when it is due, what it opens with and adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.days import Period
from app.domain.disclosure import publish_by
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.finance_items import PAYABLE, RECEIVABLE
from app.ledgers.unit import GROUP

DRAFT, TO_SIGN, REVIEWED, POSTED, TAKEN_DOWN = "草稿", "待签", "已审核", "已公开", "已撤榜"
SIGNED = (REVIEWED, POSTED, TAKEN_DOWN)
FIRM = (TO_SIGN, *SIGNED)  # what is to be signed already has to be right
LEVELS = ("组级", "村级")
ECONOMIC, COMMITTEE, OF_GROUP, JOINED = "村集体经济组织", "村民委员会", "村民小组", "合账"
ACCOUNT_SETS = (ECONOMIC, COMMITTEE, OF_GROUP, JOINED)
MONTHLY, QUARTERLY, YEARLY, SPECIAL = "月度", "季度", "年度", "专项"
KINDS = {"month": MONTHLY, "quarter": QUARTERLY, "year": YEARLY}
INCOME, EXPENSE = "收入", "支出"


def owner(row: Row, around: Around) -> Row | None:
    """The village, community or group whose money it is."""
    unit_id = id_of(row, "unit")
    return around.row("unit", unit_id) if unit_id else None


def period_of(row: Row) -> Period | None:
    """The period of a sheet, None while it has none."""
    return Period.parse(text_of(row, "period")) if row.get("period") else None


def first_day(row: Row) -> date:
    """When the period of a sheet that has one begins."""
    return Period.parse(text_of(row, "period")).first


# --- what a sheet works out


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Level, publisher, account set, kind of period, due day, carried opening, totals of lines and entries.

    Group sheets are published by their village, village sheets by their township.
    Source: 集中整治方案 (三)4; INV-082, INV-083.
    """
    out: dict[str, Value] = {**_whose(row, around), **_kind(row)}
    now = {**row, **out}
    out |= _due(now, around)
    if not now.get("special"):
        out |= _carried(now, around)
        now |= out
    out |= _totals(now, around) | _entries(now, around)
    now |= out
    return out | so_far(now, around)


def _whose(row: Row, around: Around) -> dict[str, Value]:
    unit = owner(row, around)
    if unit is None:
        return {}
    group = unit.get("kind") == GROUP
    out: dict[str, Value] = {"level": LEVELS[0] if group else LEVELS[1], "publisher": unit.get("parent")}
    if not row.get("account_set"):
        used = {text_of(other, "account_set") for other in around.rows("finance_sheet", unit=unit["id"])} - {""}
        usual = OF_GROUP if group else JOINED
        out["account_set"] = next(iter(used)) if len(used) == 1 else None if used else usual
    return out


def _kind(row: Row) -> dict[str, Value]:
    """A special sheet stands in the month of its decision and belongs to no regular period."""
    if not row.get("special"):
        period = period_of(row)
        return {"period_kind": KINDS[period.kind] if period else None}
    decided = text_of(row, "decided_on")
    return {"period_kind": SPECIAL, "period": decided[:7] or None}


def _due(row: Row, around: Around) -> dict[str, Value]:
    """The county's day of the month after the period; for a special sheet so many days after the decision.

    Source: forms-and-rules 3.2 (months, quarters and single matters have settings of their own).
    """
    decided = text_of(row, "decided_on")
    if row.get("special"):
        days = timedelta(days=around.option("event_days"))
        return {"due_on": (date.fromisoformat(decided) + days).isoformat() if decided else None}
    period = period_of(row)
    if period is None:
        return {}
    return {"due_on": publish_by(period, around.option)}


def _carried(row: Row, around: Around) -> dict[str, Value]:
    """An opening that was not typed is the last closing, with its cash and bank."""
    out: dict[str, Value] = {}
    before = previous_sheet(row, around)
    if row.get("opening") is None:
        first = min(inner_sheets(row, around), key=first_day, default=None)
        if before is not None:
            out["opening"] = before.get("closing")
        elif first is not None:
            out["opening"] = first.get("opening")
    opening = out.get("opening", row.get("opening"))
    untyped = row.get("opening_cash") is None and row.get("opening_bank") is None
    if before is not None and untyped and opening == before.get("closing"):
        out |= {f"opening_{part}": before.get(f"closing_{part}") for part in ("cash", "bank")}
    return out


def _totals(row: Row, around: Around) -> dict[str, Value]:
    """Sums of the lines; a year's sheet without lines of its own sums the sheets of the year."""
    lines = lines_of(row, around)
    income, expense = total(lines, INCOME), total(lines, EXPENSE)
    number = len(lines)
    if not lines:
        for inner in inner_sheets(row, around):
            income, expense = income + whole_of(inner, "income_total"), expense + whole_of(inner, "expense_total")
            number += whole_of(inner, "line_count")
    closing = whole_of(row, "opening") + income - expense
    return {"income_total": income, "expense_total": expense, "line_count": number, "closing": closing}


def _entries(row: Row, around: Around) -> dict[str, Value]:
    entries = entries_of(row, around)
    return {
        "entry_count": len(entries),
        "receivable": sum_of(entries, RECEIVABLE),
        "payable": sum_of(entries, PAYABLE),
    }


def so_far(row: Row, around: Around) -> dict[str, Value]:
    """Income and expense of the year up to this sheet. Source: forms-and-rules 3.4 A5."""
    if row.get("special") or not row.get("period"):
        return {"ytd_income": None, "ytd_expense": None}
    sheets = [row, *earlier_this_year(row, around)]
    return {
        "ytd_income": sum(whole_of(one, "income_total") for one in sheets),
        "ytd_expense": sum(whole_of(one, "expense_total") for one in sheets),
    }


def sum_of(entries: Iterable[Row], items: tuple[str, ...]) -> int | None:
    """The fen of the entries of some items, None where there is none."""
    found = [whole_of(one, "amount") for one in entries if one.get("item") in items]
    return sum(found) if found else None


def total(lines: Iterable[Row], direction: str) -> int:
    """The fen of the lines of one direction."""
    return sum(whole_of(line, "amount") for line in lines if line.get("direction") == direction)


def lines_of(row: Row, around: Around) -> list[Row]:
    """The lines of a sheet."""
    return around.rows("finance_line", sheet=row["id"]) if id_of(row, "id") else []


def entries_of(row: Row, around: Around) -> list[Row]:
    """The plans, assets, resources, debts and shares of a sheet."""
    return around.rows("finance_entry", sheet=row["id"]) if id_of(row, "id") else []


# --- the sheets around it


def beside(row: Row, around: Around) -> list[Row]:
    """The other regular sheets of the same owner and account set."""
    if not id_of(row, "unit"):
        return []
    same = around.rows("finance_sheet", unit=row["unit"], account_set=row.get("account_set"), special=None)
    return [one for one in same if one["id"] != row.get("id") and one.get("period")]


def previous_sheet(row: Row, around: Around) -> Row | None:
    """The sheet whose closing opens this one: the period just before of the same kind, else what ended the day before.

    A village that goes from quarters to months carries the closing of its last quarter.
    """
    period = period_of(row)
    if period is None or row.get("special"):
        return None
    others, before = beside(row, around), period.previous().key
    ended = period.first - timedelta(days=1)
    fitting = [one for one in others if Period.parse(text_of(one, "period")).last == ended]
    return next(
        (one for one in others if one.get("period") == before),
        max(fitting, key=first_day, default=None),
    )


def inner_sheets(row: Row, around: Around) -> list[Row]:
    """The quarters (where there are none, the months) that make up the sheet of a year."""
    period = period_of(row)
    if period is None or period.kind != "year" or row.get("special"):
        return []
    inside = [one for one in beside(row, around) if text_of(one, "period")[:4] == period.key]
    return _without_overlap(sorted(inside, key=lambda one: one.get("period_kind") != QUARTERLY), [period.key])


def earlier_this_year(row: Row, around: Around) -> list[Row]:
    """The sheets of the year before this one, each day counted once; those of the same kind first."""
    period, kind = period_of(row), row.get("period_kind")
    if period is None or period.kind == "year":
        return []
    others = [
        one
        for one in beside(row, around)
        if text_of(one, "period")[:4] == period.key[:4] and Period.parse(text_of(one, "period")).last < period.first
    ]
    return _without_overlap(sorted(others, key=lambda one: one.get("period_kind") != kind), [])


def _without_overlap(sheets: Iterable[Row], whole: Iterable[str]) -> list[Row]:
    """Sheets in this order, those left out that share a day with one taken already, or are one of the whole."""
    taken: list[Row] = []
    for one in sheets:
        period = Period.parse(text_of(one, "period"))
        spans = [Period.parse(text_of(other, "period")) for other in taken]
        if period.key not in whole and all(period.last < span.first or span.last < period.first for span in spans):
            taken.append(one)
    return taken
