"""Sketch: what is kept of a first page, so that the next one can be painted without the app."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from berita_tui import __version__
from berita_tui.clean import is_clean
from berita_tui.language import Language
from berita_tui.news.identity import digest_of
from berita_tui.news.noun import noun, parts_of
from berita_tui.placard.lines import width_of
from berita_tui.placard.rows import LOOKS
from berita_tui.settings import Settings

Run = tuple[str, str]
"""What a terminal is told of a look (the numbers between “ESC [” and “m”), and a text in it."""
Runs = tuple[Run, ...]

MOST: Final = 4
"""Sketches kept: for so many sizes, terminals or languages in turn."""
MOST_BYTES: Final = 1_000_000
"""Largest file that is read."""
PICTURE_STYLES: Final = ("blocks", "kitty", "sixel")
"""How pictures can be drawn."""
STATES: Final = ("plain", "cursor")
"""How a row can stand out in a list that was just opened."""

_SURROUNDINGS: Final = frozenset(
    (
        *("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "FORCE_COLOR"),
        *("UNICODE_VERSION", "COLUMNS", "LINES", "PYTHONIOENCODING", "TMUX", "STY", "ZELLIJ"),
        *("KITTY_WINDOW_ID", "XTERM_VERSION", "KONSOLE_VERSION", "WT_SESSION"),
    )
)
_FAMILIES: Final = ("TTY_", "TEXTUAL", "JUPYTER", "SSH_")
"""What of the environment Textual and Rich look at before they draw, and what tells terminals
apart: by name, and by its beginning."""


class Unfit(ValueError):
    """What was kept is no sketch."""


@noun
class Sketch:
    """A first page without what changes: where its list lies, what is around it, how rows look.

    `lines` has for each line of the screen what stands left and right of the list, or all of it
    on the left. `looks` goes by state and look: "cursor title". `bar` has a run for each line of
    the list if there are `count` headlines, and nothing where they fit on the screen. `pictures`
    is how the terminal draws them, and how many pixels a cell of it has.
    """

    left: int
    top: int
    width: int
    lines: tuple[tuple[Runs, Runs], ...]
    height: int
    looks: Mapping[str, str]
    bar: Runs
    count: int
    pictures: tuple[str, int, int]


def circumstances(settings: Settings, language: Language, size: tuple[int, int]) -> str:
    """Return in one word all that a first page depends on, but for the library.

    The size is in columns and rows. Among it is when the app's own files and Textual's were
    last changed, so that a new version begins anew. Raises `OSError` where that is not known.
    """
    told = {
        name: value
        for name, value in os.environ.items()
        if name in _SURROUNDINGS or name.startswith(_FAMILIES)
    }
    wishes = [(name, getattr(settings, name)) for name in parts_of(Settings)]
    wishes = [(name, sorted(value.items()) if name == "keys" else value) for name, value in wishes]
    parts = (__version__, size, language.code, sorted(told.items()), wishes, *_changed())
    return digest_of(repr(parts).encode("utf-8", "surrogateescape")).hex()


def _changed() -> Iterator[int]:
    """Give when what draws the page was last changed, in nanoseconds."""
    for name in ("textual", "rich"):
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise FileNotFoundError(name)
        yield os.stat(spec.origin).st_mtime_ns  # noqa: PTH116 - faster by half than a Path
    rooms = Path(__file__).parents[1]
    for room in ("app", "app/widgets", "app/screens", "placard"):
        with os.scandir(rooms / room) as files:
            yield max(each.stat().st_mtime_ns for each in files if each.is_file())


def keep(path: Path, under: str, sketch: Sketch) -> None:
    """Write a sketch down for those circumstances, in the place of the one longest unused.

    What cannot be written is not: the next page will come a little later.
    """
    kept = {under: {name: _plain(getattr(sketch, name)) for name in parts_of(Sketch)}}
    others = {name: other for name, other in _read(path).items() if name != under}
    kept |= dict([*others.items()][: MOST - 1])
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(OSError):
        draft.unlink(missing_ok=True)
        number = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with open(number, "w", encoding="utf-8") as file:  # noqa: PTH123
                json.dump(kept, file, ensure_ascii=False, separators=(",", ":"))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def recall(path: Path, under: str, size: tuple[int, int]) -> Sketch | None:
    """Return what was kept for those circumstances; None where nothing was, or no such thing.

    A page of another size than so many columns and rows is none: the terminal has grown or shrunk
    while it was sketched.

    What comes from a file is looked at like everything from outside: nothing in it can tell the
    terminal anything but colours, nor be longer than a line.
    """
    found = _read(path).get(under)
    if found is None:
        return None
    try:
        return _sketch(found, size)
    except (Unfit, TypeError, KeyError, ValueError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        with path.open("rb") as file:
            read = json.loads(file.read(MOST_BYTES))
        if isinstance(read, dict):
            return read
    return {}


def _sketch(found: Mapping[str, Any], size: tuple[int, int]) -> Sketch:
    left, top, width, height, count = (
        _number(found[name]) for name in ("left", "top", "width", "height", "count")
    )
    lines = tuple((_runs(before), _runs(after)) for before, after in found["lines"])
    looks = {name: _look(found["looks"][name]) for name in _faces()}
    bar = _runs(found["bar"])
    wide, rows = size
    if len(lines) != rows:
        raise Unfit
    for row, (before, after) in enumerate(lines):
        is_in_list = top <= row < top + height
        if _width(before) + _width(after) + (width if is_in_list else 0) != wide:
            raise Unfit
        if is_in_list and _width(before) != left:
            raise Unfit
    if len(bar) not in (0, height) or any(width_of(text) != 1 for _, text in bar):
        raise Unfit
    if not 0 < height <= len(lines) - top or width < 1:
        raise Unfit
    return Sketch(
        left=left,
        top=top,
        width=width,
        height=height,
        lines=lines,
        looks=looks,
        bar=bar,
        count=count,
        pictures=_pictures(found["pictures"]),
    )


def _faces() -> Iterator[str]:
    return (f"{state} {look}" for state in STATES for look in LOOKS)


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10_000:
        raise Unfit
    return value


def _pictures(value: Any) -> tuple[str, int, int]:
    style, width, height = value
    if style not in PICTURE_STYLES:
        raise Unfit
    return style, _number(width), _number(height)


def _runs(value: Any) -> Runs:
    return tuple((_look(look), _text(text)) for look, text in value)


def _look(value: Any) -> str:
    if not isinstance(value, str) or value.strip("0123456789;"):
        raise Unfit
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not is_clean(value) or "\n" in value or "\t" in value:
        raise Unfit
    return value


def _width(runs: Runs) -> int:
    return sum(width_of(text) for _, text in runs)
