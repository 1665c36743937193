from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from articles import EVERYTHING, SOURCE, article, document, long_document, said
from berita_tui.app.housekeeping import Noticed
from berita_tui.app.screens.links import LinkList
from berita_tui.app.widgets.article import ArticleView
from berita_tui.language import Language
from berita_tui.placard.glyphs import ASCII
from desks import Desk, lines, settled, shown

LONG = long_document(60)


async def test_an_article_is_set_in_a_centred_column() -> None:
    async with Desk().run_test(size=(120, 24)) as pilot:
        view = await shown(pilot)
        drawn = lines(view)
        assert drawn[0].strip() == "Warga desa menanam seribu pohon di tepi sungai"
        assert len(drawn[0]) - len(drawn[0].lstrip()) == (119 - 72) // 2
        assert "─" * 72 in drawn[4]
        assert all(len(line) == view.room.width for line in drawn)


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_an_article_looks_like_its_portrait(
    size: tuple[int, int], portrait: Callable[[App[None], str], None]
) -> None:
    app = Desk()
    async with app.run_test(size=size) as pilot:
        view = await shown(pilot, words="pohon")
        view.language = Language("id")
        await settled(pilot, view)
        portrait(app, f"article-{size[0]}")


async def test_an_empty_pane_says_why() -> None:
    app = Desk()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.clear("Tidak ada artikel. [b]j[/b] memilih.")
        app.view.focus()
        await pilot.pause()
        assert "Tidak ada artikel. [b]j[/b] memilih." in lines(app.view)[1]
        for key in ("j", "G", "ctrl+d", "u", "plus"):
            await pilot.press(key)
        await pilot.press("n", "1", "space")
        await pilot.pause()
        assert app.keys == ["n", "1"]
        assert app.of(ArticleView.Ended)
        app.view.action_links()
        app.view.action_follow(1)
        app.view.action_step(1)
        app.view.action_light("")
        assert app.view.get_selection(SELECT_ALL) is None


async def test_an_article_gives_way_to_the_hint_again() -> None:
    async with Desk().run_test(size=(60, 20)) as pilot:
        view = await shown(pilot, LONG)
        view.clear("Kosong.")
        await pilot.pause()
        assert "Kosong." in lines(view)[1]
        assert view.max_scroll_y == 0


async def test_every_movement_key_moves() -> None:
    async with Desk().run_test(size=(80, 21)) as pilot:
        view = await shown(pilot, LONG)
        tops = []
        for key in ("j", "down", "k", "ctrl+d", "ctrl+u", "pagedown", "pageup", "G", "g"):
            await pilot.press(key)
            tops.append(view.scroll_offset.y)
        end = view.max_scroll_y
        assert tops == [1, 2, 1, 10, 1, 20, 1, end, 0]
        await pilot.press("end", "home", "space")
        assert view.scroll_offset.y == 19


async def test_space_pages_down_and_says_when_the_end_is_reached() -> None:
    app = Desk()
    async with app.run_test(size=(80, 30)) as pilot:
        view = await shown(pilot, long_document(10))
        before = -1
        while not app.of(ArticleView.Ended):
            before = view.scroll_offset.y
            await pilot.press("space")
            await pilot.pause()
        assert view.scroll_offset.y == before == view.max_scroll_y


async def test_the_share_read_is_told_at_the_bottom() -> None:
    async with Desk().run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, LONG)
        first = lines(view)[-1]
        assert first.strip().endswith("%")
        await pilot.press("G")
        assert lines(view)[-1].strip() == "100%"
        assert lines(view)[-2].strip()


async def test_the_place_is_told_and_found_again() -> None:
    app = Desk()
    async with app.run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, LONG)
        for _ in range(5):
            await pilot.press("pagedown")
        await pilot.pause()
        moved = app.of(ArticleView.Moved)[-1]
        assert isinstance(moved, ArticleView.Moved)
        assert moved.key == article().key
        top = next(line for line in lines(view)[1:] if "Paragraf" in line)
        await shown(pilot, document(said("lain")))
        await shown(pilot, LONG, block=moved.block)
        assert any(top in line for line in lines(view)[:9])
        await shown(pilot, LONG, block=10_000)
        assert view.scroll_offset.y == view.max_scroll_y


