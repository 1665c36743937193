"""The nouns of the program, and its errors: no input, no output, no other room."""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from berita_tui.news.actions import Action, Verb
    from berita_tui.news.addresses import (
        host_of,
        is_local,
        is_same_site,
        local_address,
        normal_address,
        origin_of,
        split_credentials,
        typed_address,
    )
    from berita_tui.news.articles import (
        MOST_ENTRIES,
        Article,
        Enclosure,
        Entry,
        Feed,
        Leaf,
        Page,
        Picture,
        Proof,
        Saved,
        entries_left_out,
        reading_minutes,
    )
    from berita_tui.news.canonical import canonical_address, has_path
    from berita_tui.news.documents import (
        Block,
        Blocks,
        Code,
        Document,
        Face,
        Figure,
        Heading,
        Link,
        Listing,
        Paragraph,
        Quote,
        Rule,
        Span,
        Spans,
        Table,
        block_text,
        spans_text,
    )
    from berita_tui.news.edits import Fate, Run, Runs, Version, are_alike, changes, is_edit
    from berita_tui.news.errors import (
        BadAddress,
        BadQuery,
        BadSetting,
        BeritaError,
        DataUnusable,
        Interrupted,
        Missing,
        Unreadable,
        WrongUse,
    )
    from berita_tui.news.headlines import Headline
    from berita_tui.news.identity import article_key, source_key
    from berita_tui.news.pictures import (
        Illustrated,
        Plate,
        Rendition,
        lead_picture,
        pictures_shown,
    )
    from berita_tui.news.query import (
        Field,
        Query,
        State,
        Term,
        find_matches,
        parse_query,
        whole_text,
        write_query,
    )
    from berita_tui.news.robots import EVERYTHING, NOTHING, RobotRule, Robots
    from berita_tui.news.saved import Mute, SavedSearch, propose_mutes
    from berita_tui.news.sentences import N_, Sentence
    from berita_tui.news.sources import (
        SAVED,
        Candidate,
        Folder,
        FullText,
        Outline,
        PauseReason,
        Source,
        Standing,
        Validators,
    )
    from berita_tui.news.steps import (
        Began,
        Brought,
        Ended,
        Missed,
        PageHad,
        PageMissed,
        PagesEnded,
        PageStep,
        Quiet,
        Step,
        Waiting,
    )
    from berita_tui.news.views import Counts, Order, Tally, View, ViewKind
    from berita_tui.news.wanted import Outcome, Refusal, Want, Wanted, text_origin, wants_page

__all__ = [
    "EVERYTHING",
    "MOST_ENTRIES",
    "NOTHING",
    "N_",
    "SAVED",
    "Action",
    "Article",
    "BadAddress",
    "BadQuery",
    "BadSetting",
    "Began",
    "BeritaError",
    "Block",
    "Blocks",
    "Brought",
    "Candidate",
    "Code",
    "Counts",
    "DataUnusable",
    "Document",
    "Enclosure",
    "Ended",
    "Entry",
    "Face",
    "Fate",
    "Feed",
    "Field",
    "Figure",
    "Folder",
    "FullText",
    "Heading",
    "Headline",
    "Illustrated",
    "Interrupted",
    "Leaf",
    "Link",
    "Listing",
    "Missed",
    "Missing",
    "Mute",
    "Order",
    "Outcome",
    "Outline",
    "Page",
    "PageHad",
    "PageMissed",
    "PageStep",
    "PagesEnded",
    "Paragraph",
    "PauseReason",
    "Picture",
    "Plate",
    "Proof",
    "Query",
    "Quiet",
    "Quote",
    "Refusal",
    "Rendition",
    "RobotRule",
    "Robots",
    "Rule",
    "Run",
    "Runs",
    "Saved",
    "SavedSearch",
    "Sentence",
    "Source",
    "Span",
    "Spans",
    "Standing",
    "State",
    "Step",
    "Table",
    "Tally",
    "Term",
    "Unreadable",
    "Validators",
    "Verb",
    "Version",
    "View",
    "ViewKind",
    "Waiting",
    "Want",
    "Wanted",
    "WrongUse",
    "are_alike",
    "article_key",
    "block_text",
    "canonical_address",
    "changes",
    "entries_left_out",
    "find_matches",
    "has_path",
    "host_of",
    "is_edit",
    "is_local",
    "is_same_site",
    "lead_picture",
    "local_address",
    "normal_address",
    "origin_of",
    "parse_query",
    "pictures_shown",
    "propose_mutes",
    "reading_minutes",
    "source_key",
    "spans_text",
    "split_credentials",
    "text_origin",
    "typed_address",
    "wants_page",
    "whole_text",
    "write_query",
]

_HOMES = MappingProxyType(
    {
        name: home
        for home, names in {
            "actions": "Action Verb",
            "addresses": (
                "host_of is_local is_same_site local_address normal_address origin_of "
                "split_credentials typed_address"
            ),
            "articles": (
                "MOST_ENTRIES Article Enclosure Entry Feed Leaf Page Picture Proof Saved "
                "entries_left_out reading_minutes"
            ),
            "canonical": "canonical_address has_path",
            "documents": (
                "Block Blocks Code Document Face Figure Heading Link Listing Paragraph Quote "
                "Rule Span Spans Table block_text spans_text"
            ),
            "edits": "Fate Run Runs Version are_alike changes is_edit",
            "errors": (
                "BadAddress BadQuery BadSetting BeritaError DataUnusable Interrupted Missing "
                "Unreadable WrongUse"
            ),
            "headlines": "Headline",
            "identity": "article_key source_key",
            "pictures": "Illustrated Plate Rendition lead_picture pictures_shown",
            "query": "Field Query State Term find_matches parse_query whole_text write_query",
            "robots": "EVERYTHING NOTHING RobotRule Robots",
            "saved": "Mute SavedSearch propose_mutes",
            "sentences": "N_ Sentence",
            "sources": (
                "SAVED Candidate Folder FullText Outline PauseReason Source Standing Validators"
            ),
            "steps": (
                "Began Brought Ended Missed PageHad PageMissed PagesEnded PageStep Quiet Step "
                "Waiting"
            ),
            "views": "Counts Order Tally View ViewKind",
            "wanted": "Outcome Refusal Want Wanted text_origin wants_page",
        }.items()
        for name in names.split()
    }
)
"""The module each name is in. It is brought when the name is first asked for: to make every noun
takes longer than to open the library, and hardly a process needs half of them."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return a noun from the module it is in."""
        if name not in _HOMES:
            raise AttributeError(name)
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value
