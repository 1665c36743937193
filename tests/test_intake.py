from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from articles import PLAIN
from berita_tui.intake import MAX_FEED, MAX_PAGE, Taken, bring_in
from berita_tui.news import SAVED, BadAddress, PauseReason, Source, View
from berita_tui.places import Places
from berita_tui.store import Store
from berita_tui.worker import Worker
from servers import reply, serving

RSS = """<?xml version="1.0"?>
<!-- <html> --><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Kabar Contoh</title><link>https://news.example/</link>{self}
<item><title>Satu</title><link>https://news.example/1</link><guid>1</guid></item>
<item><title>Dua</title><link>https://news.example/2</link><guid>2</guid></item>
</channel></rss>"""
OTHER_XML = "this is XML of another kind; give OPML, a feed, a saved page or plain text"
SELF = '<atom:link rel="self" href="https://news.example/rss"/>'
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Kabar JSON",
"items": [{"id": "1", "title": "Satu", "content_text": "Isi."}]}"""
PAGE = """<!doctype html><html lang="id"><head><title>Pasar ikan ramai</title></head>
<body><article><h1>Pasar ikan ramai</h1><p>Pedagang mulai datang sejak subuh, dan pembeli
menyusul ketika hari terang; pasar itu baru sepi menjelang siang, kata seorang penjaga.</p>
<p>Harga ikan turun sedikit dibandingkan pekan lalu, dan semua orang senang karenanya.</p>
</article></body></html>"""
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Langganan</title></head><body>
<outline text="Nasional"><outline type="rss" text="Contoh" xmlUrl="https://news.example/rss"/>
</outline>
<outline type="rss" text="Rumah" xmlUrl="http://192.168.1.9/feed"/>
<outline type="rss" text="Sendiri" xmlUrl="http://localhost:8080/feed"/>
<outline type="rss" text="Jahat" xmlUrl="exec:rm"/>
</body></opml>"""


@pytest.fixture
def store(stocked: Places, clock: Callable[[], datetime]) -> Iterator[Store]:
    kept = Store.open(stocked, clock=clock)
    yield kept
    kept.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[Worker]:
    async with Worker() as working:
        yield working


Take = Callable[..., "object"]


class Intake:
    def __init__(self, folder: Path, store: Store, worker: Worker, clock: Callable[[], datetime]):
        self.folder = folder
        self.store = store
        self.worker = worker
        self.clock = clock

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    async def take(self, *paths: Path, address: str = "", **options: object) -> list[Taken]:
        taken = bring_in(
            paths,
            store=self.store,
            worker=self.worker,
            clock=self.clock,
            address=address,
            **options,  # type: ignore[arg-type]
        )
        return [each async for each in taken]

    async def one(self, name: str, content: str | bytes, **options: object) -> Taken:
        (taken,) = await self.take(self.file(name, content), **options)  # type: ignore[arg-type]
        return taken


@pytest.fixture
def intake(tmp_path: Path, store: Store, worker: Worker, clock: Callable[[], datetime]) -> Intake:
    return Intake(tmp_path, store, worker, clock)


async def test_plain_text_becomes_an_article_among_the_saved_pages(intake: Intake) -> None:
    taken = await intake.one("jembatan.txt", PLAIN, shelf="Halaman simpanan", folder=("Arsip",))
    assert (taken.status, taken.title, taken.new) == (
        "added",
        "Jembatan desa selesai diperbaiki",
        1,
    )
    assert (taken.articles, taken.sources, taken.error) == (None, None, None)
    article = intake.store.articles.by_id(taken.id)
    assert article.entry.place == "DESA CONTOH"
    source = intake.store.sources.by_address(SAVED)
    assert source
    assert (source.title, source.folder) == ("Halaman simpanan", ("Arsip",))
    assert article.source == source.key


async def test_the_same_file_twice_changes_nothing(intake: Intake) -> None:
    for name, content in (("a.txt", PLAIN), ("b.rss", RSS), ("c.opml", OPML), ("d.html", PAGE)):
        first = await intake.one(name, content)
        before = (intake.store.sources.all(), len(intake.store.shelf(View())))
        second = await intake.one(f"again-{name}", content)
        assert (first.status, second.status) == ("added", "known")
        assert second.id == first.id
        assert second.new == 0
        assert (intake.store.sources.all(), len(intake.store.shelf(View()))) == before


