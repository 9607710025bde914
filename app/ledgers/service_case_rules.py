"""When a case is due, whether it went over time, and what each of the four procedures needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from app.domain.faults import Fault
from app.domain.fields import Row, Value
from app.domain.ledger import Around
from app.domain.money import show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.event_days import days_follow
from app.ledgers.power_rules import PUBLISHED

INFORMED, ACCEPTED, HANDLED, SENT_UP = "告知", "受理", "承办", "报批中"
ANSWERED, RETURNED = "已回复", "已退回"
CLOSED = (ANSWERED, RETURNED)
INSTANT, PROMISED, APPROVAL, FORBIDDEN = "即办", "承诺", "报批", "禁办"
MODES = (INSTANT, PROMISED, APPROVAL, FORBIDDEN)


def item_of(row: Row, around: Around) -> Row | None:
    """The power a case is about."""
    item = id_of(row, "item")
    return around.row("power", item) if item else None


def derive(row: Row, around: Around) -> Mapping[str, Value]:
    """Agency and promised days of the item, the day the case is due, and whether it was finished too late."""
    out: dict[str, Value] = {}
    item, mode = item_of(row, around), row.get("mode")
    if item and row.get("unit") is None:
        out["unit"] = item.get("agency")
    if item and row.get("promised_days") is None and mode in (PROMISED, APPROVAL):
        out["promised_days"] = item.get("time_limit")
    due = due_on({**row, **out}, around)
    finished = text_of(row, "finished_on")
    out["due_on"] = due.isoformat() if due else None
    out["overdue"] = int(finished > due.isoformat()) if due and finished else None
    return out


def due_on(row: Row, around: Around) -> date | None:
    """The day a case has to be finished, None where no clock runs.

    即办 the same day; 承诺 and 报批 the promised working days after acceptance. The clock stands still while the
    papers are with the higher office, so a case that is there has no day of its own.
    Source: INV-131 to INV-133; forms-and-rules 2.18 sent_up_at, 5.1 instant, promise.
    """
    start, sent, back = (text_of(row, key) for key in ("accepted_on", "sent_up_on", "returned_on"))
    if not start or row.get("mode") not in (INSTANT, PROMISED, APPROVAL):
        return None
    first = date.fromisoformat(start)
    if row.get("mode") == INSTANT:
        return first
    if row.get("promised_days") is None or (sent and not back):
        return None
    waited = working_days(around, date.fromisoformat(sent), date.fromisoformat(back)) if sent else 0
    return around.add_working(first, whole_of(row, "promised_days") + waited)


def working_days(around: Around, start: date, end: date) -> int:
    """Working days after start up to and including end."""
    count = 0
    while start < end and (start := around.add_working(start, 1)) <= end:
        count += 1
    return count


def steps_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """告知, 受理, 报批, 办结, 回复 follow each other. Source: INV-128."""
    yield from days_follow(
        row,
        around,
        ("informed_on", "告知日期"),
        ("accepted_on", "受理日期"),
        ("sent_up_on", "上报日期"),
        ("returned_on", "批回日期"),
        ("finished_on", "办结日期"),
        ("replied_on", "回复日期"),
    )


def missing_named(row: Row, around: Around) -> Iterable[Fault]:
    """Who is told that papers are missing is told which, once. Source: INV-126, INV-136 (一次性告知)."""
    if row.get("complete") == 0 and not row.get("missing"):
        yield Fault("missing", "欠缺材料:材料不齐的,一次写全还缺哪些,打印一次性告知单", "E-REQUIRED")


def nothing_missing(row: Row, around: Around) -> str:
    """Why there is no 一次性告知单 to give, "" where papers are missing."""
    return "" if row.get("missing") else "“欠缺材料”没有填,没有要告知补齐的"


def mode_needs(row: Row, around: Around) -> Iterable[Fault]:
    """报批 has an agent, 禁办 a ground. Source: INV-133, INV-134."""
    if row.get("mode") == APPROVAL and row.get("state") != INFORMED and not row.get("agent"):
        yield Fault("agent", "代办人:报批件要有专人全程代办", "E-REQUIRED")
    if row.get("mode") == FORBIDDEN and not row.get("refuse_reason"):
        yield Fault("refuse_reason", "退回理由:禁办件要写明退回理由", "E-REQUIRED")
    if row.get("sent_up_on") and row.get("mode") not in (None, APPROVAL):
        yield Fault("sent_up_on", "上报日期:只有报批件才上报", "E-MODE")


def promise_kept_short(row: Row, around: Around) -> Iterable[Fault]:
    """Nobody promises more days than the list on the wall. Source: forms-and-rules 2.18; INV-132."""
    item = item_of(row, around)
    limit = item.get("time_limit") if item else None
    if isinstance(limit, int) and whole_of(row, "promised_days") > limit:
        soft = bool(row.get("explanation"))
        text = f"承诺时限:职权清单公开的是 {limit} 个工作日,不能更长;确有原因的在“说明”里写明"
        yield Fault("promised_days", text, "E-LIMIT", str(limit), soft=soft)


def fee_as_published(row: Row, around: Around) -> Iterable[Fault]:
    """What was taken is what the list says. Source: INV-135, INV-136 (一次性收费)."""
    item, taken = item_of(row, around), row.get("fee_charged")
    if item is None or not isinstance(taken, int):
        return
    standard = 0 if item.get("fee") == "不收费" else item.get("fee_amount")
    if isinstance(standard, int) and taken != standard:
        text = f"实收费用:清单上是 {show_yuan(standard)} 元,实收 {show_yuan(taken)} 元,请核对或写明说明"
        yield Fault("fee_charged", text, "E-FEE", show_yuan(standard), soft=True)


def item_is_published(row: Row, around: Around) -> Iterable[Fault]:
    """A case is about an item the public can read. Source: forms-and-rules 2.18, power_item_id."""
    item = item_of(row, around)
    if item and item.get("state") != PUBLISHED:
        yield Fault("item", "办理事项:这一项职权还没有公开,请先公开或写明说明", "E-ITEM", soft=True)


def may_accept(row: Row, around: Around) -> Iterable[Fault]:
    """What is incomplete is not accepted yet, and what is forbidden never."""
    if not row.get("complete"):
        yield Fault("complete", "材料齐全:材料不齐不能受理,请先按一次性告知单补齐", "E-PAPERS")
    if row.get("mode") == FORBIDDEN:
        yield Fault("mode", "办理方式:禁办件不受理,请办理“禁办回复”", "E-MODE")


def at_once(row: Row, around: Around) -> Iterable[Fault]:
    """即收即办: everything in one go, the same day. Source: INV-131."""
    yield from may_accept(row, around)
    yield from _only(INSTANT)(row, around)


def _only(mode: str) -> Callable[[Row, Around], Iterable[Fault]]:
    def rule(row: Row, around: Around) -> Iterable[Fault]:
        if row.get("mode") != mode:
            yield Fault("mode", f"办理方式:只有“{mode}”件才能这样办", "E-MODE")

    return rule


only_approval, only_forbidden = _only(APPROVAL), _only(FORBIDDEN)
