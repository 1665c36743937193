"""Arguments: what was typed after the program's name, understood, and the help for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from berita_tui.language import LANGUAGES
from berita_tui.news import FullText, Sentence, WrongUse
from berita_tui.news.noun import field, noun
from berita_tui.places import Places

PROGRAM: Final = "berita-tui"
"""The name of the command."""


@noun
class Wish:
    """What is asked: a verb ("" opens the reader), its words, and the options given."""

    verb: str = ""
    words: tuple[str, ...] = ()
    options: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}))

    def has(self, name: str) -> bool:
        """Tell whether the option was given."""
        return name in self.options

    def text(self, name: str) -> str:
        """Return the option's value, "" where it was not given."""
        return str(self.options.get(name, ""))

    def number(self, name: str) -> int | None:
        """Return the option's value, None where it was not given."""
        value = self.options.get(name)
        return None if value is None else int(value)

    @property
    def full_text(self) -> FullText | None:
        """What `--full-text` names; None where it leaves that to the settings."""
        return FullText.named(self.text("full_text"))

    @property
    def folder(self) -> tuple[str, ...]:
        """The folder that `--folder` names, from the outermost in."""
        return tuple(part for each in self.text("folder").split("/") if (part := each.strip()))


def peek(arguments: Sequence[str]) -> tuple[Path | None, str | None]:
    """Return the home folder and the language asked for, before anything can be refused.

    They decide in which language a refusal is told.
    """
    return (
        Path(home) if (home := _value_of("--home", arguments)) else None,
        lang if (lang := _value_of("--lang", arguments)) in LANGUAGES else None,
    )


def places_for(home: Path | None) -> Places:
    """Return where things live. Raises `WrongUse` for a folder that cannot be meant."""
    try:
        return Places.usual(home)
    except (RuntimeError, ValueError):  # "~somebody" whom nobody knows
        raise WrongUse(
            Sentence("--home: there is no folder “{folder}”; give its whole path", folder=str(home))
        ) from None


def understand(arguments: Sequence[str]) -> Wish:
    """Return what `arguments` ask for. Raises `WrongUse`, in one sentence."""
    wish = _reader_wished(arguments)
    if wish is None:
        from berita_tui.cli.parsing import parse  # noqa: PLC0415 - not needed to open the reader

        wish = parse(arguments)
    return wish


def _value_of(flag: str, arguments: Sequence[str]) -> str | None:
    found = None
    for number, each in enumerate(arguments):
        if each == "--":
            break
        if each == flag and number + 1 < len(arguments):
            found = arguments[number + 1]
        elif each.startswith(f"{flag}="):
            found = each.partition("=")[2]
    return found


def _reader_wished(arguments: Sequence[str]) -> Wish | None:
    """Return the wish for the reader, where that is plainly all there is."""
    flags, values = arguments[::2], arguments[1::2]
    options: dict[str, str | int | bool] = dict(zip((f[2:] for f in flags), values, strict=False))
    is_plain = (
        len(flags) == len(values)
        and {"--home", "--lang"}.issuperset(flags)
        and not any(value.startswith("-") for value in values)
        and options.get("lang", "en") in LANGUAGES
    )
    return Wish(options=MappingProxyType(options)) if is_plain else None
