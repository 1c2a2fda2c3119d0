"""Several files written as one, by one writer at a time: all of them, or none (整批写入)."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import IO

import click

SUFFIX = ".portal-tmp"


class Busy(click.ClickException):
    """Somebody else is writing to the same data folder."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the lock of the folder `data`; the system frees it when the process dies.

    What a writer that died has left half-written is taken away.
    """
    with _opened(lock_of(data)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"另一个命令正在写入 {data}，请等它结束再试。") from None
        for leftover in data.rglob(f".*{SUFFIX}"):
            leftover.unlink(missing_ok=True)
        yield


def lock_of(data: Path) -> Path:
    """Return the file that stands for the folder `data`: in git's own folder, else the system's.

    In the data folder it would be one more file that nobody knows.
    """
    place = data.resolve()
    name = f"portal-{hashlib.blake2b(os.fsencode(place), digest_size=8).hexdigest()}.lock"
    tops = (folder / ".git" for folder in (place, *place.parents))
    return (next(filter(Path.is_dir, tops), None) or Path(tempfile.gettempdir())) / name


def _leftovers(path: Path) -> list[Path]:
    """Return what killed writers of `path` left beside it."""
    return list(path.parent.glob(f".{escape(path.name)}.*{SUFFIX}"))


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a")
    except OSError as error:
        raise click.ClickException(f"写不进 {path}（{error.strerror}），请检查权限。") from None


@dataclass(slots=True)
class Batch:
    """Files to write, by path; nothing happens before :meth:`commit`."""

    texts: dict[Path, str] = field(default_factory=dict)
    new: set[Path] = field(default_factory=set)
    gone: set[Path] = field(default_factory=set)

    def create(self, path: Path, text: str) -> None:
        """Add a file that must not be there yet."""
        self.texts[path] = text
        self.new.add(path)

    def replace(self, path: Path, text: str) -> None:
        """Add a file that may be there already."""
        self.texts[path] = text

    def remove(self, path: Path) -> None:
        """Take away a file, where it is there."""
        self.gone.add(path)

    def commit(self) -> None:
        """Write everything, or leave everything as it was and raise the error."""
        undo = _Undo()
        try:
            staged = [(self._stage(path, text, undo), path) for path, text in self.texts.items()]
            for temporary, path in staged:
                self._place(temporary, path, undo)
            for path in self.gone:
                undo.keep(path)
                path.unlink(missing_ok=True)
        except BaseException:
            undo.run()
            raise
        undo.forget()

    def _stage(self, path: Path, text: str, undo: _Undo) -> Path:
        """Write `text` beside its place, under a name that the data folder ignores."""
        undo.make_folder(path.parent)
        for leftover in () if path in self.new else _leftovers(path):
            leftover.unlink(missing_ok=True)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{SUFFIX}")
        with open(temporary, "x", encoding="utf-8", newline="") as file:
            undo.temporary.append(temporary)
            file.write(text)
        if path.exists():
            shutil.copymode(path, temporary)
        return temporary

    def _place(self, temporary: Path, path: Path, undo: _Undo) -> None:
        if path in self.new and path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        undo.keep(path)
        temporary.replace(path)


@dataclass(slots=True)
class _Undo:
    """What it takes to leave everything as it was."""

    temporary: list[Path] = field(default_factory=list)
    kept: dict[Path, bytes | None] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)

    def make_folder(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        self.folders += reversed(missing)

    def keep(self, path: Path) -> None:
        self.kept[path] = path.read_bytes() if path.exists() else None

    def run(self) -> None:
        for path, former in self.kept.items():
            if former is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(former)
        self.forget()
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()

    def forget(self) -> None:
        for path in self.temporary:
            path.unlink(missing_ok=True)
