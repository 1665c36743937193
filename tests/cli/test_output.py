from __future__ import annotations

import io
import json

import pytest

from berita_tui.cli.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_hold_no_control_character() -> None:
    out, err = io.StringIO(), io.StringIO()
    output = Output(out=out, err=err)
    output.line("a\x1b[31mb\nc\td\u202e")
    output.problem("x\x07y\r\nz")
    assert out.getvalue() == "a[31mb c d\n"
    assert err.getvalue() == "berita-tui: xy z\n"


def test_json_loses_nothing_and_shows_no_control_character() -> None:
    out = io.StringIO()
    text = "“kutip” \x1b \x7f \x9b \u2028 \u202e \udcff \ufff9 😀"
    Output(out=out, err=io.StringIO(), is_json=True).record({"title": text, "none": None})
    line = out.getvalue()
    assert "“kutip”" in line
    assert "😀" in line
    assert not any(each in line.rstrip("\n") for each in "\x1b\x7f\x9b\u2028\u202e\udcff\ufff9\n")
    assert json.loads(line) == {"title": text, "none": None}


def test_a_document_holds_no_control_character() -> None:
    out = io.StringIO()
    Output(out=out, err=io.StringIO()).data("<a>\n\tx\x9b2J\x7f</a>\n".encode())
    assert out.getvalue() == "<a>\n\tx2J</a>\n"


def test_plain_lines_are_not_mixed_into_json() -> None:
    out = io.StringIO()
    Output(out=out, err=io.StringIO(), is_json=True).line("plain")
    assert not out.getvalue()


def test_streams_speak_utf_8_in_any_locale() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    output = Output(out=stream, err=io.StringIO())
    output.line("“é”\udcff")
    output.flush()
    assert raw.getvalue() == "“é”\n".encode()


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_goes_to_the_terminal_goes_around_what_is_drawn_there(is_terminal: bool) -> None:
    out = Terminal() if is_terminal else io.StringIO()
    err = Terminal()
    output = Output(out=out, err=err)
    above: list[str] = []
    with output.beside(above.append):
        output.line("one")
        output.problem("two")
    output.problem("three")
    assert above == (["one"] if is_terminal else []) + ["berita-tui: two"]
    assert out.getvalue() == ("" if is_terminal else "one\n")
    assert err.getvalue() == "berita-tui: three\n"
    assert output.is_watched
    assert output.is_terminal is is_terminal
