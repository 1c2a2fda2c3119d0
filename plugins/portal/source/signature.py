"""By what a file or a whole folder is seen to be as it was, without reading it (文件特征)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

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


def signature_of_all(folders: Iterable[Path], seen: int) -> bytes | None:
    """Return the digest of the names and signatures of all files, and the names of all folders, below.

    None where these cannot vouch for what the files hold: one was touched just before the time
    `seen`, or is a link to another place, or cannot be looked at.
    """
    told = hashlib.blake2b(digest_size=16)
    try:
        for path, here in sorted(_below(folders)):
            if here and not here.settled(seen):
                return None
            told.update(f"{path}\0{here}\0".encode(errors="surrogateescape"))
    except OSError:
        return None
    return told.digest()


def _below(folders: Iterable[Path]) -> Iterator[tuple[str, Signature | None]]:
    """Yield what is below `folders`: files with their signatures, folders without."""
    waiting = [os.fspath(folder) for folder in folders if folder.exists()]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise OSError(entry.path)
                if entry.is_dir():
                    waiting.append(entry.path)
                    yield entry.path, None
                else:
                    yield entry.path, Signature.of(entry.stat())