async def test_a_saved_page_knows_the_address_it_came_from(intake: Intake) -> None:
    taken = await intake.one("ikan.html", PAGE, address="https://news.example/ikan#top")
    article = intake.store.articles.by_id(taken.id)
    assert article.entry.title == "Pasar ikan ramai"
    assert article.entry.link == "https://news.example/ikan"


async def test_a_bad_address_is_refused_before_anything_is_read(intake: Intake) -> None:
    with pytest.raises(BadAddress):
        await intake.one("ikan.html", PAGE, address="javascript:alert(1)")


async def test_a_feed_that_is_not_followed_gets_a_source_of_its_own(intake: Intake) -> None:
    taken = await intake.one("kabar.xml", RSS.format(self=SELF))
    assert (taken.status, taken.title, taken.articles, taken.new) == ("added", "Kabar Contoh", 2, 2)
    (source,) = intake.store.sources.all()
    assert source.title == "Kabar Contoh"
    assert not source.is_fetched


async def test_a_feed_that_names_a_followed_one_goes_there(intake: Intake) -> None:
    intake.store.sources.add(Source.followed("https://news.example/rss"))
    await intake.one("kabar.xml", RSS.format(self=SELF))
    (source,) = intake.store.sources.all()
    assert intake.store.counts().of_source(source.key).total == 2


async def test_a_feed_goes_to_the_source_whose_address_is_given(intake: Intake) -> None:
    intake.store.sources.add(Source.followed("https://news.example/rss"))
    await intake.one("kabar.xml", RSS.format(self=""), address="https://news.example/rss")
    assert len(intake.store.sources.all()) == 1


async def test_a_feed_without_a_title_is_named_after_its_file(intake: Intake) -> None:
    taken = await intake.one(
        "kabar.xml", "<rss><channel><item><title>x</title></item></channel></rss>"
    )
    assert taken.title == "kabar"


async def test_a_json_feed_is_known_by_its_content(intake: Intake) -> None:
    taken = await intake.one("unduhan", JSON_FEED)
    assert (taken.title, taken.articles) == ("Kabar JSON", 1)


async def test_opml_is_taken_whole_and_what_needs_a_word_is_listed(intake: Intake) -> None:
    taken = await intake.one("langganan.opml", OPML, folder=("Impor",))
    assert (taken.status, taken.title, taken.sources, taken.new) == ("added", "Langganan", 3, 3)
    sources = {source.title: source for source in intake.store.sources.all()}
    assert sources["Contoh"].folder == ("Impor", "Nasional")
    assert sources["Contoh"].paused is None
    for name in ("Rumah", "Sendiri"):
        assert sources[name].paused is PauseReason.PRIVATE
        assert not sources[name].is_private_allowed
    told = [str(each) for each in taken.skipped]
    assert len(told) == 3
    assert any(
        "“Rumah” is paused: 192.168.1.9 belongs to a private network" in each for each in told
    )
    assert len(intake.store.marks.recent()) == 1


