"""Chapters: everything a library goes through, and what must be found in it afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest import mock

import apsw

from berita_tui.news import (
    BeritaError,
    Entry,
    FullText,
    Picture,
    Refusal,
    Rendition,
    Sentence,
    Source,
    Standing,
    Unreadable,
    Validators,
    View,
    ViewKind,
    Want,
    Wanted,
    article_key,
    parse_query,
)
from berita_tui.places import Places
from berita_tui.store import Store, copies_of_library, opening, restore_library
from berita_tui.store.opening import condemned
from berita_tui.store.pages import Answer
from berita_tui.store.schema import ARCHIVE, LIBRARY
from faults import Disk, Fault

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


# What happens to it. Each chapter goes on from what `beginning` left.


def beginning(diary: Diary) -> None:
    """Follow, fetch and mark, from nothing."""
    diary.open()
    store = diary.store
    diary.do(
        lambda: store.sources.add(SOURCE, OTHER),
        {"follows A": (follows(SOURCE), True), "follows B": (follows(OTHER), True)},
    )
    diary.do(
        lambda: store.articles.save(SOURCE, ENTRIES, when=NOON, want=WANT),
        {f"kept {number}": (is_kept(number), True) for number in range(8)},
    )
    standing = Standing(checked=NOON, validators=Validators(etag="x"))
    diary.do(
        lambda: store.standings.put(SOURCE.key, standing),
        {"kept standing": (lambda store: store.standings.get(SOURCE.key), standing)},
    )
    diary.do(lambda: store.marks.read(key(0), key(1)), _read(0, 1))
    diary.do(lambda: store.marks.bookmark(key(2)), _bookmarked(2))


def marking(diary: Diary) -> None:
    """Mark, take back, and be remembered."""
    diary.open()
    store = diary.store
    diary.do(lambda: store.marks.unread(key(0)), _read(0, is_so=False))
    diary.do(lambda: store.marks.bookmark(key(3)), _bookmarked(3))
    if diary.do(lambda: store.marks.unbookmark(key(3)), _bookmarked(3, is_so=False)):
        diary.do(store.marks.undo, _bookmarked(3), is_repeated=False)
    if diary.do(lambda: store.marks.read_view(View()), _read(*range(8))):
        diary.do(
            store.marks.undo,
            _read(0, *range(2, 8), is_so=False),
            is_repeated=False,
        )
    diary.do(
        lambda: store.positions.put(key(1), 7),
        {"position": (lambda store: store.positions.get(key(1)), 7)},
    )
    diary.do(
        lambda: store.queries.remember("pilkada"),
        {"query": (lambda store: store.queries.recent()[:1], ("pilkada",))},
    )


def following(diary: Diary) -> None:
    """Change what is followed, keep a search, mute."""
    diary.open()
    store = diary.store
    diary.do(
        lambda: store.sources.change(replace(store.sources.get(OTHER.key), name="Lain")),
        {"name": (name_of(OTHER), "Lain")},
    )
    if diary.do(
        lambda: store.sources.remove(SOURCE.key),
        {"follows A": (follows(SOURCE), False)},
        is_repeated=False,
    ):
        diary.do(store.marks.undo, {"follows A": (follows(SOURCE), True)}, is_repeated=False)
    diary.do(
        lambda: store.searches.add("Pilkada", "pilkada"),
        {"searches": (searches, {"Pilkada"})},
        is_repeated=False,
    )
    diary.do(
        lambda: store.mutes.add("title:berita"),
        {"mutes": (mutes, {"title:berita"})},
        is_repeated=False,
    )
    diary.do(store.settle)
    diary.do(
        lambda: store.articles.save(SOURCE, LATER, when=NOON),
        {f"kept {number}": (is_kept(number), True) for number in range(20, 24)},
    )


def fetching(diary: Diary) -> None:
    """Bring pages, pictures and an edited feed."""
    diary.open()
    store = diary.store
    first = store.articles.get(key(0))
    second = store.articles.get(key(1))
    if first is None or second is None:
        return
    wanted, missed = (
        Wanted(number=each.number, key=each.key, source=SOURCE.key, address=each.entry.link)
        for each in (first, second)
    )
    answer = Answer(found=wanted.address, media_type="text/html", charset="", content=b"<p>x")
    diary.do(lambda: store.pages.put_answer(wanted.number, wanted.address, answer))
    page = replace(entry(0, text=TREE), html=f"<p>{TREE}</p>", is_from_page=True, is_whole=True)
    diary.do(
        lambda: store.pages.keep(wanted, page),
        {"kept page": (has_page(0), True)},
    )
    refusal = Refusal(problem=Sentence("no"), due=None)
    diary.do(
        lambda: store.pages.refuse(missed, refusal),
        {"kept refusal": (lambda store: store.pages.refusal(missed.number), refusal)},
    )
    picture = Rendition(content=b"a" * 3000, width=60, height=40)
    diary.do(lambda: store.pictures.begin(missed.number, [HILL]))
    diary.do(
        lambda: store.pictures.keep(HILL, picture),
        {"kept picture": (_picture, picture.content)},
    )
    diary.do(lambda: store.pictures.finish(missed.number))
    edited = entry(2, text="Isi yang disunting panjang sekali tentang banjir.")
    diary.do(
        lambda: store.articles.save(SOURCE, [edited], when=NOON + timedelta(hours=1)),
        {"kept edit": (lambda store: len(store.revisions.of(key(2))) > 0, True)},
    )


def keeping(diary: Diary) -> None:
    """Do all upkeep: copies, folding, the index made anew."""
    diary.open()
    store = diary.store
    backup = diary.places.data.parent / "cadangan.db"
    diary.do(lambda: store.find(parse_query("pilkada")))
    diary.do(store.learn)
    diary.do(store.upkeep.copy)
    if diary.do(lambda: store.upkeep.backup(backup), is_repeated=False):
        diary.facts["backup"] = (lambda _: backup.stat().st_size > 0, True)
    diary.now += timedelta(days=40)
    diary.do(store.upkeep.fold)
    diary.do(store.upkeep.rebuild_index)
    diary.do(lambda: store.upkeep.examine(is_thorough=True))
    diary.do(lambda: store.upkeep.reconcile(is_thorough=True))
    diary.do(lambda: store.upkeep.retire(NOON - timedelta(days=400)))


def restoring(diary: Diary) -> None:
    """Put a copy in the library's place, after a bookmark that only the archive knows then."""
    diary.open()
    store = diary.store
    diary.do(lambda: store.marks.bookmark(key(4)), _bookmarked(4))
    diary.do(lambda: store.marks.read(key(5)), _read(5))
    diary.close()
    copy = copies_of_library(diary.places)[0]
    diary.do(lambda: restore_library(diary.places, clock=lambda: diary.now, copy=copy))
    diary.open()
    diary.do(diary.store.upkeep.reconcile)


