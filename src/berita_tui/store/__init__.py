"""The store: what is kept on disk; the only room that speaks SQL."""

from berita_tui.store.copies import copies_of_library, restore_library
from berita_tui.store.nearest import Offer
from berita_tui.store.shelf import Shelf
from berita_tui.store.stats import Stats
from berita_tui.store.store import Store
from berita_tui.store.upkeep import Finding

__all__ = ["Finding", "Offer", "Shelf", "Stats", "Store", "copies_of_library", "restore_library"]
