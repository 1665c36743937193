"""The error tree: everything that can be explained to the reader in one line."""

from __future__ import annotations

from typing import ClassVar

from berita_tui.news.sentences import Sentence


class BeritaError(Exception):
    """Something went wrong that one sentence can explain.

    The sentence says what and where it is and what to do. `exit_code` is what the command
    line returns when nothing else was done: 1 some of it failed, 2 wrong use, 3 data cannot
    be used.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class WrongUse(BeritaError):
    """The reader asked for something in a way that cannot be carried out."""

    exit_code = 2


class BadAddress(WrongUse):
    """An address that is no http or https address."""


class BadSetting(WrongUse):
    """A settings file with a wrong line; the sentence names file, line and key."""


class BadQuery(WrongUse):
    """A query that cannot be understood.

    `position` is the offset in characters of the first one that is wrong.
    """

    def __init__(self, sentence: Sentence, position: int = 0) -> None:
        super().__init__(sentence)
        self.position = position

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.sentence, self.position)


class DataUnusable(BeritaError):
    """The library or the archive cannot be used as it is; it was not touched."""

    exit_code = 3


class Unreadable(BeritaError):
    """Content from outside that is not what it was taken for, or goes past a limit."""


class Missing(BeritaError):
    """No article, source or file by that name."""


class Interrupted(BeritaError):
    """A search was interrupted by a newer one."""
