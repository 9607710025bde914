"""The list of bad inputs (1–93) and of checks by foreign tools (A1–A20): each has its tests, and they are there.

rows.csv names for each number what is tried, what is expected (codes of faults first) and the tests that show it;
`none:` stands for what is not built, with the reason.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.packet.faults import MESSAGES

TESTS = Path(__file__).parents[1]
UNUSED = {15, 23, 31, 34, 55, 59, 64, 66, 71, 73, 92}  # numbers the list does not have
CODE = re.compile(r"E-[A-Z-]+")
OF_FIELDS = {"E-GAP", "E-FORMULA"}  # said of a workbook, by the intake
NUMBERED = re.compile(r"^def (test_(?:row_(\d+)|(a\d+))_\w+)", re.MULTILINE)


class Row(NamedTuple):
    """One number of the list."""

    row: str
    case: str
    expected: str
    shown_by: str

    @property
    def tests(self) -> list[str]:
        """The tests as file::name."""
        return [] if self.shown_by.startswith("none:") else [w for w in self.shown_by.split() if "::" in w]


def rows() -> list[Row]:
    with Path(__file__).with_name("rows.csv").open(encoding="utf-8", newline="") as file:
        return [Row(*line) for line in list(csv.reader(file))[1:]]


@cache
def text_of(file: str) -> str:
    return (TESTS / file).read_text("utf-8")


def there(test: str) -> bool:
    file, _, name = test.partition("::")
    return (TESTS / file).is_file() and re.search(rf"^def {name}\(", text_of(file), re.MULTILINE) is not None


def test_every_number_of_the_list_stands_here_once() -> None:
    wanted = [str(n) for n in range(1, 94) if n not in UNUSED] + [f"A{n}" for n in range(1, 21)]

    assert [row.row for row in rows()] == wanted


def test_every_row_names_tests_that_are_there_or_says_why_not() -> None:
    gone = [(row.row, test) for row in rows() for test in row.tests if not there(test)]
    silent = [row.row for row in rows() if not row.tests and not row.shown_by.startswith("none:")]

    assert gone == []
    assert silent == []


def test_every_expected_code_is_known_and_asked_for_by_a_test_of_its_row() -> None:
    unknown, unasked = [], []
    for row in rows():
        for code in CODE.findall(row.expected):
            if code not in MESSAGES and code not in OF_FIELDS:
                unknown.append((row.row, code))
            if not any(f'"{code}"' in text_of(test.partition("::")[0]) for test in row.tests):
                unasked.append((row.row, code))

    assert (unknown, unasked) == ([], [])


def test_every_test_that_bears_a_number_stands_in_its_row() -> None:
    shown = {row.row: set(row.tests) for row in rows()}
    missing = []
    for path in sorted(TESTS.rglob("test_*.py")):
        file = path.relative_to(TESTS).as_posix()
        for name, number, check in NUMBERED.findall(text_of(file)):
            key = number or check.upper()
            if f"{file}::{name}" not in shown.get(key, set()):
                missing.append((key, f"{file}::{name}"))

    assert missing == []
