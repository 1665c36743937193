"""Furniture: the lines a page puts around an article: buttons, "see also", counters."""

from __future__ import annotations

import re

_SHARE = """share|bagikan|sebarkan|facebook|twitter|x|whatsapp|telegram|line|linkedin|pinterest|
email|e-mail|print|cetak|copy|salin|link|tautan|tweet|komentar|comment|comments|komen|like|suka|
google\\+?|instagram|messenger|ke|via|ikuti|follow|kami|di|us|on|news|0"""
_FURNITURE = re.compile(
    rf"(?:[Aa][-+]?[\s|]*){{2,4}}"
    rf"|(?:(?:{_SHARE.replace(chr(10), '')})[\s|,/:]*){{1,12}}"
    r"|(?:font|text) ?size.*|ukuran (?:huruf|font|teks)\W*"
    r"|cr[ée]dits? photos? ?:.*|advertisement|iklan|scroll to (?:continue|resume).*|gulir untuk.*"
    r"|all rights? reserved\W*|hak cipta dilindungi.*"
    r"|(?:\w{1,20})?/?\s*rendering in [\d.]+ seconds?.*"
    r"|(?:halaman|page)\W*(?:\d+\W*){1,20}(?:selanjutnya|next)?"
    r"|(?:baca )?(?:selengkapnya|selanjutnya)\W*|\d+ (?:views?|kali dibaca|dibaca)",
    re.IGNORECASE,
)
_SEE_ALSO = re.compile(
    r"(?:\W{0,3}(?:baca|lihat|simak|tonton) juga|jangan lewatkan"
    r"|(?:artikel|berita|foto|video) terkait|see also|read also|read more|also read"
    r"|related (?:articles?|stories)|you may also like"
    r"|(?:à )?lire aussi|auch interessant|lesen sie auch|mehr zum thema|lea también|leer también"
    r"|leia (?:também|mais)|leggi anche|lees ook|notas relacionadas)(?!\w)"
    r"\W*(?P<rest>.*)",
    re.IGNORECASE,
)

_TRAIL = re.compile(r"[\w ]{1,30}(?:\s?[/>»]\s?[\w ]{1,40}){1,5}")
_DAY = re.compile(
    r"\b(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)\w*\b"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Tell whether a line of a page is a button, a counter or a notice, and no prose."""
    return len(line) <= 400 and bool(_FURNITURE.fullmatch(line.strip()))


def is_heading_line(line: str) -> bool:
    """Tell whether a line is the date or the way to the page, as they stand above a body."""
    line = line.strip()
    if len(line) > 80 or line.endswith("."):
        return False
    return bool(_TRAIL.fullmatch(line) or (_DAY.search(line) and re.search(r"\d{4}", line)))


def see_also(line: str) -> str | None:
    """Return what a "see also" line points to, "" for the next line, None for any other line."""
    found = _SEE_ALSO.fullmatch(line.strip()) if len(line) <= 250 else None
    return found["rest"] if found else None


def folded_words(text: str) -> str:
    """Return `text` for comparing: words only, one blank between, case folded."""
    return re.sub(r"\W+", " ", text).strip().casefold()
