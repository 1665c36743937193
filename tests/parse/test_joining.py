from __future__ import annotations

from datetime import UTC, datetime

from berita_tui.news import Entry, Picture
from berita_tui.parse.joining import join_pages

LONG = "Paragraf yang cukup panjang untuk dikenali lagi di halaman mana pun."
WHEN = datetime(2020, 3, 3, tzinfo=UTC)


def entry(html: str, *, title: str = "", place: str = "", editor: str = "") -> Entry:
    return Entry(html=html, title=title, place=place, editor=editor)


def test_one_page_is_the_article() -> None:
    page = entry("<p>Isi.</p>", title="Judul")
    assert join_pages([page]) is page


def test_pages_follow_each_other_without_what_was_said_before() -> None:
    one = entry(f"<h2>Sub</h2><p>{LONG}</p><p>Ya.</p>", title="Judul", place="DEMAK")
    two = entry(f"<h2>Sub</h2><p>Lalu.</p><p>Ya.</p><hr><p>{LONG}</p><p>Habis.</p>", editor="abc")
    joined = join_pages([one, two])
    assert joined.text == f"Sub\n\n{LONG}\n\nYa.\n\nLalu.\n\nYa.\n\nHabis."
    assert (joined.title, joined.place, joined.editor) == ("Judul", "DEMAK", "abc")


def test_a_whole_page_that_begins_like_the_first_adds_only_the_rest() -> None:
    one = entry(f"<p>Ya.</p><p>{LONG}</p><p>Tidak.</p><p>{LONG} Ini</p>")
    whole = entry(f"<p>Ya.</p><p>{LONG}</p><p>Tidak.</p><p>{LONG} Ini terpotong.</p><p>Akhir.</p>")
    assert join_pages([one, whole]).text == whole.html.replace("</p><p>", "\n\n")[3:-4]


def test_pictures_lists_tables_and_code_are_joined_too() -> None:
    blocks = (
        '<figure><img src="https://a.id/1.jpg"></figure><ul><li>Satu</li><li>Dua</li></ul>'
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><pre><code>x = 1</code></pre>"
    )
    one = entry(blocks)
    two = entry(blocks + '<figure><img src="https://a.id/2.jpg"></figure>')
    joined = join_pages([one, two])
    assert joined.html == blocks + '<figure><img src="https://a.id/2.jpg"></figure>'


def test_facts_come_from_the_first_page_that_has_them() -> None:
    one = Entry(html="", keywords=("a",), pictures=(Picture(address="https://a.id/1"),))
    two = Entry(
        html="<p>Isi.</p>",
        published=WHEN,
        keywords=("b", "a"),
        pictures=(Picture(address="https://a.id/1", alt="x"), Picture(address="https://a.id/2")),
        is_whole=True,
    )
    joined = join_pages([one, two])
    assert joined.published == WHEN
    assert joined.keywords == ("a", "b")
    assert [each.address for each in joined.pictures] == ["https://a.id/1", "https://a.id/2"]
    assert joined.pictures[0].alt == ""
    assert joined.is_whole
    assert joined.text == "Isi."
