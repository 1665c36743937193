"""Faults: the disk under the store, which fails or loses its power at a step of one's choice."""

from __future__ import annotations

import errno
import io
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from pathlib import Path
from typing import Any
from unittest import mock

import apsw

NAME = "faulty"
_SECTOR = 512


class Fault(Enum):
    """How a step fails."""

    FULL = errno.ENOSPC
    ERROR = errno.EIO
    SHORT = errno.EDQUOT
    """Half of what is to be written is, and then there is no room."""
    POWER = 0
    """This step and all that follow never happen."""


class _Content:
    """One file, whatever its names: what is safe on the platters and what came since."""

    def __init__(self, safe: bytes) -> None:
        self.safe = safe
        self.since: list[tuple[int, bytes | None]] = []
        """Writes at an offset; with None the file was cut off there."""

    def after_a_loss(self, chance: random.Random) -> bytes:
        """Return what may be there when the power comes back.

        Of what was not synced nothing is there, or the first so many writes, the last of them
        torn, or any of them.
        """
        since = list(self.since)
        match chance.randrange(4):
            case 0:
                since = []
            case 1:
                since = since[: chance.randint(0, len(since))]
                if since and (data := since[-1][1]):
                    kept = chance.randint(0, len(data) // _SECTOR) * _SECTOR
                    since[-1] = (since[-1][0], data[:kept])
            case 2:
                since = [each for each in since if chance.random() < 0.5]
            case _:
                pass
        content = bytearray(self.safe)
        for offset, data in since:
            if data is None:
                del content[offset:]
            else:
                content.extend(bytes(max(0, offset - len(content))))
                content[offset : offset + len(data)] = data
        return bytes(content)


class Disk:
    """The disk that `home` is on, as it is seen through SQLite and through the `os` module.

    Every open, write, sync, truncation, deletion, lock, link and renaming is a step. The one
    numbered `fail_at`, or the first that is told as `fail_on`, fails by `fault`; the next ones
    work again, unless the power was lost.
    """

    def __init__(
        self, home: Path, *, fail_at: int = 0, fail_on: str = "", fault: Fault = Fault.ERROR
    ) -> None:
        self.home = f"{home}/"
        self.fail_at = fail_at
        self.fail_on = fail_on
        self.fault = fault
        self.steps = 0
        self.failed = ""
        self._is_watching_power = fault is Fault.POWER
        self._names: dict[str, _Content] = {}
        self._undo: list[tuple[str, Callable[[dict[str, _Content]], object]]] = []
        """Per folder what takes the last changes of its names back, as far as not synced."""
        self._folders: dict[int, str] = {}

    @property
    def has_failed(self) -> bool:
        return bool(self.failed)

    @property
    def is_dead(self) -> bool:
        return self.has_failed and self.fault is Fault.POWER

    @contextmanager
    def plugged_in(self) -> Iterator[Disk]:
        """Let this process use the disk, from here on and till the end of the block."""
        vfs = _VFS(self)
        with ExitStack() as stack:
            stack.callback(vfs.unregister)
            # APSW tells twice of what fails while a backup is let go.
            stack.enter_context(mock.patch.object(sys, "unraisablehook"))
            for module, name in (
                *((os, name) for name in ("open", "fsync", "link", "rename", "replace", "unlink")),
                *((os, name) for name in ("mkdir", "chmod")),
                (io, "open"),
            ):
                true = getattr(module, name)
                ours = getattr(self, f"_{name if module is os else 'file'}")
                stack.enter_context(mock.patch.object(module, name, _bound(ours, true)))
            yield self

    def step(self, deed: str, path: str) -> None:
        """Count one step; raise `OSError` if it is to fail."""
        if self.is_dead:
            raise OSError(errno.EIO, "the power is off", path)
        self.steps += 1
        told = f"{deed} {Path(path).name}"
        if not self.failed and (self.steps == self.fail_at or told == self.fail_on):
            self.failed = told
            code = self.fault.value or errno.EIO
            raise OSError(code, os.strerror(code), path)

    def after_a_loss(self, copy: Path, seed: int) -> None:
        """Write what may be on the disk when the power comes back into the folder `copy`."""
        chance = random.Random(seed)
        names = dict(self._names)
        for path in _files(self.home):
            names.setdefault(path, _Content(Path(path).read_bytes()))
        for _, undo in reversed(self._undo[chance.randint(0, len(self._undo)) :]):
            undo(names)
        for path, content in names.items():
            if not path.endswith("-shm"):
                place = copy / Path(path).relative_to(self.home)
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                place.write_bytes(content.after_a_loss(chance))

    # What happens to the content and to the names of files.

    def wrote(self, path: str, offset: int, data: bytes | None) -> None:
        if self._is_watching_power and self.is_ours(path):
            self._content(path).since.append((offset, data))

    def synced(self, path: str) -> None:
        if self._is_watching_power and self.is_ours(path):
            content = self._content(path)
            content.safe, content.since = Path(path).read_bytes(), []

    def folder_synced(self, folder: str) -> None:
        self._undo = [each for each in self._undo if each[0] != folder]

    def made(self, path: str) -> None:
        if self._is_watching_power and self.is_ours(path):
            self._names[path] = _Content(b"")
            self._undo.append((_folder(path), lambda names: names.pop(path, None)))

    def named(self, path: str, new: str) -> None:
        if self._is_watching_power and self.is_ours(path):
            self._names[new] = self._content(path)
            self._undo.append((_folder(new), lambda names: names.pop(new, None)))

    def gone(self, path: str) -> None:
        """Note that a name is about to go."""
        if self._is_watching_power and self.is_ours(path) and Path(path).is_file():
            content = self._content(path)
            del self._names[path]
            self._undo.append((_folder(path), lambda names: names.update({path: content})))

    def is_ours(self, path: object) -> bool:
        return str(path).startswith(self.home)

    def _content(self, path: str) -> _Content:
        if path not in self._names:
            self._names[path] = _Content(Path(path).read_bytes())
        return self._names[path]

    # The `os` module's functions.

    def _open(self, true: Any, path: Any, flags: int, *rest: Any, **named: Any) -> int:
        is_ours = self.is_ours(path)
        if is_ours and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self.step("open", str(path))
        is_new = is_ours and not os.path.lexists(path)
        number: int = true(path, flags, *rest, **named)
        if is_new:
            self.made(str(path))
        if is_ours and Path(path).is_dir():
            self._folders[number] = str(path)
        return number

    def _fsync(self, true: Any, number: int) -> None:
        folder = self._folders.pop(number, "")
        if folder:
            self.step("sync", folder)
            self.folder_synced(folder)
        true(number)

    def _link(self, true: Any, path: Any, new: Any, **named: Any) -> None:
        if self.is_ours(new):
            self.step("link", str(new))
        true(path, new, **named)
        self.named(str(path), str(new))

    def _rename(self, true: Any, path: Any, new: Any, **named: Any) -> None:
        is_there = os.path.lexists(path)
        if is_there and self.is_ours(new):
            self.step("rename", str(new))
        if is_there:
            self.gone(str(new))
            self.named(str(path), str(new))
            self.gone(str(path))
        true(path, new, **named)

    _replace = _rename

    def _unlink(self, true: Any, path: Any, **named: Any) -> None:
        if self.is_ours(path) and os.path.lexists(path):
            self.step("unlink", str(path))
            self.gone(str(path))
        true(path, **named)

    def _mkdir(self, true: Any, path: Any, *rest: Any, **named: Any) -> None:
        if self.is_ours(path):
            self.step("mkdir", str(path))
        true(path, *rest, **named)

    def _chmod(self, true: Any, path: Any, *rest: Any, **named: Any) -> None:
        if self.is_ours(path):
            self.step("chmod", str(path))
        true(path, *rest, **named)

    def _file(self, true: Any, path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if not self.is_ours(path) or mode.startswith("r"):
            return true(path, mode, *rest, **named)
        self.step("open", str(path))
        if not os.path.lexists(path):
            self.made(str(path))
        self.wrote(str(path), 0, None)
        return _Written(self, str(path), true(path, mode, *rest, **named))


class _Written:
    """A file that Python writes to."""

    def __init__(self, disk: Disk, path: str, file: Any) -> None:
        self._disk, self._path, self._file = disk, path, file

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        place = self._file.tell()
        try:
            self._disk.step("write", self._path)
        except OSError:
            if self._disk.fault is Fault.SHORT:
                self._file.write(data[: len(data) // 2])
            raise
        content = data.encode() if isinstance(data, str) else bytes(data)
        self._disk.wrote(self._path, place, content)
        return int(self._file.write(data))


class _VFS(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(NAME, "unix", makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        is_new = not os.path.lexists(path)
        if flags[0] & (apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE):
            with _told(apsw.CantOpenError):
                self.disk.step("open", path)
        file = _File(self.disk, path, name, flags)
        if is_new and path:
            self.disk.made(path)
        is_log = flags[0] & (apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL)
        file.is_name_unsafe = bool(is_log and flags[0] & apsw.SQLITE_OPEN_CREATE)
        return file

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        with _told(apsw.IOError):
            self.disk.step("unlink", name)
        self.disk.gone(name)
        super().xDelete(name, syncdir)
        if syncdir:
            self.disk.folder_synced(_folder(name))


class _File(apsw.VFSFile):
    is_name_unsafe = False
    """SQLite syncs the folder of a log with the log's first sync, whoever made it."""

    def __init__(
        self, disk: Disk, path: str, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self.disk, self.path = disk, path
        super().__init__("unix", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        try:
            with _told(apsw.IOError):
                self.disk.step("write", self.path)
        except apsw.FullError:
            if self.disk.fault is Fault.SHORT:
                super().xWrite(data[: len(data) // 2], offset)
            raise
        self.disk.wrote(self.path, offset, bytes(data))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        with _told(apsw.IOError):
            self.disk.step("sync", self.path)
        super().xSync(flags)
        self.disk.synced(self.path)
        if self.is_name_unsafe:
            self.disk.folder_synced(_folder(self.path))
            self.is_name_unsafe = False

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        with _told(apsw.IOError):
            self.disk.step("truncate", self.path)
        self.disk.wrote(self.path, newsize, None)
        super().xTruncate(newsize)

    def xLock(self, level: int) -> None:  # noqa: N802
        with _told(apsw.IOError):
            self.disk.step("lock", self.path)
        try:
            super().xLock(level)
        except apsw.IOError as error:
            # A reader that closes tries for a writer's lock. SQLite passes over it when that is
            # refused; APSW would raise what it passed over, if it were not "busy".
            raise apsw.BusyError from error


@contextmanager
def _told(kind: type[apsw.Error]) -> Iterator[None]:
    """Raise what SQLite makes of the system's errors."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT} and kind is apsw.IOError
        raise (apsw.FullError if is_full else kind)(str(error)) from error


def _bound(ours: Callable[..., Any], true: Any) -> Callable[..., Any]:
    return lambda *values, **named: ours(true, *values, **named)


def _folder(path: str) -> str:
    return str(Path(path).parent)


def _files(home: str) -> list[str]:
    return [str(path) for path in Path(home).rglob("*") if path.is_file()]
