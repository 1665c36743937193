"""A diary of what was done to a library and said to be done, and what must be found of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import apsw

from berita_tui.news import (
    BeritaError,
    Entry,
    FullText,
    Picture,
    Source,
    Unreadable,
    View,
    ViewKind,
    Want,
    article_key,
)
from berita_tui.places import Places
from berita_tui.store import Store
from faults import Disk

NOON: Final = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SOURCE: Final = Source.followed("https://a.example/feed", title="Warta A", folder=("Nasional",))
OTHER: Final = Source.followed("https://b.example/feed", title="Warta B")
WANT: Final = Want(full_text=FullText.ALWAYS, most=3)
HILL: Final = "https://a.example/bukit.jpg"
TREE: Final = "pohon " * 40

Look = Callable[[Store], object]


def entry(number: int, *, text: str = "") -> Entry:
    text = text or f"Isi berita ke-{number} tentang pilkada di desa {number}."
    return Entry(
        guid=f"guid-{number}",
        link=f"https://a.example/{number}",
        title=f"Berita {number}",
        published=NOON - timedelta(minutes=number),
        html=f"<p>{text}</p>",
        text=text,
        pictures=(Picture(address=HILL),) if number == 1 else (),
    )


ENTRIES: Final = tuple(entry(number) for number in range(8))
LATER: Final = tuple(entry(number) for number in range(20, 24))


def key(number: int) -> bytes:
    each = entry(number)
    return article_key(
        SOURCE.key, guid=each.guid, link=each.link, title=each.title, published=each.published
    )


# What can be seen in a library.


def is_kept(number: int) -> Look:
    return lambda store: store.articles.get(key(number)) is not None


def is_read(number: int) -> Look:
    def look(store: Store) -> object:
        try:
            article = store.articles.get(key(number))
        except Unreadable:  # its text is damaged, and that is told
            shelf = store.shelf(View())
            return key(number) in {row.key for row in shelf if row.is_read}
        return article and article.is_read

    return look


def is_bookmarked(number: int) -> Look:
    def look(store: Store) -> object:
        shelf = store.shelf(View(ViewKind.BOOKMARKED))
        return key(number) in {shelf[row].key for row in range(len(shelf))}

    return look


def has_page(number: int) -> Look:
    def look(store: Store) -> object:
        article = store.articles.get(key(number))
        return article and TREE.strip() in article.entry.html

    return look


def follows(source: Source) -> Look:
    return lambda store: source.key in {each.key for each in store.sources.all()}


def name_of(source: Source) -> Look:
    return lambda store: {each.key: each.name for each in store.sources.all()}.get(source.key)


def searches(store: Store) -> object:
    return {each.name for each in store.searches.all()}


def mutes(store: Store) -> object:
    return {each.text for each in store.mutes.all()}


@dataclass(slots=True)
class Diary:
    """One library, what was acknowledged of it, and what should not have happened."""

    places: Places
    disk: Disk
    facts: dict[str, tuple[Look, object]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    now: datetime = NOON
    _store: Store | None = None

    @property
    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            self._store = Store.open(self.places, clock=lambda: self.now)
        return self._store

    def do(
        self,
        act: Callable[[], object],
        facts: Mapping[str, tuple[Look, object]] | None = None,
        *,
        is_repeated: bool = True,
    ) -> bool:
        """Do something that makes `facts` true once it is done; tell whether it was.

        What fails is done again: the disk fails once only.
        """
        facts = facts or {}
        for name in facts:
            self.facts.pop(name, None)
        for _ in range(2):
            is_first = not self.disk.has_failed
            try:
                act()
            except BeritaError as error:
                if self.disk.is_dead:
                    return False
                if not (is_first and self.disk.has_failed):
                    self.faults.append(f"{act.__qualname__}: {error} (the disk was all right)")
                if len(str(error)) > 400 or "\n" in str(error):
                    self.faults.append(f"not one plain sentence: {error}")
                self.read_on()
                if not is_repeated:
                    return False
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                if not self.disk.is_dead:
                    self.faults.append(f"{act.__qualname__}: {type(error).__name__}: {error}")
                return False
            else:
                if not self.disk.is_dead:  # else it was told only what it had in its memory
                    self.facts.update(facts)
                return True
        return False

    def read_on(self) -> None:
        """Read, right after something failed."""
        if self._store is None:
            return
        try:
            shelf = self._store.shelf(View())
            for row in range(len(shelf)):
                self._store.articles.get_number(shelf[row].number)
        except Exception as error:  # noqa: BLE001 - as above
            self.faults.append(f"reading does not go on: {type(error).__name__}: {error}")

    def close(self) -> None:
        if self._store is not None:
            store, self._store = self._store, None
            self.do(store.close)

    def open(self) -> None:
        """Open the store; once more where the disk was so bad that it can be read only."""
        self.do(lambda: self.store)
        if self.disk.has_failed and self.store.is_read_only:
            self.read_on()
            self.close()
            self.do(lambda: self.store)

    def check(self, places: Places, *, is_after_loss: bool = False) -> list[str]:
        """Return what is wrong with the library at `places`, opened as the program opens it."""
        try:
            with closing(Store.open(places, clock=lambda: self.now)) as store:
                return [*self._check(store, is_after_loss), *unsound(places)]
        except Exception as error:  # noqa: BLE001 - as above
            return [f"opening and looking: {type(error).__name__}: {error}"]

    def _check(self, store: Store, is_after_loss: bool) -> list[str]:
        wrong = [str(each.sentence) for each in store.upkeep.examine() if not each.is_mended]
        store.upkeep.reconcile()
        store.settle()
        if not is_after_loss:
            wrong += self._unlike(store, "kept")
        wrong += self._unlike(store, "bookmarked")
        store.articles.save(SOURCE, ENTRIES, when=self.now)
        store.articles.save(SOURCE, LATER, when=self.now)
        return wrong + self._unlike(store, "")

    def _unlike(self, store: Store, kind: str) -> list[str]:
        """Return the facts of a kind that are not so; with "" those of the reader's own."""
        wrong = []
        for name, (look, wanted) in self.facts.items():
            if name.startswith(kind) and (kind or not name.startswith("kept")):
                found = look(store)
                if found != wanted:
                    wrong.append(f"{name}: {found!r}, not {wanted!r}")
        return wrong


def unsound(places: Places) -> list[str]:
    """Return what SQLite finds wrong with the two files."""
    wrong = []
    for path in (places.library, places.archive):
        with closing(apsw.Connection(str(path))) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            wrong.append(f"{path.name}: {found[:3]}")
    return wrong
