"""Robots: what a site asks programs to leave alone (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

_SAFE = "/*$?&=;:@!'()+,-._~%"


@dataclass(frozen=True, slots=True)
class RobotRule:
    """One rule: a pattern for the path with its query, and whether it allows what fits.

    `*` in a pattern stands for anything, `$` at its end for the end of the path.
    """

    pattern: str
    is_allowing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of one site that are for us; `delay` is how many seconds it wants between visits.

    Without rules everything is allowed.
    """

    rules: tuple[RobotRule, ...] = ()
    delay: float = 0.0

    def allows(self, target: str) -> bool:
        """Tell whether a path with its query may be asked for.

        The longest pattern that fits decides, of two as long the one that allows (§2.2.2).
        """
        path = plain_path(target)
        fitting = [rule for rule in self.rules if fits(rule.pattern, path)]
        best = max(fitting, key=lambda rule: (len(rule.pattern), rule.is_allowing), default=None)
        return best is None or best.is_allowing


EVERYTHING = Robots()
"""A site that says nothing: all is allowed."""
NOTHING = Robots(rules=(RobotRule("/", False),))
"""A site that cannot say now what it allows: nothing is."""


def plain_path(path: str) -> str:
    """Return a path or pattern in the one spelling in which both are compared (§2.2.2)."""
    # Percent signs that stand for themselves or for reserved signs stay as they are.
    parts = path.split("%")
    text = parts[0]
    for part in parts[1:]:
        byte = unquote_to_bytes(f"%{part[:2]}")
        is_plain = len(byte) == 1 and chr(byte[0]).isascii() and chr(byte[0]).isalnum()
        is_plain = is_plain or byte in (b"-", b".", b"_", b"~")
        text += byte.decode() + part[2:] if is_plain else f"%{part[:2].upper()}{part[2:]}"
    return quote(text, safe=_SAFE)


def fits(pattern: str, path: str) -> bool:
    """Tell whether a pattern fits the beginning of a path, in time that no pattern can blow up."""
    is_anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not is_anchored or path == first
    at = len(first)
    for part in others[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    last = others[-1]
    if is_anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
