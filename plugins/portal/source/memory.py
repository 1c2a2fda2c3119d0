"""What one build keeps for the next, in one file: it saves time and never changes a result (缓存)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

NAME = "kept.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, key))"
)
_KEY = ("memory", "key")


class Memory:
    """Values by kind and key, written all at once when :meth:`commit` is called, or not at all.

    What was kept under another `key` (another version of the program, other settings) is
    forgotten, and so is a file that cannot be read. What cannot be written, for the disk is full,
    is not kept: a build does not fail for it.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.path = made(folder) / NAME
        self.known = self._opens() and self.get(*_KEY) == key.encode()
        if not self.known:
            self.forget(key)

    def _opens(self) -> bool:
        self._lost = False
        self._base = sqlite3.connect(self.path, isolation_level=None)
        try:
            self._base.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            self._base.execute(_TABLE)
            self._base.execute("BEGIN")
        except sqlite3.Error:
            self._lost = True
            return False
        return True

    def forget(self, key: str) -> None:
        """Begin anew under `key`."""
        self._base.close()
        for file in self.path.parent.glob(f"{NAME}*"):
            file.unlink()
        self._opens()
        self.put("memory", [("key", key.encode())])

    def get(self, kind: str, key: str) -> bytes | None:
        """Return one value; None where it is not kept."""
        found = self._run("SELECT value FROM kept WHERE kind=? AND key=?", kind, key)
        return found[0][0] if found else None

    def all(self, kind: str) -> dict[str, bytes]:
        """Return all values of a kind by their keys."""
        return dict(self._run("SELECT key, value FROM kept WHERE kind=?", kind))

    def _run(self, command: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the rows that a command finds; none where the file cannot be read."""
        try:
            return self._base.execute(command, values).fetchall()
        except sqlite3.Error:
            self._lost = True
            return []

    def put(self, kind: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep values by their keys, in the place of what was kept by these before."""
        told = ((kind, key, value) for key, value in rows)
        self._write("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", told)

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        """Forget the values of `keys`."""
        self._write("DELETE FROM kept WHERE kind=? AND key=?", ((kind, key) for key in keys))

    def _write(self, command: str, rows: Iterable[tuple[Any, ...]]) -> None:
        if self._lost:
            return
        try:
            self._base.executemany(command, rows)
        except sqlite3.Error:
            self._lost = True

    def commit(self) -> None:
        """Let all that was put and dropped be so from now on; a full disk leaves what was."""
        try:
            self._base.execute("ROLLBACK" if self._lost else "COMMIT")
            self._base.execute("BEGIN")
        except sqlite3.Error:
            self._lost = True

    def close(self) -> None:
        """Let go of the file; what was not committed is not kept."""
        self._base.close()


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
