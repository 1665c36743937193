"""Housekeeping: what is done once behind the first page, so that the files stay sound."""

from __future__ import annotations

from datetime import datetime

from textual.message import Message
from textual.message_pump import MessagePump

from berita_tui import garbage
from berita_tui.news import BeritaError, Sentence
from berita_tui.store import Store


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
