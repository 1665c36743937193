"""Export: an article as a text file of its own, named after it, in a folder of the reader's."""

from __future__ import annotations

import os
import re
import unicodedata
from itertools import count
from pathlib import Path

from berita_tui.clean import strip_controls
from berita_tui.news import Article, Missing, Sentence
from berita_tui.typeset.sheet import Sheet

LONGEST = 60
"""Characters of a title in the name of a file."""


def export_article(sheet: Sheet, article: Article, folder: Path, *, width: int) -> Path:
    """Write `article` as text to a new file in `folder`, for its owner's eyes; return which.

    Nothing is written over: where the name is taken, another number ends it. Raises `Missing`
    where there is no such folder or it cannot be written to.
    """
    lines = (line.text.replace("\xa0", " ").rstrip() for line in sheet.all_lines(width))
    content = strip_controls("\n".join(lines)).strip("\n") + "\n"
    stem = file_stem(article)
    try:
        for number in count(1):
            path = folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(content)
            return path
    except (OSError, ValueError) as error:
        raise Missing(
            Sentence(
                "“{file}” cannot be written ({reason}); choose another place",
                file=str(folder),
                reason=getattr(error, "strerror", None) or type(error).__name__,
            )
        ) from None
    raise AssertionError("there is always another number")  # pragma: no cover


def file_stem(article: Article) -> str:
    """Return the name of an article's file without its ending: its title in ASCII, and its id.

    Letters, digits and dashes only, so that no system, shell or other program reads more into it.
    """
    plain = unicodedata.normalize("NFKD", article.entry.title[: LONGEST * 4])
    slug = re.sub("[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower())
    slug = slug[:LONGEST].strip("-")
    return f"{slug}-{article.id[:12]}" if slug else article.id[:12]
