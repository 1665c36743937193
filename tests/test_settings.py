from __future__ import annotations

import stat
import tomllib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from berita_tui.news import BadSetting
from berita_tui.settings import (
    MAX_FILE,
    Settings,
    bad_key,
    bad_theme,
    describe,
    load,
    remember,
)
from berita_tui.settings.file import _plain


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def complaint(file: Path, text: str | bytes) -> str:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadSetting) as caught:
        load(file)
    line = str(caught.value)
    assert line.isprintable()
    assert str(file) in line
    assert caught.value.exit_code == 2
    return line


def test_without_a_file_there_are_defaults(file: Path) -> None:
    assert load(file) == Settings()


def test_every_setting_can_be_set(file: Path) -> None:
    file.write_text(
        'language = "id"\ntheme = "nord"\nglyphs = "ascii"\ndensity = "compact"\n'
        "text_width = 100\nmark_read_on_open = false\nrefresh_minutes = 0\n"
        'connections = 8\nworkers = 3\nfull_text = "never"\npages_a_refresh = 5\nkeep_days = 365\n'
        'rule_agents = "www.Contoh.id, example.com"\n'
        'pictures = false\npicture_style = "sixel"\npictures_megabytes = 10\n'
        '[keys]\n"front.search" = "f, ctrl+f"\narticle.links = "L"\n'
    )
    settings = load(file)
    assert dict(settings.keys) == {"front.search": "f,ctrl+f", "article.links": "L"}
    assert settings.agent_hosts == ("contoh.id", "example.com")
    assert Settings().agent_hosts == ()
    for field in fields(Settings):
        assert getattr(settings, field.name) != getattr(Settings(), field.name)


def test_a_byte_order_mark_is_passed_over(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbftext_width = 80\r\n")
    assert load(file).text_width == 80


def test_every_setting_is_explained_with_its_default_and_what_it_may_be() -> None:
    explained = {each.name: each for each in describe()}
    assert set(explained) == {field.name for field in fields(Settings)} - {"keys"}
    assert all(each.meaning for each in explained.values())
    assert explained["text_width"].allowed == "40 … 120"
    assert explained["mark_read_on_open"].allowed == "true | false"
    assert explained["glyphs"].allowed == '"unicode" | "ascii"'
    assert explained["theme"].allowed == '"…"'


@pytest.mark.parametrize("setting", describe(), ids=lambda each: each.name)
def test_every_default_is_allowed(setting: object, file: Path) -> None:
    name, default = setting.name, setting.default  # type: ignore[attr-defined]
    remember(file, name, default)
    assert getattr(load(file), name) == default


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('\nlanguage = "idd"', "line 2: “language” cannot be “idd”; did you mean “id”?"),
        ('language = "klingon"', '“klingon”; allowed: "auto" | "id" | "en"'),
        ("language = 3", "line 1: “language” cannot be “3”"),
        ("# note\n\ntext_width = 400", "line 3: “text_width” cannot be “400”; allowed: 40 … 120"),
        ("text_width = true", "“text_width” cannot be “true”"),
        ("text_width = 72.5", "“text_width” cannot be “72.5”"),
        ('mark_read_on_open = "no"', "“no”; allowed: true | false"),
        ('theme = "[@click=app.quit]x"', "“theme” cannot be"),
        ('theme = ""', "“theme” cannot be “”"),
        ("text_widht = 80", "there is no setting “text_widht”; the nearest is “text_width”"),
        ("[colours]\na = 1", "line 1: there is no section “colours”; the only one is [keys]"),
        ("\n[[colours]]\na = 1", "line 2: there is no setting “colours”"),
        ("[a.b]\nc = 1", "line 1: there is no section “a”"),
        ("a.b = 1", "line 1: there is no section “a”"),
        ("'a b' = 1", "line 1: there is no setting “a b”"),
        ("keys = 3", "line 1: “keys” is a section; write [keys] on a line of its own"),
        ('[keys]\n"front.search" = 3', "line 2: the keys of “front.search” must be written"),
        ("[keys]\n\nfront.search = 3", "line 3: the keys of “front.search” must be written"),
        ('[keys]\nfront.search = "a,,b"', "line 2: the keys of “front.search”"),
        ('[keys]\nfront.search = ""', "line 2: the keys of “front.search”"),
        ("keys = {a = 1}", "line 1: the keys of “a”"),
        ("x = [", "line 1: this is not TOML"),
        ("a = 1\nb =", "line 2: this is not TOML"),
        ("\nx = 1\nx = 2", "line 3: this is not TOML"),
        ('"\\u001b[2J\\u202e" = 1', "there is no setting “[2J”"),
        ("a = 1 \x00", "line 1: this is not TOML"),
        ("a = " + "[" * 5000, "line 1: this is not TOML"),
        (f"{'x' * 500} = 1", "there is no setting “xxx"),
        (b'\ntheme = "\xff"', "line 2: not UTF-8"),
        (b"#" * (MAX_FILE + 1), "is larger than 1 MB"),
    ],
)
def test_each_mistake_gets_one_line_that_says_where_it_is(
    text: str | bytes, expected: str, file: Path
) -> None:
    assert expected in complaint(file, text)


