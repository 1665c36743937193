from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.fetch.replies import Refused
from berita_tui.fetch.unpacking import unpacker

TEXT = b"<rss>berita</rss>" * 100


def unpacked(coding: str, *pieces: bytes, limit: int = 1_000_000) -> tuple[bytes, bool]:
    pack = unpacker(coding, limit)
    for piece in pieces:
        pack.feed(piece)
    return pack.content, pack.is_whole


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
def test_what_is_not_packed_comes_as_it_is(coding: str) -> None:
    assert unpacked(coding, b"ab", b"c") == (b"abc", True)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", " GZIP "])
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_gzip_is_undone_in_pieces_of_any_size(coding: str, size: int) -> None:
    packed = gzip.compress(TEXT)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpacked(coding, *pieces) == (TEXT, True)


@pytest.mark.parametrize("wbits", [15, -15])
def test_deflate_is_undone_with_its_head_or_bare(wbits: int) -> None:
    engine = zlib.compressobj(wbits=wbits)
    packed = engine.compress(TEXT) + engine.flush()
    assert unpacked("deflate", packed[:1], b"", packed[1:]) == (TEXT, True)


def test_members_of_gzip_in_a_row_are_one() -> None:
    assert unpacked("gzip", gzip.compress(b"one ") + gzip.compress(b"two")) == (b"one two", True)


def test_rubbish_after_the_end_is_nothing() -> None:
    assert unpacked("gzip", gzip.compress(TEXT) + b"rubbish", b"more") == (TEXT, True)
    assert unpacked("deflate", zlib.compress(TEXT) + b"\x1f\x8b") == (TEXT, True)


def test_what_breaks_off_is_kept_but_not_whole() -> None:
    content, is_whole = unpacked("gzip", gzip.compress(TEXT)[:-9])
    assert TEXT.startswith(content)
    assert not is_whole


def test_nothing_at_all_is_whole() -> None:
    assert unpacked("gzip") == (b"", True)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_rubbish_is_refused_in_words(coding: str) -> None:
    with pytest.raises(Refused, match="damaged"):
        unpacked(coding, b"\xff\xffnot packed at all")


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip,br", "\x1b[2J"])
def test_codings_not_asked_for_are_refused_and_not_repeated(coding: str) -> None:
    with pytest.raises(Refused) as caught:
        unpacked(coding, b"")
    assert coding not in str(caught.value)


@pytest.mark.parametrize("packed", [b"x" * 1001, gzip.compress(b"x" * 1001)], ids=["plain", "gzip"])
def test_what_is_too_large_is_refused(packed: bytes) -> None:
    with pytest.raises(Refused, match="larger than 1 MB"):
        unpacked("gzip" if packed.startswith(b"\x1f") else "", packed, limit=1000)


def test_what_just_fits_is_taken() -> None:
    assert unpacked("", b"x" * 1000, limit=1000)[0] == b"x" * 1000
    assert unpacked("gzip", gzip.compress(b"x" * 1000), limit=1000) == (b"x" * 1000, True)


def test_a_bomb_takes_little_memory() -> None:
    engine = zlib.compressobj(9, wbits=31)
    bomb = b"".join(engine.compress(bytes(1_000_000)) for _ in range(200)) + engine.flush()
    tracemalloc.start()
    with pytest.raises(Refused):
        unpacked("gzip", bomb, limit=15_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64_000_000


@given(st.lists(st.binary(max_size=40), max_size=5), st.sampled_from(["", "gzip", "deflate"]))
def test_no_bytes_do_more_than_be_refused(pieces: list[bytes], coding: str) -> None:
    with suppress(Refused):
        unpacked(coding, *pieces, limit=50)
