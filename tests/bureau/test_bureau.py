"""The bureau with its real process, real servers and a real library."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from berita_tui.bureau import Bureau
from berita_tui.bureau import line as lines
from berita_tui.news import (
    Began,
    BeritaError,
    Brought,
    Ended,
    Entry,
    Missing,
    PageHad,
    PagesEnded,
    Source,
    View,
)
from berita_tui.newsroom import Newsroom
from berita_tui.places import Places
from berita_tui.store import Store
from plates import packed
from servers import Asked, Loopback, reply, serving

pytestmark = pytest.mark.measures_children
one_loop = pytest.mark.asyncio(loop_scope="module")  # so that one process serves them all
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")

TEXT = f"<p>{'Warga desa menanam pohon di tepi sungai sejak pagi. ' * 30}</p>"


def now() -> datetime:
    return datetime.now(UTC)


class Paper:
    """A server with a feed of two articles, their pages and a picture; it can be made to wait."""

    def __init__(self) -> None:
        self.server: Loopback | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.reached = asyncio.Event()

    async def __call__(self, asked: Asked, _: object) -> bytes:
        assert self.server
        if asked.target.startswith("/berita/"):
            title = f"<title>Berita {asked.target[-1]}: warga menanam pohon</title>"
            return reply(
                200, f"{title}<article>{TEXT}</article>".encode(), Content_Type="text/html"
            )
        if asked.target.endswith(".png"):
            return reply(200, packed())
        if not asked.target.endswith("/feed"):
            return reply(404)
        self.reached.set()
        await self.gate.wait()
        items = "".join(
            f"<item><title>Berita {n}: warga menanam pohon</title><guid>{asked.target}{n}</guid>"
            f"<link>{self.server.url(f'/berita/{n}')}</link></item>"
            for n in (1, 2)
        )
        return reply(200, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def paper() -> AsyncIterator[Paper]:
    made = Paper()
    async with serving(made) as server:
        made.server = server
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    places = Places.under(tmp_path_factory.mktemp("bureau") / "home")
    with closing(Store.open(places, clock=now)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bureau(store: Store) -> AsyncIterator[Bureau]:
    room = office(store)
    yield room
    await room.aclose()


def office(store: Store, **wishes: float) -> Bureau:
    places = Places.under(store._library.path.parents[1])
    orders = {"pause": 0.0, "picture_bytes": 2**30}
    return Bureau(lambda: Newsroom(store, clock=now), places, lambda: orders, **wishes)


def follow(store: Store, paper: Paper, name: str) -> Source:
    assert paper.server
    source = Source.followed(paper.server.url(f"/{name}/feed"), title=name)
    (added,) = store.sources.add(replace(source, is_private_allowed=True))
    return added


def process_of(bureau: Bureau) -> subprocess.Popen[bytes]:
    assert bureau._line
    return bureau._line._process


async def refresh(bureau: Bureau, *sources: Source) -> list[object]:
    return [step async for step in bureau.refresh(sources, force=True)]


@one_loop
async def test_news_comes_from_another_process(bureau: Bureau, store: Store, paper: Paper) -> None:
    assert bureau._line is None  # nothing is started before it is needed
    source, _ = follow(store, paper, "a"), follow(store, paper, "b")
    steps = await refresh(bureau, source)
    assert steps == [Began(1), Brought(store.sources.get(source.key), 2), Ended(1, 2, 0)]
    assert [each.source for each in store.shelf(View())] == [source.key] * 2
    steps = [step async for step in bureau.refresh()]
    assert steps[0] == Began(1)  # the other one
    assert steps[-1] == Ended(1, 2, 0)


@one_loop
@posix
async def test_its_process_keeps_out_of_the_way(bureau: Bureau, store: Store, paper: Paper) -> None:
    await refresh(bureau)
    pid = process_of(bureau).pid
    assert os.getsid(pid) == pid  # no key of the terminal's is a signal to it
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


@one_loop
async def test_pages_and_pictures_come_from_there_too(
    bureau: Bureau, store: Store, paper: Paper
) -> None:
    assert paper.server
    source = follow(store, paper, "c")
    await refresh(bureau, source)
    waiting = bureau.pages_waiting()
    assert waiting
    steps = [step async for step in bureau.fetch_pages([source])]
    assert [type(step) for step in steps] == [PageHad, PageHad, PagesEnded]
    assert bureau.pages_waiting() == waiting - 2
    html = TEXT + f'<img src="{paper.server.url()}@.png">'
    entries = [
        Entry(guid=f"p{n}", title=f"Bergambar {n}", html=html.replace("@", str(n)), is_whole=True)
        for n in (1, 2)
    ]
    store.articles.save(source, entries, when=now())
    one, other = (each.number for each in store.shelf(View()) if "Bergambar" in each.title)
    assert await bureau.bring_pictures_of(one) == 1
    assert [each.number async for each in bureau.bring_pictures()] == [other]


@one_loop
async def test_one_page_is_fetched_or_refused_in_words(
    bureau: Bureau, store: Store, paper: Paper
) -> None:
    source = follow(store, paper, "d")
    await refresh(bureau, source)
    number = next(each.number for each in store.shelf(View()) if each.source == source.key)
    assert isinstance(await bureau.fetch_page(number), PageHad)
    with pytest.raises(Missing, match="no page of its own"):
        await bureau.fetch_page(1)


@one_loop
async def test_what_nobody_listens_to_any_more_is_stopped(
    bureau: Bureau, store: Store, paper: Paper
) -> None:
    source = follow(store, paper, "e")
    paper.gate.clear()
    paper.reached.clear()
    try:
        async with aclosing(bureau.refresh([source])) as steps:
            assert await anext(steps) == Began(1)
            await paper.reached.wait()
        # The next one waits until the first has let go; that it comes to its turn is the proof.
        assert (await refresh(bureau))[0] == Began(0)
    finally:
        paper.gate.set()


@one_loop
async def test_another_program_that_refreshes_is_told(bureau: Bureau, store: Store) -> None:
    with store.turn("refresh") as is_ours:
        assert is_ours
        with pytest.raises(BeritaError, match="Another program is refreshing"):
            await refresh(bureau)


@one_loop
@posix
async def test_a_process_that_dies_is_told_and_the_next_one_goes_on(
    bureau: Bureau, store: Store, paper: Paper
) -> None:
    source = follow(store, paper, "f")
    paper.gate.clear()
    paper.reached.clear()
    work = asyncio.create_task(refresh(bureau, source))
    await paper.reached.wait()
    first = process_of(bureau)
    first.kill()
    with pytest.raises(BeritaError, match="ended unasked"):
        await work
    paper.gate.set()
    assert (await refresh(bureau, source))[-1] == Ended(1, 2, 0)
    assert process_of(bureau) is not first


@one_loop
async def test_addresses_are_looked_at_here(bureau: Bureau, paper: Paper) -> None:
    assert paper.server
    look = await bureau.look_at(paper.server.url("/berita/7"))
    kept = await bureau.save_page(look, shelf="Halaman")
    assert kept.is_new


@pytest.fixture
def small(places: Places) -> Iterator[Store]:
    with closing(Store.open(places, clock=now)) as opened:
        yield opened


ECHO = (
    "import sys; from berita_tui.bureau.wire import pack, receive\n"
    "while message := receive(sys.stdin.buffer):\n"
    "    sys.stdout.buffer.write(pack((message[0], True, None))); sys.stdout.buffer.flush()"
)


async def test_it_goes_when_it_has_had_nothing_to_do_for_a_while(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_START", ECHO)
    bureau = office(small, idle=0.0)
    assert await refresh(bureau) == []
    process = process_of(bureau)
    await asyncio.to_thread(process.wait)
    assert bureau._line is None
    assert await refresh(bureau) == []
    assert process_of(bureau) is not process
    await bureau.aclose()
    await bureau.aclose()


async def test_one_that_does_not_go_is_ended(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_START", f"{ECHO}\nimport time; time.sleep(3600)")
    monkeypatch.setattr(lines, "PATIENCE", 0.01)
    bureau = office(small)
    assert await refresh(bureau) == []
    process = process_of(bureau)
    await bureau.aclose()
    assert process.returncode not in (0, None)


async def test_to_let_it_go_does_not_wait_for_it(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_START", f"{ECHO}\nimport time; time.sleep(3600)")
    bureau = office(small)
    assert await refresh(bureau) == []
    process = process_of(bureau)
    bureau.close()
    assert process.poll() is None
    process.kill()
    await asyncio.to_thread(process.wait)


async def test_a_question_that_no_pipe_holds_keeps_nobody_waiting(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_START", "import time; time.sleep(3600)")
    monkeypatch.setattr(lines, "PATIENCE", 0.01)
    line = await lines.Line.open(places, {})
    line.send(1, "refresh", ["k" * 32] * 30_000, False)
    line.hang_up()
    await asyncio.to_thread(line.see_off)


async def test_what_is_no_message_ends_the_process(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_START", "print('tersesat', flush=True); input()")
    bureau = office(small)
    with pytest.raises(BeritaError, match="ended unasked"):
        await refresh(bureau)
    await bureau.aclose()


async def test_without_a_process_nothing_is_fetched(
    small: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    bureau = office(small)
    with pytest.raises(BeritaError, match="FileNotFoundError"):
        await refresh(bureau)
    bureau.close()


@posix
def test_it_ends_with_the_app_however_that_ends(places: Places) -> None:
    script = (
        "import asyncio, os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from berita_tui.bureau import Bureau\n"
        "from berita_tui.newsroom import Newsroom\n"
        "from berita_tui.places import Places\n"
        "from berita_tui.store import Store\n"
        "now = lambda: datetime.now(UTC)\n"
        "async def run(places):\n"
        "    newsroom = Newsroom(Store.open(places, clock=now), clock=now)\n"
        "    bureau = Bureau(lambda: newsroom, places, dict)\n"
        "    async for _ in bureau.refresh():\n"
        "        pass\n"
        "    print(bureau._line._process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(run(Places.under(Path(sys.argv[1]))))"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script, str(places.data.parent)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert parent.returncode == -signal.SIGKILL
    stat = Path("/proc") / parent.stdout.decode().strip() / "stat"
    if not stat.parents[1].joinpath("self").exists():
        pytest.skip("this system does not tell of its processes in /proc")
    end = time.monotonic() + 60
    with suppress(FileNotFoundError, ProcessLookupError):  # it has gone, and somebody has seen it
        while stat.read_text().rpartition(")")[2].split()[0] != "Z":
            assert time.monotonic() < end
            time.sleep(0.005)


def test_to_have_one_costs_nothing() -> None:
    code = (
        "import sys, berita_tui.bureau\n"
        "heavy = {'h11', 'apsw', 'textual', 'berita_tui.worker', 'berita_tui.newsroom'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
