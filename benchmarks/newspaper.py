"""A newspaper that has three new articles after each refresh, served on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGES = 12


class Feed(BaseHTTPRequestHandler):
    """A feed that has three new articles after each refresh, and their pages."""

    protocol_version = "HTTP/1.1"
    serial = PAGES
    is_growing = False
    """Whether whoever asks finds one more article."""

    def do_GET(self) -> None:
        if self.path == "/feed":
            Feed.serial += Feed.is_growing
            items = "".join(
                f"<item><title>Kabar {each}</title><guid>{each}</guid>"
                f"<link>http://127.0.0.1:{self.server.server_port}/{each}</link>"
                "<description>Ringkas.</description></item>"
                for each in range(max(0, Feed.serial - PAGES), Feed.serial)
            )
            body = f"<rss version='2.0'><channel><title>K</title>{items}</channel></rss>"
        else:
            words = " ".join(
                f"<p>Kalimat {each} dari berita {self.path}.</p>" for each in range(40)
            )
            body = f"<html><body><article><h1>Kabar</h1>{words}</article></body></html>"
        content = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if self.path == "/feed" else "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of readers that are killed."""


@contextmanager
def serving() -> Iterator[int]:
    server = Server(("127.0.0.1", 0), Feed)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
