from __future__ import annotations

import asyncio
import base64
import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import h11
import pytest

from berita_tui.fetch import (
    PAGES,
    USER_AGENT,
    Body,
    Failure,
    Fetcher,
    Gone,
    Moved,
    Request,
    Unchanged,
)
from berita_tui.fetch.guard import IPAddress, is_public
from berita_tui.news import Validators
from servers import Answer, Asked, Loopback, reply, serving

FEED = b"<rss><channel><title>Berita</title></channel></rss>"
OPEN_WORLD = "127.0.0.2"
"""A loopback address that stands for the open internet in these tests."""


async def names(host: str, port: int) -> Sequence[str]:
    """Everything under .test is here; what begins with public is on the open internet."""
    if not host.endswith(".test"):
        raise OSError
    return [OPEN_WORLD if host.startswith("public") else "127.0.0.1"]


def looks_public(address: IPAddress) -> bool:
    return str(address) == OPEN_WORLD or is_public(address)


def fetcher(**options: Any) -> Fetcher:
    usual: dict[str, Any] = {"environ": {}, "resolver": names, "is_public": looks_public}
    return Fetcher(**({"seconds": 5} | usual | options))


async def ask(server: Loopback, path: str = "/", **options: Any) -> Any:
    async with fetcher() as client:
        return await client.get(
            Request(address=server.url(path), is_private_allowed=True, **options)
        )


async def answered(answer: Answer | bytes, **options: Any) -> Any:
    async with serving(answer) as server:
        return await ask(server, **options)


def problem(failure: Any) -> str:
    assert isinstance(failure, Failure), failure
    return str(failure.problem)


async def test_content_comes_with_what_the_server_says_of_it() -> None:
    got = await answered(
        reply(
            200,
            FEED,
            Content_Type="application/rss+xml; charset=UTF-8",
            ETag='"one"',
            Last_Modified="Mon, 23 Nov 2026 11:00:00 GMT",
            Cache_Control="max-age=900",
        )
    )
    assert isinstance(got, Body)
    assert got.content == FEED
    assert got.media_type == "application/rss+xml"
    assert got.charset == "utf-8"
    assert got.validators.etag == '"one"'
    assert got.max_age == timedelta(minutes=15)
    assert got.moved_to is None
    assert got.is_private


async def test_it_says_who_asks_and_for_what() -> None:
    async with serving(reply(200, FEED)) as server:
        await ask(server, "/a?b=1", accept=PAGES)
        (asked,) = server.asked
    assert asked.method == "GET"
    assert asked.target == "/a?b=1"
    assert asked.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": USER_AGENT,
        "accept": PAGES,
        "accept-encoding": "gzip, deflate",
    }


async def test_validators_are_sent_back_and_unchanged_is_understood() -> None:
    def answer(asked: Asked, _: object) -> bytes:
        is_known = asked.headers.get("if-none-match") == '"one"'
        return reply(304, Cache_Control="max-age=60") if is_known else reply(200, FEED)

    validators = Validators(etag='"one"', last_modified="Mon, 23 Nov 2026 11:00:00 GMT")
    async with serving(answer) as server, fetcher() as client:
        request = Request(address=server.url(), validators=validators, is_private_allowed=True)
        assert await client.get(request) == Unchanged(max_age=timedelta(minutes=1))
        assert await client.get(request) == Unchanged(max_age=timedelta(minutes=1))
        assert server.asked[0].headers["if-modified-since"] == "Mon, 23 Nov 2026 11:00:00 GMT"
        assert server.connections == 1  # the connection was used again


async def test_unclean_validators_are_not_sent() -> None:
    async with serving(reply(200, FEED)) as server:
        await ask(server, validators=Validators(etag="a\r\nX: y", last_modified="\x1b[2J"))
        assert not {"if-none-match", "if-modified-since", "x"} & set(server.asked[0].headers)


async def test_packed_content_is_unpacked() -> None:
    got = await answered(reply(200, gzip.compress(FEED), Content_Encoding="gzip", ETag='"x"'))
    assert isinstance(got, Body)
    assert got.content == FEED
    assert got.validators.etag == '"x"'


