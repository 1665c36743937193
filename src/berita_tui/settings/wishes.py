"""Wishes: every setting there is, its default, its meaning, and what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from berita_tui.news import N_
from berita_tui.news.noun import field, noun

Value: TypeAlias = str | int | bool
"""What one setting can hold."""

KEYS_SECTION: Final = "keys"
"""The section that gives commands other keys."""


@noun
class Settings:
    """What the reader wishes; every field has a default that suits without a file.

    `keys` maps the id of a command to its keys, separated by commas, as Textual names them.
    """

    language: str = "auto"
    theme: str = "auto"
    glyphs: str = "unicode"
    density: str = "comfortable"
    text_width: int = 72
    mark_read_on_open: bool = True
    refresh_minutes: int = 30
    connections: int = 128
    workers: int = 0
    full_text: str = "auto"
    pages_a_refresh: int = 50
    keep_days: int = 0
    rule_agents: str = "none"
    pictures: bool = True
    picture_style: str = "auto"
    pictures_megabytes: int = 1024
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def agent_hosts(self) -> tuple[str, ...]:
        """The hosts in `rule_agents`; each stands for those below it too."""
        words = self.rule_agents.lower().replace(",", " ").split()
        return tuple(word.removeprefix("www.") for word in words if "." in word)


@noun
class Setting:
    """One setting as it is explained: its name, default, meaning, and what it may be.

    `choices` lists the words allowed, `least` and `most` bound a number; a setting with none
    of these is any text. `meaning` is to be translated.
    """

    name: str
    default: Value
    meaning: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def allowed(self) -> str:
        """What it may be, in the file's own spelling: `true | false`, `40 … 120`."""
        if isinstance(self.default, bool):
            return "true | false"
        if isinstance(self.default, int):
            return f"{self.least} … {self.most}"
        return " | ".join(f'"{choice}"' for choice in self.choices) or '"…"'


def describe() -> tuple[Setting, ...]:
    """Return every setting, in the order in which they are explained."""
    plain = Settings()
    return tuple(
        Setting(name=name, default=getattr(plain, name), meaning=meaning, **bounds)
        for name, meaning, bounds in _MEANINGS
    )


_MEANINGS: Final[tuple[tuple[str, str, Mapping[str, Any]], ...]] = (
    (
        "language",
        N_("the program’s language; “auto” follows the system"),
        {"choices": ("auto", "id", "en")},
    ),
    ("theme", N_("the name of a colour theme, or “auto”; the palette offers them all"), {}),
    (
        "glyphs",
        N_("“ascii” draws plain signs, for terminals and fonts without the finer ones"),
        {"choices": ("unicode", "ascii")},
    ),
    (
        "density",
        N_("“compact” gives each headline one row instead of two"),
        {"choices": ("comfortable", "compact")},
    ),
    ("text_width", N_("width of an article’s text in columns"), {"least": 40, "most": 120}),
    ("mark_read_on_open", N_("whether opening an article marks it read"), {}),
    (
        "refresh_minutes",
        N_("minutes between refreshes while the reader is open; 0 for none"),
        {"most": 10_080},
    ),
    ("connections", N_("how many sources are asked at once"), {"least": 1, "most": 256}),
    (
        "workers",
        N_(
            "processes that read what comes, never more than there are processors; 0 leaves one"
            " processor free and takes at most four"
        ),
        {"most": 64},
    ),
    (
        "full_text",
        N_(
            "whether articles’ pages are fetched: “auto” where the feed’s text is short or cut;"
            " each source can differ"
        ),
        {"choices": ("auto", "always", "never")},
    ),
    (
        "pages_a_refresh",
        N_("how many pages a source’s new articles may add to the queue in one refresh"),
        {"most": 500},
    ),
    (
        "keep_days",
        N_("days an article is kept; 0 keeps everything, bookmarks always stay"),
        {"most": 36_500},
    ),
    (
        "rule_agents",
        N_("hosts, parted by commas, to which a site rule may name another User-Agent; or “none”"),
        {},
    ),
    ("pictures", N_("whether articles show their pictures"), {}),
    (
        "picture_style",
        N_("how pictures are drawn; “auto” asks terminals that may know more than “blocks”"),
        {"choices": ("auto", "blocks", "kitty", "sixel")},
    ),
    (
        "pictures_megabytes",
        N_("megabytes of pictures kept, those of bookmarks always; 0 fetches none"),
        {"most": 1_000_000},
    ),
)
