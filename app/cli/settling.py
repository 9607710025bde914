"""Settling personal things from the command line: list what is open, decide by number, take decisions back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from app.cli.answers import Answer
from app.cli.files import unit_of
from app.cli.opening import BadUsage, opened
from app.cli.values import query_of
from app.domain.faults import Refused
from app.ledgers import SHELF
from app.ledgers import ledger as ledger_of
from app.operations import exports, packets, settlings, sheets
from app.operations.books import Book
from app.operations.gate import Finding, Unsettled
from app.operations.settlings import KEEP, MASK, MISTAKEN, REMOVE

PACKET = "packet"
ACTIONS = (("mask", MASK), ("remove", REMOVE), ("keep", KEEP), ("mistaken", MISTAKEN))


def settle(options: argparse.Namespace) -> Answer:
    """What is open on a sheet, register or packet, after doing what was asked; and what was decided before."""
    with opened(options) as book:
        look = _look(book, options)
        before = _pending(look)
        taken = settlings.take_back(book, options.take_back)
        done = sum(_decide(book, before, action, _numbers(options, name, before), options) for name, action in ACTIONS)
        left = _pending(look) if done or taken else before
        decided = settlings.settlings(book, "" if options.kind == PACKET else options.kind)
    data = {
        "settled": done,
        "taken_back": taken,
        "pending": [_finding(number, one) for number, one in enumerate(left, 1)],
        "decisions": [asdict(one) for one in decided],
    }
    lines = [f"{number}\t{one.where}\t{one.kind}\t{one.excerpt} → {one.proposed}" for number, one in enumerate(left, 1)]
    lines += [
        f"[{one.id}]\t{one.place}\t{one.kind}\t{one.action} {one.reason}".rstrip()
        for one in decided
        if not one.taken_back
    ]
    notes = [f"已处理 {done} 处,取回 {taken} 处。"] if done or taken else []
    notes += [f"还有 {len(left)} 处个人信息没有处理。"] if left else ["个人信息都已处理,可以打印。"]
    return Answer(data, lines, notes)


def _look(book: Book, options: argparse.Namespace) -> Callable[[], object]:
    """What is made of the kind that was named, only to see what stops it."""
    kind = options.kind
    if kind == PACKET:
        if not options.month:
            raise BadUsage("处理上报包里的个人信息,要写 --month 月份。没有改动任何内容。")
        return lambda: packets.look_through(book, options.month)
    if any(one.key == kind for one in sheets.kinds()):
        unit = unit_of(book, options.unit)
        return lambda: sheets.make_sheet(book, kind, unit=unit, period=options.period, ids=options.id)
    if kind in SHELF:
        ledger = ledger_of(kind)
        return lambda: exports.sheet_of_register(book, ledger, query_of(book, ledger, (), ""))
    raise Refused(f"没有“{kind}”这种表或台账。没有改动任何内容;用 sheets、registers 查看,上报包写 packet。", "E-SHEET")


def _pending(look: Callable[[], object]) -> list[Finding]:
    try:
        look()
    except Unsettled as error:
        return list(error.findings)
    return []


def _numbers(options: argparse.Namespace, name: str, before: Sequence[Finding]) -> list[int]:
    if name == "mask" and options.mask_all:
        return list(range(1, len(before) + 1))
    return list(getattr(options, name))


def _decide(
    book: Book, before: Sequence[Finding], action: str, numbers: Sequence[int], options: argparse.Namespace
) -> int:
    if wrong := next((number for number in numbers if number > len(before)), 0):
        raise Refused(f"没有第 {wrong} 处,一共 {len(before)} 处。请先不带处理选项列出来再定。", "E-NUMBER")
    return len(settlings.settle(book, [before[number - 1] for number in numbers], action, options.reason))


def _finding(number: int, one: Finding) -> dict[str, Any]:
    return {
        "number": number,
        "sheet": one.title,
        "row": one.place.row,
        "column": one.place.column,
        "where": one.where,
        "kind": str(one.kind),
        "excerpt": one.excerpt,
        "proposed": one.proposed,
        "keep": list(settlings.reasons_to_keep(one)),
        "mistaken": list(settlings.reasons_mistaken(one)),
    }
