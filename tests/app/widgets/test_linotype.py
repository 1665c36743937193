"""A linotype: its lines are those put together character by character, whatever changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.strip import Strip

from berita_tui.app.widgets.headlines import HeadlineList
from berita_tui.app.widgets.lines import Lit, lit_segments
from berita_tui.app.widgets.linotype import Linotype
from berita_tui.news import Field, Headline, find_matches, parse_query
from berita_tui.news.noun import replace as other
from berita_tui.placard.lines import fitted
from berita_tui.placard.rows import BAR, Manner, Said, facts_line, title_line
from readers import Reader, screen_text, settle

TITLES = (
    "Sidang pemilih dibuka lagi: pemilih ramai",
    "",
    "漢字かな sidang 交じり文の見出しはとても長いので切られる",
    "Sidang " * 20,
)


def looks(strip: Strip) -> list[tuple[str, Style | None]]:
    """Return how each character looks, however they are cut into segments."""
    return [(each, style) for text, style, _ in strip for each in text]


def character_by_character(
    rows: HeadlineList,
    line: tuple[Sequence[Said], Sequence[Said]],
    width: int,
    base: Style,
    lit: Lit,
) -> list[tuple[str, Style]]:
    left, right = line
    bright = {at for first, last in lit for at in range(first, last)}
    expected: list[tuple[str, Style]] = []
    for text, said in fitted(width, left, right, ellipsis=rows.glyphs.ellipsis):
        style = base
        if said is not None and said.look:
            name = "row--bar" if said.look == BAR else f"headline--{said.look}"
            style = base + rows.ink(name)
        for at, each in enumerate(text):
            is_lit = said is left[-1] and at in bright
            expected.append((each, style + rows.face("headline--match") if is_lit else style))
    return expected


def compare(rows: HeadlineList, headline: Headline, width: int, base: Style, query: str) -> None:
    caster = rows._caster
    asked = parse_query(query) if query else None
    lit = caster.lit(headline.title, asked)
    assert lit == (find_matches(asked, headline.title, Field.TITLE) if asked else ())
    manner = Manner(
        language=rows.language,
        glyphs=rows.glyphs,
        names=rows.names,
        now=rows.now,
        is_compact=rows.density == "compact",
    )
    for is_current in (False, True):
        line = title_line(headline, manner, width, is_current=is_current)
        cast = caster.title(headline, lit, width, base, is_current=is_current)
        assert looks(cast) == character_by_character(rows, line, width, base, lit)
    line = facts_line(headline, manner, width)
    cast = caster.facts(headline, width, base)
    assert looks(cast) == character_by_character(rows, line, width, base, ())
    line = [Said("   "), Said(headline.title, "snippet")], [Said(" ")]
    cast = caster.snippet((headline.title, lit), width, base)
    assert looks(cast) == character_by_character(rows, line, width, base, lit)


async def test_a_line_is_cast_as_it_is_put_together_character_by_character(reader: Reader) -> None:
    app = reader.app()
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        rows = app.front.panes.listing.headlines
        first = reader.listed()[0]
        bold = {"is_bookmarked": True, "is_whole": True, "is_changed": True, "is_read": True}
        casters: set[Linotype] = set()
        for turn in (None, ("density", "compact"), ("language", "id"), ("glyphs", "ascii")):
            if turn:
                app.wish(*turn)
                await settle(pilot)
            casters.add(rows._caster)
            bases = rows.face("row--plain"), rows.face("row--plain") + rows.face("row--cursor")
            for title, width, base in product(TITLES, (0, 7, 40), bases):
                for marks in ({}, bold):
                    headline = other(first, title=title, **marks)
                    for query in ("", "pilih sidang"):
                        compare(rows, headline, width, base, query)
        assert len(casters) == 4


async def test_what_is_kept_from_key_to_key_is_what_is_drawn_anew(reader: Reader) -> None:
    entries = [
        replace(each, title=f"{('Pilih', 'Memilih', 'Pemilihan')[number % 3]} {each.title}")
        for number, each in enumerate(reader.entries(0))
    ]
    reader.save(0, entries)
    app = reader.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        rows = app.front.panes.listing.headlines

        async def same_as_anew() -> None:
            await settle(pilot)
            page = rows.size.region
            kept = [looks(each) for each in rows.render_lines(page)]
            rows._forget()
            assert kept == [looks(each) for each in rows.render_lines(page)]

        await pilot.press("slash")
        for keys in ("pi", "lih", " -bola"):
            for key in keys:
                await pilot.press({" ": "space", "-": "minus"}.get(key, key))
            await same_as_anew()
        assert "Pemilihan" in screen_text(app)
        await pilot.press("enter", "j", "s")
        await same_as_anew()
        await pilot.press("T")
        app.wish("language", "id")
        await same_as_anew()
        await pilot.resize_terminal(100, 24)
        await same_as_anew()
        await pilot.press("escape")
        await same_as_anew()


@given(
    st.text("abc", max_size=12),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=3),
)
def test_of_a_lit_text_nothing_is_lost(text: str, places: list[tuple[int, int]]) -> None:
    plain, bright = Style(), Style(bold=True)
    segments = list(lit_segments(text, tuple(sorted(places)), plain, bright))
    assert "".join(each.text for each in segments) == text
    assert all(each.text for each in segments)
    lit = {at for start, end in places for at in range(start, min(end, len(text)))}
    cells = [each.style == bright for each in segments for _ in each.text]
    assert lit == {at for at, is_lit in enumerate(cells) if is_lit}
