"""Pages: a queue of those that articles want, and what came of them; it survives every stop."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

import apsw

from berita_tui.news import Entry, FullText, Outcome, Proof, Refusal, Sentence, Wanted, host_of
from berita_tui.prepress import proof_of, text_of
from berita_tui.prepress.codec import pack, unpack
from berita_tui.store import revisions, rows
from berita_tui.store.bookmarks import Bookmarks
from berita_tui.store.database import Database, fetch
from berita_tui.store.editions import judge
from berita_tui.store.filing import file_lately
from berita_tui.store.numbers import micros, time_of
from berita_tui.store.vocabulary import Learner

_DUE = (
    "p.due <= ? AND p.source IN (SELECT s.number FROM sources s"
    " JOIN json_each(?) j ON s.key = j.value WHERE s.is_hidden = 0)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered for a page: where it was found, and what as."""

    found: str
    media_type: str
    charset: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What an article was, what is to be written of it, and why the page's text is not."""

    kept: Entry
    entry: Entry
    proof: Proof
    problem: Sentence | None


class Pages:
    """The pages wanted, by article number, newest first.

    A page is taken out of the queue in the transaction that keeps its text, and an answer is
    written down before it is read. So whatever a kill breaks off, what was answered is not
    asked for again; only what was still on its way is.
    """

    def __init__(
        self,
        library: Database,
        archive: Database,
        bookmarks: Bookmarks,
        clock: Callable[[], datetime],
        learner: Learner,
    ) -> None:
        self._library = library
        self._archive = archive
        self._bookmarks = bookmarks
        self._clock = clock
        self._learner = learner

    def next(
        self,
        default: FullText,
        *,
        among: Collection[str] | None = None,
        busy: Collection[str] = (),
    ) -> Wanted | None:
        """Return the newest page that may be fetched now, of a host that is neither busy nor rests.

        Sources that are paused, removed or want no pages are passed over; `default` is what
        holds for those that leave it to the settings, `among` names sources by their keys.
        """
        now = micros(self._clock())
        sql = (
            "SELECT p.number, a.key, s.key, p.address, p.attempts FROM pages p INDEXED BY pages_due"
            " JOIN articles a ON a.number = p.number"
            f" JOIN sources s ON s.number = p.source WHERE {_DUE}"
            " AND p.host NOT IN (SELECT value FROM json_each(?))"
            " AND p.host NOT IN (SELECT name FROM hosts WHERE rests > ?)"
            " ORDER BY p.number DESC LIMIT 1"
        )
        with self._archive.reading() as reader:
            found = fetch(
                reader, sql, now, self._eligible(default, among), json.dumps([*busy]), now
            )
        if not found:
            return None
        number, key, source, address, attempts = found[0]
        return Wanted(number=number, key=key, source=source, address=address, attempts=attempts)

    def waiting(self, default: FullText) -> int:
        """Return how many pages wait, now or until later."""
        sql = f"SELECT count(*) FROM pages p INDEXED BY pages_due WHERE {_DUE}"
        with self._archive.reading() as reader:
            return int(reader.execute(sql, (2**63 - 1, self._eligible(default))).get)

    def want(self, number: int) -> Wanted | None:
        """Return the page of an article, whether it waits or not; None where it has none."""
        with self._archive.reading() as reader:
            article = rows.article(reader, "a.number = ?", number)
        if article is None or not article.entry.link:
            return None
        return Wanted(
            number=number, key=article.key, source=article.source, address=article.entry.link
        )

    def refusal(self, number: int) -> Refusal | None:
        """Return why the page of an article has not been had, None where nothing went wrong."""
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT problem, due FROM pages WHERE number = ? AND problem IS NOT NULL", (number,)
            ).fetchone()
        if row is None:
            return None
        return Refusal(problem=sentence(row[0]), due=None if row[1] is None else time_of(row[1]))

    def trouble(self, source: str) -> tuple[int, Sentence | None]:
        """Return how many pages of a source were not had, and why the newest was not."""
        sql = (
            "SELECT count(*), problem, max(p.number) FROM pages p JOIN sources s"
            " ON s.number = p.source WHERE s.key = ? AND problem IS NOT NULL"
        )
        with self._archive.reading() as reader:
            count, problem, _ = fetch(reader, sql, source)[0]
        return count, sentence(problem) if problem else None

    def refuse(self, wanted: Wanted, refusal: Refusal, *, is_tried: bool = True) -> None:
        """Remember why a page was not had, and when to try again; `is_tried` counts the attempt."""
        with self._archive.writing() as writer:
            _settle(writer, wanted, refusal, attempts=wanted.attempts + is_tried)

    def keep(self, wanted: Wanted, page: Entry) -> tuple[Outcome, Sentence | None]:
        """Keep what the page says where that is better; say which text there is now, and why.

        The page is out of the queue, or marked as of no use, in the same transaction.
        """
        while True:
            judged = self._judged(wanted.number, page)
            if judged is None:
                return Outcome.GONE, None
            with self._archive.writing() as writer:
                kept = rows.article(writer, "a.number = ?", wanted.number)
                if kept is None or kept.entry != judged.kept:
                    continue  # its feed has changed it meanwhile
                if judged.entry != kept.entry:
                    revisions.keep(writer, kept, judged.entry, self._clock())
                    rows.rewrite(writer, wanted.number, judged.proof)
                    self._learner.listen(writer, [judged.proof.leaf.heard])
                    self._learner.note(writer)
                    file_lately(writer)
                if judged.problem is None:
                    _forget(writer, wanted.number)
                else:
                    refusal = Refusal(problem=judged.problem)
                    _settle(writer, wanted, refusal, attempts=wanted.attempts + 1)
            self._bookmarks.refresh([kept.key])
            return (Outcome.FEED if judged.problem else Outcome.PAGE), judged.problem

    def answer(self, number: int, address: str) -> Answer | None:
        """Return the answer that was written down for a page of an article."""
        with self._archive.reading() as reader:
            row = reader.execute(
                "SELECT found, media_type, charset, content FROM answers"
                " WHERE number = ? AND address = ?",
                (number, address),
            ).fetchone()
        if row is None:
            return None
        found, media_type, charset, content = row
        return Answer(found=found, media_type=media_type, charset=charset, content=unpack(content))

    def put_answer(self, number: int, address: str, answer: Answer) -> None:
        """Write an answer down until the article it is for is settled."""
        packed = pack(answer.content)
        with self._archive.writing() as writer:
            writer.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
                (number, address, answer.found, answer.media_type, answer.charset, packed),
            )

    def _judged(self, number: int, page: Entry) -> _Judged | None:
        """Decide and make ready what is to be written, so that the lock is not held for the work.

        None where the article is not here any more.
        """
        with self._archive.reading() as reader:
            kept = rows.article(reader, "a.number = ?", number)
            if kept is None:
                return None
            sql = "SELECT digest, link FROM heads WHERE number = ?"
            digest, link = fetch(reader, sql, number)[0]
        verdict = judge(kept.entry, page, kept_text=text_of(kept.entry), page_text=text_of(page))
        # It is still known by what its feed sent.
        proof = replace(proof_of(replace(verdict.entry, stems="")), digest=digest, link_number=link)
        entry = replace(verdict.entry, text="", stems="")
        return _Judged(kept=kept.entry, entry=entry, proof=proof, problem=verdict.problem)

    def _eligible(self, default: FullText, among: Collection[str] | None = None) -> str:
        """Return the sources whose pages are fetched, as the JSON list that `_DUE` reads."""
        with self._library.reading() as reader:
            found = reader.execute(
                "SELECT key FROM sources WHERE removed IS NULL AND paused IS NULL"
                " AND ifnull(full_text, ?) <> 'never'",
                (default.value,),
            )
            return json.dumps([key for (key,) in found if among is None or key in among])


