"""Plain values behave as frozen dataclasses do, without methods generated for each kind."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import ClassVar

import pytest

from app.domain.plain import declared, plain


@plain
class Place:
    """Where something is."""

    village: str
    group: int = 0
    names: dict[str, str] = field(default_factory=dict)


@declared
class Rule:
    """Something declared."""

    key: str
    most: int = 3

    def __post_init__(self) -> None:
        if self.most < 0:
            raise ValueError("most")


def test_parts_come_by_place_by_name_or_by_default():
    place = Place("青山村", group=3)

    assert (place.village, place.group, place.names) == ("青山村", 3, {})
    assert Place("青山村").names is not place.names


def test_equal_parts_make_equal_values():
    assert Place("青山村", 3) == Place("青山村", 3)
    assert Place("青山村", 3) != Place("青山村", 4)
    assert Place("青山村") != ("青山村", 0, {})


def test_values_with_parts_that_hash_can_stand_in_a_set():
    @plain
    class Pair:
        """Two."""

        first: int
        second: int

    assert {Pair(1, 2), Pair(1, 2)} == {Pair(1, 2)}


def test_declared_things_are_only_equal_to_themselves():
    one = Rule(key="a")

    assert one == one
    assert one != Rule(key="a")
    assert len({one, Rule(key="a")}) == 2


@pytest.mark.parametrize("make", [lambda: Place("青山村"), lambda: Rule(key="a")])
def test_nothing_can_be_changed_or_taken_away(make):
    value = make()
    name = fields(value)[0].name

    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "x")
    with pytest.raises(FrozenInstanceError):
        delattr(value, name)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: Place(), "village is missing"),
        (lambda: Place("a", 1, {}, 4), "4 values for 3 parts"),
        (lambda: Place("a", village="b"), "village is given twice"),
        (lambda: Place("a", street="b"), "street"),
        (lambda: Rule("a"), "1 values for 0 parts"),
    ],
)
def test_a_wrong_part_is_named(make, what):
    with pytest.raises(TypeError, match=what):
        make()


def test_what_a_kind_checks_of_itself_is_checked():
    with pytest.raises(ValueError, match="most"):
        Rule(key="a", most=-1)


def test_the_tools_for_dataclasses_work():
    place = Place("青山村", 3)

    assert replace(place, group=4) == Place("青山村", 4)
    assert asdict(place) == {"village": "青山村", "group": 3, "names": {}}
    assert [part.name for part in fields(Rule)] == ["key", "most"]
    assert repr(place) == "Place(village='青山村', group=3, names={})"


def test_copies_are_equal():
    place = Place("青山村", 3)

    assert pickle.loads(pickle.dumps(place)) == place
    assert copy.deepcopy(place) == place


def test_a_kind_of_a_declared_thing_adds_its_parts():
    @declared
    class Stricter(Rule):
        """More of it."""

        least: int = 1

    assert [getattr(Stricter(key="a", least=2), name) for name in ("key", "most", "least")] == ["a", 3, 2]


def test_what_belongs_to_the_whole_class_is_no_part_and_a_part_named_again_keeps_its_place_and_default():
    @declared
    class Stricter(Rule):
        """A kind whose name is fixed."""

        kind: ClassVar[str] = "strict"
        most: int

    @dataclass(init=False, eq=False, kw_only=True)
    class Usual:
        """The same, as dataclasses lists it."""

        key: str
        most: int = 3

    def listed(kind):
        return [(one.name, one.default, one.kw_only, one.init, one.compare) for one in fields(kind)]

    assert listed(Stricter) == listed(Usual)
    assert (Stricter(key="a").most, Stricter.kind) == (3, "strict")


def test_a_default_all_would_share_is_refused():
    class Shared:
        """Wrong."""

        names: list[str] = []

    with pytest.raises(TypeError, match="names"):
        plain(Shared)
