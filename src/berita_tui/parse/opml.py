"""OPML: subscription lists of other readers, read without harm and written without loss."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import escape
from types import MappingProxyType
from xml.parsers import expat

from berita_tui.clean import fold_address, one_line, strip_controls
from berita_tui.news import (
    BadAddress,
    Folder,
    FullText,
    Outline,
    PauseReason,
    Sentence,
    Source,
    Unreadable,
    is_local,
    source_key,
    split_credentials,
    typed_address,
)
from berita_tui.parse.xmltext import legal_xml, xml_text

MAX_OPML = 15_000_000
"""Bytes of a file that is read."""
MAX_OUTLINES = 100_000
"""Outlines that are read; the rest is told as skipped."""
MAX_FOLDERS = 40
"""Folders within folders; deeper ones are joined with the last that fits."""

NAMESPACE = "urn:berita-tui:opml"
"""Namespace of our own attributes: `name`, `paused`, `interval`, `outlet`, `fullText`."""

_STRANGE = "urn:berita-tui:prefix:"
_KNOWN = frozenset({"text", "title", "xmlurl", "htmlurl", "language", "filtercmd"})
_FOLDER_KNOWN = frozenset({"text"})
_NAME = re.compile(r"(?:(?P<prefix>[a-z_][\w.-]*):)?[a-z_][\w.-]*", re.IGNORECASE | re.ASCII)
_COMMAND = re.compile(r"\||(?:exec|filter|filtercmd|program|cmd):|file:.*\|", re.IGNORECASE)


def read_opml(content: bytes) -> Outline:
    """Return the sources and folders of an OPML file, in its order, and what was left out.

    Folders nest to `MAX_FOLDERS`; empty ones stay. Only http and https addresses are taken
    (`feed:` is read as https); what is none, would run a command, or came before in the file is
    told in `skipped`. User name and password go to `credentials`. Attributes that we do not know
    stay in `extra` and in the folder's attributes, together with the declaration of their
    prefix. Our own are `berita:name` (the reader's name for it), `berita:paused` ("reader",
    "gone"), `berita:interval` (seconds), `berita:fullText` and `berita:outlet`. Nothing in the
    file is run, opened or fetched. A file that breaks off gives what it has. Raises `Unreadable`:
    no OPML, entities declared, too large.
    """
    if len(content) > MAX_OPML:
        raise Unreadable(Sentence("This OPML file is too large"))
    reading = _Reading()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(xml_text(content).encode(), True)
    except expat.ExpatError as error:
        if not reading.is_opml:
            raise Unreadable(Sentence("This is no OPML file")) from None
        reading.skipped.append(
            Sentence("The file breaks off in line {line}; what follows is lost", line=error.lineno)
        )
    return reading.outline()


def _refuse_entities(*_: object) -> None:
    raise Unreadable(Sentence("This OPML file declares entities, which is not safe to read"))


class _Reading:
    """What has been read so far; the parser calls it for every element."""

    def __init__(self) -> None:
        self.is_opml = False
        self.skipped: list[Sentence] = []
        self._title: list[str] = []
        self._elements: list[str] = []
        self._folder: list[str] = []
        self._opened: list[bool] = []
        self._prefixes: list[dict[str, str]] = [{}]
        self._sources: dict[str, Source] = {}
        self._folders: dict[Folder, Mapping[str, str]] = {}
        self._count = 0
        self._is_too_deep = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Take a start tag."""
        name = element.lower().rpartition(":")[2]
        if not self.is_opml and name != "opml":
            raise Unreadable(Sentence("This is no OPML file"))
        self.is_opml = True
        self._elements.append(name)
        declared = {key: to for key, to in attributes.items() if key.startswith("xmlns:")}
        self._prefixes.append(self._prefixes[-1] | declared if declared else self._prefixes[-1])
        if name == "outline":
            self._opened.append(self._outline(attributes))

    def end(self, _: str) -> None:
        """Take an end tag."""
        self._prefixes.pop()
        if self._elements.pop() == "outline" and self._opened.pop():
            self._folder.pop()

    def text(self, data: str) -> None:
        """Take text; only the title's counts."""
        if self._elements[-2:] == ["head", "title"]:
            self._title.append(data)

    def outline(self) -> Outline:
        """Return all that was read."""
        return Outline(
            title=one_line("".join(self._title)),
            sources=tuple(self._sources.values()),
            folders=tuple(self._folders.items()),
            skipped=tuple(self.skipped),
        )

    def _outline(self, attributes: dict[str, str]) -> bool:
        """Take an outline; tell whether it opened a folder."""
        self._count += 1
        attributes = {
            key: value if key.lower() == "xmlurl" else value.replace("\ufffd", "")
            for key, value in attributes.items()
        }
        if self._count > MAX_OUTLINES:
            if self._count == MAX_OUTLINES + 1:
                self.skipped.append(
                    Sentence("Only the first {count} entries were read", count=MAX_OUTLINES)
                )
            return False
        known = {key.lower(): value for key, value in reversed(attributes.items())}
        address = known.get("xmlurl", "").strip()
        name = one_line(known.get("text", "")) or one_line(known.get("title", ""))
        if address:
            self._take_source(address, name, known, attributes)
            return False
        if known.get("url", "").strip():
            self.skipped.append(Sentence("“{title}” is no feed", title=_brief(name)))
            return False
        return bool(name) and self._open_folder(name, attributes)

    def _open_folder(self, name: str, attributes: dict[str, str]) -> bool:
        if len(self._folder) >= MAX_FOLDERS:
            if not self._is_too_deep:
                self._is_too_deep = True
                self.skipped.append(
                    Sentence("Folders deeper than {count} were joined", count=MAX_FOLDERS)
                )
            return False
        self._folder.append(name)
        kept = self._extra(attributes, _FOLDER_KNOWN)
        self._folders.setdefault(tuple(self._folder), kept)
        return True

    def _take_source(
        self, address: str, name: str, known: dict[str, str], attributes: dict[str, str]
    ) -> None:
        label = _brief(name or address)
        if "filtercmd" in known:
            self.skipped.append(
                Sentence("“{title}” comes with a command, which is never run", title=label)
            )
        if _COMMAND.match(address):
            self.skipped.append(
                Sentence("“{title}” would run a command; commands are never run", title=label)
            )
            return
        if "\ufffd" in address:
            self.skipped.append(Sentence("The address of “{title}” is damaged", title=label))
            return
        try:
            plain, credentials = split_credentials(
                typed_address(address) if address.lower().startswith("feed:") else address
            )
        except BadAddress as error:
            self.skipped.append(error.sentence)
            return
        key = source_key(plain)
        if key in self._sources:
            self.skipped.append(
                Sentence("“{title}” is in the file more than once; the first is taken", title=label)
            )
            return
        self._sources[key] = self._source(key, plain, credentials, known, attributes)

    def _source(
        self,
        key: str,
        address: str,
        credentials: str | None,
        known: dict[str, str],
        attributes: dict[str, str],
    ) -> Source:
        text, title = one_line(known.get("text", "")), one_line(known.get("title", ""))
        own = self._own(attributes)
        name = one_line(own.get("name", ""))
        if not name and title and text not in (title, "", address):
            name = text
        if not title and not name and text != address:
            title = text
        homepage = known.get("htmlurl", "")
        return Source(
            key=key,
            address=address,
            title=title,
            name=name,
            outlet=one_line(own.get("outlet", "")),
            folder=tuple(self._folder),
            homepage=fold_address(homepage),
            language=one_line(known.get("language", ""), limit=40),
            paused=_paused(own.get("paused", "")),
            credentials=credentials,
            interval=_interval(own.get("interval", "")),
            full_text=FullText.named(own.get("fullText", "")),
            position=len(self._sources),
            extra=self._extra(
                attributes, _KNOWN | {"type"} if known.get("type") == "rss" else _KNOWN
            ),
        )

    def _own(self, attributes: dict[str, str]) -> dict[str, str]:
        return {
            key.partition(":")[2]: value
            for key, value in attributes.items()
            if self._namespace(key) == NAMESPACE
        }

    def _extra(self, attributes: dict[str, str], known: frozenset[str]) -> Mapping[str, str]:
        """Return the attributes that are not `known`, with the declarations they need."""
        found: dict[str, str] = {}
        for key, value in attributes.items():
            namespace = self._namespace(key)
            if key.lower() in known or namespace == NAMESPACE or key.startswith("xmlns"):
                continue
            found[key] = strip_controls(value)
            if namespace and not namespace.startswith(_STRANGE):
                found["xmlns:" + key.partition(":")[0]] = strip_controls(namespace)
        return MappingProxyType(found)

    def _namespace(self, key: str) -> str:
        prefix, colon, _ = key.partition(":")
        return self._prefixes[-1].get(f"xmlns:{prefix}", "") if colon else ""


