from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.segment import Segment
from textual.app import App
from textual.pilot import Pilot

from berita_tui.app import BeritaApp
from berita_tui.app.graphics import Graphics
from berita_tui.app.guard import Pixels
from berita_tui.app.widgets.article import ArticleView
from berita_tui.app.widgets.courier import Courier
from berita_tui.news import Entry, Picture, Source
from berita_tui.newsroom import Newsroom
from berita_tui.parse.pictures import read_picture
from berita_tui.settings import load
from plates import drawn, packed
from readers import NOON, Reader, said, screen_text, settle
from servers import reply, serving

HILL, SEA = "https://warta0.example.id/bukit.png", "https://warta0.example.id/laut.png"
SIXEL = Graphics(style="sixel", cell_width=10, cell_height=20)
KITTY = Graphics(style="kitty", cell_width=10, cell_height=20)


@pytest.fixture
def illustrated(reader: Reader) -> Reader:
    """The newest article has a picture above its text and one in a quotation within it."""
    text = "<p>Warga desa menanam seribu pohon di tepi sungai sejak pagi.</p>"
    html = (
        f'{text * 2}<blockquote><p>Bukit itu milik kita.</p><figure><img src="{SEA}" alt="Laut'
        f' tenang"><figcaption>Laut di pagi hari.</figcaption></figure></blockquote>{text * 20}'
    )
    entry = Entry(
        guid="bergambar",
        title="Warga menanam seribu pohon",
        published=NOON,
        html=html,
        pictures=(Picture(address=HILL, caption="Bukit di pagi hari.", alt="Bukit hijau"),),
        is_whole=True,
    )
    (key,) = reader.store.articles.save(reader.sources[0], [entry], when=NOON).new
    article = reader.store.articles.get(key)
    assert article
    reader.store.pictures.begin(article.number, [HILL, SEA])
    for address, size in ((HILL, (300, 200)), (SEA, (240, 160))):
        reader.store.pictures.keep(address, read_picture(packed(drawn(*size))))
    reader.store.pictures.finish(article.number)
    return reader


async def open_first(pilot: Pilot[None]) -> ArticleView:
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    return article_view(pilot)


def article_view(pilot: Pilot[None]) -> ArticleView:
    assert isinstance(pilot.app, BeritaApp)
    return pilot.app.front.panes.article_view


def segments(app: App[None]) -> list[Segment]:
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


def count_of(text: str, pilot: Pilot[None]) -> int:
    assert isinstance(pilot.app, BeritaApp)
    return screen_text(pilot.app).count(text)


async def test_an_article_shows_its_pictures(
    illustrated: Reader, portrait: Callable[[App[None], str], None]
) -> None:
    app = illustrated.app()
    async with app.run_test(size=(90, 44)) as pilot:
        await open_first(pilot)
        assert count_of("▀", pilot) > 400
        assert "[Bukit hijau] Bukit di pagi hari." in screen_text(app)
        assert "Picture" not in screen_text(app)
        portrait(app, "article-pictures")


async def test_rows_are_kept_free_before_a_picture_is_drawn(illustrated: Reader) -> None:
    app = illustrated.app()
    async with app.run_test(size=(90, 44)) as pilot:
        view = await open_first(pilot)
        before = view.virtual_size
        where = [y for y in range(view.room.height) if "menanam seribu" in view.render_line(y).text]
        assert view._easel
        view._easel.clear()
        view.refresh()
        await pilot.pause()
        assert view.virtual_size == before
        await settle(pilot)
        after = [y for y in range(view.room.height) if "menanam seribu" in view.render_line(y).text]
        assert (view.virtual_size, after) == (before, where)


async def test_only_what_is_seen_is_drawn(illustrated: Reader) -> None:
    app = illustrated.app()
    async with app.run_test(size=(90, 20)) as pilot:
        view = await open_first(pilot)
        assert view._easel
        assert len(view._easel._drawings) == 1
        await pilot.press("space", "space")
        await settle(pilot)
        assert len(view._easel._drawings) == 2


async def test_i_hides_pictures_and_shows_them_and_is_remembered(illustrated: Reader) -> None:
    app = illustrated.app()
    async with app.run_test(size=(90, 44)) as pilot:
        await open_first(pilot)
        await pilot.press("i")
        await settle(pilot)
        assert not count_of("▀", pilot)
        assert "[Picture: Bukit hijau] Bukit di pagi hari." in screen_text(app)
        assert said(app.front) == "Pictures are not shown."
        assert load(illustrated.places.settings).pictures is False
        await pilot.press("i")
        await settle(pilot)
        assert count_of("▀", pilot) > 400
        assert said(app.front) == "Pictures are shown."
        assert load(illustrated.places.settings).pictures is True


