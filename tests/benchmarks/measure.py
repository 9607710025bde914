"""Measuring a piece of work beside its floor, in turns, in one run: machines are noisy, ratios less so."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
MISSED: list[bool] = []


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


def compare(name: str, ours: Callable[[], float], floor: Callable[[], float], target: float, turns: int = 5) -> bool:
    """Run both in turns and print the ratio of the medians; each call returns its own seconds."""
    pairs = [(floor(), ours()) for _ in range(turns)]
    low, high = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = high / low
    met = ratio <= target
    sums = f"本程序 {high * 1000:.0f} ms, 底线 {low * 1000:.0f} ms, 比值 {ratio:.2f} (目标 {target:.2f})"
    print(f"{name}: {sums} {verdict(met)}", flush=True)
    return met


def verdict(met: bool) -> str:
    """Whether a target was met; one that was not is remembered, see `run`."""
    MISSED.extend([] if met else [True])
    return "达到" if met else "未达到"


def run(main: Callable[[], object]) -> NoReturn:
    """Measure, and end with 1 where a target was missed: a number nobody reads guards nothing."""
    main()
    raise SystemExit(1 if MISSED else 0)
