"""Edit sources: names, folders, order, pauses, and why a source fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from berita_tui.app.screens.ask import Ask
from berita_tui.app.screens.modal import Modal
from berita_tui.app.widgets.followed import Followed
from berita_tui.app.widgets.rows import RowList
from berita_tui.language import Language
from berita_tui.news import (
    N_,
    BeritaError,
    FullText,
    PauseReason,
    Sentence,
    Source,
    Standing,
    Tally,
    WrongUse,
    entries_left_out,
    is_local,
)
from berita_tui.placard.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from berita_tui.store import Store

LEAST_MINUTES: Final = 10
MOST_MINUTES: Final = 1440

_PAUSES: Final = {
    PauseReason.READER: N_("Paused by you"),
    PauseReason.PRIVATE: N_("Paused: it came from a file and names a private host; v allows it"),
    PauseReason.GONE: N_("Paused: its server says it is gone for good"),
}


_NEXT: Final = {
    None: FullText.ALWAYS,
    FullText.ALWAYS: FullText.NEVER,
    FullText.NEVER: FullText.AUTO,
    FullText.AUTO: None,
}
"""The choices for articles' pages, in the order in which a key goes through them."""
_PAGES: Final = {
    None: N_("Articles’ pages: as the settings have it"),
    FullText.ALWAYS: N_("Articles’ pages: always fetched"),
    FullText.NEVER: N_("Articles’ pages: never fetched"),
    FullText.AUTO: N_("Articles’ pages: fetched where the feed’s text is short or cut"),
}

_FOR_FETCHED = frozenset({"interval", "full_text", "pause", "private", "up", "down"})
"""What means nothing for a shelf of the program's own; it stands below all that is fetched."""


