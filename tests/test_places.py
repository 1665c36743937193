from __future__ import annotations

import stat
from pathlib import Path

import pytest

from berita_tui.places import HOME_VARIABLE, Places


def test_everything_is_under_one_folder_when_wished(tmp_path: Path) -> None:
    wished = Places.usual(tmp_path, {HOME_VARIABLE: "/elsewhere"})
    assert wished == Places.under(tmp_path)
    assert hash(wished) == hash(Places.under(tmp_path))
    assert Places.usual(None, {HOME_VARIABLE: str(tmp_path)}) == wished
    for path in (wished.settings, wished.rules, wished.library, wished.archive, wished.copies):
        assert path.is_relative_to(tmp_path)


def test_else_the_platform_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Places.usual(None, {}).data.name == "berita-tui"


def test_the_folders_are_for_the_user_alone(tmp_path: Path) -> None:
    places = Places.under(tmp_path / "a" / "b")
    places.data.mkdir(mode=0o755, parents=True)
    places.prepare()
    for folder in (places.config, places.data, places.cache, places.state):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_went_wrong_is_for_the_user_alone(tmp_path: Path) -> None:
    places = Places.under(tmp_path)
    assert places.keep_crash("nowhere to keep it") is None
    places.prepare()
    path = places.keep_crash("Traceback …")
    assert path
    assert path.read_text(encoding="utf-8") == "Traceback …"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
