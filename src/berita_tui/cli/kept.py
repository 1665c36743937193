"""Kept: the verbs folders and mutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from berita_tui.cli.errand import Errand
from berita_tui.cli.records import moment
from berita_tui.news import Mute, SavedSearch, Sentence, Tally, WrongUse
from berita_tui.news.query.moments import read_moment
from berita_tui.news.query.nouns import Ago, Unit

_UNITS: Final = MappingProxyType(
    {
        Unit.HOUR: timedelta(hours=1),
        Unit.DAY: timedelta(days=1),
        Unit.WEEK: timedelta(weeks=1),
        Unit.MONTH: timedelta(days=30),
        Unit.YEAR: timedelta(days=365),
    }
)
_FOLDERS: Final = MappingProxyType(
    {"add": (2, None), "edit": (2, None), "rename": (2, None), "move": (2, 2), "remove": (1, 1)}
)
_MUTES: Final = MappingProxyType({"add": (1, None), "remove": (1, 1)})
"""What can be done, and how many words it takes at least and at most."""


def folders(errand: Errand) -> None:
    """List the searches that are kept, or change one."""
    deed, words = _deed(errand, _FOLDERS)
    searches = errand.store.searches
    if deed == "add":
        searches.add(words[0], " ".join(words[1:]))
    elif deed:
        number = searches.named(words[0]).number
        match deed:
            case "edit":
                searches.change(number, text=" ".join(words[1:]))
            case "rename":
                searches.change(number, name=" ".join(words[1:]))
            case "move":
                here = [each.number for each in searches.all()].index(number)
                searches.move(number, _place(words[1]) - 1 - here)
            case _:
                searches.remove(number)
    errand.store.settle()
    counts = errand.store.counts().searches
    kept = searches.all()
    for search in kept:
        _tell_search(errand, search, counts.get(search.number, Tally()))
    if not kept:
        errand.output.line(
            errand.language.say("No search is kept; “berita-tui folders add NAME QUERY” keeps one")
        )


def mutes(errand: Errand) -> None:
    """List what is muted and how much each mute hides, or change that."""
    deed, words = _deed(errand, _MUTES)
    kept = errand.store.mutes
    if errand.wish.has("for") and deed != "add":
        raise WrongUse(Sentence("--for goes with “mutes add QUERY”"))
    if deed == "add":
        kept.add(" ".join(words), lasting=_lasting(errand.wish.text("for")))
    elif deed:
        kept.remove(_place(words[0]))
    errand.store.settle()
    counts = errand.store.counts().mutes
    for mute in kept.all():
        _tell_mute(errand, mute, counts.get(mute.number, Tally()))
    if not kept.all():
        errand.output.line(
            errand.language.say("Nothing is muted; “berita-tui mutes add QUERY” hides articles")
        )


def _deed(errand: Errand, deeds: Mapping[str, tuple[int, int | None]]) -> tuple[str, Sequence[str]]:
    """Return what is to be done, "" for listing, and the words for it. Raises `WrongUse`."""
    deed, *words = errand.wish.words or ("",)
    if deed and deed not in deeds:
        near = get_close_matches(deed, deeds, n=1)
        raise WrongUse(
            Sentence(
                "“{verb}” cannot “{deed}”; say {deeds}",
                verb=errand.wish.verb,
                deed=deed,
                deeds=near[0] if near else ", ".join(deeds),
            )
        )
    command = f"{errand.wish.verb} {deed}"
    least, most = deeds.get(deed, (0, None))
    if len([word for word in words if word.strip()]) < least:
        raise WrongUse(
            Sentence(
                "“{command}” needs more to go on; “berita-tui {verb} --help” tells what",
                command=command,
                verb=errand.wish.verb,
            )
        )
    if most is not None and len(words) > most:
        raise WrongUse(
            Sentence(
                "“{command}” can do nothing with “{word}”; put a name of several words in quotes",
                command=command,
                word=words[most],
            )
        )
    return deed, words


def _place(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and int(word[:9]) > 0):
        raise WrongUse(
            Sentence("“{word}” is not a number; give a whole number from 1 on", word=word)
        )
    return int(word[:9])


def _lasting(text: str) -> timedelta | None:
    """Return how long `7d` or `7hari` is, None for nothing. Raises `WrongUse`."""
    if not text:
        return None
    found = read_moment(text)
    if not isinstance(found, Ago) or not found.count:
        raise WrongUse(Sentence("--for: “{value}” is no time; write 12h, 7d, 2w or 1m", value=text))
    return found.count * _UNITS[found.unit]


def _tell_search(errand: Errand, search: SavedSearch, tally: Tally) -> None:
    say, number = errand.language.say, errand.language.number
    total, unread = number(tally.total), number(tally.unread)
    count = say("{unread} unread of {total}", unread=unread, total=total)
    errand.output.line(f"{search.name}  ({count})  {search.text}")
    if errand.output.is_json:
        errand.output.record(
            {
                "name": search.name,
                "query": search.text,
                "articles": tally.total,
                "unread": tally.unread,
            }
        )


def _tell_mute(errand: Errand, mute: Mute, tally: Tally) -> None:
    language = errand.language
    facts = [language.say_many("{count} article hidden", "{count} articles hidden", tally.total)]
    if mute.until is not None:
        until = language.date(mute.until.astimezone())
        facts.append(language.say("Until {date}", date=until))
    errand.output.line(f"{mute.number}  {mute.text}  ({', '.join(facts)})")
    if errand.output.is_json:
        errand.output.record(
            {
                "id": mute.number,
                "query": mute.text,
                "until": moment(mute.until),
                "hides": tally.total,
            }
        )


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"folders": folders, "mutes": mutes}
)
"""What this room does, by verb."""
