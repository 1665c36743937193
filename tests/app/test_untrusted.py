"""A rule for text from outside, and whether the app's source keeps it.

A plain `str` given to a Textual widget is markup: brackets in a headline would run actions or
end the app. So wherever Textual would read markup, the source must show on the spot that there
is none: a literal, something said without values, `Content`, Rich `Text`, or `markup=False`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "src" / "berita_tui" / "app"
MODULES = sorted(APP.rglob("*.py"))

WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "RadioButton",
    "Switch",
    "Link",
    "Option",
    "Selection",
    "Collapsible",
    "TabPane",
    "Tab",
    "Markdown",
    "Digits",
    "Pretty",
    "OptionList",
    "SelectionList",
    "RadioSet",
    "ListView",
    "Select",
    "Input",
    "MaskedInput",
    "TextArea",
    "CommandPalette",
    "Palette",
}
BOXES = {"Input", "MaskedInput", "TextArea"}
"""What these are given first is typed text, which they show as it is; all else is markup."""
MARKUP_CALLS = {
    "notify", "update", "add_option", "add_options", "replace_option_prompt", "add_row",
    "add_column", "write", "with_tooltip", "exit",
}  # fmt: skip
MARKUP_FIELDS = {
    "border_title", "border_subtitle", "tooltip", "label", "placeholder", "title", "sub_title",
}  # fmt: skip
MARKUP_WORDS = {
    "content", "label", "title", "prompt", "tooltip", "placeholder", "message", "description",
}  # fmt: skip
SAFE_CALLS = {"Content", "Text", "assemble", "styled", "stylize", "from_text", "join", "option_of"}
FORBIDDEN = {"from_markup", "Markdown", "MarkdownViewer"}


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def is_safe(node: ast.expr | None, names: dict[str, list[ast.expr]], depth: int = 0) -> bool:
    """Tell whether `node` cannot be text from outside that Textual would read as markup."""
    if depth > 6:
        return False
    match node:
        case None | ast.Constant():
            return True
        case ast.Call() if called(node) in SAFE_CALLS:
            return True
        case ast.Call() if called(node) == "say":
            return len(node.args) == 1 and not node.keywords
        case ast.IfExp(body=body, orelse=orelse):
            return all(is_safe(part, names, depth + 1) for part in (body, orelse))
        case ast.BoolOp(values=values):
            return all(is_safe(part, names, depth + 1) for part in values)
        case ast.Name(id=name):
            given = names.get(name)
            return bool(given) and all(is_safe(part, names, depth + 1) for part in given or ())
    return False


def has_plain_markup_switch(node: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what each name in `function` is given; a parameter of a safe type counts as safe."""
    names: dict[str, list[ast.expr]] = {}
    safe: ast.expr = ast.Constant("")
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names.setdefault(name, []).append(value)
            case ast.arg(arg=name, annotation=ast.Name(id="Content" | "Text")):
                names.setdefault(name, []).append(safe)
    return names


def breaches(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    for function in functions:
        names = assigned(function)
        for node in ast.walk(function):
            match node:
                case ast.Call() if called(node) in FORBIDDEN:
                    yield f"{node.lineno}: {ast.unparse(node)}"
                case ast.Call() if called(node) in WIDGETS | MARKUP_CALLS:
                    if has_plain_markup_switch(node) or is_other(node):
                        continue
                    if not all(is_safe(part, names) for part in shown(node)):
                        yield f"{node.lineno}: {ast.unparse(node)}"
                case ast.Assign(targets=[ast.Attribute(attr=field)], value=value):
                    if field in MARKUP_FIELDS and not is_safe(value, names):
                        yield f"{node.lineno}: {ast.unparse(node)}"


def shown(node: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that are shown."""
    words = [word.value for word in node.keywords if word.arg in MARKUP_WORDS]
    if called(node) in BOXES or called(node) in {"exit", "CommandPalette", "Palette"}:
        return words
    if called(node) in {"OptionList", "SelectionList", "RadioSet", "ListView"}:
        return [*(each for each in node.args if not is_made_one_by_one(each)), *words]
    return [*node.args[:1], *words]


def is_made_one_by_one(node: ast.expr) -> bool:
    """Tell whether an argument is `*map(self._option, …)` or `*(Option(…) for …)`, seen there."""
    return isinstance(node, ast.Starred)


def is_other(node: ast.Call) -> bool:
    """Tell whether a call only shares its name with one of a widget: a dict's `update`."""
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if called(node) == "Link" or (called(node) == "Selection" and len(node.args) == 2):
        return True  # the noun of an article's link; Textual's range of selected text
    if called(node) in {"write", "update"}:
        text = ast.unparse(receiver) if receiver else ""
        return not ("query" in text or "static" in text.lower() or text in {"super()", "self"})
    return False


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(APP)))
def test_no_widget_is_given_text_that_could_be_markup(path: Path) -> None:
    assert list(breaches(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(title)",
        "Static(f'{title}')",
        "Label(self.article.title)",
        "Static(say('“{title}”', title=title))",
        "self.notify(language.tell(error.sentence))",
        "self.notify('x', title=title)",
        "box.border_title = title",
        "self.query_one(Static).update(str(title))",
        "Static(Content.from_markup(title))",
        "Markdown('x')",
        "text = title\n    Static(text)",
        "Button(a if b else 'x')",
        "Option(title)",
        "OptionList(title)",
        "Input(placeholder=title)",
        "self.exit(message=title)",
        "Static(title, tooltip=title)",
        "self.app.sub_title = title",
        "box.with_tooltip(title)",
    ],
)
def test_the_rule_finds_what_it_is_for(source: str) -> None:
    assert list(breaches(f"def show(self, title):\n    {source}\n"))


@pytest.mark.parametrize(
    "source",
    [
        "Static('literal')",
        "Static(say('Links'))",
        "Static(Content(title))",
        "Static(Content(title).stylize('bold'))",
        "Static(title, markup=False)",
        "self.notify(title, markup=False)",
        "box.border_title = Content(title)",
        "names.update(title)",
        "text = Content(title)\n    Static(text)",
        "Link(address, title)",
        "Button(Content(a) if b else 'x')",
        "Input(title)",
        "Input(value=title, placeholder=say('Name'))",
        "OptionList(*map(self._option, titles))",
        "self.exit(title)",
    ],
)
def test_the_rule_lets_be_what_is_safe(source: str) -> None:
    assert not list(breaches(f"def show(self, title):\n    {source}\n"))
