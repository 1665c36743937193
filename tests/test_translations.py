from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message

from trees import SRC, nodes, trees

pytestmark = pytest.mark.unmeasured  # it is read, not run
ROOT = Path(__file__).parents[1]
WORD = re.compile(r"[^\W\d_]{2,}")

SHOWN_FIRST = {
    "notify", "Static", "Label", "Button", "Content", "Text", "Checkbox", "print", "Option",
    "from_markup", "Markdown", "Digits", "assemble", "update", "append_text", "SystemCommand",
    "Piece",
}  # fmt: skip
"""Calls whose positional arguments reach the reader."""
SHOWN_NAMED = {
    "placeholder", "tooltip", "title", "subtitle", "border_title", "border_subtitle", "help",
    "description", "epilog", "label", "prompt",
}  # fmt: skip
"""Arguments and attributes that reach the reader, by name."""
NOT_SHOWN = {
    # Names by which programs know us, the same in every language.
    "Berita", "berita-tui",
}  # fmt: skip
NEVER_TRANSLATED = {
    "parse", "store", "fetch", "news", "clean.py", "worker.py", "places.py", "language.py",
}  # fmt: skip
"""Rooms without a widget or a console: their texts are sentences, and nothing else is shown."""

INDONESIAN = frozenset(
    re.findall(
        r"\w+",
        "yang dan di ke dari untuk dengan tidak bukan adalah belum sudah dibaca baca simpan "
        "tersimpan sumber berita cari pencarian muat ulang urungkan batal keluar bantuan "
        "pengaturan setelan judul isi oleh tanggal luring daring umpan tautan",
    )
)
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and not is are was with from this that there no nothing your you it its what "
        "which has have for more by cannot article source feed file search unread read bookmark "
        "answer link",
    )
)
SAME_IN_BOTH = {
    "Backspace", "Editor: {name}", "Editor: {editor}", "Folder", "Program", "folder", "id {id}",
    "“{title}”, id {id}",
}  # fmt: skip
"""Texts that are the same in both languages, or names."""


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "scripts_translations", ROOT / "scripts/translations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def every_call() -> tuple[tuple[str, ast.Call, str], ...]:
    return tuple(
        (f"{name}:{node.lineno}", node, name_of(node.func))
        for name, node in nodes()
        if isinstance(node, ast.Call)
    )


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call, str]]:
    return (each for each in every_call() if each[2] in names)


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def templates(node: ast.Call, called: str) -> list[ast.expr]:
    return node.args[: 2 if called == "say_many" else 1]


@cache
def said() -> dict[str | tuple[str, str], str]:
    """Return every text said in src, and where."""
    return {
        text: place
        for place, node, _ in calls(script().SAYERS)
        if (text := script().said(node)) is not None
    }


@cache
def messages() -> tuple[Message, ...]:
    return tuple(each for each in script().read(script().po_path()) if each.id)


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_text_said_is_in_the_catalogue_and_none_that_is_not() -> None:
    known = {each.id for each in messages()}
    new = {text: place for text, place in said().items() if text not in known}
    stale = known - set(said())
    assert (new, stale) == ({}, set()), "run `make translations`"


def test_every_text_is_translated_and_none_by_guessing() -> None:
    assert [each.id for each in messages() if not all(script().strings(each))] == []
    assert [each.id for each in messages() if each.fuzzy] == []


def test_translations_have_the_same_placeholders() -> None:
    wrong = []
    for each in messages():
        wanted = {name for text in ids(each) for name in fields(text)}
        wrong += [each.id for text in script().strings(each) if fields(text) != wanted]
    assert wrong == []


