"""Gathering: the verbs refresh and import, which bring articles in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.choosing import source_named
from berita_tui.cli.errand import Errand
from berita_tui.cli.records import page_record, step_record
from berita_tui.news import (
    BeritaError,
    Brought,
    DataUnusable,
    Ended,
    Missed,
    PageMissed,
    PagesEnded,
    PageStep,
    PauseReason,
    Quiet,
    Sentence,
    Source,
    Step,
    Waiting,
    WrongUse,
    entries_left_out,
)

if TYPE_CHECKING:
    from berita_tui.intake import Taken
    from berita_tui.newsroom import Newsroom

BINDING: Final = 0.5
"""For how many seconds the search index is worked on after the news: searches stay quick."""
FEW: Final = 3
"""How many failures to reach anybody are told one by one, when nobody at all is reached."""


def refresh(errand: Errand) -> None:
    """Fetch what is new from every source, or from those named."""
    import asyncio  # noqa: PLC0415 - only where the network is

    chosen = _chosen(errand) if errand.wish.words else None
    if chosen is not None and not chosen:
        return
    if chosen is None and not any(each.is_fetched for each in errand.store.sources.all()):
        errand.output.line(
            errand.language.say(
                "There is no source to fetch; “berita-tui add URL” follows one, "
                "“berita-tui sources” tells which are paused"
            )
        )
    asyncio.run(_work(errand, chosen))


async def _work(errand: Errand, chosen: list[Source] | None) -> None:
    await _refresh(errand, chosen)
    _keep_house(errand)


def _keep_house(errand: Errand) -> None:
    """Do what the reader does behind its first page, for those who never open it."""
    upkeep = errand.store.upkeep
    findings = upkeep.examine()
    for finding in findings:
        errand.output.problem(errand.language.tell(finding.sentence))
    if all(finding.is_mended for finding in findings):
        # A damaged library is neither changed nor copied over a sound copy.
        upkeep.fold()
        upkeep.copy()
        if days := errand.settings.keep_days:
            upkeep.retire(errand.clock() - timedelta(days=days))
        until = monotonic() + BINDING
        try:
            upkeep.merge_segments(lambda: monotonic() < until)
        except DataUnusable:
            raise
        except BeritaError:
            pass  # another program writes: there will be another time


def _chosen(errand: Errand) -> list[Source]:
    everything = errand.store.sources.all()
    chosen: dict[str, Source] = {}
    for word in errand.wish.words:
        try:
            source = source_named(word, everything)
        except BeritaError as error:
            errand.fail(error)
            continue
        if source.is_fetched:
            chosen[source.key] = source
        else:
            errand.fail(_unfetched(source), about=source.label)
    return list(chosen.values())


def _unfetched(source: Source) -> Sentence:
    match source.paused:
        case PauseReason.PRIVATE:
            return Sentence(
                "is paused: it names a private host; import it again with --allow-private"
            )
        case None:
            return Sentence("is a shelf of the program’s own; there is nothing to fetch")
        case _:
            return Sentence("is paused; the reader’s key E lets it be fetched again")


class _Complaints:
    """Why sources failed, told once anybody was reached: of a network that is down one word does.

    Few are told all the same.
    """

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._held: list[Missed] = []
        self._is_reached = False

    def take(self, step: Step) -> None:
        """Tell of a failure, now or later."""
        match step:
            case Missed(is_network=True) if not self._is_reached:
                self._held.append(step)
            case Missed():
                self._let_go()
                self._complain(step)
            case Brought() | Quiet():
                self._let_go()
            case Ended(is_offline=True) if len(self._held) > FEW:
                self._errand.exit_code = 1
            case Ended():
                self._let_go()
            case _:
                pass

    def _let_go(self) -> None:
        self._is_reached = True
        while self._held:
            self._complain(self._held.pop(0))

    def _complain(self, missed: Missed) -> None:
        self._errand.fail(missed.problem, about=missed.source.label)


async def _refresh(errand: Errand, chosen: list[Source] | None) -> None:
    newsroom = errand.newsroom()
    complaints = _Complaints(errand)
    waiting = 0
    try:
        with _watched(errand) as show:
            async with aclosing(newsroom.refresh(chosen, force=errand.wish.has("force"))) as steps:
                async for step in steps:
                    waiting += isinstance(step, Waiting)
                    show(step)
                    complaints.take(step)
                    _tell(errand, step, waiting)
            if not errand.wish.has("no_pages"):
                async with aclosing(newsroom.fetch_pages(chosen)) as pages:
                    async for page in pages:
                        show(page)
                        _tell_page(errand, page)
                await _bring_pictures(errand, newsroom)
    finally:
        await newsroom.aclose()


async def _bring_pictures(errand: Errand, newsroom: Newsroom) -> None:
    articles = new = 0
    async with aclosing(newsroom.bring_pictures()) as brought:
        async for each in brought:
            articles, new = articles + bool(each.new), new + each.new
    if new and errand.output.is_json:
        errand.output.record({"step": "pictures ended", "articles": articles, "had": new})
    if new:
        told = errand.language.say_many("{count} new picture", "{count} new pictures", new)
        errand.output.line(told)


@contextmanager
def _watched(errand: Errand) -> Iterator[Callable[[Step | PageStep], None]]:
    """Give what shows the steps: a progress bar where somebody watches, else nothing."""
    if errand.output.is_json or not errand.output.is_watched:
        yield lambda _: None
        return
    from berita_tui.cli.progress import Progress  # noqa: PLC0415 - Rich is for terminals

    with Progress(errand.output.err, errand.language) as bar, errand.output.beside(bar.line):
        yield bar


def _tell(errand: Errand, step: Step, waiting: int) -> None:
    if errand.output.is_json:
        errand.output.record(step_record(step, errand.language.tell))
        errand.output.flush()
    match step:
        case Brought(source, left_out=count) | Quiet(source, count) if count:
            told = errand.language.tell(entries_left_out(count))
            errand.output.line(f"{source.label}: {told}")
        case _:
            pass
    match step:
        case Brought(source, new) if new:
            errand.output.line(
                errand.language.say_many(
                    "{source}: {count} new article",
                    "{source}: {count} new articles",
                    new,
                    source=source.label,
                )
            )
        case Ended():
            errand.output.line(_summary(errand, step, waiting))
        case _:
            pass


def _tell_page(errand: Errand, step: PageStep) -> None:
    """Tell of a page; that one cannot be had is no failure of the errand's."""
    language = errand.language
    if step == PagesEnded(0, 0, 0):
        return
    if errand.output.is_json:
        errand.output.record(page_record(step, language.tell))
        errand.output.flush()
    match step:
        case PageMissed(page, problem):
            errand.output.line(f"{page.address}: {language.tell(problem)}")
        case PagesEnded(had, missed, waiting):
            parts = [language.say_many("{count} page read", "{count} pages read", had)]
            if missed:
                parts.append(language.say("{count} without use", count=missed))
            if waiting:
                parts.append(language.say("{count} still to be fetched", count=waiting))
            errand.output.line(", ".join(parts))
        case _:
            pass


