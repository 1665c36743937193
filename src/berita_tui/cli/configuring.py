"""Configuring: the verb config, which tells the settings and changes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from berita_tui.cli.errand import Errand
from berita_tui.news import BadSetting, Sentence, WrongUse
from berita_tui.settings import Setting, Value, describe, load, remember


def config(errand: Errand) -> None:
    """Print all settings and places, or one setting, or change it."""
    words = errand.wish.words
    if not words:
        _print_all(errand)
    elif len(words) == 1:
        _print(errand, _setting(words[0]))
    else:
        _change(errand, _setting(words[0]), words[1])


def _print_all(errand: Errand) -> None:
    say = errand.language.say
    places = errand.places
    rows = (
        ("settings", say("settings"), places.settings),
        ("rules", say("your site rules"), places.rules),
        ("library", say("your library"), places.library),
        ("archive", say("articles"), places.archive),
        ("copies", say("copies of your library"), places.copies),
        ("cache", say("cache"), places.cache),
        ("state", say("state and crash log"), places.state),
    )
    if errand.output.is_json:
        errand.output.record({name: str(path) for name, _, path in rows})
    for _, meaning, path in rows:
        errand.output.line(f"{meaning}: {path}")
    try:
        load(places.settings)
    except BadSetting as error:
        errand.fail(error)
        errand.exit_code = BadSetting.exit_code
        return
    errand.output.line()
    for setting in describe():
        _print(errand, setting)
    for command, keys in errand.settings.keys.items():
        errand.output.line(f"keys.{command} = {keys}")
        if errand.output.is_json:
            errand.output.record({"key": f"keys.{command}", "value": keys})


def _print(errand: Errand, setting: Setting) -> None:
    value = getattr(errand.settings, setting.name)
    meaning = errand.language.say(setting.meaning)
    if errand.output.is_json:
        errand.output.record(
            {
                "key": setting.name,
                "value": value,
                "default": setting.default,
                "allowed": setting.allowed,
                "meaning": meaning,
            }
        )
    errand.output.line(f"{setting.name} = {_written(value)}  ({meaning}; {setting.allowed})")


def _change(errand: Errand, setting: Setting, word: str) -> None:
    remember(errand.places.settings, setting.name, _read(setting, word))
    value = getattr(load(errand.places.settings), setting.name)
    if errand.output.is_json:
        errand.output.record({"key": setting.name, "value": value})
    errand.output.line(f"{setting.name} = {_written(value)}")


def _setting(name: str) -> Setting:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a wrong word

    known = {setting.name: setting for setting in describe()}
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.0)
        raise WrongUse(
            Sentence(
                "There is no setting “{name}”; the nearest is “{nearest}”",
                name=name,
                nearest=near[0],
            )
        )
    return known[name]


def _read(setting: Setting, word: str) -> Value:
    """Return what was typed as the kind of value the setting has; nonsense stays text."""
    if isinstance(setting.default, bool):
        return {"true": True, "false": False}.get(word.lower(), word)
    if isinstance(setting.default, int) and word.isascii() and word.isdecimal():
        return int(word[:20])
    return word


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


DEEDS: Final[Mapping[str, Callable[[Errand], None]]] = MappingProxyType({"config": config})
"""What this room does, by verb."""
