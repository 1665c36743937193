"""Keeping: the verbs stats, backup, restore and doctor, for what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.errand import Errand
from berita_tui.cli.records import moment
from berita_tui.news import DataUnusable, Missing, Sentence, is_local
from berita_tui.places import Places

if TYPE_CHECKING:
    from berita_tui.store.stats import Weights


def stats(errand: Errand) -> None:
    """Print how much there is."""
    language, say, stats = errand.language, errand.language.say, errand.store.stats()
    sources = [each for each in errand.store.sources.all() if not is_local(each.address)]
    standings = errand.store.standings.all()
    failing = sum(1 for each in sources if each.key in standings and standings[each.key].problem)
    counts = (
        ("sources", say("sources followed"), len(sources)),
        ("failing", say("of them failing"), failing),
        ("articles", say("articles"), stats.articles),
        ("unread", say("of them unread"), stats.unread),
        ("bookmarked", say("of them bookmarked"), stats.bookmarked),
        ("offline", say("of them whole on disk"), stats.offline),
        ("pages_waiting", say("pages still to be fetched"), stats.pages),
        ("words", say("words"), stats.words),
        ("pictures", say("pictures"), stats.pictures),
    )
    times = (
        ("oldest", say("oldest article"), stats.oldest),
        ("newest", say("newest article"), stats.newest),
    )
    sizes = (
        ("library_bytes", say("size of your library"), stats.library_bytes),
        ("archive_bytes", say("size of the articles"), stats.archive_bytes),
        ("picture_bytes", say("size of the pictures"), stats.picture_bytes),
    )
    share = stats.offline / stats.articles if stats.articles else 0.0
    if errand.output.is_json:
        record: dict[str, object] = {name: count for name, _, count in (*counts, *sizes)}
        record["offline_share"] = round(share, 4)
        errand.output.record(record | {name: moment(when) for name, _, when in times})
    for _, meaning, count in counts:
        errand.output.line(f"{meaning}: {language.number(count)}")
    whole = say("share whole on disk")
    errand.output.line(f"{whole}: {language.percent(share)}")
    for _, meaning, when in times:
        errand.output.line(f"{meaning}: {language.date(when) if when else '-'}")
    for _, meaning, size in sizes:
        errand.output.line(f"{meaning}: {language.size(size)}")


def backup(errand: Errand) -> None:
    """Copy the library to a file that is not there yet."""
    if errand.wish.words:
        path = Path(errand.wish.words[0]).absolute()
    else:
        path = Path.cwd() / f"berita-tui-{errand.clock().astimezone():%Y%m%d-%H%M%S}.db"
    doubt = errand.store.upkeep.backup(path, is_wanted=bool(errand.wish.words))
    if doubt is not None:
        errand.output.problem(errand.language.tell(doubt))
    if errand.output.is_json:
        errand.output.record({"file": str(path), "bytes": path.stat().st_size})
    errand.output.line(
        errand.language.say(
            "Your library is copied to {file}; “berita-tui restore FILE” puts it back",
            file=str(path),
        )
    )


def restore(errand: Errand) -> None:
    """Put a copy in the place of the library, which is kept under another name."""
    from berita_tui.store.mending import is_library_bad  # noqa: PLC0415 - only here

    word = errand.wish.words[0] if errand.wish.words else ""
    is_lost = is_library_bad(errand.places)
    try:
        used = _put_back(errand, Path(word).absolute() if word else None, is_asked=not is_lost)
    except Missing:
        if word:
            raise
        raise Missing(_no_copy(errand.places, is_lost=is_lost)) from None
    errand.store.upkeep.reconcile()
    if errand.output.is_json:
        errand.output.record({"file": str(used), "library": str(errand.places.library)})
    told = Sentence(
        "Your library is as it was in {file}; what was in its place is kept in {folder}",
        file=str(used),
        folder=str(errand.places.data),
    )
    if is_lost:
        told = Sentence(
            "Your library was put back from {file}, with the marks that the articles have from"
            " after it; what was in its place is kept in {folder}",
            file=str(used),
            folder=str(errand.places.data),
        )
    errand.output.line(errand.language.tell(told))


def _no_copy(places: Places, *, is_lost: bool) -> Sentence:
    """Say what to do where there is no copy to be put back."""
    if is_lost:
        return Sentence(
            "there is no good copy of the library in {folder}; `berita-tui doctor --fix` saves"
            " what can be read of it",
            folder=str(places.copies),
        )
    return Sentence(
        "there is no good copy of the library in {folder}; it is sound and stays as it is",
        folder=str(places.copies),
    )


def doctor(errand: Errand) -> None:
    """Examine both files; with --fix put right what can be put right."""
    is_fixing = errand.wish.has("fix")
    code = None
    try:
        findings = _fixed(errand) if is_fixing else _examined(errand)
    except DataUnusable as error:
        if is_fixing:
            raise
        findings, code = [error.sentence], error.exit_code
    for each in findings:
        if errand.output.is_json:
            errand.output.record({"problem": errand.language.tell(each), "mended": is_fixing})
        if is_fixing:
            errand.output.line(errand.language.tell(each))
        else:
            errand.fail(each)
    if errand.places.rules.is_dir():
        _tell_rules(errand)
    is_sound = is_fixing or not findings
    weights = errand.store.upkeep.weigh() if is_sound else None
    if errand.output.is_json:
        sizes = {} if weights is None else {"bytes": asdict(weights)}
        errand.output.record({"sound": is_sound, "problems": len(findings), **sizes})
    if weights is not None:
        errand.output.line(errand.language.say("Everything is sound."))
        _tell_weights(errand, weights)
        count, size = errand.store.pictures.stock()
        if count:
            told = errand.language.say_many("{count} picture", "{count} pictures", count)
            errand.output.line(f"{told}, {errand.language.size(size)}")
    else:
        errand.output.line(errand.language.tell(_remedy(errand)))
        errand.exit_code = code or errand.exit_code


def _remedy(errand: Errand) -> Sentence:
    """Say what mending would do."""
    from berita_tui.store.copies import is_doubtful, newest_good  # noqa: PLC0415 - only here
    from berita_tui.store.mending import is_library_bad, is_newer  # noqa: PLC0415 - as above

    places = errand.places
    if is_newer(places):
        return Sentence("there is nothing to put right; a newer berita-tui can use what is there")
    if not is_library_bad(places) or is_doubtful(places):
        return Sentence("“berita-tui doctor --fix” puts right what can be put right")
    try:
        copy = newest_good(places)
    except Missing:
        return Sentence(
            "there is no good copy of your library; “berita-tui doctor --fix” saves what can be"
            " read of it into a new one"
        )
    return Sentence(
        "“berita-tui doctor --fix” puts your library back from {file}, with what is whole and"
        " newer in the damaged one",
        file=str(copy),
    )


def _tell_weights(errand: Errand, weights: Weights) -> None:
    """Tell where the bytes of the articles are."""
    size = errand.language.size
    told = errand.language.say(
        "Articles on disk: texts {texts}, lists {lists}, search index {index}, all else {rest}",
        texts=size(weights.texts),
        lists=size(weights.lists),
        index=size(weights.index),
        rest=size(weights.rest),
    )
    errand.output.line(told)


def _tell_rules(errand: Errand) -> None:
    """Tell how many site rules of the reader's own there are, and which lines are not obeyed."""
    # Brings lxml, only where there is a folder of rules.
    from berita_tui.parse.rules.examining import examine_rules  # noqa: PLC0415 - only here

    language, output = errand.language, errand.output
    found = examine_rules(errand.places.rules)
    for flaw in found.flaws:
        text = language.tell(flaw.sentence)
        if output.is_json:
            output.record({"file": flaw.file, "line": flaw.line, "flaw": text})
        output.line(f"{flaw.file}:{flaw.line}: {text}")
    if output.is_json:
        output.record({"rules": found.rules, "flaws": len(found.flaws) + found.unlisted})
    if found.unlisted:
        output.line(
            language.say_many("and {count} flaw more", "and {count} flaws more", found.unlisted)
        )
    output.line(
        language.say_many(
            "{count} site rule of your own in {folder}",
            "{count} site rules of your own in {folder}",
            found.rules,
            folder=str(errand.places.rules),
        )
    )


