"""`python -m berita_tui`: the same as the command `berita-tui`."""

from __future__ import annotations

from typing import NoReturn

from berita_tui import garbage


def main() -> NoReturn:
    """Do what the command line asks; nothing is collected until it is known what that is."""
    garbage.hold()
    from berita_tui.cli import main as answer  # noqa: PLC0415 - imports are what is held for

    answer()


if __name__ == "__main__":
    main()
