"""Nouns are what frozen dataclasses are."""

import dataclasses
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from berita_tui.news.noun import FEW, brief, field, noun, parts_of, replace

HOWEVER_MANY = pytest.mark.parametrize("others", [0, FEW + 1])
"""What few are made with, and what many are."""


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


@noun
class Harbour(Port):
    """A port with a pilot."""

    pilot: str
    depth: int = 5


@brief
class Place:
    """Where something is."""

    east: int
    north: int = 0
    marks: list[str] = field(default_factory=list)


@HOWEVER_MANY
def test_a_noun_has_its_defaults_and_each_its_own_list(others: int) -> None:
    assert len({Port(name="Bitung").label for _ in range(others)}) == (others > 0)
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


@HOWEVER_MANY
def test_a_field_there_is_not_is_refused_and_one_without_a_default_wanted(others: int) -> None:
    @noun
    class Quay:
        name: str

    assert len([Quay(name="1") for _ in range(others)]) == others
    with pytest.raises(TypeError):
        Quay(name="1", flag="id")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quay("1")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quay()  # type: ignore[call-arg]


@HOWEVER_MANY
def test_the_fields_of_a_brief_noun_may_be_given_in_their_order(others: int) -> None:
    assert all(Place(1, number) != Place(1) for number in range(1, others))
    assert Place(1, 2) == Place(north=2, east=1)
    assert Place(1).marks is not Place(1).marks
    with pytest.raises(TypeError):
        Place(1, 2, [], 4)  # type: ignore[call-arg]
    match Place(3, 4):
        case Place(east, north):
            assert (east, north) == (3, 4)


def test_a_noun_of_a_noun_has_the_fields_of_both() -> None:
    assert parts_of(Harbour) == (*parts_of(Port), "pilot")
    assert Harbour(name="Sabang", pilot="Ali").depth == 5
    pilots = {Harbour(name="Sabang", pilot=str(each)).pilot for each in range(FEW * 2)}
    assert len(pilots) == FEW * 2
    assert Port(name="Sabang").depth == 3
    assert [each.name for each in fields(Harbour)] == [*parts_of(Harbour)]


def test_who_knows_dataclasses_finds_one() -> None:
    port = Port(name="Sabang")
    assert is_dataclass(Port)
    assert dataclasses.asdict(dataclasses.replace(port, depth=1))["depth"] == 1
    with pytest.raises(TypeError):
        type("Cove", (Port,), {})(depth=1)
