"""Nouns are what frozen dataclasses are."""

from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from berita_tui.news.noun import noun


@noun
class Port:
    """A harbour."""

    name: str
    depth: int = 3
    ships: list[str] = field(default_factory=list)
    secret: str = field(default="", repr=False)
    remark: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return self.name.upper()


def test_a_noun_has_its_defaults_and_each_its_own_list() -> None:
    first, second = Port(name="Sabang"), Port(name="Merauke", depth=9)
    assert (first.depth, second.depth, first.label) == (3, 9, "SABANG")
    first.ships.append("Kelud")
    assert second.ships == []


def test_nouns_with_the_same_fields_are_one() -> None:
    assert Port(name="Sabang") == Port(name="Sabang", remark="old")
    assert Port(name="Sabang") != Port(name="Sabang", secret="x")
    other: object = "Sabang"
    assert Port(name="Sabang") != other


def test_a_noun_of_things_that_hash_can_be_a_key() -> None:
    @noun
    class Pier:
        number: int

    assert {Pier(number=1): "here"}[Pier(number=1)] == "here"


def test_a_noun_cannot_be_changed_but_another_made_of_it() -> None:
    port = Port(name="Sabang")
    with pytest.raises(FrozenInstanceError):
        port.name = "Banda"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del port.depth
    with pytest.raises(AttributeError):
        port.flag = "id"  # type: ignore[attr-defined]
    assert replace(port, depth=12).depth == 12
    assert port.depth == 3


def test_a_noun_is_told_without_what_is_not_to_be_shown() -> None:
    shown = "Port(name='Sabang', depth=3, ships=[], remark='')"
    assert repr(Port(name="Sabang", secret="x")) == shown
    assert [each.name for each in fields(Port)][:2] == ["name", "depth"]


def test_a_field_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError):
        Port(name="Sabang", flag="id")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Port("Sabang")  # type: ignore[call-arg]