def _examined(errand: Errand) -> list[Sentence]:
    """Return what is wrong; nothing of it is mended, nor set aside."""
    from berita_tui.store.mending import is_doomed  # noqa: PLC0415 - only here

    if is_doomed(errand.places):
        sentence = Sentence(
            "{file} is damaged; “berita-tui doctor --fix” sets it aside and takes over what can be"
            " read of it",
            file=str(errand.places.archive),
        )
        return [sentence]
    found = errand.store.upkeep.examine(is_thorough=True, is_mending=False)
    return [finding.sentence for finding in found]


def _fixed(errand: Errand) -> list[Sentence]:
    """Put right what is wrong and return what it was. Raises `DataUnusable` where nothing helps."""
    try:
        found = _examined(errand)
    except DataUnusable as error:
        found = [Sentence("{file} was damaged", file=error.sentence.values.get("file", ""))]
    found += _mended(errand)
    errand.store.upkeep.copy()
    return found


def _mended(errand: Errand) -> list[Sentence]:
    """Put back a library that is damaged, set aside an archive that is; tell what was done.

    Some damage is seen only where a file is used: then the archive goes first, which can be had
    again. Raises `DataUnusable` where nothing helps.
    """
    from berita_tui.store import mending  # noqa: PLC0415 - only for mending

    errand.close()
    places = errand.places
    done: list[Sentence] = []
    if mending.is_library_bad(places):
        done += _library_put_back(errand)
    if mending.is_archive_bad(places):
        done += _archive_condemned(errand)
    remedies = iter((_archive_condemned, _library_put_back))
    while True:
        try:
            upkeep = errand.store.upkeep
            done += [each.sentence for each in upkeep.examine(is_thorough=True)]
            upkeep.reconcile(is_thorough=True)
        except DataUnusable:
            remedy = next(remedies, None)
            if remedy is None or mending.is_newer(places):
                raise
            done += remedy(errand)
        else:
            return done


