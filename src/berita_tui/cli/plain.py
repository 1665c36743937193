"""Plain: an article as lines of text that a pipe can carry and a screen reader can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from berita_tui.language import Language
from berita_tui.news import (
    Article,
    Block,
    Blocks,
    Code,
    Document,
    Entry,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Source,
    Span,
    Spans,
    Table,
    text_origin,
)


def article_lines(
    article: Article, source: Source | None, document: Document, language: Language, now: datetime
) -> Iterator[str]:
    """Give the lines of an article: title, facts, body, links; nothing is wrapped."""
    yield article.entry.title or language.say("(untitled)")
    yield from fact_lines(article, source, language, now)
    entry = article.entry
    for text in _captions(entry, document):
        yield ""
        yield language.say("Picture: {text}", text=text)
    blocks = list(block_lines(document.blocks, language)) or list(filter(None, [entry.lead]))
    if blocks and entry.place:
        blocks[0] = f"{entry.place} — {blocks[0]}"
    for block in blocks:
        yield ""
        yield from block.split("\n")
    if document.links:
        yield ""
        yield language.say("Links:")
        for number, link in enumerate(document.links, 1):
            yield (
                f"[{number}] {link.text}: {link.address}"
                if link.text
                else (f"[{number}] {link.address}")
            )


def _captions(entry: Entry, document: Document) -> Iterator[str]:
    """Give the captions of the pictures that the text does not show itself."""
    shown = {block.address for block in document.blocks if isinstance(block, Figure)}
    apart = [each for each in entry.pictures if each.address not in shown]
    captions = [picture.caption or picture.alt for picture in apart]
    return filter(None, captions if entry.pictures else [entry.caption])


def fact_lines(
    article: Article, source: Source | None, language: Language, now: datetime
) -> Iterator[str]:
    """Give what is known about an article, a line each."""
    entry = article.entry
    outlet = entry.outlet or (source.label if source else "")
    if origin := ", ".join(filter(None, (outlet, entry.section))):
        yield origin
    when = article.dated if entry.published else article.first_seen.astimezone()
    yield ", ".join((language.date(when), language.since(when, now)))
    if entry.author:
        yield language.say("By {name}", name=entry.author)
    if entry.editor:
        yield language.say("Editor: {name}", name=entry.editor)
    if article.words:
        yield language.reading(article.minutes)
    if text := text_origin(article, source):
        yield language.say("Text: {origin}", origin=language.tell(text))
    marks = [language.say("already read") if article.is_read else language.say("unread")]
    if article.is_bookmarked:
        marks.append(language.say("bookmarked"))
    if article.is_changed:
        marks.append(language.say("edited since you read it"))
    elif article.is_edited:
        marks.append(language.say("edited"))
    yield ", ".join(marks)
    if entry.link:
        yield entry.link
    yield language.say("id {id}", id=article.id)


def block_lines(blocks: Blocks, language: Language) -> Iterator[str]:
    """Give the text of each block, its lines separated by newlines; empty ones are left out."""
    for block in blocks:
        if text := _text(block, language):
            yield text


def _text(block: Block, language: Language) -> str:
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return _spans(spans)
        case Listing(items, is_ordered, start):
            return "\n".join(
                _indented(
                    f"{number}. " if is_ordered else "- ", "\n".join(block_lines(item, language))
                )
                for number, item in enumerate(items, start)
            )
        case Quote(inner):
            return "\n".join(
                f"> {line}".rstrip()
                for line in "\n\n".join(block_lines(inner, language)).split("\n")
            )
        case Code(text):
            return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
        case Table(rows, _, caption):
            lines = [_spans(caption), *(" | ".join(map(_spans, row)) for row in rows)]
            return "\n".join(filter(None, lines))
        case Figure(_, alt, caption):
            text = _spans(caption) or alt
            return language.say("Picture: {text}", text=text) if text else ""
    return "* * *"  # a rule


def _spans(spans: Spans) -> str:
    """Return the text of `spans`, the number of each link after its last words."""
    parts = []
    for number, span in enumerate(spans):
        following = spans[number + 1] if number + 1 < len(spans) else Span("")
        parts.append(span.text)
        if span.link and following.link != span.link:
            parts.append(f" [{span.link}]")
    return "".join(parts)


def _indented(sign: str, text: str) -> str:
    return sign + text.replace("\n", "\n" + " " * len(sign))