def test_translations_keep_blanks_line_breaks_and_ends() -> None:
    def frame(text: str) -> tuple[object, ...]:
        end = text[-1:] if text[-1:] in ".:?…!" else ""
        return text.count("\n"), text[:1] == " ", text[-1:] == " ", end

    wrong = [
        each.id
        for each in messages()
        for text in script().strings(each)
        if frame(text) != frame(ids(each)[-1])
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    path = script().po_path()
    catalogue = script().read(path)
    assert path.read_bytes() == script().as_po(script().merged(catalogue, catalogue))
    assert path.with_suffix(".mo").read_bytes() == script().as_mo(catalogue)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for each in messages():
        one, *many = ids(each)
        assert (compiled.ngettext(one, many[0], 2) if many else compiled.gettext(one)) == (
            script().strings(each)[0]
        )


def test_templates_are_plain() -> None:
    """No format, conversion, attribute or index: a template must not be able to fail."""
    wrong = [
        (text, place)
        for key, place in said().items()
        for text in ([key] if isinstance(key, str) else key)
        for _, name, form, conversion in string.Formatter().parse(text)
        if name is not None and (not name.isidentifier() or form or conversion)
    ]
    assert wrong == []


def test_only_whole_literals_are_said() -> None:
    """A text put together, or one of two in an expression, would not be found."""
    wrong = [
        place
        for place, node, called in calls(script().SAYERS)
        for text in templates(node, called)
        if literal(text) is None
        and any(literal(part) for part in ast.walk(text) if isinstance(part, ast.Constant))
        and not isinstance(text, ast.Subscript | ast.Call)
    ]
    assert wrong == []


def test_every_placeholder_gets_its_value_and_no_other_is_given() -> None:
    wrong = []
    for place, node, called in calls(script().SAYERS - {"N_"}):
        texts = [literal(each) for each in templates(node, called)]
        if not texts or None in texts or any(each.arg is None for each in node.keywords):
            continue
        given = {each.arg for each in node.keywords} | (
            {"count"} if called == "say_many" else set()
        )
        wanted = {name for text in texts if text is not None for name in fields(text)}
        if given != wanted:
            wrong.append((place, given ^ wanted))
    assert wrong == []


def test_english_is_english_and_indonesian_indonesian() -> None:
    names = r"Berita\b|BERITA\w+|berita-tui|JSON Feed"
    codes = r"`[^`]*`|“[^”]*”|\{\w+\}|--[\w-]+|\w+:\w+|\[\w+\]"

    def words(text: str) -> set[str]:
        return set(re.findall(r"[^\W\d_]+", re.sub(f"{names}|{codes}", " ", text).lower()))

    for each in messages():
        for text in ids(each):
            assert not words(text).intersection(INDONESIAN), text
        for text in script().strings(each):
            assert not words(text).intersection(ENGLISH), text


def test_nothing_is_left_as_it_was() -> None:
    same = [
        text
        for each in messages()
        for text in ids(each)[:1]
        if text == script().strings(each)[0] and WORD.search(re.sub(r"\{\w+\}", "", text))
    ]
    assert set(same) <= SAME_IN_BOTH


def test_no_two_texts_differ_in_their_dress_only() -> None:
    dresses = Counter(
        re.sub(r"[^\w{} ]", "", text.lower()) for text in said() if isinstance(text, str)
    )
    twice = {dress for dress, count in dresses.items() if count > 1 and len(dress.split()) > 3}
    assert not twice


def shown(node: ast.expr) -> Iterator[str]:
    """Yield the words that an expression would show without having been said."""
    match node:
        case ast.Constant(value=str(text)) if WORD.search(text) and text.strip() not in NOT_SHOWN:
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from shown(part)
        case ast.BinOp(left=left, right=right):
            yield from shown(left)
            yield from shown(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from shown(body)
            yield from shown(orelse)
        case ast.Tuple(elts=[part, *_]):  # text and its style
            yield from shown(part)


def is_silent(place: str) -> bool:
    return place.split(":", maxsplit=1)[0].split("/", maxsplit=1)[0] in NEVER_TRANSLATED


def test_no_text_reaches_a_widget_or_the_output_untranslated() -> None:
    wrong = []
    for place, node, called in calls(SHOWN_FIRST):
        if not is_silent(place):
            first = node.args if called in {"assemble", "SystemCommand"} else node.args[:1]
            wrong += [(place, text) for each in first for text in shown(each)]
    assert wrong == []


def test_no_argument_or_attribute_that_is_shown_is_untranslated() -> None:
    wrong = []
    for name, node in nodes():
        if is_silent(name):
            continue
        match node:
            case ast.keyword(arg=str(argument), value=value) if argument in SHOWN_NAMED:
                wrong += [(name, node.lineno, text) for text in shown(value)]
            case ast.Assign(targets=[ast.Attribute(attr=attribute)], value=value) if (
                attribute in SHOWN_NAMED | {"sub_title"}
            ):
                wrong += [(name, node.lineno, text) for text in shown(value)]
    assert wrong == []


def test_every_binding_says_what_it_does() -> None:
    wrong = []
    for place, call, _ in calls({"Binding"}):
        texts = [
            *call.args[2:3],
            *(each.value for each in call.keywords if each.arg == "description"),
        ]
        wrong += [(place, text) for each in texts for text in shown(each)]
    for name, node in nodes():
        match node:
            case (
                ast.Assign(targets=[target], value=ast.List(elts=listed))
                | ast.AnnAssign(target=target, value=ast.List(elts=listed))
            ) if name_of(target) == "BINDINGS":
                wrong += [
                    (name, ast.unparse(each)) for each in listed if isinstance(each, ast.Tuple)
                ]
    assert wrong == []


def test_every_error_that_is_raised_for_the_reader_is_a_sentence() -> None:
    tree = trees()["news/errors.py"]
    errors = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    wrong = [
        (place, text)
        for place, node, _ in calls(errors)
        for each in node.args
        for text in shown(each)
    ]
    assert wrong == []


def test_the_script_keeps_translations_and_drops_what_is_not_said(tmp_path: Path) -> None:
    made = script()
    texts = made.empty()
    texts.add("new", locations=[("b.py", 0)])
    texts.add("kept", locations=[("b.py", 0), ("a.py", 0)])
    texts.add(("{count} thing", "{count} things"), locations=[("a.py", 0)])
    known = made.empty()
    known.add("kept", "tetap")
    known.add("gone", "hilang")
    known.add(("{count} thing", "{count} things"), ("{count} benda",))
    file = tmp_path / "x.po"
    file.write_bytes(made.as_po(made.merged(texts, known)))
    again = made.read(file)
    assert {each.id: made.strings(each) for each in again if each.id} == {
        ("{count} thing", "{count} things"): ("{count} benda",),
        "kept": ("tetap",),
        "new": ("",),
    }
    assert made.untranslated(again) == ["new"]
    assert made.as_po(again) == file.read_bytes()
    assert list(made.read(tmp_path / "missing.po")) == list(made.empty())


@pytest.mark.parametrize("code", ["id"])
def test_the_catalogue_ships_beside_its_source(code: str) -> None:
    folder = SRC / "assets/locale" / code / "LC_MESSAGES"
    assert sorted(file.name for file in folder.iterdir()) == ["berita-tui.mo", "berita-tui.po"]
