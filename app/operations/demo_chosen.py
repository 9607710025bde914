"""The few problems every practice book has, whatever the seed: two that say nearly the same, one that came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.days import Period, chinese_day
from app.domain.fields import Row, Value
from app.domain.rows import text_of
from app.ledgers.problem import CLOSED, LOOK_BACK_DAYS, RECTIFYING
from app.ledgers.problem_rules import HELD, OF_UNIT, RELAPSED
from app.operations.demo_places import CLERK, SECRETARY, Places

RELAPSE_MARK = "反弹问题,原问题已销号后又发生"


@dataclass(frozen=True)
class Draft:
    """A problem before it has a number: its row and the promise that goes with it."""

    row: Row
    promise: str


def chosen_ones(places: Places, today: date) -> list[Draft]:
    """Problems every practice book has: two that say nearly the same, and one that came back."""
    village = places.villages[0]
    month = Period.of(today, "month").previous().title

    def chosen(days: int, category: str, text: str, more: Mapping[str, Value], promise: str) -> Draft:
        found = today - timedelta(days)
        row: Row = {
            "unit": village.id,
            "found_on": found.isoformat(),
            "discovery": "群众提",
            "category": category,
            "description": text,
            "self_reported": 0,
            "owner": OF_UNIT,
            "lead": places.leaders[1],
            "responsible": [village.deputy],
        }
        row.update(more)
        return Draft(row, promise)

    soon, later = (today + timedelta(days) for days in (6, 21))
    pipe: Row = {
        "cause": "水管老化,没有明确维修责任人",
        "measures": "更换第3村民小组破损水管 60 米;明确管水员 1 名;逐户回访 18 户。",
        "persons_affected": 18,
        "state": RECTIFYING,
    }
    board: Row = {
        "cause": "公开栏没有专人管理",
        "measures": "更换公开栏全部内容;指定管理员每月 10 日前更新;监委会每月检查一次。",
    }
    closed = today - timedelta(230)
    return [
        chosen(
            12,
            "3.1",
            f"第3村民小组饮水管道漏水,{month}以来 18 户断续停水,村里只答复已上报,没有人上门维修。",
            pipe | {"deadline": soon.isoformat(), "first_deadline": soon.isoformat()},
            f"{chinese_day(soon)}前更换水管 60 米,恢复 18 户正常供水。",
        ),
        chosen(
            9,
            "3.1",
            f"第3村民小组饮水管漏水,{month}以来 18 户断续停水,村里只答复“已上报”,一直没有人上门维修。",
            pipe | {"deadline": later.isoformat(), "first_deadline": later.isoformat(), "discovery": "信访"},
            f"{chinese_day(later)}前恢复 18 户正常供水并逐户回访。",
        ),
        chosen(
            260,
            "3.2",
            "村务公开栏内容半年没有更新,低保和临时救助名单缺失,群众无从监督。",
            board
            | {
                "deadline": (closed + timedelta(10)).isoformat(),
                "first_deadline": (closed + timedelta(10)).isoformat(),
                "state": CLOSED,
                "result": "公开栏内容已全部更新,管理员名单已公示,监委会检查记录齐全。",
                "close_asked_by": CLERK,
                "close_asked_on": (closed - timedelta(2)).isoformat(),
                "closed_by": SECRETARY,
                "closed_on": closed.isoformat(),
                **{f"look_back_{days}": (closed + timedelta(days)).isoformat() for days in LOOK_BACK_DAYS},
                "looked_back_30": (closed + timedelta(31)).isoformat(),
                "look_result_30": HELD,
                "looked_back_90": (closed + timedelta(92)).isoformat(),
                "look_result_90": HELD,
                "looked_back_180": (today - timedelta(34)).isoformat(),
                "look_result_180": RELAPSED,
            },
            f"{chinese_day(closed + timedelta(10))}前更新公开栏全部内容,每月检查一次。",
        ),
        chosen(
            34,
            "3.2",
            "回头看发现村务公开栏再次停止更新 3 个月,低保和临时救助名单仍是旧的,管理员未履职。",
            board
            | {
                "deadline": (today - timedelta(4)).isoformat(),
                "first_deadline": (today - timedelta(4)).isoformat(),
                "state": RECTIFYING,
                "discovery": "督导查",
                "remark": RELAPSE_MARK,
            },
            f"{chinese_day(today - timedelta(4))}前更换管理员并更新公开栏全部内容。",
        ),
    ]


def link_relapse(problems: list[Row]) -> None:
    """Point the problem that came back to the one it was."""
    again = next(row for row in problems if row.get("remark") == RELAPSE_MARK)
    before = next(
        row
        for row in reversed(problems)
        if row["unit"] == again["unit"] and row["state"] == CLOSED and "公开栏内容半年" in text_of(row, "description")
    )
    again["relapse_of"] = before["id"]
