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
        ("[verdict(False), verdict(True)]", 1, ""),
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
    assert re.search(r"verdict\(|compare\(", text)
