"""Markup from outside, made safe and brought into one small, strict form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

import nh3

from berita_tui.clean import body_text, fold_address
from berita_tui.parse.asis import only_paragraphs, parted
from berita_tui.parse.documents import lay_out
from berita_tui.parse.flow import (
    BREAK,
    Grid,
    Group,
    Image,
    Leaves,
    Marks,
    Piece,
    Prose,
    Verbatim,
    flow_of,
)
from berita_tui.parse.links import joined, untracked
from berita_tui.parse.tidy import tidy_tree
from berita_tui.parse.tree import VOID, Node, read_tree

MAX_MARKUP = 3_000_000
"""Characters of markup that are read; the rest is cut off."""

MAX_NESTING = 200
"""Elements nested deeper lose their tags before the sanitiser sees them: it takes time that
grows with the square of the depth (100,000: 19 s)."""

MAX_REFERENCES = 4000
"""Ampersands in a row of text that the sanitiser sees before something else; the time it takes
grows with the square of their number (600,000: 4 to 18 s)."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_RUN = re.compile(r"[^<>]+")
_OPTIONAL = VOID | {"p", "li", "dt", "dd", "td", "th", "tr", "option", "thead", "tbody", "tfoot"}

_GONE_NAMES = """
script style iframe form svg noscript template object applet canvas audio select textarea
button title frameset noembed noframes math
"""
_GONE = set(_GONE_NAMES.split())
_KEPT_NAMES = """
a address article aside b blockquote br caption center cite code dd del details div dl dt em
figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav
ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th
thead tr tt u ul var video
"""
_KEPT = set(_KEPT_NAMES.split())
_ATTRIBUTES = {
    "*": {"hidden", "style"},
    "a": {"href"},
    "img": {"src", "data-src", "data-original", "data-lazy-src", "alt", "width", "height"},
    "video": {"poster"},
    "ol": {"start"},
    "pre": {"class"},
    "code": {"class"},
}


def clean_html(html: str, *, base: str = "") -> str:
    """Return `html` in the strict form that is kept and shown; never fails.

    Only p, h1–h6, pre, code, lists, blockquote, figure, img, table, hr, br and marks within a
    line are in it, all text within blocks; addresses are absolute, http or https, resolved
    against `base`. Runs of two and more line breaks part paragraphs; a text without any tag is
    parted at its blank lines. Scripts, forms, frames, hidden parts and tracking pixels are left
    out. What has this form already comes back unchanged. Reads at most `MAX_MARKUP` characters.
    """
    return flow_html(safe_flow(html, base=base))


def clean_body(html: str, *, base: str = "") -> tuple[str, str]:
    """Return what `clean_html` does, and the plain text of it.

    Most of what news is written in has that form already and is not read at all.
    """
    if len(html) <= MAX_MARKUP and (kept := only_paragraphs(html)):
        return kept
    parts = list(parted(html)) if len(html) <= MAX_MARKUP else []
    if any(form for _, form, _ in parts):
        address = _resolver(base)
        trees = {said: _tree_apart(said) for said, _, _ in parts if said}
        if all(trees.values()):
            written = [
                (form, text) if form else _read(trees[said], address) for said, form, text in parts
            ]
            texts = (text for _, text in written)
            return "".join(form for form, _ in written), "\n\n".join(filter(None, texts))
    pieces = safe_flow(html, base=base)
    return flow_html(pieces), lay_out(pieces).text


def _tree_apart(html: str) -> Node | None:
    """Return the tree of markup that stands between blocks, None where it may reach over them."""
    is_apart = "<hr" not in html.lower() and (html.isascii() or not _SURROGATES.search(html))
    return tidy_tree(html) if is_apart else None


def _read(tree: Node | None, address: Callable[[str], str]) -> tuple[str, str]:
    assert tree
    pieces = flow_of(tree, address=address, clean=body_text)
    return flow_html(pieces), lay_out(pieces).text


def safe_flow(html: str, *, base: str = "") -> tuple[Piece, ...]:
    """Return the blocks that `clean_html` writes."""
    if "<" not in html:
        paragraphs = re.split(r"\n[ \t\r]*\n", html[:MAX_MARKUP].replace("\r\n", "\n"))
        html = "".join(f"<p>{part}</p>" for part in paragraphs)
    if len(html) > MAX_MARKUP:
        html = html[:MAX_MARKUP]
        last = html.rfind("<")
        html = html[:last] if last > html.rfind(">") else html
    html = html if html.isascii() else html.encode("utf-8", "replace").decode()
    tree = tidy_tree(html) or read_tree(_sanitised(html))
    return flow_of(tree, address=_resolver(base), clean=body_text)


