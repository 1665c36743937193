"""Places: where things live on disk, and who may look at them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

HOME_VARIABLE = "BERITA_TUI_HOME"
"""Environment variable that puts everything under one folder, like the option `--home`."""


class Places:
    """The four folders everything lives in."""

    __slots__ = ("cache", "config", "data", "state")

    def __init__(self, *, config: Path, data: Path, cache: Path, state: Path) -> None:
        self.config: Final = config
        self.data: Final = data
        self.cache: Final = cache
        self.state: Final = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self.folders() == other.folders()

    def __hash__(self) -> int:
        return hash(tuple(self.folders().values()))

    def folders(self) -> dict[str, Path]:
        """Return the four by their names."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def under(cls, home: Path) -> Places:
        """Put all four under one folder: portable use, and tests."""
        home = home.expanduser().absolute()
        return cls(
            config=home / "config", data=home / "data", cache=home / "cache", state=home / "state"
        )

    @classmethod
    def usual(cls, home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Places:
        """Use `home`, else the folder that BERITA_TUI_HOME names, else the platform's own."""
        wish = home or (Path(environ[HOME_VARIABLE]) if environ.get(HOME_VARIABLE) else None)
        if wish:
            return cls.under(wish)
        from platformdirs import PlatformDirs  # noqa: PLC0415 - nothing where a home is given

        dirs = PlatformDirs("berita-tui", appauthor=False)
        return cls(
            config=dirs.user_config_path,
            data=dirs.user_data_path,
            cache=dirs.user_cache_path,
            state=dirs.user_state_path,
        )

    @property
    def settings(self) -> Path:
        """The reader's settings, TOML."""
        return self.config / "settings.toml"

    @property
    def rules(self) -> Path:
        """The reader's own site rules; the folder need not be there."""
        return self.config / "rules"

    @property
    def library(self) -> Path:
        """What is the reader's own."""
        return self.data / "library.db"

    @property
    def archive(self) -> Path:
        """Articles and their index."""
        return self.data / "archive.db"

    @property
    def copies(self) -> Path:
        """Rolling copies of the library."""
        return self.data / "copies"

    @property
    def pictures(self) -> Path:
        """Pictures of articles, a file each."""
        return self.data / "pictures"

    @property
    def placard(self) -> Path:
        """What the next start can paint before the app is there."""
        return self.state / "placard.json"

    def prepare(self) -> None:
        """Make the four folders, for the user's eyes only (0700). Raises `OSError`."""
        for folder in (self.config, self.data, self.cache, self.state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    def keep_crash(self, particulars: str) -> Path | None:
        """Write down what went wrong, for the user's eyes only (0600); None where it cannot be."""
        moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        path = self.state / f"crash-{moment}-{os.getpid()}.log"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            return None
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            file.write(particulars)
        return path
