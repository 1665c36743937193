from __future__ import annotations

from pathlib import Path
from typing import Any

from berita_tui.settings import describe


def test_config_tells_where_files_live_and_every_setting(run: Any, home: Path) -> None:
    done = run("config")
    assert done.code == 0
    assert f"settings: {home}/config/settings.toml" in done.lines
    assert f"your library: {home}/data/library.db" in done.lines
    for setting in describe():
        assert any(line.startswith(f"{setting.name} = ") for line in done.lines)


def test_config_as_json(run: Any, home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config/settings.toml").write_text('[keys]\n"article.links" = "L"\n')
    places, *settings = run("config", "--json").records
    assert places["library"] == f"{home}/data/library.db"
    assert {"key": "keys.article.links", "value": "L"} in settings
    width = next(each for each in settings if each["key"] == "text_width")
    assert (width["value"], width["default"], width["allowed"]) == (72, 72, "40 … 120")
    assert "keys.article.links = L" in run("config").lines


def test_one_setting_is_told(run: Any) -> None:
    (line,) = run("config", "mark_read_on_open").lines
    assert line.startswith("mark_read_on_open = true  (")


def test_one_setting_is_changed(run: Any) -> None:
    assert run("config", "text_width", "80").lines == ["text_width = 80"]
    assert run("config", "mark_read_on_open", "False").lines == ["mark_read_on_open = false"]
    assert run("config", "--json", "language", "id").records == [{"key": "language", "value": "id"}]
    (record,) = run("config", "--json", "text_width").records
    assert record["value"] == 80


def test_wrong_settings_are_refused(run: Any, home: Path) -> None:
    for arguments, says in (
        (("densty",), "There is no setting “densty”; the nearest is “density”"),
        (("text_width", "9"), "“text_width” cannot be “9”"),
        (("text_width", "wide"), "“text_width” cannot be “wide”"),
        (("mark_read_on_open", "maybe"), "“mark_read_on_open” cannot be “maybe”"),
    ):
        done = run("config", *arguments)
        assert done.code == 2
        assert says in done.err
        assert done.err.count("\n") == 1
    assert not (home / "config/settings.toml").exists()


def test_a_bad_file_is_told_by_line_but_does_not_hide_where_it_is(run: Any, home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config/settings.toml").write_text("\ndensty = 1\n")
    done = run("config")
    assert done.code == 2
    assert f"settings: {home}/config/settings.toml" in done.lines
    assert "line 2: there is no setting “densty”" in done.err
    assert run("list").code == 2
    assert run("--help").code == 0
