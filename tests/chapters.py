"""Chapters: everything a library goes through, and what must be found in it afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from unittest import mock

from berita_tui.news import (
    BeritaError,
    Refusal,
    Rendition,
    Sentence,
    Standing,
    Validators,
    View,
    Wanted,
    parse_query,
)
from berita_tui.places import Places
from berita_tui.store import Store, copies_of_library, opening, restore_library
from berita_tui.store.opening import condemned
from berita_tui.store.pages import Answer
from berita_tui.store.schema import ARCHIVE, LIBRARY
from diary import (
    ENTRIES,
    HILL,
    LATER,
    NOON,
    OTHER,
    SOURCE,
    TREE,
    WANT,
    Diary,
    Look,
    entry,
    follows,
    has_page,
    is_bookmarked,
    is_kept,
    is_read,
    key,
    mutes,
    name_of,
    searches,
)
from faults import Disk, Fault

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
    diary.do(store.upkeep.merge_segments)
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


def surroundings(chapter: Callable[[Diary], None]) -> AbstractContextManager[object]:
    """Return what a chapter has to be played and checked in."""
    return migrated() if chapter is migrating else nullcontext()


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
