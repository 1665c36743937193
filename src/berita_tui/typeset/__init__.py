"""Typeset: an article as lines of type, for the app and for `show`; knows Rich, not Textual."""

from berita_tui.typeset.export import export_article
from berita_tui.typeset.insets import MOST_ROWS, NO_INSETS, Inset, Insets
from berita_tui.typeset.links import is_web, names_other_host
from berita_tui.typeset.pieces import Finder, Line, Lines, Piece, Pieces, Role
from berita_tui.typeset.printing import STYLES, WIDTH, Print, open_address, text_of
from berita_tui.typeset.sheet import Sheet

__all__ = [
    "MOST_ROWS",
    "NO_INSETS",
    "STYLES",
    "WIDTH",
    "Finder",
    "Inset",
    "Insets",
    "Line",
    "Lines",
    "Piece",
    "Pieces",
    "Print",
    "Role",
    "Sheet",
    "export_article",
    "is_web",
    "names_other_host",
    "open_address",
    "text_of",
]
