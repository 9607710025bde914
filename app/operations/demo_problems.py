"""Three years of problems in the practice township: found, rectified, extended, closed, some come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.domain.days import Period, chinese_day
from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.ledgers.problem import (
    ASSIGNED,
    CHECKING,
    CLOSED,
    EXTENDED,
    LOOK_BACK_DAYS,
    RECTIFYING,
    REGISTERED,
    TRANSFERRED,
)
from app.ledgers.problem_rules import HELD, OF_UNIT
from app.operations.demo_cases import CASES, VILLAGE, Case
from app.operations.demo_chosen import Draft, chosen_ones, link_relapse
from app.operations.demo_places import CLERK, SECRETARY, Places, Station, Village

MONTHS = 36
OLDER, RECENT = (6, 7, 7), 10
JUST_NOW = (1, 2, 5)
DISCOVERY = (
    *("自己找", "群众提", "群众提", "同事帮", "领导点", "自查", "自查", "相互查", "督导查"),
    *("专项查", "重点查", "信访", "巡察", "审计", "暗访", "上级交办", "主动说明"),
)
WITH_MONEY = ("涉及外出务工人员,需待其返乡核对签字", "收款账号有误,正在逐户更正", "票据需到原开具单位核对")
EXTENSIONS = (
    "需报县级主管部门批复,批复未下达",
    "涉及外出务工人员,需待其返乡核对签字",
    "制度修订需开会讨论,会议因防汛顺延",
)
TRANSFERS = (("县公安局", "涉嫌虚开票据,移送进一步核查"), ("县市场监督管理局", "超出乡级处理权限,移送主管部门"))
PLAN = (
    *("later", "overdue", "checking", "soon", "later", "extended", "week"),
    *("later", "soon", "overdue", "checking", "later", "extended"),
)


@dataclass
class Found:
    """Problems with their progress, and the promise each pattern offers."""

    problems: list[Row] = field(default_factory=list)
    progress: list[Row] = field(default_factory=list)
    promises: dict[int, str] = field(default_factory=dict)


def first_month(today: date) -> date:
    """The first day of the oldest month: three years with the running one."""
    months = today.year * 12 + today.month - 1 - (MONTHS - 1)
    return date(months // 12, months % 12 + 1, 1)


def make_problems(rng: Random, places: Places, today: date) -> Found:
    """All problems in the order they were found, so that their numbers have no gap."""
    drafts = [_draft(rng, places, day, case) for day, case in _calendar(rng, today)]
    drafts = [draft for draft, fresh in zip(drafts, _fresh(drafts), strict=True) if fresh]
    _decide(rng, places, drafts, today)
    drafts += chosen_ones(places, today)
    drafts.sort(key=lambda draft: text_of(draft.row, "found_on"))
    out = Found()
    for number, draft in enumerate(drafts, 1):
        draft.row["id"] = number
        out.problems.append(draft.row)
        out.promises[number] = draft.promise
    link_relapse(out.problems)
    for row in out.problems:
        out.progress.extend(_progress(rng, places, row, today))
    for number, line in enumerate(out.progress, 1):
        line["id"] = number
    return out


def _calendar(rng: Random, today: date) -> list[tuple[date, Case]]:
    days: list[date] = []
    month = Period.of(first_month(today), "month")
    while month.first <= today:
        recent = (today - month.last).days < 100
        span = (min(month.last, today) - month.first).days
        days += [month.first + timedelta(rng.randint(0, span)) for _ in range(RECENT if recent else rng.choice(OLDER))]
        month = month.next()
    days += [today - timedelta(ago) for ago in JUST_NOW]
    deck: list[Case] = []
    while len(deck) < len(days):
        # village patterns weigh more: there are 14 villages and one station of each kind
        hand = [case for case in CASES for _ in range(3 if case.on == VILLAGE else 1)]
        rng.shuffle(hand)
        deck += hand
    return list(zip(sorted(days), deck, strict=False))


def _fresh(drafts: list[Draft]) -> list[bool]:
    seen: set[str] = set()
    out = []
    for draft in drafts:
        text = text_of(draft.row, "description")
        out.append(text not in seen)
        seen.add(text)
    return out


def _draft(rng: Random, places: Places, found: date, case: Case) -> Draft:
    place: Village | Station
    if case.on == VILLAGE:
        place = village = rng.choice(places.villages)
        group = rng.choice(village.groups)[1]
        lead = places.leaders[village.id % len(places.leaders)]
        responsible = rng.choice((village.secretary, village.deputy))
    else:
        place = station = places.stations[rng.choice(case.on)]
        group, lead, responsible = "", places.leaders[station.id % len(places.leaders)], station.head
    count, each = rng.randint(*case.n), rng.randrange(case.each[0], case.each[1] + 1, case.each[2])
    deadline = found + timedelta(rng.choice((15, 20, 30, 30, 30, 45, 60)))
    before = Period.of(found, "month").previous()
    facts = {
        "n": count,
        "each": f"{each:,}",
        "amount": f"{count * each:,}",
        "group": group,
        "month": before.title,
        "quarter": Period.of(found, "quarter").previous().title,
        "year": f"{before.first.year}年",
        "by": chinese_day(deadline),
    }
    money = count * each * 100
    row: Row = {
        "unit": place.id,
        "found_on": found.isoformat(),
        "discovery": rng.choice(DISCOVERY),
        "category": case.category,
        "description": case.text.format(**facts),
        "self_reported": 0,
        "owner": OF_UNIT,
        "cause": case.cause,
        "measures": case.measures.format(**facts),
        "lead": lead,
        "responsible": [responsible],
        "deadline": deadline.isoformat(),
        "first_deadline": deadline.isoformat(),
        "result": case.result.format(**facts),
        "state": REGISTERED,
    }
    if any(f"{{n}} {people}" in case.text for people in "户人名"):
        row["persons_affected"] = count
    if case.money:
        row |= {"amount_involved": money}
        if case.money == "back":
            row |= {"amount_due": money, "amount_returned": 0, "amount_unreturned": money}
    if row["discovery"] == "主动说明":
        row |= {"self_reported": 1, "persons": [responsible]}
    return Draft(row, case.promise.format(**facts))


def _decide(rng: Random, places: Places, drafts: list[Draft], today: date) -> None:
    """Say of each problem whether it is still open, and how it stands."""
    opened = transferred = 0
    for draft in drafts:
        row = draft.row
        age = (today - date.fromisoformat(text_of(row, "found_on"))).days
        chance = 0.95 if age < 45 else 0.7 if age < 100 else 0.45 if age < 170 else 0.08
        if rng.random() < chance:
            _leave_open(rng, row, age, PLAN[opened % len(PLAN)], today)
            opened += 1
        elif age > 60 and transferred < 4 and row["category"] in ("2.1", "2.2"):
            where, why = TRANSFERS[transferred % 2]
            row |= {"state": TRANSFERRED, "transferred_to": where, "remark": f"移送理由:{why}", "result": None}
            transferred += 1
        else:
            _close(rng, places, row, age, today)


def _leave_open(rng: Random, row: Row, age: int, plan: str, today: date) -> None:
    row["state"] = RECTIFYING
    if age <= 6:
        row["state"] = REGISTERED if age <= 3 else ASSIGNED
        row |= {"measures": None, "responsible": []}
        plan = "later" if plan in ("overdue", "extended", "checking") else plan
    ahead = {
        "overdue": -rng.randint(1, min(25, max(1, age - 4))),
        "week": rng.randint(0, 4),
        "soon": rng.randint(2, 9),
        "later": rng.randint(14, 55),
        "extended": rng.randint(10, 40),
        "checking": rng.randint(-3, 12),
    }[plan]
    deadline = today + timedelta(ahead)
    row |= {"deadline": deadline.isoformat(), "first_deadline": deadline.isoformat()}
    if plan == "extended" or age > 120:
        found = date.fromisoformat(text_of(row, "found_on"))
        first = min(found + timedelta(rng.choice((20, 30, 45))), deadline - timedelta(7))
        row |= {
            "first_deadline": max(first, found).isoformat(),
            "extension_reason": _why_later(rng, row),
            **_approved(row, max(first, found) - timedelta(1)),
            "state": EXTENDED if plan == "extended" else RECTIFYING,
        }
    if plan == "checking":
        asked = today - timedelta(rng.randint(0, 3))
        row |= {"state": CHECKING, "close_asked_by": CLERK, "close_asked_on": asked.isoformat()}
        _pay_back(row)
    else:
        row["result"] = None


def _close(rng: Random, places: Places, row: Row, age: int, today: date) -> None:
    found, first = (date.fromisoformat(text_of(row, key)) for key in ("found_on", "first_deadline"))
    deadline, allowed = first, (first - found).days
    if rng.random() < 0.12 and age > allowed + 30:
        deadline = first + timedelta(30)
        row |= {
            "deadline": deadline.isoformat(),
            "extension_reason": _why_later(rng, row),
            **_approved(row, first - timedelta(1)),
        }
    earliest = found + timedelta(3 if deadline == first else allowed + 1)
    latest = min(deadline, today)
    closed = earliest + timedelta(rng.randint(0, max(0, (latest - earliest).days)))
    closed = min(closed, today)
    asked = max(found, closed - timedelta(rng.randint(1, 3)))
    row |= {
        "state": CLOSED,
        "close_asked_by": CLERK,
        "close_asked_on": asked.isoformat(),
        "closed_by": SECRETARY,
        "closed_on": closed.isoformat(),
        **{f"look_back_{days}": (closed + timedelta(days)).isoformat() for days in LOOK_BACK_DAYS},
    }
    _pay_back(row)
    look_back(row, closed, today)
    post(rng, places, row, "posted_at", closed + timedelta(rng.randint(1, 3)), today)


def look_back(row: Row, closed: date, today: date) -> None:
    """Say that it held at every look back whose day came, but for the last few days: those still wait."""
    for days in LOOK_BACK_DAYS:
        day = closed + timedelta(days)
        if day <= today - timedelta(4):
            row |= {f"looked_back_{days}": (day + timedelta(1)).isoformat(), f"look_result_{days}": HELD}


def post(rng: Random, places: Places, row: Row, place: str, start: date, today: date) -> bool:
    """Put a notice up for a week and count who was satisfied once it is down; False where it is not up yet."""
    if start > today:
        return False
    board = places.units[(id_of(row, "unit") or 1) - 1].get("board") or places.units[1]["board"]
    row |= {"posted_from": start.isoformat(), "posted_to": (start + timedelta(7)).isoformat(), place: board}
    if start + timedelta(7) <= today and rng.random() < 0.6:
        row |= {"satisfied": rng.randint(9, 30), "fairly_satisfied": rng.randint(0, 5)}
        row["dissatisfied"] = rng.choice((0, 0, 0, 1))
        row["verdict_on"] = (start + timedelta(7)).isoformat()
    if start + timedelta(9) <= today:
        row["taken_down_on"] = (start + timedelta(8)).isoformat()
    return True


def _approved(row: Row, day: date) -> Row:
    """Who put a deadline off: the clerk, as the leader in charge approved."""
    found = date.fromisoformat(text_of(row, "found_on"))
    approver = row.get("lead")
    return {
        "extension_approver": approver,
        "extended_by": CLERK,
        "extended_on": max(day, found).isoformat(),
        "extension_count": 1,
    }


def _why_later(rng: Random, row: Row) -> str:
    return rng.choice(WITH_MONEY if row.get("amount_involved") else EXTENSIONS)


def _pay_back(row: Row) -> None:
    if row.get("amount_due") is not None:
        row |= {"amount_returned": row["amount_due"], "amount_unreturned": 0}


def _progress(rng: Random, places: Places, row: Row, today: date) -> list[Row]:
    measures, responsible = text_of(row, "measures"), row.get("responsible")
    if not measures or not isinstance(responsible, list) or row["state"] == TRANSFERRED:
        return []
    found = date.fromisoformat(text_of(row, "found_on"))
    end = date.fromisoformat(text_of(row, "close_asked_on")) if row.get("close_asked_on") else today
    parts = [part for part in measures.rstrip("。").split(";") if part]
    done = len(parts) if row.get("close_asked_on") else rng.randint(0, len(parts) - 1)
    name = places.name(responsible[0])
    lines = [f"开碰头会,{name}负责,按 {len(parts)} 项措施逐项落实,{text_of(row, 'first_deadline')} 前完成。"]
    lines += [f"第 {n} 项措施“{part}”已落实,有记录可查。" for n, part in enumerate(parts[:done], 1)]
    if (row.get("amount_due") or 0) and row.get("amount_returned"):
        lines.append("应退款项已全部退清,缴款和领取凭证已交乡纪委留存。")
    step = max(0, (end - found).days) / len(lines)
    return [
        {
            "problem": row["id"],
            "on_day": (found + timedelta(int(step * (n + 0.5)))).isoformat(),
            "text": text,
            "by_whom": name if n % 2 else CLERK,
        }
        for n, text in enumerate(lines)
    ]
