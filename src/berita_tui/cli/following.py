"""Following: the verbs add, sources and export."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.choosing import source_named
from berita_tui.cli.errand import Errand
from berita_tui.cli.records import candidate_record, source_record
from berita_tui.news import (
    Article,
    BeritaError,
    Candidate,
    Missing,
    PauseReason,
    Sentence,
    Source,
    Standing,
    Tally,
    WrongUse,
    is_local,
)

if TYPE_CHECKING:
    from berita_tui.discover import Look
    from berita_tui.newsroom import Newsroom


def add(errand: Errand) -> None:
    """Follow each address given, a feed or what a site offers; save it where it is an article."""
    import asyncio  # noqa: PLC0415 - only where the network is

    wish = errand.wish
    if wish.has("all") and wish.has("feed"):
        raise WrongUse(Sentence("--all and --feed exclude each other; give one of them"))
    if wish.has("name") and len(wish.words) > 1:
        raise WrongUse(Sentence("--name fits one address only; add the others by themselves"))
    asyncio.run(_add_all(errand))


async def _add_all(errand: Errand) -> None:
    newsroom = errand.newsroom()
    try:
        for typed in errand.wish.words:
            try:
                await _add(errand, newsroom, typed)
            except BeritaError as error:
                _report(errand, typed, "failed", error=errand.fail(error, about=typed))
    finally:
        await newsroom.aclose()


async def _add(errand: Errand, newsroom: Newsroom, typed: str) -> None:
    look = await newsroom.look_at(typed)
    wants_feed = errand.wish.has("all") or bool(errand.wish.number("feed"))
    if look.is_page and not wants_feed:
        await _save(errand, newsroom, typed, look)
        return
    for candidate in _chosen(errand, typed, look.feeds or await newsroom.find_feeds(typed)):
        known = errand.store.sources.by_address(candidate.address)
        source = await newsroom.follow(
            candidate,
            folder=errand.wish.folder,
            name=errand.wish.text("name"),
            is_private_allowed=errand.wish.has("allow_private"),
            full_text=errand.wish.full_text,
        )
        say, label = errand.language.say, source.label
        if known and known.credentials != source.credentials:
            errand.output.line(
                say(
                    "“{source}” is followed already; it signs in with the new user name and"
                    " password from now on",
                    source=label,
                )
            )
        elif known:
            errand.output.line(say("“{source}” is followed already", source=label))
        else:
            errand.output.line(
                say("Now following “{source}”, {address}", source=label, address=source.address)
            )
        _report(errand, typed, "known" if known else "added", source=source)


async def _save(errand: Errand, newsroom: Newsroom, typed: str, look: Look) -> None:
    """Save the page of an article, bookmarked."""
    say = errand.language.say
    shelf = say("Saved pages")
    kept = await newsroom.save_page(look, shelf=shelf, folder=errand.wish.folder)
    article = errand.store.articles.get(kept.key)
    title = (article.entry.title if article else "") or say("(untitled)")
    if kept.is_new:
        errand.output.line(say("Saved “{title}”, id {id}", title=title, id=kept.key.hex()))
    else:
        errand.output.line(
            say("“{title}” was there already, id {id}; bookmarked", title=title, id=kept.key.hex())
        )
    _report(errand, typed, "saved", article=article)


def _chosen(errand: Errand, typed: str, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the feeds meant, asking on a terminal when a site has several."""
    wish, say = errand.wish, errand.language.say
    if wish.has("all"):
        return found
    if number := wish.number("feed"):
        if number > len(found):
            raise Missing(
                Sentence(
                    "there is no feed {number}, only {count}; “--all” follows every one",
                    number=number,
                    count=len(found),
                )
            )
        return found[number - 1 : number]
    if len(found) == 1:
        return found
    can_ask = sys.stdin.isatty() and errand.output.is_terminal and not errand.output.is_json
    errand.output.line(say("{address} offers several feeds:", address=typed))
    for number, each in enumerate(found, 1):
        name = f"{each.title}, {each.address}" if each.title else each.address
        errand.output.line(f"{number}. {name}")
    if can_ask and (answer := _asked(errand, len(found))) is not None:
        return found if answer == 0 else found[answer - 1 : answer]
    text = errand.fail(
        Sentence("several feeds; choose with “--feed N” or take them with “--all”"), about=typed
    )
    _report(errand, typed, "several", error=text, candidates=found)
    return ()


