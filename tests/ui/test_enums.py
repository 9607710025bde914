"""Enumerations made quickly are in everything those that Python makes in its own way."""

from __future__ import annotations

import enum
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ui import enums

ROOT = Path(__file__).resolve().parents[2]
EVERY = """
import enum, sys
from ui import enums
if sys.argv[1] == "quickly":
    assert enums.quicker() == enums.follows()
import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPrintSupport
seen = 0
for module in (PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPrintSupport):
    for owner in dir(module):
        for name, kind in sorted(getattr(getattr(module, owner), "__dict__", {}).items()):
            if not isinstance(kind, enum.EnumMeta):
                continue
            seen += 1
            print(owner, name, kind.__mro__, kind._member_names_, kind._use_args_, list(kind._value2member_map_))
            for key in ("_flag_mask_", "_all_bits_", "_singles_mask_", "_boundary_", "_member_type_"):
                print(key, getattr(kind, key, None))
            for label, one in kind.__members__.items():
                print(label, repr(one), one.value, one.name, one._sort_order_, vars(one).keys() - {"__objclass__"})
                assert getattr(kind, label) is one and kind[label] is one and kind(one.value) is one
                assert one.__objclass__ is kind and isinstance(one, kind)
            print(list(kind), sorted(set(vars(kind)) - {"__doc__"}))
print(seen)
"""


@pytest.fixture
def quickly() -> Iterator[bool]:
    """Members are made quickly, where this Python allows it."""
    yield enums.quicker()
    enums.usual()


def described(how: str) -> str:
    """Every enumeration of Qt, in words, by a program of its own."""
    done = subprocess.run(
        [sys.executable, "-c", EVERY, how],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


def test_every_enumeration_of_qt_is_the_same_either_way():
    usual = described("as usual")

    assert int(usual.split()[-1]) > 400
    assert described("quickly") == usual


def made(kind: Any, names: list[tuple[str, Any]]) -> Any:
    """An enumeration of these names."""
    return kind("Made", names, module=__name__)


@pytest.mark.parametrize("kind", [enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag, enum.StrEnum])
@pytest.mark.parametrize(
    "names",
    [
        [("One", 1), ("Two", 2), ("AlsoTwo", 2), ("Both", 3), ("None_", 0)],
        [("name", 1), ("value", 2), ("real", 4)],
        [("Text", "text"), ("Pair", (1, 2))],
        [("_hidden", 1), ("__private", 2)],
        [],
    ],
)
def test_unusual_ones_are_the_same_too(kind: Any, names: list[tuple[str, Any]], quickly: bool):
    def told() -> object:
        try:
            found = made(kind, names)
        except (TypeError, ValueError, AttributeError) as error:
            return type(error), str(error)
        return found._member_names_, list(found.__members__), [(one.name, one.value) for one in found], repr(found)

    fast = told()
    enums.usual()

    assert fast == told()


def test_one_with_ways_of_its_own_keeps_them(quickly: bool):
    class Planet(enum.Enum):
        EARTH = 1
        MARS = 2

        def __init__(self, place: int) -> None:
            self.place = place * 10

    class Even(enum.IntEnum):
        def __new__(cls, value: int) -> Any:
            one = int.__new__(cls, value * 2)
            one._value_ = value * 2
            return one

        TWO = 1

    class Left(enum.Enum):
        _ignore_ = "n"
        n = 5
        A = enum.auto()

    assert (Planet.MARS.place, Even.TWO.value, list(Left.__members__)) == (20, 2, ["A"])


def test_a_member_survives_pickling(quickly: bool, monkeypatch: pytest.MonkeyPatch):
    colour = made(enum.Flag, [("RED", 1), ("BLUE", 2)])
    monkeypatch.setitem(globals(), "Made", colour)

    assert pickle.loads(pickle.dumps(colour.RED | colour.BLUE)) == colour(3)


def test_the_same_name_twice_is_refused_as_ever(quickly: bool):
    with pytest.raises(TypeError, match="already defined"):
        made(enum.Enum, [("A", 1), ("A", 2)])


def test_a_python_that_makes_them_in_another_way_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(enums, "_FOLLOWED", (1, 2, 3))
    before = dict(vars(enum.EnumMeta))

    assert not enums.quicker()
    assert dict(vars(enum.EnumMeta)) == before


def test_afterwards_python_makes_them_in_its_own_way_again():
    enums.quicker()

    enums.usual()

    assert vars(enum.EnumMeta)["_create_"] is enums._create
