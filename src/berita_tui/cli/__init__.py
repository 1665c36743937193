"""The front door: understands what is asked, opens the reader or does one verb without it."""

from __future__ import annotations

import errno
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Final, NoReturn

from berita_tui import garbage
from berita_tui.cli.arguments import PROGRAM, Wish, peek, places_for, understand
from berita_tui.cli.errand import Errand
from berita_tui.cli.output import Output
from berita_tui.language import Language, choose
from berita_tui.news import BadSetting, BeritaError
from berita_tui.places import Places
from berita_tui.settings import Settings, load

PATIENCE: Final = 0.1
"""Seconds that threads have to end by themselves when all is done."""
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""
_CHANGING: Final = frozenset({"add", "import", "bookmark", "read", "sources", "folders", "mutes"})
"""Verbs that may change the library; `refresh` and the app make the copy of the day themselves."""
_OF_OUTPUT: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.ENXIO, errno.EPIPE}
)
"""What a system says that does not take what is written; of our own files the store explains it."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line asks and end with its exit code.

    0 done, 1 some of it failed, 2 wrong use, 3 data cannot be used.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    # Python has None for a stream that was closed before the program began.
    out, err = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    output = Output(out=out, err=err, is_json="--json" in arguments)
    code = _answer(arguments, output)
    if argv is None:
        leave(code)
    raise SystemExit(code)


def leave(code: int) -> NoReturn:
    """End the process with `code`, though a thread may still be at something.

    Python would wait for it. What is written was waited for by whoever closed the library; what
    is left only reads, which in a large library can take minutes.
    """
    ends = monotonic() + PATIENCE
    for each in threading.enumerate():
        if not each.daemon and each is not threading.current_thread():
            each.join(max(0.0, ends - monotonic()))
            if each.is_alive():
                os._exit(code)
    raise SystemExit(code)


def _answer(arguments: Sequence[str], output: Output) -> int:
    """Do what is asked; whatever goes wrong is told in one line."""
    home, lang = peek(arguments)
    language = choose(lang, os.environ)
    places = None
    try:
        places = places_for(home)
        settings, trouble = _settings(places)
        language = choose(lang or settings.language, os.environ)
        wish = understand(arguments)
        if trouble and wish.verb != "config" and not (wish.has("help") or wish.has("version")):
            raise trouble
        code = _attempt(wish, places=places, settings=settings, language=language, output=output)
    except BeritaError as error:
        output.problem(language.tell(error.sentence))
        code = error.exit_code
    except KeyboardInterrupt:
        output.problem(language.say("interrupted; what was saved stays"))
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback on the screen
        code = _failed(error, places, language, output)
    try:
        output.flush()
    except OSError as error:
        code = _failed(error, places, language, output)
    return code


def _attempt(
    wish: Wish, *, places: Places, settings: Settings, language: Language, output: Output
) -> int:
    if wish.has("help") or wish.has("version"):
        return _tell(wish, language, output)
    errand = Errand(
        wish,
        places=places,
        settings=settings,
        language=language,
        clock=lambda: datetime.now(UTC),
        output=output,
    )
    return _run(errand)


def _settings(places: Places) -> tuple[Settings, BadSetting | None]:
    try:
        return load(places.settings), None
    except BadSetting as error:
        return Settings(), error


def _tell(wish: Wish, language: Language, output: Output) -> int:
    from berita_tui import __version__

    if wish.has("version"):
        output.out.write(f"{PROGRAM} {__version__}\n")
    else:
        from berita_tui.cli.parsing import help_text

        output.out.write(help_text(wish.verb, language))
    return 0


def _run(errand: Errand) -> int:
    try:
        _deed(errand.wish.verb)(errand)
    finally:
        errand.close()
    if errand.wish.verb in _CHANGING:
        errand.copy()
    return errand.exit_code


def _deed(verb: str) -> Callable[[Errand], None]:
    """Return what does `verb`; only the room it is in is imported."""
    # ruff: noqa: PLC0415 - so that each verb starts as fast as it can
    if verb:
        garbage.go_on()
    match verb:
        case "":
            from berita_tui.cli.doorstep import DEEDS
        case "list" | "search" | "show":
            from berita_tui.cli.reading import DEEDS
        case "bookmark" | "read":
            from berita_tui.cli.marking import DEEDS
        case "add" | "sources" | "export":
            from berita_tui.cli.following import DEEDS
        case "refresh" | "import":
            from berita_tui.cli.gathering import DEEDS
        case "folders" | "mutes":
            from berita_tui.cli.kept import DEEDS
        case "config":
            from berita_tui.cli.configuring import DEEDS
        case _:
            from berita_tui.cli.keeping import DEEDS
    return DEEDS[verb]


def _failed(error: Exception, places: Places | None, language: Language, output: Output) -> int:
    """Tell in one line what no part of the program explains; return the exit code."""
    if not isinstance(error, OSError) or error.errno not in _OF_OUTPUT:
        return _crashed(error, places, language, output)
    output.give_up()
    if error.errno == errno.EPIPE:  # whoever read us has seen enough
        return 0
    output.problem(
        language.say(
            "what was to be written could not be ({reason}); make room, or write it elsewhere",
            reason=error.strerror or type(error).__name__,
        )
    )
    return 1


def _crashed(error: Exception, places: Places | None, language: Language, output: Output) -> int:
    """Tell in one line what should not have happened; the traceback goes to a file."""
    import traceback

    about = f"{type(error).__name__}: {error}"[:200]
    try:
        if places is None:
            raise FileNotFoundError
        log = places.state / "crash.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.unlink(missing_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write("".join(traceback.format_exception(error)).encode("utf-8", "replace"))
    except OSError:
        output.problem(language.say("something went wrong inside ({error})", error=about))
    else:
        output.problem(
            language.say(
                "something went wrong inside ({error}); please report it with {file}",
                error=about,
                file=str(log),
            )
        )
    return 1
