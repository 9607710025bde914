"""Makes the members of Qt's enumerations quicker: they are three thousand, a sixth of the way to the first page.

Python makes each member by a method that is ready for everything an enumeration may be. Those of Qt are plain: whole
numbers under names that mean nothing else. For these the same is done here in a few steps; all others go the usual
way. It takes effect only where Python's own methods are the very ones whose steps are followed here (Python 3.11), and
only while the window starts.
"""

from __future__ import annotations

import enum
from typing import Any
from zlib import crc32

# The bytecode of _proto_member.__set_name__ and of _EnumDict.__setitem__ whose steps are followed.
_FOLLOWED = (3215927042, 895275293)

_Member: Any = getattr(enum, "_proto_member", None)
_Names: Any = getattr(enum, "_EnumDict", None)
_make: Any = getattr(_Member, "__set_name__", None)
_note: Any = getattr(_Names, "__setitem__", None)
_set = type.__setattr__


class _Kind:
    """What is asked once of the enumeration whose members are being made."""

    def __init__(self, made: Any) -> None:
        number = made._member_type_ is int
        new = int.__new__ if number else object.__new__
        self.made, self.number, self.flag = made, number, issubclass(made, enum.Flag)
        self.plain = (
            made._member_type_ in (int, object) and made._new_member_ is new and made.__init__ is enum.Enum.__init__
        )
        self.taken = frozenset(name for base in made.__mro__[1:] for name in base.__dict__)
        self.names, self.members, self.by_value = made._member_names_, made._member_map_, made._value2member_map_


class _Now:
    kind: Any = None


def quicker() -> bool:
    """Make plain members quickly from now on; False where this Python makes them in a way that is not known here."""
    if not follows():
        return False
    _Member.__set_name__, _Names.__setitem__ = _make_quickly, _note_quickly
    return True


def usual() -> None:
    """Make them in Python's own way again."""
    _Now.kind = None
    if _make is not None and _note is not None:
        _Member.__set_name__, _Names.__setitem__ = _make, _note


def follows() -> bool:
    """Whether this Python makes members by the steps that are followed here."""
    return (_sum(_make), _sum(_note)) == _FOLLOWED


def _sum(function: Any) -> int:
    return crc32(function.__code__.co_code) if function is not None else 0


def _make_quickly(proto: Any, made: Any, name: str) -> None:
    kind = _Now.kind
    if kind is None or kind.made is not made:
        kind = _Now.kind = _Kind(made)
    value = proto.value
    if not kind.plain or type(value) is not int or name in kind.taken:
        _make(proto, made, name)
        return
    member = int.__new__(made, value) if kind.number else object.__new__(made)
    member._value_, member._name_, member.__objclass__ = value, name, made
    member._sort_order_ = len(kind.names)
    single = value > 0 and not value & (value - 1)
    if kind.flag:
        mask = made._flag_mask_ | value
        _set(made, "_flag_mask_", mask)
        _set(made, "_all_bits_", 2 ** mask.bit_length() - 1)
        if single:
            _set(made, "_singles_mask_", made._singles_mask_ | value)
    known = kind.by_value.get(value)
    if known is None:
        kind.by_value[value] = member
        if single or not kind.flag:
            kind.names.append(name)
    else:
        member = known  # another name for the same
    kind.members[name] = member
    _set(made, name, member)


def _note_quickly(names: Any, name: str, value: Any) -> None:
    if type(value) is int and name[:1] != "_" and name not in names and not names._ignore:
        names._member_names[name] = None
        names._last_values.append(value)
        dict.__setitem__(names, name, value)
    else:
        _note(names, name, value)
