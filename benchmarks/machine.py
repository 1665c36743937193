"""What machine and which versions figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version as installed

import apsw

from peers import version


def described() -> dict[str, str]:
    """Return cores, system, Python, libraries and peers by name."""
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "Textual": installed("textual"),
        "SQLite": apsw.sqlite_lib_version(),
        "newsboat": version("newsboat").removeprefix("newsboat ").partition(" ")[0],
        "sfeed_curses": version("sfeed_curses"),
        "newsraft": version("newsraft"),
    }
