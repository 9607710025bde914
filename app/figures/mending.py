"""Self-check and rectification: part G of the main table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.fields import Row
from app.domain.rows import text_of, whole_of
from app.figures.cases import handed_on
from app.figures.event import Event, Mark, Rows
from app.ledgers.problem_rules import CLOSED, NOT_CLOSED, PERSONAL, TRANSFERRED

DISCOVERY = {"自己找": "G11", "群众提": "G12", "同事帮": "G13", "领导点": "G14"}


def problems(rows: Rows) -> Iterator[Event]:
    """问题台账: found, closed, handed on, posted, judged by the masses."""
    for row in problems_of(rows):
        mark = Mark("problem", row)
        found = row.get("found_on")
        owner = "G1P" if row.get("owner") == PERSONAL else "G1U"
        yield from mark.on(found, "G10", DISCOVERY.get(text_of(row, "discovery"), "G19"), owner)
        yield from mark.on(found if row.get("self_reported") else "", "G80")
        day, code = ended(row, rows)
        yield from mark.on(day, *((code,) if code else ()))
        if code == "G20":
            yield from mark.on(day, "F40", value=whole_of(row, "loss_recovered"))
        yield from mark.on(row.get("posted_from"), "G60")
        for key, code in (("satisfied", "G71"), ("fairly_satisfied", "G72"), ("dissatisfied", "G73")):
            yield from mark.on(row.get("verdict_on"), code, "G70", value=whole_of(row, key))


def problems_of(rows: Rows) -> Sequence[Row]:
    """Problems that may count: one that was closed before, and neither posted nor judged since, counts no more."""
    days = ("found_on", "posted_from", "verdict_on")
    return rows.lately("problem", *days, ends="closed_on", states=NOT_CLOSED)


def ended(row: Row, rows: Rows) -> tuple[str, str]:
    """The day a problem left the list and how: G20 closed, G35 made a clue, G36 handed on; ("", "") while it is open.

    What becomes a clue left the list on the day of the clue, not before it was found; one closed earlier, then.
    """
    closed = text_of(row, "closed_on") if row.get("state") == CLOSED else ""
    if row.get("clue"):
        received = text_of(rows.one("clue", whole_of(row, "clue")), "received_on")
        days = [day for day in (closed, max(received, text_of(row, "found_on")) if received else "") if day]
        return min(days, default=""), "G35" if days else ""
    if row.get("state") == TRANSFERRED:
        return handed_on(row, rows, "problem"), "G36"
    return (closed, "G20") if closed else ("", "")


def parts(rows: Rows) -> Iterator[Event]:
    """整改措施: tasks of single units, set and done; a problem that was not divided counts as one."""
    known = problems_of(rows)
    late = {whole_of(part, "problem") for part in rows.lately("problem_part", "done_on")}
    for row in (*known, *rows.some("problem", late - {whole_of(row, "id") for row in known})):
        mine = rows.by("problem_part", "problem", whole_of(row, "id"))
        if mine:
            for part in mine:
                mark = Mark("problem_part", part, category=text_of(row, "category"))
                yield from mark.on(row.get("found_on"), "G40")
                yield from mark.on(part.get("done_on"), "G41")
        elif row.get("measures"):
            mark = Mark("problem", row)
            yield from mark.on(row.get("found_on"), "G40")
            yield from mark.on(row.get("closed_on") if row.get("state") == CLOSED else "", "G41")


def promises(rows: Rows) -> Iterator[Event]:
    """整改承诺: signed, kept, posted, judged."""
    for row in rows.lately("commitment", "signed_on", "fulfilled_on", "posted_from", "verdict_on"):
        mark = Mark("commitment", row)
        yield from mark.on(row.get("signed_on"), "G50")
        yield from mark.on(row.get("fulfilled_on"), "G51")
        yield from mark.on(row.get("posted_from"), "G60")
        for key, code in (("satisfied", "G71"), ("fairly_satisfied", "G72"), ("dissatisfied", "G73")):
            yield from mark.on(row.get("verdict_on"), code, "G70", value=whole_of(row, key))


def self_checks(rows: Rows) -> Iterator[Event]:
    """自查报告: due, handed in, among them nil reports."""
    for row in rows.lately("self_check", "due_on", "to_on", "sent_on"):
        mark = Mark("self_check", row)
        yield from mark.on(row.get("due_on") or row.get("to_on"), "G90")
        yield from mark.on(row.get("sent_on"), "G91", *(("G92",) if row.get("zero_reason") else ()))
