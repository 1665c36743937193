"""Records: the fields of every JSON object the command line prints, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from berita_tui.news import (
    Article,
    Began,
    Brought,
    Candidate,
    Document,
    Field,
    Figure,
    Missed,
    PageHad,
    PageMissed,
    PageStep,
    Picture,
    Query,
    Quiet,
    Sentence,
    Source,
    Standing,
    Step,
    Tally,
    Waiting,
    Wanted,
    find_matches,
    is_local,
    spans_text,
)

Record: TypeAlias = dict[str, object]
"""One JSON object; a value that is not known is None and never left out."""

Tell: TypeAlias = Callable[[Sentence], str]
"""Says a sentence in the reader's language."""


def article_record(article: Article, source: Source | None) -> Record:
    """Return the fields every listed article has."""
    entry = article.entry
    return {
        "id": article.id,
        "url": entry.link or None,
        "source": source.label if source else None,
        "outlet": entry.outlet or (source.outlet if source else "") or None,
        "section": entry.section or None,
        "title": entry.title or None,
        "published": moment(entry.published),
        "first_seen": moment(article.first_seen),
        "place": entry.place or None,
        "author": entry.author or None,
        "editor": entry.editor or None,
        "words": article.words,
        "reading_minutes": article.minutes,
        "read": article.is_read,
        "bookmarked": article.is_bookmarked,
        "offline": entry.is_whole,
        "tags": [],
        "keywords": list(entry.keywords),
        "modified": moment(entry.modified),
        "language": entry.language or (source.language if source else "") or None,
    }


def whole_record(article: Article, source: Source | None, document: Document) -> Record:
    """Return the fields of an article that is shown: those of the list and all of its text."""
    entry = article.entry
    return article_record(article, source) | {
        "caption": entry.caption or None,
        "lead": entry.lead or None,
        "text": document.text or None,
        "html": entry.html or None,
        "text_from": text_origin(article, source),
        "links": [{"url": link.address, "text": link.text or None} for link in document.links],
        "images": [
            {
                "url": picture.address or None,
                "alt": picture.alt or None,
                "caption": picture.caption or None,
            }
            for picture in _pictures(entry.pictures, document)
        ],
    }


def found_record(
    article: Article, source: Source | None, query: Query, *, snippet: str, score: float | None
) -> Record:
    """Return the fields of an article that was found.

    `matches` are offsets in characters, first and one past the last, in the title and in the
    plain text that `show` prints. `score` compares articles of one answer.
    """
    from berita_tui.parse.documents import read_document  # noqa: PLC0415 - lists need no body

    text = read_document(article.entry.html).text
    return article_record(article, source) | {
        "snippet": snippet,
        "matches": {
            "title": [list(each) for each in find_matches(query, article.entry.title, Field.TITLE)],
            "text": [list(each) for each in find_matches(query, text, Field.BODY)],
        },
        "score": score,
    }


def source_record(source: Source, tally: Tally, standing: Standing | None, tell: Tell) -> Record:
    """Return the fields of a source; its user name and password are not among them."""
    standing = standing or Standing()
    return {
        "id": source.key,
        "url": source.address,
        "title": source.title or None,
        "name": source.name or None,
        "outlet": source.outlet or None,
        "folder": list(source.folder),
        "homepage": source.homepage or None,
        "language": source.language or None,
        "paused": source.paused.value if source.paused else None,
        "private_allowed": source.is_private_allowed,
        "articles": tally.total,
        "unread": tally.unread,
        "offline": tally.whole,
        "full_text": source.full_text.value if source.full_text else None,
        "checked": moment(standing.checked),
        "succeeded": moment(standing.succeeded),
        "due": moment(standing.due),
        "problem": tell(standing.problem) if standing.problem else None,
        "failures": standing.failures,
        "left_out": standing.left_out,
    }


def candidate_record(candidate: Candidate) -> Record:
    """Return the fields of a feed that a site offers."""
    return {"url": candidate.address, "title": candidate.title or None}


def step_record(step: Step, tell: Tell) -> Record:
    """Return the fields of one step of a refresh; `step` names its kind."""
    match step:
        case Began(total):
            return {"step": "began", "sources": total}
        case Brought(source, new, changed, left_out):
            record = {"step": "brought", **_of(source), "new": new, "changed": changed}
            return {**record, "left_out": left_out}
        case Quiet(source, left_out):
            return {"step": "quiet", **_of(source), "left_out": left_out}
        case Missed(source, problem, retry, is_network):
            return {
                "step": "missed",
                **_of(source),
                "error": tell(problem),
                "retry": moment(retry),
                "network": is_network,
            }
        case Waiting(source, due):
            return {"step": "waiting", **_of(source), "due": moment(due)}
    return {
        "step": "ended",
        "asked": step.asked,
        "new": step.new,
        "missed": step.missed,
        "offline": step.is_offline,
    }


def page_record(step: PageStep, tell: Tell) -> Record:
    """Return the fields of one step of fetching pages; `step` names its kind."""
    match step:
        case PageHad(page, outcome, waiting):
            return {"step": "page", **_of_page(page), "text": outcome.value, "waiting": waiting}
        case PageMissed(page, problem, waiting, retry):
            return {
                "step": "page missed",
                **_of_page(page),
                "error": tell(problem),
                "retry": moment(retry),
                "waiting": waiting,
            }
    return {
        "step": "pages ended",
        "had": step.had,
        "missed": step.missed,
        "waiting": step.waiting,
    }


def mark_record(name: str, status: str, article: Article | None, error: str | None) -> Record:
    """Return the fields of one article that was marked; `name` is how it was asked for."""
    return {
        "id": article.id if article else name,
        "status": status,
        "title": (article.entry.title or None) if article else None,
        "read": article.is_read if article else None,
        "bookmarked": article.is_bookmarked if article else None,
        "error": error,
    }


def text_origin(article: Article, source: Source | None) -> str | None:
    """Return where the text is from, "page" or "feed"; None for what came by neither."""
    entry = article.entry
    if entry.is_from_page:
        return "page"
    is_own = not entry.link or (source is not None and is_local(source.address))
    return None if is_own else "feed"


def moment(when: datetime | None) -> str | None:
    """Return a time as ISO 8601 with its own offset, to the second."""
    return when.isoformat(timespec="seconds") if when else None


def _of(source: Source) -> Mapping[str, object]:
    return {"id": source.key, "source": source.label}


def _of_page(page: Wanted) -> Mapping[str, object]:
    return {"id": page.key.hex(), "url": page.address}


def _pictures(pictures: Sequence[Picture], document: Document) -> list[Picture]:
    """Return the pictures that came with an article and those in its text, each once."""
    found = {picture.address: picture for picture in pictures}
    for block in document.blocks:
        if isinstance(block, Figure):
            caption = spans_text(block.caption)
            found.setdefault(
                block.address, Picture(address=block.address, alt=block.alt, caption=caption)
            )
    return list(found.values())
