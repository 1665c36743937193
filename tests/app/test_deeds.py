"""Deeds in words."""

from __future__ import annotations

import pytest

from berita_tui.app.deeds import tell_done, tell_undone
from berita_tui.language import Language
from berita_tui.news import Action, Verb
from readers import NOON

EN = Language("en")


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize(("count", "subject"), [(1, "Sidang"), (1, ""), (12, "")])
def test_every_deed_can_be_told(verb: Verb, count: int, subject: str) -> None:
    action = Action(number=1, verb=verb, when=NOON, count=count, subject=subject)
    assert tell_done(action, "U", EN).endswith("· U undoes it")
    assert not tell_done(action, "", EN).endswith("undoes it")
    undone = tell_undone(action, EN)
    assert undone.startswith("Undone: ")
    assert subject in undone
    assert count == 1 or "12" in undone
