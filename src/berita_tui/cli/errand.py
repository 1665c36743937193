"""Errand: one verb being done, what it was asked and what it may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from berita_tui.cli.arguments import Wish
from berita_tui.cli.output import Output
from berita_tui.language import Language
from berita_tui.news import BeritaError, Sentence, Source
from berita_tui.places import Places
from berita_tui.settings import Settings

if TYPE_CHECKING:
    from berita_tui.newsroom import Newsroom
    from berita_tui.store import Store


class Errand:
    """What a verb works with; the library is opened when it is first asked for.

    Failures of a part are told at once and counted; the rest of the errand goes on.
    """

    def __init__(
        self,
        wish: Wish,
        *,
        places: Places,
        settings: Settings,
        language: Language,
        clock: Callable[[], datetime],
        output: Output,
    ) -> None:
        self.wish: Final = wish
        self.places: Final = places
        self.settings: Final = settings
        self.language: Final = language
        self.clock: Final = clock
        self.output: Final = output
        self.exit_code = 0
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The library and the archive, the guide in them. Raises `DataUnusable`.

        To be examined they are opened as they are.
        """
        if self._store is None:
            if self.wish.verb == "doctor" and not self.wish.has("fix"):
                from berita_tui.store import Store

                self._store = Store.open(self.places, clock=self.clock)
            else:
                self._store = open_store(self.places, self.language, self.clock)
                with suppress(BeritaError):  # what is not up to date is shown as it was
                    self._store.settle()
            for notice in self._store.notices:
                self.output.problem(self.language.tell(notice))
        return self._store

    def newsroom(self, store: Store | None = None) -> Newsroom:
        """Return what fetches and follows; to be closed by the caller."""
        # ruff: noqa: PLC0415 - most verbs need no network
        from berita_tui.newsroom import Newsroom

        return Newsroom(store or self.store, clock=self.clock, **self.orders())

    def orders(self) -> dict[str, Any]:
        """Return how a newsroom is to work: its options, as the settings have them."""
        from berita_tui.news import FullText, Want

        return {
            "connections": self.settings.connections,
            "workers": self.settings.workers,
            "want": Want(
                full_text=FullText(self.settings.full_text), most=self.settings.pages_a_refresh
            ),
            "rules": (str(self.places.rules),),
            "agents": self.settings.agent_hosts,
            "picture_bytes": self.settings.pictures_megabytes * 2**20,
        }

    def sources(self) -> Mapping[str, Source]:
        """Return the sources followed, by their keys."""
        return {source.key: source for source in self.store.sources.all()}

    def fail(self, problem: BeritaError | Sentence, *, about: str = "") -> str:
        """Tell that a part of the errand failed, and return the words; the exit code becomes 1.

        `about` is the file or word it is about, put before it.
        """
        sentence = problem.sentence if isinstance(problem, BeritaError) else problem
        text = self.language.tell(sentence)
        self.output.problem(f"{about}: {text}" if about else text)
        self.exit_code = 1
        return text

    def copy(self) -> None:
        """Make the library's copy of the day, if it is due; where that cannot be now it waits."""
        from berita_tui.store.copies import roll

        with suppress(BeritaError):
            roll(self.places, clock=self.clock)

    def close(self) -> None:
        """Close the library if it was opened."""
        if self._store is not None:
            self._store.close()
            self._store = None


def open_store(places: Places, language: Language, clock: Callable[[], datetime]) -> Store:
    """Open library and archive and put the guide into them. Raises `DataUnusable`."""
    # The help and a wrong word need no database.
    from berita_tui.guide import install
    from berita_tui.store import Store

    store = Store.open(places, clock=clock)
    install(store, language, clock)
    return store
