"""Code that nothing uses: python -m tests.dead_code

vulture looks through app/, ui/ and packaging/ for names that are written down and never read there. A name that stands
in a string counts as used, for commands, papers and columns are called by their names. What is left and not in ALLOWED
below is printed, and so is what is allowed without need; ends with 1 where there is any.

Needs what packaging/requirements-measure.lock installs.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "ui", "packaging")
# What other programs read: Qt calls these methods, libraries look at these attributes.
CALLED_FROM_OUTSIDE = re.compile(
    r"drag\w+Event|dropEvent|headerData|createEditor|setModelData|loadResource|expandingDirections"
    r"|createMimeDataFromSelection|handle_\w+|visit_\w+|__\w+__|_sort_order_|_handle_id|_update_meta"
)
ALLOWED: Mapping[str, str] = {
    "merkle_root": "the whole tree, by which tests judge the growing one",
    "inclusion_proof": "the other half of the format: a proof for one entry of the log",
    "verify_inclusion": "the other half of the format: a proof for one entry of the log",
    "not_the_sum": "the check of a county's sums, by which tests judge the totals",
    "content_hash": "by which tests see that a seed gives the same practice book",
    "signed_roles": "by which tests see who signed a paper",
    "contrast": "by which tests judge colours",
    "stop_refusing": "tests talk to a database of this machine after the watch was on",
    "packets_on": "tests see what a real drive holds",
    "townships_of": "tests see whose rows a register has",
    "spoil_paper": "a spoilt paper by one call",
    "last_three": "forms-and-rules 2.20, rank: shown nowhere while no county ranks",
    "for_letters": "stations whose letter was ordered",
    "take_crl": "a revocation list alone, as an answer brings it",
    "statement_of": "who accepted the statement, for who asks a book made before there was one",
    "add_to_packet": "a remark on a whole packet",
    "BY_KIND": "the name of a choice, by which tests compare",
    "PREV_WORKING": "a member of an enumeration that is read by its value",
    "EXCLUDED": "read by packaging/mingzhang.spec",
    "HOOKS_LEFT_OUT": "read by packaging/mingzhang.spec",
    "row_paper": "a paper any new register may name, as the throwaway one of the tests does",
    "trace": "the third argument Python gives",
    "plus": "a schema with a register more, by which tests prove that it needs one migration",
}


class Unused(NamedTuple):
    """One name nothing uses: where it stands, what it is, how it is called."""

    place: str
    kind: str
    name: str


def read(lines: Iterable[str]) -> Iterator[Unused]:
    """What vulture says, line by line."""
    for line in lines:
        if found := re.match(r"(.+?:\d+): (unused|unreachable) (\w+)(?: '(\w+)')?", line):
            yield Unused(found[1], found[3], found[4] or "")


def strings(rooms: Iterable[str] = ROOMS) -> set[str]:
    """Every name that stands in a string of the program, alone or as part of a dotted or joined one."""
    found = set[str]()
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                    found.update(re.findall(r"[A-Za-z_]\w+", node.value))
    return found


def is_used(one: Unused, named: set[str]) -> bool:
    """Whether something does use it that vulture cannot see.

    Attributes are set for libraries to read. A declaration in a room of its own is found by its module.
    """
    return (
        one.kind == "attribute"
        or bool(CALLED_FROM_OUTSIDE.fullmatch(one.name))
        or one.name in named
        or (one.place.startswith("app/ledgers/") and one.name.isupper())
        or (one.kind == "variable" and one.name.islower())  # a column that is written to a file or read as a whole
    )


def judge(found: Iterable[Unused], named: set[str], allowed: Mapping[str, str] = ALLOWED) -> list[str]:
    """Lines to print: what nothing uses, and what is allowed although it is used or gone."""
    left = [one for one in found if one.name in allowed or not is_used(one, named)]
    dead = [f"{one.place}: {one.kind} {one.name} is used nowhere" for one in left if one.name not in allowed]
    needless = set(allowed) - {one.name for one in left}
    return [*dead, *(f"{name} is allowed without need" for name in sorted(needless))]


def main() -> int:
    """Look, print, and give 1 where anything is left."""
    looked = subprocess.run([sys.executable, "-m", "vulture"], cwd=ROOT, capture_output=True, text=True, check=False)
    if looked.returncode not in (0, 3):
        print(looked.stderr, file=sys.stderr)
        return 2
    lines = judge(read(looked.stdout.splitlines()), strings())
    print("\n".join(lines) or "nothing is dead")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
