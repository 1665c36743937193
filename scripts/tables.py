"""Write README's tables of keys, verbs and settings from the program itself (`make tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from berita_tui.app.keymap import SECTIONS, every_binding, keys_name
from berita_tui.cli.verbs import GLOBAL, VERBS, Option
from berita_tui.language import Language
from berita_tui.settings import describe

README = Path(__file__).parents[1] / "README.md"
ENGLISH = Language("en")


def keys() -> Iterator[str]:
    """Yield a row for every command, by where it works."""
    yield "| where | key | does | command |"
    yield "| --- | --- | --- | --- |"
    for section, title in SECTIONS.items():
        for name, (bound, meaning) in _commands().items():
            if name.partition(".")[0] == section:
                shown = " ".join(f"`{_cell(key)}`" for key in keys_name(bound, ENGLISH).split())
                shown += " … `9`" if name.endswith("_1") else ""
                yield f"| {title} | {shown} | {_cell(meaning)} | `{name}` |"


def _commands() -> dict[str, tuple[list[str], str]]:
    """Return the keys and the meaning of each command, by its name."""
    found: dict[str, tuple[list[str], str]] = {}
    for binding in every_binding():
        if binding.id and binding.id[-1] not in "23456789":  # links 2 to 9 go with the first
            bound, _ = found.setdefault(binding.id, ([], binding.tooltip or binding.description))
            bound += [key for key in binding.key.split(",") if key not in bound]
    return found


def verbs() -> Iterator[str]:
    """Yield a row for every verb and every option."""
    yield "| verb | does |"
    yield "| --- | --- |"
    for verb in VERBS:
        yield f"| `{_cell(f'{verb.name} {verb.words}'.strip())}` | {_cell(verb.summary)} |"
        yield from map(_option, verb.options)
    yield "| *options of every verb* | |"
    yield from map(_option, GLOBAL)


def settings() -> Iterator[str]:
    """Yield a row for every setting."""
    yield "| setting | default | may be | means |"
    yield "| --- | --- | --- | --- |"
    for each in describe():
        default = str(each.default).lower() if isinstance(each.default, bool) else each.default
        yield f"| `{each.name}` | `{default}` | {_cell(each.allowed)} | {_cell(each.meaning)} |"


def filled(text: str) -> str:
    """Return README's text with its tables as the program has them now."""
    for name, rows in (("keys", keys()), ("verbs", verbs()), ("settings", settings())):
        table = "\n".join(rows)
        text = re.sub(
            rf"<!-- {name} -->.*?<!-- /{name} -->",
            lambda _, name=name, table=table: f"<!-- {name} -->\n{table}\n<!-- /{name} -->",
            text,
            flags=re.DOTALL,
        )
    return text


def _option(option: Option) -> str:
    names = ", ".join(name for name in (option.short, option.flag) if name)
    return f"| &nbsp;&nbsp;`{_cell(f'{names} {option.value}'.strip())}` | {_cell(option.meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
