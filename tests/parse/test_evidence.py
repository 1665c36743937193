from __future__ import annotations

from lxml import html

from berita_tui.parse.blocks import find_blocks
from berita_tui.parse.evidence import NAMES, Evidence, Hints, Lines, fold, list_around

LONG = "Panen raya dimulai hari ini di lembah yang luas dan dihadiri oleh warga dari desa lain. "


def evidence(body: str, hints: Hints) -> list[dict[str, float]]:
    blocks, _ = find_blocks(html.document_fromstring(f"<html><body>{body}</body></html>"))
    weighed = Evidence(blocks, hints)
    return [dict(zip(NAMES, map(float, weighed.of(i)), strict=True)) for i in range(len(blocks))]


def test_a_line_is_known_whole_or_by_a_long_part() -> None:
    lines = Lines(["Satu dua", LONG])
    assert fold("satu, DUA!") in lines
    assert fold("satu") not in lines
    assert fold("lembah yang luas dan dihadiri oleh warga") in lines


def test_what_a_library_found_is_evidence_for_a_block_and_its_neighbours() -> None:
    before, found, after, far = evidence(
        f"<p>a</p><p>{LONG}</p><p>b</p><p>c</p>", Hints(found=[LONG])
    )
    assert (before["found"], found["found"]) == (0, 1)
    assert before["found_after"] == after["found_before"] == 1
    assert (before["distance"], found["distance"], far["distance"]) == (1, 0, 2)
    assert (before["before"], found["between"], far["after"]) == (1, 1, 1)
    assert found["parent_held"] == 1


def test_the_title_parts_what_is_above_it_from_what_is_below() -> None:
    menu, title, date, text = evidence(
        f"<p>Menu</p><h1>Panen: Raya</h1><p>Hari ini</p><p>{LONG}</p>",
        Hints(title="Panen raya", found=[LONG]),
    )
    assert (menu["above_title"], title["title"], date["below_title"]) == (1, 1, 1)
    assert (title["tag_h1"], text["title"], text["prose"]) == (1, 0, 1)


def test_what_the_page_tells_machines_counts_when_it_is_much() -> None:
    told, other = evidence(f"<p>{LONG * 4}</p><p>{LONG[::-1] * 2}</p>", Hints(told=[LONG * 4]))
    assert (told["told"], told["untold"], other["untold"], other["untold_long"]) == (1, 0, 1, 1)
    short, *_ = evidence("<p>Ya</p>", Hints(told=["Ya"]))
    assert (short["told"], short["untold"]) == (1, 0)


def test_a_marked_body_speaks_against_the_rest_when_it_is_long() -> None:
    marked, rest = evidence(f"<div itemprop=articleBody>{LONG * 4}</div><p>a</p>", Hints())
    assert (marked["marked"], rest["unmarked"]) == (1, 1)
    marked, rest = evidence("<div itemprop=articleBody>a</div><p>b</p>", Hints())
    assert (marked["marked"], rest["unmarked"]) == (0, 0)


def test_runs_of_text_in_one_element_share_that_place() -> None:
    body = f"<div>{LONG}<br><br>{LONG * 2}<p>x</p></div><div><p>y</p></div>"
    first, second, inner, other = evidence(body, Hints(found=[LONG * 2]))
    assert first["parent_held"] == second["parent_held"] == inner["parent_held"] == 1
    assert other["parent_held"] == 0
    assert 0 < inner["parent_pure"] <= 1


def test_lines_that_are_no_prose_are_told_by_their_words() -> None:
    share, dateline, repeated, _, link = evidence(
        f"<p>Bagikan</p><p>JAKARTA - {LONG}</p><p>x</p><p>x</p><p><a href=/a>Lain</a></p>", Hints()
    )
    assert (share["furniture"], dateline["dateline"], repeated["repeated"]) == (1, 1, 1)
    assert (link["linked"], link["all_linked"]) == (1, 1)


def test_the_list_around_a_cell_is_looked_for_within_reach() -> None:
    root = html.fromstring("<table><tr><td><p>a</p></td></tr></table>")
    assert list_around(next(root.iter("p"))) is root
    deep = html.fromstring("<ul><li>" + "<div>" * 12 + "<p>a</p>" + "</div>" * 12 + "</ul>")
    inner = next(deep.iter("p"))
    assert list_around(inner) is inner
    alone = html.fromstring("<p>a</p>")
    assert list_around(alone) is alone
