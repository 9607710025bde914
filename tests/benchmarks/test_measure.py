"""A benchmark that misses its target says so to whoever started it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BENCHMARKS = sorted(HERE.glob("bench_*.py"))


def ended(work: str) -> subprocess.CompletedProcess[str]:
    code = f"from measure import *\nrun(lambda: {work})"
    return subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        ("compare('x', lambda: 1.3, lambda: 1.0, 1.3)", 0, "达到"),
        ("compare('x', lambda: 1.4, lambda: 1.0, 1.3)", 1, "未达到"),
        ("[tell(Line('a', 9, 1, 2)), tell(Line('b', 1, 1, 2))]", 1, "达到"),
        ("tell(Line('a', 70, 30, 50, over=True))", 0, "达到"),
        ("tell(Line('a', 90, 30, 50, over=True))", 1, "未达到"),
        ("tell(Line('a', 90, None, 80, 's'))", 1, "未达到"),
        ("None", 0, ""),
    ],
)
def test_a_missed_target_is_the_exit_code(work: str, code: int, said: str) -> None:
    done = ended(work)

    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.strip().endswith(said)


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.name)
def test_every_benchmark_ends_with_what_its_targets_say(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.endswith("    run(main)\n")
    assert re.search(r"tell\(|told\(|compare\(", text)


def test_the_table_names_every_benchmark_there_is() -> None:
    listed = subprocess.run([HERE / "run", "--list"], capture_output=True, text=True, check=True)

    assert sorted(listed.stdout.split()) == [path.stem.removeprefix("bench_") for path in BENCHMARKS]


def test_a_name_that_is_none_is_told() -> None:
    done = subprocess.run([HERE / "run", "nosuch"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert "nosuch" in done.stderr


TABLE = """
import table
from measure import Line
table.BENCHMARKS = {"one": ((), ()), "two": ((), ())}
lines = {"one": [Line("甲", 120.0, 100.0, 1.5)], "two": [Line("乙", 0.42, 0.4, MOST, over=True)]}
table.measured = lambda name, words: (lines[name], WHOLE)
raise SystemExit(table.main([]))
"""


@pytest.mark.parametrize(("most", "whole", "code"), [("1.0", "True", 0), ("0.01", "True", 1), ("1.0", "False", 1)])
def test_the_table_shows_each_target_and_ends_with_one_where_it_was_missed(most: str, whole: str, code: int) -> None:
    program = TABLE.replace("MOST", most).replace("WHOLE", whole)

    done = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True, check=False)

    rows = [line.split("  ") for line in done.stdout.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert (done.returncode, done.stderr) == (code, "")
    assert cells[0] == ["项目", "本程序", "底线或同类", "比较", "目标", "结果"]
    assert cells[1] == ["甲", "120 ms", "100 ms", "1.20", "≤ 1.5", "达到"]
    assert cells[2] == [
        "乙",
        "0.42 ms",
        "0.40 ms",
        "+0.0 ms",
        f"≤ +{float(most):g} ms",
        "达到" if most == "1.0" else "未达到",
    ]
    assert ("没有测完" in done.stdout) == (whole == "False")


STOPPED = """
import table
from measure import Line
table.BENCHMARKS = {"one": ((), ()), "two": ((), ()), "three": ((), ())}
def measured(name, words):
    if name == "two":
        raise KeyboardInterrupt
    return [Line("甲", 120.0, 100.0, 1.5)], True
table.measured = measured
raise SystemExit(table.main([]))
"""


def test_a_run_that_was_stopped_shows_what_it_has_and_names_what_is_missing() -> None:
    done = subprocess.run([sys.executable, "-c", STOPPED], cwd=HERE, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[1].startswith("甲")
    assert done.stdout.endswith("没有测完:two、three\n")
