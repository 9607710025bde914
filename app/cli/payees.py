"""同一收款人: the county hands the key out and compares, a township loads the key."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import opened, signing_passwords
from app.domain.money import show_yuan
from app.operations import county_marks, county_payees, marks, sheets
from app.operations.county_payees import Same


def list_payees(options: argparse.Namespace) -> Answer:
    """What is equal in several townships, or in one; with --out as a sheet too."""
    with opened(options) as book:
        found = county_payees.same(book, within=options.within, names=options.names)
        written = []
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            sheet = county_payees.paper(book, found, within=options.within, names=options.names)
            written = [str(path) for path in sheets.write_sheet(book, sheet, options.out)]
        left = [one for one in county_marks.states(book) if one.code]
    words = [line for one in found for line in _words(one)] or ["没有发现相同的。"]
    words += [f"没有参加比对:{one.name}\t{one.told}" for one in left]
    data = {
        "groups": [_data(one) for one in found],
        "left_out": [{"township": one.township, "name": one.name, "code": one.code} for one in left],
        "files": written,
    }
    return Answer(data, [*words, *written])


def _words(one: Same) -> list[str]:
    head = f"{one.told}\t{len(one.townships)} 个乡镇\t{len(one.rows)} 笔\t{show_yuan(one.total)} 元"
    return [head, *(f"  {row.township}{row.called}\t{show_yuan(row.amount or 0)} 元" for row in one.rows)]


def _data(one: Same) -> dict[str, object]:
    return {"basis": one.basis, "year": one.year, "total": one.total, "rows": [asdict(row) for row in one.rows]}


def townships(options: argparse.Namespace) -> Answer:
    """Of every township whether its marks are compared, and if not why."""
    with opened(options) as book:
        found = county_marks.states(book)
    words = [f"{one.name}\t{one.told}\t{one.sent_at or '-'}" for one in found]
    return Answer([asdict(one) for one in found], words)


def key(options: argparse.Namespace) -> Answer:
    """Write the key, one file for each township."""
    with opened(options) as book:
        options.out.mkdir(parents=True, exist_ok=True)
        done = county_marks.hand_out(book, options.out, signing_passwords(options, book), new=options.new)
    written = [{**asdict(one), "path": str(one.path)} for one in done.written]
    words = [f"{one.name}\t{one.path}" for one in done.written]
    left = [f"没有写:{name}\t{county_marks.NO_SEAL}" for name in done.left_out]
    return Answer({"year": done.year, "written": written, "left_out": list(done.left_out)}, [*words, *left])


def load(options: argparse.Namespace) -> Answer:
    """Take in the county's key."""
    with opened(options) as book:
        done = [marks.load(book, path) for path in options.files]
    return Answer([asdict(one) for one in done], [one.message for one in done])
