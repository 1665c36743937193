"""Translations: take the texts from the source, put them into the .po, compile the .mo.

Run as `python scripts/translations.py`; with `--check` it changes nothing and returns 1
where something is to be done. Lists what is not translated yet. Equal texts give equal files,
whatever the day and the version of the tools.
"""

from __future__ import annotations

import ast
import io
import struct
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "berita_tui"
SAYERS = {"say", "_say", "say_many", "N_", "Sentence"}
"""Names of the calls that take a text; what they are given must be written out in them."""
HEADER = """\
Project-Id-Version: berita-tui
Language: id
Plural-Forms: nplurals=1; plural=0;
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
"""


def po_path() -> Path:
    """Return where the Indonesian translations are written."""
    return SOURCE / "assets/locale/id/LC_MESSAGES/berita-tui.po"


def empty() -> Catalog:
    """Return a catalogue without a text, for a language without plural forms."""
    catalogue = Catalog(locale="id", fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    return catalogue


def extract() -> Catalog:
    """Return every text of the source, each once, with the files it comes from."""
    found = empty()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (text := said(node)):
                found.add(text, locations=[(path.relative_to(SOURCE).as_posix(), 0)])
    return found


def said(call: ast.Call) -> str | tuple[str, str] | None:
    """Return the text that `call` says or marks to be said, both forms of a counted one."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in SAYERS:
        return None
    texts = [getattr(each, "value", None) for each in call.args[:2]]
    one, many = (*texts, None, None)[:2]
    if name == "say_many":
        return (one, many) if isinstance(one, str) and isinstance(many, str) else None
    return one if isinstance(one, str) else None


def read(path: Path) -> Catalog:
    """Return the translations in `path`; none where it is missing."""
    if not path.exists():
        return empty()
    with path.open("rb") as file:
        return read_po(file, locale="id")


def merged(texts: Catalog, known: Catalog) -> Catalog:
    """Return the translations of exactly these texts, sorted."""
    catalogue = empty()
    for message in sorted(texts, key=lambda each: str(each.id)):
        if message.id:
            old = known.get(message.id)
            if old and isinstance(old.id, str) != isinstance(message.id, str):
                old = None
            catalogue.add(
                message.id,
                string=old.string if old else None,
                locations=sorted(set(message.locations)),
                flags=sorted((message.flags | (old.flags if old else set())) - {"fuzzy"}),
            )
    return catalogue


def strings(message: Message) -> tuple[str, ...]:
    """Return what `message` is in the other language, one text for each plural form."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation yet."""
    return [str(each.id) for each in catalogue if each.id and not all(strings(each))]


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=96, omit_header=True, include_lineno=False)
    header = "".join(f'"{line}\\n"\n' for line in HEADER.splitlines())
    note = "# The Indonesian texts. Kept in order by scripts/translations.py.\n"
    return f'{note}msgid ""\nmsgstr ""\n{header}\n'.encode() + file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .mo file (GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = {b"": HEADER.encode()}
    for message in catalogue:
        if message.id and all(strings(message)):
            ids = (message.id,) if isinstance(message.id, str) else message.id
            pairs["\0".join(ids).encode()] = "\0".join(strings(message)).encode()
    ordered = sorted(pairs.items())
    start = 28 + 16 * len(ordered)
    texts, tables = b"", []
    for column in zip(*ordered, strict=True):
        for text in column:
            tables.append(struct.pack("<II", len(text), start + len(texts)))
            texts += text + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(ordered), 28, 28 + 8 * len(ordered), 0, start)
    return head + b"".join(tables) + texts


def main(arguments: list[str]) -> int:
    """Update both files, or with `--check` only say what is to be done."""
    is_check = "--check" in arguments
    path = po_path()
    catalogue = merged(extract(), read(path))
    files = {path: as_po(catalogue), path.with_suffix(".mo"): as_mo(catalogue)}
    stale = [each for each, data in files.items() if not each.exists() or each.read_bytes() != data]
    missing = untranslated(catalogue)
    for text in missing:
        print(f"not translated: {text}")
    for each in stale:
        print(f"{'stale' if is_check else 'written'}: {each.relative_to(ROOT)}")
        if not is_check:
            each.write_bytes(files[each])
    return 1 if is_check and (missing or stale) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
