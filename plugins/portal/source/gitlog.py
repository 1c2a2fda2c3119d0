"""What `git log --raw` and `git diff --raw` say, read (提交与差异)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CHINA_OFFSET = timedelta(hours=8)
SHORT = 10  # characters of a commit's id in messages
FILE_MODES = ("100644", "100755")
COMMIT_FORMAT = "--format=%x02%H %ct"


@dataclass(frozen=True, slots=True)
class Difference:
    """A file below the data folder that differs, with its content before and after, as blobs.

    No blob: no ordinary file was there, or git does not know what is there now (`gone` is false).
    """

    path: str
    before: str
    after: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit on the main line: its day in China, and what it changed against its first parent.

    Of a merge, `others` are what differs from the commits merged, the last of them of `branched`.
    """

    id: str
    day: date
    differences: tuple[Difference, ...] = ()
    others: tuple[Difference, ...] = ()
    branched: date | None = None

    @property
    def short(self) -> str:
        """The id as messages tell it."""
        return self.id[:SHORT]


def day_of(seconds: bytes) -> date:
    """Return the day in China of a moment in seconds since 1970; the last day there is, beyond it."""
    try:
        return (datetime.fromtimestamp(int(seconds), UTC) + CHINA_OFFSET).date()
    except (OverflowError, ValueError):
        return date.min if seconds.startswith(b"-") else date.max


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a commit comes: its day in China, its parents."""

    day: date
    parents: tuple[str, ...]


def origins(told: bytes) -> dict[str, Origin]:
    """Return what `git log --format='%H %ct %P'` says, by commit."""
    words = (line.decode().split() for line in told.splitlines())
    return {name: Origin(day_of(when.encode()), tuple(of)) for name, when, *of in words}


def of_merges(tokens: Iterator[bytes]) -> dict[str, list[Difference]]:
    """Return what `git diff-tree --stdin -m --raw -z` says of merges, by commit."""
    found: dict[str, list[bytes]] = {}
    here: list[bytes] = []
    for token in tokens:
        if token.startswith(b":"):
            here += (token, next(tokens))
        elif token:
            here = found.setdefault(token.decode(), [])
    return {name: list(differences(iter(told))) for name, told in found.items()}


def commits(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """Yield the commits in the words of `git log --raw -z`, each begun by a byte of its own."""
    head, told = b"", list[bytes]()
    for token in tokens:
        if token.startswith(b"\x02"):
            if head:
                yield _commit(head, told)
            head, told = token, []
        else:
            told.append(token.lstrip(b"\n"))
            if told[-1].startswith(b":"):
                told.append(next(tokens))
    if head:
        yield _commit(head, told)


def _commit(head: bytes, told: Sequence[bytes]) -> Commit:
    name, seconds = head[1:].split()
    return Commit(name.decode(), day_of(seconds), tuple(differences(iter(told))))


def differences(tokens: Iterator[bytes]) -> Iterator[Difference]:
    """Yield what `--raw -z` says: modes, blobs and status, then the path."""
    for token in tokens:
        if token.startswith(b":"):
            modes_before, modes_after, before, after, status = token[1:].decode().split()
            path = os.fsdecode(next(tokens))
            yield Difference(
                path, _blob(before, modes_before), _blob(after, modes_after), status == "D"
            )


def _blob(blob: str, mode: str) -> str:
    """Return the id of an ordinary file's content; links and modules are none."""
    return blob if mode in FILE_MODES and blob.strip("0") else ""
