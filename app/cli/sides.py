"""A packet that came again, row by row, on the command line: what differs, what stays, what is taken over (G9)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from app.cli import county
from app.cli.answers import Answer
from app.cli.opening import opened, signing_passwords
from app.domain.faults import Refused
from app.operations import county_sides, receiving
from app.operations.county_sides import Place, Side


def sides(options: argparse.Namespace) -> Answer:
    """Every row in which a packet differs from what stands here; `row` is what a choice names."""
    with opened(options) as book:
        found = county_sides.sides(book, options.id, signing_passwords(options, book))
    data = [
        {
            "row": _named(one),
            "register": one.register,
            "number": one.number,
            "fields": [{"label": label, "here": here, "packet": now} for label, here, now in one.fields],
        }
        for one in found
    ]
    lines = [
        f"{_named(one)}\t{one.title}\t{one.number}\t{label}\t县里:{here or '(空)'}\t包里:{now or '(空)'}"
        for one in found
        for label, here, now in one.fields
    ]
    return Answer(data, lines or ["没有不同的行"])


def keep(options: argparse.Namespace) -> Answer:
    """Merge a correction, some rows of it left as they stand here."""
    with opened(options) as book:
        known = signing_passwords(options, book)
        places = _places(county_sides.sides(book, options.id, known), options.rows)
        merged = receiving.merge(book, [options.id], passwords=known, keep={options.id: places}, why=options.reason)
        if not merged:
            raise Refused("这个包不在等待合并。没有改动;用 packet list 看收到的包。", "E-STATE")
        return county.answer_of(merged)


def take(options: argparse.Namespace) -> Answer:
    """Take rows of a packet that joins nowhere over into the book."""
    with opened(options) as book:
        known = signing_passwords(options, book)
        places = _places(county_sides.sides(book, options.id, known), options.rows)
        county_sides.take(book, options.id, places, options.reason, known)
        found = receiving.one(book, options.id)
    assert found is not None
    return Answer({"id": found.id, "rows": len(places), "state": found.state}, [f"采用了 {len(places)} 行", found.told])


def _named(side: Side) -> str:
    return f"{side.register}/{side.id}"


def _places(found: Sequence[Side], wanted: Sequence[str]) -> set[Place]:
    """The rows somebody named, each of them one that differs.

    Raises:
        Refused: One is not among them.
    """
    known = {_named(one): one.place for one in found}
    if unknown := [name for name in wanted if name not in known]:
        raise Refused(f"“{unknown[0]}”不是有不同的行。没有改动;用 packet sides 看有哪些,照第一列写。", "E-MISSING")
    return {known[name] for name in wanted}
