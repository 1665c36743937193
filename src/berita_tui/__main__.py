"""`python -m berita_tui`: the same as the command `berita-tui`."""

from berita_tui.cli import main

if __name__ == "__main__":
    main()
