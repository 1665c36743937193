"""Keeping: the verbs stats, backup, restore and doctor, for what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from berita_tui.cli.errand import Errand
from berita_tui.news import DataUnusable, Missing, Sentence, is_local


def stats(errand: Errand) -> None:
    """Print how much there is."""
    counts, say = errand.store.counts(), errand.language.say
    sources = [each for each in errand.store.sources.all() if not is_local(each.address)]
    standings = errand.store.standings.all()
    failing = sum(1 for each in sources if each.key in standings and standings[each.key].problem)
    rows: tuple[tuple[str, str, int], ...] = (
        ("sources", say("sources followed"), len(sources)),
        ("failing", say("of them failing"), failing),
        ("articles", say("articles"), counts.all.total),
        ("unread", say("of them unread"), counts.all.unread),
        ("today", say("from today"), counts.today.total),
        ("bookmarked", say("bookmarked"), counts.bookmarked.total),
    )
    sizes = (
        ("library_bytes", say("size of your library"), _size(errand.places.library)),
        ("archive_bytes", say("size of the articles"), _size(errand.places.archive)),
    )
    if errand.output.is_json:
        errand.output.record({name: count for name, _, count in (*rows, *sizes)})
    for _, meaning, count in rows:
        errand.output.line(f"{meaning}: {errand.language.number(count)}")
    for _, meaning, count in sizes:
        errand.output.line(f"{meaning}: {errand.language.size(count)}")


def backup(errand: Errand) -> None:
    """Copy the library to a file that is not there yet."""
    if errand.wish.words:
        path = Path(errand.wish.words[0]).absolute()
    else:
        path = Path.cwd() / f"berita-tui-{errand.clock().astimezone():%Y%m%d-%H%M%S}.db"
    errand.store.upkeep.backup(path)
    if errand.output.is_json:
        errand.output.record({"file": str(path), "bytes": _size(path)})
    errand.output.line(
        errand.language.say(
            "Your library is copied to {file}; “berita-tui restore FILE” puts it back",
            file=str(path),
        )
    )


def restore(errand: Errand) -> None:
    """Put a copy in the place of the library, which is kept under another name."""
    word = errand.wish.words[0] if errand.wish.words else ""
    used = _restored(errand, Path(word).absolute() if word else None)
    if errand.output.is_json:
        errand.output.record({"file": str(used), "library": str(errand.places.library)})
    errand.output.line(
        errand.language.say(
            "Your library is as it was in {file}; what was in its place is kept in {folder}",
            file=str(used),
            folder=str(errand.places.data),
        )
    )


def _restored(errand: Errand, copy: Path | None) -> Path:
    # Without opening the library first: it may be what cannot be opened.
    from berita_tui.store.copies import restore_library  # noqa: PLC0415

    errand.close()
    used = restore_library(errand.places, clock=errand.clock, copy=copy)
    errand.store.upkeep.reconcile()
    return used


def doctor(errand: Errand) -> None:
    """Examine both files; with --fix put right what can be put right."""
    findings = _examined(errand)
    for each, is_mended in findings:
        text = errand.language.tell(each)
        if errand.output.is_json:
            errand.output.record({"problem": text, "mended": is_mended})
        if is_mended:
            errand.output.line(text)
        else:
            errand.fail(each)
    is_sound = all(is_mended for _, is_mended in findings)
    if errand.output.is_json:
        errand.output.record({"sound": is_sound, "problems": len(findings)})
    if is_sound:
        errand.output.line(errand.language.say("Everything is sound."))
    elif not errand.wish.has("fix"):
        errand.output.line(
            errand.language.say("“berita-tui doctor --fix” puts right what can be put right")
        )


def _examined(errand: Errand) -> list[tuple[Sentence, bool]]:
    """Return what was found, and whether it is well again. Raises `DataUnusable`."""
    is_fixing = errand.wish.has("fix")
    try:
        found = errand.store.upkeep.examine(is_thorough=True)
    except DataUnusable as error:
        if not is_fixing:
            raise
        try:
            return [(error.sentence, True), (_mended(errand), True)]
        except Missing:
            raise error from None
    if not is_fixing:
        return [(finding.sentence, finding.is_mended) for finding in found]
    mended = [(finding.sentence, True) for finding in found]
    if not all(finding.is_mended for finding in found):
        mended.append((_mended(errand), True))
    errand.store.upkeep.reconcile()
    errand.store.upkeep.copy()
    return mended


def _mended(errand: Errand) -> Sentence:
    """Put back a library that is damaged, set aside an archive that is; say which.

    Raises `Missing` where there is no copy, `DataUnusable` where nothing helps.
    """
    from berita_tui.store.files import is_sound  # noqa: PLC0415 - as above

    errand.close()
    if is_sound(errand.places.library):
        errand.store.upkeep.reconcile()  # opening it has set the archive aside
        return Sentence("the damaged archive was set aside; “berita-tui refresh” fills a new one")
    used = _restored(errand, None)
    return Sentence("your library was put back from {file}", file=str(used))


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"stats": stats, "backup": backup, "restore": restore, "doctor": doctor}
)
"""What this room does, by verb."""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
