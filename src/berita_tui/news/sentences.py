"""Sentences to be said later, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark `text` for translation and return it unchanged."""
    return text


class Sentence:
    """An English template and its values, told in the reader's language at the edge.

    Rooms downstairs do not know who reads; they say what happened with a sentence, and
    `Language.tell` turns it into words. `str()` gives plain English, for logs and tests.
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: str | int) -> None:
        self.template: Final[str] = template
        self.values: Final[Mapping[str, str | int]] = MappingProxyType(values)

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sentence)
            and self.template == other.template
            and dict(self.values) == dict(other.values)
        )

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(self.values.items()))))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.template, dict(self.values))


def _rebuild(template: str, values: dict[str, str | int]) -> Sentence:
    return Sentence(template, **values)
