"""交办包: the county writes them, a township loads them, the county sees how far they are."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import opened, signing_passwords
from app.operations import county_tasks


def make(options: argparse.Namespace) -> Answer:
    """Sign tasks and write one file for each township."""
    with opened(options) as book:
        options.out.mkdir(parents=True, exist_ok=True)
        made = county_tasks.make(book, options.ids, options.out, signing_passwords(options, book))
    data = [{**asdict(one), "path": str(one.path)} for one in made]
    return Answer(data, [f"{one.name}\t{one.tasks} 件\t{one.path}" for one in made])


def load(options: argparse.Namespace) -> Answer:
    """Take in 交办包; the first that is refused ends it, those before it stay."""
    with opened(options) as book:
        done = [county_tasks.load(book, path) for path in options.files]
    return Answer([{**asdict(one), "rows": list(one.rows)} for one in done], [one.message for one in done])


def list_tasks(options: argparse.Namespace) -> Answer:
    """What was sent, and what the townships' packets say of it."""
    with opened(options) as book:
        found = county_tasks.given(book)
    words = [
        "\t".join((one.order_no, one.township, one.deadline, one.there or "乡镇的包里还没有", one.result or "-"))
        for one in found
    ]
    return Answer([asdict(one) for one in found], words)
