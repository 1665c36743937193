"""Syndication: feedparser at work, without its network, its files and its trust."""

from __future__ import annotations

import io
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from typing import Any

from feedparser.api import LooseFeedParser, StrictFeedParser

from berita_tui.news import MOST_ENTRIES
from berita_tui.parse.salvage import Salvaged

_LISTS = frozenset(
    ("authors", "content", "links", "media_content", "media_credit", "media_thumbnail", "tags")
)
"""Fields that are lists of mappings."""


class _Enough(Exception):
    """As many entries as are wanted have been read."""


class _Habits:
    """What both of feedparser's parsers do otherwise here.

    There is a limit, a picture's description is not taken for the entry's own, and a guid
    stays as it is: it is a link only where it says so, or looks like a path.
    """

    _permanent = ""

    def _start_item(self, attributes: dict[str, str]) -> None:
        if len(self.entries) >= MOST_ENTRIES:  # type: ignore[attr-defined]
            raise _Enough
        super()._start_item(attributes)  # type: ignore[misc]

    _start_entry = _start_item

    def _start_guid(self, attributes: dict[str, str]) -> None:
        super()._start_guid(attributes)  # type: ignore[misc]
        self._permanent = attributes.get("ispermalink", "").strip().lower()
        self.guidislink = False

    _start_id = _start_guid

    def _end_guid(self) -> None:
        guid = self.pop("id")  # type: ignore[attr-defined]
        is_path = "/" in guid and self._permanent != "false"
        if guid and (is_path or self._permanent == "true"):
            self._save("link", self.resolve_uri(guid))  # type: ignore[attr-defined]

    _end_id = _end_guid

    def _start_media_description(self, _attributes: dict[str, str]) -> None:
        self.push("media_caption", 1)  # type: ignore[attr-defined]

    def _end_media_description(self) -> None:
        self.pop("media_caption")  # type: ignore[attr-defined]


class _Strict(_Habits, StrictFeedParser):  # type: ignore[misc]
    """Reads well-formed feeds."""


class _Loose(_Habits, LooseFeedParser):  # type: ignore[misc]
    """Reads what no XML parser takes."""


def read_syndication(
    salvaged: Salvaged, *, address: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the feed's fields and its entries as feedparser names them, markup as it came.

    Relative links are resolved against xml:base and `address`; HTML is neither resolved nor
    sanitised here. Entries read before something breaks are returned.
    """
    parser: Any = None
    if salvaged.is_well_formed:
        parser = _Strict(address, None, "utf-8")
        if _drive_strict(parser, salvaged.document):
            return _sound(parser.feeddata), [_sound(each) for each in parser.entries]
    loose = _Loose(address, None, "utf-8", {})
    _drive_loose(loose, salvaged.document)
    best = max(filter(None, (parser, loose)), key=lambda each: len(each.entries))
    return _sound(best.feeddata), [_sound(each) for each in best.entries]


def _sound(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields without those that only have the name of what feedparser makes.

    An element it does not know is noted by its name, whatever is called so elsewhere: `links`
    is then a text.
    """
    for name, value in list(dict.items(fields)):
        is_list = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        if (
            (name in _LISTS and not is_list)
            or (name.endswith("_detail") and not isinstance(value, dict))
            or (name.endswith("_parsed") and not isinstance(value, tuple))
        ):
            dict.pop(fields, name)
    return fields


def _drive_strict(parser: Any, document: bytes) -> bool:
    """Feed `parser`; tell whether it came to the end or had enough."""
    parser.resolve_relative_uris = parser.sanitize_html = False
    # salvage() leaves no DOCTYPE, so there is no entity to resolve or expand
    driver = xml.sax.make_parser()  # noqa: S317
    driver.setFeature(xml.sax.handler.feature_namespaces, True)
    driver.setFeature(xml.sax.handler.feature_external_ges, False)
    driver.setContentHandler(parser)
    driver.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(document))
    try:
        driver.parse(source)
    except _Enough:
        return True
    except Exception:  # noqa: BLE001 - feedparser raises whatever its guesses run into
        return False
    return True


def _drive_loose(parser: Any, document: bytes) -> None:
    parser.resolve_relative_uris = parser.sanitize_html = False
    try:
        parser.feed(document.decode())
    except _Enough:
        return
    except Exception:  # noqa: BLE001 - as above; what was read until then is kept
        return
