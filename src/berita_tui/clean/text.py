"""Text from outside made safe to keep and to show."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from berita_tui.clean.controls import BIDI, is_clean
from berita_tui.news import BadAddress, normal_address

MAX_MARKS = 4
"""Combining marks kept on one base character."""

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # control sequence, and string (ECMA-48, 5.4, 5.6)
    r"|(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]{1,4}[0-~]"  # character sets and the like (ECMA-35, 13.2)
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that draw nothing or that each terminal measures its own way: fillers, soft
hyphens, variation selectors, tags, noncharacters (Unicode, Default_Ignorable_Code_Point)."""

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PLAIN = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u10a0-\u10ff\u1e00-\u1fff"
    "\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u27ff\u2900-\u2bff"
    "\u3000-\u3029\u3030-\u3098\u309b-\u3130\u3190-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9f"
    "\U0001f300-\U0001faff\U00020000-\U0002ffff]*"
)
"""Text of these characters only needs nothing but its blanks folded; most text is such."""

_ASCII = bytes(range(0x20, 0x7F))
_JOINER_CHARACTERS = "\u200c\u200d"
_JOINERS = re.compile(f"[{_JOINER_CHARACTERS}]+")
_BALANCED = re.compile(f"[{BIDI}]")
_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_OVERRIDES = "\u202d\u202e"
_MAX_BIDI_DEPTH = 8


def one_line(text: str, *, limit: int = 500) -> str:
    """Return `text` as one safe line of at most `limit` characters, "" if nothing shows.

    For titles, names and messages: no control character, bidi control or invisible filler,
    blanks folded, at most `MAX_MARKS` marks on a base. A cut is shown by an ellipsis.
    """
    if len(text) <= limit and is_ascii_line(text):
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    text = text[: limit * 16 + 4096]
    if not _PLAIN.fullmatch(text):
        text = _BREAKS.sub("\n", text)
        text = _shown(_BALANCED.sub("", _printable(text)))
        text = text[_unbased(text) :]
    text = " ".join(text.split())
    if len(text) > limit:
        text = f"{text[: limit - 1].rstrip(' ' + _JOINER_CHARACTERS)}…"
    return text if text.isascii() or _has_ink(text) else ""


def is_ascii_line(text: str) -> bool:
    """Tell whether a text is printable ASCII only, and so one safe line."""
    # To delete all that may be there is ten times as fast as to look at each.
    return text.isascii() and not text.encode().translate(None, _ASCII)


def is_plain(text: str) -> bool:
    """Tell whether a text has only characters that need no cleaning, in whatever order."""
    return is_ascii_line(text) or bool(_PLAIN.fullmatch(text))


def body_text(text: str) -> str:
    """Return text of many lines, safe to show; line breaks become newlines, tabs stay.

    Bidi controls stay where they are closed on their line; overrides go.
    """
    if is_plain(text):
        return text
    text = _printable(_BREAKS.sub("\n", text))
    if _BALANCED.search(text):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    return _shown(text)


def fold_address(text: str) -> str:
    """Return a link from outside as a normal http or https address with its fragment.

    "" for anything else, and for one with control characters, blanks within or no host: it
    is never to reach a browser.
    """
    text = text.strip()
    plain, _, fragment = text.partition("#")
    try:
        address = normal_address(plain)
    except BadAddress:
        return ""
    if not fragment or not is_clean(fragment) or re.search(r"\s", fragment):
        return address
    return address + "#" + quote(fragment, safe="/?%:@!$&'()*+,;=~-._")


def _printable(text: str) -> str:
    """Return `text` without controls, control sequences and lone surrogates."""
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


def _shown(text: str) -> str:
    """Return `text` without what draws nothing, marks and joiners within bounds."""
    text = _few_marks(_PRIVATE.sub("", _INVISIBLE.sub("", text)))
    return _JOINERS.sub(_join, text)  # last, since it looks at what is left beside a joiner


def _few_marks(text: str) -> str:
    """Return `text` with at most `MAX_MARKS` marks on a base, and none where no base is."""
    if _PLAIN.fullmatch(text):
        return text
    kept = []
    marks = MAX_MARKS  # none may stand where no base is
    for character in text:
        if _PLAIN.fullmatch(character):
            marks = MAX_MARKS if character == "\n" else 0
        elif unicodedata.category(character)[0] == "M":
            marks += 1
            if marks > MAX_MARKS:
                continue
        elif character not in _JOINER_CHARACTERS:
            marks = 0
        kept.append(character)
    return "".join(kept)


def _unbased(text: str) -> int:
    """Return how many characters at the start are blanks, or marks and joiners without a base."""
    for at, each in enumerate(text):
        is_loose = each in _JOINER_CHARACTERS or unicodedata.category(each)[0] == "M"
        if not each.isspace() and not is_loose:
            return at
    return len(text)


def _join(found: re.Match[str]) -> str:
    """Keep one joiner, and only between letters: pictures joined have no width to rely on."""
    text, start, end = found.string, found.start(), found.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    is_lettered = before and after and all(_is_letter(each) for each in (before, after))
    return found[0][0] if is_lettered else ""


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _has_ink(text: str) -> bool:
    """Tell whether anything in `text` leaves a mark on the screen."""
    return any(
        each.isalnum() or (each != "\u2800" and unicodedata.category(each)[0] not in "ZCM")
        for each in text
    )


def _balanced(line: str) -> str:
    """Return `line` with every bidi control closed on it, overrides and strays dropped."""
    open_: list[str] = []

    def settle(found: re.Match[str]) -> str:
        control = found[0]
        if control in "\u061c\u200e\u200f":
            return control
        if control in _OPENERS and len(open_) < _MAX_BIDI_DEPTH:
            open_.append(_OPENERS[control])
            return control
        if open_ and control == open_[-1]:
            return open_.pop()
        return ""

    return _BALANCED.sub(settle, line) + "".join(reversed(open_))
