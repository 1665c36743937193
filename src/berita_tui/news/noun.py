"""Noun: how a frozen thing that is passed around is made, at no cost where it is not used."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, make_dataclass
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def noun(cls: _Class) -> _Class:
    """Make a class a dataclass: frozen, with slots, its fields given by name.

    The same as `dataclass(frozen=True, slots=True, kw_only=True)`, which writes and compiles six
    functions for each class, a twentieth of the time the program takes to start. Here five are
    the same for all, and the constructor is compiled when the first thing of its kind is made.
    There is no `__post_init__` and no field without `init`; `replace` makes another, `copy` and
    `pickle` make none.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)
    values = attrgetter(*(each.name for each in fields(made) if each.compare))

    def init(self: Any, **given: object) -> None:
        made.__init__ = _constructor(made)
        made.__init__(self, **given)

    def equals(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: object) -> int:
        return hash(values(self))

    for name, method in {
        "__init__": init,
        "__eq__": equals,
        "__hash__": hashed,
        "__repr__": _told,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }.items():
        setattr(made, name, method)
    return cast("_Class", made)


def _constructor(made: type) -> Any:
    """Return what a frozen dataclass of the same fields is made with."""
    parts = [
        (each.name, each.type, field(default=each.default, default_factory=each.default_factory))
        for each in fields(made)
    ]
    told = {"__doc__": made.__doc__}  # without one it is made up, which takes as long as the rest
    drawn = make_dataclass(
        made.__name__, parts, namespace=told, frozen=True, kw_only=True, eq=False, repr=False
    )
    return vars(drawn)["__init__"]


def _told(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"the field {name!r} of {type(self).__name__} is for good")
