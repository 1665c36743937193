from __future__ import annotations

from berita_tui.news import Entry
from berita_tui.parse.stemming import stemmed, stems_in


def test_what_was_read_gets_its_stems() -> None:
    entry = Entry(title="Memilih ketua", text="Para pemilih datang dan memilih.", lead="Pilihan")
    done = stemmed(entry)
    assert isinstance(done, Entry)
    title, rest, roots = done.stems.split("\n")
    assert (title, rest) == ("", "")
    assert set(roots.split()) == {"pilih/memilih", "pilih/pemilih", "pilih/pilihan"}
    assert stemmed(7) == 7


def test_the_language_of_the_text_goes_before_what_the_feed_says() -> None:
    entry = Entry(title="voting", text="The voters of the city are voting", language="id")
    assert stems_in(entry, entry.text, entry.text.split()) == "vote\nvoter citi vote\n"


def test_words_with_a_capital_in_english_have_their_stems_and_names_have_none() -> None:
    entry = Entry(title="Elections Loom in the North", text="Voters queued.", language="en")
    assert stems_in(entry, entry.text, entry.text.split()) == "elect\nvoter queu\n"
    entry = Entry(title="Waters Sings to the Fans", text="Fans of Roger Waters were in the hall.")
    assert stems_in(entry, entry.text, entry.text.split()) == "sing fan\nfan\n"
