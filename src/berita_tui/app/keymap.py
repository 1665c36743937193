"""Keymap: which key does what where the reader is, told from the live bindings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.dom import DOMNode

from berita_tui.language import Language
from berita_tui.news import N_
from berita_tui.news.noun import noun
from berita_tui.settings import bad_key

if TYPE_CHECKING:
    from textual.screen import Screen

KEY_NAMES = MappingProxyType(
    {
        "space": N_("Space"),
        "enter": "Enter",
        "escape": "Esc",
        "tab": "Tab",
        "pageup": "PgUp",
        "pagedown": "PgDn",
        "home": "Home",
        "end": "End",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "question_mark": "?",
        "slash": "/",
        "colon": ":",
        "minus": "-",
        "plus": "+",
        "equals_sign": "=",
        "backspace": N_("Backspace"),
        "delete": "Del",
    }
)
"""How keys are called that are not called by their character."""

SECTIONS = MappingProxyType(
    {
        "list": N_("Moving"),
        "pane": N_("Panes"),
        "source": N_("Sources"),
        "headline": N_("Headlines"),
        "search": N_("Search"),
        "article": N_("Article"),
        "front": N_("News"),
        "pick": N_("Adding sources"),
        "edit": N_("Editing sources"),
        "find": N_("Finding in the article"),
        "kept": N_("Searches and mutes"),
        "mute": N_("Muting"),
        "ask": N_("Questions"),
        "links": N_("List of links"),
        "changes": N_("What changed"),
        "confirm": N_("Before a link opens"),
        "help": N_("Help"),
        "app": N_("Program"),
    }
)
"""Headings for commands, by the first part of their names, in the order they are told."""


@noun
class Command:
    """Something a key does here: its name, keys, words for it, and how to run it.

    `text` is a word or two for the status line, `meaning` says it in full; both are to be
    translated. Commands of one `group` are told together.
    """

    name: str
    keys: tuple[str, ...]
    text: str
    meaning: str
    action: str
    node: DOMNode
    is_shown: bool
    group: str = ""

    @property
    def section(self) -> str:
        """The first part of its name."""
        return self.name.partition(".")[0]


def live_commands(screen: Screen[Any]) -> tuple[Command, ...]:
    """Return what can be done on `screen` as it is now, innermost first, by its live bindings."""
    found: dict[str, Command] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or not active.enabled:
            continue
        known = found.get(binding.id)
        if known is None:
            found[binding.id] = _command(binding, active.node)
        elif known.node is active.node and binding.key not in known.keys:
            found[binding.id] = _command(binding, active.node, known.keys)
    return tuple(found.values())


def by_section(commands: Iterable[Command]) -> Mapping[str, tuple[Command, ...]]:
    """Return commands under their headings' names, the headings in order."""
    told = list(commands)
    sections = {name: tuple(c for c in told if c.section == name) for name in SECTIONS}
    return {name: inside for name, inside in sections.items() if inside}


def key_name(key: str, language: Language) -> str:
    """Return what a key is called: `Ctrl-d`, `Spasi`, `?`."""
    *modifiers, last = key.split("+")
    name = KEY_NAMES.get(last, last)
    if name.isalpha() and len(name) > 1:
        name = language.say(name)
    if len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        name = last.upper()
    return "-".join([*(modifier.capitalize() for modifier in modifiers), name])


def keys_name(keys: Iterable[str], language: Language) -> str:
    """Return several keys' names as one text."""
    return " ".join(key_name(key, language) for key in keys)


def key_of(name: str, screen: Screen[Any], language: Language) -> str:
    """Return what the first key for a command is called, wherever on `screen` it does something.

    The reader's own keys count, if the app has any; "" for a command there is not.
    """
    wished = getattr(screen.app, "keys", {}).get(name)
    if wished:
        return key_name(wished.split(",")[0].strip(), language)
    for node in (*screen.walk_children(with_self=True), screen.app):
        for owner in type(node).__mro__:
            for binding in _bindings_of(owner):
                if binding.id == name:
                    return key_name(binding.key.split(",")[0], language)
    return ""


def check_keys(keys: Mapping[str, str], path: Path) -> None:
    """Refuse a key for a command there is not. Raises `BadSetting`, naming file and line."""
    if not keys:
        return
    known = set(command_names())
    for name in keys:
        if name not in known:
            raise bad_key(path, name, known)


def command_names() -> tuple[str, ...]:
    """Return the name of every command of every screen and widget, sorted."""
    return tuple(sorted({binding.id for binding in every_binding() if binding.id}))


def every_binding() -> Iterator[Binding]:
    """Yield each binding of each screen and widget, shown or not, as it is in the code."""
    for owner in _owners():
        yield from _bindings_of(owner)


_ROOMS = (
    "berita_tui.app",
    "berita_tui.app.screens",
    "berita_tui.app.widgets",
)


def _bindings_of(owner: type) -> Iterator[Binding]:
    for binding in vars(owner).get("BINDINGS", ()):
        if isinstance(binding, Binding):
            yield binding


def _owners() -> Iterator[type]:
    from pkgutil import iter_modules  # noqa: PLC0415 - only a reader with keys of his own pays

    for room in _ROOMS:
        package = import_module(room)
        for module in (room, *(f"{room}.{each.name}" for each in iter_modules(package.__path__))):
            for thing in vars(import_module(module)).values():
                if isinstance(thing, type) and thing.__module__ == module:
                    yield thing


def _command(binding: Binding, node: DOMNode, keys: tuple[str, ...] = ()) -> Command:
    return Command(
        name=binding.id or "",
        keys=(*keys, binding.key),
        text=binding.description,
        meaning=binding.tooltip or binding.description,
        action=binding.action,
        node=node,
        is_shown=binding.show,
        group=binding.group.description if binding.group else "",
    )