async def test_packed_content_that_breaks_off_is_taken_without_validators() -> None:
    packed = gzip.compress(FEED)[:-8]
    got = await answered(reply(200, packed, Content_Encoding="gzip", ETag='"x"'))
    assert isinstance(got, Body)
    assert got.validators == Validators()


async def test_many_small_chunks_leave_the_loop_to_others() -> None:
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in FEED * 4) + b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = await answered(head + chunks)
    assert isinstance(got, Body)
    assert got.content == FEED * 4


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 418, 429, 500, 503, 999])
async def test_a_status_without_content_is_told_in_words(status: int) -> None:
    got = await answered(reply(status))
    assert "127.0.0.1" in problem(got)
    assert not got.is_network


async def test_gone_is_gone() -> None:
    assert await answered(reply(410)) == Gone()


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_may_ask_to_be_left_alone(status: int) -> None:
    got = await answered(reply(status, Retry_After="99999999999"))
    assert got.retry_after == timedelta(hours=24)


async def test_a_date_to_be_left_alone_until_is_held_against_the_clock() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    answer = reply(503, Retry_After="Mon, 23 Nov 2026 14:00:00 GMT")
    async with serving(answer) as server, fetcher(clock=lambda: noon) as client:
        got = await client.get(Request(address=server.url(), is_private_allowed=True))
    assert isinstance(got, Failure)
    assert got.retry_after == timedelta(hours=2)


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [((301,), True), ((301, 308), True), ((301, 302), False), ((307,), False)],
)
async def test_redirects_are_followed_and_permanent_ones_told(
    statuses: tuple[int, ...], is_moved: bool
) -> None:
    def answer(asked: Asked, _: object) -> bytes:
        step = int(asked.target[1:] or 0)
        if step < len(statuses):
            return reply(statuses[step], b"go on", Location=f"/{step + 1}")
        return reply(304 if "if-none-match" in asked.headers else 200, FEED)

    async with serving(answer) as server:
        got = await ask(server)
        same = await ask(server, validators=Validators(etag='"x"'))
        end = server.url(f"/{len(statuses)}")
    assert isinstance(got, Body)
    assert got.address == end
    assert got.moved_to == (end if is_moved else None)
    assert same == Unchanged(moved_to=end if is_moved else None)


async def test_gone_behind_a_redirect_that_may_change_is_not_gone_for_good() -> None:
    def answer(asked: Asked, _: object) -> bytes:
        return reply(410) if asked.target == "/1" else reply(302, Location="/1")

    assert "410" in problem(await answered(answer))


async def test_five_redirects_are_enough() -> None:
    def answer(asked: Asked, _: object) -> bytes:
        return reply(302, Location=f"/{int(asked.target[1:] or 0) + 1}")

    async with serving(answer) as server:
        assert "more than five times" in problem(await ask(server))
        assert len(server.asked) == 6


async def test_a_redirect_from_the_open_world_never_leads_into_a_private_network() -> None:
    async with serving(reply(200, b"router")) as inside:
        for host in ("127.0.0.1", "nas.test", "2130706433", "[::ffff:127.0.0.1]"):
            target = inside.url("/admin", host)
            away = reply(302, Location=target)
            async with serving(away, host=OPEN_WORLD) as outside, fetcher() as client:
                got = await client.get(
                    Request(address=outside.url(host="public.test"), is_private_allowed=True)
                )
            assert "private network" in problem(got)
        assert not inside.asked


async def test_nor_over_a_connection_that_was_opened_with_leave() -> None:
    async with serving(reply(200, FEED)) as inside, fetcher() as client:
        leave = Request(address=inside.url("/feed"), is_private_allowed=True)
        assert isinstance(await client.get(leave), Body)
        async with serving(reply(302, Location=inside.url("/admin")), host=OPEN_WORLD) as outside:
            got = await client.get(Request(address=outside.url()))
        assert "private network" in problem(got)
        assert len(inside.asked) == 1


async def test_a_name_that_moves_into_the_private_network_between_hops_is_refused() -> None:
    places = iter([OPEN_WORLD, "127.0.0.1"])

    async def change_mind(host: str, port: int) -> Sequence[str]:
        return [next(places)]

    away = reply(302, Location="/second", Connection="close")
    async with (
        serving(away, host=OPEN_WORLD) as outside,
        fetcher(resolver=change_mind) as client,
    ):
        got = await client.get(
            Request(address=outside.url(host="public.test"), is_private_allowed=True)
        )
    assert "private network" in problem(got)


