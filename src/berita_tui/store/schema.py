"""The shape of the two files: their tables, and how an older file is brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from berita_tui import words

LIBRARY_ID = 0x62657269
"""`application_id` of library.db: "beri"."""
ARCHIVE_ID = 0x62657261
"""`application_id` of archive.db: "bera"."""

INDEX_VERSION = f"2.{words.VERSION}"
"""Changed when the full-text index has to be made anew: other columns, tokenizer or stems."""

TOKENIZER = "unicode61 remove_diacritics 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One file's marks and its steps: step n brings version n to version n + 1.

    `needed` are the tables without which the file is damaged.
    """

    application_id: int
    steps: Sequence[str]
    needed: frozenset[str]
    page_size: int = 4096

    @property
    def version(self) -> int:
        """The `user_version` of a file that is up to date."""
        return len(self.steps)


LIBRARY = Schema(
    application_id=LIBRARY_ID,
    needed=frozenset(
        {
            "facts",
            "sources",
            "folders",
            "log",
            "marks",
            "bookmarks",
            "searches",
            "positions",
            "queries",
        }
    ),
    steps=(
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
        CREATE TABLE sources (
            key TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            title TEXT NOT NULL,
            name TEXT NOT NULL,
            outlet TEXT NOT NULL,
            folder TEXT NOT NULL,             -- JSON list of names
            homepage TEXT NOT NULL,
            language TEXT NOT NULL,
            paused TEXT,
            is_private_allowed INTEGER NOT NULL,
            credentials TEXT,
            interval INTEGER,                 -- seconds
            position INTEGER NOT NULL,
            extra TEXT NOT NULL,              -- JSON object
            removed INTEGER                   -- number of the log entry that removed it
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sources_address ON sources (address);
        CREATE TABLE folders (
            path TEXT PRIMARY KEY,            -- JSON list of names
            position INTEGER NOT NULL,
            extra TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            verb TEXT NOT NULL,
            at INTEGER NOT NULL,              -- microseconds since 1970
            count INTEGER NOT NULL,
            subject TEXT NOT NULL,
            keys BLOB NOT NULL,               -- article keys, 16 bytes each
            detail TEXT NOT NULL,             -- JSON: what undoing a source's change needs
            undoes INTEGER,                   -- the entry this one undid
            is_undone INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX log_undoable ON log (number) WHERE undoes IS NULL AND is_undone = 0;
        CREATE TABLE marks (key BLOB PRIMARY KEY, is_read INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE bookmarks (
            key BLOB PRIMARY KEY,
            at INTEGER NOT NULL,
            copy BLOB NOT NULL,               -- the whole article, see codec
            removed INTEGER                   -- number of the log entry that removed it
        ) STRICT;
        CREATE TABLE searches (
            name TEXT PRIMARY KEY, query TEXT NOT NULL, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE positions (
            key BLOB PRIMARY KEY, block INTEGER NOT NULL, at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- What was looked for, as it was typed; the greatest number last.
        CREATE TABLE queries (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
        """,
    ),
)

ARCHIVE = Schema(
    application_id=ARCHIVE_ID,
    page_size=8192,  # a body takes 1 to 4 kB, and shares no page with another of 4 kB in 4096
    needed=frozenset({"facts", "sources", "sections", "articles", "heads", "bodies", "orphans"}),
    steps=(
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
        CREATE TABLE sources (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            is_hidden INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0,
            unread INTEGER NOT NULL DEFAULT 0,
            standing TEXT                     -- JSON, see standings
        ) STRICT;
        -- What lists walk: narrow, so that a million rows are read in no time.
        CREATE TABLE articles (
            number INTEGER PRIMARY KEY,       -- second << 20 | tie: greater is newer
            key BLOB NOT NULL UNIQUE,
            source INTEGER NOT NULL,
            is_read INTEGER NOT NULL DEFAULT 0,
            is_bookmarked INTEGER NOT NULL DEFAULT 0,
            is_hidden INTEGER NOT NULL DEFAULT 0,
            section INTEGER NOT NULL DEFAULT 0 -- see sections; 0 is none
        ) STRICT;
        -- Names of publishers' sections; their words are in section_words.
        CREATE TABLE sections (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE INDEX of_section ON articles (section);
        CREATE INDEX shown ON articles (is_hidden) WHERE is_hidden = 0;
        CREATE INDEX unread ON articles (is_read) WHERE is_hidden = 0 AND is_read = 0;
        CREATE INDEX bookmarked ON articles (is_bookmarked, number, is_read)
        WHERE is_bookmarked = 1;
        CREATE INDEX of_source ON articles (source);
        CREATE INDEX unread_of_source ON articles (source) WHERE is_read = 0;
        -- What a row of a list shows.
        CREATE TABLE heads (
            number INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            section TEXT NOT NULL,
            outlet TEXT NOT NULL,
            published TEXT,                   -- ISO 8601 with the publisher's offset
            first_seen INTEGER NOT NULL,      -- microseconds since 1970
            words INTEGER NOT NULL,
            is_whole INTEGER NOT NULL,
            link INTEGER,                     -- hash of source and link
            body INTEGER NOT NULL,            -- see bodies
            digest BLOB NOT NULL,             -- of the entry as the publisher last sent it
            has_picture INTEGER NOT NULL      -- what `has:image` asks for
        ) STRICT;
        CREATE INDEX heads_link ON heads (link) WHERE link IS NOT NULL;
        -- Numbered as they come, not by date: pages written at their end are full ones.
        CREATE TABLE bodies (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        -- Marks of articles that are not here (any more, or again).
        CREATE TABLE orphans (
            key BLOB PRIMARY KEY, is_read INTEGER NOT NULL, is_bookmarked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER article_comes AFTER INSERT ON articles BEGIN
            UPDATE sources SET total = total + 1, unread = unread + 1 - new.is_read
            WHERE number = new.source;
        END;
        CREATE TRIGGER article_goes AFTER DELETE ON articles BEGIN
            UPDATE sources SET total = total - 1, unread = unread - 1 + old.is_read
            WHERE number = old.source;
        END;
        """,
    ),
)

INDEX_COLUMNS = (
    "title", "lead", "text", "author", "place", "keywords", "title_stems", "stems"
)  # fmt: skip
"""What the index has of an article; stems only of words that are not their own stem."""

INDEX_TABLES = ("words", "vocabulary")
NEXT = "_next"
"""Ends the names of the tables that are to take the place of the index's."""


def index_tables(suffix: str = "") -> str:
    """Return what makes the tables of an index."""
    return f"""
    CREATE VIRTUAL TABLE words{suffix} USING fts5(
        {", ".join(INDEX_COLUMNS)},
        content = '', contentless_delete = 1, tokenize = '{TOKENIZER}'
    );
    -- Every word of the index; `uses` is in how many articles at least, within a factor of two.
    CREATE TABLE vocabulary{suffix} (word TEXT PRIMARY KEY, uses INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
    """


SECTION_INDEX = f"""
DROP TABLE IF EXISTS section_words;
-- The names of sections, by the numbers they have in `sections`.
CREATE VIRTUAL TABLE section_words USING fts5(name, content = '', tokenize = '{TOKENIZER}');
"""
INDEX = index_tables() + SECTION_INDEX
