from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.clean import is_clean
from berita_tui.news import MOST_ENTRIES, Enclosure, Entry, Feed, Picture, Unreadable
from berita_tui.parse import feeds
from berita_tui.parse.feeds import read_feed

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)
LONG = "Petani memanen padi di sawah yang baru diairi kembali. " * 20


def read(text: str | bytes, address: str = "https://contoh.id/rss", charset: str = "") -> Feed:
    content = text if isinstance(text, bytes) else text.encode()
    return read_feed(content, address=address, charset=charset, seen=SEEN)


def rss(item: str, channel: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel><title>Contoh</title>'
        f"<link>https://contoh.id/</link>{channel}<item>{item}</item></channel></rss>"
    )


def entry(item: str) -> Entry:
    (found,) = read(rss(item)).entries
    return found


def test_an_rss_item_is_read() -> None:
    found = entry(
        "<title>Panen &amp;amp; &lt;b&gt;raya&lt;/b&gt;</title><link>/berita/1</link>"
        '<guid isPermaLink="false">g-1</guid><dc:creator>Ani</dc:creator>'
        "<pubDate>Jum'at, 20 November 2026 13.05 WIB</pubDate>"
        "<category>Ekonomi</category><category>Pangan</category>"
        f"<description>Ringkasan.</description><content:encoded><![CDATA[<p>{LONG}</p>"
        '<img src="/foto.jpg">]]></content:encoded>'
        '<enclosure url="/suara.mp3" type="audio/mpeg" length="123"/>'
    )
    assert found.title == "Panen & raya"
    assert (found.link, found.guid) == ("https://contoh.id/berita/1", "g-1")
    assert found.author == "Ani"
    assert found.published
    assert found.published.isoformat() == "2026-11-20T13:05:00+07:00"
    assert (found.section, found.keywords) == ("Ekonomi", ("Ekonomi", "Pangan"))
    assert (found.lead, found.is_whole) == ("Ringkasan.", True)
    assert found.text.startswith("Petani memanen")
    assert "https://contoh.id/foto.jpg" in found.html
    mp3 = Enclosure(address="https://contoh.id/suara.mp3", media_type="audio/mpeg", size=123)
    assert found.enclosures == (mp3,)


def test_an_atom_entry_is_read() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://x.example/b/">'
        '<title type="text">A &amp;amp; B</title><link href="."/><link rel="self" href="f.atom"/>'
        "<entry><id>tag:x</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A "
        "<b>bold</b> title</div></title><link href='e/1'/><author><name>Ani</name></author>"
        "<author><name>Budi</name></author><published>2026-11-20T10:00:00Z</published>"
        "<updated>2026-11-21T10:00:00Z</updated><category term='t' label='Label'/>"
        "<content type='html'>&lt;p&gt;&lt;a href='c'&gt;x&lt;/a&gt;&lt;/p&gt;</content>"
        "<content type='image/png' src='p.png'/></entry></feed>"
    )
    assert (feed.title, feed.language) == ("A &amp; B", "en")
    assert (feed.homepage, feed.address) == ("https://x.example/b/", "https://x.example/b/f.atom")
    (found,) = feed.entries
    assert (found.title, found.link) == ("A bold title", "https://x.example/b/e/1")
    assert (found.author, found.keywords, found.language) == ("Ani, Budi", ("Label",), "en")
    assert found.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert found.modified == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert "https://x.example/b/c" in found.html


def test_rdf_and_json_are_read() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {NAMESPACES}><channel rdf:about="x"><title>R</title>'
        "</channel><item rdf:about='https://contoh.id/1'><title>a &lt; b</title>"
        "<link>https://contoh.id/1</link><dc:date>2026-11-20</dc:date></item></rdf:RDF>"
    )
    assert [(each.title, each.link) for each in feed.entries] == [("a < b", "https://contoh.id/1")]
    assert feed.entries[0].published
    assert read('{"items": [{"id": "1"}]}').entries[0].guid == "1"


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<guid>https://contoh.id/1</guid>", "https://contoh.id/1"),
        ('<guid isPermaLink="false">https://contoh.id/1</guid>', ""),
        ('<guid isPermaLink="true">1</guid>', "https://contoh.id/1"),
        ("<guid>/berita/1</guid>", "https://contoh.id/berita/1"),
        ("<guid>1234</guid>", ""),
        ("<guid>urn:x:1</guid>", ""),
        ("<guid>x/1</guid><link>https://contoh.id/2</link>", "https://contoh.id/2"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link></link>", ""),
    ],
)
def test_the_link_may_be_in_the_guid(item: str, link: str) -> None:
    assert entry(f"<title>x</title>{item}").link == link