def _library_put_back(errand: Errand) -> list[Sentence]:
    from berita_tui.store.copies import is_doubtful, seal_anew  # noqa: PLC0415 - only here
    from berita_tui.store.rescue import rescue  # noqa: PLC0415 - only here

    errand.close()
    if not is_doubtful(errand.places):
        return list(rescue(errand.places, clock=errand.clock))
    kept = seal_anew(errand.places, clock=errand.clock)
    told = Sentence(
        "your library is taken as it is, though a value in it may have changed unseen;"
        " as it was before it is kept as {file}",
        file=kept.name,
    )
    return [told]


def _archive_condemned(errand: Errand) -> list[Sentence]:
    from berita_tui.store.mending import condemn  # noqa: PLC0415 - only here

    errand.close()
    condemn(errand.places)  # opening it will set it aside
    return [Sentence("the damaged archive was set aside; “berita-tui refresh” fills a new one")]


def _put_back(errand: Errand, copy: Path | None, *, is_asked: bool = False) -> Path:
    # Without opening the library first: it may be what cannot be opened.
    from berita_tui.store.copies import restore_library  # noqa: PLC0415 - only here

    errand.close()
    return restore_library(errand.places, clock=errand.clock, copy=copy, is_asked=is_asked)


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"stats": stats, "backup": backup, "restore": restore, "doctor": doctor}
)
"""What this room does, by verb."""
