"""`python -m tests.kills [TRIES] [KIND…]`: the program is killed at random moments of its work; prints what was lost.

Most tries work through the operations in a process that is cheap to start; KIND `window` is the whole program, typed
into as a clerk does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.kills import killing, office
from tests.kills.looking import Found

SHARES = {
    "entry": 22,
    "import": 14,
    "packet": 10,
    "backup": 14,
    "restore": 14,
    "migration": 14,
    "window": 12,
}  # percent
MEANS = {
    "entry": "录入、改、撤销、作废、草稿、附件",
    "import": "导入、撤销导入",
    "packet": "上报包:生成、签名、封装、写U盘",
    "backup": "退出、备份、第二处",
    "restore": "恢复备份、撤销恢复",
    "migration": "旧账套升级",
    "window": "整个窗口",
}


class Line(NamedTuple):
    """One line of the table."""

    kind: str
    tries: int
    cut: int
    shown: int
    lost: int
    corrupt: int


def run(kind: str, tries: int, say: Callable[[str], object]) -> Line:
    """So many kills of one kind; what was found amiss is said at once."""
    random, line = Random(), Line(kind, 0, 0, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="明账 kills ") as base:
        template = office.make(Path(base) / "原样", kind)
        for number in range(tries):
            cut, found = killing.one_try(template, Path(base) / f"第 {number} 次", kind, random)
            line = _added(line, cut, found)
            for what in (*found.lost, *found.corrupt):
                say(f"{kind} {number}: {what}")
    return line


def _added(line: Line, cut: bool, found: Found) -> Line:
    return Line(
        line.kind,
        line.tries + 1,
        line.cut + cut,
        line.shown + found.shown,
        line.lost + len(found.lost),
        line.corrupt + bool(found.corrupt),
    )


def table(lines: Sequence[Line]) -> str:
    """The lines as a table with their sum."""
    heads = ("kind", "tries", "cut off", "shown as done", "lost", "corrupt")
    total = Line("all", *(sum(line[at] for line in lines) for at in range(1, 6)))
    rows = [heads, *((line.kind, *map(str, line[1:])) for line in (*lines, total))]
    return "\n".join(
        "  ".join(f"{text:<10}" if not at else f"{text:>13}" for at, text in enumerate(row)) for row in rows
    )


def main(argv: Sequence[str]) -> int:
    """Print the table; 0 only where nothing was lost and nothing broken."""
    tries = int(argv[0]) if argv else 600
    kinds = argv[1:] or list(SHARES)
    whole = sum(SHARES[kind] for kind in kinds)
    lines = []
    for kind in kinds:
        share = max(1, round(tries * SHARES[kind] / whole))
        lines.append(run(kind, share, lambda text: print(text, file=sys.stderr, flush=True)))
        print(table(lines[-1:]), file=sys.stderr, flush=True)
    print(table(lines))
    return int(any(line.lost or line.corrupt for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
