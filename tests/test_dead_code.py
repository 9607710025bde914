"""The command that looks for dead code tells what is dead, and what is called by its name, by Qt or by a test."""

from __future__ import annotations

import pytest

from tests import coverage, dead_code
from tests.dead_code import Unused

SAID = """app/cli/packets.py:92: unused function 'list_packets' (60% confidence)
app/domain/merkle.py:33: unused function 'merkle_root' (60% confidence)
app/export/fonts.py:90: unused attribute 'useA85' (60% confidence)
app/operations/x.py:9: unused function 'forgotten' (60% confidence)
ui/engine/window.py:322: unused method 'dropEvent' (60% confidence)
app/operations/x.py:12: unreachable code after 'return' (100% confidence)
"""


def test_only_what_nothing_can_reach_is_told() -> None:
    found = list(dead_code.read(SAID.splitlines()))

    told = dead_code.judge(found, {"list_packets"}, {"merkle_root": "why", "gone": "why"})

    assert told == [
        "app/operations/x.py:9: function forgotten is used nowhere",
        "app/operations/x.py:12: code  is used nowhere",
        "gone is allowed without need",
    ]


def test_a_declaration_is_found_by_its_module() -> None:
    assert dead_code.is_used(Unused("app/ledgers/clue.py:9", "variable", "CLUES"), set())
    assert not dead_code.is_used(Unused("app/domain/money.py:9", "variable", "CLUES"), set())


def test_coverage_measures_the_rooms_that_are_named() -> None:
    assert coverage.rooms([]) == coverage.LOWER
    assert coverage.rooms(["ui"]) == {"ui": "ui/*"}
    assert set(coverage.rooms(["all"])) == {*coverage.LOWER, *coverage.UPPER}
    assert all((dead_code.ROOT / "tests" / room).is_dir() for room in coverage.rooms(["all"]))
    with pytest.raises(SystemExit, match="no room cellar"):
        coverage.rooms(["cellar"])
