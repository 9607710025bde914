"""Commands that make books: demo and init."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.answers import Answer
from app.cli.opening import passwords
from app.operations import books, setup


def demo(options: argparse.Namespace) -> Answer:
    """The practice county and township."""
    from app.operations.demo import make_demo

    made = make_demo(options.folder, seed=options.seed, progress=_progress, today=options.today)
    names = ("township", "county", "passwords", "trust", "stick", "out")
    data = {name: str(getattr(made, name)) for name in names}
    titles = ("练习乡", "练习县", "用户和密码", "信任资料", "U盘", "上报包")
    books.remember_book(Path(data["township"]))
    return Answer(data, [f"{title}:{data[name]}" for title, name in zip(titles, names, strict=True)])


def init(options: argparse.Namespace) -> Answer:
    """A new empty book."""
    path = options.book or setup.default_path(options.township)
    place = setup.Place(options.township, options.code, options.county, options.short)
    people = setup.people_from(list(passwords(options).items()))
    made = setup.init(path, place, people, units=options.units, today=options.today)
    data = {
        "book": str(made.book),
        "trust": str(made.trust),
        "users": list(made.users),
        "units": made.units,
        "practice_certificates": True,
        "notice": made.notice,
    }
    lines = [f"账套:{made.book}", f"用户:{'、'.join(made.users)}", f"单位:{made.units} 个"]
    return Answer(data, lines, [made.notice])


def init_county(options: argparse.Namespace) -> Answer:
    """A new empty book for a county, with its root certificate."""
    from app.operations import county_setup

    path = options.book or setup.default_path(options.county)
    people = setup.people_from(list(passwords(options).items()))
    made = county_setup.init_county(
        path, options.county, options.code, people, units=options.units, today=options.today
    )
    data = {"book": str(made.book), "users": list(made.users), "units": made.units, "notice": made.notice}
    lines = [f"账套:{made.book}", f"用户:{'、'.join(made.users)}", f"单位:{made.units} 个"]
    return Answer(data, lines, [made.notice])


def _progress(done: int, total: int, what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total} {what}\x1b[K", end="\n" if done >= total else "", file=sys.stderr, flush=True)