def test_a_folder_in_the_place_of_the_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="is a folder"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        load(tmp_path / ("x" * 300))


@given(st.one_of(st.binary(), st.text().map(str.encode)))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_more_than_complain(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with suppress(BadSetting):
        load(file)


def test_bad_input_of_the_collection_gets_one_clean_line(shared: Path, file: Path) -> None:
    for case in (shared / "data/hostile/cases").glob("config_*"):
        assert complaint(file, case.read_bytes())


def test_remembering_keeps_comments_and_the_rest(file: Path) -> None:
    file.write_text('# mine\ntheme = "nord" # dark\n\n[keys]\n"front.search" = "f"\n')
    remember(file, "theme", "gruvbox")
    remember(file, "text_width", 90)
    text = file.read_text()
    assert "# mine" in text
    assert 'theme = "gruvbox" # dark' in text
    assert (load(file).text_width, load(file).keys["front.search"]) == (90, "f")


def test_remembering_makes_the_file_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    remember(file, "language", "id")
    assert load(file).language == "id"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_remembering_follows_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "settings.toml"
    real.write_text("")
    link.symlink_to(real)
    remember(link, "density", "compact")
    assert link.is_symlink()
    assert load(real).density == "compact"


@pytest.mark.parametrize("text", ["x = [", "text_width = 3 = 4"])
def test_a_broken_file_is_never_overwritten(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(BadSetting):
        remember(file, "language", "id")
    assert file.read_text() == text


def test_only_what_is_valid_is_remembered(file: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be “3”"):
        remember(file, "text_width", 3)
    with pytest.raises(BadSetting, match="there is no setting “widht”"):
        remember(file, "widht", 3)
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_explained_and_nothing_stays_behind(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="cannot be"):
        remember(tmp_path / "file" / "settings.toml", "language", "id")
    # A folder that came into the file's place after it was read refuses the last step.
    busy = tmp_path / "busy"
    (busy / "in it").mkdir(parents=True)
    from berita_tui.settings.file import _replace

    with pytest.raises(BadSetting, match="cannot be written"):
        _replace(busy, "text")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["busy", "file"]


def test_an_unknown_command_is_refused_with_its_line_and_the_nearest(file: Path) -> None:
    file.write_text('# keys\n[keys]\n"front.serach" = "f"\n')
    problem = bad_key(file, "front.serach", ["front.search", "app.quit"])
    assert str(problem) == (
        f"{file}, line 3: there is no command “front.serach”; the nearest is “front.search”"
    )


def test_an_unknown_command_is_refused_even_when_its_file_is_gone(tmp_path: Path) -> None:
    assert "the nearest is “app.quit”" in str(bad_key(tmp_path, "zzz", ["app.quit"]))


def test_an_unknown_theme_is_refused_with_the_nearest(file: Path) -> None:
    file.write_text('theme = "nrod"\n')
    assert "line 1: “theme” cannot be “nrod”; did you mean “nord”?" in str(
        bad_theme(file, "nrod", ["nord", "gruvbox"])
    )


PLAIN = st.one_of(
    st.booleans().map(lambda value: str(value).lower()),
    st.integers(-9, 10**6).map(str),
    st.text(max_size=6).map(lambda value: f'"{value}"'),
    st.sampled_from(["007", "1_000", '""', '"', "'a'", "[1]", "1.5", "²", "", '"a" # b']),
)
NAMES = st.sampled_from(["a", "b", "full_text", "no-de", "é", "1"])
LINES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["a", "b", "full_text", "no-de", "é", "1"]), PLAIN).map(
            " = ".join
        ),
        st.sampled_from(["", "# why", "#\x01", "a=1", "[keys]", "a = 1\r", " b = 2", "\ta = 1"]),
    ),
    max_size=4,
)


@given(LINES)
def test_what_is_read_plainly_is_what_toml_has(lines: list[str]) -> None:
    text = "\n".join(lines)
    table = _plain(text)
    assert table is None or table == tomllib.loads(text)


def test_what_the_program_writes_is_read_plainly() -> None:
    text = '# mine\n\nfull_text = "never"\nrefresh_minutes = 0\npictures = true\n'
    assert _plain(text) == {"full_text": "never", "refresh_minutes": 0, "pictures": True}
    assert _plain("") == {}
    assert _plain(f"refresh_minutes = {10**18}") is None
