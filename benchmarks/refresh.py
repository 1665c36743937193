#!/usr/bin/env python3
"""How fast all sources are refreshed, cold and warm, from exec to exit, beside other readers.

    python benchmarks/refresh.py [--sources 10,100,1000] [--latency-ms 0,50] [--rounds 3]

Each source is a host of its own on loopback. Cold: everything is new. Warm: every source says
that nothing is (304). Readers take turns; one that is not installed is left out by name. The
floor is one process that asks the same questions over bare sockets and throws the answers away.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import IO

from berita_tui.news import Source
from berita_tui.places import Places
from berita_tui.store import Store
from feedserver import Serving, serving
from sheet import Sheet, ask, figure

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
PROGRAM = [sys.executable, "-m", "berita_tui"]
THREADS = 20
"""What newsboat and sfeed are given; more makes neither faster."""
FLOOR = """
import asyncio, json, sys
from pathlib import Path
known = json.loads(Path("tags").read_text()) if Path("tags").exists() else {}
async def ask(host, port, target):
    reader, writer = await asyncio.open_connection(host, int(port))
    tag = known.get(host)
    head = f"GET {target} HTTP/1.1\\r\\nHost: {host}\\r\\nAccept-Encoding: gzip\\r\\n"
    writer.write((head + (f"If-None-Match: {tag}\\r\\n" if tag else "") + "\\r\\n").encode())
    answer = (await reader.readuntil(b"\\r\\n\\r\\n")).decode()
    fields = dict(line.split(": ") for line in answer.split("\\r\\n")[1:] if line)
    await reader.readexactly(int(fields.get("Content-Length", 0)))
    known[host] = fields["ETag"]
    writer.close()
async def main():
    places = iter([url.split("/", 3)[2:] for url in Path("urls").read_text().split()])
    async def hand():
        for place, target in places:
            await ask(*place.split(":"), "/" + target)
    await asyncio.gather(*(hand() for _ in range(128)))
