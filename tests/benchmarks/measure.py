"""Measuring a piece of work beside its floor, in turns, in one run: machines are noisy, ratios less so.

Every target is one line: what is measured, ours, the floor or the peer, how they compare, the target, held or missed.
A benchmark started by itself prints its lines as they come; `tests/benchmarks/run` gathers them to one table.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
GATHERED = "BENCHMARK_LINES"  # the file in which lines are gathered for the table
MISSED: list[bool] = []


class Line(NamedTuple):
    """One line of the table. `over` says the target is how much ours may be above the floor, not how many times it."""

    what: str
    ours: float
    floor: float | None
    target: float
    unit: str = "ms"
    over: bool = False

    @property
    def compared(self) -> float:
        """How many times the floor, or how much over it; without a floor what was measured."""
        if self.floor is None:
            return self.ours
        return self.ours - self.floor if self.over else self.ours / self.floor

    @property
    def held(self) -> bool:
        """Whether the target was met."""
        return self.compared <= self.target

    def told(self) -> tuple[str, ...]:
        """What stands in the columns of the table."""
        plain = self.over or self.floor is None
        compared = f"{self.compared:+.1f} {self.unit}" if self.over else "" if plain else f"{self.compared:.2f}"
        target = f"≤ {'+' if self.over else ''}{self.target:g} {self.unit}" if plain else f"≤ {self.target:g}"
        floor = "" if self.floor is None else amount(self.floor, self.unit)
        return self.what, amount(self.ours, self.unit), floor, compared, target, "达到" if self.held else "未达到"


def amount(number: float, unit: str) -> str:
    """A number as short as it says something: 0.42 ms, 18.3 ms, 1,204 ms."""
    return f"{number:,.{0 if number >= 100 else 1 if number >= 10 else 2}f} {unit}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu_seconds(work: Callable[[], object]) -> float:
    """How long one call keeps the processor busy: steadier than the clock where others work beside us."""
    start = time.process_time()
    work()
    return time.process_time() - start


def busy(work: Callable[[], object]) -> float:
    """The same with what the processes it starts and waits for need; theirs is told to the hundredth of a second."""
    before = os.times()
    own = cpu_seconds(work)
    after = os.times()
    return own + after.children_user - before.children_user + after.children_system - before.children_system


def compare(
    what: str, ours: Callable[[], float], floor: Callable[[], float], target: float, turns: int = 5, over: bool = False
) -> bool:
    """Run both in turns and tell how the medians compare; each call returns its own seconds."""
    pairs = [(floor(), ours()) for _ in range(turns)]
    low, high = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    return tell(Line(what, high, low, target, over=over))


def tell(line: Line) -> bool:
    """One line of the table; a target that was missed is remembered, see `run`."""
    MISSED.extend([] if line.held else [True])
    if path := os.environ.get(GATHERED):
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    what, ours, floor, compared, target, held = line.told()
    beside = f", 底线 {floor}" if floor else ""
    print(f"{what}: 本程序 {ours}{beside}{f', 比较 {compared}' if compared else ''} (目标 {target}) {held}", flush=True)
    return line.held


def run(main: Callable[[], object]) -> NoReturn:
    """Measure, and end with 1 where a target was missed: a number nobody reads guards nothing."""
    main()
    raise SystemExit(1 if MISSED else 0)
