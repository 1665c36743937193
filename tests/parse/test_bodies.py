from __future__ import annotations

from berita_tui.parse.bodies import Body, choose_body, tidy
from berita_tui.parse.documents import lay_out
from berita_tui.parse.markup import safe_flow

LONG = "Panen raya dimulai hari ini di lembah yang luas dan dihadiri oleh warga dari desa lain. "


def body(html: str) -> Body:
    return tidy(safe_flow(html), title="Judul")


def text(html: str) -> str:
    return lay_out(body(html).pieces).text


def test_the_most_trusted_body_is_chosen_unless_another_has_much_more() -> None:
    trusted, same, more = body(f"<p>{LONG}</p>"), body(f"<p>{LONG * 2}</p>"), body(LONG * 9)
    assert choose_body((trusted, same)) is trusted
    assert choose_body((trusted, same, more)) is more
    assert choose_body((body("<p>a</p>"), body("<p>abc</p>"))).length == 1


def test_credits_are_read_across_cells_and_lines() -> None:
    table = "<table><tr><td>Redaktur<td>: Budi Contoh</tr><tr><td>Reporter<td>: Sari</tr></table>"
    found = body(f"<p>{LONG}</p>{table}")
    assert (found.author, found.editor, len(found.pieces)) == ("Sari", "Budi Contoh", 1)
    found = body(f"<p>{LONG}</p><p>Penulis</p><p>: Sari Contoh</p>")
    assert (found.author, len(found.pieces)) == ("Sari Contoh", 1)


def test_a_list_of_nothing_but_links_is_left_out() -> None:
    assert text(f"<p>{LONG}</p><ul><li><a href=https://a.id/1>Lain</a></ul>") == LONG.strip()


def test_a_role_that_nobody_follows_is_prose() -> None:
    assert text(f"<p>{LONG}</p><p>Editor</p><p>{LONG}</p><p>By</p>").split("\n\n")[1::2] == [
        "Editor",
        "By",
    ]
    assert text("<p>Editor</p><hr>") == "Editor"
    table = f"<table><tr><td>a<td>{LONG}</tr></table>"
    assert len(body(table).pieces) == 1


def test_a_copyright_notice_ends_the_text_and_a_picture_s_does_not() -> None:
    assert text(f"<p>{LONG}</p><p>Copyright 2020 Kabar</p><p>Sisa</p>") == LONG.strip()
    assert text(f"<p>a</p><p>© Foto</p><p>{LONG}</p>") == f"a\n\n{LONG.strip()}"
    middle = f"<p>a</p><p>© Foto</p><p>{LONG}</p><p>Copyright 2020 Kabar</p><p>Sisa</p>"
    assert text(middle) == f"a\n\n{LONG.strip()}"


def test_a_dateline_alone_is_no_date_of_the_page() -> None:
    found = body(f"<p>ISTANBUL, 23 Februari 2016 (Antara/Kantor) --</p><p>{LONG}</p>")
    assert (found.place, len(found.pieces)) == ("ISTANBUL", 1)


def test_what_points_to_other_articles_is_left_out() -> None:
    for line in ("Jangan lewatkan:", "FOTO TERKAIT:", "Auch interessant:", "Read more: Other"):
        assert text(f"<p>{LONG}</p><p>{line}</p>") == LONG.strip()
    assert "Readmore" in text(f"<p>{LONG}</p><p>Readmore is a word</p>")