class EditSources(Modal[None]):
    """Every change is on disk at once and can be undone with `U` on the front page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", N_("back"), id="edit.back"),
        Binding("U", "undo", N_("undo"), id="edit.undo"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    EditSources { align: center middle; }
    #edit {
        width: 100%; max-width: 92; height: 100%; max-height: 36;
        background: $surface; border: round $border; padding: 0 1;
    }
    #edit Followed { height: 1fr; background: transparent; margin-top: 1; }
    #edit #edit-detail {
        height: auto; max-height: 50%; border-top: solid $border; color: $text-muted;
    }
    #edit .line { height: auto; max-height: 2; color: $text-muted; }
    """

    def __init__(
        self,
        store: Store,
        *,
        language: Language,
        now: Callable[[], datetime],
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._store = store
        self._language = language
        self._now = now
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The sources, the facts of the one under the cursor, the keys."""
        say = self._language.say
        with Vertical(id="edit") as frame:
            frame.border_title = Content(say("Edit sources"))
            rows = Followed()
            rows.language = self._language
            rows.glyphs = self._glyphs
            yield rows
            yield Static(id="edit-detail")
            keys = say(
                "n name  f folder  i how often  x whole  p pause  J K order  d remove  U undo"
            )
            yield Static(Content(keys), classes="line")

    def on_mount(self) -> None:
        """Show what is followed."""
        self._reload()
        self.query_one(Followed).focus()

    @on(RowList.Moved)
    def _describe(self) -> None:
        source = self.query_one(Followed).source
        text = self._facts(source) if source else ""
        self.query_one("#edit-detail", Static).update(Content(text))

    @on(Followed.Asked)
    def _carry_out(self, event: Followed.Asked) -> None:
        source = event.source
        if is_local(source.address) and event.deed in _FOR_FETCHED:
            return
        match event.deed:
            case "name":
                self._ask_name(source)
            case "folder":
                self._ask_folder(source)
            case "interval":
                self._ask_interval(source)
            case "full_text":
                self._change(replace(source, full_text=_NEXT[source.full_text]))
            case "pause":
                self._change(replace(source, paused=None if source.paused else PauseReason.READER))
            case "private":
                self._allow_private(source)
            case "up" | "down":
                self._swap(source, -1 if event.deed == "up" else 1)
            case _:
                self._do(lambda: self._store.sources.remove(source.key))

    def action_undo(self) -> None:
        """Take the last action back, whichever it was."""
        self._do(self._store.marks.undo)

    def _ask_name(self, source: Source) -> None:
        self.app.push_screen(
            Ask(
                self._language.say("Name"),
                value=source.label,
                hint=self._language.say("Empty: the name the source gives itself."),
            ),
            lambda name: None if name is None else self._change(replace(source, name=name.strip())),
        )

    def _ask_folder(self, source: Source) -> None:
        def put(text: str | None) -> None:
            if text is not None:
                self._change(replace(source, folder=folder_of(text)))

        self.app.push_screen(
            Ask(
                self._language.say("Folder"),
                value=" / ".join(source.folder),
                hint=self._language.say("A folder within another: Nation / Economy. Empty: none."),
            ),
            put,
        )

    def _ask_interval(self, source: Source) -> None:
        def put(text: str | None) -> None:
            if text is not None:
                self._change(replace(source, interval=interval_of(text)))

        minutes = int(source.interval.total_seconds() // 60) if source.interval else 0
        self.app.push_screen(
            Ask(
                self._language.say("Minutes between two refreshes"),
                value=str(minutes) if minutes else "",
                hint=self._language.say(
                    "{least} to {most}; empty: as the source itself asks.",
                    least=LEAST_MINUTES,
                    most=MOST_MINUTES,
                ),
                tell=self._language.tell,
                check=interval_of,
            ),
            put,
        )

    def _allow_private(self, source: Source) -> None:
        allowed = not source.is_private_allowed
        paused = None if allowed and source.paused is PauseReason.PRIVATE else source.paused
        self._change(replace(source, is_private_allowed=allowed, paused=paused))

    def _swap(self, source: Source, step: int) -> None:
        rows = [one for one in self._sources() if one.folder == source.folder]
        index = rows.index(source)
        if not 0 <= index + step < len(rows):
            return
        rows[index], rows[index + step] = rows[index + step], rows[index]
        self._do(lambda: self._store.sources.order([one.key for one in rows]))

    def _change(self, source: Source) -> None:
        self._do(lambda: self._store.sources.change(source))

    def _do(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BeritaError as error:
            self.notify(self._language.tell(error.sentence), severity="error", markup=False)
        self._reload()

    def _sources(self) -> tuple[Source, ...]:
        return tuple(sorted(self._store.sources.all(), key=lambda one: is_local(one.address)))

    def _reload(self) -> None:
        rows = self.query_one(Followed)
        standings = self._store.standings.all()
        rows.failing = frozenset(key for key, standing in standings.items() if standing.problem)
        sources = self._sources()
        nothing = "\n" + self._language.say("You follow nothing yet; press a on the front page.")
        rows.hint = nothing if all(is_local(one.address) for one in sources) else ""
        rows.show(sources)

    def _facts(self, source: Source) -> str:
        standing = self._store.standings.get(source.key)
        tally = self._store.counts().of_source(source.key)
        facts = source_facts(source, standing, tally, self._language, self._now())
        count, problem = self._store.pages.trouble(source.key)
        if problem:
            told = self._language.say_many(
                "{count} page not had: {problem}",
                "{count} pages not had; the newest: {problem}",
                count,
                problem=self._language.tell(problem),
            )
            facts.append(told)
        return "\n".join(facts)


def source_facts(
    source: Source, standing: Standing, tally: Tally, language: Language, now: datetime
) -> list[str]:
    """Return what is to be known of a source, a line each; never a secret."""
    say = language.say
    lines = [] if is_local(source.address) else [source.address]
    if source.paused:
        lines.append(say(_PAUSES[source.paused]))
    if standing.problem:
        lines.append(language.tell(standing.problem))
    if standing.left_out:
        lines.append(language.tell(entries_left_out(standing.left_out)))
    if standing.succeeded:
        ago = language.ago(standing.succeeded, now)
        lines.append(say("Last answered: {ago}", ago=ago))
    elif source.is_fetched:
        lines.append(say("Has not answered yet") if standing.checked else say("Not asked yet"))
    if standing.due and source.is_fetched:
        lines.append(say("Asked again from {time}", time=language.clock(standing.due.astimezone())))
    total, unread = language.number(tally.total), language.number(tally.unread)
    lines.append(say("{total} articles kept, {unread} unread", total=total, unread=unread))
    if tally.total:
        lines.append(say("{share} whole on disk", share=language.percent(tally.share)))
    if not is_local(source.address):
        lines.append(say(_PAGES[source.full_text]))
    if source.credentials:
        lines.append(say("Signs in with a user name and password"))
    if source.is_private_allowed:
        lines.append(say("May be on a private host"))
    return lines


def folder_of(text: str) -> tuple[str, ...]:
    """Return the folder that `text` names, its parts separated by slashes."""
    return tuple(part.strip() for part in text.split("/") if part.strip())


def interval_of(text: str) -> timedelta | None:
    """Return the interval of so many minutes, None for an empty text. Raises `WrongUse`."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or not LEAST_MINUTES <= int(text[:9]) <= MOST_MINUTES:
        raise WrongUse(
            Sentence(
                "“{text}” is not a number of minutes from {least} to {most}",
                text=text[:40],
                least=LEAST_MINUTES,
                most=MOST_MINUTES,
            )
        )
    return timedelta(minutes=int(text[:9]))
