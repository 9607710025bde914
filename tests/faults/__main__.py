"""The fault table: python -m tests.faults [--work entry,import,…] [--every N] [--said]

Every piece of work is done again and again, the disk failing at each write, sync, rename and removal in each way; then
once more with the power going after each of them. For each kind it prints how often it was tried and what was lost,
corrupt or not told, and ends with 1 where anything was. It takes half an hour; --every 10 tries each tenth point.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import made_once
from tests.faults.disk import KINDS
from tests.faults.failing import Tries, fail_at, points_of
from tests.faults.power import cut_everywhere
from tests.faults.works import WORKS, Work, make

HEAD = ("work", "kind", "points", "tries", "lost", "corrupt", "not told", "CPU s")
LINE = "{:<10} {:<24} {:>6} {:>6} {:>5} {:>8} {:>9} {:>6}"


def main() -> int:
    """Print the table line by line; 1 where anything was lost, corrupt or not told."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="What a failing disk and lost power do."
    )
    parser.add_argument("--work", default=",".join(work.name for work in WORKS), help="which pieces of work")
    parser.add_argument("--every", type=int, default=1, help="try each Nth point only")
    parser.add_argument("--said", action="store_true", help="also print every sentence a clerk was told")
    given = parser.parse_args()
    wanted = given.work.split(",")
    print(LINE.format(*HEAD), flush=True)
    done = list[Tries]()
    with TemporaryDirectory(prefix="faults-") as scratch, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINGZHANG_HOME", str(Path(scratch) / "home"))
        made_once.keys_from_stock(patch, "fault")
        for work in WORKS:
            if work.name in wanted:
                done += _all_of(Path(scratch), work, given.every)
    return _sum_up(done, given.said)


def _all_of(scratch: Path, work: Work, every: int) -> Iterator[Tries]:
    base = scratch / f"before {work.name}"
    base.mkdir()
    make(base, work)
    points = len(points_of(base, scratch, work))
    for at, kind in enumerate(KINDS):
        start = time.process_time()
        yield _told(fail_at(base, scratch, work, kind, range(at % every, points, every)), points, start)
    start = time.process_time()
    for tries in cut_everywhere(base, scratch, work, seeds=3, step=every):
        yield _told(tries, points, start)
        start = time.process_time()


def _told(tries: Tries, points: int, start: float) -> Tries:
    counts = (len(tries.lost), len(tries.corrupt), len(tries.unsaid))
    took = round(time.process_time() - start)
    print(LINE.format(tries.work, tries.kind, points, tries.tries, *counts, took), flush=True)
    return tries


def _sum_up(done: list[Tries], said: bool) -> int:
    sums = [sum(len(getattr(tries, what)) for tries in done) for what in ("lost", "corrupt", "unsaid")]
    print(LINE.format("all", "", "", sum(tries.tries for tries in done), *sums, ""))
    if said:
        sentences: dict[str, int] = {}
        for tries in done:
            for sentence, count in tries.sentences.items():
                sentences[sentence] = sentences.get(sentence, 0) + count
        for sentence, count in sorted(sentences.items(), key=lambda pair: -pair[1]):
            print(f"{count:>6} × {sentence}")
    for tries in done:
        for bad in tries.bad:
            print(bad, file=sys.stderr)
    return 1 if any(sums) else 0


if __name__ == "__main__":
    sys.exit(main())
