"""The store: what is kept on disk; the only room that speaks SQL."""

from berita_tui.store.shelf import Shelf
from berita_tui.store.store import Store

__all__ = ["Shelf", "Store"]