def test_dates_without_a_zone_are_the_outlets() -> None:
    item = "<title>x</title><pubDate>2026-11-20 10:00:00</pubDate>"
    (local,) = read(rss(item), address="https://contoh.id/rss").entries
    (foreign,) = read(
        rss(item).replace("contoh.id", "x.example"), address="https://x.example/"
    ).entries
    (by_language,) = read(
        rss(item, "<language>id</language>").replace("contoh.id", "x.example"),
        address="https://x.example/",
    ).entries
    assert local.published == by_language.published == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert foreign.published == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", datetime(2004, 7, 11, 17, tzinfo=UTC)),
        ("2004-július-13T9:15-05:00", None),
        ("besok", None),
        ("2026-11-23T10:00:00+99:99", None),
        ("Κυρ, 11 Ιούλ 1004 12:00:00 EST", None),
    ],
)
def test_forms_only_the_library_knows_are_its_to_read(date: str, when: datetime | None) -> None:
    assert entry(f"<title>x</title><pubDate>{date}</pubDate>").published == when


def test_dates_the_calendar_does_not_have_are_none() -> None:
    assert feeds._registered("Ιούλ", (10**12, 1, 1, 0, 0, 0), SEEN) is None


def test_an_update_before_the_publication_is_no_update() -> None:
    found = entry(
        "<title>x</title><pubDate>2026-11-20</pubDate><dc:date>2026-11-19T00:00:00Z</dc:date>"
    )
    assert found.modified is None


def test_pictures_have_captions_and_files_do_not_mix_with_them() -> None:
    found = entry(
        "<title>x</title><description>Teks.</description>"
        '<media:content url="https://x.id/kecil.jpg" width="100" medium="image"/>'
        '<media:content url="https://x.id/besar.jpg" width="900" type="image/jpeg">'
        '<media:description>Sawah</media:description><media:credit role="photographer">Foto: Ani'
        "</media:credit></media:content>"
        '<media:content url="https://x.id/film.mp4" type="video/mp4" fileSize="5"/>'
        '<media:content url="https://x.id/polos.png?a"/>'
        '<media:thumbnail url="https://x.id/jempol.jpg"/>'
        '<enclosure url="https://x.id/lampiran.webp" type="image/webp"/>'
    )
    assert [each.address.rpartition("/")[2] for each in found.pictures] == [
        "besar.jpg",
        "kecil.jpg",
        "polos.png?a",
        "lampiran.webp",
    ]
    assert found.caption == found.pictures[0].caption == "Sawah (Foto: Ani)"
    assert found.lead == ""
    assert found.text == "Teks."
    video = Enclosure(address="https://x.id/film.mp4", media_type="video/mp4", size=5)
    assert found.enclosures == (video,)


def test_a_thumbnail_is_a_picture_where_there_is_no_other() -> None:
    found = entry('<title>x</title><media:thumbnail url="https://x.id/a.jpg"/>')
    assert found.pictures == (Picture(address="https://x.id/a.jpg"),)


def test_files_at_no_address_are_left_out() -> None:
    found = entry('<title>x</title><enclosure url="http://[" type="a/b"/><enclosure url=" "/>')
    assert found.enclosures == ()


def test_a_picture_of_the_body_is_not_shown_twice() -> None:
    found = entry(
        "<title>x</title><description>&lt;img src='https://x.id/a.jpg'&gt;</description>"
        '<enclosure url="https://x.id/a.jpg" type="image/jpeg" length="1"/>'
    )
    assert found.pictures == ()


def test_the_longer_of_two_bodies_is_the_body() -> None:
    found = entry(f"<description>{LONG}</description><content:encoded>Pendek.</content:encoded>")
    assert found.text.startswith("Petani")
    assert found.lead == "Pendek."
    plain = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>'
        "<content type='text'>a &lt; b</content></entry></feed>"
    )
    assert plain.entries[0].text == "a < b"


@pytest.mark.parametrize(
    ("hints", "interval"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>x</ttl>", None),
        ("<sy:updatePeriod> hourly </sy:updatePeriod>", timedelta(hours=1)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            timedelta(hours=6),
        ),
        ("<ttl>999999999</ttl>", timedelta(days=366)),
        ("", None),
    ],
)
def test_a_feed_says_how_often_it_is_to_be_asked(hints: str, interval: timedelta | None) -> None:
    assert read(rss("<title>x</title>", hints)).interval == interval


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"<!doctype html><html><body>Silakan masuk</body></html>", "web page"),
        (b"<html><body><rss></rss></body></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n", "no feed"),
        (b"kata saja", "no feed"),
        (b'{"a": 1}', "no feed"),
        (b"x" * (feeds.MAX_BYTES + 1), "too large"),
        (b"/etc/passwd", "no feed"),
    ],
)
def test_what_is_no_feed_is_said_in_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content)


def test_a_feed_without_entries_is_a_feed() -> None:
    feed = read("<rss version='2.0'><channel><title>Sepi</title></channel></rss>")
    assert (feed.title, feed.entries) == ("Sepi", ())


