"""Facts in the words of a news text: dateline, initials, credits, outlet, the bare title."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

_OUTLETS = MappingProxyType(
    {
        "antaranews.com": "ANTARA",
        "beritasatu.com": "Beritasatu",
        "bisnis.com": "Bisnis.com",
        "cnbcindonesia.com": "CNBC Indonesia",
        "cnnindonesia.com": "CNN Indonesia",
        "detik.com": "detikcom",
        "fajar.co.id": "Fajar",
        "grid.id": "Grid.ID",
        "idntimes.com": "IDN Times",
        "inews.id": "iNews",
        "jawapos.com": "JawaPos.com",
        "jpnn.com": "JPNN.com",
        "kapanlagi.com": "KapanLagi",
        "katadata.co.id": "Katadata",
        "kompas.com": "Kompas.com",
        "kompas.id": "Kompas.id",
        "kompas.tv": "Kompas TV",
        "kompasiana.com": "Kompasiana",
        "kontan.co.id": "Kontan",
        "kumparan.com": "kumparan",
        "liputan6.com": "Liputan6",
        "mediaindonesia.com": "Media Indonesia",
        "merdeka.com": "Merdeka.com",
        "metrotvnews.com": "Metro TV",
        "okezone.com": "Okezone",
        "pikiran-rakyat.com": "Pikiran Rakyat",
        "poskota.co.id": "Poskota",
        "republika.co.id": "Republika",
        "rmol.id": "RMOL",
        "sindonews.com": "SINDOnews",
        "suara.com": "Suara.com",
        "tempo.co": "Tempo",
        "thejakartapost.com": "The Jakarta Post",
        "tirto.id": "Tirto",
        "tribunnews.com": "Tribunnews",
        "tvonenews.com": "tvOne",
        "viva.co.id": "VIVA",
        "vivanews.com": "VIVA",
        "wartaekonomi.co.id": "Warta Ekonomi",
    }
)
_ALIASES = MappingProxyType(
    {
        "antaranews": "ANTARA",
        "bbcnewsindonesia": "BBC News Indonesia",
        "detiknews": "detikcom",
        "koransindo": "SINDOnews",
        "republikaonline": "Republika",
        "sindo": "SINDOnews",
        "viva": "VIVA",
        "voaindonesia": "VOA Indonesia",
    }
)
_NAMES = MappingProxyType(
    {
        **{re.sub(r"\W", "", name).lower(): name for name in _OUTLETS.values()},
        **{host.split(".")[0].replace("-", ""): name for host, name in _OUTLETS.items()},
        **{host.replace(".", "").replace("-", ""): name for host, name in _OUTLETS.items()},
        **_ALIASES,
    }
)
"""Outlets by their names and addresses, letters and digits only, in lower case."""

_PLACE_NAMES = """
ambon,balikpapan,bandar lampung,banda aceh,bandarlampung,bandung,bangka,banjarmasin,banjarbaru,
bantul,banyuwangi,batam,batang,batu,bekasi,bengkulu,bima,bitung,blitar,blora,bogor,bojonegoro,
brebes,ciamis,cianjur,cilacap,cilegon,cimahi,cirebon,demak,denpasar,depok,dumai,ende,garut,gianyar,
gorontalo,gresik,gunungkidul,jakarta,jambi,jayapura,jember,jepara,jombang,kediri,kendari,klaten,
kudus,kupang,lombok,lumajang,madiun,magelang,magetan,makassar,malang,mamuju,manado,manokwari,
mataram,medan,merauke,mojokerto,nabire,nganjuk,ngawi,nusa dua,pacitan,padang,palangka raya,
palangkaraya,palembang,palu,pangkalpinang,pasuruan,pati,pekalongan,pekanbaru,pemalang,pontianak,
probolinggo,purwakarta,purwokerto,riau,rembang,salatiga,samarinda,semarang,serang,sidoarjo,sleman,
solo,sorong,sragen,subang,sukabumi,sukoharjo,sumedang,surabaya,surakarta,tangerang,tanjung pinang,
tanjung selor,tarakan,tasikmalaya,tegal,ternate,timika,tuban,wonogiri,wonosobo,yogyakarta,bali,
amsterdam,ankara,baghdad,bangkok,beijing,berlin,brussels,canberra,doha,dubai,gaza,istanbul,jenewa,
kairo,kiev,kuala lumpur,london,madrid,makkah,manila,mekkah,mekah,madinah,moskow,new delhi,new york,
paris,riyadh,roma,seoul,singapura,sydney,tehran,teheran,tokyo,tripoli,washington,wina,yerusalem
"""
_PLACES = frozenset(_PLACE_NAMES.replace("\n", "").split(","))
_LABELS = frozenset(
    {"UPDATE", "BREAKING", "BREAKING NEWS", "VIDEO", "FOTO", "OPINI", "TAJUK", "KOLOM", "EDITORIAL"}
)

_DASH = re.compile(r"(?:\s+-{1,3}|\s*--|\s*[–—])\s+(?=[\"'“‘«(\[]*[A-Z0-9À-Þ])")
_AGENCY = re.compile(r"\s*\(([^()]{2,40})\)\s*$")
_DATE_PART = re.compile(r"\d{1,2}(?:\s+\w+(?:\s+\d{4})?|/\d{1,2}(?:/\d{2,4})?)")
_DOMAIN = re.compile(r"[\w-]+(?:\.[a-z]{2,4}){1,2}", re.IGNORECASE)
_MAX_DATELINE = 90

_INITIALS = re.compile(r"\s*[(\[]([A-Za-z]{2,5}(?:\s?[/.,-] ?[A-Za-z]{2,5}){0,3}|\*+)[)\]]\s*$")
_SENTENCE_END = (".", "!", "?", "…", '"', "”", "'", "’", ")")
_NO_INITIALS = frozenset({"habis", "foto", "video", "usai"})

_ROLES = (
    "penulis|pewarta|reporter|wartawan|kontributor|laporan|oleh|by|author|editor|redaktur|"
    "penyunting|sunting"
)
_CREDIT = re.compile(
    rf"(?P<role>{_ROLES})\s*:\s*(?P<name>[^:|]{{2,80}}?)\s*(?=$|[|/]|\b\w+\s*:)",
    re.IGNORECASE,
)
_EDITORS = frozenset({"editor", "redaktur", "penyunting", "sunting"})

_COPYRIGHT = re.compile(r"(?:copyright|hak cipta|©|\(c\)\s*\d{4})", re.IGNORECASE)
_COPYRIGHT_WORDS = re.compile(
    r"copyright|hak cipta(?: dilindungi(?: undang-undang)?)?|all rights? reserved\.?|©|\(c\)"
    r"|\b(?:19|20)\d\d\b(?:\s*[-–]\s*(?:19|20)\d\d\b)?|\bby\b|\boleh\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s+[-–—|•·»:]+\s+([^-–—|•·»]{2,60})$|\s*[|»•]\s*([^-–—|•·»]{2,60})$")

_INDONESIAN_WORDS = "yang dan di dengan untuk dari ini itu pada tidak akan dalam juga"
_INDONESIAN = frozenset(_INDONESIAN_WORDS.split())
_ENGLISH_WORDS = "the and of to in is that for with was on as by it"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


class Dateline(NamedTuple):
    """What opens a report: where it was written, the outlet if named, and the text after it."""

    place: str
    outlet: str
    rest: str


def read_dateline(text: str) -> Dateline:
    """Part the dateline off the first paragraph `text`; place and outlet "" where none is.

    Knows `PLACE -`, `Place, Region (AGENCY) -`, `PLACE, Outlet.com –`, `Outlet.com, Place -`
    and `Outlet.com -`, with any dash. A place in mixed case alone must be a known city.
    """
    dash = _DASH.search(text[: _MAX_DATELINE + 8])
    if not dash or not 2 <= dash.start() <= _MAX_DATELINE:
        return Dateline("", "", text)
    found = _place_and_outlet(text[: dash.start()].strip())
    return Dateline(*found, text[dash.end() :]) if found else Dateline("", "", text)


@lru_cache(1000)
def _place_and_outlet(head: str) -> tuple[str, str] | None:
    """Return what the words before the dash of a dateline name, None where it is none."""
    agency = _AGENCY.search(head)
    outlet = outlet_named(agency[1]) or agency[1].strip() if agency else ""
    places = []
    for part in (head[: agency.start()] if agency else head).split(","):
        name = outlet_named(part) or (part.strip() if _DOMAIN.fullmatch(part.strip()) else "")
        if name:
            outlet = outlet or name
        elif not _DATE_PART.fullmatch(part.strip()):
            places.append(part.strip())
    place = ", ".join(places) if len(places) < 3 else places[-1]
    return (place, outlet) if (_is_named(place) if outlet else _is_place(place)) else None


def split_dateline(text: str) -> tuple[str, str]:
    """Return the place a first paragraph opens with, "" for none, and the text after it."""
    place, _, rest = read_dateline(text)
    return place, rest


def split_initials(text: str) -> tuple[str, str]:
    """Return `text` without the initials in brackets that close it, and those initials.

    They must stand alone or after the end of a sentence: "(poe)", "(abc/def)", "[xyz]".
    """
    found = _INITIALS.search(text)
    if not found or found[1].lower() in _NO_INITIALS:
        return text, ""
    rest = text[: found.start()].rstrip()
    if rest and not rest.endswith(_SENTENCE_END):
        return text, ""
    return rest, found[1].strip("*")


def read_credits(line: str) -> tuple[str, str] | None:
    """Return author and editor of a line that says nothing else, None for any other line."""
    author = editor = ""
    left = line
    for found in _CREDIT.finditer(line[:300]):
        name = found["name"].strip(" .,;")
        if found["role"].lower() in _EDITORS:
            editor = editor or name
        else:
            author = author or name
        left = left.replace(found[0], "", 1)
    if not (author or editor) or len(line) > 300 or re.search(r"\w", left):
        return None
    return author, editor


def is_role(line: str) -> bool:
    """Tell whether a line says nothing but what the person named on the next one did."""
    return bool(re.fullmatch(rf"(?:{_ROLES})\s*:?", line.strip(), re.IGNORECASE))


def outlet_named(text: str) -> str:
    """Return the outlet that `text` names and nothing else, "" if it is none we know."""
    folded = re.sub(r"[\W_]", "", text[:80]).lower()
    return _NAMES.get(folded, "")


def outlet_of(text: str) -> str:
    """Return the outlet a line belongs to: a copyright notice, or else a host or an address.

    A copyright notice that names nobody we know gives the name it has.
    """
    text = text.strip()[:300]
    return _outlet_in_copyright(text) if _COPYRIGHT.search(text) else outlet_at(text)


def outlet_at(address: str) -> str:
    """Return the outlet a host or an address belongs to, "" if unknown."""
    host = _host(address[:300])
    while host:
        if host in _OUTLETS:
            return _OUTLETS[host]
        host = host.partition(".")[2]
    return ""


def is_copyright(line: str) -> bool:
    """Tell whether a short line is a copyright notice."""
    return len(line) <= 160 and bool(_COPYRIGHT.match(line.strip(" -–—|.")))


def bare_title(title: str, outlet: str = "") -> str:
    """Return a page's title without the outlet that its first colon or last dash sets off."""
    wanted = re.sub(r"\W", "", outlet).lower()
    first, colon, rest = title.partition(": ")
    if colon and rest.strip() and outlet_named(first):
        title = rest.strip()
    for _ in range(3):
        found = _SUFFIX.search(title)
        tail = (found[1] or found[2]).strip() if found else ""
        if not found or not found.start() or not _names_outlet(tail, wanted):
            return title
        title = title[: found.start()].rstrip()
    return title


