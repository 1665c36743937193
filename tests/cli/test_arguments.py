from __future__ import annotations

from pathlib import Path

import pytest

from berita_tui.cli.arguments import Wish, peek, places_for, understand
from berita_tui.cli.parsing import help_text
from berita_tui.cli.verbs import GLOBAL, VERBS
from berita_tui.language import Language
from berita_tui.news import WrongUse


def refusal(*arguments: str) -> str:
    with pytest.raises(WrongUse) as refused:
        understand(arguments)
    assert refused.value.exit_code == 2
    return str(refused.value)


def test_no_arguments_open_the_reader() -> None:
    assert understand([]) == Wish()


def test_global_options_alone_open_the_reader_too() -> None:
    wish = understand(["--home", "list", "--lang=id"])
    assert (wish.verb, wish.words) == ("", ())
    assert wish.text("home") == "list"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--json", "--home", "h", "list", "--limit", "5", "bali"],
        ["list", "bali", "--limit=5", "--json", "--home=h"],
        ["list", "--json", "--limit", "5", "--home", "h", "--", "bali"],
    ],
)
def test_global_options_stand_before_or_after_the_verb(arguments: list[str]) -> None:
    wish = understand(arguments)
    assert (wish.verb, wish.words) == ("list", ("bali",))
    assert wish.number("limit") == 5
    assert wish.has("json")
    assert wish.text("home") == "h"


def test_words_and_options_mix() -> None:
    wish = understand(["add", "a", "--folder", "Berita/ Bali /", "b", "--allow-private"])
    assert wish.words == ("a", "b")
    assert wish.folder == ("Berita", "Bali")
    assert wish.has("allow_private")


def test_what_was_not_given_is_absent() -> None:
    wish = understand(["list"])
    assert (wish.number("limit"), wish.text("folder"), wish.folder) == (None, "", ())
    assert not wish.has("json")


def test_after_two_dashes_everything_is_a_word() -> None:
    assert understand(["search", "--", "-bola", "--json"]).words == ("-bola", "--json")


def test_one_dash_is_a_word() -> None:
    assert understand(["export", "-"]).words == ("-",)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serch", "x"], "There is no verb “serch”; did you mean “search”?"),
        (["zzz"], "There is no verb “zzz”; “berita-tui --help” lists them"),
        (["--", "zzz"], "There is no verb “zzz”; “berita-tui --help” lists them"),
        (["--", "list"], "Put the verb before “--”"),
        (["list", "--lmit", "3"], "There is no option “--lmit”; did you mean “--limit”?"),
        (["stats", "-q"], "There is no option “-q”; “berita-tui stats --help” lists them"),
        (["list", "--limit", "-3"], "--limit: “-3” is not a number; give a whole number from 1 on"),
        (["--zzzz"], "There is no option “--zzzz”; “berita-tui --help” lists them"),
        (["list", "--limit"], "--limit needs a value"),
        (["list", "--json=3"], "--json takes no value"),
        (["list", "--limit", "x"], "--limit: “x” is not a number; give a whole number from 1 on"),
        (["list", "--limit=0"], "--limit: “0” is not a number; give a whole number from 1 on"),
        (["list", "--limit=²"], "--limit: “²” is not a number; give a whole number from 1 on"),
        (["--lang", "fr", "list"], "--lang: “fr” is not spoken here; use id or en"),
        (["show"], "“show” needs more to go on: berita-tui show ID…"),
        (["search", " "], "“search” needs more to go on: berita-tui search QUERY"),
        (["stats", "x"], "“x” is one word too many: berita-tui stats"),
        (["export", "a", "b"], "“b” is one word too many: berita-tui export [FILE]"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(arguments: list[str], says: str) -> None:
    assert refusal(*arguments) == says


def test_help_and_version_need_nothing_else() -> None:
    assert understand(["show", "--help"]).has("help")
    assert understand(["-h"]).has("help")
    assert understand(["--version"]).has("version")


@pytest.mark.parametrize("code", ["en", "id"])
def test_the_help_names_every_verb_and_every_option(code: str) -> None:
    language = Language(code)
    whole = help_text("", language)
    assert "\x1b" not in whole
    for verb in VERBS:
        assert f"  {verb.name} " in whole
        one = help_text(verb.name, language)
        for option in (*verb.options, *GLOBAL):
            assert option.flag in one


def test_home_and_language_are_known_before_anything_is_refused() -> None:
    assert peek(["serch", "--home", "h", "--lang=id"]) == (Path("h"), "id")
    assert peek(["--home", "h", "--home=g", "--lang", "fr"]) == (Path("g"), None)
    assert peek(["search", "--", "--home", "h"]) == (None, None)
    assert peek(["--home"]) == (None, None)


def test_a_home_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(WrongUse, match="there is no folder “~nobody-at-all/x”"):
        places_for(Path("~nobody-at-all/x"))
