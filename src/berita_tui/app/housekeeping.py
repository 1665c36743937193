"""Housekeeping: what is done behind the page, so that the files stay sound and soon searched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui import garbage
from berita_tui.news import BeritaError, DataUnusable, Sentence
from berita_tui.store import Store

QUIET = 5.0
"""For how many seconds nothing was pressed before the index is worked on: what the next key marks
waits for the step that is under way, some 10 ms, for a word in very many articles a tenth of a
second, and once in a while for the disk."""


class Noticed(Message):
    """Something is to be told to the reader, in the status line."""

    def __init__(self, said: Sentence) -> None:
        super().__init__()
        self.said = said


def keep_house(store: Store, screen: MessagePump, *, oldest: datetime | None = None) -> None:
    """Examine both files, fold old actions and take the day's copy; tell `screen` what was found.

    Articles before `oldest` are let go. For a thread of its own. A failure is told too, and
    ends it.
    """
    if store.is_read_only:
        return
    try:
        findings = store.upkeep.examine()
        for finding in findings:
            screen.post_message(Noticed(finding.sentence))
        if all(finding.is_mended for finding in findings):
            # A damaged library is neither changed nor copied over a sound copy.
            store.upkeep.reconcile()
            store.upkeep.fold()
            store.upkeep.copy()
            if oldest is not None:
                store.upkeep.retire(oldest)
    except BeritaError as problem:
        screen.post_message(Noticed(problem.sentence))
    # What was read through to examine it is not needed any more.
    garbage.give_back()


class Binder:
    """Merges the parts of the search index while nobody presses anything: fewer are sooner read."""

    def __init__(self, store: Store, quiet_for: Callable[[], float]) -> None:
        self._store = store
        self._quiet_for = quiet_for
        self._is_given_up = store.is_read_only

    def begin(self, screen: DOMNode) -> None:
        """Go on with it in a thread until a key is pressed, or there is nothing left to merge."""
        if self._is_quiet() and not self._is_given_up:
            screen.run_worker(partial(self._bind, screen), thread=True, group="index")

    def _bind(self, screen: MessagePump) -> None:
        try:
            self._store.upkeep.merge_segments(self._is_quiet)
        except DataUnusable as problem:
            self._is_given_up = True
            screen.post_message(Noticed(problem.sentence))
        except BeritaError:
            pass  # another program writes, or the reader has left: there will be another time

    def _is_quiet(self) -> bool:
        return self._quiet_for() >= QUIET
