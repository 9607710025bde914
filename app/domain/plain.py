"""Frozen values whose methods are written once here; dataclasses would generate and compile them at every start.

What dataclasses offers for its own works for these too: fields(), replace(), asdict().
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain(kind: type[T]) -> type[T]:
    """A frozen class of named parts; two are equal where all their parts are."""
    made = _made(kind, kw_only=False)
    made.__eq__, made.__hash__ = _equal, _hash  # type: ignore[method-assign]
    return made


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(field,))
def declared(kind: type[T]) -> type[T]:
    """A frozen class of parts given by keyword; each is only equal to itself."""
    return _made(kind, kw_only=True)


def _made(kind: type[T], *, kw_only: bool) -> type[T]:
    made = dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(kind)
    if made.__init__ is object.__init__:  # a kind of something that has them already keeps its own
        made.__init__ = _init  # type: ignore[method-assign]
    if made.__repr__ is object.__repr__:
        made.__repr__ = _repr  # type: ignore[method-assign]
    if made.__setattr__ is object.__setattr__:
        made.__setattr__ = made.__delattr__ = _refuse  # type: ignore[method-assign]
    return made


def _init(self: Any, *given: Any, **named: Any) -> None:
    kind, own = type(self), self.__dict__
    if len(given) > len(kind.__match_args__):
        raise TypeError(f"{kind.__name__}: {len(given)} values for {len(kind.__match_args__)} parts")
    own.update(zip(kind.__match_args__, given, strict=False))
    for part in fields(self):
        name = part.name
        if name in named:
            if name in own:
                raise TypeError(f"{kind.__name__}: {name} is given twice")
            own[name] = named.pop(name)
        elif name not in own:
            own[name] = _default(kind, part)
    if named:
        raise TypeError(f"{kind.__name__}: {sorted(named)} are unknown")
    if ready := getattr(self, "__post_init__", None):
        ready()


def _default(kind: type, part: Any) -> Any:
    if part.default is not MISSING:
        return part.default
    if part.default_factory is not MISSING:
        return part.default_factory()
    raise TypeError(f"{kind.__name__}: {part.name} is missing")


def _parts(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, part.name) for part in fields(self))


def _equal(self: Any, other: object) -> Any:
    return _parts(self) == _parts(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_parts(self))


def _repr(self: Any) -> str:
    inside = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self))
    return f"{type(self).__name__}({inside})"


def _refuse(self: Any, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(name)
