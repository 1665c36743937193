from __future__ import annotations

import io

from rich.console import Console

from articles import EVERYTHING, NOW, SOURCE, article
from berita_tui.language import Language
from berita_tui.typeset import Line, Piece, Print, Role, Sheet, text_of


def printed(*, is_terminal: bool, width: int = 100) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=is_terminal,
        width=width,
        color_system="standard" if is_terminal else None,
        legacy_windows=False,
    )
    sheet = Sheet(article(), SOURCE, EVERYTHING, language=Language("en"), now=NOW)
    console.print(Print(sheet))
    return out.getvalue()


def test_an_article_is_printed_in_one_column_of_72_cells_or_less() -> None:
    assert max(len(line) for line in printed(is_terminal=False).splitlines()) == 72
    assert max(len(line) for line in printed(is_terminal=False, width=50).splitlines()) == 50


def test_plain_output_holds_no_escape_sequence() -> None:
    assert "\x1b" not in printed(is_terminal=False)


def test_a_terminal_gets_hyperlinks_but_not_where_the_words_name_another_host() -> None:
    text = printed(is_terminal=True)
    assert ";https://desa.example/laman/resmi\x1b\\" in text
    assert ";https://lain.example/\x1b\\" not in text
    assert "https://lain.example/" in text.replace("\x1b[2;4m", "").replace("\x1b[0m", "").replace(
        "\x1b[2m", ""
    )


def test_square_brackets_in_a_text_are_letters() -> None:
    line = Line((Piece("[bold]", (Role.TITLE,)), Piece("[/]"), Piece("x", (Role.CURRENT,))))
    assert text_of(line).plain == "[bold][/]x"
