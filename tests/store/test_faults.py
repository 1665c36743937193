"""The disk fails at a step, or its power goes; benchmarks/torture_faults.py takes every step."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from berita_tui.places import Places
from berita_tui.store import database
from chapters import CHAPTERS, beginning, marking, play, prepare, surroundings
from diary import Diary
from faults import Disk, Fault

Chapter = Callable[[Diary], None]
LOSSES = 10


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Diary:
    diary = prepare(tmp_path_factory.mktemp("prepared"))
    assert diary.faults == []
    return diary


def some_steps(chapter: Chapter, steps: int) -> Iterator[tuple[int, Fault]]:
    """A step of each chapter for each way to fail, the same ones in every run."""
    chance = random.Random(chapter.__name__)
    for fault in (Fault.FULL, Fault.ERROR, Fault.SHORT):
        yield chance.randint(1, steps), fault


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda each: each.__name__)
def test_whatever_step_fails_is_told_and_nothing_that_was_done_is_lost(
    prepared: Diary, tmp_path: Path, chapter: Chapter
) -> None:
    well = play(chapter, prepared, tmp_path / "home")
    with surroundings(chapter):
        assert well.faults + well.check(well.places) == []
    for step, fault in some_steps(chapter, well.disk.steps):
        diary = play(chapter, prepared, tmp_path / "home", fail_at=step, fault=fault)
        assert diary.disk.has_failed
        with surroundings(chapter):
            found = diary.faults + diary.check(diary.places)
        assert found == [], f"{fault.name} at {step}: {diary.disk.failed}"


def left_after(chapter: Chapter, prepared: Diary, scratch: Path, seed: int) -> tuple[Diary, Places]:
    """Cut the power somewhere in a chapter; return what was acknowledged and what is left."""
    chance = random.Random(seed)
    step = chance.randint(1, play(chapter, prepared, scratch / "home").disk.steps)
    diary = play(chapter, prepared, scratch / "home", fail_at=step, fault=Fault.POWER)
    assert diary.disk.is_dead
    diary.disk.after_a_loss(scratch / f"left-{seed}", seed)
    return diary, Places.under(scratch / f"left-{seed}")


@pytest.mark.parametrize("seed", range(LOSSES))
def test_whenever_the_power_goes_nothing_that_was_done_is_lost(
    prepared: Diary, tmp_path: Path, seed: int
) -> None:
    chapter = CHAPTERS[seed % len(CHAPTERS)]
    diary, left = left_after(chapter, prepared, tmp_path, seed)
    with surroundings(chapter):
        assert diary.faults + diary.check(left, is_after_loss=True) == [], diary.disk.failed


def test_a_library_that_does_not_wait_for_its_disk_would_lose_what_was_done(
    prepared: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = database.Database.__init__

    def hasty(self: database.Database, path: Path, **wishes: object) -> None:
        true(self, path, **{**wishes, "synchronous": "OFF"})  # type: ignore[arg-type]

    monkeypatch.setattr(database.Database, "__init__", hasty)
    lost = 0
    for seed in range(LOSSES):
        diary, left = left_after(marking, prepared, tmp_path, seed)
        lost += len(diary.check(left, is_after_loss=True)) > 0
    assert lost


def test_a_disk_that_does_not_fail_changes_nothing(prepared: Diary, tmp_path: Path) -> None:
    diary = play(beginning, prepared, tmp_path / "home")
    with Disk(tmp_path / "home").plugged_in():
        assert diary.check(diary.places) == []
