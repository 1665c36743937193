"""Settings: the reader's wishes, from TOML to frozen values."""

from berita_tui.settings.file import MAX_FILE, bad_key, bad_theme, load, remember
from berita_tui.settings.wishes import KEYS_SECTION, Setting, Settings, Value, describe

__all__ = [
    "KEYS_SECTION",
    "MAX_FILE",
    "Setting",
    "Settings",
    "Value",
    "bad_key",
    "bad_theme",
    "describe",
    "load",
    "remember",
]
