"""As is: paragraphs that came in the very form in which they are kept, and need no reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from berita_tui.clean import body_text, is_ascii_line, is_plain
from berita_tui.news.addresses import MAX_ADDRESS

_ADDRESS = (
    rf'(?=[^"]{{,{MAX_ADDRESS}}}")'
    r"https?://(?:[a-z0-9][a-z0-9-]{0,61}\.)+[a-z]{2,10}/[a-zA-Z0-9/%:@!$()*+,;=~._-]*+"
)
"""A normal address without a query; what may stand in one unchanged."""

_INNER = (
    r"(?:[^<>&]++|<(?P<mark>strong|em|b|i|u)>[^<>&]++</(?P=mark)>(?!<[a-z])"
    rf'|<a\ href="{_ADDRESS}">[^<>&]++</a>(?!<[a-z]))+'
)
_MARKED = re.compile(_INNER, re.VERBOSE)
_BLOCK = re.compile(
    rf"""<(?P<tag>p|h[1-6])>(?P<inner>{_INNER})</(?P=tag)>"""
    rf"""|<img\ src="(?P<src>{_ADDRESS})"(?:\ alt="(?P<alt>[^"'<>&]+)")?\ ?/?>""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"</p>\s*<p>")
_TAG = re.compile("<[^>]*>")
_BLANKS = "\t\n\r\f\xa0"


def only_paragraphs(html: str) -> tuple[str, str] | None:
    """Return `html` as it is kept and its text, where it is paragraphs as `parted` takes them.

    None for anything else. Here all are looked at together, which is much faster.
    """
    html = html.strip()
    if not html.startswith("<p>") or not html.endswith("</p>"):
        return None
    inners = html[3:-4].split("</p><p>")
    if len(inners) == 1 or "\n" in html:
        inners = _BETWEEN.split(html[3:-4])
    texts = []
    for inner in inners:
        text = inner
        if "<" in inner:
            if not _MARKED.fullmatch(inner):
                return None
            text = _TAG.sub("", inner)
        elif ">" in inner or "&" in inner:
            return None
        if text[:1] in ("", " ") or text[-1] == " ":
            return None
        texts.append(text)
    whole = "".join(texts)
    if "  " in whole:
        return None
    if not is_ascii_line(whole) and (_has_blank(whole) or not is_plain(whole)):
        return None
    return f"<p>{'</p><p>'.join(inners)}</p>", "\n\n".join(texts)


def parted(html: str) -> Iterator[tuple[str, str, str]]:
    """Part `html` into what is to be read, and what is kept as is: its form and its text.

    Of the three, only the first is not "" or the other two are. As is are headings and
    paragraphs of plain characters, single marks and links, and pictures between them.
    """
    position = 0
    for found in _BLOCK.finditer(html):
        kept = _picture(found) if found["tag"] is None else _paragraph(found)
        if kept is None:
            continue
        if before := html[position : found.start()].strip():
            yield before, "", ""
        position = found.end()
        yield "", *kept
    if rest := html[position:].strip():
        yield rest, "", ""


def _paragraph(found: re.Match[str]) -> tuple[str, str] | None:
    inner = found["inner"]
    text = _TAG.sub("", inner) if "<" in inner else inner
    if not _is_folded(text) or body_text(text) != text:
        return None
    return found[0], text


def _picture(found: re.Match[str]) -> tuple[str, str] | None:
    alt = found["alt"]
    if alt is None:
        return f'<figure><img src="{found["src"]}"></figure>', ""
    if not is_ascii_line(alt) or not _is_folded(alt) or len(alt) > 1000:
        return None
    return f'<figure><img src="{found["src"]}" alt="{alt}"></figure>', ""


def _is_folded(text: str) -> bool:
    """Tell whether the blanks in a text are single spaces, and none is at its edges."""
    if "  " in text or text[0] == " " or text[-1] == " ":
        return False
    return is_ascii_line(text) or not _has_blank(text)


def _has_blank(text: str) -> bool:
    """Tell whether a blank other than a space is in a text."""
    for each in _BLANKS:  # noqa: SIM110 - asked of every text; any() takes twice as long
        if each in text:
            return True
    return False