def _summary(errand: Errand, ended: Ended, waiting: int) -> str:
    language = errand.language
    parts = [
        language.say_many("{count} source asked", "{count} sources asked", ended.asked),
        language.say_many("{count} new article", "{count} new articles", ended.new),
    ]
    if ended.missed:
        parts.append(language.say("{count} failed", count=ended.missed))
    if waiting:
        parts.append(
            language.say("{count} not due yet (--force asks them all the same)", count=waiting)
        )
    if ended.is_offline:
        parts.append(language.say("offline"))
    return ", ".join(parts)


def bring_in(errand: Errand) -> None:
    """Take in every file named; one that fails is told and the rest goes on."""
    import asyncio  # noqa: PLC0415 - the reading happens in another process

    if errand.wish.has("url") and len(errand.wish.words) > 1:
        raise WrongUse(Sentence("--url fits one file only; import the others by themselves"))
    asyncio.run(_bring_in(errand))


async def _bring_in(errand: Errand) -> None:
    newsroom = errand.newsroom()
    try:
        files = newsroom.bring_in(
            [Path(word) for word in errand.wish.words],
            address=errand.wish.text("url"),
            is_private_allowed=errand.wish.has("allow_private"),
            is_many_allowed=errand.wish.has("many"),
            folder=errand.wish.folder,
            shelf=errand.language.say("Saved pages"),
        )
        async for taken in files:
            _tell_file(errand, taken)
    finally:
        await newsroom.aclose()


def _tell_file(errand: Errand, taken: Taken) -> None:
    tell = errand.language.tell
    error = errand.fail(taken.error, about=str(taken.path)) if taken.error else None
    if errand.output.is_json:
        errand.output.record(
            {
                "file": str(taken.path),
                "status": taken.status,
                "id": taken.id or None,
                "title": taken.title or None,
                "error": error,
                "articles": taken.articles,
                "sources": taken.sources,
                "new": None if error else taken.new,
                "skipped": [tell(each) for each in taken.skipped],
            }
        )
        return
    if not error:
        errand.output.line(f"{taken.path}: {_outcome(errand, taken)}")
    for each in taken.skipped:
        errand.output.line(f"  {tell(each)}")


def _outcome(errand: Errand, taken: Taken) -> str:
    language = errand.language
    if taken.sources is not None:
        text = language.say_many("{count} source", "{count} sources", taken.sources)
    elif taken.articles is not None:
        text = language.say_many(
            "“{title}”, {count} article",
            "“{title}”, {count} articles",
            taken.articles,
            title=taken.title,
        )
    elif taken.status == "added":
        return language.say("“{title}”, id {id}", title=taken.title, id=taken.id)
    else:
        return language.say("“{title}” is here already, id {id}", title=taken.title, id=taken.id)
    return f"{text}, {language.say('{count} new', count=taken.new)}"


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"refresh": refresh, "import": bring_in}
)
"""What this room does, by verb."""