def migrating(diary: Diary) -> None:
    """Open files that an earlier version made."""
    with migrated():
        diary.open()
        store = diary.store
        diary.do(lambda: store.marks.bookmark(key(6)), _bookmarked(6))
        diary.close()


def mending(diary: Diary) -> None:
    """Set aside an archive that was found damaged, and take over what can be read of it."""
    diary.facts.pop("kept standing", None)  # it is had again by asking the server
    diary.do(lambda: _condemn(diary.places))
    diary.open()
    store = diary.store
    diary.do(store.upkeep.examine)
    diary.do(lambda: store.marks.read(key(7)), _read(7))


CHAPTERS: Final = (
    beginning, marking, following, fetching, keeping, restoring, migrating, mending,
)  # fmt: skip


def migrated() -> mock._patch_dict:
    """Let both files have one more step than they have."""
    step = "CREATE TABLE later (x); INSERT INTO later SELECT name FROM facts;"
    newer = {
        name: replace(schema, steps=(*schema.steps, step))
        for name, schema in (("LIBRARY", LIBRARY), ("ARCHIVE", ARCHIVE))
    }
    return mock.patch.dict(opening.__dict__, newer)


def prepare(home: Path) -> Diary:
    """Write the beginning into `home`, and a copy of the library, on a disk that does not fail."""
    diary = Diary(places=Places.under(home), disk=Disk(home))
    beginning(diary)
    diary.store.upkeep.copy()
    diary.close()
    return diary


def play(
    chapter: Callable[[Diary], None],
    prepared: Diary,
    home: Path,
    *,
    fail_at: int = 0,
    fault: Fault = Fault.ERROR,
) -> Diary:
    """Live through a chapter in `home`, whose disk fails at a step; return what came of it."""
    shutil.rmtree(home, ignore_errors=True)
    places = Places.under(home)
    facts = {}
    if chapter is not beginning:
        shutil.copytree(prepared.places.data.parent, home)
        facts = dict(prepared.facts)
    places.prepare()
    diary = Diary(places=places, disk=Disk(home, fail_at=fail_at, fault=fault), facts=facts)
    with diary.disk.plugged_in():
        try:
            chapter(diary)
        except BeritaError as error:
            if not diary.disk.is_dead:
                diary.faults.append(f"{chapter.__name__} cannot go on: {error}")
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            if not diary.disk.is_dead:
                diary.faults.append(f"{chapter.__name__}: {type(error).__name__}: {error}")
        diary.close()
    return diary


def _read(*numbers: int, is_so: bool = True) -> dict[str, tuple[Look, object]]:
    return {f"read {number}": (is_read(number), is_so) for number in numbers}


def _bookmarked(number: int, *, is_so: bool = True) -> dict[str, tuple[Look, object]]:
    return {f"bookmarked {number}": (is_bookmarked(number), is_so)}


def _picture(store: Store) -> object:
    plates = store.pictures.of([HILL])
    return store.pictures.load(plates[HILL]) if plates else None


def _condemn(places: Places) -> None:
    with suppress(OSError):
        condemned(places).touch(mode=0o600)
