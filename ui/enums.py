"""Makes Qt's enumerations quicker: they are 270 with three thousand members, a quarter of the way to the first page.

Python makes each by steps that are ready for everything an enumeration may be. Those of Qt are plain: whole numbers
under names that mean nothing else. For these the same is done here in a few steps: what all of a kind have in common
is taken from an empty one that Python made, the members are added. All others go the usual way. It takes effect only
where Python's own methods are the very ones whose steps are followed here (Python 3.11), and only while the window
starts.
"""

from __future__ import annotations

import enum
import sys
from typing import Any
from zlib import crc32

# The bytecode of _proto_member.__set_name__, EnumType._create_ and EnumType.__new__ whose steps are followed.
_FOLLOWED = (3215927042, 2993815846, 263576675)

_Type: Any = enum.EnumMeta
_create: Any = getattr(_Type, "_create_", None)
_member: Any = getattr(getattr(enum, "_proto_member", None), "__set_name__", None)
_set = type.__setattr__
# What each enumeration has for itself; the rest is common to all of a kind.
_OWN = frozenset(
    (
        *("__module__", "__qualname__", "__dict__", "__weakref__", "__doc__", "_boundary_"),
        *("_member_names_", "_member_map_", "_value2member_map_", "_unhashable_values_"),
    )
)


class _Kind:
    """What all enumerations of a kind have in common; a flag is one whose members can be put together."""

    def __init__(self, base: Any) -> None:
        empty = _create(base, "Empty", (), module=__name__)
        self.number, self.flag = base._member_type_ is int, issubclass(base, enum.Flag)
        self.boundary = empty._boundary_ if self.flag else None
        self.common = {key: value for key, value in vars(empty).items() if key not in _OWN}
        self.taken = frozenset(name for one in empty.__mro__[1:] for name in one.__dict__) | {"mro", ""}


_kinds: dict[Any, _Kind] = {}


def quicker() -> bool:
    """Make plain enumerations quickly from now on; False where this Python makes them in a way that is not known."""
    if not follows():
        return False
    if not _kinds:
        _kinds.update({base: _Kind(base) for base in (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)})
    _Type._create_ = _create_quickly
    return True


def usual() -> None:
    """Make them in Python's own way again."""
    if _create is not None:
        _Type._create_ = _create


def follows() -> bool:
    """Whether this Python makes enumerations by the steps that are followed here."""
    return tuple(map(_sum, (_member, _create, _Type.__new__))) == _FOLLOWED


def _sum(function: Any) -> int:
    return crc32(function.__code__.co_code) if function is not None else 0


def _create_quickly(base: Any, name: str, names: Any, *, module: Any = None, boundary: Any = None, **more: Any) -> Any:
    if module is None:
        module = sys._getframe(2).f_globals.get("__name__")  # Python's own guess, from the same place
    kind = _kinds.get(base)
    if kind is None or more.get("type") is not None or module is None or not _plain(names, kind.taken):
        return _create(base, name, names, module=module, boundary=boundary, **more)
    own: dict[str, Any] = {
        **kind.common,
        "__module__": module,
        "_member_names_": [],
        "_member_map_": {},
        "_value2member_map_": {},
        "_unhashable_values_": [],
    }
    if more.get("qualname") is not None:
        own["__qualname__"] = more["qualname"]
    if kind.flag:
        own["_boundary_"] = boundary or kind.boundary
    made = type.__new__(_Type, name, (base,), own)
    _fill(made, kind, names)
    return made


def _plain(names: Any, taken: frozenset[str]) -> bool:
    """Whether these are different names for whole numbers that mean nothing else to an enumeration."""
    if type(names) is not list:
        return False
    for name, value in names:
        if type(value) is not int or name[:1] == "_" or name in taken:
            return False
    return len(dict(names)) == len(names)


def _fill(made: Any, kind: _Kind, names: list[tuple[str, int]]) -> None:
    """Make the members; a flag counts only those of one bit as its own, the others are put together of them."""
    own, by_value, members = made._member_names_, made._value2member_map_, made._member_map_
    flag, new, whole, singles = kind.flag, int.__new__ if kind.number else _new_object, 0, 0
    for name, value in names:
        member = by_value.get(value)
        single = value > 0 and not value & (value - 1)
        whole |= value
        if single:
            singles |= value
        if member is None:
            member = new(made, value)
            facts = member.__dict__
            facts["_value_"], facts["_name_"], facts["__objclass__"] = value, name, made
            facts["_sort_order_"] = len(own)
            by_value[value] = member
            if single or not flag:
                own.append(name)
        members[name] = member
    if flag:
        _set(made, "_flag_mask_", whole)
        _set(made, "_all_bits_", 2 ** whole.bit_length() - 1)
        _set(made, "_singles_mask_", singles)
        values = [members[name]._value_ for name in own]
        if values != sorted(values):
            _set(made, "_iter_member_", made._iter_member_by_def_)
    for name, member in members.items():
        _set(made, name, member)


def _new_object(made: Any, _: int) -> Any:
    return object.__new__(made)
