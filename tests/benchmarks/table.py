"""All benchmarks as one table: tests/benchmarks/run [--long] [NAME ...]; --list names them.

Each runs in a process of its own. The table says what is measured, ours, the floor or peer measured in the same run,
how they compare, the target and whether it was held; it ends with 1 where one was missed or one did not run through.
Ratios are of processor time where a wall clock would measure the neighbours.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from measure import GATHERED, ROOT, Line

HERE = Path(__file__).parent
HEADS = ("项目", "本程序", "底线或同类", "比较", "目标", "结果")
# What each is called, what it takes to be quick (two minutes at most), and what it takes with --long.
BENCHMARKS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "start": ((), ()),
    "million": ((), ()),
    "import": ((), ()),
    "excel": ((), ()),
    "pdf": ((), ()),
    "walls": ((), ()),
    "packet": ((), ()),
    "receive": ((), ()),
    "growth": ((), ()),
    "search": ((), ()),
    "keys": ((), ()),
    "scroll": ((), ()),
    "home": (("20000",), ("100000",)),
    "registers": (("10000",), ("100000",)),
    "county": (("0.05",), ("1",)),
    "city": (("1", "16", "1"), ("10", "120", "8")),
}


def main(asked: Sequence[str]) -> int:
    """Run those asked for, all when none is, and print the table; returns the exit code."""
    names = [word for word in asked if not word.startswith("--")]
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"没有这一项:{'、'.join(unknown)}。有:{' '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    if "--list" in asked:
        print("\n".join(BENCHMARKS))
        return 0
    lines: list[Line] = []
    broken = list(names or BENCHMARKS)
    try:
        for name in names or BENCHMARKS:
            found, whole = measured(name, BENCHMARKS[name]["--long" in asked])
            lines += found
            if whole:
                broken.remove(name)
    except KeyboardInterrupt:
        pass  # who has no time for all is shown what there is
    print("\n".join(drawn(lines)))
    if broken:
        print(f"没有测完:{'、'.join(broken)}")
    return 1 if broken or not all(line.held for line in lines) else 0


def measured(name: str, words: Sequence[str]) -> tuple[list[Line], bool]:
    """The lines of one benchmark, and whether it ran to its end; what it says meanwhile goes to the error output."""
    with tempfile.TemporaryDirectory(prefix="测 ") as folder:
        path = Path(folder, "lines")
        path.touch()
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, GATHERED: str(path)}
        command = [sys.executable, str(HERE / f"bench_{name}.py"), *words]
        code = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False).returncode
        lines = [Line(*json.loads(text)) for text in path.read_text(encoding="utf-8").splitlines()]
    return lines, bool(lines) and code == (0 if all(line.held for line in lines) else 1)


def drawn(lines: Sequence[Line]) -> list[str]:
    """The table in plain letters; a Chinese sign is two wide."""
    rows = [HEADS, *(line.told() for line in lines)]
    widths = [max(map(_wide, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(_padded(cell, width, at) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]


def _padded(cell: str, width: int, at: int) -> str:
    room = " " * (width - _wide(cell))
    return room + cell if 1 <= at <= 3 else cell + room


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # what a command with a time limit sends
    sys.exit(main(sys.argv[1:]))
