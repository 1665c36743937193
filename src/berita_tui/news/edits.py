"""Edits: whether an article says something else than before, and word by word what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

MOST_CHANGES: Final = 600
"""Words of a stretch that may go and come; where there are more it is another text, and the time
to compare grows with the square of it."""

_WORD: Final = re.compile(r"\S+")
_PARTED: Final = re.compile(r"(?<!\d) | (?!\d)")
_MARKS: Final = (
    r"!-#&-*,\-./:;?@\[-`{-~\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf"
    r"\u060c\u061b\u061f\u0964\u0965\u2010-\u2043\u2045-\u205e\u3001-\u301f\u30fb"
)
"""Punctuation; what says how much (`%`, `+`, `$`, `€`) is none, and NFKC folds full width."""
_PUNCTUATION: Final = re.compile(rf"(?<!\d)[{_MARKS}]+|[{_MARKS}]+(?!\d)|[{_MARKS}]{{2,}}")
_DASH: Final = re.compile("[\u2010-\u2015\u2212]")
_SIGN: Final = re.compile(r"(?<!\S)-(?=\d)")
_BRACKETED_STAMP: Final = re.compile(
    r"[(\[][^()\[\]]{0,60}\b(?:updated?|diperbar\w+|dimutakhirkan)\b[^()\[\]]{0,80}[)\]]",
    re.IGNORECASE,
)
_STAMP_WORD: Final = re.compile(
    r"senin|selasa|rabu|kamis|jumat|jum|sabtu|minggu|ahad"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|tue|wed|thu|sat"
    r"|(?:jan|feb|mar|apr|mei|may|jun|jul|agu|agt|aug|sep|okt|oct|nov|des|dec)[a-z]{0,6}"
    r"|wib|wita|wit|gmt|utc|lalu|ago|updated?|diperbar\w+|dimutakhirkan|pembaruan"
    r"|published|posted|diterbitkan|dipublikasikan",
    re.IGNORECASE,
)
_STAMP_FILLER: Final = re.compile(
    r"\d+|at|on|am|pm|st|nd|rd|th|last|terakhir|pada|pukul|tanggal|yang"
    r"|detik|menit|jam|hari|(?:second|minute|min|hour|day)s?",
    re.IGNORECASE,
)
"""A paragraph of such words alone, one of the former and a digit among them, is a stamp."""
_AMOUNT: Final = r"\d[\d.,]*(?: ?(?:rb|ribu|jt|juta|k|m))?\+?"
_COUNTED: Final = (
    r"views?|reads?|comments?|shares?|likes?|komentar|pembaca|suka|dibagikan|disukai"
    r"|(?:kali|x) (?:dibaca|dilihat|dibagikan)|orang membaca"
)
_FURNITURE: Final = re.compile(
    # An advertisement, and the way round it.
    r"(?:iklan|advertisement|adv|advertorial|sponsored(?: content)?|promosi)"
    r"|(?:scroll|gulir) (?:to|down|untuk|ke)\b.{0,80}"
    # Other articles.
    r"|(?:baca|simak|lihat|tonton) (?:juga|pula|selengkapnya)\b.{0,200}"
    r"|(?:(?:read|see|watch) (?:also|more)|also read)\b.{0,200}"
    r"|(?:related(?: articles?| stories)?|(?:artikel|berita) terkait)(?: ?:.{0,200})?"
    # Counters.
    rf"|(?:{_AMOUNT} (?:{_COUNTED}) ?)+"
    rf"|(?:dibaca|dilihat|views?|komentar|comments?|shares?|likes?)\W{{0,3}}{_AMOUNT}"
    r"(?: ?(?:kali|times|x))?",
    re.IGNORECASE,
)
"""A paragraph that is no part of what an article says, and changes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an article said at one time: its title, its text in paragraphs, and since when.

    `is_whole` claims that the text is the article and not a lead, `is_from_page` that it was
    read on the article's page.
    """

    title: str = ""
    text: str = ""
    is_whole: bool = False
    is_from_page: bool = False
    seen: datetime


class Fate(StrEnum):
    """What became of a stretch of text from one version to the next."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share a fate, a blank between them."""

    fate: Fate
    text: str


Runs = tuple[Run, ...]


def is_edit(before: Version, after: Version) -> bool:
    """Tell whether `after` says something else than `before`, as a reader would see it.

    Blanks, punctuation, quotes and capitals say nothing, nor do advertisements, links to other
    articles, counters and stamps. A text in the place of one of another kind is no edit: the
    first there is, the whole one after a lead, a page's after a feed's. Nor is more or less of
    a lead.
    """
    if before.title and substance(before.title) != substance(after.title):
        return True
    if not are_alike(before, after):
        return False
    one, other = substance(before.text), substance(after.text)
    return one != other if before.is_whole else not (one in other or other in one)


def are_alike(before: Version, after: Version) -> bool:
    """Tell whether the texts are of one kind, so that what differs between them was changed."""
    is_filled = after.is_whole and not before.is_whole
    return not is_filled and before.is_from_page == after.is_from_page


