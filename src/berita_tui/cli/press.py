"""Press: an article set in type on the terminal, by Rich."""

from __future__ import annotations

from rich.console import Console

from berita_tui.cli.errand import Errand
from berita_tui.news import Article, Document, Source, local_address
from berita_tui.typeset import Print, Sheet


def print_article(
    errand: Errand, article: Article, source: Source | None, document: Document
) -> None:
    """Print an article in a column as wide as the settings say."""
    sheet = Sheet(
        article,
        source or Source.own(local_address("gone"), title=article.entry.outlet),
        document,
        language=errand.language,
        now=errand.clock(),
        is_ascii=errand.settings.glyphs == "ascii",
    )
    console = Console(file=errand.output.out, highlight=False, markup=False, emoji=False)
    console.print(Print(sheet, width=errand.settings.text_width))
