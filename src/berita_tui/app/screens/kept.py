"""Edit kept: searches and mutes, their queries, names, order, and how long they last."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from berita_tui.app.screens.ask import Ask
from berita_tui.app.screens.modal import Modal
from berita_tui.app.widgets.kept import KeptRows, One, laid_out, view_of
from berita_tui.app.widgets.rows import RowList
from berita_tui.language import Language
from berita_tui.news import N_, BeritaError, Mute, Sentence, Tally, View, ViewKind, WrongUse
from berita_tui.placard.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from berita_tui.store import Store

MOST_DAYS = 3650


class EditKept(Modal[View | None]):
    """Every change is on disk at once and can be undone. Gives the view to be shown, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q", "dismiss(None)", N_("back"), id="kept.back"),
        Binding("a", "add", N_("keep a search"), id="kept.add"),
        Binding("M", "mute", N_("mute"), id="kept.mute"),
        Binding("U", "undo", N_("undo"), id="kept.undo"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    EditKept { align: center middle; }
    #kept {
        width: 100%; max-width: 92; height: 100%; max-height: 30;
        background: $surface; border: round $border; padding: 0 1;
    }
    #kept KeptRows { height: 1fr; background: transparent; margin-top: 1; }
    #kept #kept-detail {
        height: auto; max-height: 50%; border-top: solid $border; color: $text-muted;
    }
    #kept .line { height: auto; color: $text-muted; }
    """

    class Settled(Message):
        """Numbers have changed."""

    def __init__(
        self,
        store: Store,
        *,
        language: Language,
        now: Callable[[], datetime],
        glyphs: Glyphs = UNICODE,
        view: View | None = None,
    ) -> None:
        super().__init__()
        self._store = store
        self._language = language
        self._now = now
        self._glyphs = glyphs
        self._view = view

    def compose(self) -> ComposeResult:
        """The rows, the facts of the one under the cursor, the keys."""
        say = self._language.say
        with Vertical(id="kept") as frame:
            frame.border_title = Content(say("Searches and mutes"))
            rows = KeptRows()
            rows.language, rows.glyphs = self._language, self._glyphs
            yield rows
            yield Static(id="kept-detail")
            keys = say(
                "Enter articles  a search  M mute  n name  e query  t how long  J K order"
                "  d remove  U undo"
            )
            yield Static(Content(keys), classes="line")

    def on_mount(self) -> None:
        """Show what is kept, the cursor on what the page shows."""
        self._reload(self._view)
        rows = self.query_one(KeptRows)
        if rows.one is None:
            rows.move_to(1)
        rows.focus()

    @on(RowList.Moved)
    def _describe(self) -> None:
        one = self.query_one(KeptRows).one
        self.query_one("#kept-detail", Static).update(Content(self._facts(one) if one else ""))

    @on(KeptRows.Asked)
    def _carry_out(self, event: KeptRows.Asked) -> None:
        one, deed, searches = event.one, event.deed, self._store.searches
        match one, deed:
            case _, "open":
                self.dismiss(view_of(one))
            case _, "remove":
                kept = self._store.mutes if isinstance(one, Mute) else searches
                self._do(partial(kept.remove, one.number))
            case _, "query":
                self._ask_query(one)
            case Mute(), "lasting":
                self._ask_lasting(one)
            case Mute(), _:
                pass  # has neither a name nor a place
            case _, "name":
                change = partial(_rename, self._store, one.number)
                self._ask(self._language.say("Name"), change, value=one.name)
            case _, "up" | "down":
                self._do(partial(searches.move, one.number, -1 if deed == "up" else 1))

    def action_add(self) -> None:
        """Keep a search that is called by its query."""
        add = partial(self._store.searches.add, "")
        self._ask(self._language.say("Query of the search"), add)

    def action_mute(self) -> None:
        """Hide what answers a query."""
        hint = self._language.say("What answers it is hidden everywhere; bookmarks stay.")
        self._ask(self._language.say("Query of the mute"), self._store.mutes.add, hint=hint)

    def action_undo(self) -> None:
        """Take the last action back, whichever it was."""
        self._do(self._store.marks.undo)

    def _ask_query(self, one: One) -> None:
        def change(text: str) -> object:
            if isinstance(one, Mute):
                return self._store.mutes.change(one.number, text=text, until=one.until)
            return self._store.searches.change(one.number, text=text)

        self._ask(self._language.say("Query"), change, value=one.text)

    def _ask_lasting(self, mute: Mute) -> None:
        def change(text: str) -> object:
            lasting = lasting_of(text)
            until = None if lasting is None else self._now() + lasting
            return self._store.mutes.change(mute.number, until=until)

        hint = self._language.say("1 to {most}; empty: for ever.", most=MOST_DAYS)
        days = "" if mute.until is None else str((mute.until - self._now()).days + 1)
        question = self._language.say("Days from now on")
        self._ask(question, change, value=days, hint=hint)

    def _ask(
        self, question: str, take: Callable[[str], object], *, value: str = "", hint: str = ""
    ) -> None:
        self.app.push_screen(
            Ask(question, value=value, hint=hint, tell=self._language.tell, check=take),
            lambda _: self._reload(),
        )

    def _do(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BeritaError as error:
            self.notify(self._language.tell(error.sentence), severity="error", markup=False)
        self._reload()

    def _reload(self, at: View | None = None) -> None:
        rows = self.query_one(KeptRows)
        say, number = self._language.say, self._language.number
        searches, mutes = self._store.searches.all(), self._store.mutes.all()
        counts = self._store.counts()
        told = {
            View(ViewKind.SEARCH, number=key): number(tally.unread)
            for key, tally in counts.searches.items()
        } | {
            View(ViewKind.MUTE, number=key): number(tally.total)
            for key, tally in counts.mutes.items()
        }
        lines = laid_out(searches, mutes, headings=(say("Searches"), say("Mutes")), counts=told)
        nothing = say("Nothing is kept yet. a keeps a search, M hides what answers a query.")
        rows.hint = "" if lines else f"\n{nothing}"
        rows.show(lines, at)
        self.run_worker(self._settle, thread=True, group="settle")

    def _settle(self) -> None:
        with suppress(BeritaError):  # asked again with the next minute
            if not self._store.is_read_only and self._store.settle():
                self.post_message(self.Settled())

    @on(Settled)
    def _show_settled(self) -> None:
        self._reload()

    def _facts(self, one: One) -> str:
        say, say_many, counts = self._language.say, self._language.say_many, self._store.counts()
        lines = [one.text]
        if isinstance(one, Mute):
            if one.until is not None:
                until = self._language.date(one.until.astimezone())
                lines.append(say("Until {date}", date=until))
            hidden = counts.mutes.get(one.number, Tally()).total
            lines.append(say_many("{count} article hidden", "{count} articles hidden", hidden))
        else:
            found = counts.searches.get(one.number, Tally()).total
            lines.append(say_many("{count} article answers", "{count} articles answer", found))
        return "\n".join(lines)


def lasting_of(text: str) -> timedelta | None:
    """Return for how long so many days are, None for an empty text. Raises `WrongUse`."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_DAYS):
        raise WrongUse(
            Sentence(
                "“{text}” is not a number of days from 1 to {most}", text=text[:40], most=MOST_DAYS
            )
        )
    return timedelta(days=int(text[:9]))


def _rename(store: Store, number: int, name: str) -> object:
    store.searches.checked_name(name, but=number)
    return store.searches.change(number, name=name)
