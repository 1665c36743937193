"""The query language: one for search, filters and the command line; text ↔ tree."""

from berita_tui.news.query.matching import find_matches, finder
from berita_tui.news.query.nouns import Field, Query, State, Term
from berita_tui.news.query.reading import parse_query, whole_text
from berita_tui.news.query.writing import write_query

__all__ = [
    "Field",
    "Query",
    "State",
    "Term",
    "find_matches",
    "finder",
    "parse_query",
    "whole_text",
    "write_query",
]
