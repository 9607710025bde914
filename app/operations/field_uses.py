"""字段去向: what each field of a register is used for, read from the declarations themselves. Source: product L13."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from app.domain.fields import Field, Link
from app.domain.ledger import LedgerDef
from app.paths import resource
from app.reports.sheet import Sheet
from app.storage.book import Book

NOWHERE = "没有地方用到:建议删去"
"""A field that nothing declared and nothing in the code asks for."""


def uses(ledger: LedgerDef, field: Field) -> list[str]:
    """Where a field goes, in the words of the clerk; [] for one that nothing asks for."""
    return list(dict.fromkeys(_uses(ledger, field))) or list(_by_code().get(f"{ledger.key}.{field.key}", ()))


def declared(ledger: LedgerDef, field: Field) -> bool:
    """Whether the declarations alone say what a field is for."""
    return any(True for _ in _uses(ledger, field))


@cache
def _by_code() -> dict[str, list[str]]:
    """What only the code uses, by register and field: made by tests/renew_field_uses.py."""
    found: dict[str, list[str]] = json.loads(resource("field_uses.json").read_text("utf-8"))
    return found


def said(ledger: LedgerDef, field: Field) -> str:
    """The same in one line."""
    return "、".join(uses(ledger, field)) or NOWHERE


def unused(ledger: LedgerDef) -> list[Field]:
    """Fields nothing has a use for: proposed for deletion."""
    return [field for field in ledger.typed if not uses(ledger, field)]


def sheet(book: Book, ledger: LedgerDef) -> Sheet:
    """The same on paper, a line for each field of a register."""
    from app.operations.on_paper import mark_of
    from app.reports.field_uses import field_uses_sheet

    lines = [(f.label, "是" if f.required else "否", f.hint or "", said(ledger, f)) for f in ledger.typed]
    return field_uses_sheet(ledger.title, lines, ledger.basis, mark_of(book))


def _uses(ledger: LedgerDef, field: Field) -> Iterator[str]:
    key = field.key
    if key in ledger.list_columns:
        yield "列表"
    for column in ledger.sheet_columns:
        if key in column.fields:
            yield f"表样“{column.title}”栏"
    yield from _days(ledger, key)
    yield from _deeds(ledger, key)
    if field.required or field.required_from:
        yield "审核:必填"
    if key in ledger.identity or key in (ledger.alike, ledger.alike_people):
        yield "认重复"
    if ledger.number is not None and key in str(ledger.number):
        yield "编号"
    if key in (ledger.unit_field, ledger.period_field, ledger.parent):
        yield "按单位、期间归集"
    if isinstance(field, Link) and (field.within or field.register):
        yield "关联记录"
    if ledger.travels is not None and field in ledger.travelling_fields:
        yield "上报包"


def _days(ledger: LedgerDef, key: str) -> Iterator[str]:
    if ledger.due and key in (ledger.due.field, ledger.due.since):
        yield "时限和亮灯"
    for clock in ledger.clocks:
        until = (clock.until,) if isinstance(clock.until, str) else clock.until
        if key == clock.field or key in until:
            yield f"待办“{clock.label}”"
    if ledger.running and key == ledger.running.field:
        yield "待办天数"


def _deeds(ledger: LedgerDef, key: str) -> Iterator[str]:
    for move in ledger.moves:
        if key in (*move.needs, *move.asks, *move.asks_empty, *move.stamps, *move.clears):
            yield f"办理“{move.label}”"
