from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berita_tui.clean import one_line, strip_controls
from berita_tui.news import (
    Folder,
    FullText,
    Outline,
    PauseReason,
    Source,
    Unreadable,
    local_address,
    source_key,
)
from berita_tui.parse.opml import MAX_FOLDERS, MAX_OUTLINES, read_opml, write_opml
from berita_tui.parse.xmltext import legal_xml

EXPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0" xmlns:fz="urn:forumzilla:">
<head><title>Langganan &amp; lain</title></head><body>
<outline text="Berita" title="Berita" fz:mark="1">
  <outline type="rss" text="Satu" title="Kabar Satu" xmlUrl="https://u:p@a.example/rss"
    htmlUrl="https://a.example/" language="id" fz:quick="2" category="a,b" description="x&#10;y"/>
  <outline text="Kosong"/>
  <outline text="Dalam">
    <outline type="atom" xmlUrl="http://b.example/f?a=1&b=2" text="B"/>
  </outline>
  <outline xmlUrl="feed://c.example/x" text="http://c.example/x"/>
</outline>
<outline text="D" title="D" xmlUrl="http://d.example/"/>
</body></opml>"""


def texts(outline: Outline) -> list[str]:
    return [str(sentence) for sentence in outline.skipped]


def body(outlines: str) -> bytes:
    return f"<opml><body>{outlines}</body></opml>".encode()


def test_an_export_of_another_reader_is_read_whole() -> None:
    outline = read_opml(EXPORT)
    assert outline.title == "Langganan & lain"
    assert outline.skipped == ()
    one, two, three, four = outline.sources
    assert (one.address, one.credentials) == ("https://a.example/rss", "u:p")
    assert (one.title, one.name, one.label) == ("Kabar Satu", "Satu", "Satu")
    assert (one.folder, one.homepage, one.language) == (("Berita",), "https://a.example/", "id")
    assert one.key == source_key(one.address)
    assert dict(one.extra) == {
        "fz:quick": "2",
        "xmlns:fz": "urn:forumzilla:",
        "category": "a,b",
        "description": "x\ny",
    }
    assert (two.address, two.folder) == ("http://b.example/f?a=1&b=2", ("Berita", "Dalam"))
    assert dict(two.extra) == {"type": "atom"}
    assert (three.address, three.title) == ("https://c.example/x", "http://c.example/x")
    assert (four.title, four.name, four.folder, four.position) == ("D", "", (), 3)
    assert [folder for folder, _ in outline.folders] == [
        ("Berita",),
        ("Berita", "Kosong"),
        ("Berita", "Dalam"),
    ]
    assert dict(outline.folders[0][1])["fz:mark"] == "1"


def test_an_export_comes_back_with_the_same_attributes_in_the_same_order() -> None:
    outline = read_opml(EXPORT)
    written = write_opml(outline, title=outline.title, with_credentials=True)
    assert read_opml(written) == outline

    def outlines(content: bytes) -> list[dict[str, str]]:
        content = content.replace(b"a=1&b=2", b"a=1&amp;b=2")
        return [dict(each.attrib) for each in ET.fromstring(content).iter("outline")]

    before, after = outlines(EXPORT), outlines(written)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert old.items() - {("xmlUrl", "feed://c.example/x")} <= new.items()


def test_secrets_are_written_only_when_asked_for() -> None:
    written = write_opml(read_opml(EXPORT), title="x")
    assert b"u:p" not in written
    assert b"a.example/rss" in written


@pytest.mark.parametrize(
    ("outline", "reason"),
    [
        ('<outline text="x" xmlUrl="javascript:1"/>', "is not a web address"),
        ('<outline text="x" xmlUrl="file:///etc/x"/>', "is not a web address"),
        ('<outline text="x" xmlUrl="exec:rm -rf x"/>', "“x” would run a command"),
        ('<outline text="x" xmlUrl="filter:a:http://x.example/"/>', "would run a command"),
        ('<outline text="x" xmlUrl="|rm"/>', "would run a command"),
        ('<outline xmlUrl="|rm"/>', "“|rm” would run a command"),
        ('<outline text="x" xmlUrl="http://x/&#27;]52;c"/>', "address of “x” is damaged"),
        ('<outline text="x" type="link" url="http://x.example/"/>', "“x” is no feed"),
    ],
)
def test_what_is_no_feed_is_skipped_with_its_reason(outline: str, reason: str) -> None:
    found = read_opml(body(f'{outline}<outline text="ok" xmlUrl="http://ok.example/"/>'))
    assert [source.address for source in found.sources] == ["http://ok.example/"]
    assert len(found.skipped) == 1
    assert reason in texts(found)[0]


def test_a_command_beside_an_address_is_not_kept() -> None:
    found = read_opml(body('<outline text="x" filtercmd="touch y" xmlUrl="http://x.example/"/>'))
    assert dict(found.sources[0].extra) == {}
    assert "comes with a command" in texts(found)[0]
    assert b"touch" not in write_opml(found, title="x")


def test_a_feed_in_two_folders_is_in_the_first() -> None:
    found = read_opml(
        body(
            '<outline text="a"><outline text="x" xmlUrl="http://x.example"/></outline>'
            '<outline text="b"><outline text="y" xmlUrl="http://X.example/"/></outline>'
        )
    )
    assert [source.folder for source in found.sources] == [("a",)]
    assert [folder for folder, _ in found.folders] == [("a",), ("b",)]
    assert texts(found) == ["“y” is in the file more than once; the first is taken"]


def test_faults_of_real_files_are_forgiven() -> None:
    found = read_opml(
        b'\xef\xbb\xbf\n <?xml version="1.0"?><OPML><HEAD/><BODY><outline>'
        b'<outline TEXT="a &nbsp; b &foo; &#1; \x01" XMLURL="http://x.example/?a=1&b&#xFFFFFF;"/>'
        b'<outline text="c&amp;d&#65;&#x41;" xmlurl="http://y.example/"/></outline>'
    )
    assert [source.label for source in found.sources] == ["c&dAA"]
    assert any("breaks off in line" in text for text in texts(found))
    assert any("damaged" in text for text in texts(found))


def test_folders_too_deep_are_joined_with_the_last_that_fits() -> None:
    depth = 20_000
    feed = '<outline text="x" xmlUrl="http://x.example/"/>'
    found = read_opml(body('<outline text="f">' * depth + feed + "</outline>" * depth))
    assert len(found.sources[0].folder) == len(found.folders) == MAX_FOLDERS
    assert texts(found) == [f"Folders deeper than {MAX_FOLDERS} were joined"]
    assert len(read_opml(write_opml(found, title="")).folders) == MAX_FOLDERS


def test_very_many_outlines_are_read_up_to_the_limit() -> None:
    found = read_opml(body("<outline/>" * (MAX_OUTLINES + 2)))
    assert texts(found) == [f"Only the first {MAX_OUTLINES} entries were read"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<rss/>",
        b"<opml",
        b'<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>',
        b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>',
        b"<opml/>" + b" " * 15_000_000,
    ],
)
def test_what_is_no_opml_or_not_safe_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_opml(content)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_break_it(content: bytes) -> None:
    for data in (content, b"<opml><body>" + content):
        try:
            read_opml(data)
        except Unreadable:
            continue


LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=6).map(one_line)
NAMES = LINES.filter(bool)
VALUES = st.text(max_size=6).map(lambda text: legal_xml(strip_controls(text)).replace("\ufffd", ""))
FOLDERS = st.lists(NAMES, max_size=3).map(tuple)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    address = (
        f"https://{draw(st.integers(0, 60))}.example/{draw(st.sampled_from(['', 'f?a=1&b=2']))}"
    )
    return Source(
        key=source_key(address),
        address=address,
        title=draw(LINES),
        name=draw(LINES),
        outlet=draw(LINES),
        folder=draw(FOLDERS),
        homepage=draw(st.sampled_from(["", "https://home.example/"])),
        language=draw(st.sampled_from(["", "id", "en"])),
        paused=draw(st.sampled_from([None, PauseReason.READER, PauseReason.GONE])),
        credentials=draw(st.sampled_from([None, "u:p%20q"])),
        interval=draw(st.sampled_from([None, timedelta(minutes=10), timedelta(days=1)])),
        full_text=draw(st.sampled_from([None, *FullText])),
        extra=MappingProxyType(
            draw(st.dictionaries(st.sampled_from(["type", "category", "x:y", "a-b"]), VALUES))
        ),
    )


@pytest.mark.unmeasured
@settings(max_examples=40, deadline=None)
@given(
    st.lists(sources(), max_size=8, unique_by=lambda source: source.key),
    st.lists(FOLDERS.filter(bool), max_size=3),
    NAMES,
)
def test_what_is_written_is_read_again_without_loss(
    found: list[Source], empty: list[Folder], title: str
) -> None:
    outline = Outline(
        title=title,
        sources=tuple(found),
        folders=tuple((folder, MappingProxyType({"z": "1"})) for folder in dict.fromkeys(empty)),
    )
    again = read_opml(write_opml(outline, title=title, with_credentials=True))
    assert again.skipped == ()
    assert again.title == title
    key = {source.key: source for source in found}
    assert len(again.sources) == len(found)
    for source in again.sources:
        before = key[source.key]
        assert before == replace(source, position=0)
    assert {folder for folder, _ in outline.folders} <= {folder for folder, _ in again.folders}
    assert read_opml(write_opml(again, title=title, with_credentials=True)) == again


def test_what_is_the_programs_own_or_not_to_be_told_is_not_written() -> None:
    outline = Outline(
        sources=(
            Source.own(local_address("guide"), title="Guide"),
            Source(
                key="k",
                address="http://x.example/",
                title="x\x00\ufffe",
                paused=PauseReason.PRIVATE,
                is_private_allowed=True,
                extra={"bad name": "1", "good": "2"},
            ),
        )
    )
    written = write_opml(outline, title="t")
    (source,) = read_opml(written).sources
    assert (source.title, source.paused, source.is_private_allowed) == ("x", None, False)
    assert dict(source.extra) == {"good": "2"}


def test_an_interval_that_is_no_number_is_none() -> None:
    found = read_opml(
        b'<opml xmlns:b="urn:berita-tui:opml"><body>'
        b'<outline xmlUrl="http://x.example/" b:interval="x" b:paused="x"/>'
        b'<outline xmlUrl="http://y.example/" b:interval="600" b:paused="reader"/></body></opml>'
    )
    assert [source.interval for source in found.sources] == [None, timedelta(minutes=10)]
    assert [source.paused for source in found.sources] == [None, PauseReason.READER]
