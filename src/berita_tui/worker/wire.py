"""Wire: nouns as they go between the worker and its children, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Nouns(pickle.Unpickler):
    """Unpickles the program's nouns and nothing else: a child may have been taken over."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a noun's class. Raises `UnpicklingError` for any other name."""
        if (module, name) not in _PLAIN and not module.startswith("berita_tui.news."):
            raise pickle.UnpicklingError
        found = super().find_class(module, name)
        if getattr(found, "__module__", None) != module:
            raise pickle.UnpicklingError
        return found


def _frozen(values: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(values)


_PLAIN = frozenset(
    (
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        (_frozen.__module__, _frozen.__name__),
    )
)


class Packer(pickle.Pickler):
    """Pickles read-only mappings too, which Python does not."""

    def reducer_override(self, value: object) -> Any:
        """Return how a read-only mapping is made again; leave all else to Python."""
        return (_frozen, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented
