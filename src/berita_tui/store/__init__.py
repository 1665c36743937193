"""The store: what is kept on disk; the only room that speaks SQL."""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from berita_tui.store.shelf import Shelf
from berita_tui.store.store import Store

if TYPE_CHECKING:
    from berita_tui.store.copies import copies_of_library, restore_library
    from berita_tui.store.nearest import Offer
    from berita_tui.store.stats import Stats
    from berita_tui.store.upkeep import Finding

__all__ = ["Finding", "Offer", "Shelf", "Stats", "Store", "copies_of_library", "restore_library"]

_HOMES = MappingProxyType(
    {
        "Finding": "upkeep",
        "Offer": "nearest",
        "Stats": "stats",
        "copies_of_library": "copies",
        "restore_library": "copies",
    }
)
"""What is off the way in is brought when it is first asked for, and from where."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return one of the names above from the module it is in."""
        if name not in _HOMES:
            raise AttributeError(name)
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value
