"""Commands that write files: template, export, sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import Answer
from app.cli.opening import naming, opened
from app.cli.values import query_of
from app.domain.faults import Refused
from app.ledgers import ledger as ledger_of
from app.operations import exports, lists, own_forms, records, sheets, wall_paper
from app.operations.books import Book


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
        paths = [str(path) for path in own_forms.fill(book, ledger, ids, options.form, options.out)]
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
    """Public sheets and letters as PDF, xlsx or docx."""
    with opened(options) as book:
        unit = unit_of(book, options.unit)
        made = sheets.make_sheet(book, options.kind, unit=unit, period=options.period, ids=options.id)
        written: list[Path] = []
        for one in made:
            written += sheets.write_sheet(book, wall_paper.on_paper(one, options.paper), options.out, options.format)
    return Answer({"files": [str(path) for path in written]}, [str(path) for path in written])


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
