"""Hostile: texts nobody wants in a terminal, a library full of them, and the real program in one.

The texts are our own and, where it is, every feed of ../shared/data/hostile.
"""

from __future__ import annotations

import gzip
import os
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from berita_tui.news import (
    BeritaError,
    Entry,
    Sentence,
    Source,
    Standing,
    Unreadable,
)
from berita_tui.parse.feeds import read_feed
from berita_tui.places import Places
from berita_tui.store import Store

SHARED = Path(__file__).parents[1] / ".." / "shared" / "data" / "hostile"
SIZE = (40, 120)
"""Rows and columns of the terminal."""

TEXTS = (
    "\x1b[6;66mwarna", "\x1b[777;777Hlompat", "\x1b[2Jhapus", "\x1bculang", "\x1b[?1049hlayar",
    "\x1b]0;judul jendela\x07x", "\x1b]52;c;c2FuZGk=\x07papan klip", "\x9b777;777Hc1",
    "\x9d0;c1 osc\x9cx", "\x1b]8;;file:///etc/passwd\x1b\\taut\x1b]8;;\x1b\\",
    "\x1bP$q\"p\x1b\\dcs", "\x1b_Gf=24;AAAA\x1b\\kitty", "\x1b[5nminta", "\x1b[?1000htikus",
    "\x1b[?2004htempel", "\x1b(0qqq",
    "a\x00b\x07c\x08d\x0be\x0cf\rg\x0eh\x0fi\x7fj", "\x84\x85\x90\x98\x9e\x9fc1",
    "\u202egpj.exe\u202c", "\u2066isolat", "\u061c\u200e\u200farah", "\u2028baris\u2029alinea",
    "e" + "\u0301" * 200, "\u200b\u2060\ufeff\u3164", "👩\u200d" * 40, "\U000e0041\U000e007f",
    "\ue000\U0010ffff", "\ufff9anotasi\ufffb", "[@click=app.quit]klik[/]", "[/]", "[bold red]x",
    "\\[b]x", "%action $(touch /tmp/pwned) `id`", "--flag", "-rf", "../../../../tmp/pwned",
    "字" * 300, "x" * 3000, "\t\ttab\nbaris\r\nbaru", "\ud83d\ude00", "{title} {0} %s %(x)s",
    "javascript:alert(1)", "https://bank.example@jahat.example/", "https://xn--80ak6aa92e.com/",
)  # fmt: skip

WHEN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

_COLOUR = rb"(?:[1-9]|[34]8;2;\d+;\d+;\d+)"
_MARKS = rb"\x1b\[(?:0|" + _COLOUR + rb")?(?:;" + _COLOUR + rb")*m"
_OURS = re.compile(
    _MARKS
    + rb"|\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[H"  # the cursor, see `Forbidden`
    + rb"|\x1b\[\?(?:25|2026)[hl]"  # the cursor shown or not, synchronized output
    + rb"|\x1b\]8;id=[0-9.-]+;https?://[!-~]*\x1b\\|\x1b\]8;;\x1b\\"  # links to the web
    + rb"|\x1b\]22;[a-z-]+\x07"  # the shape of the mouse's pointer
    + rb"|\x1b\[\d+[ABCD]|\x1b\[\d*[KJ]"  # Rich, where it prints without the app
)
_ENTRY = (
    rb"\x1b\[\?(?:1049|1000|1003|1015|1006|1016|1004|2004|2048|7|25|2026)[hl]|\x1b\[\?\d+\$p"
    rb"|\x1b\[[>=<]?\d*u|\x1b\[\?u|\x1b\[c|\x1b\[0 q|\x1b\[>\d+u|\x1b\[<u|\x1bP\+q[0-9a-f]*\x1b\\"
)
_WAY_IN = re.compile(_ENTRY)
_FORBIDDEN = re.compile(
    "[\x00-\x07\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]"
)


def forbidden_in(stream: bytes | bytearray, *, way_in: bool = False) -> list[str]:
    """Return what in a terminal's input is none of ours: control characters and sequences.

    Ours are true colours, the cursor within the screen and hyperlinks to the web; with `way_in`
    also what sets the terminal up and puts it back.
    """
    if way_in:
        stream = _WAY_IN.sub(b"", stream)
    found = []

    def settle(match: re.Match[bytes]) -> bytes:
        row, column = match["row"], match["column"]
        if row and (int(row) > SIZE[0] or int(column) > SIZE[1] + 1):
            found.append(repr(match[0]))
        return b""

    text = _OURS.sub(settle, stream).decode("utf-8", "surrogateescape")
    found += [repr(each[0]) for each in re.finditer("\x1b.{0,12}", text, re.DOTALL)]
    found += [repr(each) for each in _FORBIDDEN.findall(text)]
    found += [repr(each) for each in re.findall("[\ud800-\udfff]", text)]
    return found


def feed_of(text: str) -> bytes:
    """Return a feed that says `text` in every place, its control characters as references."""
    said = "".join(
        f"&#{ord(each)};" if not each.isprintable() and each not in "\n\t" else escape(each)
        for each in text
    )
    html = escape(f"<p>{said} <a href='https://lain.example/x'>bank.example {said}</a></p>")
    return f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{said}</title><link>https://a.example/{said}</link><item><title>{said}</title>