asyncio.run(main())
Path("tags").write_text(json.dumps(known))
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took: seconds, and MiB of the process itself at most.

    `told` is when it said that all headlines are there, where it says such a thing.
    """

    wall: float
    told: float
    own: float
    children: float
    peak: float


@dataclass(frozen=True, slots=True)
class Peer:
    """One reader: what it is set up with, how it is called, what is done before a phase."""

    name: str
    command: Sequence[str]
    prepare: Callable[[Path, Sequence[str]], None]
    phases: Mapping[str, Callable[[Path], None]] = field(
        default_factory=lambda: {"cold": nothing, "warm": nothing}
    )
    most: int = 5000

    @property
    def is_here(self) -> bool:
        return shutil.which(self.command[0]) is not None


def nothing(_: Path) -> None:
    """Be ready as it is."""


def follow(home: Path, urls: Sequence[str]) -> None:
    """Fill a new library of ours with sources."""
    with closing(Store.open(Places.under(home), clock=lambda: datetime.now(UTC))) as store:
        store.sources.add(*(replace(Source.followed(url), is_private_allowed=True) for url in urls))


def list_urls(home: Path, urls: Sequence[str]) -> None:
    (home / "urls").write_text("\n".join(urls) + "\n")
    (home / "config").write_text(f"reload-threads {THREADS}\nauto-reload no\nnotify-beep no\n")


def write_sfeedrc(home: Path, urls: Sequence[str]) -> None:
    feeds = "".join(f'feed "warta{number}" "{url}"\n' for number, url in enumerate(urls))
    path = f'sfeedpath="{home}/feeds"\nmaxjobs={THREADS}\n'
    (home / "sfeedrc").write_text(f"{path}feeds() {{\n{feeds}}}\n")


def analyze(home: Path) -> None:
    """Do for newsboat what it never does: tell its database what is in it."""
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        cache.execute("ANALYZE")
        cache.commit()


def peers() -> list[Peer]:
    """Return everybody who takes part; newsboat needs two runs to keep what servers told it."""
    newsboat = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
    phases = {"cold": nothing, "second": nothing, "warm": nothing, "warm, ANALYZE": analyze}
    ours = [*PROGRAM, "--home", ".", "refresh", "--force", "--json"]
    return [
        Peer("berita-tui", ours, follow),
        Peer("floor", [sys.executable, "-c", FLOOR], list_urls),
        Peer("newsboat", newsboat, list_urls, phases, most=1000),
        Peer("sfeed", ["sfeed_update", "sfeedrc"], write_sfeedrc, most=1000),
    ]


def run(command: Sequence[str], home: Path) -> Figures:
    """Run a program to its end."""
    surroundings = {**os.environ, "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    surroundings |= {f"XDG_{name}_HOME": str(home) for name in ("CONFIG", "DATA", "CACHE")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=home, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout
    told: list[float] = []
    ear = Thread(target=listen, args=(process.stdout, told))
    ear.start()
    peaks = [0.0]
    eye = Thread(target=watch, args=(process.pid, peaks))
    eye.start()
    # The dead are asked before they are buried: only then are own and children's times apart.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    wall = time.perf_counter() - began
    spent = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    user, system, others, others_system = (int(each) / TICKS for each in spent[11:15])
    eye.join()
    process.wait()
    ear.join()
    process.stdout.close()
    return Figures(
        wall=wall,
        told=told[-1] - began if told else 0,
        own=user + system,
        children=others + others_system,
        peak=max(peaks),
    )


def listen(said: IO[bytes], told: list[float]) -> None:
    """Note when our own program says that the refresh has ended."""
    told.extend(time.perf_counter() for line in said if b'"ended"' in line)


def watch(pid: int, peaks: list[float]) -> None:
    """Note the most memory a process has had, in MiB, until it is dead.

    What the system tells at its end includes what the one that started it had.
    """
    status = Path(f"/proc/{pid}/status")
    while "VmHWM" in (text := status.read_text()):
        peaks.append(int(text.partition("VmHWM:")[2].split()[0]) / 1024)
        time.sleep(0.02)


def measure(
    serving: Serving,
    sources: int,
    latency: float,
    rounds: int,
    *,
    taking: Sequence[Peer],
    sheet: Sheet,
) -> dict[tuple[str, str], list[Figures]]:
    """Let everybody refresh so many sources by turns; print and return what it took."""
    urls = serving.urls(sources)
    serving.hold_back(latency)
    found: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for _ in range(rounds):
        for peer in taking:
            if sources > peer.most:
                continue
            with tempfile.TemporaryDirectory() as folder:
                peer.prepare(Path(folder), urls)
                for phase, before in peer.phases.items():
                    before(Path(folder))
                    found[peer.name, phase].append(run(peer.command, Path(folder)))
    for (name, phase), figures in found.items():
        print(row(f"{sources:,}", f"{latency:g}", name, phase, *columns(figures)), flush=True)
        size = f"{sources:,} sources"
        what = f"{phase}, {latency:g} ms latency"
        for value, unit, each in (
            ("wall", "s", [run.wall for run in figures]),
            ("CPU", "s", [run.own + run.children for run in figures]),
            ("largest process", "MiB", [run.peak for run in figures]),
        ):
            told = f"{what}: {value}"
            sheet.add(figure("refresh", told, each, who=name, size=size, unit=unit))
    return found


def columns(figures: Sequence[Figures]) -> list[str]:
    """Return a row's figures: medians, for the wall the least and most too."""
    walls = [each.wall for each in figures]
    told, own, children, peak = (
        statistics.median(getattr(each, name) for each in figures)
        for name in ("told", "own", "children", "peak")
    )
    return [
        f"{statistics.median(walls):.2f} ({min(walls):.2f} … {max(walls):.2f})",
        f"{told:.2f}" if told else "",
        f"{own:.2f}",
        f"{children:.2f}",
        f"{peak:.0f}",
    ]


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sources", default="10,100,1000")
    options.add_argument("--latency-ms", default="0,50")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--items", type=int, default=20)
    options.add_argument("--readers", default="berita-tui,floor,newsboat,sfeed")
    ask(options)
    wish = options.parse_args()
    sheet = Sheet(wish.json)
    taking = [peer for peer in peers() if peer.name in wish.readers.split(",")]
    for peer in taking:
        if not peer.is_here:
            sheet.leave_out(peer.name, "not installed")
    taking = [peer for peer in taking if peer.is_here]
    compileall.compile_dir(ROOT / "src", quiet=1)
    counts = [int(each) for each in wish.sources.split(",")]
    with serving(max(counts), items=wish.items) as server:
        print(f"load before: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")
        heads = ("sources", "latency ms", "reader", "phase", "wall s (least … most)")
        print(row(*heads, "headlines s", "CPU s own", "CPU s children", "peak MiB"))
        print(row(*["---"] * 9))
        for sources in counts:
            for latency in wish.latency_ms.split(","):
                measure(server, sources, float(latency), wish.rounds, taking=taking, sheet=sheet)


if __name__ == "__main__":
    main()
