"""Desks: nothing but an article in an app, for the tests of how it is read."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.pilot import Pilot

from articles import EVERYTHING, NOW, SOURCE, article, long_document
from berita_tui.app.housekeeping import Noticed
from berita_tui.app.widgets.article import ArticleView
from berita_tui.news import Document
from berita_tui.news.query import parse_query

LONG = long_document(60)


class Desk(App[None]):
    """Nothing but an article and what it says."""

    CSS = "ArticleView { height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "heard('n')"),
        Binding("1", "heard('1')"),
        Binding("escape", "heard('escape')"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Message] = []
        self.keys: list[str] = []

    def compose(self) -> ComposeResult:
        yield ArticleView(clock=lambda: NOW)

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    def action_heard(self, key: str) -> None:
        self.keys.append(key)

    def on_article_view_ended(self, message: ArticleView.Ended) -> None:
        self.said.append(message)

    def on_article_view_link_opened(self, message: ArticleView.LinkOpened) -> None:
        self.said.append(message)

    def on_article_view_moved(self, message: ArticleView.Moved) -> None:
        self.said.append(message)

    def on_article_view_widened(self, message: ArticleView.Widened) -> None:
        self.said.append(message)

    def on_noticed(self, message: Noticed) -> None:
        self.said.append(message)

    def of(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.said if isinstance(message, kind)]


async def shown(
    pilot: Pilot[None], document: Document = EVERYTHING, *, words: str = "", block: int = 0
) -> ArticleView:
    assert isinstance(pilot.app, Desk)
    view = pilot.app.view
    query = parse_query(words) if words else None
    view.show(article(), SOURCE, document, query=query, block=block)
    view.focus()
    await settled(pilot, view)
    return view


async def settled(pilot: Pilot[None], view: ArticleView) -> None:
    for _ in range(500):
        await pilot.pause()
        if view.is_whole or not view.room.width:
            break


def lines(view: ArticleView) -> list[str]:
    return [view.render_line(y).text for y in range(view.size.height)]
