from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berita_tui.news import Unreadable
from berita_tui.parse.salvage import WINDOW, is_page, salvage
from berita_tui.parse.xmltext import legal_xml


def mended(text: str) -> str:
    found = salvage(text)
    assert found
    assert found.is_well_formed
    return found.document.decode()


@pytest.mark.parametrize(
    "edges", ["\0\x08", "\x0b\x0c", "\x0e\x1f", "\ud800\udfff", "\ufffe\uffff"]
)
def test_characters_that_xml_does_not_allow_go_and_their_neighbours_stay(edges: str) -> None:
    allowed = "\t\n\r \ud7ff\ue000\ufffd\U00010000\U0010ffff"
    assert legal_xml(edges.join(allowed)) == allowed


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("<rss><a/></rss>", "<rss><a/></rss>"),
        ('\ufeff \n<?xml version="1.0"?><!-- <rss> --><rss/>', "<rss/>"),
        ("<br />\n<b>Warning</b>: x\n<?xml ?><rss>y</rss>", "<rss>y</rss>"),
        ("<!-- tanpa akhir <rss/>", "<rss/>"),
        ("<rss>a & b &c; &#x1b;&#0; &lt;</rss>", "<rss>a &amp; b &amp;c;  &lt;</rss>"),
        ("<rss>&#99999999; &#1114112;</rss>", "<rss>&amp;#99999999; </rss>"),
        ("<rss>&nbsp;&eacute;&NotEqualTilde;&#233;</rss>", "<rss>\u00a0é\u2242\u0338&#233;</rss>"),
        ("<rss><![CDATA[a & b]]> & c</rss>", "<rss><![CDATA[a & b]]> &amp; c</rss>"),
        ("<rss>A\x00\x0b\ufffeB</rss>", "<rss>AB</rss>"),
        ("<rss/><script>x</script>", "<rss/>"),
        ("<rss></rss>dan lain-lain", "<rss></rss>"),
        ("<rss><item><title>x</ti", "<rss><item><title>x</title></item></rss>"),
        ("<rss><item>teks", "<rss><item>teks</item></rss>"),
        ("<rss><a><![CDATA[x", "<rss><a><![CDATA[x]]></a></rss>"),
        ("<rss><a><![CDATA[x]", "<rss><a><![CDATA[x]]></a></rss>"),
        ("<rss><dc:x/></rss>", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:x/></rss>'),
        ("<rss><k:x/></rss>", '<rss xmlns:k="urn:prefix:k"><k:x/></rss>'),
        (
            '<!DOCTYPE rss [<!ENTITY c "x y"><!ENTITY d "&#233;">]><rss>&c;&d;</rss>',
            "<rss>x y&#233;</rss>",
        ),
        ('<!DOCTYPE rss SYSTEM "http://x/rss.dtd"><rss>a</rss>', "<rss>a</rss>"),
        (
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
            "<rss>&amp;x;</rss>",
        ),
        ("<p>x</p><item>a</item>", "<p>x</p>"),
        ("<html><body><feed><a/></feed></body></html>", "<feed><a/></feed>"),
    ],
)  # fmt: skip
def test_broken_feeds_are_mended(broken: str, whole: str) -> None:
    assert mended(broken) == whole


def test_what_cannot_be_mended_is_left_to_a_patient_parser() -> None:
    for text in ("<rss><a>x</b></rss>", "<rss><a <b></rss>", "<rss"):
        found = salvage(text)
        assert found is None or not found.is_well_formed


def test_what_holds_no_feed_is_none() -> None:
    for text in ("", "kata saja", "<html><body>x</body></html>", "<a/>" * WINDOW + "<rss/>"):
        assert salvage(text) is None


def test_pages_are_known() -> None:
    assert is_page("<!DOCTYPE html><p>")
    assert is_page("\n<html lang=id>")
    assert not is_page("<rss>html</rss>")


def test_thousands_of_attributes_are_refused() -> None:
    attributes = " ".join(f'a{number}="x"' for number in range(2000))
    with pytest.raises(Unreadable):
        salvage(f"<rss {attributes}></rss>")


@given(st.text(alphabet="<>/&;![]?-CDATArssitem:x \"='#1\x00é", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    salvage(f"<rss>{text}")
