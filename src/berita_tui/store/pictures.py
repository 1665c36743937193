"""Pictures on disk: which address gave which, which article shows it, how many there may be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

import apsw

from berita_tui.news import Article, Plate, Rendition, Sentence
from berita_tui.store import rows
from berita_tui.store.database import Database, explained, fetch
from berita_tui.store.keys import KEYS_SQL, json_keys
from berita_tui.store.plates import Plates

ROOM = 0.95
"""Share of the bytes allowed that is left when pictures have been given up."""
MOST_TRIES = 8
"""How often an article's pictures are asked for while their servers cannot be reached."""

_TAKEN = {"plates": "?, ?, ?, ?", "picture_addresses": "?, ?, ?"}
_OLDEST = (
    "SELECT p.content, p.bytes, max(a.number) AS newest FROM plates p"
    " LEFT JOIN picture_addresses d USING (content) LEFT JOIN illustrations i USING (address)"
    " LEFT JOIN articles a ON a.number = i.article"
    " GROUP BY p.content HAVING ifnull(max(a.is_bookmarked), 0) = 0 ORDER BY newest"
)


class Unillustrated(NamedTuple):
    """An article whose pictures are still to be fetched."""

    article: Article
    tries: int


class Pictures:
    """The index of pictures, kept in the archive, over the files that hold them."""

    def __init__(self, archive: Database, plates: Plates) -> None:
        self._archive = archive
        self._plates = plates

    def of(self, addresses: Iterable[str]) -> dict[str, Plate]:
        """Return what is on disk of the pictures at some addresses."""
        names = {_hash(address): address for address in addresses}
        with self._archive.reading() as reader:
            found = fetch(
                reader,
                "SELECT address, content, width, height FROM picture_addresses"
                f" JOIN plates USING (content) WHERE address IN {KEYS_SQL}",
                json_keys(list(names)),
            )
        return {
            names[address]: Plate(content=content, width=width, height=height)
            for address, content, width, height in found
        }

    def settled(self, addresses: Iterable[str]) -> frozenset[str]:
        """Return those addresses that were asked before, whatever came of it."""
        names = {_hash(address): address for address in addresses}
        with self._archive.reading() as reader:
            sql = f"SELECT address FROM picture_addresses WHERE address IN {KEYS_SQL}"
            return frozenset(names[each] for (each,) in fetch(reader, sql, json_keys(list(names))))

    def problems(self, addresses: Iterable[str]) -> dict[str, Sentence]:
        """Return why pictures could not be had, by their addresses."""
        names = {_hash(address): address for address in addresses}
        with self._archive.reading() as reader:
            sql = (
                "SELECT address, problem FROM picture_addresses"
                f" WHERE problem IS NOT NULL AND address IN {KEYS_SQL}"
            )
            found = fetch(reader, sql, json_keys(list(names)))
        return {names[address]: _sentence(problem) for address, problem in found}

    def load(self, plate: Plate) -> bytes | None:
        """Return a picture's file; None where it is lost or damaged.

        It is forgotten then, and fetched again with the next ones.
        """
        content = self._plates.get(plate.content)
        if content is None and self._archive.refusal is None:
            self._give_up([plate.content])
        return content

    def bad(self) -> list[bytes]:
        """Look at every file; return which are lost or damaged."""
        with self._archive.reading() as reader:
            names = [name for (name,) in fetch(reader, "SELECT content FROM plates")]
        return [name for name in names if self._plates.get(name) is None]

    def examine(self) -> int:
        """Forget the pictures whose files are lost or damaged, and return how many."""
        bad = self.bad()
        if bad:
            self._give_up(bad)
        return len(bad)

    def _give_up(self, names: Sequence[bytes]) -> None:
        """Forget pictures whose files are no good; the articles that show them stand in line."""
        with self._archive.writing() as writer:
            for name in names:
                writer.execute(
                    "INSERT OR IGNORE INTO pictures_wanted (article) SELECT article"
                    " FROM illustrations JOIN picture_addresses USING (address) WHERE content = ?",
                    (name,),
                )
                _forget(writer, name)
        for name in names:
            self._plates.drop(name)

    def keep(self, address: str, rendition: Rendition) -> None:
        """Keep what an address gave: the file first, so that what is listed is there.

        Raises `BeritaError`.
        """
        with explained(self._archive.path):
            name = self._plates.put(rendition.content)
        with self._archive.writing() as writer:
            writer.execute(
                "INSERT OR IGNORE INTO plates VALUES (?, ?, ?, ?)",
                (name, rendition.width, rendition.height, len(rendition.content)),
            )
            writer.execute(
                "INSERT OR REPLACE INTO picture_addresses VALUES (?, ?, NULL)",
                (_hash(address), name),
            )

    def miss(self, address: str, problem: Sentence) -> None:
        """Note why an address gave no picture, so that it is not asked again."""
        with self._archive.writing() as writer:
            text = json.dumps([problem.template, dict(problem.values)])
            writer.execute(
                "INSERT OR REPLACE INTO picture_addresses VALUES (?, NULL, ?)",
                (_hash(address), text),
            )

    def wanted(self, *, limit: int, below: int | None = None) -> list[Unillustrated]:
        """Return the newest articles, below a number, whose pictures are still to be fetched.

        Those of sources that are not followed any more wait.
        """
        with self._archive.reading() as reader:
            found = fetch(
                reader,
                "SELECT w.article, w.tries FROM pictures_wanted w"
                " JOIN articles a ON a.number = w.article"
                " WHERE w.article < ? AND a.is_hidden = 0 ORDER BY w.article DESC LIMIT ?",
                2**63 - 1 if below is None else below,
                limit,
            )
            articles = [
                (rows.article(reader, "a.number = ?", number), tries) for number, tries in found
            ]
        return [Unillustrated(article, tries) for article, tries in articles if article is not None]

    def put_off(self, number: int) -> None:
        """Note that an article's pictures could not be reached; give up when it was too often."""
        with self._archive.writing() as writer:
            writer.execute(
                "UPDATE pictures_wanted SET tries = tries + 1 WHERE article = ?", (number,)
            )
            writer.execute("DELETE FROM pictures_wanted WHERE tries >= ?", (MOST_TRIES,))

    def begin(self, number: int, addresses: Sequence[str]) -> None:
        """Note which pictures an article shows, before any of them is fetched."""
        with self._archive.writing() as writer:
            writer.execute("DELETE FROM illustrations WHERE article = ?", (number,))
            writer.executemany(
                "INSERT OR IGNORE INTO illustrations VALUES (?, ?)",
                [(number, _hash(address)) for address in addresses],
            )

    def finish(self, number: int) -> None:
        """Note that nothing of an article's pictures is left to be fetched."""
        with self._archive.writing() as writer:
            writer.execute("DELETE FROM pictures_wanted WHERE article = ?", (number,))

    def trim(self, most_bytes: int) -> int:
        """Give up pictures while there are more than `most_bytes`; return how many.

        Those of the oldest articles go first, those of bookmarked ones never. Articles no newer
        than what had to go are not asked for pictures any more.
        """
        with self._archive.writing() as writer:
            size_of_all, dead, newest = total(writer)[1], [], 0
            if size_of_all <= most_bytes:
                return 0
            for content, size, number in fetch(writer, _OLDEST):
                if size_of_all <= most_bytes * ROOM:
                    break
                size_of_all -= size
                newest = max(newest, number or 0)
                dead.append(content)
            for content in dead:
                _forget(writer, content)
            writer.execute("DELETE FROM pictures_wanted WHERE article <= ?", (newest,))
        for content in dead:
            self._plates.drop(content)
        return len(dead)

    def sweep(self) -> int:
        """Delete files that nothing speaks of, as a kill may leave them; return how many."""
        with self._archive.reading() as reader:
            known = {content for (content,) in reader.execute("SELECT content FROM plates")}
        strays = [path for name, path in self._plates.strays() if name not in known]
        for path in strays:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return len(strays)

    def stock(self) -> tuple[int, int]:
        """Return how many pictures there are, and how many bytes they take."""
        with self._archive.reading() as reader:
            return total(reader)


def take_over(old: apsw.Connection, archive: Database) -> None:
    """Copy what another archive knows of pictures: their files are still there."""
    found = {table: fetch(old, f"SELECT * FROM {table}") for table in _TAKEN}
    with archive.writing() as writer:
        for table, places in _TAKEN.items():
            writer.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", found[table])


def _forget(writer: apsw.Connection, content: bytes) -> None:
    """Forget a picture and that its addresses were asked, so that they may be asked again."""
    writer.execute("DELETE FROM picture_addresses WHERE content = ?", (content,))
    writer.execute("DELETE FROM plates WHERE content = ?", (content,))


def total(connection: apsw.Connection) -> tuple[int, int]:
    """Return how many pictures there are, and how many bytes they take."""
    count, size = fetch(connection, "SELECT count(*), ifnull(sum(bytes), 0) FROM plates")[0]
    return count, size


def _hash(address: str) -> bytes:
    return blake2b(address.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _sentence(text: str) -> Sentence:
    template, values = json.loads(text)
    checked: Mapping[str, str | int] = values
    return Sentence(template, **checked)
