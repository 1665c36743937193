"""Changes: what an article said before and what it says now, word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from berita_tui.app.screens.modal import Modal
from berita_tui.language import Language
from berita_tui.news import (
    N_,
    BeritaError,
    Fate,
    Run,
    Runs,
    Sentence,
    Version,
    are_alike,
    changes,
    is_edit,
)
from berita_tui.placard.glyphs import UNICODE, Glyphs

MOST_WORDS: Final = 6000
"""Words shown of one change; drawing more would keep the reader waiting."""
PARAGRAPH: Final = 10
"""Words that the end of a paragraph counts for."""
_STYLES: Final = {Fate.ADDED: "$text-success underline", Fate.REMOVED: "$text-error strike"}
_MARKS: Final = {Fate.ADDED: ("{+", "+}"), Fate.REMOVED: ("[-", "-]")}
"""As `wdiff` writes it: what is gone and what has come can be told without colour too."""


class Changes(Modal[None]):
    """Shows one change at a time, the latest first; paragraphs that stayed are only counted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,d", "dismiss(None)", N_("back"), id="changes.back"),
        Binding("p,left", "turn(-1)", N_("the change before"), id="changes.previous"),
        Binding("n,right", "turn(1)", N_("the change after"), id="changes.next"),
        Binding("j,down", "scroll(1)", N_("down"), id="changes.down", show=False),
        Binding("k,up", "scroll(-1)", N_("up"), id="changes.up", show=False),
        Binding("space,pagedown", "page(1)", N_("page down"), id="changes.page_down", show=False),
        Binding("pageup", "page(-1)", N_("page up"), id="changes.page_up", show=False),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    Changes { align: center middle; }
    Changes > Vertical {
        width: 100%; max-width: 84; height: auto; max-height: 100%;
        background: $surface; border: solid $border; padding: 0 1;
        border-title-color: $primary; border-title-style: bold;
    }
    Changes.-ascii > Vertical { border: ascii $border; }
    Changes VerticalScroll {
        height: auto; max-height: 100%; padding: 1 1; scrollbar-size-vertical: 1;
    }
    Changes Static { height: auto; }
    Changes .which { color: $text-muted; padding: 0 1; }
    Changes .hint { color: $text-muted; height: 1; padding: 0 1; }
    """

    class Loaded(Message):
        """The versions are there: each that was edited, and what it became."""

        def __init__(self, edits: Sequence[tuple[Version, Version]]) -> None:
            super().__init__()
            self.edits = edits

    class Compared(Message):
        """One change is known, as it is to be shown."""

        def __init__(self, turn: int, shown: Content) -> None:
            super().__init__()
            self.turn = turn
            self.shown = shown

    class Failed(Message):
        """The versions could not be read."""

        def __init__(self, sentence: Sentence) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(
        self,
        load: Callable[[], Sequence[Version]],
        *,
        language: Language,
        glyphs: Glyphs = UNICODE,
    ) -> None:
        super().__init__()
        self._load = load
        self._language = language
        self._glyphs = glyphs
        self._edits: Sequence[tuple[Version, Version]] = ()
        self._turn = -1

    def compose(self) -> ComposeResult:
        """Lay out which change it is, the change, and the keys."""
        say = self._language.say
        self.set_class(self._glyphs.name == "ascii", "-ascii")
        with Vertical() as box:
            box.border_title = Content(say("What changed"))
            yield Static(classes="which")
            with VerticalScroll():
                yield Static(classes="text")
            legend = (Run(Fate.REMOVED, say("gone")), Run(Fate.ADDED, say("new")))
            hint = say("n p another change, Esc back")
            yield Static(Content.assemble(_paragraph(legend), "  ", hint), classes="hint")

    def on_mount(self) -> None:
        """Read the versions apart from the keys: they are packed on disk."""
        self.run_worker(self._read, thread=True, group="changes")

    @on(Loaded)
    def _begin(self, event: Loaded) -> None:
        self._edits = event.edits
        self._show(len(self._edits) - 1)

    @on(Compared)
    def _show_change(self, event: Compared) -> None:
        if event.turn == self._turn:
            self.query_one(".text", Static).update(Content.assemble(event.shown))
            self.query_one(VerticalScroll).scroll_home(animate=False)

    @on(Failed)
    def _show_problem(self, event: Failed) -> None:
        self.query_one(".text", Static).update(Content(self._language.tell(event.sentence)))

    def action_turn(self, way: int) -> None:
        """Show the change after this one, or the one before."""
        if 0 <= self._turn + way < len(self._edits):
            self._show(self._turn + way)

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by so many pages."""
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=pages * page.scrollable_content_region.height, animate=False)

    def _show(self, turn: int) -> None:
        """Show one edit."""
        if turn < 0:
            nothing = self._language.say("No earlier text of this article is kept.")
            self.query_one(".text", Static).update(Content(nothing))
            return
        self._turn = turn
        before, after = self._edits[turn]
        which = self._language.say(
            "Change {number} of {count}, seen {date}",
            number=turn + 1,
            count=len(self._edits),
            date=self._language.date(after.seen.astimezone()),
        )
        self.query_one(".which", Static).update(Content(which))
        compare = partial(self._compare, turn, before, after)
        self.run_worker(compare, thread=True, group="changes")

    def _read(self) -> None:
        try:
            edits = [pair for pair in pairwise(self._load()) if is_edit(*pair)]
            self.post_message(self.Loaded(edits))
        except BeritaError as problem:
            self.post_message(self.Failed(problem.sentence))

    def _compare(self, turn: int, before: Version, after: Version) -> None:
        """Compare two versions, which may take a while, and make ready what is shown."""
        titles = changes(before.title, after.title)
        paragraphs = changes(before.text, after.text) if are_alike(before, after) else ()
        parts = [*(_paragraph(runs).stylize("bold") for runs in titles)]
        parts += _told(paragraphs, self._language, self._glyphs)
        self.post_message(self.Compared(turn, Content("\n\n").join(parts)))


def _told(paragraphs: Sequence[Runs], language: Language, glyphs: Glyphs) -> Iterator[Content]:
    """Give each paragraph that changed, and how many stayed as they were between them."""
    same, room = 0, MOST_WORDS
    for runs in (*paragraphs, ()):
        if runs and all(run.fate is Fate.KEPT for run in runs):
            same += 1
            continue
        if same:
            text = language.say_many(
                "{count} paragraph as it was", "{count} paragraphs as they were", same
            )
            yield Content.styled(f"{glyphs.ellipsis} {text} {glyphs.ellipsis}", "dim")
            same = 0
        part = tuple(_within(runs, room))
        room = max(0, room - PARAGRAPH - sum(len(run.text.split(" ")) for run in part))
        if part:
            yield _paragraph(part)
        if part != runs:
            yield Content.styled(language.say("The rest is too long to be shown."), "dim")
            return


def _within(runs: Runs, room: int) -> Iterator[Run]:
    """Give runs as far as so many words go."""
    for run in runs:
        words = run.text.split(" ", room)
        if len(words) > room:
            if room:
                yield Run(run.fate, " ".join(words[:room]))
            return
        room -= len(words)
        yield run


def _paragraph(runs: Runs) -> Content:
    parts: list[Content] = []
    for run in runs:
        first, last = _MARKS.get(run.fate, ("", ""))
        style = _STYLES.get(run.fate, "")
        parts.append(Content.styled(f"{first}{run.text}{last}", style))
    return Content(" ").join(parts)