async def test_the_same_block_stays_on_top_whatever_the_width() -> None:
    app = Desk()
    async with app.run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, LONG, block=30)
        top = lines(view)[1].split()[:2]
        for size in ((60, 12), (200, 50), (40, 10), (80, 20)):
            await pilot.resize_terminal(*size)
            await settled(pilot, view)
            assert lines(view)[1].split()[:2] == top
        await pilot.press("minus", "minus", "plus")
        await settled(pilot, view)
        assert lines(view)[1].split()[:2] == top
        assert view.text_width == 68
        assert [m.width for m in app.of(ArticleView.Widened) if isinstance(m, ArticleView.Widened)]
        assert not app.of(ArticleView.Moved)


async def test_the_column_is_never_narrower_than_40_nor_wider_than_120() -> None:
    async with Desk().run_test(size=(140, 20)) as pilot:
        view = await shown(pilot)
        view.text_width = 44
        await pilot.press("minus", "minus")
        assert view.text_width == 40
        view.text_width = 118
        await pilot.press("equals_sign", "plus")
        assert view.text_width == 120


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (500, 2), (9, 5)])
async def test_a_tiny_pane_is_no_trouble(size: tuple[int, int]) -> None:
    async with Desk().run_test(size=size) as pilot:
        view = await shown(pilot)
        await pilot.press("j", "G", "space", "g")
        assert all(line is not None for line in lines(view))


async def test_digits_follow_links_and_fall_through_without_any() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("2", "9", "1")
        await pilot.pause()
        opened = app.of(ArticleView.LinkOpened)
        assert all(isinstance(one, ArticleView.LinkOpened) for one in opened)
        assert [(one.address, one.text) for one in opened] == [  # type: ignore[attr-defined]
            ("https://lain.example/", "peta.example"),
            ("https://desa.example/laman/resmi", "laman resmi desa"),
        ]
        await shown(pilot, LONG)
        await pilot.press("1")
        assert app.keys == ["1"]


async def test_u_lists_the_links_and_the_chosen_one_is_followed() -> None:
    app = Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(app.screen, LinkList)
        await pilot.press("j", "enter")
        await pilot.pause()
        (opened,) = app.of(ArticleView.LinkOpened)
        assert isinstance(opened, ArticleView.LinkOpened)
        assert opened.link == EVERYTHING.links[1]
        await pilot.press("u", "escape")
        await pilot.pause()
        assert len(app.of(ArticleView.LinkOpened)) == 1
        await shown(pilot, LONG)
        await pilot.press("u")
        await pilot.pause()
        assert not isinstance(app.screen, LinkList)
        assert app.of(Noticed)


async def test_n_steps_through_matches_while_they_are_lit() -> None:
    app = Desk()
    async with app.run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, LONG, words="paragraf")
        assert view.is_lit
        await pilot.press("n")
        assert view.scroll_offset.y == 0
        await pilot.press(*"nnnnnn")
        top = view.scroll_offset.y
        assert any("Paragraf 6." in line for line in lines(view))
        await pilot.press(*"NNNNNNN")
        assert view.scroll_offset.y > top
        assert any("Paragraf 59." in line for line in lines(view))
        await pilot.press("escape")
        assert not view.is_lit
        assert app.keys == []
        await pilot.press("n", "escape")
        assert app.keys == ["n", "escape"]


async def test_the_match_one_stands_on_looks_different() -> None:
    async with Desk().run_test(size=(80, 40)) as pilot:
        view = await shown(pilot, words="pohon")

        def looks() -> list[object]:
            return [
                (segment.style.reverse, segment.style.bgcolor)
                for y in range(view.room.height)
                for segment in view.render_line(y)
                if segment.text == "pohon" and segment.style
            ]

        before = looks()
        await pilot.press("n")
        after = looks()
        assert len(before) >= 3
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


