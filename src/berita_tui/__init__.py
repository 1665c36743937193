"""berita-tui: a news reader for the terminal that keeps what you follow."""

__version__ = "0.1.0"