def substance(text: str) -> str:
    """Return the letters, digits and signs of `text` that tell something, without its furniture.

    Two texts with the same substance say the same. Numbers stay apart from each other.
    """
    paragraphs = (" ".join(each.split()) for each in text.split("\n"))
    plain = "\n".join(each for each in paragraphs if not _is_furniture(each))
    return _PARTED.sub("", " ".join(_fold(_BRACKETED_STAMP.sub(" ", plain)).split()))


def changes(before: str, after: str) -> tuple[Runs, ...]:
    """Return how `before` became `after`, a paragraph at a time, each in runs of words.

    What was removed stands before what took its place. Words that differ only in what is no
    substance are kept, as `after` writes them. Stretches too long to compare word by word are
    removed and added as a whole.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    told: list[Run] = []
    keys = [[_key(" ".join(words)) for words in paragraphs] for paragraphs in (old, new)]
    for is_same, before_, after_ in _steps(*keys):
        if is_same:
            told += [Run(Fate.KEPT, word) for word in _words(new[after_])]
        else:
            told += _compared(_words(old[before_]), _words(new[after_]))
    return tuple(tuple(_joined(each)) for each in _split(told))


def _is_furniture(paragraph: str) -> bool:
    if len(paragraph) > 300:
        return False
    words = re.findall(r"\w+", paragraph)
    is_stamp = (
        any(map(_STAMP_WORD.fullmatch, words))
        and any(word[0].isdecimal() for word in words)
        and all(_STAMP_WORD.fullmatch(word) or _STAMP_FILLER.fullmatch(word) for word in words)
    )
    return is_stamp or bool(_FURNITURE.fullmatch(paragraph.strip(" -–—|•·*()[]:.")))


def _fold(text: str) -> str:
    text = _DASH.sub("-", unicodedata.normalize("NFKC", text))
    return _PUNCTUATION.sub(" ", _SIGN.sub(" minus ", text).casefold())


def _key(words: str) -> str:
    """Return what `words` are compared by: their substance, else themselves."""
    return _PARTED.sub("", " ".join(_fold(words).split())) or words


def _paragraphs(text: str) -> list[list[str]]:
    return [words for each in text.split("\n") if (words := _WORD.findall(each))]


def _words(paragraphs: Iterable[Sequence[str]]) -> list[str]:
    """Return the words of paragraphs, a newline after each of them."""
    return [word for paragraph in paragraphs for word in (*paragraph, "\n")]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Give stretches of both in turn, and whether they are the same in both."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middles = _shared(old[head : len(old) - tail], new[head : len(new) - tail])
    x, y = 0, 0
    for first, other, length in (
        (0, 0, head),
        *((start + head, begin + head, length) for start, begin, length in middles),
        (len(old) - tail, len(new) - tail, tail),
    ):
        yield False, slice(x, first), slice(y, other)
        x, y = first + length, other + length
        yield True, slice(first, x), slice(other, y)


def _shared(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where both have the same words: a place in each, and how many (Myers 1986).

    None where more than `MOST_CHANGES` words would have to go and come.
    """
    # How far into `old` one gets on each lane, for each count of words gone and come. The lane
    # is what went less what came; of the lanes that a count can reach only every other one can.
    reached: list[list[int]] = []
    for count in range(min(len(old) + len(new), MOST_CHANGES) + 1):
        reach: list[int] = []
        for index in range(count + 1):
            x = _entered(reached[-1], index) if count else 0
            y = x - (2 * index - count)
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach.append(x)
            if x >= len(old) and y >= len(new):
                return _way_back(reached, x, y)
        reached.append(reach)
    return []


def _entered(reach: Sequence[int], index: int) -> int:
    """Return where in the old text one comes to the lane at `index` by one word more."""
    is_added = index == 0 or (index < len(reach) and reach[index - 1] < reach[index])
    return reach[index] if is_added else reach[index - 1] + 1


def _way_back(reached: Sequence[Sequence[int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """Return the stretches of equal words on the way that `_shared` found, in order."""
    found: list[tuple[int, int, int]] = []
    for count in range(len(reached), 0, -1):
        reach, lane = reached[count - 1], x - y
        index = (lane + count) // 2
        start = _entered(reach, index)
        found.append((start, start - lane, x - start))
        is_added = index < len(reach) and start == reach[index]
        x = reach[index] if is_added else reach[index - 1]
        y = x - (lane + 1 if is_added else lane - 1)
    found.append((0, 0, x))
    return [each for each in reversed(found) if each[2]]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    keys = [[_key(word) for word in words] for words in (old, new)]
    for is_same, before, after in _steps(*keys):
        if not is_same:
            yield from (Run(Fate.REMOVED, word) for word in old[before])
        yield from (Run(Fate.KEPT if is_same else Fate.ADDED, word) for word in new[after])


def _split(words: Iterable[Run]) -> Iterator[list[Run]]:
    """Give the words of each paragraph; a line end that went or came is one all the same."""
    paragraph: list[Run] = []
    for word in words:
        if word.text != "\n":
            paragraph.append(word)
        else:
            yield paragraph
            paragraph = []


def _joined(words: Iterable[Run]) -> Iterator[Run]:
    """Give runs as long as they can be."""
    fate, texts = Fate.KEPT, list[str]()
    for word in words:
        if word.fate is not fate and texts:
            yield Run(fate, " ".join(texts))
            texts = []
        fate = word.fate
        texts.append(word.text)
    yield Run(fate, " ".join(texts))
