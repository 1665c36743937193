"""A search is told to stop when nobody wants it any more, or when its time is up."""

from __future__ import annotations

import pytest

from berita_tui.store.desk import Errand


@pytest.mark.parametrize(
    ("is_stale", "seconds", "has_to_stop"),
    [(False, None, False), (True, None, True), (False, 3600.0, False), (False, -1.0, True)],
)
def test_what_is_stale_or_late_has_to_stop(
    is_stale: bool, seconds: float | None, has_to_stop: bool
) -> None:
    errand = Errand(lambda: is_stale, seconds)
    errand.begin()
    assert errand.has_to_stop() is has_to_stop
    assert errand.has_to_stop() is has_to_stop
