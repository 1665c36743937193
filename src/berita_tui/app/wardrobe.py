"""Wardrobe: the style sheet, worn when a page is shown, and then only where looks change."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from textual.css.model import SelectorType
from textual.css.styles import Styles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region
from textual.layout import Layout
from textual.screen import Screen
from textual.widget import Widget

from berita_tui.news.noun import noun

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.theme import Theme

Look = tuple[tuple[Hashable, ...], ...]
"""What rules ask of a node and of those it is in: which of the classes they have, and states."""
SIDES: Final = {"border_top", "border_right", "border_bottom", "border_left"}
FRAME: Final = {*SIDES, "border_title_color", "border_title_style"}
"""Rules that only the lines around a widget show."""

_ANSI: Final = Path(__file__).with_name("ansi.tcss").absolute()
"""Rules for the terminal's own colours: to read them takes as long as to read a page."""


@noun
class Outfits:
    """What a node wears by its look, while the rules for it are those for these names."""

    names: set[str]
    by_look: dict[Look, Mapping[str, object]]


class Wardrobe(Stylesheet):
    """A style sheet that is put on once, by the whole page, when a page is first shown.

    Textual dresses each widget when it is made, again when it has the focus, and the whole page
    when it is shown, which is the first time that anything is drawn. A third of the time
    between the start and the first headlines would go into what nobody sees.

    Later it dresses whole panes again, and all their parts, whenever the focus moves. Here a node
    is known by what the rules that could be for it ask of it and of those it is in, and is left
    alone while that is the same; what it wore when it was seen so before, it wears again.
    """

    is_worn = False
    """Whether a page has been shown."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._rules_worn: object = None
        self._asked: dict[frozenset[str], tuple[set[str], set[str]]] = {}
        self._looks = WeakKeyDictionary[DOMNode, Look]()
        self._parts = WeakKeyDictionary[DOMNode, Look]()
        self._outfits = WeakKeyDictionary[DOMNode, Outfits]()
        self._states: dict[tuple[DOMNode, str], bool] | None = None

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
        """Style a node, if it is time, and if anything its style depends on has changed."""
        if not self.is_worn:
            return
        if not isinstance(node, Widget):
            super().apply(node, animate=animate, cache=cache)
            return
        names = node._selector_names  # noqa: SLF001 - by which Textual looks for rules
        parts = {f".{name}" for name in node._get_component_classes()}  # noqa: SLF001 - as above
        if self._is_news(self._looks, node, names | parts):
            self._change(node, names, animate=animate, cache=cache)

    def _change(
        self,
        node: Widget,
        names: set[str],
        *,
        animate: bool,
        cache: dict[tuple[object, ...], RulesMap] | None,
    ) -> None:
        """Style a node as it was when it was last seen so, or by the rules."""
        outfits, look = self._outfits.get(node), self._looks[node]
        if outfits is None or outfits.names != names:
            self._outfits[node] = Outfits(names={*names}, by_look={})
            super().apply(node, animate=animate, cache=cache)
            return
        outfit = outfits.by_look.get(look)
        if outfit is not None:
            _wear(node, outfit)
            self._process_component_classes(node)
            return
        super().apply(node, animate=animate, cache=cache)
        worn: Mapping[str, object] = {**node.styles.base.get_rules()}
        if "transitions" not in worn:
            outfits.by_look[look] = worn

    def _process_component_classes(self, node: DOMNode) -> None:
        """Style the parts of a node, if anything that their style depends on has changed."""
        names = {f".{name}" for name in node._get_component_classes()}  # noqa: SLF001 - as above
        if names and self._is_news(self._parts, node, names):
            super()._process_component_classes(node)

    def _is_news(
        self, known: WeakKeyDictionary[DOMNode, Look], node: DOMNode, names: set[str]
    ) -> bool:
        """Tell whether what the rules for these names ask for has changed since the last time."""
        _, rules = self.rules, self.rules_map  # in this order: the first has them read
        if rules is not self._rules_worn:
            self._rules_worn = rules
            for each in (self._asked, self._looks, self._parts, self._outfits):
                each.clear()
        classes, states = self._asked_by(frozenset(names))
        look = tuple(
            (each.classes & classes, *(self._is(each, state) for state in states))
            for each in node.css_path_nodes
        )
        if known.get(node) == look:
            return False
        known[node] = look
        return True

    def _is(self, node: DOMNode, state: str) -> bool:
        """Tell whether a node is in a state; those of one page are asked once for all it holds."""
        if self._states is None:
            return node.has_pseudo_class(state)
        known = self._states.get((node, state))
        if known is None:
            known = self._states[node, state] = node.has_pseudo_class(state)
        return known

    def _asked_by(self, names: frozenset[str]) -> tuple[set[str], set[str]]:
        """Return the classes and pseudo classes that the rules for these names ask for."""
        if names not in self._asked:
            rules = [rule for name in names for rule in self.rules_map.get(name, ())]
            selectors = [
                selector
                for rule in rules
                for selectors in rule.selector_set
                for selector in selectors.selectors
            ]
            self._asked[names] = (
                {each.name for each in selectors if each.type is SelectorType.CLASS},
                {state for each in selectors for state in each.pseudo_classes},
            )
        return self._asked[names]

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Set those of a node's rules that are others; all at once where it has none yet.

        Each rule that is set by itself asks for the node to be laid out and drawn again.
        """
        base = node.styles.base
        worn: Mapping[str, object] = {**base.get_rules()}
        if "transitions" in rules or "transitions" in worn:
            super().replace_rules(node, rules, animate=animate)
            return
        unworn = Styles()
        for name, value in rules.items():
            setattr(unworn, name, value)  # as it is when it is worn
        if not worn:
            base.merge(unworn)
            node.notify_style_update()
            base.refresh(layout=True)
            return
        _wear(node, {**unworn.get_rules()})

    def update_nodes(self, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        """Style nodes; with the first page among them it is time, for the app too."""
        dressed = list(nodes)
        if not self.is_worn:
            for page in dressed:
                if isinstance(page, Screen):
                    self.is_worn = True
                    self.apply(page.app)
                    break
        self._states = {}
        try:
            super().update_nodes(dressed, animate=animate)
        finally:
            self._states = None


def _wear(node: DOMNode, wanted: Mapping[str, object]) -> None:
    """Set those of a node's rules that are others than these."""
    base = node.styles.base
    worn: Mapping[str, object] = {**base.get_rules()}
    names = worn.keys() | wanted.keys()
    new = {name: wanted.get(name) for name in names if _differ(worn, wanted, name)}
    if new and isinstance(node, Widget) and _is_frame_only(worn, new):
        for name, value in new.items():
            base.set_rule(name, value)
        node.refresh(*_frame_of(node))
    elif new:
        for name, value in new.items():
            setattr(base, name, value)
        for each in node.walk_children(with_self=True):
            each.notify_style_update()


def _differ(worn: Mapping[str, object], wanted: Mapping[str, object], name: str) -> bool:
    """Tell whether a rule is another; layouts are made anew for each, and known by their names."""
    old, new = worn.get(name), wanted.get(name)
    if isinstance(old, Layout) and isinstance(new, Layout):
        return old.name != new.name
    return old != new


def _is_frame_only(worn: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """Tell whether rules change no more than the lines around a widget, in their room."""
    return new.keys() <= FRAME and all(
        _is_drawn(worn.get(side)) is _is_drawn(new[side]) for side in new.keys() & SIDES
    )


def _is_drawn(side: object) -> bool:
    return isinstance(side, tuple) and side[0] not in {"", "none", "hidden"}


def _frame_of(widget: Widget) -> Iterable[Region]:
    """Return the lines around a widget, as `refresh` takes them."""
    x, y = -widget.content_offset
    width, height = widget.outer_size
    yield Region(x, y, width, 1)
    yield Region(x, y + height - 1, width, 1)
    yield Region(x, y, 1, height)
    yield Region(x + width - 1, y, 1, height)
