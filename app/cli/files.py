"""Commands that write files: template, export, sheet."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import Answer
from app.cli.opening import naming, opened
from app.cli.values import query_of
from app.domain.faults import Refused
from app.ledgers import ledger as ledger_of
from app.operations import exports, lists, own_forms, records, sheets, wall_paper
from app.operations.books import Book

if TYPE_CHECKING:
    from app.operations.batch import Order


def template(options: argparse.Namespace) -> Answer:
    """A blank workbook for people without the program; for lines of a village its locked one."""
    ledger = ledger_of(options.register)
    with opened(options) as book:
        unit = unit_of(book, options.unit)
        if ledger.key == "finance_line" and unit:
            paths = _village_books(book, unit, options)
        else:
            paths = [exports.template(book, ledger, options.out, unit)]
    return Answer({"path": str(paths[0]), "register": ledger.key}, [str(path) for path in paths])


def _village_books(book: Book, unit: int, options: argparse.Namespace) -> list[Path]:
    """One locked workbook for each account set of a unit; the second one stands beside the first."""
    from app.domain.days import Period
    from app.operations import village_books

    try:
        period = Period.parse(options.period) if options.period else village_books.due_period(book.today())
    except ValueError as error:
        raise Refused(f"报告期:{error}。没有写出任何文件。", "E-PERIOD") from error
    out: Path = options.out
    return [
        village_books.write_one(book, owner, period, out if not place else out.with_stem(f"{out.stem}_{place + 1}"))
        for place, owner in enumerate(village_books.owners_of(book, unit))
    ]


def fill(options: argparse.Namespace) -> Answer:
    """The county's own form, filled with rows of a register."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger):
        ids = options.id or list(lists.ids(book, ledger, query_of(book, ledger, options.where, options.find)))
        issued = not options.form.is_file() and options.form.name in own_forms.issued(book, ledger.key)
        shelf = own_forms.issued_file(book, ledger.key, options.form.name) if issued else nullcontext(options.form)
        with shelf as form:
            paths = [str(path) for path in own_forms.fill(book, ledger, ids, form, options.out)]
    return Answer({"files": paths, "register": ledger.key}, paths)


def export(options: argparse.Namespace) -> Answer:
    """A register as a sheet; the ending of the file decides its kind."""
    ledger = ledger_of(options.register)
    with opened(options) as book, naming(ledger):
        query = query_of(book, ledger, options.where, options.find)
        rows = lists.count(book, ledger, query)
        path = exports.export_register(book, ledger, query, options.out)
    return Answer({"path": str(path), "register": ledger.key, "rows": rows}, [str(path)])


def sheet(options: argparse.Namespace) -> Answer:
    """Public sheets and letters as PDF, xlsx or docx; of several units or all as one batch."""
    if options.all or len(options.unit) > 1 or options.one_file or options.copies > 1 or options.ready_only:
        return _batch(options)
    with opened(options) as book:
        unit = unit_of(book, "".join(options.unit))
        made = sheets.make_sheet(book, options.kind, unit=unit, period=options.period, ids=options.id)
        written: list[Path] = []
        for one in made:
            written += sheets.write_sheet(book, wall_paper.on_paper(one, options.paper), options.out, options.format)
    return Answer({"files": [str(path) for path in written]}, [str(path) for path in written])


def _batch(options: argparse.Namespace) -> Answer:
    """Sheets of many units: refused as a whole where some are not ready, unless only the ready ones are wanted."""
    from app.operations import batch

    if options.copies > 1 and not options.one_file:
        raise Refused("份数要和 --one-file 一起用:一张表一个文件时,要几份在打印时选。没有写出任何文件。", "E-COPIES")
    with opened(options) as book:
        plan = batch.plan(book, _order(book, options))
        if plan.waiting and not options.ready_only:
            raise plan.refusal()
        if options.one_file:
            path, number = batch.write(book, plan, batch.make(book, plan), options.out)
            written = [path]
        else:
            written, number = batch.write_each(book, plan, options.out, options.format)
    files = [str(path) for path in written]
    left = [{"kind": kind, "title": piece.title, "why": why} for piece, kind, why in plan.told()]
    notes = [f"没有打印:{one['kind']}“{one['title']}”:{one['why']}" for one in left]
    return Answer({"files": files, "sheets": len(plan.ready), "batch": number, "left_out": left}, files, notes)


def _order(book: Book, options: argparse.Namespace) -> Order:
    """What a command line asks for; units are taken with all below them."""
    from app.domain.days import Period
    from app.operations import batch

    kind = batch.kinds_of(options.kind)
    if not options.period and not options.id:
        raise Refused(f"成批打印“{kind.title}”要指明报告期,例如 2026Q3。没有写出任何文件。", "E-PERIOD")
    period = Period.parse(options.period) if options.period else Period.of(book.today(), "quarter")
    tops = [unit_of(book, name) or 0 for name in options.unit]
    wanted = set(book.unit_and_below(tops)) if tops else None
    lines = batch.lines_of(book, period)
    return batch.Order(
        tuple(line.unit for line in lines if wanted is None or line.unit in wanted),
        period,
        {kind.key: options.copies},
        rows=(kind.register, tuple(options.id)) if options.id else None,
        by_kind=options.by_kind,
        paper=options.paper,
        duplex=options.duplex,
    )


def unit_of(book: Book, name: str) -> int | None:
    """The unit of that name, None for none named.

    Raises:
        Refused: No such unit, or several.
    """
    if not name:
        return None
    try:
        return records.reading(book).lookup.find("unit", name)
    except ValueError as error:
        raise Refused(f"单位:{error}。没有写出任何文件。", "E-UNIT") from error