async def test_a_private_host_may_redirect_to_itself_but_leave_ends_at_its_door() -> None:
    def answer(asked: Asked, _: object) -> bytes:
        match asked.target:
            case "/":
                return reply(302, Location="/feed")
            case "/feed":
                return reply(200, FEED)
        return reply(302, Location=f"http://other.test:{asked.headers['host'].split(':')[1]}/feed")

    async with serving(answer) as server, fetcher() as client:
        own = Request(address=server.url(host="nas.test"), is_private_allowed=True)
        other = Request(address=server.url("/out", "nas.test"), is_private_allowed=True)
        assert isinstance(await client.get(own), Body)
        assert "other.test is on a private network" in problem(await client.get(other))


async def test_without_leave_a_private_host_is_not_even_connected_to() -> None:
    async with serving(reply(200, FEED)) as server, fetcher() as client:
        got = await client.get(Request(address=server.url(host="nas.test")))
        assert "private network" in problem(got)
        assert server.connections == 0


async def test_headers_of_a_request_go_to_its_host_and_nowhere_else() -> None:
    headers = {"Cookie": "a=1", "Accept": "text/plain", "User-Agent": "Any/1"}
    async with serving(reply(200, FEED), host=OPEN_WORLD) as other:

        def answer(asked: Asked, _: object) -> bytes:
            away = other.url(host="public-b.test")
            return reply(302, Location="/b" if asked.target == "/" else away)

        async with serving(answer, host=OPEN_WORLD) as server, fetcher() as client:
            address = server.url(host="public-a.test")
            got = await client.get(Request(address=address, headers=headers))
            moved = await client.visit(Request(address=address, headers=headers))
        assert isinstance(got, Body)
        assert isinstance(moved, Moved)
        assert not moved.request.headers
        for asked in server.asked:
            sent = {name: asked.headers[name.lower()] for name in headers}
            assert sent == headers
        (last,) = other.asked
        assert "cookie" not in last.headers
        assert last.headers["user-agent"] == USER_AGENT


async def test_credentials_go_to_their_host_and_nowhere_else() -> None:
    async with serving(reply(200, FEED), host=OPEN_WORLD) as other:

        def answer(asked: Asked, _: object) -> bytes:
            return reply(302, Location="/b" if asked.target == "/" else other.url())

        async with serving(answer, host=OPEN_WORLD) as server, fetcher() as client:
            got = await client.get(Request(address=server.url(), credentials="me:s%40cret"))
            assert isinstance(got, Body)
            expected = "Basic " + base64.b64encode(b"me:s@cret").decode()
            assert [each.headers.get("authorization") for each in server.asked] == [expected] * 2
            assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize(
    ("old", "new", "goes"),
    [
        ("http://a.test/", "http://a.test/b", True),
        ("http://a.test/", "https://a.test/", True),
        ("https://a.test/", "http://a.test/", False),
        ("http://a.test:81/", "https://a.test/", False),
        ("http://a.test/", "http://a.test:81/", False),
        ("https://a.test/", "https://b.test/", False),
    ],
)
async def test_a_secret_follows_only_to_the_same_place(old: str, new: str, goes: bool) -> None:
    table = Table({old: (302, {"Location": new}), new: (200, {})})
    client = fetcher(lines=table)
    assert isinstance(await client.get(Request(address=old, credentials="me:x")), Body)
    assert ("authorization" in table.asked[-1]) == goes


async def test_no_message_holds_a_secret() -> None:
    for address in (
        "http://me:geheim@nothing.invalid/",
        "ftp://me:geheim@x/",
        "http://me:geheim@/",
    ):
        async with fetcher() as client:
            got = await client.get(Request(address=address, credentials="me:geheim"))
        assert "geheim" not in problem(got) + repr(Request(address="x", credentials="geheim"))


