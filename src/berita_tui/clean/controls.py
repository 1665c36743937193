"""Controls: what a terminal could obey; nothing of it goes out."""

from __future__ import annotations

import re
from typing import Final

BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
UNPRINTABLE: Final = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{BIDI}\ud800-\udfff\ufff9-\ufffb]"
"""A pattern; all that it matches is unprintable to Python, too, which is quicker to be asked."""


def strip_controls(text: str) -> str:
    """Return `text` without what a terminal could obey; newlines and tabs stay.

    The last line of defence: deletes, never replaces, so that no width changes.
    """
    return text if text.isprintable() else re.sub(UNPRINTABLE, "", text)


def is_clean(text: str) -> bool:
    """Tell whether `text` holds nothing that a terminal could obey."""
    return text.isprintable() or not re.search(UNPRINTABLE, text)
