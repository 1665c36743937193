"""The shape of the two files: their tables, and how an older file is brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LIBRARY_ID = 0x62657269
"""`application_id` of library.db: "beri"."""
ARCHIVE_ID = 0x62657261
"""`application_id` of archive.db: "bera"."""


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


_COUNTS_NEW = """(CASE WHEN headings.number > 0 THEN new.is_hidden = 0 OR new.is_bookmarked
            ELSE new.is_hidden = 2 END)"""
_COUNTS_OLD = _COUNTS_NEW.replace("new.", "old.")
_COUNTS = _COUNTS_NEW.replace("new.", "a.")

FILING = f"""
        -- Queries that are kept, brought up to the library by store/headings: a search has its
        -- own number, a mute the negative of its own. `total` is how many articles a search
        -- shows, or how many a mute hides.
        CREATE TABLE headings (
            number INTEGER PRIMARY KEY,
            query TEXT NOT NULL,
            names TEXT NOT NULL,              -- JSON: sources that its terms name, in their order
            stamp TEXT NOT NULL,              -- what else the answer hangs on
            at INTEGER NOT NULL,              -- microseconds since 1970: its "now"
            turn INTEGER NOT NULL,            -- raised when what fills it has to begin anew
            is_filled INTEGER NOT NULL,
            is_restless INTEGER NOT NULL,     -- marks change what answers
            total INTEGER NOT NULL DEFAULT 0,
            unread INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        -- Which articles answer.
        CREATE TABLE filed (
            heading INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (heading, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX filed_under ON filed (number);
        -- Articles written since: to be filed, or filed already while a heading was being filled.
        CREATE TABLE lately (number INTEGER PRIMARY KEY, is_filed INTEGER NOT NULL) STRICT;
        CREATE TRIGGER lately_comes AFTER INSERT ON heads WHEN EXISTS (SELECT 1 FROM headings) BEGIN
            INSERT OR REPLACE INTO lately VALUES (new.number, 0);
        END;
        CREATE TRIGGER lately_changes
        AFTER UPDATE OF title, section, words, is_whole, has_picture ON heads
        WHEN EXISTS (SELECT 1 FROM headings) BEGIN
            INSERT OR REPLACE INTO lately VALUES (new.number, 0);
        END;
        CREATE TRIGGER article_filed AFTER INSERT ON filed BEGIN
            UPDATE headings SET total = total + 1, unread = unread + 1 - a.is_read FROM articles a
            WHERE headings.number = new.heading AND a.number = new.number AND {_COUNTS};
            UPDATE articles SET is_hidden = is_hidden | 2
            WHERE new.heading < 0 AND number = new.number AND is_hidden < 2 AND is_bookmarked = 0;
        END;
        CREATE TRIGGER article_unfiled AFTER DELETE ON filed BEGIN
            UPDATE headings SET total = total - 1, unread = unread - 1 + a.is_read FROM articles a
            WHERE headings.number = old.heading AND a.number = old.number AND {_COUNTS};
            UPDATE articles SET is_hidden = is_hidden & 1
            WHERE old.heading < 0 AND number = old.number AND is_hidden >= 2
            AND NOT EXISTS (SELECT 1 FROM filed WHERE number = old.number AND heading < 0);
        END;
        -- Which of these two comes first does not matter: each counts its own difference.
        CREATE TRIGGER article_turns AFTER UPDATE OF is_read, is_bookmarked, is_hidden ON articles
        WHEN EXISTS (SELECT 1 FROM filed WHERE number = new.number) BEGIN
            UPDATE headings SET
                total = total + {_COUNTS_NEW} - {_COUNTS_OLD},
                unread = unread + {_COUNTS_NEW} * (1 - new.is_read)
                    - {_COUNTS_OLD} * (1 - old.is_read)
            WHERE number IN (SELECT heading FROM filed WHERE number = new.number);
        END;
        CREATE TRIGGER bookmark_shows AFTER UPDATE OF is_bookmarked ON articles
        WHEN EXISTS (SELECT 1 FROM filed WHERE number = new.number AND heading < 0) BEGIN
            UPDATE articles
            SET is_hidden = CASE WHEN is_bookmarked THEN is_hidden & 1 ELSE is_hidden | 2 END
            WHERE number = new.number;
        END;
        CREATE TRIGGER article_mutes AFTER UPDATE OF is_hidden ON articles
        WHEN (new.is_hidden < 2) <> (old.is_hidden < 2) BEGIN
            UPDATE sources SET
                total = total + (new.is_hidden < 2) - (old.is_hidden < 2),
                unread = unread
                    + ((new.is_hidden < 2) - (old.is_hidden < 2)) * (1 - new.is_read),
                whole = whole + ((new.is_hidden < 2) - (old.is_hidden < 2))
                    * ifnull((SELECT is_whole FROM heads WHERE number = new.number), 0)
            WHERE number = new.source;
        END;
        """
"""What answers the queries that are kept, and how many: right after every change of an article."""

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
            "mutes",
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
            full_text TEXT,                   -- NULL: as the settings have it
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
        -- Queries that are kept: smart folders, and what is not to be seen.
        CREATE TABLE searches (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            query TEXT NOT NULL,              -- as it was typed
            position INTEGER NOT NULL,
            removed INTEGER                   -- number of the log entry that removed it
        ) STRICT;
        CREATE TABLE mutes (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            query TEXT NOT NULL,
            until INTEGER,                    -- microseconds since 1970; NULL: for ever
            removed INTEGER
        ) STRICT;
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
    needed=frozenset(
        {"facts", "sources", "sections", "articles", "heads", "bodies", "orphans"}
        | {"headings", "filed", "lately", "revisions", "pages"}
        | {"plates", "picture_addresses", "illustrations", "pictures_wanted"}
    ),
    steps=(
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
        CREATE TABLE sources (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            is_hidden INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0,
            unread INTEGER NOT NULL DEFAULT 0,
            whole INTEGER NOT NULL DEFAULT 0, -- articles that can be read without a network
            standing TEXT                     -- JSON, see standings
        ) STRICT;
        -- What lists walk: narrow, so that a million rows are read in no time.
        CREATE TABLE articles (
            number INTEGER PRIMARY KEY,       -- second << 20 | tie: greater is newer
            key BLOB NOT NULL UNIQUE,
            source INTEGER NOT NULL,
            is_read INTEGER NOT NULL DEFAULT 0,
            is_bookmarked INTEGER NOT NULL DEFAULT 0,
            is_hidden INTEGER NOT NULL DEFAULT 0, -- 1: its source was let go, 2: muted, 3: both
            section INTEGER NOT NULL DEFAULT 0,     -- see sections; 0 is none
            is_edited INTEGER NOT NULL DEFAULT 0,   -- it has revisions
            is_changed INTEGER NOT NULL DEFAULT 0   -- and the reader knows an earlier text only
        ) STRICT;
        CREATE INDEX edited ON articles (is_edited) WHERE is_edited = 1;
        -- Names of publishers' sections; their words are in section_words.
        CREATE TABLE sections (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE INDEX of_section ON articles (section);
        CREATE INDEX shown ON articles (is_hidden) WHERE is_hidden = 0;
        CREATE INDEX unread ON articles (is_read) WHERE is_hidden = 0 AND is_read = 0;
        CREATE INDEX bookmarked ON articles (is_bookmarked, number, is_read)
        WHERE is_bookmarked = 1;
        CREATE INDEX of_source ON articles (source, is_hidden);
        CREATE INDEX unread_of_source ON articles (source) WHERE is_hidden = 0 AND is_read = 0;
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
            link INTEGER,                     -- hash of the link's one form
            body INTEGER NOT NULL,            -- see bodies
            digest BLOB NOT NULL,             -- of the entry as the publisher last sent it
            has_picture INTEGER NOT NULL      -- what `has:image` asks for
        ) STRICT;
        CREATE INDEX heads_link ON heads (link) WHERE link IS NOT NULL;
        -- Numbered as they come, not by date: pages written at their end are full ones.
        CREATE TABLE bodies (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        -- What edited articles said before.
        CREATE TABLE revisions (
            article INTEGER NOT NULL,         -- number
            replaced INTEGER NOT NULL,        -- microseconds since 1970
            revision BLOB NOT NULL,           -- title and text, see revisions
            PRIMARY KEY (article, replaced)
        ) STRICT;
        -- Marks of articles that are not here (any more, or again).
        CREATE TABLE orphans (
            key BLOB PRIMARY KEY, is_read INTEGER NOT NULL, is_bookmarked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- Pictures: what is in the folder of files, named by the hash of their content; what came
        -- of asking an address (by its hash), content or problem; which articles show which; and
        -- the articles whose pictures are still to be fetched.
        CREATE TABLE plates (
            content BLOB PRIMARY KEY,
            width INTEGER NOT NULL,           -- in pixels
            height INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE picture_addresses (
            address BLOB PRIMARY KEY, content BLOB, problem TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX addresses_of_plate ON picture_addresses (content) WHERE content IS NOT NULL;
        CREATE TABLE illustrations (
            article INTEGER NOT NULL, address BLOB NOT NULL, PRIMARY KEY (article, address)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX illustrated ON illustrations (address);
        CREATE TABLE pictures_wanted (
            article INTEGER PRIMARY KEY, tries INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        -- A source counts what is not muted.
        CREATE TRIGGER article_comes AFTER INSERT ON articles WHEN new.is_hidden < 2 BEGIN
            UPDATE sources SET total = total + 1, unread = unread + 1 - new.is_read
            WHERE number = new.source;
        END;
        CREATE TRIGGER article_goes AFTER DELETE ON articles WHEN old.is_hidden < 2 BEGIN
            UPDATE sources SET total = total - 1, unread = unread - 1 + old.is_read
            WHERE number = old.source;
        END;
        -- How many articles are whole: counted as they come, change and go.
        CREATE TRIGGER head_comes AFTER INSERT ON heads WHEN new.is_whole BEGIN
            UPDATE sources SET whole = whole + 1
            WHERE number =
                (SELECT source FROM articles WHERE number = new.number AND is_hidden < 2);
        END;
        CREATE TRIGGER head_changes AFTER UPDATE OF is_whole ON heads
        WHEN new.is_whole <> old.is_whole BEGIN
            UPDATE sources SET whole = whole + new.is_whole - old.is_whole
            WHERE number =
                (SELECT source FROM articles WHERE number = new.number AND is_hidden < 2);
        END;
        CREATE TRIGGER head_goes BEFORE DELETE ON heads WHEN old.is_whole BEGIN
            UPDATE sources SET whole = whole - 1
            WHERE number =
                (SELECT source FROM articles WHERE number = old.number AND is_hidden < 2);
        END;
        -- Pages that are wanted, and those that were of no use: a row goes when its text is kept.
        CREATE TABLE pages (
            number INTEGER PRIMARY KEY,       -- the article's
            source INTEGER NOT NULL,
            address TEXT NOT NULL,
            host TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due INTEGER,                      -- microseconds since 1970, NULL: not any more
            problem TEXT                      -- JSON: why it was not had
        ) STRICT;
        CREATE INDEX pages_due ON pages (number) WHERE due IS NOT NULL;
        CREATE INDEX pages_of_source ON pages (source) WHERE due IS NOT NULL;
        -- Answers as they came, until their page is read: what was had is not asked for again.
        CREATE TABLE answers (
            number INTEGER NOT NULL,          -- the article's
            address TEXT NOT NULL,            -- asked for
            found TEXT NOT NULL,              -- where it was in the end
            media_type TEXT NOT NULL,
            charset TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (number, address)
        ) STRICT;
        CREATE TRIGGER page_goes AFTER DELETE ON articles BEGIN
            DELETE FROM pages WHERE number = old.number;
            DELETE FROM answers WHERE number = old.number;
        END;
        -- What hosts have asked of us.
        CREATE TABLE hosts (
            name TEXT PRIMARY KEY,            -- of a host, or scheme and host where robots are
            robots TEXT,                      -- JSON
            checked INTEGER,                  -- microseconds since 1970
            rests INTEGER,                    -- until then it is not asked for pages
            refusals INTEGER NOT NULL DEFAULT 0,
            problem TEXT                      -- JSON: why it rests
        ) STRICT, WITHOUT ROWID;
        """
        + FILING,
    ),
)
