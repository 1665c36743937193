"""Reading: which article is open, how far it was read, and which comes next."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from berita_tui.news import BeritaError, Headline, Sentence, View, ViewKind
from berita_tui.store import Store

if TYPE_CHECKING:
    from berita_tui.news import Action, Article, Document, Plate
    from berita_tui.news.query import Query


LONG = 2_000
"""Marks at once from which it takes so long to write them that a key would wait for it."""


class Reading:
    """Opens articles and remembers where the reader is in them.

    What is to be written down of an opened article is owed until it is seen, and written before
    the reader does anything but move: so every action finds those before it in the log.
    """

    def __init__(self, store: Store, *, is_marking: bool) -> None:
        self._store = store
        self._is_marking = is_marking
        self._position: tuple[bytes, int] | None = None
        self.article: Article | None = None
        self.problem: BeritaError | None = None
        self._lock = Lock()
        self._noting = Lock()
        self._deeds = 0
        self._owed: list[Article] = []
        self._is_late = False

    @property
    def owes(self) -> bool:
        """Whether something is to be written down, or is being written, that waits for no deed."""
        return self._noting.locked() or (bool(self._owed) and not self._deeds)

    @property
    def is_busy(self) -> bool:
        """Whether marks are being written aside, for which every other mark would wait."""
        return self._deeds > 0

    def aside(
        self,
        deed: Callable[[], Action | None],
        tell: Callable[[Action | None, Sentence | None], object],
    ) -> Callable[[], None]:
        """Return what does a deed in a thread and tells what was done, or why it was not.

        Articles that are opened meanwhile are marked read afterwards.
        """
        self._deeds += 1

        def do() -> None:
            action, problem = None, None
            try:
                action = deed()
            except BeritaError as error:
                problem = error.sentence
            with self._lock:
                self._deeds -= 1
            self.note()  # what could not be marked can be marked again by hand
            tell(action, problem)

        return do

    def get_ready(self) -> None:
        """Have at hand what the first article needs: for a thread, when headlines are seen."""
        from berita_tui.news import pictures_shown  # noqa: F401, PLC0415 - to import it is all
        from berita_tui.parse.documents import read_document  # noqa: PLC0415 - off the way in

        read_document("")
        with suppress(BeritaError):  # it is told where an article is opened
            self._store.articles.get_number(0)
            self.position(b"")

    def open(self, number: int) -> Article | None:
        """Open an article; None where it is gone, or cannot be read, which `problem` tells."""
        self.keep_position()
        article, self.problem = None, None
        try:
            article = self._store.articles.get_number(number)
        except BeritaError as problem:
            self.problem = problem
        if article is not None:
            self.article = article
            is_news = article.is_changed or (self._is_marking and not article.is_read)
            if is_news and not self._store.is_read_only:
                self._owed.append(article)
        return article

    def note(self) -> tuple[tuple[int, ...], Sentence | None]:
        """Mark read what was opened, if the reader wishes that, and its news as seen.

        Returns the numbers of the articles, and why one was not marked. For any thread; what
        is written by another is waited for.
        """
        numbers, problem = [], None
        with self._noting:
            while article := self._next_owed():
                try:
                    if article.is_changed:
                        self._store.revisions.look_at(article.key)
                    if self._is_marking:
                        self._store.marks.read(article.key)
                    numbers.append(article.number)
                except BeritaError as error:
                    problem = error.sentence
        if self._is_late:
            self.keep_position()
        return tuple(numbers), problem

    def _next_owed(self) -> Article | None:
        with self._lock:
            return self._owed.pop(0) if self._owed and not self._deeds else None

    def renew(self) -> Article | None:
        """Read the open article's marks again; return it."""
        if self.article is not None:
            self.article = self._store.articles.get(self.article.key) or self.article
        return self.article

    def plates(self, document: Document) -> dict[str, Plate]:
        """Return the pictures on disk of the open article, by their addresses."""
        from berita_tui.news import pictures_shown  # noqa: PLC0415 - off the way in

        if self.article is None:
            return {}
        return self._store.pictures.of(pictures_shown(self.article.entry, document))

    def mark(
        self,
        what: str,
        article: Article | Headline | None,
        view: View,
        searched: Query | None = None,
        scope: View | None = None,
    ) -> Action | None:
        """Turn a mark of `article` over, "read" or "bookmark"; or mark the whole "list" read.

        The list is what `searched` found in the view `scope`, or anywhere; else `view`. Raises
        `BeritaError`.
        """
        marks = self._store.marks
        if what == "list":
            if searched is not None:
                return marks.read_found(searched, view=scope)
            return marks.read_view(view)
        if article is None:
            return None
        if what == "read":
            return (marks.unread if article.is_read else marks.read)(article.key)
        return (marks.unbookmark if article.is_bookmarked else marks.bookmark)(article.key)

    def position(self, key: bytes) -> int:
        """Return the block an article was left at."""
        return self._store.positions.get(key)

    def moved(self, key: bytes, block: int) -> bool:
        """Note how far the article was read, to be written down soon; tell if it is the first."""
        is_first = self._position is None
        self._position = (key, block)
        return is_first

    def keep_position(self) -> None:
        """Write down how far the article was read, if it was read on since."""
        self._is_late = self._noting.locked()
        if self._is_late or self.is_busy:
            return  # it is written after the marks, or with the next one
        position, self._position = self._position, None
        if position is not None and not self._store.is_read_only:
            # A place in an article is not worth a word when the disk is full.
            with suppress(BeritaError):
                self._store.positions.put(*position)

    def next_unread(
        self, view: View, number: int | None, others: tuple[View, ...], *, is_forward: bool
    ) -> tuple[View, int] | None:
        """Return the next unread article and the view it is in; None when all is read.

        Looks on in the view from the article `number`, then in the rest of the view, then,
        from a source, in the sources that follow it in `others`.
        """
        for start in dict.fromkeys((number, None)):
            found = self._store.next_unread(view, start, forward=is_forward)
            if found is not None:
                return view, found
        if view.kind is not ViewKind.SOURCE or view not in others:
            return None
        at = others.index(view)
        after = others[at + 1 :] + others[:at]
        for other in after if is_forward else reversed(after):
            found = self._store.next_unread(other, None, forward=is_forward)
            if found is not None:
                return other, found
        return None
