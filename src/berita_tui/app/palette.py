"""Palette: commands, sources, themes and the looks of things, found by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.worker import Worker

from berita_tui.app.following import VIEW_NAMES
from berita_tui.app.keymap import Command, keys_name, live_commands
from berita_tui.app.themes import THEME_NAMES
from berita_tui.language import LANGUAGE_NAMES
from berita_tui.news import N_, View

if TYPE_CHECKING:
    from berita_tui.app import BeritaApp

DENSITIES = {"comfortable": N_("Rows: two lines"), "compact": N_("Rows: one line")}
GLYPH_SETS = {"unicode": N_("Marks: Unicode"), "ascii": N_("Marks: ASCII")}

_MOVEMENT = frozenset({"list", "pane"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing the palette can do: words for it, more words, and the deed."""

    text: str
    help: str
    deed: Callable[[], object]


class Palette(CommandPalette):
    """Textual's palette, which may be closed before it has gathered what was typed for."""

    def run_worker(self, *work: Any, **options: Any) -> Worker[Any]:
        """Run what gathers; it finds its list gone after closing, which is to end no app."""
        return super().run_worker(*work, **{**options, "exit_on_error": False})

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, unless that was done: a second Enter would take away the page below."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class BeritaCommands(Provider):
    """Everything the palette offers, in the reader's language."""

    async def discover(self) -> Hits:
        """Offer all there is."""
        for offer in self._offers():
            yield DiscoveryHit(Content(offer.text), offer.deed, text=offer.text, help=offer.help)

    async def search(self, query: str) -> Hits:
        """Offer what fits the words typed, best first."""
        matcher = self.matcher(query)
        is_in_vain = True
        for offer in self._offers():
            score, offsets = matcher.fuzzy_search.match(query, offer.text)
            if score > 0:
                # Matcher.highlight() would read a source's name as markup.
                lit = Content(offer.text)
                for offset in offsets:
                    lit = lit.stylize(matcher.match_style, offset, offset + 1)
                yield Hit(score, lit, offer.deed, text=offer.text, help=offer.help)
                is_in_vain = False
        if is_in_vain:
            # The palette would say so by itself, but in English only.
            words = self._berita.language.say("No command has these words")
            yield Hit(0.1, Content(words), lambda: None, text=words)

    @property
    def _berita(self) -> BeritaApp:
        return cast("BeritaApp", self.app)

    def _offers(self) -> Iterator[Offer]:
        say = self._berita.language.say
        yield from self._commands()
        front = self._berita.front
        for kind, name in VIEW_NAMES.items():
            deed = partial(front.panes.open_view, View(kind))
            yield Offer(say("Go to: {name}", name=say(name)), "", deed)
        for view in front.panes.sources.source_views:
            name = front.panes.sources.name_of(view)
            yield Offer(say("Go to: {name}", name=name), "", partial(front.panes.open_view, view))
        for name in dict.fromkeys((*THEME_NAMES, *self._berita.available_themes)):
            shown = say(THEME_NAMES[name]) if name in THEME_NAMES else name
            yield self._wish(say("Theme: {name}", name=shown), "theme", name)
        for code, name in LANGUAGE_NAMES.items():
            yield self._wish(say("Language: {name}", name=name), "language", code)
        for density, name in DENSITIES.items():
            yield self._wish(say(name), "density", density)
        for glyphs, name in GLYPH_SETS.items():
            yield self._wish(say(name), "glyphs", glyphs)

    def _commands(self) -> Iterator[Offer]:
        language = self._berita.language
        # Whoever opens the palette looks for something other than the way down.
        live = sorted(live_commands(self.screen), key=lambda each: each.section in _MOVEMENT)
        for command in live:
            if command.name != "app.palette":
                words = language.say(command.meaning)
                text = words[:1].upper() + words[1:]
                yield Offer(text, keys_name(command.keys, language), self._doer(command))

    def _doer(self, command: Command) -> Callable[[], object]:
        return partial(self.app.run_action, command.action, command.node)

    def _wish(self, text: str, name: str, value: str) -> Offer:
        return Offer(text, "", partial(self._berita.wish, name, value))
