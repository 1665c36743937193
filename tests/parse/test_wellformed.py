"""The fast reader of feeds, with feedparser as its referee: the same nouns, or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.news import Feed, Unreadable
from berita_tui.parse import feeds
from berita_tui.parse.feeds import read_feed
from berita_tui.parse.vocabulary import NAMED, NAMESPACES
from berita_tui.parse.wellformed import read_well_formed

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = "https://contoh.id/rss"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
LONG = "Petani memanen padi di sawah yang baru diairi kembali. " * 12


def rss(items: str, channel: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel><title>Contoh</title>'
        f"<link>https://contoh.id/</link>{channel}{items}</channel></rss>"
    )


def item(inside: str) -> str:
    return rss(f"<item>{inside}</item>")


def atom(entry: str, feed: str = "", attributes: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Contoh</title>{feed}'
        f"<entry><id>tag:contoh.id,2026:1</id><title>Panen</title>{entry}</entry></feed>"
    )


def referees(content: bytes, address: str = ADDRESS, charset: str = "") -> Feed | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "read_well_formed", lambda *_, **__: None)
        return ours(content, address, charset)


def ours(content: bytes, address: str = ADDRESS, charset: str = "") -> Feed | str:
    try:
        return read_feed(content, address=address, charset=charset, seen=SEEN)
    except Unreadable as refusal:
        return str(refusal)


SURE = [
    rss("", "<language>id</language><ttl>15</ttl>"),
    rss("<item/>", "<ttl unit='x'>15</ttl><sy:updatePeriod>daily</sy:updatePeriod>"),
    rss("<item/>", "<managingEditor>a@b.id (A)</managingEditor><dc:language>en</dc:language>"),
    rss("<item/>", "<image><url>/a.png</url><title>Lain</title><link>x</link></image>"),
    rss("<item/>", "<textInput><title>Cari</title><name>q</name><link>c</link></textInput>"),
    rss("<item/>", "<itunes:owner><itunes:name>A</itunes:name></itunes:owner>"),
    rss("<item><description>x</description></item>", "<atom:link rel='self' href='/rss.xml'/>"),
    rss(
        "<item><content:encoded>a</content:encoded><description>b</description></item>",
        "<itunes:summary>S</itunes:summary><description>D</description>",
    ),
    rss("<item/>", "<guid>https://contoh.id/x/y</guid><xx:y xmlns:xx='urn:x'><xx:z/></xx:y>"),
    item("<title>A &amp;amp; B</title><link>/berita/1?a=1&amp;b=2</link><guid>1</guid>"),
    item("<title>A &lt;b&gt;B&lt;/b&gt;</title><guid isPermaLink='true'>x/1</guid>"),
    item("<title/><media:title>M</media:title><link/><guid>https://contoh.id/2</guid>"),
    item("<media:title>M</media:title><title>T</title><media:title>N</media:title>"),
    item("<title>T</title><dc:title>D</dc:title><link>http:////contoh.id/a</link>"),
    item("<link>http://[</link><guid>a/b</guid><link rel='related'>c</link>"),
    item("<atom:link href=''/><atom:link rel='alternate' href='e/1' type='TEXT/HTML'/>"),
    item(f"<description>Ringkas.</description><content:encoded>{LONG}</content:encoded>"),
    item(f"<content:encoded>{LONG}</content:encoded><description>Ringkas.</description>"),
    item(f"<description>Ringkas.</description><description>{LONG}</description>"),
    item("<dc:description>A</dc:description>"
         "<itunes:summary>B &lt;p&gt;b&lt;/p&gt;</itunes:summary>"),
    item("<dc:creator>Ani</dc:creator><dc:creator>Budi</dc:creator><author/>"),
    item("<author>ani@contoh.id (Ani)</author><itunes:author>Cici</itunes:author>"),
    item("<author>ani@contoh.id</author>"),
    item("<category domain='d'>A</category><category>A</category><category/>"
         "<dc:subject>B</dc:subject>"),
    item("<media:category>F</media:category><media:keywords>a, b,,</media:keywords>"),
    item("<itunes:keywords>c,d</itunes:keywords><itunes:category text='P'/><keywords>k</keywords>"),
    item("<media:keywords a='b'>a</media:keywords>"
         "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"),
    item("<dc:date>2026-11-20T10:00:00+07:00</dc:date><dcterms:issued>2026-11-19</dcterms:issued>"),
    item("<pubDate>2026-11-20 10.00 WIB</pubDate><dcterms:modified>2026-11-22</dcterms:modified>"),
    item("<enclosure url='/a.mp3' type='Audio/MPEG' length='12'/><enclosure href='b.JPG'/>"),
    item("<enclosure url='https://contoh.id/b.jpg?x'/><comments>c</comments>"),
    item(
        "<media:group><media:content url='https://x.id/a.jpg' width='9' medium='image'>"
        "<media:description>Dalam</media:description><media:credit role='x'>Foto</media:credit>"
        "<media:title>J</media:title><media:rating>n</media:rating></media:content>"
        "<media:content url='https://x.id/v.mp4' type='video/mp4' fileSize='5'/></media:group>"
        "<media:description>Luar</media:description><media:credit>Ani</media:credit>"
    ),
    item("<media:thumbnail url='https://x.id/t.jpg'/><media:thumbnail>u.jpg</media:thumbnail>"),
    item("<media:credit/><media:content url='https://x.id/a.jpg'><b:c xmlns:b='urn:b'/>"
         "</media:content>"),
    item("<source url='https://lain.id/'>Lain</source><media:title>M</media:title>"),
    item("<title>caf\u00c3\u00a9 \u0093x\u0094 \u0081</title><slash:comments>3</slash:comments>"),
    item("<title>x</title><description xml:lang='id' xml:base='https://lain.id/a/'>y</description>"),
    item("<X:y xmlns:X='urn:x'><X:z>1</X:z></X:y>"),
    rss("<item/>", "<contributor/><contributor>C</contributor>"),
    item("<title><![CDATA[a]]> &amp; <!-- c -->b<?d e?>c</title>\r\n<!-- f --><link>/g</link>"),
    item("<title lang=''>x</title><post-id xmlns='com-wordpress:feed-additions:1'>7</post-id>"),
    rss("<item a='b' xml:lang='en'><title>x</title></item>").replace(
        "<rss ", "<rss xml:lang='id' xml:base='https://lain.id/' "
    ),
    f"<rss version='0.91'><item><title>{LONG}</title></item></rss>",
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel><title>R</title><items><rdf:Seq/></items></channel>'
    "<image><title>I</title></image><item rdf:about='https://contoh.id/1'><title>a</title></item>"
    "<item rdf:about='x'><title>b</title><link>https://contoh.id/2</link></item></rdf:RDF>"),
    '<rss xmlns="http://backend.userland.com/rss2"><item><title>x</title></item></rss>',
    item("<media:title>M</media:title><media:group><media:title>N</media:title></media:group>"),
    atom("<content type='xhtml'><b xml:lang='en'>x</b></content>"),
    atom("<link href='/e/1'/><updated>2026-11-20T10:00:00Z</updated><summary>x</summary>"),
    atom("<summary type='html'>&lt;p&gt;x&lt;/p&gt;</summary><content type='xhtml'><div "
         "xmlns='http://www.w3.org/1999/xhtml' class='a'>a &amp; <b title='\"'>b</b><br/>c</div> "
         "</content>", attributes="xml:lang='en' xml:base='/b/'"),
    atom("<content type='xhtml'>a<div xmlns='http://www.w3.org/1999/xhtml'>x</div></content>"),
    atom("<content type='xhtml'>a &lt; b</content><content>a &lt;b&gt;c&lt;/b&gt;</content>"),
    atom("<author><name>Ani</name><email>a@b.id</email></author><author><uri>u</uri></author>"
         "<contributor><name>C</name></contributor><category term='t' label='L'/>"),
    atom("<author><email>a@b.id</email></author><author>Budi</author>"),
    atom("<source><id>s</id><title>S</title><author><name>N</name></author></source>"
         "<rights>r</rights>", "<author><name>X</name></author><subtitle>s</subtitle>"),
    ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="escaped" type="text/html">'
    "A</title><entry><title>x</title><issued>2026-11-20T10:00:00Z</issued>"
    "<content mode='escaped' type='text/html'>&lt;p&gt;y&lt;/p&gt;</content></entry></feed>"),
]  # fmt: skip
UNSURE = [
    item("<guid>a<b/></guid>"),
    item("<dc:t xmlns:dc='urn:dc'>t</dc:t>"),
    "<rss><item><title>x</title></item><channel><title>y</title></channel></rss>",
    "<channel><item><title>x</title></item></channel>",
    "<rss><channel/><channel><item/></channel></rss>",
    "<rss><channel><item href='/x'><title>x</title></item></channel></rss>",
    "<rss><channel lastmod='2026-11-20'><item><title>x</title></item></channel></rss>",
    "<rss><title>x</title><channel><item><title>y</title></item></channel></rss>",
    rss("<item/>", "<title>Dua</title>"),
    rss("<item/>", "<image><lain/></image>"),
    rss("<item/>", "<rights><b>x</b></rights>"),
    rss("<item/>", "<author>x<name>y</name></author>"),
    rss("<item/>", "<author><nama>y</nama></author>"),
    item("<description><p>x</p></description>"),
    item("<title>a<b>b</b></title>"),
    item("<author>Ani &lt;ani@contoh.id&gt;</author>"),
    item("<pubDate>Κυρ, 11 Ιούλ 2004 12:00:00 EST</pubDate>"),
    item("<body xmlns='http://www.w3.org/1999/xhtml'><p>x</p></body>"),
    item("<x:y xmlns:x='urn:x'><title>x</title></x:y>"),
    item("<date>2026-11-20</date>"),
    item("<x:content xmlns:x='urn:x' x:url='a'/><media:content url='b' x:c='d' xmlns:x='urn:x'/>"),
    item("<title dc:x='y'>x</title>".replace("dc:x", "q:x") + "<dc:t xmlns:dc='urn:dc'>t</dc:t>"),
    item("<title xml:base='ftp://x/'>x</title>"),
    item("<enclosure url='a'><b/></enclosure>"),
    item("<source><description>x</description></source>"),
    item("<media:content " + " ".join(f"a{n}='b'" for n in range(100)) + "/>"),
    item("<title>x</title>").replace("<title>Contoh", "<title>&nbsp;Contoh"),
    atom("<content type='image/png' src='p.png'/>"),
    atom("<content mode='base64'>eA==</content>"),
    atom("<content type='xhtml'><div><title>x</title></div></content>"),
    atom("<content type='xhtml'><svg/></content>"),
    atom("", attributes="xmlns:r='http://purl.org/rss/1.0/'"),
    "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + item("<title>&a;</title>"),
    item("<title>x</title>").replace("<rss ", "<rss xmlns:a='urn:a&amp;b' "),
    item("<x:y xmlns:x='urn:a&amp;b'/>"),
    item("<x:y xmlns:x='urn:x'/><z:y xmlns:z='urn:x'/>"),
    item("<x:y xmlns:x='urn:x'/><title>&#60;x xmlns:y='urn:x'&#62;</title>"),
    item("<media:group>" * 300 + "</media:group>" * 300),
    atom(f"<content type='xhtml'>{'<b>' * 300}x{'</b>' * 300}</content>"),
]


@pytest.mark.parametrize("text", SURE)
def test_what_it_is_sure_of_is_what_feedparser_reads(text: str) -> None:
    assert read_well_formed(text, address=ADDRESS)
    assert ours(text.encode()) == referees(text.encode())


@pytest.mark.parametrize("text", UNSURE)
def test_what_it_is_not_sure_of_is_feedparsers(text: str) -> None:
    assert read_well_formed(text, address=ADDRESS) is None
    assert ours(text.encode()) == referees(text.encode())


def test_a_feed_from_no_web_address_is_feedparsers() -> None:
    assert read_well_formed(item("<title>x</title>"), address="berkas") is None


def test_every_name_that_feedparser_knows_is_known() -> None:
    from feedparser.mixin import _FeedParserMixin as Mixin

    names = {
        name.split("_", 2)[2].lower()
        for name in dir(Mixin)
        if name.startswith(("_start_", "_end_"))
    }
    assert names <= NAMED
    spaces = {uri.lower(): prefix for uri, prefix in Mixin.namespaces.items()}
    assert NAMESPACES.items() <= spaces.items()


PARTS = """
<title>T</title> <title/> <title type='html'>a&amp;lt;b</title> <link>/a</link> <link/>
<link href='b'/> <atom:link rel='self' href='c'/> <guid>g</guid> <guid>h/1</guid>
<guid isPermaLink='false'>h/2</guid> <description>d</description> <summary>s</summary>
<content:encoded>c</content:encoded> <content>e</content> <dc:creator>A</dc:creator>
<author>B</author> <author><name>C</name></author> <category>K</category>
<category term='L'/> <dc:subject>M</dc:subject> <media:title>N</media:title>
<media:description>O</media:description> <media:content url='/p.jpg'/> <source>S</source>
<pubDate>2026-11-20</pubDate> <dc:date>2026-11-21</dc:date> <updated>2026-11-22</updated>
<enclosure url='q.mp3'/> <itunes:summary>r</itunes:summary> <unknown>u</unknown>
<image><url>i</url></image> <language>id</language> <ttl>5</ttl>
""".replace("\n", " ").split("> <")
PIECES = st.lists(st.sampled_from(PARTS), max_size=8).map(
    lambda parts: "".join(f"<{part.strip().removeprefix('<').removesuffix('>')}>" for part in parts)
)


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(PIECES, PIECES)
def test_in_any_order_it_is_sure_only_of_what_feedparser_reads(one: str, other: str) -> None:
    for text in (
        rss(f"<item>{one}</item>", other),
        atom(one, other, SPACES.replace("xmlns:atom", "xmlns:a")),
    ):
        assert ours(text.encode()) == referees(text.encode())
