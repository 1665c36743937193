"""Garbage: when Python looks for what it no longer needs, so that no key waits for it."""

from __future__ import annotations

import gc
from contextlib import suppress

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h."""


def hold() -> None:
    """Collect nothing while the program starts: most of what is made then is there to stay."""
    gc.disable()


def go_on() -> None:
    """Collect again, as Python does by itself."""
    gc.enable()


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


def share_heap() -> None:
    """Let threads have one heap: each that has its own leaves holes in it which nobody fills.

    Over hundreds of refreshes those grow without end, while what is in use stays the same.
    """
    _tell_glibc("mallopt", _ARENA_MAX, 1)


def keep_large_apart() -> None:
    """Let the system have large pieces back as soon as they are let go.

    glibc does so until the first of them goes, and takes as large ones from its heaps from then
    on: reading the numbers of a million articles left 16 MB there.
    """
    _tell_glibc("mallopt", _MMAP_THRESHOLD, 256 * 1024)


def give_back() -> None:
    """Give the system back what was let go, which glibc keeps."""
    _tell_glibc("malloc_trim", 0)


def _tell_glibc(function: str, *values: int) -> None:
    """Call a function of the allocator; where it is another's nothing is done."""
    import ctypes  # noqa: PLC0415 - off the way in

    with suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), function)(*values)
