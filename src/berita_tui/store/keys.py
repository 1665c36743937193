"""Keys: many articles' keys as one value, in a row or in a statement."""

from __future__ import annotations

import json


def join_keys(keys: list[bytes]) -> bytes:
    """Return 16-byte keys as one blob."""
    return b"".join(keys)


def split_keys(blob: bytes) -> list[bytes]:
    """Return the 16-byte keys in `blob`."""
    return [blob[start : start + 16] for start in range(0, len(blob), 16)]


def json_keys(keys: list[bytes]) -> str:
    """Return keys as the JSON list that `KEYS_SQL` reads."""
    return json.dumps([key.hex() for key in keys])


KEYS_SQL = "(SELECT unhex(value) FROM json_each(?))"
"""A set of article keys in SQL, bound to the text `json_keys` makes."""
