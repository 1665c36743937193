"""Refresh: fetch, read, decide, save; told step by step, and safe to break off at any moment."""

from berita_tui.refresh.round import refresh

__all__ = ["refresh"]