<guid>{said}</guid><link>https://a.example/{said}</link><dc:creator>{said}</dc:creator>
<category>{said}</category><description>{html}</description>
<enclosure url="https://a.example/{said}" type="{said}" length="1"/></item></channel></rss>
""".encode("utf-8", "surrogatepass")


def hostile_feeds() -> Iterator[tuple[str, bytes]]:
    """Give a name and the bytes of every hostile feed there is."""
    for number, text in enumerate(TEXTS):
        yield f"own {number}", feed_of(text)
    for path in sorted(SHARED.rglob("*.xml*")) + sorted(SHARED.rglob("*.json")):
        if path.name.startswith(("srv_", "db_", "xml_100k", "xml_200k")):
            continue
        content = path.read_bytes()
        yield path.name, gzip.decompress(content) if path.suffix == ".gz" else content


def naughty_strings() -> tuple[str, ...]:
    """Return the collected strings that programs are known to stumble over."""
    path = SHARED / "blns.txt"
    lines = path.read_text("utf-8", "surrogateescape").split("\n") if path.exists() else []
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def hostile_library(home: Path, *, most: int = 10_000) -> int:
    """Make a library of hostile texts: as the readers take them in, and raw, past all cleaning.

    Returns how many articles there are.
    """
    places = Places.under(home)
    places.prepare()
    places.settings.write_text("refresh_minutes = 0\n")
    store = Store.open(places, clock=lambda: WHEN)
    for number, (name, content) in enumerate(list(hostile_feeds())[:most]):
        address = f"https://a{number}.example/rss"
        try:
            feed = read_feed(content, address=address, seen=WHEN)
        except Unreadable:
            continue
        (source,) = store.sources.add(Source.followed(address, title=feed.title or name))
        store.articles.save(source, feed.entries[:5], when=WHEN)
        later = [replace(each, title=f"{each.title} (baru)", html=f"<p>baru</p>{each.html}")
                 for each in feed.entries[:5]]  # fmt: skip
        store.articles.save(source, later, when=WHEN + timedelta(hours=1))
    for number, text in enumerate(TEXTS[:most]):
        _raw(store, number, text.encode("utf-8", "replace").decode())
    (source,) = store.sources.add(Source.followed("https://blns.example/rss", title="blns"))
    for text in naughty_strings()[:most]:
        entries = (
            *read_feed(feed_of(text), address=source.address, seen=WHEN).entries,
            _raw_entry(text.encode("utf-8", "replace").decode()),
        )
        store.articles.save(source, entries, when=WHEN)
    count = store.counts().all.total
    store.close()
    return count


def _raw_entry(text: str) -> Entry:
    return Entry(
        guid=f"raw {text}", title=text, author=text, outlet=text, section=text, place=text[:60],
        link="https://a.example/x", html="<p>mentah</p>", is_whole=True,
    )  # fmt: skip


def _raw(store: Store, number: int, text: str) -> None:
    """Keep `text` where only cleaned text should be: what the output guard is for."""
    source = Source.followed(f"https://r{number}.example/rss", title=text)
    (source,) = store.sources.add(replace(source, folder=(text[:40].replace("/", "|"),)))
    store.articles.save(source, [_raw_entry(text)], when=WHEN)
    problem = Sentence("its server answers “{reason}”", reason=text)
    store.standings.put(source.key, Standing(checked=WHEN, problem=problem, failures=3))
    with suppress(BeritaError):
        store.searches.add(f"{number} {text}"[:60], "panen")


class Program:
    """The real program in a terminal of its own; everything it writes is kept in `output`."""

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        size: tuple[int, int] = SIZE,
        command: list[str] | None = None,
    ) -> None:
        self.output = bytearray()
        self.master, self.slave = os.openpty()
        termios.tcsetwinsize(self.slave, size)
        modes = termios.tcgetattr(self.slave)
        modes[0] &= ~termios.IMAXBEL  # the system's bell where keys come faster than they are read
        termios.tcsetattr(self.slave, termios.TCSANOW, modes)
        self.before = termios.tcgetattr(self.slave)
        usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_US.UTF-8"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "berita_tui", *arguments],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env=kept | usual | dict(environ or {}),
            preexec_fn=self._own_terminal,  # noqa: PLW1509 - one call to the system
        )  # fmt: skip

    def _own_terminal(self) -> None:
        import fcntl

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode("utf-8", "surrogatepass"))

    def paste(self, text: str) -> None:
        self.press(f"\x1b[200~{text}\x1b[201~")

    def resize(self, rows: int, columns: int) -> None:
        termios.tcsetwinsize(self.slave, (rows, columns))
        self.process.send_signal(signal.SIGWINCH)

    def settle(self, quiet: float = 0.15, most: float = 30) -> bool:
        """Read until nothing comes for so long; tell whether the program still runs."""
        end = time.monotonic() + most
        while time.monotonic() < end and select.select([self.master], [], [], quiet)[0]:
            self._read()
        return self.process.poll() is None

    def wait_for(self, wanted: bytes, seconds: float = 60) -> bool:
        """Read until `wanted` is in what was written from now on."""
        start = len(self.output)
        end = time.monotonic() + seconds
        while wanted not in self.output[max(0, start - len(wanted)) :]:
            if time.monotonic() > end or (self.process.poll() is not None and not self._more()):
                return False
            self._more()
        return True

    def _more(self) -> bool:
        if select.select([self.master], [], [], 0.02)[0]:
            self._read()
            return True
        return False

    def _read(self) -> None:
        try:
            self.output += os.read(self.master, 65536)
        except OSError:
            time.sleep(0.01)

    def ended(self, seconds: float = 60) -> int | None:
        """Read on until it is over; return its exit code, None if it goes on."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            is_over = self.process.poll() is not None
            if not self._more() and is_over:
                return self.process.returncode
        return None
