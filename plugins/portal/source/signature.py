"""By what a file or a whole folder is seen to be as it was, without reading it (文件特征)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from portal.parallel import growing_heap

SETTLED = 2_000_000_000
"""Nanoseconds after which another change of a file surely gives it another time (as git does)."""


class Signature(NamedTuple):
    """The times of a file, its size, its place on the disk."""

    modified: int
    changed: int
    size: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Signature:
        """Return the signature of a file of this status."""
        return cls(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)

    def settled(self, seen: int) -> bool:
        """Return whether a change after the time `seen` would have given another signature."""
        return max(self.modified, self.changed) < seen - SETTLED


def signature(path: str) -> Signature:
    """Return the signature of a file, taken before it is read; of none that is not there."""
    try:
        return Signature.of(os.lstat(path))
    except OSError:
        return Signature(0, 0, 0, 0)


def now(folder: Path) -> int:
    """Return the time as the file system has it."""
    clock = folder / "clock"
    clock.write_bytes(b"")
    return clock.stat().st_mtime_ns


class Survey:
    """All that is below some folders as it was seen at one moment: `seen`, by the file system's clock.

    What lies there that cannot vouch for what it holds, a link to another place, or cannot be
    looked at, ends it: then it is not `whole`.
    """

    def __init__(self, folders: Iterable[Path] = (), seen: int = 0) -> None:
        self.seen = seen
        self.whole = True
        self._files: dict[str, Signature] = {}
        self._folders: list[str] = []
        try:
            with growing_heap():
                self._look([os.fspath(folder) for folder in folders if folder.exists()])
        except OSError:
            self.whole = False

    def _look(self, waiting: list[str]) -> None:
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        raise OSError(entry.path)
                    if entry.is_dir():
                        waiting.append(entry.path)
                        self._folders.append(entry.path)
                    else:
                        self._files[entry.path] = Signature.of(entry.stat())

    def signature(self, path: str) -> Signature:
        """Return the signature of a file as it was then; of one that was not seen, as it is now."""
        return self._files.get(path) or signature(path)

    def digest(self) -> bytes | None:
        """Return the digest of the names of all files and folders and the signatures of the files.

        None where it is not whole, or one of them was touched just before.
        """
        if not self.whole or not all(here.settled(self.seen) for here in self._files.values()):
            return None
        told = hashlib.blake2b(digest_size=16)
        for path in sorted(self._folders):
            told.update(f"{path}\0".encode(errors="surrogateescape"))
        for path, (modified, changed, size, inode) in sorted(self._files.items()):
            line = f"{path}\0{modified} {changed} {size} {inode}\0"
            told.update(line.encode(errors="surrogateescape"))
        return told.digest()
