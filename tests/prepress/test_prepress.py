from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Enclosure, Entry, Feed, Picture, Unreadable
from berita_tui.prepress import codec, entry_of, leaf_of, made_ready, proof_of, proofs_of, text_of

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
WHOLE = Entry(
    guid="g",
    link="https://a.example/1",
    title="Warga memilih",
    author="Ani",
    section="Nasional",
    outlet="Warta",
    published=NOON,
    modified=NOON,
    lead="Pembuka",
    keywords=("a", "b"),
    html="<p>Isi berita</p>",
    pictures=(Picture(address="https://a.example/x.png", alt="x"),),
    enclosures=(Enclosure(address="https://a.example/x.mp3", media_type="audio/mpeg", size=3),),
    is_whole=True,
)


def test_a_proof_has_the_whole_entry_and_what_is_known_of_it() -> None:
    proof = proof_of(replace(WHOLE, text="Isi berita"))
    assert entry_of(proof) == WHOLE
    assert proof == proof_of(WHOLE)  # the text is read from the body where it did not come along
    assert (proof.title, proof.section, proof.words) == ("Warga memilih", "Nasional", 2)
    assert (proof.has_picture, proof.is_whole) == (True, True)
    assert proof.digest == proof_of(replace(WHOLE, guid="other", published=None)).digest
    assert proof.digest != proof_of(replace(WHOLE, lead="Lain")).digest
    assert proof.link_number == codec.link_number(WHOLE.link)
    assert proof.leaf == leaf_of(WHOLE, text_of(WHOLE))
    assert proof.leaf.values[1] == "Warga memilih"
    assert "pilih/memilih" in proof.leaf.heard[-1]


def test_a_feed_comes_as_proofs_and_an_entry_with_its_stems() -> None:
    feed = made_ready(Feed(title="Warta", entries=(WHOLE, Entry(title="\ud800 satu"))))
    assert isinstance(feed, Feed)
    assert (feed.title, feed.entries) == ("Warta", ())
    assert [each.title for each in feed.proofs] == ["Warga memilih", "? satu"]
    alone = made_ready(WHOLE)
    assert isinstance(alone, Entry)
    assert "pilih/memilih" in alone.stems
    assert made_ready(7) == 7


def test_many_entries_are_made_ready_as_each_alone() -> None:
    entries = [WHOLE, Entry(), replace(WHOLE, title="Lain", html="<p>Memilih “x”.</p>", text="")]
    assert list(proofs_of(entries)) == [proof_of(entry) for entry in entries]


TEXTS = st.text(
    st.one_of(st.sampled_from('"\\/\n\t\0\x1f\x7f\u2028é\ud800'), st.characters()), max_size=40
)


@given(texts=st.lists(TEXTS, min_size=4, max_size=4), is_whole=st.booleans())
def test_an_entry_is_packed_as_its_json_and_told_by_what_it_says(
    texts: list[str], is_whole: bool
) -> None:
    guid, title, html, keyword = texts
    entry = Entry(guid=guid, title=title, html=html, keywords=(keyword, "x"), is_whole=is_whole)
    entry = replace(entry, pictures=WHOLE.pictures, published=NOON)
    plain = codec.entry_to_json(entry)

    def less(*names: str) -> bytes:
        return codec.dump({name: value for name, value in plain.items() if name not in names})

    packed, digest = codec.dump_entry(entry, ("title",))
    assert packed == less("title")
    assert digest == blake2b(less("guid", "published"), digest_size=8).digest()


@pytest.mark.parametrize(
    "fields",
    [
        {"lead": 5},
        {"keywords": [["x"]]},
        {"pictures": [["https://a.example/x", None, ""]]},
        {"pictures": [["https://a.example/x"]]},
        {"enclosures": [["https://a.example/x", "", "3"]]},
        {"is_from_page": 1},
        {"modified": "2026-11-23T05:00:00"},
        {"modified": "noon"},
        {"published": "2026-11-23T05:00:00"},
        {"text": "other than the markup"},
        {"text": ["x"]},
        {"stems": "x"},
        {"nothing": "of the kind"},
        [],
    ],
)
def test_a_body_of_another_kind_is_told_when_it_is_read(fields: Any) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        codec.load_entry(codec.pack(codec.dump(fields)), {})


@pytest.mark.parametrize("packed", [b"", b"\x02", b"\x01x", codec.pack(b"{}") + b"x"])
def test_what_is_no_packed_body_is_told(packed: bytes) -> None:
    with pytest.raises(Unreadable):
        codec.unpack(packed)


def test_no_more_is_unpacked_than_a_body_can_have() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(codec.MOST // 1_000_000 + 1))
    with pytest.raises(Unreadable):
        codec.unpack(b"\x01" + bomb + packer.flush())