def _sanitised(html: str) -> str:
    return nh3.clean(
        _parted(_shallow(html)),
        tags=_KEPT,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=None,
    )


def flow_html(pieces: Iterable[Piece]) -> str:
    """Return blocks in their strict written form."""
    return "".join(map(_piece, pieces))


def _shallow(html: str) -> str:
    """Take the tags of elements nested deeper than `MAX_NESTING` out."""
    if html.count("<") <= MAX_NESTING:
        return html
    depth = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2].lower() in _OPTIONAL:
            return match[0]
        depth = max(0, depth - 1) if match[1] else depth + 1
        return " " if depth > MAX_NESTING else match[0]

    return _TAG.sub(kept, html)


def _parted(html: str) -> str:
    """Part texts of very many references by comments, which the sanitiser drops."""
    if html.count("&") <= MAX_REFERENCES:
        return html

    def parted(match: re.Match[str]) -> str:
        texts = match[0].split("&")
        starts = range(0, len(texts), MAX_REFERENCES)
        return "<!---->&".join("&".join(texts[at : at + MAX_REFERENCES]) for at in starts)

    return _RUN.sub(parted, html)


def _resolver(base: str) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def resolve(address: str) -> str:
        if address not in known:
            try:
                full = joined(base, address.strip()) if base else address
                known[address] = untracked(fold_address(full))
            except ValueError:
                known[address] = ""
        return known[address]

    return resolve


def _piece(piece: Piece) -> str:
    match piece:
        case Prose(tag, leaves):
            return f"<{tag}>{_inline(leaves)}</{tag}>"
        case Group(tag, blocks, start):
            return _group(tag, blocks, start)
        case Image(address, alt, caption):
            words = f' alt="{escape(alt)}"' if alt else ""
            below = f"<figcaption>{_inline(caption)}</figcaption>" if caption else ""
            return f'<figure><img src="{escape(address)}"{words}>{below}</figure>'
        case Verbatim(text, language):
            name = f' class="language-{escape(language)}"' if language else ""
            return f"<pre><code{name}>{escape(text, quote=False)}</code></pre>"
        case Grid():
            return _grid(piece)
        case _:
            return "<hr>"


def _group(tag: str, blocks: tuple[Piece, ...], start: int) -> str:
    opening = f'<{tag} start="{start}">' if start != 1 else f"<{tag}>"
    first = blocks[0]
    is_short = tag in ("li", "dt", "dd") and isinstance(first, Prose) and first.tag == "p"
    if is_short and not any(isinstance(block, Prose) for block in blocks[1:]):
        assert isinstance(first, Prose)
        return f"{opening}{_inline(first.leaves)}{flow_html(blocks[1:])}</{tag}>"
    return f"{opening}{flow_html(blocks)}</{tag}>"


def _grid(grid: Grid) -> str:
    head, rows = "", grid.rows
    if rows[0].is_head:
        cells = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0].cells)
        head, rows = f"<thead><tr>{cells}</tr></thead>", rows[1:]
    lines = ("".join(f"<td>{_inline(cell)}</td>" for cell in row.cells) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    title = f"<caption>{_inline(grid.caption)}</caption>" if grid.caption else ""
    return f"<table>{title}{head}{f'<tbody>{body}</tbody>' if body else ''}</table>"


def _inline(leaves: Leaves) -> str:
    parts: list[str] = []
    marks: Marks = ()
    for leaf in leaves:
        if leaf is BREAK:
            parts.append("<br>")
            continue
        if leaf.marks != marks:
            parts += _turn(marks, leaf.marks)
            marks = leaf.marks
        parts.append(escape(leaf.text, quote=False))
    parts += _turn(marks, ())
    return "".join(parts)


def _turn(before: Marks, after: Marks) -> list[str]:
    """Return the tags that lead from one set of marks to another."""
    shared = 0
    while shared < min(len(before), len(after)) and before[shared] == after[shared]:
        shared += 1
    closing = [f"</{tag}>" for tag, _ in reversed(before[shared:])]
    opening = [f'<a href="{escape(to)}">' if to else f"<{tag}>" for tag, to in after[shared:]]
    return closing + opening
