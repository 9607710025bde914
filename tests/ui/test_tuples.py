"""Named tuples made quickly are in everything those that Python makes in its own way."""

from __future__ import annotations

import pickle
import typing
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from ui import tuples


@pytest.fixture
def quickly() -> Iterator[None]:
    """Named tuples are made quickly, where this Python allows it."""
    tuples.quicker()
    yield
    tuples.usual()


def point() -> Any:
    """Three parts, the last with a default, and a method of its own."""

    class Point(NamedTuple):
        """Where something stands."""

        x: int
        y: int
        name: str = "无名"

        def far(self) -> int:
            """How far it is."""
            return abs(self.x) + abs(self.y)

    return Point


def single() -> Any:
    """One part."""

    class Single(NamedTuple):
        only: int

    return Single


def test_it_is_made_in_the_quick_way_here(quickly: None) -> None:
    assert (point()._asdict is tuples._asdict) == tuples.follows()


@pytest.mark.parametrize("make", [point, single])
def test_what_a_class_of_either_way_tells_is_the_same(make: Callable[[], Any], quickly: None) -> None:
    def told(kind: Any) -> dict[str, Any]:
        one = kind(*range(1, len(kind._fields) + 1))
        new = kind.__new__
        return {
            "names": set(vars(kind)),
            "class": (kind.__name__, kind.__qualname__, kind.__module__, kind.__doc__, kind.__mro__[1:]),
            "parts": (kind._fields, kind._field_defaults, kind.__match_args__),
            "types": typing.get_type_hints(kind),
            "new": (new.__name__, new.__doc__, new.__defaults__, new.__code__.co_varnames, new.__code__.co_argcount),
            "docs": [getattr(kind, part).__doc__ for part in kind._fields],
            "one": (repr(one), one._asdict(), one == tuple(one), hash(one), one[0], one.__getnewargs__()),
            "other": (one._replace(**{kind._fields[0]: 9}), kind._make(one), kind._make(one)._fields),
        }

    fast = told(make())
    tuples.usual()

    assert fast == told(make())


def test_defaults_and_methods_work(quickly: None) -> None:
    kind = point()

    assert kind(1, y=-2) == (1, -2, "无名")
    assert kind(x=3, y=4).far() == 7


@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(1),
        lambda kind: kind(1, 2, 3, 4),
        lambda kind: kind(1, 2, z=3),
        lambda kind: kind._make([1]),
        lambda kind: kind(1, 2)._replace(z=3),
        lambda kind: NamedTuple("Odd", [("_hidden", "int")]),
        lambda kind: NamedTuple("Odd", [("class", "int")]),
        lambda kind: NamedTuple("not a name", [("a", "int")]),
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(wrong: Callable[[Any], object], quickly: None) -> None:
    def told() -> str:
        with pytest.raises((TypeError, ValueError)) as refused:
            wrong(point())
        return f"{refused.type.__name__} {refused.value}"

    fast = told()
    tuples.usual()

    assert fast == told()


class Kept(NamedTuple):
    """One that can be found again by its name."""

    a: int


def test_it_survives_pickling(quickly: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Kept(NamedTuple):
        a: int

    Kept.__qualname__ = "Kept"
    monkeypatch.setitem(globals(), "Kept", Kept)

    assert pickle.loads(pickle.dumps(Kept(5))) == Kept(5)


def test_a_python_that_makes_them_in_another_way_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuples, "_FOLLOWED", (1, 2))

    assert not tuples.quicker()
    assert vars(typing)["_make_nmtuple"] is tuples._make


def test_afterwards_python_makes_them_in_its_own_way_again() -> None:
    tuples.quicker()

    tuples.usual()

    assert vars(typing)["_make_nmtuple"] is tuples._make