def language_of(text: str) -> str:
    """Return "id" or "en" by the commonest words of `text`, "" where neither prevails."""
    words = re.findall(r"[a-z]+", text[:4000].lower())
    indonesian = sum(word in _INDONESIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(indonesian, english) < 4 or max(indonesian, english) < 3 * min(indonesian, english):
        return ""
    return "id" if indonesian > english else "en"


def _names_outlet(tail: str, wanted: str) -> bool:
    folded = re.sub(r"\W", "", tail).lower()
    if outlet_named(tail) or _DOMAIN.fullmatch(tail) or (folded and folded == wanted):
        return True
    first, _, more = tail.partition(" ")
    return len(tail.split()) <= 3 and bool(more) and bool(outlet_named(first))


def _host(text: str) -> str:
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or "").lower()
    except ValueError:
        return ""


def _outlet_in_copyright(line: str) -> str:
    for domain in _DOMAIN.findall(line):
        if name := outlet_at(domain):
            return name
    name = _COPYRIGHT_WORDS.sub(" ", line)
    name = re.sub(r"\s+", " ", name).strip(" -–—|.,/:@")
    known = outlet_named(name)
    return known or (name if len(name) <= 60 else "")


def _is_named(place: str) -> bool:
    """Tell whether what stands beside an outlet's name can be a place, or nothing at all."""
    return len(place) <= 60 and all(word[:1].isupper() for word in re.findall(r"[^\W\d]+", place))


def _is_place(place: str) -> bool:
    if place.lower() in _PLACES and place[:1].isupper():
        return True
    letters = re.sub(r"[ ,./'’()&-]", "", place)
    is_capitals = letters.isalpha() and letters.isupper()
    return is_capitals and 5 <= len(letters) <= 50 and place not in _LABELS
