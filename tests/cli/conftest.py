"""Fixtures for the command line: one run of it, in this process, with what it wrote."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from berita_tui.cli import main
from berita_tui.cli.errand import open_store
from berita_tui.language import Language
from berita_tui.news import Entry, Picture, Source, article_key
from berita_tui.places import Places
from berita_tui.store import Store

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Done:
    code: object
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(home), *map(str, arguments)])
        written = capsys.readouterr()
        return Done(ended.value.code, written.out, written.err)

    return run


WIB = timezone(timedelta(hours=7))
MARKET = Source.followed("https://news.example/rss", title="Kabar Contoh", folder=("Nasional",))
HARBOUR = Entry(
    guid="harbour",
    link="https://news.example/pelabuhan",
    title="Pelabuhan lama dibuka kembali",
    author="Sari Contoh",
    editor="abc",
    place="KOTA CONTOH",
    section="Ekonomi",
    published=datetime(2020, 2, 27, 16, 56, tzinfo=WIB),
    modified=datetime(2020, 2, 27, 18, 0, tzinfo=WIB),
    lead="Pelabuhan itu tutup sejak lama.",
    caption="Dermaga",
    keywords=("pelabuhan", "kapal"),
    language="id",
    html=(
        '<p>Kapal pertama bersandar pagi ini, <a href="https://news.example/kapal">kata'
        " nakhoda</a>.</p><ul><li><p>satu</p></li><li><p>dua</p></li></ul>"
    ),
    pictures=(Picture(address="https://news.example/dermaga.jpg", caption="Dermaga"),),
    is_whole=True,
)
BARE = Entry(guid="bare", lead="Hanya satu kalimat.")


def fill(home: Path) -> Store:
    store = Store.open(Places.under(home), clock=lambda: NOON)
    store.sources.add(MARKET)
    store.articles.save(MARKET, (HARBOUR, BARE), when=NOON)
    return store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of `kept`, made once and copied for each test, the guide in it as after any verb."""
    home = tmp_path_factory.mktemp("filled")
    fill(home).close()
    open_store(Places.under(home), Language("en"), lambda: datetime.now(UTC)).close()
    return home


@pytest.fixture
def kept(filled: Path, home: Path) -> Iterator[Store]:
    """The library of `home`, with one source and two articles, open beside the command."""
    store = Store.open(Places.under(Path(copytree(filled, home))), clock=lambda: NOON)
    yield store
    store.close()


def id_of(entry: Entry) -> str:
    return article_key(MARKET.key, guid=entry.guid, link=entry.link, title="", published=None).hex()


@pytest.fixture
def ids() -> dict[str, str]:
    """The ids of the articles in `kept`."""
    return {entry.guid: id_of(entry) for entry in (HARBOUR, BARE)}


class Site:
    """A server on loopback: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, str | bytes]] = {}
        self.asked: list[str] = []
        self.hold = threading.Event()
        self.held = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                if self.path == "/slow":
                    site.held.set()
                    site.hold.wait(20)
                status, kind, text = site.pages.get(self.path, (404, "text/plain", "none"))
                content = text if isinstance(text, bytes) else text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(BrokenPipeError):  # who asked has gone
                    self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def feed(self, path: str, title: str, *items: str) -> str:
        """Offer a feed at `path`; return its address."""
        entries = "".join(
            f"<item><title>{item}</title><guid>{item}</guid></item>" for item in items
        )
        self.pages[path] = (
            200,
            "application/rss+xml",
            f"<rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>",
        )
        return self.address + path

    def page(self, path: str, *feeds: str) -> str:
        """Offer a page at `path` that names `feeds`; return its address."""
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{feed}" title="{feed}">'
            for feed in feeds
        )
        self.pages[path] = (200, "text/html", f"<html><head>{links}</head><body></body></html>")
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    thread = threading.Thread(target=served.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.hold.set()
    served.server.shutdown()
    thread.join()
    served.server.server_close()
