"""Wardrobe: the style sheet, which nothing wears before the first page is shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.css.styles import Styles
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.dom import DOMNode
    from textual.theme import Theme

_ANSI: Final = Path(__file__).with_name("ansi.tcss").absolute()
"""Rules for the terminal's own colours: to read them takes as long as to read a page."""


class Wardrobe(Stylesheet):
    """A style sheet that is put on once, by the whole page, when a page is first shown.

    Textual dresses each widget when it is made, again when it has the focus, and the whole page
    when it is shown, which is the first time that anything is drawn. A third of the time
    between the start and the first headlines would go into what nobody sees.
    """

    is_worn = False
    """Whether a page has been shown."""

    def suit(self, theme: Theme) -> None:
        """Have the rules that are for this theme only."""
        if theme.ansi and not self.has_source(str(_ANSI), ""):
            self.read(_ANSI)

    def apply(
        self,
        node: DOMNode,
        *,
        animate: bool = False,
        cache: dict[tuple[object, ...], RulesMap] | None = None,
    ) -> None:
        """Style a node, if it is time."""
        if self.is_worn:
            super().apply(node, animate=animate, cache=cache)

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Set a node's rules; all at once where it has none yet.

        Each rule that is set by itself asks for the node to be laid out and drawn again.
        """
        base = node.styles.base
        if animate or base.get_rules():
            super().replace_rules(node, rules, animate=animate)
            return
        unworn = Styles()
        for name, value in rules.items():
            setattr(unworn, name, value)
        base.merge(unworn)
        node.notify_style_update()
        base.refresh(layout=True)

    def update_nodes(self, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        """Style nodes; with the first page among them it is time, for the app too."""
        dressed = list(nodes)
        if not self.is_worn:
            for page in dressed:
                if isinstance(page, Screen):
                    self.is_worn = True
                    self.apply(page.app)
                    break
        super().update_nodes(dressed, animate=animate)