def _brief(text: str) -> str:
    return one_line(text, limit=80)


def _paused(text: str) -> PauseReason | None:
    return {"reader": PauseReason.READER, "gone": PauseReason.GONE}.get(text)


def _interval(text: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    return timedelta(seconds=int(text)) or None


def write_opml(outline: Outline, *, title: str, with_credentials: bool = False) -> bytes:
    """Return `outline` as an OPML 2.0 file, UTF-8; `read_opml` gives the same outline back.

    Sources of the program's own are left out, and so are the leave to be at a private host and
    a pause for want of it. User names and passwords are in it only `with_credentials`.
    Characters that XML does not allow are dropped.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:berita="{NAMESPACE}">',
        f"<head><title>{_escaped(title)}</title></head>",
        "<body>",
        *_Writing(outline, with_credentials=with_credentials).lines((), ""),
        "</body>",
        "</opml>",
        "",
    ]
    return "\n".join(lines).encode()


class _Writing:
    """The folders of an outline as a tree, and what stands in each."""

    def __init__(self, outline: Outline, *, with_credentials: bool) -> None:
        self._with_credentials = with_credentials
        self._attributes: dict[Folder, Mapping[str, str]] = {}
        self._folders: dict[Folder, list[Folder]] = {}
        self._sources: dict[Folder, list[tuple[int, Source]]] = {}
        self._first: dict[Folder, int] = {}
        for folder, attributes in outline.folders:
            self._add(folder)
            self._attributes[folder] = attributes
        for number, source in enumerate(outline.sources):
            if is_local(source.address):
                continue
            self._add(source.folder)
            self._sources.setdefault(source.folder, []).append((number, source))
            for depth in range(1, len(source.folder) + 1):
                self._first.setdefault(source.folder[:depth], number)

    def lines(self, folder: Folder, margin: str) -> Iterator[str]:
        """Tell what is in `folder`: its sources and folders, in the outline's order."""
        sources = deque(self._sources.get(folder, ()))
        for inner, before in self._placed(folder):
            while sources and sources[0][0] < before:
                yield margin + self._source(sources.popleft()[1])
            attributes = {"text": inner[-1]} | dict(self._attributes.get(inner, {}))
            yield f"{margin}<outline{_written(attributes)}>"
            yield from self.lines(inner, margin + "  ")
            yield f"{margin}</outline>"
        for _, source in sources:
            yield margin + self._source(source)

    def _placed(self, folder: Folder) -> list[tuple[Folder, int]]:
        """Return the folders in `folder` in order, each with the number it stands before."""
        placed: list[tuple[Folder, int]] = []
        before = sys.maxsize
        for inner in reversed(self._folders.get(folder, [])):
            before = min(before, self._first.get(inner, before))
            placed.append((inner, before))
        return placed[::-1]

    def _add(self, folder: Folder) -> None:
        for depth in range(len(folder), 0, -1):
            if folder[:depth] in self._attributes:
                return
            self._attributes[folder[:depth]] = {}
            self._folders.setdefault(folder[: depth - 1], []).append(folder[:depth])

    def _source(self, source: Source) -> str:
        address = source.address
        if self._with_credentials and source.credentials:
            address = address.replace("//", f"//{source.credentials}@", 1)
        is_told = bool(source.title) and source.name != source.title
        seconds = str(int(source.interval.total_seconds())) if source.interval else ""
        is_paused = source.paused in (PauseReason.READER, PauseReason.GONE)
        attributes = {
            "type": "rss",
            "text": source.label,
            "title": source.title,
            "xmlUrl": address,
            "htmlUrl": source.homepage,
            "language": source.language,
            "berita:name": "" if is_told else source.name,
            "berita:outlet": source.outlet,
            "berita:paused": str(source.paused) if is_paused else "",
            "berita:interval": seconds,
            "berita:fullText": str(source.full_text or ""),
        }
        written = {name: value for name, value in attributes.items() if value}
        return f"<outline{_written(written | dict(source.extra))}/>"


def _written(attributes: Mapping[str, str]) -> str:
    """Return attributes as they stand in a tag; names that XML does not allow are left out."""
    pairs = {match: attributes[match[0]] for match in map(_NAME.fullmatch, attributes) if match}
    prefixes = {match["prefix"] for match in pairs} - {None, "xml", "xmlns", "berita"}
    strange = sorted(each for each in prefixes if f"xmlns:{each}" not in attributes)
    written = [f' {match[0]}="{_escaped(value)}"' for match, value in pairs.items()]
    return "".join(written + [f' xmlns:{each}="{_STRANGE}{each}"' for each in strange])


def _escaped(text: str) -> str:
    text = escape(legal_xml(text)).replace("\n", "&#10;")
    return text.replace("\t", "&#9;").replace("\r", "&#13;")
