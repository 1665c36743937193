"""Parsing: the verbs and their options, told apart; and the help, which lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from berita_tui.cli.arguments import PROGRAM, Wish
from berita_tui.cli.verbs import GLOBAL, VERBS, Option, VerbSpec
from berita_tui.language import LANGUAGES, Language
from berita_tui.news import FullText, Sentence, WrongUse

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SHIELD: Final = "\0"


def parse(arguments: Sequence[str]) -> Wish:
    """Return what `arguments` ask for. Raises `WrongUse`, in one sentence."""
    # Once for all verbs, so that "--" means the same wherever it stands.
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    head, tail = list(arguments[:cut]), list(arguments[cut + 1 :])
    place = _place_of_verb(head)
    spec = _spec(head.pop(place)) if place is not None else None
    options, words = _parse(spec, head)
    words += tail
    if "version" in options or "help" in options:
        return Wish(verb=spec.name if spec else "", options=MappingProxyType(options))
    if not spec and words:
        _spec(words[0])
        raise WrongUse(Sentence("Put the verb before “--”"))
    if spec:
        _count(spec, words)
    return Wish(
        verb=spec.name if spec else "", words=tuple(words), options=MappingProxyType(options)
    )


def help_text(verb: str, language: Language) -> str:
    """Return the help for one verb, or for the program when `verb` is ""."""
    say = language.say
    spec = next((each for each in VERBS if each.name == verb), None)
    parser = _parser(spec, language)
    if spec:
        usage = " ".join(filter(None, (PROGRAM, spec.name, spec.words)))
        parser.description = "\n\n".join(
            [say("Usage: {usage} [OPTIONS]", usage=usage), say(spec.summary)]
        )
        return parser.format_help()
    width = max(len(each.name) for each in VERBS)
    parser.description = "\n".join(
        [
            say("Usage: {usage} [OPTIONS]", usage=f"{PROGRAM} [{say('VERB')}]"),
            "",
            say("A news reader for the terminal that keeps everything you follow."),
            "",
            say("Without a verb it opens the reader. Verbs:"),
            *(f"  {each.name:{width}}  {say(each.summary)}" for each in VERBS),
        ]
    )
    parser.epilog = "\n".join(
        [
            say("“berita-tui VERB --help” tells more of one verb."),
            say("Exit codes: 0 done, 1 some of it failed, 2 wrong use, 3 data cannot be used."),
        ]
    )
    return parser.format_help()


def _place_of_verb(head: Sequence[str]) -> int | None:
    valued = {option.flag for option in GLOBAL if option.value}
    is_value = False
    for number, each in enumerate(head):
        if is_value:
            is_value = False
        elif each in valued:
            is_value = True
        elif not each.startswith("-"):
            return number
    return None


def _spec(word: str) -> VerbSpec:
    names = [each.name for each in VERBS]
    if word in names:
        return VERBS[names.index(word)]
    if near := get_close_matches(word, names, n=1):
        raise WrongUse(
            Sentence("There is no verb “{verb}”; did you mean “{near}”?", verb=word, near=near[0])
        )
    raise WrongUse(Sentence("There is no verb “{verb}”; “berita-tui --help” lists them", verb=word))


def _parse(
    spec: VerbSpec | None, head: Sequence[str]
) -> tuple[dict[str, str | int | bool], list[str]]:
    from argparse import ArgumentError  # noqa: PLC0415 - for the help

    known = (*(spec.options if spec else ()), *GLOBAL)
    try:
        found, rest = _parser(spec, None).parse_known_args(_shielded(spec, head))
    except ArgumentError as error:
        option = next(each for each in known if each.flag in str(error.argument_name))
        if option.value:
            raise WrongUse(Sentence("{option} needs a value", option=option.flag)) from None
        raise WrongUse(Sentence("{option} takes no value", option=option.flag)) from None
    words: list[str] = []
    for word in rest:
        if word.startswith("-") and word != "-":
            raise _unknown(word, spec, known)
        words.append(word.removeprefix(_SHIELD))
    return {
        option.name: _checked(option, value.removeprefix(_SHIELD) if value is not True else value)
        for option in known
        if (value := getattr(found, option.name)) not in (None, False)
    }, words


def _shielded(spec: VerbSpec | None, head: Sequence[str]) -> list[str]:
    """Return the arguments, what a query leaves out (`-bola`) kept from being an option."""
    if spec is None or "QUERY" not in spec.words:
        return list(head)
    shorts = {option.short for option in (*spec.options, *GLOBAL)}
    return [
        f"{_SHIELD}{each}" if re.match("-[^-]", each) and each not in shorts else each
        for each in head
    ]


def _unknown(word: str, spec: VerbSpec | None, known: Sequence[Option]) -> WrongUse:
    flag = word.partition("=")[0]
    near = get_close_matches(flag, [option.flag for option in known], n=1)
    if near:
        return WrongUse(
            Sentence(
                "There is no option “{option}”; did you mean “{near}”?", option=flag, near=near[0]
            )
        )
    command = f"{PROGRAM} {spec.name}" if spec else PROGRAM
    return WrongUse(
        Sentence(
            "There is no option “{option}”; “{command} --help” lists them",
            option=flag,
            command=command,
        )
    )


def _checked(option: Option, value: str | bool) -> str | int | bool:
    if option.flag == "--lang" and value not in LANGUAGES:
        raise WrongUse(
            Sentence("--lang: “{value}” is not spoken here; use id or en", value=str(value))
        )
    if option.flag == "--full-text" and value not in {*FullText, "default"}:
        raise WrongUse(
            Sentence(
                "--full-text: “{value}” is none of auto, always, never, default", value=str(value)
            )
        )
    if not option.is_number:
        return value
    text = str(value)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10**9):
        raise WrongUse(
            Sentence(
                "{option}: “{value}” is not a number; give a whole number from 1 on",
                option=option.flag,
                value=text,
            )
        )
    return int(text)


def _count(spec: VerbSpec, words: Sequence[str]) -> None:
    usage = " ".join(filter(None, (PROGRAM, spec.name, spec.words)))
    if len([word for word in words if word.strip()]) < spec.least:
        raise WrongUse(
            Sentence("“{verb}” needs more to go on: {usage}", verb=spec.name, usage=usage)
        )
    if spec.most is not None and len(words) > spec.most:
        raise WrongUse(
            Sentence("“{word}” is one word too many: {usage}", word=words[spec.most], usage=usage)
        )


def _parser(spec: VerbSpec | None, language: Language | None) -> ArgumentParser:
    """Return the parser for the options of one verb; words are told apart by `_parse`."""
    from argparse import (  # noqa: PLC0415 - as above
        SUPPRESS,
        ArgumentParser,
        RawDescriptionHelpFormatter,
    )

    def say(text: str) -> str:
        return language.say(text) if language else ""

    parser = ArgumentParser(
        prog=PROGRAM,
        usage=SUPPRESS,  # its "usage:" is English; the description tells it
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
        formatter_class=RawDescriptionHelpFormatter,
    )
    groups = (
        (say("Options"), spec.options if spec else ()),
        (say("Options of every verb"), GLOBAL),
    )
    for title, options in groups:
        group = parser.add_argument_group(title)
        for option in options:
            names = [name for name in (option.short, option.flag) if name]
            meaning = say(option.meaning).replace("%", "%%")
            if option.value:
                group.add_argument(*names, metavar=option.value, help=meaning)
            else:
                group.add_argument(*names, action="store_true", help=meaning)
    return parser
