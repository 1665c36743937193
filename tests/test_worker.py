from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from berita_tui.news import Entry, Feed, Leaf, Sentence, Unreadable
from berita_tui.prepress import can_be_kept, proof_of
from berita_tui.worker import Worker
from berita_tui.worker import foreman as workers
from berita_tui.worker.child import REQUEST, answer_to, limit_memory, limit_time, main, serve
from berita_tui.worker.process import command, surroundings
from berita_tui.worker.wire import HEAD, pack

pytestmark = pytest.mark.measures_children
SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
RSS = b"<rss><channel><title>Contoh</title><item><title>Panen</title></item></channel></rss>"
ADDRESS = "https://contoh.id/rss"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and limits")


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as opened:
        yield opened


async def read(worker: Worker, content: bytes = RSS) -> Feed:
    return await worker.read_feed(content, address=ADDRESS, seen=SEEN)


def child_of(worker: Worker) -> asyncio.subprocess.Process:
    return next(iter([*worker._idle, *worker._busy]))._process


async def is_busy(worker: Worker) -> None:
    while not worker._busy:
        await asyncio.sleep(0.001)


@pytest.fixture
def slow_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job "plain" sleeps for an hour instead."""
    monkeypatch.setattr(
        workers,
        "_START",
        "import berita_tui.parse.plaintext as plain, time; "
        "plain.read_plain = lambda *_, **__: time.sleep(3600); " + workers._START,
    )


async def test_the_child_reads_one_feed_after_another(worker: Worker) -> None:
    first = await read(worker)
    assert (first.title, first.proofs[0].title) == ("Contoh", "Panen")
    process = child_of(worker)
    assert (await read(worker)).proofs == first.proofs
    assert child_of(worker) is process


async def test_every_kind_of_job_comes_back(worker: Worker) -> None:
    opml = b'<opml><body><outline text="A" xmlUrl="https://contoh.id/rss" x="1"/></body></opml>'
    outline = await worker.read_opml(opml)
    assert [source.address for source in outline.sources] == [ADDRESS]
    page = (
        b"<html><head><title>Judul</title><link rel=alternate type=application/rss+xml href=/rss>"
    )
    page += b"</head><body><article><h1>Judul</h1><p>Isi berita.</p></article></body></html>"
    found = await worker.read_page(page, address="https://contoh.id/a", seen=SEEN)
    assert found.entry.title == "Judul"
    offered = await worker.feeds_in(page, address="https://contoh.id/a")
    assert [each.address for each in offered] == [ADDRESS]
    plain = b"Judul Berita Panjang\n\nIsi berita yang cukup panjang.\n"
    assert (await worker.read_plain(plain, seen=SEEN)).title


async def test_what_cannot_be_read_is_said_and_the_child_stays(worker: Worker) -> None:
    with pytest.raises(Unreadable, match="web page"):
        await read(worker, b"<html></html>")
    process = child_of(worker)
    assert (await read(worker)).title == "Contoh"
    assert child_of(worker) is process


async def test_what_is_too_large_is_not_even_sent(worker: Worker) -> None:
    with pytest.raises(Unreadable, match="15 MB"):
        await read(worker, b" " * 15_000_001)
    assert not worker._idle


async def test_jobs_asked_for_at_once_are_all_done() -> None:
    async with Worker(processes=2) as worker:
        feeds = await asyncio.gather(*(read(worker) for _ in range(20)))
        assert {feed.title for feed in feeds} == {"Contoh"}
        assert len(worker._idle) == min(2, os.cpu_count() or 1)


@posix
async def test_a_child_killed_while_it_waits_is_replaced_unnoticed(worker: Worker) -> None:
    await read(worker)
    child_of(worker).kill()
    assert (await read(worker)).title == "Contoh"


@posix
@pytest.mark.usefixtures("slow_job")
async def test_a_child_killed_at_work_fails_its_job_only(worker: Worker) -> None:
    job = asyncio.create_task(worker.read_plain(b"x", seen=SEEN))
    await is_busy(worker)
    os.kill(child_of(worker).pid, signal.SIGKILL)
    with pytest.raises(Unreadable, match="breaks the reader"):
        await job
    assert (await read(worker)).title == "Contoh"


@pytest.mark.usefixtures("slow_job")
async def test_a_job_that_takes_too_long_is_ended() -> None:
    async with Worker(seconds=0.3) as worker:
        with pytest.raises(Unreadable, match="seconds"):
            await worker.read_plain(b"x", seen=SEEN)
        assert not worker._busy
        worker._seconds = 10
        assert (await read(worker)).title == "Contoh"


@pytest.mark.usefixtures("slow_job")
async def test_what_was_asked_next_is_answered_by_the_child_that_takes_the_place() -> None:
    async with Worker(seconds=0.2) as worker:
        job = asyncio.create_task(worker.read_plain(b"x", seen=SEEN))
        await is_busy(worker)
        killed, worker._seconds = child_of(worker), 600
        following = [asyncio.create_task(read(worker)) for _ in range(3)]
        with pytest.raises(Unreadable, match="seconds"):
            await job
        assert {feed.title for feed in await asyncio.gather(*following)} == {"Contoh"}
        assert killed.returncode is not None
        assert child_of(worker).pid != killed.pid
        assert child_of(worker).returncode is None


async def test_the_deadline_holds_where_the_system_limits_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endless = (
        "import signal, sys; import berita_tui.parse.plaintext as plain, itertools; "
        "sys.modules['resource'] = None; signal.__dict__.pop('setitimer', None); "
        "plain.read_plain = lambda *_, **__: all(True for _ in itertools.repeat(0)); "
    )
    monkeypatch.setattr(workers, "_START", endless + workers._START)
    async with Worker(seconds=0.3) as worker:
        with pytest.raises(Unreadable, match="seconds"):
            await worker.read_plain(b"x", seen=SEEN)
        assert not worker._busy


@posix
async def test_the_system_ends_what_keeps_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = (
        "import signal; import berita_tui.parse.plaintext as plain, itertools; "
        "import berita_tui.worker.child as child; limit = child.limit_time; "
        "child.limit_time = lambda _: limit(0.01); del signal.setitimer; "
        "plain.read_plain = lambda *_, **__: all(True for _ in itertools.repeat(0)); "
    )
    monkeypatch.setattr(workers, "_START", endless + workers._START)
    async with Worker(seconds=60) as worker:
        job = asyncio.create_task(worker.read_plain(b"x", seen=SEEN))
        await is_busy(worker)
        with pytest.raises(Unreadable, match="breaks the reader"):
            await job


async def test_a_child_with_nothing_to_do_ends_and_another_comes_when_needed() -> None:
    async with Worker(idle=0.01) as worker:
        await read(worker)
        process = child_of(worker)
        await process.wait()
        while worker._idle or worker._burials:
            await asyncio.sleep(0)
        assert (await read(worker)).title == "Contoh"


async def test_a_child_that_is_given_work_does_not_end_meanwhile(worker: Worker) -> None:
    await read(worker)
    resting = worker._idle[0]._rest
    await read(worker)
    assert resting
    assert resting.cancelled()
    assert worker._idle_seconds == 30


def test_there_are_no_more_children_than_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert [Worker(processes=n)._turns._value for n in (0, 2, 8)] == [1, 2, 3]
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert Worker(processes=8)._turns._value == 1


@posix
async def test_a_child_has_the_limits_it_is_to_have(worker: Worker) -> None:
    import resource

    if not hasattr(resource, "prlimit"):
        pytest.skip("needs Linux to look at another process's limits")
    await read(worker)
    pid = child_of(worker).pid
    assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == 512_000_000
    assert 5 <= resource.prlimit(pid, resource.RLIMIT_CPU)[0] <= 60


@posix
async def test_a_job_that_needs_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = (
        "import berita_tui.parse.plaintext as plain; "
        "plain.read_plain = lambda *_, **__: b'x' * 1_000_000_000; "
    )
    monkeypatch.setattr(workers, "_START", greedy + workers._START)
    async with Worker() as worker:
        with pytest.raises(Unreadable, match="memory"):
            await worker.read_plain(b"x", seen=SEEN)
        assert (await read(worker)).title == "Contoh"


@pytest.mark.usefixtures("slow_job")
async def test_a_cancelled_job_kills_its_child_and_harms_no_other(worker: Worker) -> None:
    job = asyncio.create_task(worker.read_plain(b"x", seen=SEEN))
    await is_busy(worker)
    process = child_of(worker)
    waiting = asyncio.create_task(read(worker))
    dropped = asyncio.create_task(read(worker))
    await asyncio.sleep(0)
    dropped.cancel()
    job.cancel()
    assert (await waiting).title == "Contoh"
    assert job.cancelled() or (await asyncio.wait([job]))
    await process.wait()


@pytest.mark.usefixtures("slow_job")
async def test_closing_ends_what_is_under_way() -> None:
    worker = Worker()
    job = asyncio.create_task(worker.read_plain(b"x", seen=SEEN))
    await is_busy(worker)
    await worker.close()
    with pytest.raises(Unreadable, match="stopped"):
        await job
    with pytest.raises(Unreadable, match="stopped"):
        await read(worker)


async def test_a_child_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_START", "raise SystemExit")
    async with Worker() as worker:
        with pytest.raises(Unreadable, match="no process"):
            await read(worker)


FEED_AND_MORE = b'[["","","","",null,[]],["a",{}]]'


def rogue(reply: bytes, *, then: str = "sys.stdin.read()") -> str:
    """Return the start of a child that answers so, whatever it is asked."""
    reply = b"\x06" + reply
    return f"import sys; out = sys.stdout.buffer; out.write({reply!r}); out.flush(); {then}"


@pytest.mark.parametrize(
    "said",
    [
        *(
            b"",
            b"{",
            b'"feed"',
            b'["a","list"]',
            b"[null,null]",
            b"[true,null]",
            FEED_AND_MORE,
            b"[[],null]",
        ),
        *(b'[null,["{n.__class__}",{"n":1}]]', b'{"py/object":"subprocess.Popen"}'),
        b'[["\\ud800","","","",null,[],[],0],null]',
        *(b'[["","","","",null,[["Entry"]]],null]', b'[[9999,"","","",null,[]],null]'),
        b"cposix\nsystem\n(S'true'\ntR.",
    ],
)
async def test_a_child_that_was_taken_over_cannot_hand_in_what_it_likes(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_START", rogue(HEAD.pack(len(said), 0) + said))
    async with Worker() as worker:
        with pytest.raises(Unreadable, match="breaks the reader"):
            await read(worker)
        assert not worker._idle


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "\ud800"},
        {"section": "\ud800"},
        {"outlet": "\ud800"},
        {"link": "https://contoh.id/\ud800"},
        {"leaf": Leaf(values=("a",))},
        {"leaf": Leaf(values=("\ud800",) * 8)},
        {"leaf": Leaf(values=("a",) * 8, roots="a/\ud800")},
    ],
)
def test_no_feed_comes_in_that_no_file_can_hold(changes: dict[str, Any]) -> None:
    proof = proof_of(Entry(guid="\ud800", title="Panen 🫨", html="<p>Isi berita é.</p>"))
    assert can_be_kept(Feed(title="Contoh", proofs=(proof,)))
    assert not can_be_kept(Feed(proofs=(proof, replace(proof, **changes))))
    for feed in (Feed(title="\ud800"), Feed(homepage="\ud800"), Feed(language="\ud800")):
        assert not can_be_kept(feed)


async def test_a_child_that_ends_in_the_middle_of_an_answer_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_START", rogue(HEAD.pack(100, 0) + b"[null,", then="0"))
    async with Worker() as worker:
        with pytest.raises(Unreadable, match="breaks the reader"):
            await read(worker)


async def test_an_answer_of_no_sensible_length_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_START", rogue(b"\xff" * 8))
    async with Worker() as worker:
        with pytest.raises(Unreadable):
            await read(worker)


def frame(request: object) -> bytes:
    return b"".join(pack(REQUEST, request))


def test_a_child_answers_until_its_input_ends() -> None:
    replies = io.BytesIO()
    options = {"address": ADDRESS, "seen": SEEN}
    serve(io.BytesIO(frame(("feed", RSS, options)) * 2), replies, seconds=0)
    assert replies.getvalue().count(b"Contoh") == 2


def test_answers_are_nouns_or_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    from berita_tui.parse import feeds

    options = {"address": ADDRESS, "seen": SEEN}
    assert isinstance(answer_to("feed", RSS, options), Feed)
    assert isinstance(answer_to("feed", b"", options), Sentence)
    assert isinstance(answer_to("feed", RSS, {"wrong": 1}), Sentence)

    def exhaust(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(feeds, "read_feed", exhaust)
    with pytest.raises(MemoryError):
        answer_to("feed", RSS, options)


@posix
def test_a_child_takes_its_pipes_away_from_the_standard_streams(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import resource

    monkeypatch.setattr(sys, "argv", ["-c", "1000000000", "0"])
    kept = [os.dup(stream) for stream in (0, 1, 2)]
    handler = signal.getsignal(signal.SIGINT)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    (tmp_path / "in").write_bytes(frame(("feed", RSS, {"address": ADDRESS, "seen": SEEN})))
    with (tmp_path / "in").open("rb") as requests, (tmp_path / "out").open("wb") as replies:
        try:
            os.dup2(requests.fileno(), 0)
            os.dup2(replies.fileno(), 1)
            main()
            os.write(1, b"lost")
        finally:
            for stream, saved in enumerate(kept):
                os.dup2(saved, stream)
                os.close(saved)
            signal.signal(signal.SIGINT, handler)
            resource.setrlimit(resource.RLIMIT_AS, limits)
    assert b"Panen" in (tmp_path / "out").read_bytes()
    assert b"lost" not in (tmp_path / "out").read_bytes()


def test_where_nothing_can_be_limited_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    limit_memory(1)
    limit_time(1)
    monkeypatch.delattr(signal, "setitimer", raising=False)
    serve(io.BytesIO(frame(("feed", b"", {}))), io.BytesIO(), seconds=1)


@posix
def test_time_is_limited_from_now_on() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        limit_time(1000)
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        assert used + 990 < resource.getrlimit(resource.RLIMIT_CPU)[0] <= used + 1001
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)


@posix
def test_a_child_ends_with_its_parent() -> None:
    script = (
        "import asyncio, os\n"
        "from berita_tui.worker import Worker\n"
        "async def run():\n"
        "    worker = Worker()\n"
        "    await worker.feeds_in(b'<p>', address='https://contoh.id/')\n"
        "    print(worker._idle[0]._process.pid, flush=True)\n"
        "    os._exit(0)\n"
        "asyncio.run(run())"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, timeout=60
    )
    stat = Path("/proc") / parent.stdout.decode().strip() / "stat"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        while stat.read_text().rpartition(")")[2].split()[0] != "Z":
            pass


def test_a_child_starts_without_what_only_its_parent_needs() -> None:
    asked = (
        "; import sys; sys.exit(any(name in sys.modules for name in ('asyncio', 'ssl', 'lxml')))"
    )
    start = workers._START.replace("; main()", asked)
    assert start.endswith(asked)
    assert subprocess.run(command(start), env=surroundings(), check=False).returncode == 0


def test_importing_the_worker_is_cheap() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, berita_tui.worker; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert not {"lxml", "feedparser", "nh3", "textual", "httpx"} & set(loaded)
