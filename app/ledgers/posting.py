"""What every posted thing has: from when to when and where it hung, and what people thought of it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Count, Day, Field, Row, Sensitivity, Text
from app.domain.ledger import Around
from app.domain.rows import text_of

POSTING = ("posted_from", "posted_to", "posted_at")
VERDICT = ("satisfied", "fairly_satisfied", "dissatisfied", "verdict_on")
_NONE_COUNTED = [None] * len(VERDICT[:-1])


def posting_fields(group: str, place: str = "公示地点", required_from: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """公示开始, 公示结束 and the place, under one heading of the form."""
    public = Sensitivity.PUBLIC
    return (
        Day(key="posted_from", label="公示开始", group=group, required_from=required_from, sensitivity=public),
        Day(key="posted_to", label="公示结束", group=group, required_from=required_from, sensitivity=public),
        Text(key="posted_at", label=place, group=group, required_from=required_from, sensitivity=public),
    )


def verdict_fields(group: str) -> tuple[Field, ...]:
    """How many were satisfied. Source: 集中整治方案 (二): 接受群众监督和评判."""
    return (
        Count(key="satisfied", label="满意(人)", group=group, unit="人"),
        Count(key="fairly_satisfied", label="基本满意(人)", group=group, unit="人"),
        Count(key="dissatisfied", label="不满意(人)", group=group, unit="人"),
        Day(key="verdict_on", label="评判日期", group=group, past=True),
    )


def taken_down_field(group: str) -> Field:
    """When the sheet came off the board (撤榜). Source: product B5."""
    return Day(
        key="taken_down_on",
        label="撤榜日期",
        group=group,
        past=True,
        sensitivity=Sensitivity.PUBLIC,
        hint="公示期满后撤下的日子;提前撤下的要重新公示",
    )


def verdict_dated(row: Row, around: Around) -> Iterable[Fault]:
    """Counts of a verdict have their day, and a sheet does not come down before its time.

    Source: product B5, B8; forms-and-rules 2.6, withdrawn_at.
    """
    counts = [row.get(key) for key in VERDICT[:-1]]
    if counts != _NONE_COUNTED and not row.get("verdict_on"):
        yield Fault("verdict_on", "评判日期:填了满意人数,请填评判的日期", "E-VERDICT", soft=True)
    if row.get("verdict_on") and not any(counts):
        yield Fault("verdict_on", "评判日期:还没有填满意、基本满意、不满意人数", "E-VERDICT", soft=True)
    if not row.get("taken_down_on"):
        return
    down, start, end = (text_of(row, key) for key in ("taken_down_on", "posted_from", "posted_to"))
    if start and down < start:
        yield Fault("taken_down_on", "撤榜日期:早于公示开始,请核对", "E-ORDER")
    elif end and down < end:
        yield Fault("taken_down_on", f"撤榜日期:公示到 {end},提前撤下的请重新公示或写明说明", "E-EARLY", soft=True)


def posted_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A notice does not come down before it went up."""
    start, end = text_of(row, "posted_from"), text_of(row, "posted_to")
    if start and end and end < start:
        yield Fault("posted_to", "公示结束:早于公示开始,请核对", "E-ORDER")
