"""The worker: child processes under limits that read what comes from outside; killable."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from berita_tui.worker.foreman import Worker

__all__ = ["Worker"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Bring the worker when it is first asked for: a child does without it and its asyncio."""
        if name != "Worker":
            raise AttributeError(name)
        from berita_tui.worker.foreman import Worker  # noqa: PLC0415 - as above

        return Worker