async def test_who_wishes_no_pictures_sees_none(illustrated: Reader) -> None:
    app = illustrated.app(pictures=False)
    async with app.run_test(size=(90, 44)) as pilot:
        await open_first(pilot)
        assert not count_of("▀", pilot)
        assert "[Picture: Bukit hijau]" in screen_text(app)


@pytest.mark.parametrize("name", ["NO_COLOR", "glyphs"])
async def test_without_colours_or_in_ascii_the_caption_stands_alone(
    illustrated: Reader, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    app = illustrated.app(**({"glyphs": "ascii"} if name == "glyphs" else {}))
    async with app.run_test(size=(90, 44)) as pilot:
        await open_first(pilot)
        assert not count_of("▀", pilot)
        assert "[Picture: Bukit hijau] Bukit di pagi hari." in screen_text(app)
        if name == "NO_COLOR":
            await pilot.press("i")
            await settle(pilot)
            assert said(app.front) == "This terminal has too few colours for pictures."


async def test_a_lost_picture_is_only_its_caption_again(illustrated: Reader) -> None:
    for path in illustrated.places.pictures.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    app = illustrated.app()
    async with app.run_test(size=(90, 44)) as pilot:
        await open_first(pilot)
        await settle(pilot)
        assert not count_of("▀", pilot)
        assert "[Picture: Bukit hijau]" in screen_text(app)
        assert illustrated.store.pictures.wanted(limit=1)


async def test_pictures_are_not_copied_with_the_text(illustrated: Reader) -> None:
    app = illustrated.app()
    async with app.run_test(size=(90, 44)) as pilot:
        view = await open_first(pilot)
        view.text_select_all()
        await pilot.pause()
        copied = view.get_selection(app.screen.selections[view])
        assert copied
        assert "Bukit di pagi hari.\n\nWarga desa" in copied[0]
        assert "\n\n\n" not in copied[0]


async def test_pixels_are_drawn_and_taken_away_under_another_screen(illustrated: Reader) -> None:
    app = illustrated.app(graphics=SIXEL)
    async with app.run_test(size=(90, 44)) as pilot:
        view = await open_first(pilot)
        shown = [each for each in segments(app) if type(each.text) is Pixels]
        assert len(shown) > 10
        assert all(each.text.startswith("\x1b7\x1b[") for each in shown)
        rows = app.screen._compositor.render_strips()
        assert {sum(segment.cell_length for segment in row) for row in rows} == {90}
        assert {row.text[-1] for row in rows[3:40]} == {"┃"}
        await pilot.press("question_mark")
        await settle(pilot)
        assert not [each for each in segments(app) if type(each.text) is Pixels]
        assert "\x1b" not in "".join(each.text for each in segments(app))
        await pilot.press("escape")
        await settle(pilot)
        again = [each.text for each in segments(app) if type(each.text) is Pixels]
        assert again == [each.text for each in shown]
        assert view.is_whole


async def test_kitty_is_sent_each_picture_once_and_told_to_forget_it(
    illustrated: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = illustrated.app(graphics=KITTY)
    sent: list[str] = []
    async with app.run_test(size=(90, 44)) as pilot:
        assert app._driver
        monkeypatch.setattr(app._driver, "write", sent.append)
        await open_first(pilot)
        assert count_of("\U0010eeee", pilot) > 400
        pictures = [text for text in sent if text.startswith("\x1b_G")]
        assert len(pictures) == 2
        await pilot.press("j", "j", "k")
        await settle(pilot)
        assert [text for text in sent if text.startswith("\x1b_G")] == pictures
    assert sent[-1].count("a=d,d=I") == 2


FEED = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Warta</title>
<item><title>Panen raya</title><guid>1</guid><description>&lt;p&gt;Isi.&lt;/p&gt;</description>
<media:content url="{address}" medium="image" type="image/png"/></item></channel></rss>"""


async def test_pictures_come_with_a_refresh_and_stay_when_the_server_is_gone(
    empty_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    picture = packed(drawn(300, 200))
    room = Newsroom(empty_reader.store, clock=lambda: NOON, picture_bytes=10_000_000)
    app = empty_reader.app(newsroom=room)
    async with app.run_test(size=(120, 40)) as pilot:
        async with serving(
            lambda asked, _: (
                reply(200, FEED.format(address=server.url("/a.png")).encode())
                if asked.target == "/feed"
                else reply(200, picture)
            )
        ) as server:
            source = replace(Source.followed(server.url("/feed")), is_private_allowed=True)
            empty_reader.store.sources.add(source)
            app.front.follow_anew()
            async for _ in room.refresh():
                pass
            app.front.panes.listing.renew()
            view = await open_first(pilot)
            assert not count_of("▀", pilot)
            app.front.query_one(Courier).begin()
            await settle(pilot)
            await settle(pilot)
            assert count_of("▀", pilot) > 400
        view.clear()
        await pilot.press("escape", "enter")
        await settle(pilot)
        assert count_of("▀", pilot) > 400
    await room.aclose()
