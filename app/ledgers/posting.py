"""What every posted thing has: from when to when and where it hung, and what people thought of it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Count, Day, Field, Row, Sensitivity, Text
from app.domain.ledger import Around
from app.domain.rows import text_of


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
    )


def posted_in_order(row: Row, around: Around) -> Iterable[Fault]:
    """A notice does not come down before it went up."""
    start, end = text_of(row, "posted_from"), text_of(row, "posted_to")
    if start and end and end < start:
        yield Fault("posted_to", "公示结束:早于公示开始,请核对", "E-ORDER")
