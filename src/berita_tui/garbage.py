"""Garbage: when Python looks for what it no longer needs, so that no key waits for it."""

from __future__ import annotations

import gc
from contextlib import suppress


def hold() -> None:
    """Collect nothing while the program starts: most of what is made then is there to stay."""
    gc.disable()


def let_go() -> None:
    """Collect again, now that the first page is seen, and leave out what is there by now.

    A full look for rings of garbage takes 50 ms and more, which a key would wait for: it is
    left to `collect`.
    """
    gc.freeze()
    gc.set_threshold(5_000, 50, 1_000_000)
    gc.enable()


def collect_seldom() -> None:
    """Collect less often: what reads makes thousands of things that live until they are written.

    Hardly any of them are in rings.
    """
    gc.set_threshold(50_000, 20, 100)


def collect() -> None:
    """Look everywhere, at a time when it disturbs least."""
    gc.collect()


def give_back() -> None:
    """Give the system back what was let go: glibc keeps it, for each thread that ever ran.

    Elsewhere nothing is done; other allocators do so by themselves.
    """
    import ctypes  # noqa: PLC0415 - off the way in

    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
