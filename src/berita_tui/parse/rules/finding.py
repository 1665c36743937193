"""Finding rules: which files of the reader's folders and ours are about the host of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Final

from berita_tui.news import host_of
from berita_tui.parse.rules.reading import MAX_RULE, read_rule
from berita_tui.parse.rules.rule import SiteRule

GENERAL: Final = "global.txt"
"""The file of a folder that is about every host."""

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_MAX_HOST = 200
_LEVELS = 6


def find_rule(address: str, folders: Sequence[str] = ()) -> SiteRule | None:
    """Return the rule for the page at `address`, None if there is none; see `find_rules`."""
    return next(find_rules(address, folders), None)


def find_rules(address: str, folders: Sequence[str] = ()) -> Iterator[SiteRule]:
    """Give the rule for the page at `address` of each folder that has one, then ours.

    Of a folder the most specific file is taken: for `a.b.example.com` that is
    `a.b.example.com.txt`, then `.a.b.example.com.txt`, `.b.example.com.txt`,
    `.example.com.txt`. A leading `www.` does not count. What `global.txt` does to every page
    follows what a rule does, or stands alone where there is none; a rule that wants nothing
    guessed is left as it is. Files are looked up by name; one that cannot be read is passed
    over.
    """
    names = rule_names(host_of(address))
    general = SiteRule()
    for folder in folders if names else ():
        if rule := _rule(Path(folder, GENERAL)):
            general = general.followed_by(rule)
    is_found = False
    for folder in chain(folders, (_ours(),)):
        if rule := next(filter(None, (_rule(Path(folder, name)) for name in names)), None):
            is_found = True
            yield rule.followed_by(general) if rule.autodetect_on_failure else rule
    if not is_found and general != SiteRule():
        yield general


def rule_names(host: str) -> tuple[str, ...]:
    """Return the names of the files that may be about `host`, the most specific first."""
    host = host.lower().rstrip(".").removeprefix("www.")
    if len(host) > _MAX_HOST or not _HOST.fullmatch(host):
        return ()
    labels = host.split(".")
    wider = (".".join(labels[at:]) for at in range(min(len(labels) - 1, _LEVELS)))
    return (f"{host}.txt", *(f".{each}.txt" for each in wider))


def is_rule_name(name: str) -> bool:
    """Tell whether a file of this name is about a host, or all; LICENSE.txt is not."""
    if name == GENERAL:
        return True
    host = name.removesuffix(".txt").removeprefix(".")
    return name.endswith(".txt") and bool(_HOST.fullmatch(host))


def read_file(path: Path) -> str:
    """Return the text of a file of rules, its first `MAX_RULE` bytes. Raises `OSError`."""
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(MAX_RULE).decode("utf-8", "replace")


def _rule(path: Path) -> SiteRule | None:
    with suppress(OSError, ValueError):
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    return None


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> SiteRule:
    """Read the file again only when it has changed: the pages of a source come one by one."""
    return read_rule(read_file(path))


@lru_cache(maxsize=1)
def _ours() -> str:
    return str(resources.files("berita_tui") / "assets/rules")