async def test_a_list_of_very_many_sources_is_taken_on_request_only(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berita_tui.intake.MANY", 2)
    refused = await intake.one("langganan.opml", OPML)
    assert refused.status == "failed"
    assert "lists 3 sources; import it again with --many" in str(refused.error)
    assert not intake.store.sources.all()
    assert (await intake.one("langganan.opml", OPML, is_many_allowed=True)).new == 3


async def test_leave_for_private_hosts_is_remembered_and_given_later_too(intake: Intake) -> None:
    path = intake.file("langganan.opml", OPML)
    await intake.take(path)
    (taken,) = await intake.take(path, is_private_allowed=True)
    assert (taken.status, taken.new) == ("added", 2)
    assert len(taken.skipped) == 1
    for source in intake.store.sources.all():
        assert source.paused is None
    (again,) = await intake.take(path)
    assert again.status == "known"
    assert len(again.skipped) == 1
    assert all(source.paused is None for source in intake.store.sources.all())


async def test_leave_can_be_given_at_once(intake: Intake) -> None:
    taken = await intake.one("langganan.opml", OPML, is_private_allowed=True)
    assert len(taken.skipped) == 1
    assert all(source.is_private_allowed for source in intake.store.sources.all())


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", OPML, "sources"),
        ("a.html", RSS, "articles"),
        ("a.txt", "<RDF:rdf></RDF:rdf>", "articles"),
        ("a.txt", "\ufeff" + RSS, "articles"),
        ("a.txt", RSS.replace('<?xml version="1.0"?>', "").encode("utf-16"), "articles"),
        ("a.txt", RSS.replace('<?xml version="1.0"?>', "").encode("utf-16-be"), ""),
        ("a.txt", "<rss version='2.0'><channel/></rss>".encode("utf-16-be"), "articles"),
        ("a.txt", "<rss version='2.0'><channel/></rss>".encode("utf-16-le"), "articles"),
        ("a.txt", "<rss version='2.0'><channel/></rss>".encode("utf-32"), "articles"),
        ("a.txt", "<rss version='2.0'><channel/></rss>".encode("utf-32-be"), "articles"),
    ],
)
async def test_the_content_says_what_a_file_is(
    intake: Intake, name: str, content: str | bytes, kind: str
) -> None:
    taken = await intake.one(name, content)
    if kind:
        assert taken.error or getattr(taken, kind) is not None
    else:
        assert "not a text" in str(taken.error)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xml", "no feed at all"),
        ("a.rss", "{}"),
        ("a.opml", "no outline"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1", "items": 3'),
    ],
)
async def test_what_is_not_what_its_name_says_is_told(
    intake: Intake, name: str, content: str
) -> None:
    taken = await intake.one(name, content)
    assert taken.status == "failed"
    assert taken.error
    assert "\n" not in str(taken.error)
    assert not intake.store.sources.all()


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><catatan><isi>Panen raya.</isi></catatan>',
        '<!-- gaya --><xsl:stylesheet version="1.0"><xsl:text>Panen.</xsl:text></xsl:stylesheet>',
        '<!DOCTYPE svg>\n<svg xmlns="http://www.w3.org/2000/svg"><text>Panen.</text></svg>',
    ],
)
async def test_xml_of_another_kind_is_no_page(intake: Intake, content: str) -> None:
    taken = await intake.one("catatan", content)
    assert str(taken.error) == OTHER_XML
    assert not intake.store.sources.all()


@pytest.mark.parametrize("space", ["", ' lang="id"', ' xmlns="http://www.w3.org/1999/xhtml"'])
async def test_a_piece_of_xhtml_is_a_page(intake: Intake, space: str) -> None:
    taken = await intake.one("potongan", f"<div{space}><p>{PLAIN}</p></div>")
    assert taken.status == "added"


async def test_pieces_of_a_page_are_a_page(intake: Intake) -> None:
    body = PAGE.split("<article>")[1].split("</article>", maxsplit=1)[0].replace("<h1>", "<h2>")
    assert (await intake.one("potongan", body.replace("</h1>", "</h2>"))).status == "added"


