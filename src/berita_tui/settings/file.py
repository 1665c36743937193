"""The settings file: TOML to frozen wishes and back; errors name file, line and key."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berita_tui.news import BadSetting, Sentence
from berita_tui.settings.wishes import KEYS_SECTION, Setting, Settings, Value, describe

MOST_DIGITS = 18
"""Longest whole number read plainly."""
MAX_FILE = 1_000_000
"""Largest settings file read, in bytes."""


def load(path: Path) -> Settings:
    """Return the settings in the file at `path`; the defaults where there is none.

    Raises `BadSetting`, its one line naming file, line, key and the nearest valid name.
    """
    text = _read(path)
    table = _parse(path, text)
    known = {setting.name: setting for setting in describe()}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name == KEYS_SECTION:
            values[name] = _keys(path, text, value)
        elif name in known:
            values[name] = _checked(path, text, known[name], value)
        else:
            raise _unknown(path, text, name, is_section=isinstance(value, dict))
    return Settings(**values)


def remember(path: Path, name: str, value: Value) -> None:
    """Put one setting into the file at `path`, leaving the rest of it as it is.

    The file is replaced in one step and readable by its owner only. Raises `BadSetting` for
    a wrong name or value and for a file that cannot be read or written; a broken file is
    never overwritten.
    """
    import tomlkit  # noqa: PLC0415 - only who changes a setting pays for it

    text = _read(path)
    _parse(path, text)
    setting = next((each for each in describe() if each.name == name), None)
    if setting is None:
        raise _unknown(path, text, name, is_section=False)
    document = tomlkit.parse(text)
    document[name] = _checked(path, text, setting, value)
    _replace(path, tomlkit.dumps(document))


def bad_theme(path: Path, name: str, valid_names: Iterable[str]) -> BadSetting:
    """Return the complaint about a theme there is not, to be raised by who knows the themes."""
    setting = next(each for each in describe() if each.name == "theme")
    return _bad_value(path, _text_of(path), setting, name, tuple(valid_names))


def bad_key(path: Path, name: str, valid_names: Iterable[str]) -> BadSetting:
    """Return the complaint about a command in `[keys]` that there is not, to be raised.

    The caller knows the commands; the nearest of `valid_names` is suggested.
    """
    return BadSetting(
        Sentence(
            "{file}, line {line}: there is no command “{name}”; the nearest is “{nearest}”",
            **_place(path, _text_of(path), name, section=KEYS_SECTION),
            nearest=_nearest(name, valid_names),
        )
    )


def _read(path: Path) -> str:
    """Return the file's text, "" where there is no file; a byte order mark is passed over."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise BadSetting(
            Sentence("{file} is a folder; settings belong into a file", file=_name(path))
        ) from None
    except OSError as problem:
        raise BadSetting(
            Sentence(
                "{file} cannot be read ({reason}); check its permissions",
                file=_name(path),
                reason=problem.strerror or type(problem).__name__,
            )
        ) from None
    if len(data) > MAX_FILE:
        raise BadSetting(
            Sentence("{file} is larger than 1 MB; that is no settings file", file=_name(path))
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadSetting(
            Sentence(
                "{file}, line {line}: not UTF-8; save the file in that encoding",
                file=_name(path),
                line=str(data.count(b"\n", 0, problem.start) + 1),
            )
        ) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    if (table := _plain(text)) is not None:
        return table
    import tomllib  # noqa: PLC0415 - it takes longer than to open the library

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        place = re.search(r"\(at line (\d+)", str(problem))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        raise BadSetting(
            Sentence(
                "{file}, line {line}: this is not TOML; a line has the form: name = value",
                file=_name(path),
                line=str(line),
            )
        ) from None


def _is_plain_number(value: str) -> bool:
    is_written_so = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return is_written_so and (value[0] != "0" or value == "0")


def _plain(text: str) -> dict[str, Any] | None:
    """Return what TOML would read; None where there is more than values of the plainest kinds.

    Those are words of ASCII, whole numbers and texts without an escape, each on a line of its
    own after a name and " = ", as this program writes them.
    """
    table: dict[str, Any] = {}
    for line in text.split("\n"):
        name, mark, value = line.partition(" = ")
        if not line.isprintable():
            return None
        if not line or line.startswith("#"):
            continue
        if not mark or name in table or not (name.isascii() and name.isidentifier()):
            return None
        if value in ("true", "false"):
            table[name] = value == "true"
        elif _is_plain_number(value):
            table[name] = int(value)
        elif len(value) > 1 and value[0] == value[-1] == '"' and not {'"', "\\"} & {*value[1:-1]}:
            table[name] = value[1:-1]
        else:
            return None
    return table


def _checked(path: Path, text: str, setting: Setting, value: object) -> Value:
    """Return `value` if `setting` may have it."""
    kind = type(setting.default)
    # A bool is an int to Python, not to the reader.
    if type(value) is kind:
        if isinstance(value, bool):
            return value
        if isinstance(value, int) and setting.least <= value <= setting.most:
            return value
        if isinstance(value, str) and (value in setting.choices or _is_free(setting, value)):
            return value
    raise _bad_value(path, text, setting, value, setting.choices)


def _bad_value(
    path: Path, text: str, setting: Setting, value: object, choices: tuple[str, ...]
) -> BadSetting:
    values = {**_place(path, text, setting.name), "value": _shown(_written(value))}
    nearest = _nearest(value, choices, 0.5) if isinstance(value, str) else ""
    if nearest:
        return BadSetting(
            Sentence(
                "{file}, line {line}: “{name}” cannot be “{value}”; did you mean “{nearest}”?",
                **values,
                nearest=nearest,
            )
        )
    return BadSetting(
        Sentence(
            "{file}, line {line}: “{name}” cannot be “{value}”; allowed: {allowed}",
            **values,
            allowed=setting.allowed,
        )
    )


def _is_free(setting: Setting, value: str) -> bool:
    return not setting.choices and bool(re.fullmatch(r"[\w ,.-]{1,300}", value))


def _keys(path: Path, text: str, table: object) -> Mapping[str, str]:
    """Return the section `[keys]`; which commands there are is not known here.

    `article.links = "u"` is a table in a table to TOML, and means the same as in quotes.
    """
    if not isinstance(table, dict):
        raise BadSetting(
            Sentence(
                "{file}, line {line}: “keys” is a section; write [keys] on a line of its own",
                **_place(path, text, KEYS_SECTION),
            )
        )
    keys: dict[str, str] = {}
    for name, value in _flat(table):
        if not isinstance(value, str) or not re.fullmatch(r"[^\s,]+( *, *[^\s,]+)*", value):
            raise BadSetting(
                Sentence(
                    "{file}, line {line}: the keys of “{name}” must be written in quotes, "
                    'such as "s" or "s,ctrl+s"',
                    **_place(path, text, name, section=KEYS_SECTION),
                )
            )
        keys[name] = value.replace(" ", "")
    return MappingProxyType(keys)


def _flat(table: Mapping[str, Any], way: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{way}{name}.")
        else:
            yield f"{way}{name}", value


def _unknown(path: Path, text: str, name: str, *, is_section: bool) -> BadSetting:
    values = _place(path, text, name)
    if is_section:
        return BadSetting(
            Sentence(
                "{file}, line {line}: there is no section “{name}”; the only one is [keys]",
                **values,
            )
        )
    names = [setting.name for setting in describe()]
    return BadSetting(
        Sentence(
            "{file}, line {line}: there is no setting “{name}”; the nearest is “{nearest}”",
            **values,
            nearest=_nearest(name, names),
        )
    )


def _text_of(path: Path) -> str:
    """Return the file's text for looking up a line; "" where it cannot be read any more."""
    try:
        return _read(path)
    except BadSetting:
        return ""


def _place(path: Path, text: str, name: str, *, section: str = "") -> dict[str, str]:
    """Return what every complaint says: the file, the line, and the name as it stands there."""
    line = _line_of(text, name, section=section)
    return {"file": _name(path), "line": str(line), "name": _shown(name)}


def _line_of(text: str, name: str, *, section: str = "") -> int:
    """Return the line, from 1, that sets `name` or opens the section so called.

    1 where it is written in a way that this simple look does not find.
    """
    here: tuple[str, ...] = ()
    wanted = f"{section}.{name}" if section else name
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^]]+)", line)
        if header:
            here = _parts(header[1])
            way = here
        else:
            way = (*here, *_parts(line.partition("=")[0])) if "=" in line else ()
        if way and (".".join(way) == wanted or (not section and way[0] == name)):
            return number
    return 1