@pytest.mark.parametrize(
    ("content", "titles"),
    [
        ("<rss><channel><item><title>A & B</title></item></channel></rss>", ["A & B"]),
        ("<rss><channel><item><title>A&nbsp;B</title></item></channel></rss>", ["A B"]),
        ("\ufeff\n <?xml version='1.0'?><rss><item><title>x</title></item></rss>", ["x"]),
        ("<b>Warning</b>: x\n<?xml ?><rss><item><title>x</title></item></rss>", ["x"]),
        ("<rss><channel><item><title>x</title></item><item><title>y", ["x", "y"]),
        ("<rss><item><title>x</title><o:y>z</o:y></item></rss>", ["x"]),
        ("<RSS><CHANNEL><ITEM><TITLE>x</TITLE></ITEM></CHANNEL></RSS>", ["x"]),
        (
            "<rss><item><title>1</title><p>a<br>b</item><item><title>2</title></item></rss>",
            ["1", "2"],
        ),
        ("<rss><item><title>x</title></item></rss><script>y</script>", ["x"]),
        ("<rss><item><title>&#27;[2Jx\x1b]0;y\x07</title></item></rss>", ["[2Jx]0;y"]),
    ],
)  # fmt: skip
def test_broken_feeds_are_salvaged(content: str, titles: list[str]) -> None:
    assert [each.title for each in read(content).entries] == titles


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("rahasia")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for entities in (laughs, f'<!ENTITY l9 SYSTEM "{secret.as_uri()}">'):
        feed = read(
            f"<!DOCTYPE rss [<!ENTITY l0 'x'>{entities}]>"
            "<rss><item><title>&l9;</title></item></rss>"
        )
        assert "rahasia" not in feed.entries[0].title
        assert len(feed.entries[0].title) < 200


def test_of_more_entries_than_are_read_those_without_a_date_are_taken_from_the_top() -> None:
    items = "".join(f"<item><title>{n}</title></item>" for n in range(MOST_ENTRIES + 5))
    found = read(f"<rss>{items}</rss>")
    titles = [each.title for each in found.entries]
    assert (len(titles), titles[0], titles[-1]) == (MOST_ENTRIES, "0", str(MOST_ENTRIES - 1))
    assert found.left_out == 5


def test_entries_under_a_second_name_are_read_while_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("newest", "wellformed", "syndication"):
        monkeypatch.setattr(f"berita_tui.parse.{name}.MOST_ENTRIES", 9)
    items = "<item><title>x</title></item>" + "<entry><title>y</title></entry>" * 9
    for broken in ("", "<title>a & b</title>", "</b>"):
        assert len(read(f"<rss><channel>{broken}{items}</channel></rss>").entries) == 9


@pytest.mark.parametrize(
    "name",
    [
        "authors",
        "links",
        "media_content",
        "media_credit",
        "media_thumbnail",
        "tags",
        "title_detail",
        "summary_detail",
        "author_detail",
        "published_parsed",
    ],
)
def test_an_element_that_is_called_as_a_field_is_none(name: str) -> None:
    for odd in (f"<{name} at='1'/>", f"<{name}>z</{name}>"):
        for broken in ("", "<b>"):
            found = read(f"<rss>{broken}{odd}<item><title>x</title>{odd}</item></rss>")
            assert [each.title for each in found.entries] == ["x"]


def test_what_a_library_raises_in_the_middle_leaves_what_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from berita_tui.parse import feeds, syndication

    def fail(self: object, attributes: dict[str, str]) -> None:
        raise ValueError

    for parser in (syndication._Strict, syndication._Loose):
        monkeypatch.setattr(parser, "_start_author", fail, raising=False)
    text = "<rss><item><title>x</title></item><item><author>y</author></item></rss>"
    assert [each.title for each in read(text).entries] == ["x", ""]
    monkeypatch.setattr(feeds, "read_well_formed", lambda *_, **__: None)
    assert [each.title for each in read(text).entries] == ["x", ""]


XMLISH = st.text(alphabet="<>/&;!?[]\"'= \n\x1b\x00éabrsitemludp:0123-", min_size=1, max_size=120)
WORDS = """
<item> </item> <title> </title> <link>http://a/</link> <guid>1</guid> <pubDate>2026 &nbsp; & x
<![CDATA[ ]]> <description> <p> <media:content> <media:thumbnail/> <content:encoded> </rss>
<author> <name> <source> <category> <image> <textinput> <cloud/> <language> <svg> <media:credit>
"""
PIECES = st.lists(
    st.sampled_from([*WORDS.split(), "<enclosure url='http://['/>", "<link href='http://['/>"]),
    max_size=25,
).map("".join)


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(PIECES | XMLISH)
def test_no_markup_makes_it_raise_anything_else(text: str) -> None:
    for root in ("<rss version='2.0'>", "<feed xmlns='http://www.w3.org/2005/Atom'>"):
        feed = read(root + text)
        for each in feed.entries:
            assert is_clean(each.title + each.link + each.author + each.guid)


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=10))
def test_no_bytes_make_it_raise_anything_else(content: bytes, charset: str) -> None:
    with contextlib.suppress(Unreadable):
        read(content, charset=charset)
