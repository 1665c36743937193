"""Pick sources: the catalogue in packs, and any feed or site by its address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from berita_tui.app.picking import PAGE, Picking
from berita_tui.app.screens.modal import Modal
from berita_tui.app.widgets.checklist import CheckList
from berita_tui.catalogue import offers, packs
from berita_tui.language import Language
from berita_tui.news import N_, BeritaError, Sentence, Source
from berita_tui.placard.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from berita_tui.app.gathering import Gathering
    from berita_tui.discover import Look

_ADDRESS = re.compile(
    r"\S+://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:[:/]\S*)?|localhost[:/]\S*", re.IGNORECASE
)


class PickSources(Modal[tuple[Source, ...]]):
    """Returns the sources to follow, () when the reader changed their mind.

    Words in the box narrow the catalogue; an address makes Enter look for feeds there. The page
    of an article can be saved instead, which is done when the screen goes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("cancel"), id="pick.cancel"),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    PickSources { align: center middle; }
    #pick {
        width: 100%; max-width: 92; height: 100%; max-height: 36;
        background: $surface; border: round $border; padding: 0 1;
    }
    #pick Input { border: none; height: 1; padding: 0; background: $panel; margin: 1 0; }
    #pick CheckList { height: 1fr; background: transparent; }
    #pick .line { height: auto; max-height: 2; color: $text-muted; }
    #pick .line.-wrong { color: $text-error; }
    """

    class Found(Message):
        """An address was asked; this is there."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    class PageSaved(Message):
        """The page of an article is saved."""

    class NothingFound(Message):
        """An address was asked in vain."""

        def __init__(self, sentence: Sentence) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(
        self,
        newsroom: Gathering,
        *,
        followed: Iterable[str],
        language: Language,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._newsroom = newsroom
        self._language = language
        self._glyphs = glyphs
        self._look: Look | None = None
        self._picking = Picking(
            packs=packs(), offers=offers(), followed=frozenset(followed), language=language
        )

    def compose(self) -> ComposeResult:
        """A box, the list, a line that says how it stands."""
        say = self._language.say
        with Vertical(id="pick") as frame:
            frame.border_title = Content(say("Add sources"))
            yield Input(
                placeholder=say("A word to narrow the list, or the address of a site or an article")
            )
            rows = CheckList()
            rows.language = self._language
            rows.glyphs = self._glyphs
            yield rows
            yield Static(classes="line", id="pick-status")

    def on_mount(self) -> None:
        """Show the catalogue, the list first: arrows and Space work at once."""
        self._redraw()
        self.query_one(CheckList).focus()

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._picking.words = "" if _is_address(event.value) else event.value
        self._redraw()

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if _is_address(event.value):
            self._tell(self._language.say("Looking for feeds …"))
            self._look_for_feeds(event.value)
        else:
            self.query_one(CheckList).focus()

    @on(CheckList.Ticked)
    def _tick(self, event: CheckList.Ticked) -> None:
        self._picking.tick(event.key)
        self._redraw()

    @on(CheckList.Folded)
    def _fold(self, event: CheckList.Folded) -> None:
        self._picking.fold(event.key, event.is_folded)
        self._redraw()

    @on(CheckList.Chosen)
    def _done(self, event: CheckList.Chosen) -> None:
        if not self._picking.ticked:
            self._picking.tick(event.key)
        if self._look is not None and PAGE in self._picking.ticked:
            self._tell(self._language.say("Saving the page …"))
            self._save_page(self._look)
        elif picked := self._picking.picked():
            self.dismiss(picked)
        else:
            self._tell(self._language.say("You follow this already."), is_wrong=True)

    @on(Found)
    def _show_found(self, event: Found) -> None:
        from berita_tui.newsroom import sources_of  # noqa: PLC0415 - off the way in

        look = self._look = event.look
        page = look.page.address if look.page is not None and look.is_page else ""
        self._picking.find(sources_of(look.feeds), page=page)
        self._redraw()
        rows = self.query_one(CheckList)
        rows.move_to(1)
        rows.focus()

    @on(NothingFound)
    def _show_reason(self, event: NothingFound) -> None:
        self._tell(self._language.tell(event.sentence), is_wrong=True)

    @on(PageSaved)
    def _leave_with_page(self) -> None:
        self.notify(self._language.say("The page is saved and bookmarked."), markup=False)
        self.dismiss(self._picking.picked())

    @work(group="save-page", exclusive=True)
    async def _save_page(self, look: Look) -> None:
        try:
            await self._newsroom.save_page(look, shelf=self._language.say("Saved pages"))
        except BeritaError as error:
            self.post_message(self.NothingFound(error.sentence))
        else:
            self.post_message(self.PageSaved())

    @work(group="find-feeds", exclusive=True)
    async def _look_for_feeds(self, typed: str) -> None:
        try:
            look = await self._newsroom.look_at(typed)
        except BeritaError as error:
            self.post_message(self.NothingFound(error.sentence))
        else:
            self.post_message(self.Found(look))

    def action_leave(self) -> None:
        """Add nothing."""
        self.dismiss(())

    def _redraw(self) -> None:
        rows, shown = self.query_one(CheckList), self._picking.rows()
        nothing = self._language.say("Nothing in the catalogue has these words.")
        rows.hint = "" if shown else f"\n{nothing}"
        rows.show(shown)
        ticked = len(self._picking.ticked)
        self._tell(
            self._language.say_many(
                "{count} source ticked · Enter adds it",
                "{count} sources ticked · Enter adds them",
                ticked,
            )
            if ticked
            else self._language.say(
                "Space ticks · → unfolds · Enter adds · Tab to the box · Esc cancels"
            )
        )

    def _tell(self, text: str, *, is_wrong: bool = False) -> None:
        line = self.query_one("#pick-status", Static)
        line.set_class(is_wrong, "-wrong")
        line.update(Content(text))


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text.strip()) is not None
