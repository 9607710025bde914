"""Frozen values whose methods are written once here; dataclasses would generate and compile them at every start.

What dataclasses offers for its own works for these too: fields(), replace(), asdict(). Their parts are listed here as
dataclasses lists them, but without looking into every annotation for what is never written there.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain(kind: type[T]) -> type[T]:
    """A frozen class of named parts; two are equal where all their parts are."""
    _make(kind, kw_only=False)
    kind.__eq__, kind.__hash__ = _equal, _hash  # type: ignore[method-assign]
    return kind


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(field,))
def declared(kind: type[T]) -> type[T]:
    """A frozen class of parts given by keyword; each is only equal to itself."""
    _make(kind, kw_only=True)
    return kind


@dataclass(init=False, repr=False, eq=False)
class _Usual:
    """What dataclasses notes of a class and of a part, to be noted the same here."""

    part: int = 0


_NOTED: Any = _Usual
_A_PART: Any = fields(_Usual)[0]


def _make(made: Any, *, kw_only: bool) -> None:
    """List the parts of a class as dataclasses does, and give it what it has no method of its own for."""
    parts: dict[str, Field[Any]] = {}
    for base in reversed(made.__mro__[1:]):
        parts |= getattr(base, "__dataclass_fields__", {})
    for name, said in vars(made).get("__annotations__", {}).items():
        if str(said).removeprefix("typing.").startswith("ClassVar["):
            parts.pop(name, None)
        else:
            parts[name] = _part(made, name, said, kw_only)
    made.__dataclass_fields__, made.__dataclass_params__ = parts, _NOTED.__dataclass_params__
    places = tuple(name for name, part in parts.items() if not part.kw_only)
    type.__setattr__(made, "__match_args__", places)
    if made.__init__ is object.__init__:  # a kind of something that has them already keeps its own
        made.__init__ = _init
    if made.__repr__ is object.__repr__:
        made.__repr__ = _repr
    if made.__setattr__ is object.__setattr__:
        made.__setattr__ = made.__delattr__ = _refuse


def _part(kind: type, name: str, said: Any, kw_only: bool) -> Field[Any]:
    """One part; what the class says beside its name is its default."""
    default: Any = getattr(kind, name, MISSING)
    part: Any = default if isinstance(default, Field) else field(default=default)
    if part is default:  # the class has what the part holds, not the part
        if part.default is MISSING:
            delattr(kind, name)
        else:
            setattr(kind, name, part.default)
    elif type(default).__hash__ is None:
        raise TypeError(f"{kind.__name__}: {name} would be shared by all; give field(default_factory=…)")
    part.name, part.type, part.kw_only, part._field_type = name, said, kw_only, _A_PART._field_type
    return part  # type: ignore[no-any-return]


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