async def test_at_most_two_connections_go_to_one_host_and_so_many_in_all() -> None:
    async def answer(asked: Asked, _: object) -> bytes:
        await asyncio.sleep(0.002)
        return reply(200, FEED)

    async with serving(answer) as one, serving(answer) as two, fetcher(connections=3) as client:
        requests = [
            Request(address=server.url(f"/{n}", host), is_private_allowed=True)
            for n in range(4)
            for server, host in ((one, "a.test"), (two, "b.test"))
        ]
        got = await asyncio.gather(*map(client.get, requests))
        assert {type(each) for each in got} == {Body}
        assert one.most_open <= 2
        assert two.most_open <= 2
        assert one.most_open + two.most_open <= 4


async def test_connections_nobody_uses_are_given_up() -> None:
    async with serving(reply(200, FEED)) as server, fetcher(connections=1) as client:
        for host in ("a.test", "b.test", "a.test"):
            await client.get(Request(address=server.url(host=host), is_private_allowed=True))
        assert server.connections == 3  # one is kept at a time, for the host asked last
        await client.get(Request(address=server.url(host="a.test"), is_private_allowed=True))
        assert server.connections == 3
        await client.rest()
        await client.get(Request(address=server.url(host="a.test"), is_private_allowed=True))
        assert server.connections == 4


async def test_a_slow_answer_is_given_up_whatever_is_slow_about_it() -> None:
    async def drip(asked: Asked, writer: asyncio.StreamWriter) -> bytes | None:
        if asked.target == "/body":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while asked.target != "/":
            writer.write(b"x")
            await asyncio.sleep(0.01)
        return await asyncio.Future()

    async with serving(drip) as server, fetcher(seconds=0.1) as client:
        for path, is_network in (("/", True), ("/head", True), ("/body", False)):
            got = await client.get(Request(address=server.url(path), is_private_allowed=True))
            assert problem(got) == "127.0.0.1 took longer than 1 seconds"
            assert got == Failure(problem=got.problem, is_network=is_network)  # type: ignore[union-attr]


async def test_waiting_for_its_turn_does_not_count_against_a_request() -> None:
    async def answer(asked: Asked, _: object) -> bytes:
        await asyncio.sleep(0.2)
        return reply(200, FEED)

    async with serving(answer) as server, fetcher(seconds=1) as client:
        request = Request(address=server.url(), is_private_allowed=True)
        got = await asyncio.gather(*(client.get(request) for _ in range(12)))
    assert {type(each) for each in got} == {Body}


async def test_a_name_server_that_stalls_holds_up_nobody_else() -> None:
    async def stall(host: str, port: int) -> Sequence[str]:
        return await asyncio.Future() if host == "slow.test" else ["127.0.0.1"]

    async with (
        serving(reply(200, FEED)) as server,
        fetcher(resolver=stall, seconds=0.2) as client,
    ):
        slow, quick = await asyncio.gather(
            *(
                client.get(Request(address=server.url(host=host), is_private_allowed=True))
                for host in ("slow.test", "quick.test")
            )
        )
    assert isinstance(quick, Body)
    assert isinstance(slow, Failure)
    assert slow.is_network


async def test_nobody_there_is_a_network_failure() -> None:
    async with fetcher() as client:
        got = await client.get(Request(address="http://127.0.0.1:1/", is_private_allowed=True))
        assert problem(got) == "127.0.0.1 refuses the connection"
        assert got.is_network  # type: ignore[union-attr]
        assert "looked up" in problem(await client.get(Request(address="http://x.invalid/")))


async def test_calling_it_off_is_calling_it_off() -> None:
    async with serving(lambda *_: asyncio.Future()) as server, fetcher() as client:
        task = asyncio.create_task(
            client.get(Request(address=server.url(), is_private_allowed=True))
        )
        while not server.asked:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


class Said:
    """An answer that was written down beforehand."""

    peer = ""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def pieces(self, limit: int) -> AsyncIterator[bytes]:
        yield FEED


class Table:
    """Connections that are a table of answers by origin, for what needs no socket."""

    def __init__(self, answers: dict[str, tuple[int, dict[str, str]]]) -> None:
        self.answers = answers
        self.asked: list[dict[str, str]] = []
        self.origin = ""

    @asynccontextmanager
    async def line(self, scheme: str, netloc: str, *_: object, **__: object) -> AsyncIterator[Self]:
        self.origin = f"{scheme}://{netloc}"
        yield self

    @asynccontextmanager
    async def ask(self, request: h11.Request) -> AsyncIterator[Said]:
        self.asked.append({name.decode(): value.decode() for name, value in request.headers})
        yield Said(*self.answers[self.origin + request.target.decode()])