async def test_without_any_match_n_puts_the_light_out() -> None:
    app = Desk()
    async with app.run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, words="zzz")
        await pilot.press("n", "n")
        assert not view.is_lit
        assert app.keys == ["n"]


async def test_a_click_on_a_link_follows_it_and_elsewhere_does_not() -> None:
    app = Desk()
    async with app.run_test(size=(80, 40)) as pilot:
        view = await shown(pilot)
        y, line = next((y, line) for y, line in enumerate(lines(view)) if "laman resmi" in line)
        await pilot.click(view, offset=(line.index("laman") + 2, y))
        await pilot.click(view, offset=(line.index("laman") - 4, y))
        await pilot.pause()
        assert len(app.of(ArticleView.LinkOpened)) == 1


async def test_the_wheel_scrolls() -> None:
    async with Desk().run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, LONG)
        view.scroll_to(y=200, animate=False)
        await pilot.pause()
        middle = view.scroll_offset.y
        assert middle > 100
        view._scroll_down_for_pointer(animate=False)
        await pilot.pause()
        assert view.scroll_offset.y > middle


async def test_text_is_selected_with_the_mouse_and_copied_plain() -> None:
    app = Desk()
    async with app.run_test(size=(80, 40)) as pilot:
        view = await shown(pilot)
        y, line = next((y, line) for y, line in enumerate(lines(view)) if "seribu pohon se" in line)
        start = line.index("seribu")
        await pilot.mouse_down(view, offset=(start, y))
        await pilot.hover(view, offset=(start + 11, y))
        await pilot.mouse_up(view, offset=(start + 11, y))
        await pilot.pause()
        assert app.screen.get_selected_text() == "seribu pohon"
        strip = view.render_line(y)
        assert "seribu pohon" in strip.text
        assert not app.of(ArticleView.LinkOpened)
        app.screen.selections = {view: Selection(Offset(0, 0), None)}
        assert "Air sungai, H₂O" in (app.screen.get_selected_text() or "")


async def test_changes_of_language_glyphs_and_theme_are_drawn() -> None:
    app = Desk()
    async with app.run_test(size=(80, 20)) as pilot:
        view = await shown(pilot)
        view.language = Language("id")
        view.glyphs = ASCII
        await settled(pilot, view)
        assert "-" * 72 in lines(view)[4]
        assert "Senin, 23 November 2026" in lines(view)[2]
        dark = view.render_line(1)
        app.theme = "textual-light"
        await pilot.pause()
        assert list(view.render_line(1)) != list(dark)


async def test_hyperlinks_reach_the_terminal_but_not_those_that_mislead() -> None:
    async with Desk().run_test(size=(80, 60)) as pilot:
        view = await shown(pilot)
        links = {
            segment.style.link
            for y in range(view.room.height)
            for segment in view.render_line(y)
            if segment.style and segment.style.link
        }
        assert links == {"https://desa.example/laman/resmi"}


async def test_hostile_text_is_text() -> None:
    bad = "[@click=app.quit]x[/] [/] \x1b[31m \x9b1m \u202eabc " + "\u0301" * 50
    async with Desk().run_test(size=(80, 20)) as pilot:
        view = await shown(pilot, document(said(bad), said("w" * 100_000)))
        text = "\n".join(lines(view))
        assert "[@click=app.quit]x[/] [/] [31m" in text
        await pilot.press("G", "space")
        assert pilot.app.is_running


@pytest.mark.unmeasured
async def test_two_thousand_paragraphs_open_at_once_and_come_right_in_idle_moments() -> None:
    document = long_document(2000)
    async with Desk().run_test(size=(120, 24)) as pilot:
        assert isinstance(pilot.app, Desk)
        view = pilot.app.view
        view.show(article(), SOURCE, document, block=1900)
        assert not view.is_whole
        top = lines(view)[1]
        await settled(pilot, view)
        for _ in range(400):
            if view.is_whole:
                break
            await pilot.pause(0.01)
        assert view.is_whole
        assert lines(view)[1] == top
