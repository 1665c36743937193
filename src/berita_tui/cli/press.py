"""Press: an article set in type, on the terminal or into a file, by Rich."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from berita_tui.cli.errand import Errand
from berita_tui.news import Article, Document, Source, local_address
from berita_tui.parse.documents import read_document
from berita_tui.typeset import Print, Sheet, export_article


def print_article(
    errand: Errand, article: Article, source: Source | None, document: Document
) -> None:
    """Print an article in a column as wide as the settings say."""
    console = Console(file=errand.output.out, highlight=False, markup=False, emoji=False)
    sheet = _sheet(errand, article, source, document)
    console.print(Print(sheet, width=errand.settings.text_width))


def write_article(errand: Errand, article: Article, source: Source | None, folder: Path) -> Path:
    """Write an article to a file of its own in `folder`; return which. Raises `Missing`."""
    sheet = _sheet(errand, article, source, read_document(article.entry.html))
    return export_article(sheet, article, folder, width=errand.settings.text_width)


def _sheet(errand: Errand, article: Article, source: Source | None, document: Document) -> Sheet:
    return Sheet(
        article,
        source or Source.own(local_address("gone"), title=article.entry.outlet),
        document,
        language=errand.language,
        now=errand.clock(),
        is_ascii=errand.settings.glyphs == "ascii",
    )