def _asked(errand: Errand, count: int) -> int | None:
    """Return the number the reader types, 0 for all, None for none of them."""
    say = errand.language.say
    question = say("Which one? A number, “a” for all, Enter for none:")
    while True:
        errand.output.out.write(f"{question} ")
        errand.output.flush()
        answer = sys.stdin.readline().strip().lower()
        if not answer:
            return None
        if answer in {"a", "all", "semua"}:
            return 0
        if answer.isascii() and answer.isdecimal() and 0 < int(answer) <= count:
            return int(answer)
        errand.output.line(say("“{answer}” is none of them", answer=answer))


def _report(
    errand: Errand,
    typed: str,
    status: str,
    *,
    source: Source | None = None,
    article: Article | None = None,
    error: str | None = None,
    candidates: Sequence[Candidate] = (),
) -> None:
    if errand.output.is_json:
        errand.output.record(
            {
                "typed": typed,
                "status": status,
                **_subject(source, article),
                "error": error,
                "candidates": [candidate_record(each) for each in candidates],
            }
        )


def _subject(source: Source | None, article: Article | None) -> Mapping[str, str | None]:
    if article is not None:
        entry = article.entry
        return {"id": article.id, "url": entry.link or None, "title": entry.title or None}
    return {
        "id": source.key if source else None,
        "url": source.address if source else None,
        "title": source.label if source else None,
    }


def list_sources(errand: Errand) -> None:
    """List the sources: name, folder, how many articles, how it stands; change those named."""
    chosen = _named(errand)
    if errand.wish.has("full_text"):
        errand.store.sources.change(
            *(replace(source, full_text=errand.wish.full_text) for source in chosen)
        )
        chosen = [errand.store.sources.get(source.key) for source in chosen]
    counts = errand.store.counts()
    standings = errand.store.standings.all()
    for source in chosen:
        tally, standing = counts.of_source(source.key), standings.get(source.key)
        if errand.output.is_json:
            errand.output.record(source_record(source, tally, standing, errand.language.tell))
        else:
            errand.output.line(_source_line(errand, source, tally, standing or Standing()))


def _named(errand: Errand) -> list[Source]:
    """Return the sources that the words name, all of them where there are no words."""
    everything = errand.store.sources.all()
    if not errand.wish.words:
        return list(everything)
    chosen: dict[str, Source] = {}
    for word in errand.wish.words:
        try:
            source = source_named(word, everything)
        except BeritaError as error:
            errand.fail(error)
        else:
            chosen[source.key] = source
    return list(chosen.values())


def _source_line(errand: Errand, source: Source, tally: Tally, standing: Standing) -> str:
    say = errand.language.say
    parts = ["/".join((*source.folder, source.label))]
    parts.append(say("{unread} unread of {total}", unread=tally.unread, total=tally.total))
    if tally.total:
        share = errand.language.percent(tally.share)
        parts.append(say("{share} whole on disk", share=share))
    if source.full_text:
        parts.append(say("articles’ pages: {choice}", choice=source.full_text.value))
    if not is_local(source.address):
        parts.append(source.address)
    if source.paused is PauseReason.PRIVATE:
        parts.append(say("paused: a private host without leave"))
    elif source.paused is PauseReason.GONE:
        parts.append(say("paused: its server says it is gone"))
    elif source.paused:
        parts.append(say("paused"))
    elif standing.problem:
        parts.append(say("failing: {problem}", problem=errand.language.tell(standing.problem)))
    return "; ".join(parts)


def export(errand: Errand) -> None:
    """Write the sources as OPML, to a file that is not there yet, or to the output."""
    from berita_tui.parse.opml import write_opml  # noqa: PLC0415 - only here

    content = write_opml(
        errand.store.sources.outline(),
        title=errand.language.say("Sources of berita-tui"),
        with_credentials=errand.wish.has("with_credentials"),
    )
    name = errand.wish.words[0] if errand.wish.words else "-"
    if name == "-":
        errand.output.data(content)
        return
    path = Path(name).expanduser()
    _write_new(path, content)
    count = len(errand.store.sources.all())
    errand.output.line(
        errand.language.say_many(
            "{count} source written to {file}",
            "{count} sources written to {file}",
            count,
            file=str(path),
        )
    )
    if errand.output.is_json:
        errand.output.record({"file": str(path), "sources": count})


def _write_new(path: Path, content: bytes) -> None:
    """Write a file for the user's eyes only, never over another. Raises `BeritaError`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise Missing(
            Sentence("“{file}” is there already; choose another name", file=str(path))
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Missing(
            Sentence(
                "“{file}” cannot be written ({reason}); choose another place",
                file=str(path),
                reason=reason,
            )
        ) from None


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"add": add, "sources": list_sources, "export": export}
)
"""What this room does, by verb."""
