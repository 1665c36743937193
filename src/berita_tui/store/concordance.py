"""The shape of the full-text index: its tables and columns, and which version they are of."""

from __future__ import annotations

from berita_tui import words

INDEX_VERSION = f"5.{words.VERSION}"
"""Changed when the full-text index has to be made anew: other columns, tokenizer or stems."""

TOKENIZER = "unicode61 remove_diacritics 2"

INDEX_COLUMNS = (
    "text", "title", "lead", "author", "place", "keywords", "title_stems", "stems"
)  # fmt: skip
"""What the index has of an article; stems only of words that are not their own stem and have none
of the known roots: forms of those are asked for by name, see `forms`.

The text is first: every word of another column takes two bytes more, to name its column.
"""

INDEX_TABLES = ("words", "vocabulary", "forms")
NEXT = "_next"
"""Ends the names of the tables that are to take the place of the index's."""


def index_tables(suffix: str = "") -> str:
    """Return what makes the tables of an index."""
    return f"""
    CREATE VIRTUAL TABLE words{suffix} USING fts5(
        {", ".join(INDEX_COLUMNS)},
        content = '', contentless_delete = 1, tokenize = '{TOKENIZER}'
    );
    -- A leaf of the index fills a page of the file: of the usual ones not quite two do.
    INSERT INTO words{suffix} (words{suffix}, rank) VALUES ('pgsz', 8100);
    -- Every word of the index; `uses` is in how many articles at least, within a factor of two.
    CREATE TABLE vocabulary{suffix} (word TEXT PRIMARY KEY, uses INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
    {forms_table(suffix)}
    """


def forms_table(suffix: str = "") -> str:
    """Return what makes the table of the words that have a root."""
    return f"""
    CREATE TABLE IF NOT EXISTS forms{suffix} (
        root TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (root, word)
    ) STRICT, WITHOUT ROWID;
    """


LOOSE_INDEX = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS temp.loose USING fts5(
    {", ".join(INDEX_COLUMNS)}, content = '', contentless_delete = 1, tokenize = '{TOKENIZER}'
);
DELETE FROM temp.loose;
"""
"""A few articles by themselves, for one connection: a beginning is soon found among them."""

SECTION_INDEX = f"""
DROP TABLE IF EXISTS section_words;
-- The names of sections, by the numbers they have in `sections`.
CREATE VIRTUAL TABLE section_words USING fts5(name, content = '', tokenize = '{TOKENIZER}');
"""
INDEX = index_tables() + SECTION_INDEX
