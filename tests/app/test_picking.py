from __future__ import annotations

import pytest

from berita_tui.app.picking import FOUND, Picking
from berita_tui.catalogue import Offer, Pack
from berita_tui.language import Language
from berita_tui.news import Source

PACKS = (Pack("a", "Nation"), Pack("b", "Sport"))


def offer(name: str, pack: str = "a", *, is_unsure: bool = False) -> Offer:
    return Offer(
        outlet=name,
        section="News",
        address=f"https://{name.lower()}.example/rss",
        homepage=f"https://{name.lower()}.example/",
        pack=pack,
        language="id",
        is_unsure=is_unsure,
    )


@pytest.fixture
def picking() -> Picking:
    return Picking(
        packs=PACKS,
        offers=(offer("Fajar"), offer("Senja", is_unsure=True), offer("Gawang", "b")),
        followed=frozenset({"https://fajar.example/rss"}),
        language=Language("en"),
    )


def labels(picking: Picking) -> list[str]:
    return [row.label for row in picking.rows()]


def test_packs_are_folded_at_first(picking: Picking) -> None:
    assert labels(picking) == ["Nation", "Sport"]
    assert all(row.is_folded for row in picking.rows())


def test_a_pack_unfolds_and_folds(picking: Picking) -> None:
    picking.fold("a", is_folded=False)
    assert labels(picking) == ["Nation", "Fajar · News", "Senja · News", "Sport"]
    picking.fold("a", is_folded=True)
    assert labels(picking) == ["Nation", "Sport"]


def test_what_is_followed_says_so_and_cannot_be_ticked(picking: Picking) -> None:
    picking.fold("a", is_folded=False)
    row = picking.rows()[1]
    assert (row.detail, row.is_checked) == ("followed", None)
    picking.tick("https://fajar.example/rss")
    assert picking.picked() == ()


def test_an_unsure_offer_says_so(picking: Picking) -> None:
    picking.fold("a", is_folded=False)
    assert picking.rows()[2].detail == "unsure"


def test_ticking_a_pack_ticks_what_is_not_followed_yet(picking: Picking) -> None:
    picking.tick("a")
    assert [source.address for source in picking.picked()] == ["https://senja.example/rss"]
    assert picking.rows()[0].detail == "1/2"
    picking.tick("a")
    assert picking.picked() == ()


def test_words_narrow_the_catalogue_and_unfold_it(picking: Picking) -> None:
    picking.words = "gaw ne"
    assert labels(picking) == ["Sport", "Gawang · News"]
    picking.tick("b")
    assert picking.rows()[0].is_checked is True
    picking.words = "nothing has this"
    assert picking.rows() == ()


def test_a_picked_offer_becomes_a_source_in_the_folder_of_its_pack(picking: Picking) -> None:
    picking.tick("https://gawang.example/rss")
    (source,) = picking.picked()
    assert source.folder == ("Sport",)
    assert source.outlet == "Gawang"
    assert source.homepage == "https://gawang.example/"


def test_one_feed_found_is_ticked_at_once(picking: Picking) -> None:
    picking.find([Source.followed("https://baru.example/feed", title="Baru")])
    assert labels(picking)[:2] == ["Found at this address", "Baru"]
    assert [source.title for source in picking.picked()] == ["Baru"]


def test_several_feeds_found_wait_for_the_reader(picking: Picking) -> None:
    first, second = (Source.followed(f"https://baru.example/{n}") for n in (1, 2))
    picking.find([first, second, first])
    assert picking.picked() == ()
    picking.tick(FOUND)
    assert picking.picked() == (first, second)


def test_a_found_feed_that_is_also_in_the_catalogue_is_followed_once(picking: Picking) -> None:
    picking.find([Source.followed("https://senja.example/rss", title="Senja")])
    picking.tick("b")
    assert [source.title for source in picking.picked()] == ["Senja", "Gawang · News"]
