"""Entries: what every kind of feed needs to turn a publisher's fields into safe ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from html import escape, unescape

from berita_tui.clean import body_text, is_ascii_line, one_line
from berita_tui.parse.facts import split_dateline
from berita_tui.parse.markup import clean_body

MAX_GUID = 300
"""Longest guid kept, in characters; the rest of a longer one is hashed."""

MAX_TITLE = 500
MAX_LEAD = 2000
MAX_HTML = 2_000_000
"""Longest body read, in characters of its markup."""

_HIDDEN = re.compile(
    r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)|<!--(?:.*?-->|[^>]*>?)|<[!?][a-z][^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ODD = re.compile(r"\n[ \t\r]*\n|[^\t\n -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027]")
_BLOCK = re.compile(r"</?(?:br|p|div|li|tr|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|acronym|address|applet|article|aside|audio|b|bdi|bdo|big|blink|blockquote|body|button|"
    r"caption|center|cite|code|dd|del|dfn|dl|dt|em|embed|figcaption|figure|font|footer|form|frame|frameset|head|"
    r"header|hr|html|i|iframe|img|input|ins|kbd|label|link|main|mark|marquee|meta|nav|nobr|noframes|noscript|object|"
    r"ol|picture|pre|q|rp|rt|ruby|s|samp|script|section|small|source|span|strike|strong|style|sub|"
    r"sup|svg|table|tbody|td|tfoot|th|thead|time|title|tt|u|ul|var|video|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:\.{3,}|…|\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:more|selengkapnya)\s*\)|&hellip;)\s*\W{0,3}$"
    r"|(?:read more|continue reading|read the (?:rest|full)|baca selengkapnya|baca juga|"
    r"selengkapnya)\b[^.!?\n]{0,120}\W{0,6}$",
    re.IGNORECASE,
)
_CUTS = ("...", "…", "&hell", "more", "nue read", "read the", "baca juga", "selengkapnya")
"""One of these is in every text that `_CUT` finds anything in."""
_WORD = re.compile(r"\w")
_PREFIX = re.compile(r"(.*?)\s*([-\u2010-\u2015]+)\s*", re.DOTALL)
_OPENING = re.compile(r"<p>(?:<(strong|em)>)?")
_DASH = re.compile(r"(</(?:strong|em)>)?\s*([-\u2010-\u2015]+)\s*(</(?:strong|em)>)?\s*")
_FOOTER = re.compile(
    r"\n\n[^\n]{0,40}\b(?:appeared first on|first appeared on)\b[^\n]*\Z", re.IGNORECASE
)
_WHOLE_CONTENT = 80
_WHOLE_SUMMARY = 220


@dataclass(frozen=True, slots=True)
class Written:
    """The body of an entry: safe markup, its plain text, its lead, and whether it is whole.

    `place` is what its dateline said, which is then not in the body.
    """

    html: str
    text: str
    place: str
    lead: str
    is_whole: bool


def written(*, html: str, summary: str, base: str, is_content: bool) -> Written:
    """Return the body made from `html`, with `summary` as its lead.

    A summary the body begins with is no lead: nothing is said twice. `is_content` claims that
    the publisher called the body its content, not a description.
    """
    safe, text = clean_body(html[:MAX_HTML], base=base)
    lead = ""
    if summary.strip():
        lead = one_line(_text_of(summary[:50_000], base), limit=MAX_LEAD)
    if lead and _opens_with(text, _uncut(lead)):
        lead = ""
    is_whole = _is_whole(text, is_content=is_content)
    place, safe, text = _without_dateline(safe, text)
    return Written(safe, text, place, lead, is_whole)


def plain_title(text: str, *, is_literal: bool = False, limit: int = MAX_TITLE) -> str:
    """Return a title without tags and entities, also where they came encoded twice.

    `is_literal` says that the feed promised plain text: entities are then left as they are,
    and only what is surely a tag goes. What is no tag of HTML stays (`a < b`, `<3`).
    """
    text = text[: limit * 8 + 4096]
    if "<" in text:
        text = _without_tags(text)
    if not is_literal and "&" in text:
        text = unescape(text)
        if "<" in text:
            text = _without_tags(text)
    return one_line(text, limit=limit)


def plain_html(text: str) -> str:
    """Return plain text as markup: blank lines part paragraphs, line ends stay."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in parts)


