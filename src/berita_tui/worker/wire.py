"""Wire: nouns as they go between processes: data of known kinds in a known order, never code."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from math import isfinite
from types import MappingProxyType, NoneType, UnionType
from typing import IO, Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

from berita_tui.news import Sentence

HEAD: Final = struct.Struct(">II")
"""What goes before each message: how many bytes of JSON it has, and how many behind that."""

MOST_SAID: Final = 24_000_000
"""The most bytes of JSON that are taken."""
MOST_BEHIND: Final = 48_000_000
"""The most bytes behind it that are taken."""

_SHORT: Final = 100
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST: Final = 2**63
_TEMPLATE: Final = re.compile(r"(?:[^{}]|\{[a-z_]+\})*+")
_BLANK: Final = re.compile(r"\{([a-z_]+)\}")

Behind: TypeAlias = list[bytes]
"""What stands behind the JSON, in the order in which the JSON has the sizes."""


class Garbled(Exception):
    """What came is no message, or not of the kind that was to come."""


class Rest:
    """What stands behind the JSON of a message, taken piece by piece, each but once."""

    __slots__ = ("_at", "_content")

    def __init__(self, content: memoryview) -> None:
        self._content = content
        self._at = 0

    def take(self, size: object) -> memoryview:
        """Return the next `size` bytes. Raises `Garbled` where it has not so many."""
        if type(size) is not int or not 0 <= size <= len(self._content) - self._at:
            raise Garbled
        start, self._at = self._at, self._at + size
        return self._content[start : self._at]

    def end(self) -> None:
        """Raise `Garbled` where something is left."""
        if self._at != len(self._content):
            raise Garbled


@dataclass(frozen=True, slots=True)
class Form:
    """How things of one kind are written as JSON and what is behind it, and read, and checked."""

    write: Callable[[Any, Behind], Any]
    read: Callable[[Any, Rest], Any]


def pack(form: Form, noun: object) -> list[bytes]:
    """Return a noun as it goes over the wire, in pieces to be written one after another."""
    behind: Behind = []
    said = _ENCODE(form.write(noun, behind)).encode()
    return [HEAD.pack(len(said), sum(map(len, behind))) + said, *behind]


def sizes(head: bytes) -> tuple[int, int]:
    """Return how many bytes of JSON follow and how many behind it. Raises `Garbled`."""
    try:
        said, behind = HEAD.unpack(head)
    except struct.error:
        raise Garbled from None
    if said > MOST_SAID or behind > MOST_BEHIND:
        raise Garbled
    return said, behind


def receive(stream: IO[bytes], form: Form) -> Any:
    """Return the next noun that a stream brings. Raises `EOFError` at its end, and `Garbled`."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    said, behind = sizes(head)
    return unpack(form, stream.read(said + behind), said)


def unpack(form: Form, content: bytes | bytearray, said: int) -> Any:
    """Return the noun in `content`, of which so many bytes are JSON. Raises `Garbled`."""
    whole = memoryview(content)
    rest = Rest(whole[said:])
    try:
        noun = form.read(json.loads(str(whole[:said], "ascii")), rest)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        raise Garbled from None
    rest.end()
    return noun


_ENCODE: Final = json.JSONEncoder(
    separators=(",", ":"), check_circular=False, allow_nan=False
).encode


def _write_text(text: str, behind: Behind) -> str | int:
    """Write a short text as itself, a long one as how many bytes it has behind the JSON."""
    if len(text) <= _SHORT:
        return text
    content = text.encode("utf-8", "surrogatepass")
    behind.append(content)
    return len(content)


def _read_text(said: Any, rest: Rest) -> str:
    if type(said) is str:
        return said
    return str(rest.take(said), "utf-8", "surrogatepass")


def _write_bytes(content: bytes, behind: Behind) -> int:
    behind.append(content)
    return len(content)


def _read_bytes(said: Any, rest: Rest) -> bytes:
    return bytes(rest.take(said))


def _read_flag(said: Any, _: Rest) -> bool:
    if said is not True and said is not False:
        raise Garbled
    return said


def _read_number(said: Any, _: Rest) -> int:
    if type(said) is not int or not -_MOST <= said < _MOST:
        raise Garbled
    return said


def _read_measure(said: Any, _: Rest) -> float:
    if type(said) not in (int, float) or not isfinite(said):
        raise Garbled
    return float(said)


def _read_moment(said: Any, _: Rest) -> datetime:
    when = datetime.fromisoformat(said)
    if when.tzinfo is None:
        raise Garbled
    return when


def _read_span(said: Any, rest: Rest) -> timedelta:
    return timedelta(microseconds=_read_number(said, rest))


def _write_sentence(sentence: Sentence, _: Behind) -> list[Any]:
    return [sentence.template, dict(sentence.values)]


