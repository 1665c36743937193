"""Modal: what every screen that lies over the page does when it has its answer."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

from berita_tui.app.cadence import cadence_of

_GOING: Final = frozenset({"dismiss", "leave"})


class Modal(ModalScreen[ScreenResultType]):
    """A screen over the page that answers once, and takes only itself away."""

    _update_timer = cached_property(cadence_of)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Do nothing but go before all is there: keys come faster than screens, too."""
        if not self.is_mounted and action not in _GOING:
            return False
        return super().check_action(action, parameters)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer, unless this was done: keys come faster than screens go.

        Textual would take away the screen on top, whichever that is, and end the app at the last.
        One that is not all there yet answers when it is: what it is still to show must be there.
        """
        if not self.is_active:
            return AwaitComplete()
        if not self.is_mounted:
            self.call_later(self._answer, result)
            return AwaitComplete()
        return super().dismiss(result)

    def _answer(self, result: ScreenResultType | None) -> None:
        self.dismiss(result)
