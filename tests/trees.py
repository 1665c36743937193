"""The program as Python reads it: the trees of its modules, parsed and walked once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final

SRC: Final = Path(__file__).parents[1] / "src" / "berita_tui"


@cache
def trees() -> dict[str, ast.Module]:
    """Return the tree of each module, by its path in the package."""
    return {
        path.relative_to(SRC).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SRC.rglob("*.py"))
    }


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Return every node, and the path of the module it is in."""
    return tuple((name, node) for name, tree in trees().items() for node in ast.walk(tree))
