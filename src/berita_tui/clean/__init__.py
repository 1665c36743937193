"""Clean text: the only way in for outside text, and what the output guard lets out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from berita_tui.clean.controls import is_clean, strip_controls

if TYPE_CHECKING:
    from berita_tui.clean.text import (
        MAX_MARKS,
        body_text,
        fold_address,
        is_ascii_line,
        is_plain,
        one_line,
    )

__all__ = [
    "MAX_MARKS",
    "body_text",
    "fold_address",
    "is_ascii_line",
    "is_clean",
    "is_plain",
    "one_line",
    "strip_controls",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return what lets text in; it is off the app's way in, which only lets text out."""
        if name not in __all__:
            raise AttributeError(name)
        value = globals()[name] = getattr(import_module(f"{__name__}.text"), name)
        return value
