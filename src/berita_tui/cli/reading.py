"""Reading: the verbs list, search and show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.choosing import articles_named
from berita_tui.cli.errand import Errand
from berita_tui.cli.plain import article_lines
from berita_tui.cli.records import article_record, found_record, whole_record
from berita_tui.news import (
    Article,
    BadQuery,
    BeritaError,
    Headline,
    Order,
    Query,
    Sentence,
    Source,
    View,
    ViewKind,
    WrongUse,
    parse_query,
)

if TYPE_CHECKING:
    from berita_tui.store import Shelf

ID_SHOWN: Final = 12
"""Digits of an article's id in plain lines; enough to tell a million apart."""

AT_ONCE: Final = 100
"""How many articles are weighed at once: so soon the first are told."""

REST_SHOWN: Final = 24
"""Characters of a query that are shown from where it goes wrong."""


def list_articles(errand: Errand) -> None:
    """List articles, newest first; all of them, or those a query finds."""
    query, view = _query(errand), None
    if errand.wish.has("folder"):
        search = errand.store.searches.named(errand.wish.text("folder"))
        view = View(ViewKind.SEARCH, number=search.number)
    shelf = (
        errand.store.shelf(view or View(), limit=errand.wish.number("limit"))
        if query.is_empty
        else _found(errand, query, view)
    )
    sources = errand.sources()
    if errand.output.is_json:
        for article in _articles(errand, shelf):
            errand.output.record(article_record(article, sources.get(article.source)))
        return
    for headline in _headlines(errand, shelf):
        errand.output.line(_headline_line(errand, headline, sources.get(headline.source)))
    if not len(shelf):
        errand.output.line(_nothing(errand))


def search(errand: Errand) -> None:
    """Find articles and show where in each the words stand."""
    query = _query(errand)
    shelf = _found(errand, query)
    sources = errand.sources()
    if errand.output.is_json:
        for article, score in _weighed(errand, shelf, query):
            snippet, _ = errand.store.snippet(article.number, query)
            source = sources.get(article.source)
            errand.output.record(found_record(article, source, query, snippet=snippet, score=score))
        return
    for headline in _headlines(errand, shelf):
        errand.output.line(_headline_line(errand, headline, sources.get(headline.source)))
        snippet, _ = errand.store.snippet(headline.number, query)
        errand.output.line(f"    {snippet}".rstrip())
    if not len(shelf):
        errand.output.line(_nothing(errand))


def show(errand: Errand) -> None:
    """Print whole articles: set in type on a terminal, else as plain lines; or write files."""
    sources = errand.sources()
    is_first = True
    for word, found in articles_named(errand):
        if isinstance(found, BeritaError):
            text = errand.fail(found)
            if errand.output.is_json:
                errand.output.record({"id": word, "error": text})
            continue
        if errand.wish.has("to"):
            _export(errand, found, sources.get(found.source))
            continue
        if not is_first:
            errand.output.line()
        is_first = False
        _show(errand, found, sources.get(found.source))


def _show(errand: Errand, article: Article, source: Source | None) -> None:
    from berita_tui.parse.documents import read_document  # noqa: PLC0415 - lists need no body

    document = read_document(article.entry.html)
    if errand.output.is_json:
        errand.output.record(whole_record(article, source, document))
    elif errand.output.is_terminal:
        from berita_tui.cli.press import print_article  # noqa: PLC0415 - Rich is for terminals

        print_article(errand, article, source, document)
    else:
        for line in article_lines(article, source, document, errand.language, errand.clock()):
            errand.output.line(line)


def _export(errand: Errand, article: Article, source: Source | None) -> None:
    from berita_tui.cli.press import write_article  # noqa: PLC0415 - Rich sets it in type

    try:
        path = write_article(errand, article, source, Path(errand.wish.text("to")).expanduser())
    except BeritaError as error:
        text = errand.fail(error)
        if errand.output.is_json:
            errand.output.record({"id": article.id, "error": text})
        return
    if errand.output.is_json:
        errand.output.record({"id": article.id, "file": str(path)})
    errand.output.line(
        errand.language.say(
            "“{title}” is written to {file}", title=article.entry.title, file=str(path)
        )
    )


def _found(errand: Errand, query: Query, view: View | None = None) -> Shelf:
    wish = errand.wish.text("order") or Order.NEWEST.value
    if wish not in set(Order):
        raise WrongUse(
            Sentence(
                "--order: “{order}” is no order; there are {orders}",
                order=wish,
                orders=", ".join(Order),
            )
        )
    limit = errand.wish.number("limit")
    return errand.store.find(query, view=view, limit=limit, order=Order(wish))


def _query(errand: Errand) -> Query:
    text = " ".join(errand.wish.words)
    try:
        return parse_query(text)
    except BadQuery as problem:
        reason = errand.language.tell(problem.sentence)
        rest = text[problem.position :]
        if not rest:
            where = Sentence("at the end of the query: {reason}", reason=reason)
        else:
            where = Sentence(
                "at character {place} of the query, “{rest}”: {reason}",
                place=problem.position + 1,
                rest=rest if len(rest) <= REST_SHOWN else f"{rest[:REST_SHOWN]}…",
                reason=reason,
            )
        raise BadQuery(where, problem.position) from None


def _headlines(errand: Errand, shelf: Shelf) -> Iterator[Headline]:
    limit = errand.wish.number("limit")
    for row in range(len(shelf) if limit is None else min(limit, len(shelf))):
        yield shelf[row]


def _articles(errand: Errand, shelf: Shelf) -> Iterator[Article]:
    numbers = (headline.number for headline in _headlines(errand, shelf))
    return filter(None, map(errand.store.articles.get_number, numbers))


def _weighed(errand: Errand, shelf: Shelf, query: Query) -> Iterator[tuple[Article, float | None]]:
    """Walk articles and how well each answers; of many some at a time are weighed."""
    articles = _articles(errand, shelf)
    while some := list(islice(articles, AT_ONCE)):
        numbers = [article.number for article in some]
        scores = {number: shelf.score_of(number) for number in numbers}
        if None in scores.values():
            scores |= errand.store.scores(query, numbers)
        for article in some:
            yield article, scores[article.number]


def _headline_line(errand: Errand, headline: Headline, source: Source | None) -> str:
    """Return one line: id, time, title, where from, and its marks in words."""
    language = errand.language
    when = headline.dated.astimezone() if not headline.dated.utcoffset() else headline.dated
    origin = ", ".join(
        filter(None, (headline.outlet or (source.label if source else ""), headline.section))
    )
    marks = [
        *([] if headline.is_read else [language.say("unread")]),
        *([language.say("bookmarked")] if headline.is_bookmarked else []),
        *([language.say("edited since you read it")] if headline.is_changed else []),
    ]
    return "  ".join(
        filter(
            None,
            (
                headline.key.hex()[:ID_SHOWN],
                f"{when:%Y-%m-%d} {language.time(when)}",
                headline.title or language.say("(untitled)"),
                f"({origin})" if origin else "",
                ", ".join(marks),
            ),
        )
    )


def _nothing(errand: Errand) -> str:
    if errand.wish.words:
        return errand.language.say(
            "Nothing found for “{query}”; try fewer words, or the beginning of one as in “word*”",
            query=" ".join(errand.wish.words),
        )
    return errand.language.say(
        "There are no articles yet; “berita-tui add URL” follows a source, "
        "“berita-tui refresh” fetches its articles"
    )


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType(
    {"list": list_articles, "search": search, "show": show}
)
"""What this room does, by verb."""
