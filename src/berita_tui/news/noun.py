"""Noun: how a frozen thing that is passed around is made, at no cost where it is not used."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, NoReturn, TypeVar, cast, dataclass_transform

_Class = TypeVar("_Class", bound=type)
_Thing = TypeVar("_Thing")
_Value = TypeVar("_Value")

FEW: Final = 100
"""Things of a kind that are made in a plain way, before a constructor is compiled for it: more
than a first page has headlines."""

_NOTHING: Final[Any] = object()
_put: Final = object.__setattr__


class _Part:
    """A field: what it is where it is not given, and whether it is told and compared."""

    __slots__ = ("default", "factory", "is_compared", "is_told", "type")

    def __init__(
        self, default: Any, factory: Any, *, is_told: bool = True, is_compared: bool = True
    ) -> None:
        self.default = default
        self.factory = factory
        self.is_told = is_told
        self.is_compared = is_compared
        self.type = ""


def field(
    *,
    default: _Value = _NOTHING,
    default_factory: Callable[[], _Value] = _NOTHING,
    repr: bool = True,  # noqa: A002 - the name that a type checker knows
    compare: bool = True,
) -> _Value:
    """Say more of a noun's field than its value, as `dataclasses.field` does."""
    return cast("_Value", _Part(default, default_factory, is_told=repr, is_compared=compare))


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def noun(cls: _Class) -> _Class:
    """Make a class what a dataclass is: frozen, with slots, its fields given by name.

    To whoever asks it is `dataclass(frozen=True, slots=True, kw_only=True)`, which writes and
    compiles six functions for each class, for which it imports `inspect` and ten more modules:
    an eighth of the time until the first headlines are seen. Here five are the same for all, and
    a constructor is compiled when there are more than a `FEW` of a kind. There is no
    `__post_init__` and no field without `init`; `replace` makes another, `copy` and `pickle` make
    none.
    """
    return cast("_Class", _made(cls, is_ordered=False))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def brief(cls: _Class) -> _Class:
    """Make a class a noun whose fields may be given in their order: it has few."""
    return cast("_Class", _made(cls, is_ordered=True))


def replace(thing: _Thing, **changes: object) -> _Thing:
    """Return another noun of the same kind with some fields changed."""
    kept = {name: getattr(thing, name) for name in parts_of(type(thing))}
    return type(thing)(**(kept | changes))


def parts_of(kind: Any) -> tuple[str, ...]:
    """Return the names of a noun's fields, in their order."""
    return tuple(kind.__parts__)


def _made(cls: Any, *, is_ordered: bool) -> Any:
    parts = _parts(cls)
    told = {name: value for name, value in vars(cls).items() if name not in parts}
    for name in ("__dict__", "__weakref__"):
        told.pop(name, None)
    inherited = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
    values = attrgetter(*(name for name, part in parts.items() if part.is_compared))

    def equals(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: object) -> int:
        return hash(values(self))

    told |= {
        "__slots__": tuple(name for name in parts if name not in inherited),
        "__parts__": parts,
        "__dataclass_fields__": _FIELDS,
        "__match_args__": tuple(parts) if is_ordered else (),
        "__eq__": equals,
        "__hash__": hashed,
        "__repr__": _told,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    made: Any = type(cls)(cls.__name__, cls.__bases__, told)
    made.__init__ = _starter(made, is_ordered=is_ordered)
    return made


def _parts(cls: Any) -> dict[str, _Part]:
    """Return the fields of a class by name, those of the nouns it comes from before."""
    parts: dict[str, _Part] = {}
    for base in reversed(cls.__mro__[1:]):
        parts |= vars(base).get("__parts__", {})
    for name, kind in cls.__annotations__.items():
        given = vars(cls).get(name, _NOTHING)
        part = given if isinstance(given, _Part) else _Part(given, _NOTHING)
        part.type = kind
        parts[name] = part
    return parts


def _starter(made: Any, *, is_ordered: bool) -> Any:
    """Return what a noun is made with, until there are so many that a quicker one pays."""
    left, parts = FEW, made.__parts__

    def init(self: Any, *values: object, **given: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            made.__init__ = vars(_drawn(made, is_ordered=is_ordered))["__init__"]
            made.__init__(self, *values, **given)
            return
        if len(values) > (len(parts) if is_ordered else 0):
            raise TypeError(f"{type(self).__name__} takes no {len(values)} values in their order")
        given.update(zip(parts, values, strict=False))
        for name, part in parts.items():
            if name in given:
                value = given.pop(name)
            elif part.factory is not _NOTHING:
                value = part.factory()
            elif part.default is not _NOTHING:
                value = part.default
            else:
                raise TypeError(f"{type(self).__name__} wants a value for {name!r}")
            _put(self, name, value)
        if given:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(given))!r}")

    return init


class _Fields:
    """A noun's fields as `dataclasses` has them, for those who ask it; made when they do."""

    def __get__(self, _: object, kind: Any) -> Any:
        kind.__dataclass_fields__ = vars(_drawn(kind, is_ordered=False))["__dataclass_fields__"]
        return kind.__dataclass_fields__


def _drawn(kind: Any, *, is_ordered: bool) -> type:
    """Return a frozen dataclass of the same fields."""
    from dataclasses import MISSING, make_dataclass  # noqa: PLC0415 - off the way in
    from dataclasses import field as part_of  # noqa: PLC0415

    def told(value: Any) -> Any:
        return MISSING if value is _NOTHING else value

    parts = []
    for name, part in kind.__parts__.items():
        more = part_of(
            default=told(part.default),
            default_factory=told(part.factory),
            repr=part.is_told,
            compare=part.is_compared,
        )
        parts.append((name, part.type, more))
    # Without a text of its own one is made up, which takes as long as the rest.
    space = {"__doc__": kind.__doc__}
    return make_dataclass(
        kind.__name__,
        parts,
        namespace=space,
        frozen=True,
        kw_only=not is_ordered,
        eq=False,
        repr=False,
    )


_FIELDS: Final = _Fields()


def _told(self: Any) -> str:
    shown = (
        f"{name}={getattr(self, name)!r}" for name, part in self.__parts__.items() if part.is_told
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    # What a dataclass says; to import it before somebody makes the mistake would take long.
    from dataclasses import FrozenInstanceError  # noqa: PLC0415

    raise FrozenInstanceError(f"the field {name!r} of {type(self).__name__} is for good")