def enqueue(writer: apsw.Connection, number: int, source: int, address: str) -> None:
    """Put the page of a new article into the queue, in the transaction that keeps the article."""
    writer.execute(
        "INSERT OR IGNORE INTO pages (number, source, address, host, due) VALUES (?, ?, ?, ?, 0)",
        (number, source, address, host_of(address)),
    )


def sentence(text: str) -> Sentence:
    """Return the sentence that `plain` made `text` of."""
    template, values = json.loads(text)
    return Sentence(template, **values)


def plain(problem: Sentence) -> str:
    """Return a sentence as JSON."""
    return json.dumps([problem.template, dict(problem.values)])


def _settle(writer: apsw.Connection, wanted: Wanted, refusal: Refusal, *, attempts: int) -> None:
    """Write down why a page was not had; an answer of no use is let go."""
    due = refusal.due and micros(refusal.due)
    host = host_of(wanted.address)
    writer.execute(
        "INSERT INTO pages (number, source, address, host, attempts, due, problem)"
        " SELECT number, source, ?, ?, ?, ?, ? FROM articles WHERE number = ?"
        " ON CONFLICT (number) DO UPDATE SET"
        " attempts = excluded.attempts, due = excluded.due, problem = excluded.problem",
        (wanted.address, host, attempts, due, plain(refusal.problem), wanted.number),
    )
    if due is None:
        writer.execute("DELETE FROM answers WHERE number = ?", (wanted.number,))


def _forget(writer: apsw.Connection, number: int) -> None:
    """Take a page out of the queue: its text is kept."""
    writer.execute("DELETE FROM pages WHERE number = ?", (number,))
    writer.execute("DELETE FROM answers WHERE number = ?", (number,))
