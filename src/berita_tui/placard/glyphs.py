"""Glyphs: the marks the screen is drawn with, each with its ASCII twin."""

from __future__ import annotations

from berita_tui.news.noun import noun


@noun
class Glyphs:
    """One set of marks, one cell each unless said otherwise.

    `border` and `focus_border` are names of Textual border types.
    """

    name: str
    unread: str
    bookmarked: str
    edited: str
    whole: str
    failing: str
    paused: str
    current: str
    folded: str
    unfolded: str
    refreshing: str
    online: str
    offline: str
    separator: str
    ellipsis: str
    cursor: str
    border: str
    focus_border: str


UNICODE = Glyphs(
    name="unicode",
    unread="●",
    bookmarked="★",
    edited="✎",
    whole="⇣",
    failing="!",
    paused="‖",
    current="▸",
    folded="▸",
    unfolded="▾",
    refreshing="⟳",
    online="●",
    offline="○",
    separator="·",
    ellipsis="…",
    cursor="▌",
    border="solid",
    focus_border="heavy",
)

ASCII = Glyphs(
    name="ascii",
    unread="*",
    bookmarked="+",
    edited="#",
    whole="v",
    failing="!",
    paused="=",
    current=">",
    folded="+",
    unfolded="-",
    refreshing="~",
    online="*",
    offline="o",
    separator="-",
    ellipsis="~",
    cursor="|",
    border="ascii",
    focus_border="ascii",
)


def glyphs_named(name: str) -> Glyphs:
    """Return the set called `name`, "unicode" or "ascii"; Unicode for any other name."""
    return ASCII if name == "ascii" else UNICODE
