"""The verbs: what the command line can be asked, option by option."""

from __future__ import annotations

from typing import Final

from berita_tui.news import N_
from berita_tui.news.noun import noun


@noun
class Option:
    """One option. `value` is what its value is called in the help; a switch takes none."""

    flag: str
    meaning: str
    value: str = ""
    short: str = ""
    is_number: bool = False

    @property
    def name(self) -> str:
        """The option as a name: `--allow-private` is `allow_private`."""
        return self.flag.removeprefix("--").replace("-", "_")


@noun
class VerbSpec:
    """One verb: the words it takes, at least and at most so many, and its own options.

    `most` None means as many as one likes.
    """

    name: str
    summary: str
    words: str = ""
    least: int = 0
    most: int | None = 0
    options: tuple[Option, ...] = ()


GLOBAL: Final = (
    Option(
        flag="--home",
        value="DIR",
        meaning=N_("Keep everything under this folder (or set BERITA_TUI_HOME)"),
    ),
    Option(flag="--lang", value="id|en", meaning=N_("The language to speak")),
    Option(flag="--json", meaning=N_("Print one JSON object a line")),
    Option(flag="--version", meaning=N_("Print the version and end")),
    Option(flag="--help", short="-h", meaning=N_("Print this help and end")),
)
"""Options every verb has; they may stand before it or after it."""

_LIMIT: Final = Option(
    flag="--limit",
    value="N",
    is_number=True,
    meaning=N_("Print at most so many, from the first on"),
)
_ORDER: Final = Option(
    flag="--order",
    value="ORDER",
    meaning=N_("Which of those that answer come first: newest or best"),
)
_FOLDER: Final = Option(
    flag="--folder", value="NAME", meaning=N_("Put it in this folder; “A/B” is B within A")
)
_PRIVATE: Final = Option(
    flag="--allow-private", meaning=N_("Let it reach hosts of your own network; remembered")
)

_FULL_TEXT: Final = Option(
    flag="--full-text",
    value="MODE",
    meaning=N_("Fetch articles’ pages: auto, always, never, or default (as the settings have it)"),
)

VERBS: Final = (
    VerbSpec(
        name="refresh",
        summary=N_("Fetch what is new, from all sources or those named"),
        words="[SOURCE…]",
        most=None,
        options=(
            Option(flag="--force", meaning=N_("Ask sources that are not due yet, too")),
            Option(
                flag="--no-pages", meaning=N_("Leave articles’ pages and pictures for another time")
            ),
        ),
    ),
    VerbSpec(
        name="add",
        summary=N_("Follow a feed, or the feeds of a site; save the page of an article"),
        words="URL…",
        least=1,
        most=None,
        options=(
            _FOLDER,
            Option(flag="--name", value="NAME", meaning=N_("Call the source so")),
            Option(flag="--all", meaning=N_("Follow every feed the site has")),
            Option(
                flag="--feed",
                value="N",
                is_number=True,
                meaning=N_("Follow the N-th feed the site has"),
            ),
            _FULL_TEXT,
            _PRIVATE,
        ),
    ),
    VerbSpec(
        name="import",
        summary=N_("Take in OPML, feed files, saved pages or plain text"),
        words="FILE…",
        least=1,
        most=None,
        options=(
            Option(flag="--url", value="URL", meaning=N_("The address the file came from")),
            _FOLDER,
            _PRIVATE,
            Option(flag="--many", meaning=N_("Follow all sources of a list of thousands")),
        ),
    ),
    VerbSpec(
        name="export",
        summary=N_("Write the sources as OPML, to a file or the output"),
        words="[FILE]",
        most=1,
        options=(
            Option(
                flag="--with-credentials",
                meaning=N_("Write user names and passwords of sources, too"),
            ),
        ),
    ),
    VerbSpec(
        name="sources",
        summary=N_("List the sources and how they stand, all or those named"),
        words="[SOURCE…]",
        most=None,
        options=(_FULL_TEXT,),
    ),
    VerbSpec(
        name="list",
        summary=N_("List articles, newest first; all, or those that answer a query"),
        words="[QUERY]",
        most=None,
        options=(
            _LIMIT,
            _ORDER,
            Option(
                flag="--folder",
                value="NAME",
                meaning=N_("Only what answers this search that is kept"),
            ),
        ),
    ),
    VerbSpec(
        name="search",
        summary=N_("Find articles and show where the words stand"),
        words="QUERY",
        least=1,
        most=None,
        options=(_LIMIT, _ORDER),
    ),
    VerbSpec(
        name="show",
        summary=N_("Print whole articles, or write them to files"),
        words="ID…",
        least=1,
        most=None,
        options=(
            Option(
                flag="--to",
                value="FOLDER",
                meaning=N_("Write each to a text file of its own in this folder"),
            ),
        ),
    ),
    VerbSpec(
        name="folders",
        summary=N_("List the searches that are kept, or add, edit, rename, move or remove one"),
        words="[add NAME QUERY | edit NAME QUERY | rename NAME NAME | move NAME N | remove NAME]",
        most=None,
    ),
    VerbSpec(
        name="mutes",
        summary=N_("List what is muted, mute what answers a query, or show it again"),
        words="[add QUERY | remove N]",
        most=None,
        options=(
            Option(
                flag="--for",
                value="TIME",
                meaning=N_("Hide it for so long only: 12h, 7d, 2w, 1m"),
            ),
        ),
    ),
    VerbSpec(
        name="bookmark",
        summary=N_("Keep articles for good"),
        words="ID…",
        least=1,
        most=None,
        options=(Option(flag="--remove", meaning=N_("Take the bookmark away")),),
    ),
    VerbSpec(
        name="read",
        summary=N_("Mark articles as read"),
        words="ID…",
        least=1,
        most=None,
        options=(Option(flag="--unread", meaning=N_("Mark them as unread")),),
    ),
    VerbSpec(name="stats", summary=N_("Print how much there is")),
    VerbSpec(name="backup", summary=N_("Copy your library to a file"), words="[FILE]", most=1),
    VerbSpec(
        name="restore",
        summary=N_("Put your library back from a file, or from the newest copy"),
        words="[FILE]",
        most=1,
    ),
    VerbSpec(
        name="doctor",
        summary=N_("Examine the data on disk"),
        options=(Option(flag="--fix", meaning=N_("Put right what can be put right")),),
    ),
    VerbSpec(
        name="config",
        summary=N_("Print the settings and where files live, or change one setting"),
        words="[KEY [VALUE]]",
        most=2,
    ),
)
"""Every verb, in the order of the help."""
