"""整改承诺 from ticked problems: one for each unit or each person, and how the promises of each unit were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.domain.days import chinese_day
from app.domain.faults import Fault, Refused
from app.domain.fields import Row
from app.domain.rows import id_of, ids_of, text_of
from app.domain.text import short
from app.ledgers.commitment import COMMITMENTS, OPEN_STATES
from app.ledgers.problem import OPEN, PROBLEMS
from app.operations.records_base import new_row, or_refuse, prepare
from app.storage.book import Book

By = Literal["unit", "person"]


@dataclass(frozen=True)
class Made:
    """The promises that were drawn up; `skipped` says in words which problems were left out and why."""

    ids: list[int] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    hints: dict[int, list[Fault]] = field(default_factory=dict)


def make_for(book: Book, problem_ids: Sequence[int], by: By = "unit") -> Made:
    """Draw up one promise for each responsible unit (or person) of some problems, all in one step.

    A problem that is closed, has no measures yet, became a clue, or is in an unkept promise of the same promisor
    already is left out and named.

    Raises:
        Refused: No problem of them can be promised; nothing was written.
    """
    groups: dict[int, list[Row]] = {}
    made = Made()
    for row in book.page("problem", problem_ids):
        owners = _owners(row, by)
        why = _why_not(row) or ("" if owners else "没有填责任人" if by == "person" else "没有填单位")
        if why:
            made.skipped.append(f"{_name(row)}:{why}")
        for owner in owners if not why else ():
            if known := _promised(book, row, by, owner):
                made.skipped.append(f"{_name(row)}:已在承诺 {known} 里")
            else:
                groups.setdefault(owner, []).append(row)
    if not groups:
        said = "\n".join(made.skipped) or "没有选中问题。"
        raise Refused(f"没有可以作承诺的问题,没有改动任何内容。\n{said}", "E-NOTHING")
    with book.change(f"由问题生成{COMMITMENTS.title}({len(groups)} 份)") as writer:
        for owner, rows in groups.items():
            promise = _promise(book, owner, rows, by)
            hints = or_refuse(prepare(COMMITMENTS, promise, writer))
            number = writer.save(COMMITMENTS, promise)
            made.ids.append(number)
            if hints:
                made.hints[number] = hints
    return made


def _owners(row: Row, by: By) -> list[int]:
    if by == "person":
        return ids_of(row, "responsible")
    unit = id_of(row, "responsible_unit") or id_of(row, "unit")
    return [unit] if unit else []


def _why_not(row: Row) -> str:
    if row.get("voided"):
        return "已作废"
    if row.get("state") not in OPEN:
        return f"已是“{text_of(row, 'state')}”"
    if row.get("clue"):
        return "已转问题线索,不公示也不作承诺"
    return "" if text_of(row, "measures") else "还没有写整改措施"


def _promised(book: Book, row: Row, by: By, owner: int) -> str:
    """The number of an unkept promise of this promisor that has the problem already, "" for none."""
    promisor = "个人" if by == "person" else "单位"
    for promise in book.rows("commitment", problems=id_of(row, "id"), promisor=promisor):
        if promise.get(by) == owner and promise.get("state") in OPEN_STATES:
            return text_of(promise, "number") or f"#{promise['id']}"
    return ""


def _promise(book: Book, owner: int, rows: Sequence[Row], by: By) -> Row:
    row = new_row(book, COMMITMENTS)
    if by == "person":
        person = book.row("person", owner) or {}
        row |= {"promisor": "个人", "person": owner, "unit": id_of(person, "unit") or _owners(rows[0], "unit")[0]}
    else:
        row |= {"promisor": "单位", "unit": owner}
    row |= {"problems": [id_of(one, "id") or 0 for one in rows], "text": "\n".join(_lines(rows))}
    return row


def _lines(rows: Sequence[Row]) -> list[str]:
    """What is promised about each problem: by when, what, and how much is given back."""
    out = []
    for place, row in enumerate(rows, 1):
        day = text_of(row, "deadline")
        start = f"{place}. " if len(rows) > 1 else ""
        until = f"{chinese_day(date.fromisoformat(day))}前" if day else ""
        said = text_of(row, "measures").rstrip("。; ")
        out.append(f"{start}{until}，{said}。" if until and not said.startswith(until) else f"{start}{said}。")
    return out


def _name(row: Row) -> str:
    return text_of(row, "number") or short(text_of(row, "description"), 14) or PROBLEMS.title
