"""Writing: a query's tree in its normal form, in either language."""

from __future__ import annotations

from berita_tui.news.query.keywords import (
    BELONGINGS,
    BOUNDS,
    DAYS,
    FIELDS,
    HAS,
    IS,
    LANGUAGES,
    OR,
    STATES,
    UNITS,
)
from berita_tui.news.query.nouns import (
    Ago,
    All,
    Dated,
    Day,
    Either,
    Holds,
    Moment,
    Not,
    Part,
    Query,
    Range,
    Term,
    Within,
)


def write_query(query: Query, language: str = "en") -> str:
    """Return a query as the program writes it, with the keywords of a language, "en" or "id".

    Reading it again gives the same tree, and what was relative (`7d`, `today`) is still so.
    """
    place = LANGUAGES.index(language)
    return "" if query.tree is None else _write(query.tree, place)


def _write(part: Part, place: int) -> str:
    match part:
        case Term():
            text = f'"{part.text}"' if part.is_phrase else part.text
            return f"{text}*" if part.is_prefix else text
        case Holds():
            if part.state in STATES:
                return f"{IS[place]}:{STATES[part.state][place]}"
            return f"{HAS[place]}:{BELONGINGS[part.state][place]}"
        case Dated():
            return f"{BOUNDS[part.bound][place]}:{_moment(part.moment, place)}"
        case Within():
            return f"{FIELDS[part.field][place]}:{_grouped(part.part, place)}"
        case Not():
            return f"-{_grouped(part.part, place)}"
        case All():
            written = (
                _grouped(each, place) if isinstance(each, Either) else _write(each, place)
                for each in part.parts
            )
            return " ".join(written)
        case _:
            return f" {OR[place]} ".join(_write(each, place) for each in part.parts)


def _grouped(part: Part, place: int) -> str:
    text = _write(part, place)
    return f"({text})" if isinstance(part, All | Either) else text


def _moment(moment: Moment, place: int) -> str:
    match moment:
        case Day():
            return DAYS[moment][place]
        case Ago():
            return f"{moment.count}{UNITS[moment.unit][place]}"
        case Range():
            return f"{_moment(moment.first, place)}..{_moment(moment.last, place)}"
        case _:
            parts = [f"{moment.year:04}"]
            parts += [f"{each:02}" for each in (moment.month, moment.day) if each]
            return "-".join(parts)
