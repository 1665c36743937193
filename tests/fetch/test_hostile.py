"""The hostile servers that ../shared describes, as far as one machine can play them."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from berita_tui.clean import is_clean
from berita_tui.fetch import Body, Failure, Fetcher, Request
from berita_tui.fetch.guard import IPAddress, is_public
from berita_tui.news import Validators
from servers import Answer, Asked, reply, serving

FEED = b"<rss><channel><title>Berita</title></channel></rss>"
WORLD = "127.0.0.2"


async def names(host: str, port: int) -> Sequence[str]:
    if host == "rebind.t.invalid":
        return ["127.0.0.1"]
    if host.endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "")
    return [WORLD]


def looks_public(address: IPAddress) -> bool:
    return str(address) == WORLD or is_public(address)


async def met(answer: Answer | bytes, **options: Any) -> Any:
    """Ask a public host that answers so."""
    usual: dict[str, Any] = {"environ": {}, "resolver": names, "is_public": looks_public}
    async with (
        serving(answer, host=WORLD) as server,
        Fetcher(**({"seconds": 20} | usual | options)) as client,
    ):
        return await client.get(Request(address=server.url(host="feeds.test")))


def told(got: Any, *words: str) -> None:
    """A failure in one clean, short line."""
    assert isinstance(got, Failure), got
    text = str(got.problem)
    assert is_clean(text)
    assert "\n" not in text
    assert len(text) < 150
    assert not words or any(word in text for word in words), text


async def forever(writer: asyncio.StreamWriter, data: bytes) -> None:
    while True:
        writer.write(data)
        await writer.drain()


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    ],
)
async def test_interim_answers_without_end(flood: bytes) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        await forever(writer, flood * 100)

    told(await met(answer, seconds=5), "sends without end")


async def test_headers_without_end() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await forever(writer, b"X-Filler: " + b"y" * 1000 + b"\r\n")

    told(await met(answer, seconds=5), "not answer as a web server", "without end")


async def test_a_body_without_end() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await forever(writer, b"<item/>" * 1000)

    told(await met(answer, seconds=20, max_bytes=1_000_000), "larger than 1 MB")


async def test_chunks_that_are_all_frame() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        await forever(writer, (b"1;" + b"x" * 1000 + b"\r\ny\r\n") * 10)

    told(await met(answer, seconds=20, max_bytes=100_000), "without end")


@pytest.mark.parametrize(
    "raw",
    [
        b"<rss/>",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\n<rss/>",
        b"HTTP/1.1 \x1b]52;c;AAAA\x07 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"",
    ],
)
async def test_what_is_no_http(raw: bytes) -> None:
    def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    told(await met(answer), "not answer as a web server", "broke the connection off")


async def test_a_status_that_is_an_escape_sequence_in_disguise() -> None:
    told(await met(b"HTTP/1.1 999 \x1b]52;c;AAAA\x07\r\nContent-Length: 0\r\n\r\n"), "999", "web")


async def test_a_length_and_chunks_at_once_is_read_as_chunks() -> None:
    got = await met(
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"6\r\n<rss/>\r\n0\r\n\r\n"
    )
    assert isinstance(got, Body | Failure)


async def test_a_connection_reset_in_the_middle() -> None:
    def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 1024)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    told(await met(answer), "broke the connection off", "web server")


async def test_an_etag_with_an_escape_sequence_is_dropped_and_the_feed_taken() -> None:
    got = await met(reply(200, FEED, ETag='"\x1b[2J"'))
    assert not isinstance(got, Body) or got.validators == Validators()
    got = await met(reply(200, FEED, ETag='"\x9b2J"'))
    assert isinstance(got, Body)
    assert got.validators == Validators()
    got = await met(reply(200, FEED, ETag="x" * 50_000))
    assert isinstance(got, Body)
    assert got.validators == Validators()


REDIRECTS = [
    "http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://[fe80::1%25eth0]/",
    "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/latest/meta-data/", "http://0/",
    "http://0x7f.1/", "http://rebind.t.invalid/",
]  # fmt: skip


@pytest.mark.parametrize("target", REDIRECTS)
async def test_redirects_into_private_networks(target: str) -> None:
    told(await met(reply(302, Location=target)), "private network")


class Recipes:
    """What the recipes of ../shared ask a server to do, by the name of the file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        return sorted(path.stem.removeprefix("srv_") for path in self._folder.glob("srv_*.json"))

    def answer(self, name: str) -> Answer | bytes | None:
        recipe = json.loads((self._folder / f"srv_{name}.json").read_text())
        if "302" in recipe and recipe["302"] == "next":
            return lambda asked, _: reply(302, Location=asked.target + "x")
        if "302" in recipe:
            return reply(302, Location=recipe["302"])
        return self._played().get(name)

    def _played(self) -> dict[str, Answer | bytes]:
        raw: Callable[[bytes], Answer] = lambda data: lambda _, writer: writer.write(data)  # noqa: E731

        async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
            while True:
                writer.write(b"x")
                await asyncio.sleep(0.01)

        async def flood(_: Asked, writer: asyncio.StreamWriter) -> None:
            await forever(writer, b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

        async def headers(_: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\n")
            await forever(writer, b"X-Filler: y\r\n" * 100)

        head = b"HTTP/1.1 200 OK\r\n"
        return {
            "1xx_flood": flood,
            "infinite_headers": headers,
            "slow_body": drip,
            "304_without_cache": reply(304),
            "429": reply(429, Retry_After="120"),
            "captive_portal": reply(200, b"<html>log in</html>", Content_Type="text/html"),
            "ct_octet": reply(200, FEED, Content_Type="application/octet-stream"),
            "etag_esc": reply(200, FEED, ETag='"\x1b[2J"'),
            "http09": raw(b"<rss/>"),
            "len_and_chunked": raw(
                head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            "nul_header": raw(head + b"X: a\0b\r\n\r\n<rss/>"),
            "reset_mid_body": raw(head + b"Content-Length: 9999\r\n\r\n" + b"x" * 1024),
            "retry_after_year": reply(503, Retry_After="99999999999"),
            "status_esc": b"HTTP/1.1 999 \x1b]52;c;AAAA\x07\r\nContent-Length: 0\r\n\r\n",
            "two_len": raw(head + b"Content-Length: 5\r\nContent-Length: 2\r\n\r\n<rss/>"),
        }


ELSEWHERE = {
    "dns_slow": "test_fetcher: a name server that stalls",
    "net_down": "test_refresh: a server that goes away in the middle",
    "tls_old": "test_pools",
    "tls_selfsigned": "test_pools",
}
TAKEN = {"captive_portal", "ct_octet", "len_and_chunked", "etag_esc"}


async def test_every_server_recipe_of_shared(shared: Path) -> None:
    recipes = Recipes(shared / "data/hostile/cases")
    assert recipes.names()
    for name in recipes.names():
        answer = recipes.answer(name)
        if answer is None:
            assert name in ELSEWHERE, name
            continue
        got = await met(answer, seconds=2)
        if name in TAKEN and isinstance(got, Body):
            assert got.validators == Validators()
        else:
            told(got)
        if "redirect" in name and "chain" not in name:
            told(got, "private network")


async def test_every_bomb_of_shared(shared: Path) -> None:
    bombs = {
        "bomb_br_1g.br": "br",
        "bomb_gzip_1g.gz": "gzip",
        "bomb_gzip_gzip.gz": "gzip, gzip",
        "bomb_zstd_512m.zst": "zstd",
    }
    cases = shared / "data/hostile/cases"
    tracemalloc.start()
    for name, coding in bombs.items():
        packed = (cases / name).read_bytes()
        told(await met(reply(200, packed, Content_Encoding=coding), seconds=5), "packed", "15 MB")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64_000_000
    trailing = (cases / "bomb_gzip_trailing.gz").read_bytes()
    got = await met(reply(200, trailing, Content_Encoding="gzip"), seconds=5)
    assert isinstance(got, Body)
    assert b"<item>" in got.content
