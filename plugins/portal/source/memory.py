"""What one build keeps for the next, in one file: it saves time and never changes a result (缓存)."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

NAME = "kept.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key))"
)
_KEY = ("memory", "key")
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Unreadable(RuntimeError):
    """What was kept cannot be read, and is gone now: whoever begins anew finds nothing."""


class Taken(RuntimeError):
    """Another process is using what was kept."""


class Memory:
    """Values by kind and key, written all at once when :meth:`commit` is called, or not at all.

    What was kept under another `key` (another version of the program, other settings) is
    forgotten, and so is a file that cannot be read. What cannot be written, for the disk is full,
    is not kept: a build does not fail for it. Raises :class:`Taken` where another process has it.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.path = made(folder) / NAME
        self._lock = _locked(folder)
        self._opens()
        try:
            self.known = self.get(*_KEY) == key.encode()
        except Unreadable:
            self.known = False
        if not self.known:
            self.forget(key)

    def _opens(self) -> None:
        self._lost, self._opened_by = False, os.getpid()
        self._readable = True
        self._base = sqlite3.connect(self.path, isolation_level=None)
        try:
            self._base.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            self._base.execute(_TABLE)
            self._base.execute("BEGIN")
        except sqlite3.Error:
            self._lost, self._readable = True, False

    def forget(self, key: str) -> None:
        """Begin anew under `key`."""
        self._base.close()
        self._delete()
        self._opens()
        self.put("memory", [("key", key.encode())])

    def broken(self, reason: str) -> Unreadable:
        """Delete the file, for it cannot be read; return what to raise."""
        self._base.close()
        self._delete()
        self._lost, self._readable = True, False
        return Unreadable(reason)

    def _delete(self) -> None:
        for file in self.path.parent.glob(f"{NAME}*"):
            file.unlink()

    def get(self, kind: str, key: str) -> bytes | None:
        """Return one value; None where it is not kept."""
        found = self._run("SELECT value FROM kept WHERE kind=? AND key=?", kind, key)
        return found[0][0] if found else None

    def all(self, kind: str) -> dict[str, bytes]:
        """Return all values of a kind by their keys."""
        return dict(self._run("SELECT key, value FROM kept WHERE kind=?", kind))

    def _run(self, command: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the rows that a command finds; none where there is no file to read.

        Raises RuntimeError in a process that was forked from the one that opened it.
        """
        self._keep_to_one_process()
        if not self._readable:
            return []
        try:
            return self._base.execute(command, values).fetchall()
        except sqlite3.Error as error:
            if error.sqlite_errorcode in _TAKEN:
                raise Taken(str(self.path)) from error
            raise self.broken(str(error)) from error

    def _keep_to_one_process(self) -> None:
        if os.getpid() != self._opened_by:
            raise RuntimeError("what is kept was asked for by a process that did not open it")

    def put(self, kind: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep values by their keys, in the place of what was kept by these before."""
        told = ((kind, key, value) for key, value in rows)
        self._write("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", told)

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        """Forget the values of `keys`."""
        self._write("DELETE FROM kept WHERE kind=? AND key=?", ((kind, key) for key in keys))

    def clear(self, kind: str) -> None:
        """Forget all values of a kind."""
        self._write("DELETE FROM kept WHERE kind=?", [(kind,)])

    def _write(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._keep_to_one_process()
        if self._lost:
            return
        try:
            self._base.executemany(command, rows)
        except sqlite3.Error:
            self._lost = True

    def hear(self, aside: Iterable[tuple[Any, ...]]) -> None:
        """Keep and forget what an :class:`Aside` was told to."""
        for told in aside:
            self._write(*told)

    def commit(self) -> bool:
        """Let all that was put and dropped be so from now on; a full disk leaves what was.

        Return whether it is so.
        """
        kept = not self._lost
        try:
            self._base.execute("COMMIT" if kept else "ROLLBACK")
            self._base.execute("BEGIN")
        except sqlite3.Error:
            self._lost = True
        return kept and not self._lost

    def rollback(self) -> None:
        """Let nothing be so that was put or dropped since the last commit."""
        if self._readable:
            if self._base.in_transaction:  # a full disk has ended it
                self._base.execute("ROLLBACK")
            self._base.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file; what was not committed is not kept."""
        self._base.close()
        self._lock.close()


class Aside(Memory):
    """Some `kinds` of a memory as they are, and what is under some `keys`, for a process that may not open it.

    What is to be kept or forgotten is not done here: what was `told` can be told the memory itself.
    """

    def __init__(
        self, memory: Memory, keys: Iterable[tuple[str, str]], kinds: Iterable[str]
    ) -> None:
        self.path = memory.path
        self.told: list[tuple[Any, ...]] = []
        self._single = {(kind, key): memory.get(kind, key) for kind, key in keys}
        self._whole = {kind: memory.all(kind) for kind in kinds}

    def broken(self, reason: str) -> Unreadable:
        """Return what to raise; who holds the file deletes it."""
        return Unreadable(reason)

    def get(self, kind: str, key: str) -> bytes | None:
        """Return one value; None where it is not kept."""
        return self._single[kind, key]

    def all(self, kind: str) -> dict[str, bytes]:
        """Return all values of a kind by their keys."""
        return self._whole[kind]

    def _write(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self.told.append((command, [*rows]))


def _locked(folder: Path) -> IO[bytes]:
    """Hold the lock of `folder`; raise :class:`Taken` where another process does."""
    lock = (folder / "lock").open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Taken(str(folder)) from None
    except OSError:
        pass  # this file system has no locks
    return lock


def beside(folder: Path) -> Path:
    """Return the folder beside `folder` in which is kept what was made of it or for it."""
    here = folder.absolute()
    return here.with_name(f".{here.name}.cache")


def made(folder: Path) -> Path:
    """Make `folder` and return it; git commits nothing in it, for it may hold what the gate hides."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError), (folder / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")
    return folder
