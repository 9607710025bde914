"""Coverage by rooms: python -m tests.coverage [room …] [--keep FOLDER]

Runs the tests of the named rooms, one after the other, and prints which share of lines and branches of the program they
go through. Without a name it measures the rooms below the operations, whose tests stand beside them; "all" takes every
room and about 45 minutes of a processor. Ends with 1 where the share is below the floor in pyproject.toml.

Needs what packaging/requirements-measure.lock installs. Programs that tests start on their own are not counted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Rooms of tests, and the files they are there for.
LOWER = {
    "domain": "app/domain/*",
    "ledgers": "app/ledgers/*",
    "storage": "app/storage/*",
    "figures": "app/figures/*",
    "intake": "app/intake/*",
    "packet": "app/packet/*",
    "export": "app/export/*",
}
UPPER = {
    "operations": "app/operations/*",
    "reports": "app/reports/*",
    "cli": "app/cli/*",
    "county": "app/operations/*",
    "ui": "ui/*",
    "scenarios": "ui/*",
}


def rooms(names: Sequence[str]) -> dict[str, str]:
    """The rooms that are meant by these names.

    Raises:
        SystemExit: There is none of that name.
    """
    every = {**LOWER, **UPPER}
    if wrong := [name for name in names if name not in {*every, "all"}]:
        sys.exit(f"no room {wrong[0]}; there are {', '.join(every)}, all")
    return every if "all" in names else {name: every[name] for name in names} or LOWER


def measure(names: Sequence[str], data: Path) -> list[str]:
    """Run the tests of these rooms; gives those in which a test failed."""
    environment = {**os.environ, "COVERAGE_FILE": str(data / ".coverage")}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    tests = ["-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider"]
    return [
        name
        for name in names
        if subprocess.run(
            [sys.executable, "-m", "coverage", "run", *tests, f"tests/{name}"], cwd=ROOT, env=environment, check=False
        ).returncode
    ]


def report(files: Sequence[str], data: Path) -> int:
    """Print the table; 2 where the share is below the floor."""
    environment = {**os.environ, "COVERAGE_FILE": str(data / ".coverage")}
    coverage = [sys.executable, "-m", "coverage"]
    if list(data.glob(".coverage.*")):
        subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, env=environment, check=True)
    return subprocess.run(
        [*coverage, "report", f"--include={','.join(files)}"], cwd=ROOT, env=environment, check=False
    ).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the named rooms; gives 1 where tests failed or the share is below the floor."""
    parser = argparse.ArgumentParser(prog="tests.coverage", description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help=f"{', '.join((*LOWER, *UPPER))}, or all")
    parser.add_argument("--keep", type=Path, help="a folder for the measured data, to add further rooms to")
    options = parser.parse_args(arguments)
    chosen = rooms(options.rooms)
    with tempfile.TemporaryDirectory(prefix="coverage-") as temporary:
        data = options.keep or Path(temporary)
        data.mkdir(parents=True, exist_ok=True)
        failed = measure(list(chosen), data)
        below = report(sorted(set(chosen.values())), data)
    if failed:
        print(f"tests failed in {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or below else 0


if __name__ == "__main__":
    sys.exit(main())
