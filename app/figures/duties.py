"""Disclosure, checks, complaints, service, appraisal and institutions: parts H to M of the main table."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.rows import text_of, whole_of
from app.figures.event import Event, Mark, Rows
from app.ledgers.complaint import OURS, REPORT, SERVICE
from app.ledgers.inspection import BY_PHONE, COVERT, ON_PAPER, ON_SITE
from app.ledgers.letter import ADVICE, OUT_STATES
from app.ledgers.service_case_rules import APPROVAL, FORBIDDEN, INSTANT, PROMISED
from app.ledgers.survey import FIRM as SURVEYED

CHECK_FORMS = {ON_SITE: "I12", BY_PHONE: "I13", ON_PAPER: "I14"}
CHECK_KINDS = {
    "自查": "I15",
    "相互查": "I16",
    "督导查": "I17",
    "专项查": "I18",
    "重点查": "I19",
    "半年督查": "I1A",
    "日常检查": "I1B",
}
CHANNELS = {"来信": "J21", "来访": "J22", "来电": "J23", "网络": "J24"}
MODES = {INSTANT: "K11", PROMISED: "K12", APPROVAL: "K13", FORBIDDEN: "K14"}


def sheets(rows: Rows) -> Iterator[Event]:
    """财务公开, by the day it was due: in time, late, not at all; group sheets and village sheets apart."""
    for row in rows.lately("finance_sheet", "due_on", "posted_from"):
        mark, due = Mark("finance_sheet", row), text_of(row, "due_on")
        if row.get("special"):
            yield from mark.on(row.get("posted_from"), "H30")
            continue
        base = "H1" if row.get("level") == "组级" else "H2"
        posted = text_of(row, "posted_from")
        outcome = "3" if not posted else "1" if posted <= due else "2"
        yield from mark.on(due, f"{base}0", f"{base}{outcome}")


def affairs(rows: Rows) -> Iterator[Event]:
    """专项公开 and what villagers asked."""
    for row in rows.lately("affairs_item", "posted_from"):
        if row.get("special"):
            yield from Mark("affairs_item", row).on(row.get("posted_from"), "H30")
    for row in rows.lately("question", "asked_on", "answered_on", "corrected_on"):
        mark = Mark("question", row)
        yield from mark.on(row.get("asked_on"), "H40")
        yield from mark.on("" if row.get("late") else row.get("answered_on"), "H41")
        yield from mark.on(row.get("corrected_on"), "H42")


def inspections(rows: Rows) -> Iterator[Event]:
    """监督检查 by form and kind, what they found, what was ordered; board, approval and fund checks beside them."""
    for row in rows.lately("inspection", "on_day"):
        mark, day = Mark("inspection", row), row.get("on_day")
        form = CHECK_FORMS.get(text_of(row, "form"), "I12")
        yield from mark.on(day, "I10", form, CHECK_KINDS.get(text_of(row, "kind"), "I1B"))
        yield from mark.on(day if row.get("way") == COVERT else "", "I11")
        for line in rows.by("finding", "inspection", whole_of(row, "id")):
            yield from Mark("finding", line).on(day, "I20")
        if row.get("order_due") or row.get("order_no"):
            yield from mark.on(day, "I21", *(("I22",) if row.get("order_no") else ()))
    for register in ("board_check", "approval_check", "fund_check"):
        for row in rows.lately(register, "checked_on"):
            mark = Mark(register, row)
            code = {"board_check": "I30", "approval_check": "I40", "fund_check": "I50"}[register]
            faulty = (f"{code[:2]}1",) if row.get("fault_count") else ()
            yield from mark.on(row.get("checked_on"), code, *faulty)


def complaints(rows: Rows) -> Iterator[Event]:
    """信访举报 by channel, scope and kind; complaints about service are part K."""
    for row in rows.lately("complaint", "received_on", "closed_on", "told_on", "answered_on"):
        mark, day = Mark("complaint", row), row.get("received_on")
        if row.get("sealed"):
            yield from mark.on(day, "J18")
        elif row.get("kind") == SERVICE:
            yield from mark.on(day, "K30")
            yield from mark.on(row.get("closed_on"), "K31")
        elif row.get("kind") == REPORT:
            scope = "J11" if row.get("scope") in (OURS, None, "") else "J12"
            yield from mark.on(day, "J10", CHANNELS.get(text_of(row, "way"), "J25"), scope)
            yield from mark.on(day, "J14" if row.get("repeat_of") else "J13")
            yield from mark.on(day if row.get("real_name") else "", "J15")
            yield from mark.on(_in_time(row.get("told_on"), row.get("accept_due")), "J16")
            yield from mark.on(_in_time(row.get("answered_on"), row.get("feedback_due")), "J17")


def services(rows: Rows) -> Iterator[Event]:
    """办件 by kind; finished in time or not."""
    for row in rows.lately("service_case", "accepted_on", "informed_on", "finished_on"):
        mark = Mark("service_case", row)
        mode = MODES.get(text_of(row, "mode"))
        yield from mark.on(row.get("accepted_on") or row.get("informed_on"), *(("K10", mode) if mode else ()))
        if row.get("mode") != FORBIDDEN:
            yield from mark.on(row.get("finished_on"), "K21" if row.get("overdue") else "K20")


def appraisals(rows: Rows) -> Iterator[Event]:
    """民主评议, 整改建议书, 民意调查, 考核."""
    met: set[tuple[str, str]] = set()
    for row in rows.lately("appraisal", "met_on"):
        meeting = (text_of(row, "met_on"), text_of(row, "place"))
        if row.get("kind") == "民主评议会" and meeting not in met:
            met.add(meeting)
            yield from Mark("appraisal", row).on(row.get("met_on"), "L10")
    for row in rows.lately("interview", "on_day"):
        code = {"民主评议排名靠后": "L11", "季度考核排名靠后": "L40"}.get(text_of(row, "reason"))
        yield from Mark("interview", row).on(row.get("on_day"), *((code,) if code else ()))
    for row in rows.lately("letter", "on_day", "replied_on"):
        if row.get("kind") == ADVICE and row.get("state") in OUT_STATES:
            mark = Mark("letter", row)
            yield from mark.on(row.get("on_day"), "L20")
            yield from mark.on(_in_time(row.get("replied_on"), row.get("reply_due")), "L21")
    for row in rows.lately("survey", "to_on"):
        if row.get("state") in SURVEYED:
            yield from Mark("survey", row).on(row.get("to_on"), "L30", value=whole_of(row, "valid"))
    for row in rows.lately("assessment", "issued_on"):
        mark = Mark("assessment", row)
        yield from mark.on(row.get("issued_on"), "L41", value=whole_of(row, "fund_cut"))
        yield from mark.on(row.get("issued_on"), "L42", value=whole_of(row, "fund_reward"))


def institutions(rows: Rows) -> Iterator[Event]:
    """制度, 宣传, 联席会议."""
    for row in rows.lately("institution", "issued_on"):
        yield from Mark("institution", row).on(row.get("issued_on"), "M10")
    for row in rows.lately("publicity", "on_day"):
        yield from Mark("publicity", row).on(row.get("on_day"), "M20")
    for row in rows.lately("meeting", "on_day"):
        if row.get("kind") == "联席会议" and row.get("state") == "已召开":
            yield from Mark("meeting", row).on(row.get("on_day"), "M30")


def _in_time(done: object, due: object) -> str:
    """The day it was done, "" where that was too late or nothing was due."""
    return str(done) if done and (not due or str(done) <= str(due)) else ""