def bounded_guid(guid: str) -> str:
    """Return `guid` as it may be kept: one line, and where too long its beginning and hash."""
    guid = guid.strip()
    if len(guid) > MAX_GUID:
        digest = blake2b(guid.encode("utf-8", "replace"), digest_size=16).hexdigest()
        guid = f"{guid[:64]}…{digest}"
    return one_line(guid, limit=MAX_GUID)


def joined_names(names: Iterable[str]) -> str:
    """Return the names of authors as one text, each once."""
    plain = [plain_title(str(name), limit=120) for name in names]
    if not plain:
        return ""
    return one_line(", ".join(list(dict.fromkeys(filter(None, plain)))[:10]), limit=300)


def language_tag(text: object) -> str:
    """Return a language tag (BCP 47) in small letters, "" for what is none."""
    if not text:
        return ""
    tag = str(text or "").strip().replace("_", "-").lower()
    if not re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}", tag):
        return ""
    return re.sub(r"^in\b", "id", tag)


def number_in(text: object) -> int:
    """Return the whole number `text` begins with, 0 where it does not or is beyond reason."""
    found = re.match(r"\s*(\d{1,15})(?!\d)", str(text))
    return int(found[1]) if found else 0


def _text_of(summary: str, base: str) -> str:
    is_marked = "<" in summary or "&" in summary
    if not is_marked and (is_ascii_line(summary) or not _ODD.search(summary)):
        return summary
    return clean_body(summary, base=base)[1]


def _without_tags(text: str) -> str:
    return _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub("", text)))


def _without_dateline(html: str, text: str) -> tuple[str, str, str]:
    """Return the place a body opens with, and the body without it; "" and all of it for none."""
    first = text.partition("\n\n")[0]
    place, rest = split_dateline(first)
    prefix = first[: len(first) - len(rest)] if place and first.endswith(rest) else ""
    found = _PREFIX.fullmatch(prefix) if prefix else None
    if not found:
        return "", html, text
    words, dash = found.groups()
    opening = _OPENING.match(html)
    if not opening or not html.startswith(written := escape(words, quote=False), opening.end()):
        return "", html, text
    found = _DASH.match(html, opening.end() + len(written))
    marked = f"</{opening[1]}>" if opening[1] else None
    if not found or found[2] != dash or (found[1] or found[3]) != marked:
        return "", html, text
    return place, f"<p>{html[found.end() :]}", text[len(prefix) :].lstrip()


def _uncut(lead: str) -> str:
    """Return a lead without what says at its end that it is cut."""
    return _CUT.sub("", lead) if _may_be_cut(lead) else lead


def _opens_with(text: str, lead: str) -> bool:
    """Tell whether the first words of `text` are those of `lead`."""
    mine, other = _WORD.search(text), _WORD.search(lead)
    if mine and other:
        first, wanted = mine[0].casefold(), other[0].casefold()
        if not first.startswith(wanted) and not wanted.startswith(first):
            return False
    return _words(text[: len(lead) * 2 + 400]).startswith(_words(lead))


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", body_text(text)).strip().casefold()


def _is_whole(text: str, *, is_content: bool) -> bool:
    """Guess whether `text` is the article: long enough, and not cut at its end."""
    text = text.rstrip()
    last = max(text.rfind("\n\n"), 0)
    if "appeared" in text[last:].lower():
        text = text[:last] + _FOOTER.sub("", text[last:])
    if _is_cut(text[-300:]):
        return False
    wanted = _WHOLE_CONTENT if is_content else _WHOLE_SUMMARY
    return len(text.split(None, wanted)) >= wanted


def _is_cut(end: str) -> bool:
    return _may_be_cut(end) and bool(_CUT.search(end))


def _may_be_cut(text: str) -> bool:
    folded = text.casefold()
    for each in _CUTS:  # noqa: SIM110 - asked of every text; any() takes twice as long
        if each in folded:
            return True
    return False
