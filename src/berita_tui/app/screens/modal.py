"""Modal: what every screen that lies over the page does when it has its answer."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Modal(ModalScreen[ScreenResultType]):
    """A screen over the page that answers once, and takes only itself away."""

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
