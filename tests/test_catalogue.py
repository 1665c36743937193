from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from berita_tui.catalogue import offers, packs
from berita_tui.language import LANGUAGES, Language
from berita_tui.news import normal_address


@pytest.fixture
def script() -> ModuleType:
    path = Path(__file__).parents[1] / "scripts/catalogue.py"
    spec = importlib.util.spec_from_file_location("scripts_catalogue", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_address_is_normal_and_offered_once() -> None:
    addresses = [offer.address for offer in offers()]
    assert addresses == [normal_address(address) for address in addresses]
    assert not [address for address, count in Counter(addresses).items() if count > 1]
    homepages = [offer.homepage for offer in offers()]
    assert homepages == [normal_address(address) for address in homepages]


def test_every_pack_has_offers_and_every_offer_a_pack() -> None:
    assert list(dict.fromkeys(offer.pack for offer in offers())) == [pack.id for pack in packs()]


def test_every_offer_has_a_name_of_its_own_and_a_language() -> None:
    titles = Counter(offer.title for offer in offers())
    assert titles.most_common(1)[0][1] == 1
    assert {offer.language for offer in offers()} <= set(LANGUAGES)
    assert all(offer.outlet and offer.section for offer in offers())
    assert not any("(" in offer.title for offer in offers())


def test_some_offers_are_sure_and_some_unsure() -> None:
    assert {offer.is_unsure for offer in offers()} == {True, False}


def test_packs_have_titles_in_both_languages() -> None:
    titles = {Language(code).say(pack.title) for code in LANGUAGES for pack in packs()}
    assert len(titles) == 2 * len(packs())


def test_what_ships_is_what_the_facts_give(script: ModuleType, shared: Path) -> None:
    made = script.rows(shared / "data/catalogue.tsv")
    assert [(row[0], row[3]) for row in made] == [(each.pack, each.address) for each in offers()]


def test_only_what_may_work_is_taken_and_the_newer_of_two(
    script: ModuleType, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.tsv"
    facts.write_text(
        "outlet\tsection\tfeed_url\thomepage\tconfidence\tlast_reported_working\n"
        "A\tNasional\thttps://a.example/old\thttps://a.example/\thigh\t2024\n"
        "A\tnasional (machines)\thttps://a.example/new\thttps://a.example/\tmedium\t2026-08\n"
        "A\tTekno\thttps://a.example/tech\thttps://a.example/\tlow\t2026\n"
        "A\tBola\thttps://a.example/ball\thttps://a.example/\thigh\t2023-12\n"
        "A\tHukum\thttps://a.example/law\thttps://a.example/\thigh\t\n"
        "A\t(none)\t\thttps://a.example/\thigh\t2026\n"
        "Surabaya Pagi\tUtama\thttps://s.example/\thttps://s.example\thigh\t2026\n"
    )
    assert [row[:4] + row[6:] for row in script.rows(facts)] == [
        ("national", "A", "Nasional", "https://a.example/new", "unsure"),
        ("regions", "Surabaya Pagi", "Utama", "https://s.example/", "sure"),
    ]


def test_a_section_without_a_pack_is_not_passed_over(script: ModuleType) -> None:
    with pytest.raises(LookupError):
        script.pack_of("A", "Horoskop")