async def test_whatever_a_line_raises_becomes_words() -> None:
    got = await fetcher(lines=Table({})).get(Request(address="http://a.test/"))
    assert problem(got) == "a.test could not be asked"


async def proxied(answer: Answer | bytes, address: str, **options: Any) -> tuple[Any, list[Asked]]:
    async with serving(answer) as proxy:
        environ = {"all_proxy": f"http://me:pass@127.0.0.1:{proxy.port}", "no_proxy": "near.test"}
        async with fetcher(environ=environ) as client:
            return await client.get(Request(address=address, **options)), proxy.asked


async def test_a_proxy_is_asked_in_place_of_the_host() -> None:
    got, asked = await proxied(reply(200, FEED), "http://far.test/feed")
    assert isinstance(got, Body)
    assert not got.is_private
    assert asked[0].target == "http://far.test/feed"
    assert (
        asked[0].headers["proxy-authorization"] == "Basic " + base64.b64encode(b"me:pass").decode()
    )


async def test_through_a_proxy_a_private_host_is_known_by_its_name() -> None:
    got, _ = await proxied(reply(200, FEED), "http://nas/", is_private_allowed=True)
    assert isinstance(got, Body)
    assert got.is_private
    got, _ = await proxied(reply(200, FEED), "http://far.test/", is_private_allowed=True)
    assert isinstance(got, Body)
    assert not got.is_private


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1", "nas.local", "[::1]"])
async def test_a_proxy_is_not_asked_for_private_hosts_without_leave(host: str) -> None:
    got, asked = await proxied(reply(200, FEED), f"http://{host}/")
    assert "private network" in problem(got)
    assert not asked


async def test_a_proxy_that_refuses_the_tunnel_is_told() -> None:
    got, asked = await proxied(reply(403, b"no"), "https://far.test/")
    assert problem(got) == "the proxy does not let us through to far.test"
    assert asked[0].method == "CONNECT"


async def test_hosts_excepted_are_asked_directly() -> None:
    got, asked = await proxied(reply(200, FEED), "http://near.test:1/", is_private_allowed=True)
    assert problem(got) == "near.test refuses the connection"
    assert not asked


async def test_a_proxy_of_another_kind_is_refused() -> None:
    async with fetcher(environ={"http_proxy": "socks5://127.0.0.1:1"}) as client:
        got = await client.get(Request(address="http://far.test/"))
    assert "not an HTTP proxy" in problem(got)


async def test_a_visit_ends_where_another_site_begins() -> None:
    def answer(asked: Asked, _: object) -> bytes:
        if asked.target == "/inside":
            return reply(302, Location="/there")
        return reply(301, Location=server.url("/x", "b.test"))

    async with serving(answer) as server, fetcher() as client:
        request = Request(
            address=server.url("/inside", "a.test"),
            credentials="me:x",
            is_private_allowed=True,
            accept=PAGES,
        )
        moved = await client.visit(request)
    assert isinstance(moved, Moved)
    # Neither the secret nor the leave goes along.
    assert moved.request == Request(address=server.url("/x", "b.test"), accept=PAGES)
    assert [each.target for each in server.asked] == ["/inside", "/there"]


async def test_less_content_can_be_asked_for() -> None:
    for extra in ({}, {"Content_Encoding": "gzip"}):
        body = gzip.compress(b"x" * 5000) if extra else b"x" * 5000
        assert "larger than" in problem(await answered(reply(200, body, **extra), max_bytes=4000))
        assert isinstance(await answered(reply(200, body, **extra), max_bytes=5000), Body)


async def test_a_failure_tells_the_status() -> None:
    assert (await answered(reply(403))).status == 403
    async with fetcher() as client:
        nobody = await client.get(Request(address="http://a.test:1/", is_private_allowed=True))
    assert isinstance(nobody, Failure)
    assert nobody.status == 0
