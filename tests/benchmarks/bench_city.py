"""A city of ten counties with 24 townships each: what a packet costs at the end of years and at their beginning.

    python tests/benchmarks/bench_city.py [COUNTIES] [MONTHS] [MINUTES]     (default 10 counties, 120 months, 8 minutes)

It ends with the months or with the minutes, whichever comes first; each county is told after every year, so that a run
that was ended early counts as far as it went. The counties are copies of one book and get the same packets, which are
made once. Only receiving and merging is counted, in CPU time of this process and of those it starts. What the process
of a check does is done here and is counted too; only that one is started for each packet is left out: it costs the
same every time and would hide what grows. Every township sends two new problems a month and goes on with one that stays
open, and each packet proves its history. Beside each packet the same piece of plain work is measured; what is compared
are multiples of it, for a machine is not as quick at noon as at ten.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from county_made import KNOWN, PASSWORD, founded
from measure import Line, busy, run, tell

HUNDRED = 100
TARGET = 1.15


def main() -> None:
    """Print the first and the last hundred packets of each county."""
    given = [int(word) for word in sys.argv[1:]]
    counties, months, minutes = given + [10, 120, 8][len(given) :]
    _in_this_process()
    every = _city(counties, months, minutes)
    if (made := min(map(len, every))) <= 2 * HUNDRED:
        sys.exit(f"只做了 {made} 个包,比不出来:要多给几个月或几分钟")
    ends = _told(every)
    low, high = (statistics.median(column) for column in zip(*ends, strict=True))
    tell(Line(f"{counties} 个县收包的处理器时间(连同子进程),最后一百个比最前一百个", high, low, TARGET, "份"))


def _told(every: list[list[float]]) -> list[tuple[float, float]]:
    """Say of each county what its first and its last hundred packets cost; the first hundred of all warm the caches."""
    ends = []
    for county, costs in enumerate(every, 1):
        low, high = statistics.median(costs[HUNDRED : 2 * HUNDRED]), statistics.median(costs[-HUNDRED:])
        ends.append((low, high))
        told = f"前一百个 {low:.1f} 份, 最后一百个 {high:.1f} 份, 比 {high / low:.3f}"
        print(f"第 {county} 县,{len(costs)} 个包:{told}", flush=True)
    return ends


def _city(counties: int, months: int, minutes: int) -> list[list[float]]:
    """What each packet of each county costs, in pieces of plain work, in the order in which they came."""
    from app.operations import certificates, identities
    from app.storage.book import Book
    from tests.county.townships import COUNTY, NAMES, enrol

    until = time.monotonic() + minutes * 60
    start = datetime(2016, 1, 5, 9, tzinfo=timezone(timedelta(hours=8)))
    moment = [start]
    with tempfile.TemporaryDirectory(prefix="市 县 ") as name, ExitStack() as after:
        folder = Path(name)
        county = identities.make_practice_county(COUNTY, start)
        with closing(founded(folder / "0" / "county.mz", county, lambda: moment[0])) as book:
            senders = [enrol(book, county, place, start, years=20) for place in range(len(NAMES))]
        books = []
        for number in range(1, counties + 1):
            shutil.copytree(folder / "0", folder / str(number), ignore=shutil.ignore_patterns("*.lock"))
            one = Book.open(folder / str(number) / "county.mz", "clerk", clock=lambda: moment[0])
            books.append(after.enter_context(closing(one)))
        costs: list[list[float]] = [[] for _ in books]
        for month in range(months):
            day = _month(month)
            moment[0] = start.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
            for book in books:
                certificates.renew_crl(book, PASSWORD)  # it holds for a hundred days
            trust, period = certificates.county_trust(books[0]), f"{day:%Y-%m}"
            for sender in senders:
                if time.monotonic() > until:
                    return costs
                sender.now, sender.trust = moment[0], trust
                path = sender.packet(folder / "out", period, _records(sender, period, month))
                for book, told in zip(books, costs, strict=True):
                    told.append(_cost(book, path, period))
                path.unlink()
                _forget(sender)
            if month % 12 == 11:
                print(f"第 {month // 12 + 1} 年过完,用了处理器 {time.process_time() / 60:.1f} 分钟", flush=True)
                _told(costs)
    return costs


def _forget(sender: Any) -> None:
    """What the townships remember lies in this process only here: Python would look through it ever longer."""
    sender.kept.clear()
    sender.sent[:-1] = [replace(meta, seals={}) if meta.seals else meta for meta in sender.sent[:-1]]


def _cost(book: Any, path: Path, period: str) -> float:
    """What receiving and merging one packet costs, in pieces of plain work."""
    from app.operations import receiving

    def take() -> None:
        receiving.receive(book, [path], month=period, passwords=KNOWN)
        (done,) = receiving.merge(book, passwords=KNOWN)
        assert done.state == "merged", done.told

    floor = busy(_plain_work)
    return busy(take) * 2 / (floor + busy(_plain_work))


def _plain_work() -> None:
    """About five milliseconds of hashing and JSON."""
    text = json.dumps([{"number": at, "text": "整改" * 8} for at in range(1500)])
    json.loads(text)
    hashlib.sha256(text.encode() * 20).digest()


def _month(number: int) -> date:
    return date(2015 + (number + 11) // 12, (number + 11) % 12 + 1, 1)


def _records(sender: Any, period: str, month: int) -> Any:
    """A month of a township: its units, one old problem that goes on, two new ones, their progress, a sheet."""
    from tests.county.townships import sample, travelled

    records = sample(sender.place, sender.name, sender.code, period, 1)
    first = records["problem"][0] | {"found_on": "2015-12-11"}
    fresh = []
    for at in range(2):
        number = 2 + month * 2 + at
        row = {"id": number, "number": f"示纪问〔{period}〕{number}号", "state": "整改中", "found_on": f"{period}-12"}
        row |= {"unit": 3, "description": f"{sender.name}第{number}个问题", "deadline": "2026-12-31"}
        fresh.append(travelled("problem", row, {("unit", 3): "青山村"}))
    progress = {"id": month + 1, "problem": 1, "on_day": f"{period}-28", "text": "正在整改"}
    records["problem"] = [first, *fresh]
    records["progress"] = [travelled("progress", progress, {("problem", 1): first["number"]})]
    return records


def _in_this_process() -> None:
    from app.packet import checking, child
    from app.packet.checking import Answer

    def check(path: Path, trust: Path, **job: Any) -> Answer:
        job |= {"path": str(path), "trust": str(trust), "moment": job["moment"].isoformat()}
        told = child.check(job)
        return Answer(told["verdict"], told["accepted"], told["tag_sha256"], told["packet"])

    checking.check_apart = check  # type: ignore[assignment]


if __name__ == "__main__":
    run(main)
