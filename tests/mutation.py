"""Mutation testing: python -m tests.mutation [--share 1-10] [--work FOLDER] [group or module …]

How many small faults put into the code do its tests notice? mutmut puts them in, one at a time, into a copy of the
project in FOLDER; a group names modules and the tests that must notice. With --share N about N of 10 faults are tried,
always the same ones. What was tried is kept in FOLDER, so a second run goes on where the first was stopped. The table
counts noticed, not noticed, and never run by a test; the faults nobody noticed are written to FOLDER/survivors.diff.

Needs what packaging/requirements-measure.lock installs, and a system that can fork. Hours for everything.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SURVIVORS = "survivors.diff"
PATIENCE = 12.0  # seconds, ten times of which a fault may take: a loaded machine is slow, that is no fault noticed
# mutmut's exit codes of a mutant: what the tests did about it.
NOTICED, SURVIVED, NO_TEST, TIMED_OUT = {1, 3, -11, -9}, {0}, {33, 5}, {36, 24, -24, 152, 255}


@dataclass(frozen=True)
class Group:
    """Modules whose faults the named tests must notice."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "domain": Group(("app/domain/*",), ("tests/domain",)),
    "packet": Group(
        ("app/packet/*",),
        (
            "tests/packet/test_container.py",
            "tests/packet/test_packet.py",
            "tests/packet/test_parts.py",
            "tests/packet/test_release.py",
            "tests/packet/test_signatures.py",
            "tests/packet/test_sealing.py",
            "tests/packet/test_receipt_attacks.py",
            "tests/packet/test_timestamp.py",
            "tests/packet/test_rows.py",
        ),
    ),
    "disclosure": Group(
        (
            "app/ledgers/finance_compare.py",
            "app/ledgers/finance_figures.py",
            "app/ledgers/finance_refunds.py",
            "app/ledgers/finance_sheet_rules.py",
            "app/ledgers/finance_signing.py",
            "app/ledgers/finance_watch.py",
            "app/ledgers/account_rules.py",
        ),
        (
            "tests/ledgers/test_finance.py",
            "tests/ledgers/test_finance_classes.py",
            "tests/ledgers/test_finance_compare.py",
            "tests/ledgers/test_finance_refunds.py",
            "tests/ledgers/test_finance_signing.py",
            "tests/ledgers/test_finance_watch.py",
            "tests/ledgers/test_account.py",
            "tests/operations/test_finance_review.py",
        ),
    ),
}


@dataclass(frozen=True)
class Score:
    """What became of the faults of one module; those that were not tried are in none of the counts.

    A fault whose tests did not end counts as noticed: it may loop for ever. On a machine that does much else besides it
    may as well be slow, so these are told apart.
    """

    noticed: int
    survived: int
    untested: int
    timed_out: int = 0

    @property
    def tried(self) -> int:
        """How many faults were tried."""
        return self.noticed + self.survived + self.untested + self.timed_out

    @property
    def share(self) -> float:
        """Faults noticed among those tried, in per cent; a module without any has all of them."""
        return 100 * (self.noticed + self.timed_out) / self.tried if self.tried else 100.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.noticed + other.noticed,
            self.survived + other.survived,
            self.untested + other.untested,
            self.timed_out + other.timed_out,
        )


def counted(codes: Iterable[int | None]) -> Score:
    """The score of a module from the exit codes mutmut keeps of its mutants."""
    found = Counter(codes)
    return Score(*(sum(found[code] for code in sort) for sort in (NOTICED, SURVIVED, NO_TEST, TIMED_OUT)))


def chosen(name: str) -> tuple[str, Group]:
    """A group by its name, or the group of one module.

    Raises:
        SystemExit: No group has it.
    """
    if name in GROUPS:
        return name, GROUPS[name]
    for key, group in GROUPS.items():
        if any(Path(name).match(pattern) for pattern in group.modules):
            return key, Group((name,), group.tests)
    sys.exit(f"no group has {name}; there are {', '.join(GROUPS)}")


def configured(group: Group) -> str:
    """The part of pyproject.toml that tells mutmut what to do."""
    facts = {
        "source_paths": ["app", "ui"],
        "only_mutate": group.modules,
        "also_copy": ["resources", "packaging", "README.md", "CHANGELOG.md", "LICENSE", ".ci"],
        "pytest_add_cli_args_test_selection": group.tests,
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-n", "0"],
    }
    lists = "".join(f"{key} = {json.dumps(list(value))}\n" for key, value in facts.items())
    return f"\n[tool.mutmut]\n{lists}timeout_constant = {PATIENCE}\ntimeout_multiplier = 10.0\n"


def patterns(modules: Sequence[str], share: int) -> list[str]:
    """Names of the mutants to try: all of the modules', or those whose number ends in one of `share` digits."""
    dotted = [module.removesuffix(".py").replace("/", ".").removesuffix(".*") for module in modules]
    ends = ["*"] if share >= 10 else [f"*{digit}" for digit in "1740825963"[:share]]
    return [f"{name}.*__mutmut_{end}" for name in dotted for end in ends]


def copy_project(to: Path, group: Group) -> None:
    """The files git knows, as they are now, with mutmut's configuration; what was tried in there before stays."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, target)
    with (to / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(configured(group))


def run(folder: Path, group: Group, share: int, children: int) -> None:
    """Try the faults of a group; mutmut's own lines go to the screen."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children)]
    subprocess.run([*command, *patterns(group.modules, share)], cwd=folder, env=environment, check=False)


def scores(folder: Path) -> dict[str, Score]:
    """What was tried in a folder so far, by module."""
    found = {}
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        score = counted(json.loads(path.read_text("utf-8"))["exit_code_by_key"].values())
        if score.tried:
            found[str(path.relative_to(folder / "mutants")).removesuffix(".meta")] = score
    return found


def survivors(folder: Path) -> Iterator[str]:
    """The names of the faults no test noticed."""
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        codes: Mapping[str, int | None] = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        yield from (name for name, code in codes.items() if code in SURVIVED)


def table(found: Mapping[str, Score]) -> str:
    """One line a module and one for all of them."""
    rows = [(name, one) for name, one in found.items()]
    rows.append(("all", sum(found.values(), Score(0, 0, 0))))
    head = f"{'module':44}{'tried':>7}{'noticed':>9}{'time out':>10}{'survived':>10}{'no test':>9}{'score':>9}"
    lines = [
        f"{name:44}{one.tried:>7}{one.noticed:>9}{one.timed_out:>10}{one.survived:>10}{one.untested:>9}{one.share:>8.1f}%"
        for name, one in rows
    ]
    return "\n".join([head, *lines])


def write_survivors(folder: Path) -> Path:
    """Every fault that was not noticed as a diff, to see which test is missing."""
    out = folder / SURVIVORS
    shown = [sys.executable, "-m", "mutmut", "show"]
    with out.open("w", encoding="utf-8") as file:
        for name in survivors(folder):
            done = subprocess.run([*shown, name], cwd=folder, capture_output=True, text=True, check=False)
            file.write(f"{done.stdout}\n")
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the faults of the named groups or modules, and print the table of each."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="group or module", help=f"{', '.join(GROUPS)}, or a file of one")
    parser.add_argument("--share", type=int, default=10, choices=range(1, 11), help="how many of 10 faults are tried")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="how many processes at a time")
    parser.add_argument(
        "--work", type=Path, help="where the copies are kept; a folder that is thrown away if not named"
    )
    parser.add_argument("--table", action="store_true", help="only print what was tried before in --work")
    options = parser.parse_args(arguments)
    work = options.work or Path(tempfile.mkdtemp(prefix="mutation-"))
    for key, group in map(chosen, options.names or GROUPS):
        folder = work / key
        if not options.table:
            copy_project(folder, group)
            run(folder, group, options.share, options.children)
            print(write_survivors(folder))
        print(table(scores(folder)))
    if not options.work:
        shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