def _parts(dotted: str) -> tuple[str, ...]:
    """Return the parts of a key as TOML writes it, quoted or bare."""
    found = re.findall(r'"([^"]*)"|\'([^\']*)\'|([\w-]+)', dotted)
    return tuple("".join(part) for part in found)


def _nearest(name: str, valid_names: Iterable[str], least: float = 0.0) -> str:
    """Return the valid name most like `name`; "" where none is alike by the measure `least`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    return next(iter(get_close_matches(name[:100], valid_names, n=1, cutoff=least)), "")


def _shown(text: str, limit: int = 60) -> str:
    """Return `text` fit for one line of an error: printable characters, not too many."""
    text = "".join(each for each in text if each.isprintable())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(path: Path) -> str:
    return _shown(str(path), 400)


def _replace(path: Path, text: str) -> None:
    """Write `text` beside the file, then take its place; a link keeps pointing where it did."""
    import tempfile  # noqa: PLC0415 - only who changes a setting pays for it

    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".settings-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105 - the name came as text
        except OSError:
            os.unlink(name)  # noqa: PTH108 - the name came as text
            raise
    except OSError as problem:
        raise BadSetting(
            Sentence(
                "{file} cannot be written ({reason}); the setting holds until you quit",
                file=_name(path),
                reason=problem.strerror or type(problem).__name__,
            )
        ) from None