def _read_sentence(said: Any, rest: Rest) -> Sentence:
    """Read a sentence that can be told: its blanks name values, and reach into none."""
    template, values = said
    if not _TEMPLATE.fullmatch(template) or not {*_BLANK.findall(template)} <= values.keys():
        raise Garbled
    for value in values.values():
        if type(value) is not str:
            _read_number(value, rest)
    return Sentence(template, **values)


def _as_it_is(noun: Any, _: Behind) -> Any:
    return noun


_PLAIN: Final[Mapping[Any, Form]] = MappingProxyType(
    {
        str: Form(_write_text, _read_text),
        bytes: Form(_write_bytes, _read_bytes),
        bool: Form(_as_it_is, _read_flag),
        int: Form(_as_it_is, _read_number),
        float: Form(_as_it_is, _read_measure),
        datetime: Form(lambda when, _: when.isoformat(), _read_moment),
        timedelta: Form(lambda span, _: span // _MICROSECOND, _read_span),
        Sentence: Form(_write_sentence, _read_sentence),
    }
)


@cache
def form_of(kind: Any) -> Form:
    """Return how things of a kind are written: a plain one, a noun, or several of them.

    `kind` is a type as an annotation has it. Raises `TypeError` for one that is none of these.
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    inner = get_args(kind)
    match get_origin(kind):
        case origin if origin in (Union, UnionType) and inner[1:] == (NoneType,):
            return _perhaps(form_of(inner[0]))
        case origin if origin is tuple and inner[1:] == (...,):
            return _many(form_of(inner[0]))
        case origin if origin is tuple:
            return _row(tuple(map(form_of, inner)), tuple)
        case origin if origin is Mapping and inner[0] is str:
            return _table(form_of(inner[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Form(lambda each, _: each.value, lambda said, _: kind(said))
    if not is_dataclass(kind):
        raise TypeError(kind)
    return _noun(kind)


def _perhaps(form: Form) -> Form:
    write, read = form.write, form.read
    return Form(
        lambda noun, behind: None if noun is None else write(noun, behind),
        lambda said, rest: None if said is None else read(said, rest),
    )


def _listed(said: Any) -> list[Any]:
    if type(said) is not list:
        raise Garbled
    return said


def _many(form: Form) -> Form:
    write, read = form.write, form.read
    return Form(
        lambda nouns, behind: [write(each, behind) for each in nouns],
        lambda said, rest: tuple([read(each, rest) for each in _listed(said)]),
    )


def _row(forms: tuple[Form, ...], make: Callable[[list[Any]], Any]) -> Form:
    """Return the form of so many things, of which something is made."""
    writes, reads = [each.write for each in forms], [each.read for each in forms]

    def write(nouns: Any, behind: Behind) -> list[Any]:
        return [each(noun, behind) for each, noun in zip(writes, nouns, strict=True)]

    def read(said: Any, rest: Rest) -> Any:
        return make([each(one, rest) for each, one in zip(reads, _listed(said), strict=True)])

    return Form(write, read)


def _table(form: Form) -> Form:
    def write(table: Mapping[str, Any], behind: Behind) -> dict[str, Any]:
        return {name: form.write(noun, behind) for name, noun in table.items()}

    def read(said: Any, rest: Rest) -> Mapping[str, Any]:
        return MappingProxyType({name: form.read(each, rest) for name, each in said.items()})

    return Form(write, read)


def _noun(kind: Any) -> Form:
    """Return the form of a noun: its fields in their order, without their names."""
    hints = get_type_hints(kind)
    names = tuple(each.name for each in fields(kind))
    row = _row(
        tuple(form_of(hints[name]) for name in names),
        lambda values: kind(**dict(zip(names, values, strict=True))),
    )
    return Form(
        lambda noun, behind: row.write([getattr(noun, name) for name in names], behind), row.read
    )


def any_of(kinds: Mapping[str, Form], name_of: Callable[[object], str]) -> Form:
    """Return the form of things that say what they are: plain ones, several, those in `kinds`.

    What is more than a text, a number or nothing is a list that begins with its name there, as
    `name_of` has it.
    """

    def write(noun: Any, behind: Behind) -> Any:
        match noun:
            case Enum():
                pass
            case None | str() | int() | float():
                return noun
            case tuple() | list():
                return ["", *(write(each, behind) for each in noun)]
            case Mapping():
                return ["{}", {name: write(each, behind) for name, each in noun.items()}]
        name = name_of(noun)
        return [name, kinds[name].write(noun, behind)]

    def read(said: Any, rest: Rest) -> Any:
        if not isinstance(said, list):
            if isinstance(said, dict):
                raise Garbled
            return said
        name, *values = said
        if name == "":
            return tuple(read(each, rest) for each in values)
        (value,) = values
        if name == "{}":
            return MappingProxyType({key: read(each, rest) for key, each in value.items()})
        return kinds[name].read(value, rest)

    return Form(write, read)


def forms_of(*kinds: type) -> Iterator[tuple[str, Form]]:
    """Give the name of each kind, and its form."""
    return ((kind.__name__, form_of(kind)) for kind in kinds)
