"""Promises to mend: about sixty, each about one problem, kept, posted or broken as the problem went."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.domain.fields import Row
from app.domain.rows import id_of, text_of
from app.domain.short_code import code_of
from app.ledgers.commitment import BROKEN, DRAFT, KEPT, POSTED, SIGNED
from app.ledgers.problem import CLOSED, TRANSFERRED
from app.operations.demo_places import SHORT, Places
from app.operations.demo_problems import Found, post

OF_OPEN, OF_CLOSED = 22, 38


def make_promises(rng: Random, places: Places, found: Found, today: date) -> list[Row]:
    """Promises in the order they were drawn up, numbered by the year of that day."""
    fit = [row for row in found.problems if row.get("measures") and row["state"] != TRANSFERRED]
    closed = [row for row in fit if row["state"] == CLOSED]
    going_on = [row for row in fit if row["state"] != CLOSED]
    chosen = _spread(closed, OF_CLOSED) + _spread(going_on, OF_OPEN)
    drawn = [(_drawn_on(rng, row, today), row) for row in chosen]
    drawn.sort(key=lambda pair: (pair[0], id_of(pair[1], "id") or 0))
    rows, numbers = [], dict[int, int]()
    for place, (day, problem) in enumerate(drawn, 1):
        left = len(drawn) - place
        stop = DRAFT if left < 2 else SIGNED if left < 4 else ""
        numbers[day.year] = numbers.get(day.year, 0) + 1
        row = _promise(rng, places, problem, found.promises[id_of(problem, "id") or 0], day, today, stop)
        rows.append(
            row | {"id": place, "number": f"{SHORT}纪诺〔{day.year}〕{numbers[day.year]}号", "code": code_of(place)}
        )
    return rows


def _spread(rows: list[Row], count: int) -> list[Row]:
    """That many, evenly over the years."""
    return [rows[place * len(rows) // count] for place in range(min(count, len(rows)))]


def _drawn_on(rng: Random, problem: Row, today: date) -> date:
    return min(date.fromisoformat(text_of(problem, "found_on")) + timedelta(rng.randint(1, 3)), today)


def _promise(rng: Random, places: Places, problem: Row, words: str, drawn: date, today: date, stop: str) -> Row:
    responsible = problem.get("responsible")
    person = responsible[0] if isinstance(responsible, list) and responsible else None
    alone = rng.random() < 0.15 and person is not None
    unit = id_of(problem, "unit") or 0
    who = places.name(person) if alone and person else places.unit_name(unit)
    end = f"责任人:{places.name(person)}。" if person and not alone else "请群众监督。"
    row: Row = {
        "promisor": "个人" if alone else "单位",
        "unit": unit,
        "person": person,
        "problems": [id_of(problem, "id") or 0],
        "text": f"{who}承诺:{_until(words, text_of(problem, 'first_deadline'))}{end}",
        "deadline": problem["first_deadline"],
        "state": DRAFT,
    }
    if (today - drawn).days >= 2 and stop != DRAFT:
        _carry_on(rng, places, row, problem, drawn + timedelta(rng.randint(0, 1)), today, stop)
    return row


def _until(words: str, day: str) -> str:
    """The promise with the deadline that stands in the register, whatever the pattern said."""
    year, month, number = (int(part) for part in day.split("-"))
    before, _, rest = words.partition("前")
    return f"{year}年{month}月{number}日前{rest}" if before.endswith("日") else words


def _carry_on(rng: Random, places: Places, row: Row, problem: Row, signed: date, today: date, stop: str) -> None:
    row |= {"state": SIGNED, "signed_on": signed.isoformat()}
    if stop == SIGNED or not post(rng, places, row, "posted_at", signed + timedelta(1), today):
        return
    row["state"] = POSTED
    if problem["state"] != CLOSED:
        if text_of(row, "deadline") < (today - timedelta(90)).isoformat():
            _break(row, "到期未完成,已重新约定时限,继续整改")
        return
    closed = text_of(problem, "closed_on")
    if closed > text_of(row, "deadline"):
        _break(row, f"原承诺期限内未完成,延期后于 {closed} 销号")
    else:
        row |= {"state": KEPT, "fulfilled_on": max(closed, signed.isoformat()), "outcome": problem["result"]}


def _break(row: Row, outcome: str) -> None:
    row |= {"state": BROKEN, "outcome": outcome, "remark": "未按期兑现,已在公开栏说明"}
