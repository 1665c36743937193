from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from berita_tui.fetch import Body, Failure, Fetcher, Request
from berita_tui.fetch.pools import Line, Pools, Ways, tls_context
from servers import Asked, reply, serving

FEED = b"<rss/>"


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def pools(**options: Any) -> Pools:
    return Pools(Ways(connections=4, connect_seconds=1, resolver=here, **options))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of a.test that is signed by nobody but itself, with its key."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("needs the openssl command to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "a.test.pem"
    command = (
        f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        f" -subj /CN=a.test -addext subjectAltName=DNS:a.test -keyout {path} -out {path}.crt"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def serving_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def ask(address: str, **options: Any) -> Any:
    async with Fetcher(seconds=5, environ={}, resolver=here, **options) as client:
        return await client.get(Request(address=address, is_private_allowed=True))


async def test_tls_that_is_in_order_is_used_again(certificate: Path) -> None:
    tls = serving_tls(certificate)
    async with (
        serving(reply(200, FEED), tls=tls) as server,
        Fetcher(seconds=5, environ={}, resolver=here, authorities=str(certificate)) as client,
    ):
        request = Request(address=server.url(host="a.test"), is_private_allowed=True)
        assert isinstance(await client.get(request), Body)
        assert isinstance(await client.get(request), Body)
        assert server.connections == 1


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with serving(reply(200, FEED), tls=serving_tls(certificate)) as server:
        got = await ask(server.url(host="a.test"))
    assert isinstance(got, Failure)
    assert str(got.problem) == "the certificate of a.test is signed by nobody but itself"
    assert not got.is_network


async def test_a_certificate_of_another_host_is_refused(certificate: Path) -> None:
    async with serving(reply(200, FEED), tls=serving_tls(certificate)) as server:
        got = await ask(server.url(host="b.test"), authorities=str(certificate))
    assert str(got.problem) == "the certificate of b.test is for another host"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_a_server_that_knows_only_old_tls_is_refused(certificate: Path) -> None:
    context = serving_tls(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1
    async with serving(reply(200, FEED), tls=context) as server:
        got = await ask(server.url(host="a.test"), authorities=str(certificate))
    assert str(got.problem) == "no secure connection to a.test could be made"


async def test_a_server_that_speaks_no_tls_at_all_is_refused() -> None:
    async def blurt(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(blurt, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        got = await ask(f"https://a.test:{port}/")
    assert str(got.problem) == "no secure connection to a.test could be made"


async def test_certificates_are_read_once_for_all_who_wait() -> None:
    lines = pools()
    async with (
        lines.line("https", "a.test", None, is_private_allowed=True) as one,
        lines.line("https", "a.test", None, is_private_allowed=True) as two,
        lines.line("https", "a.test", None, is_private_allowed=False) as three,
    ):
        assert one is two
        assert one is not three
    await lines.aclose()


async def test_whoever_stops_waiting_for_them_stops_nobody_else() -> None:
    lines = pools()

    async def wait() -> object:
        async with lines.line("https", "a.test", None, is_private_allowed=True) as line:
            return line

    first, second = asyncio.create_task(wait()), asyncio.create_task(wait())
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance(await second, Line)
    await lines.aclose()


def test_a_machine_without_certificates_gets_those_of_certifi(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert tls_context().cert_store_stats()["x509_ca"] > 50


async def test_a_proxy_may_want_tls_itself(certificate: Path) -> None:
    async with serving(reply(200, FEED), tls=serving_tls(certificate)) as proxy:
        environ = {"http_proxy": proxy.url(host="a.test")}
        async with Fetcher(
            seconds=5, environ=environ, resolver=here, authorities=str(certificate)
        ) as client:
            got = await client.get(Request(address="http://far.example/feed"))
        assert isinstance(got, Body)
        assert proxy.asked[0].target == "http://far.example/feed"


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
    writer.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_tunnel_through_a_proxy_leads_to_the_host_itself(
    certificate: Path, scheme: str
) -> None:
    told: list[bytes] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there, back = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(pipe(reader, back), pipe(there, writer))

    tls = serving_tls(certificate)
    async with (
        serving(reply(200, FEED), tls=tls) as server,
        await asyncio.start_server(
            tunnel, "127.0.0.1", 0, ssl=tls if scheme == "https" else None
        ) as proxy,
    ):
        port = proxy.sockets[0].getsockname()[1]
        for host in ("a.test", "b.test"):
            async with Fetcher(
                seconds=5,
                environ={"https_proxy": f"{scheme}://me:pass@a.test:{port}"},
                resolver=here,
                authorities=str(certificate),
            ) as client:
                got = await client.get(Request(address=server.url(host=host)))
            if host == "a.test":
                assert isinstance(got, Body)
            else:
                assert isinstance(got, Failure)
                assert str(got.problem) == "the certificate of b.test is for another host"
        await asyncio.sleep(0)
    assert told[0].startswith(f"CONNECT a.test:{server.port} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic bWU6cGFzcw==\r\n" in told[0]


async def test_a_connection_the_server_has_closed_meanwhile_is_not_used() -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(200, FEED))
        await go_on.wait()

    go_on = asyncio.Event()
    async with serving(answer) as server, Fetcher(environ={}, resolver=here) as client:
        request = Request(address=server.url(host="a.test"), is_private_allowed=True)
        assert isinstance(await client.get(request), Body)
        go_on.set()
        async with asyncio.timeout(5):
            while server.open_now:
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)  # its goodbye is under way
        assert isinstance(await client.get(request), Body)
        assert server.connections == 2
