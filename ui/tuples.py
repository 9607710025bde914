"""Makes named tuples quicker: fifty are read before the first page stands, and Python compiles each and its types.

What `typing.NamedTuple` makes is the same here, in fewer steps: `__new__` is one piece of code for so many parts under
other names, its other methods are shared by all, and types written as text stay text (typing.get_type_hints reads
both). It takes effect only where Python's own functions are the very ones whose steps are followed (Python 3.11), and
only while the window starts.
"""

from __future__ import annotations

import collections
import sys
import typing
from collections.abc import Iterable, Sequence
from functools import cache
from keyword import iskeyword
from types import CodeType, FunctionType
from typing import Any
from zlib import crc32

# The bytecode of typing._make_nmtuple and collections.namedtuple whose steps are followed.
_FOLLOWED = (683461629, 2802274726)

_typing: Any = typing
_make: Any = getattr(typing, "_make_nmtuple", None)
_getter: Any = getattr(collections, "_tuplegetter", None)


def quicker() -> bool:
    """Make named tuples quickly from now on; False where this Python makes them in a way that is not known."""
    if not follows():
        return False
    _typing._make_nmtuple = _make_quickly
    return True


def usual() -> None:
    """Make them in Python's own way again."""
    if _make is not None:
        _typing._make_nmtuple = _make


def follows() -> bool:
    """Whether this Python makes named tuples by the steps that are followed here."""
    return (_sum(_make), _sum(collections.namedtuple)) == _FOLLOWED and _getter is not None


def _sum(function: Any) -> int:
    return crc32(function.__code__.co_code) if function is not None else 0


def _make_quickly(name: str, types: Iterable[tuple[str, Any]], module: Any, defaults: Sequence[Any] = ()) -> Any:
    named = dict(types)
    if module is None or not (named and all(type(one) is str for one in named.values()) and _plain(name, *named)):
        return _make(name, named.items(), module, defaults)
    parts = tuple(map(sys.intern, named))
    listed = ", ".join(parts) + ("," if len(parts) == 1 else "")
    new: Any = FunctionType(_code(len(parts)).replace(co_varnames=("_cls", *parts)), _names(name), "__new__")
    new.__qualname__, new.__doc__ = f"{name}.__new__", f"Create new instance of {name}({listed})"
    new.__defaults__ = tuple(defaults)
    own: dict[str, Any] = {
        "__doc__": f"{name}({listed})",
        "__slots__": (),
        "__module__": module,
        "_fields": parts,
        "_field_defaults": dict(zip(parts[len(parts) - len(defaults) :], defaults, strict=True)),
        "__new__": new,
        **_SHARED,
        "__match_args__": parts,
    }
    for at, part in enumerate(parts):
        own[part] = _getter(at, sys.intern(f"Alias for field number {at}"))
    made: Any = type(sys.intern(name), (tuple,), own)
    made.__annotations__ = new.__annotations__ = named
    return made


def _plain(*names: str) -> bool:
    """Names Python's own way would not refuse."""
    return all(name[:1] != "_" and name.isidentifier() and not iskeyword(name) for name in names[1:]) and (
        names[0].isidentifier() and not iskeyword(names[0])
    )


@cache
def _code(count: int) -> CodeType:
    """What makes a tuple of so many parts."""
    parts = ", ".join(f"a{at}" for at in range(count)) + ("," if count == 1 else "")
    made: FunctionType = eval(f"lambda _cls, {parts}: _tuple_new(_cls, ({parts}))", {})
    return made.__code__


def _names(name: str) -> dict[str, Any]:
    return {"_tuple_new": tuple.__new__, "__builtins__": {}, "__name__": f"namedtuple_{name}"}


def _of(cls: Any, iterable: Iterable[Any]) -> Any:
    """Make a new object from a sequence or iterable."""
    result = tuple.__new__(cls, iterable)
    if len(result) != len(cls._fields):
        raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(result)}")
    return result


def _replace(self: Any, /, **kwds: Any) -> Any:
    """Return a new object replacing specified fields with new values."""
    result = self._make(map(kwds.pop, self._fields, self))
    if kwds:
        raise ValueError(f"Got unexpected field names: {list(kwds)!r}")
    return result


def _repr(self: Any) -> str:
    """Return a nicely formatted representation string."""
    return f"{self.__class__.__name__}({', '.join(f'{part}={one!r}' for part, one in zip(self._fields, self))})"  # noqa: B905 - as it does


def _asdict(self: Any) -> dict[str, Any]:
    """Return a new dict which maps field names to their values."""
    return dict(zip(self._fields, self))  # noqa: B905 - as Python's own does


def _getnewargs(self: Any) -> tuple[Any, ...]:
    """Return self as a plain tuple.  Used by copy and pickle."""
    return tuple(self)


_SHARED = {
    "_make": classmethod(_of),
    "_replace": _replace,
    "__repr__": _repr,
    "_asdict": _asdict,
    "__getnewargs__": _getnewargs,
}