async def test_what_cannot_be_taken_is_told_and_the_rest_goes_on(intake: Intake) -> None:
    pipe = intake.folder / "pipa"
    os.mkfifo(pipe)
    page = b"<html>" + b" x" * (MAX_PAGE // 2)
    paths = [
        intake.folder / "tiada.txt",
        intake.folder,
        pipe,
        Path("a\0b"),
        intake.file("kosong.txt", " \n"),
        intake.file("gambar.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        intake.file("halaman.html", page),
        intake.file("besar.xml", b"<rss>" + b" x" * (MAX_FEED // 2)),
        intake.file("jembatan.txt", PLAIN),
    ]
    taken = await intake.take(*paths)
    assert [each.path for each in taken] == paths
    assert [str(each.error) for each in taken[:-1]] == [
        "there is no such file; check its name",
        "this is a folder; give the files in it",
        "this is not a regular file; give one that is",
        "there is no such file; check its name",
        "this is empty; there is nothing to take in",
        "this is not a text; give OPML, a feed, a saved page or plain text",
        "this is too large; at most 3 MB are taken",
        "this is too large; at most 15 MB are taken",
    ]
    assert {each.status for each in taken[:-1]} == {"failed"}
    assert taken[-1].status == "added"


async def test_a_file_that_may_not_be_read_is_told(intake: Intake) -> None:
    loop = intake.folder / "putar"
    loop.symlink_to(loop)
    (taken,) = await intake.take(loop)
    assert "cannot be read (" in str(taken.error)


async def test_an_article_without_a_title_is_named_after_its_file(intake: Intake) -> None:
    taken = await intake.one("catatan pagi.html", PAGE.replace("Pasar ikan ramai", ""))
    assert taken.title == "catatan pagi"


async def test_the_article_of_the_seed_comes_out_as_it_should(intake: Intake, shared: Path) -> None:
    (path,) = (shared / "data/seed").glob("*.txt")
    (taken,) = await intake.take(path)
    entry = intake.store.articles.by_id(taken.id).entry
    assert entry.title == "Rakor Pilkada 2020 untuk Dorong Masyarakat Menjadi Pemilih Cerdas"
    assert entry.published
    assert entry.published.isoformat() == "2020-02-27T16:56:00+07:00"
    assert (entry.place, entry.outlet, entry.editor) == ("NUSA DUA", "SINDOnews", "poe")


SECRET = "KENARI"
NO_FEED = "this is no feed: neither RSS nor Atom nor JSON Feed"
REST = {
    "defusedxml/cyclic.xml": NO_FEED,
    "defusedxml/dtd.xml": "added",  # XHTML
    "defusedxml/external.xml": NO_FEED,
    "defusedxml/external_file.xml": NO_FEED,
    "defusedxml/quadratic.xml": NO_FEED,
    "defusedxml/simple-ns.xml": NO_FEED,
    "defusedxml/simple.xml": NO_FEED,
    "defusedxml/xalan_exec.xsl": OTHER_XML,
    "defusedxml/xalan_write.xsl": OTHER_XML,
    "defusedxml/xmlbomb.xml": NO_FEED,
    "defusedxml/xmlbomb2.xml": NO_FEED,
    "encoding/encoding--koi8r.xml": "Пример RSS ленты: 2",
    "encoding/encoding--utf8-incorrect-prolog.xml": "테스트 피드: 1",
    "encoding/encoding--utf8.html": "added",
    "encoding/encoding--utf8.xml": "테스트 피드: 1",
    "encoding/encoding--windows-1252-incorrect-prolog.xml": "Euro €: 0",
    "encoding/xml--iso88591.xml": NO_FEED,
    "encoding/xml--iso88591_utf8_mismatch.xml": NO_FEED,
    "encoding/xml--koi8r.xml": "Пример RSS ленты: 2",
    "feedvalidator/doctype_not_entity.xml": "doctype_not_entity: 0",
    "feedvalidator/system_entity.xml": "system_entity: 1",
    "feedvalidator/system_entity_http.xml": "system_entity_http: 1",
}
"""What becomes of each file of the hostile collection that is none of its cases."""


async def test_other_hostile_files_are_taken_or_refused_and_open_nothing(
    intake: Intake, shared: Path
) -> None:
    folder, found = shared / "data/hostile", {}
    secret = intake.file("rahasia.txt", SECRET)
    async with serving(reply(200, SECRET.encode())) as server:
        for name in sorted(REST):
            content = (folder / name).read_bytes()
            content = re.sub(rb'"file:[^"]*"', f'"file://{secret}"'.encode(), content)
            content = re.sub(rb'"http://[^"]*"(?=\s*>)', f'"{server.url()}"'.encode(), content)
            taken = await intake.one(name.partition("/")[2], content)
            told = taken.status if taken.articles is None else f"{taken.title}: {taken.articles}"
            found[name] = str(taken.error) if taken.error else told
    assert found == REST
    assert not server.asked
    shelf = intake.store.shelf(View())
    kept = [intake.store.articles.by_id(row.key.hex()) for row in shelf]
    assert len(kept) > 5
    assert SECRET not in repr(kept)
    assert {path.name for path in intake.folder.iterdir()}.isdisjoint({"xalan_redirect.txt"})
