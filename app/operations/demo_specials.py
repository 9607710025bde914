"""Special sheets of the practice book: published figures of real villages, and a compensation shared out to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.days import Period
from app.domain.fields import Row
from app.domain.options import BOOK_OPTIONS
from app.ledgers.finance_figures import EXPENSE, INCOME, JOINED, LEVELS, OF_GROUP, SPECIAL, total
from app.operations import demo_published, demo_signing
from app.operations.demo_finance import (
    GROUP_VILLAGES,
    PV_BACK,
    PV_VILLAGE,
    ROAD_BACK,
    ROAD_VILLAGE,
    Keeper,
    Money,
    group_keeper,
    keeper_of,
    quarters,
)
from app.operations.demo_places import Places

LAND_BACK = 1
LAND_SHARED, HOUSEHOLDS = 4_100_000, 61  # 41,000 yuan do not split evenly: seven households get a fen more


@dataclass(frozen=True)
class Matter:
    """One special matter: its kind, what it is called, since when, and what came in and went out."""

    special: str
    matter: str
    source: str = ""
    lines: Sequence[Row] = ()


def matters() -> dict[str, Matter]:
    """The special matters of the practice book, by where they belong."""
    land = {"special_fund": "沿河公路征地补偿", "fund_source": "征地补偿款"}
    return {
        "road": Matter(
            "一事一议筹资筹劳", "村道混凝土路面 960 米", demo_published.ROAD_SOURCE, demo_published.road_lines()
        ),
        "solar": Matter(
            "资产资源发包租赁出让投资", "村级光伏电站收益分配", demo_published.PV_SOURCE, demo_published.pv_lines()
        ),
        "land": Matter(
            "征地补偿及分配",
            "沿河公路征地补偿",
            lines=(
                {"item": "2.07", "purpose": "沿河公路征用本组水田补偿款", "amount": LAND_SHARED, **land},
                {
                    "item": "3.07",
                    "purpose": "征地补偿款按户平分",
                    "amount": LAND_SHARED,
                    "quantity": HOUSEHOLDS * 100,
                    "measure": "户",
                    **land,
                },
            ),
        ),
    }


def add_specials(money: Money, places: Places, today: date) -> None:
    """Put the special sheets behind the regular ones, so that these keep their numbers."""
    ends = [period.last for period in reversed(quarters(today))]
    group = places.villages[GROUP_VILLAGES[0]]
    keepers = {
        "road": (keeper_of(places, places.villages[ROAD_VILLAGE], ROAD_VILLAGE), ends[ROAD_BACK - 1]),
        "solar": (keeper_of(places, places.villages[PV_VILLAGE], PV_VILLAGE), ends[PV_BACK - 1]),
        "land": (group_keeper(places, group, group.groups[0][0]), ends[LAND_BACK - 1]),
    }
    for key, matter in matters().items():
        keeper, end = keepers[key]
        sheet = special_sheet(len(money.sheets) + 1, keeper, matter, end - timedelta(30), today)
        money.sheets.append(sheet)
        money.lines += special_lines(sheet, keeper, matter, len(money.lines) + 1)


def special_sheet(number: int, keeper: Keeper, matter: Matter, decided: date, today: date) -> Row:
    """The head of a special sheet as it was signed, hung and, after its time, taken down."""
    lines = [{**line, "direction": INCOME if str(line["item"]).startswith("2") else EXPENSE} for line in matter.lines]
    income, expense = total(lines, INCOME), total(lines, EXPENSE)
    sheet: Row = {
        "id": number,
        "unit": keeper.unit,
        "account_set": JOINED if keeper.level == LEVELS[1] else OF_GROUP,
        "period": Period.of(decided, "month").key,
        "period_kind": SPECIAL,
        "special": matter.special,
        "matter": matter.matter,
        "decided_on": decided.isoformat(),
        "level": keeper.level,
        "publisher": keeper.publisher,
        "income_total": income,
        "expense_total": expense,
        "closing": income - expense,
        "line_count": len(lines),
        "entry_count": 0,
        "edition": 1,
        "due_on": (decided + timedelta(BOOK_OPTIONS["event_days"].default)).isoformat(),
        "remark": matter.source or None,
        "prepared_by": keeper.prepared,
        "reviewed_by": keeper.reviewed,
        "approved_by": keeper.approved,
    }
    start = decided + timedelta(7)
    end = start + timedelta(10)
    demo_signing.signed(sheet, keeper.agency, keeper.members, decided + timedelta(4))
    demo_signing.posted(sheet, keeper.board, start, end, taken_down=end + timedelta(75) < today)
    return sheet


def special_lines(sheet: Row, keeper: Keeper, matter: Matter, first: int) -> list[Row]:
    """Its lines, a few days after each other before the decision was posted."""
    decided = date.fromisoformat(str(sheet["decided_on"]))
    out: list[Row] = []
    for seq, line in enumerate(matter.lines, 1):
        incoming = str(line["item"]).startswith("2")
        out.append(
            {
                "id": first + seq - 1,
                "sheet": sheet["id"],
                "seq": seq,
                "on_day": (decided - timedelta(20 - 3 * seq)).isoformat(),
                "direction": INCOME if incoming else EXPENSE,
                "handler": keeper.handlers[0],
                "witness": None if incoming else keeper.reviewed,
                "approver": None if incoming else keeper.approved,
                "voucher": f"专-{seq:03d}",
                "remark": f"{matter.source}(专项公开)" if matter.source else None,
                **line,
            }
        )
    return out
