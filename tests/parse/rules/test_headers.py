from __future__ import annotations

from pathlib import Path

import pytest

from berita_tui.parse.rules.headers import headers_for

HEADERS: list[tuple[str, dict[str, str]]] = [
    ("", {}),
    ("http_header(referer): https://www.example.com/", {"Referer": "https://www.example.com/"}),
    ("http_header(COOKIE): a=1; b=2|3", {"Cookie": "a=1; b=2|3"}),
    ("http_header(Accept): */*", {"Accept": "*/*"}),
    ("http_header(User-Agent): Any/1.0", {}),
    ("http_header(Authorization): Basic eDp5", {}),
    ("http_header(Host): other.example", {}),
    ("http_header(cookie): a\r\nX-Evil: 1", {"Cookie": "a"}),
    ("http_header(cookie): a\rX-Evil: 1", {}),
    ("http_header(cookie): a\x00b", {}),
    ("http_header(cookie): \u00e9", {}),
    ("http_header(cookie): " + "a" * 2001, {}),
    ("http_header(referer\r\nX-Evil): 1", {}),
]


@pytest.mark.parametrize(("text", "headers"), HEADERS)
def test_only_harmless_headers_are_sent(text: str, headers: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "example.com.txt").write_bytes(text.encode())
    assert headers_for("https://example.com/a", (str(tmp_path),)) == headers
    assert headers_for("https://other.example/a", (str(tmp_path),)) == {}


def test_a_user_agent_is_sent_where_the_reader_allows_it(tmp_path: Path) -> None:
    (tmp_path / "example.com.txt").write_text("http_header(user-agent): Any/1.0")
    address, folders = "https://example.com/a", (str(tmp_path),)
    assert headers_for(address, folders) == {}
    assert headers_for(address, folders, allow_user_agent=True) == {"User-Agent": "Any/1.0"}
