"""Runs of characters that a record has, or has in what it is called, otherwise than before (字串的差别)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from portal.site.search.tree import DEPTH

ABSENT, BODY, HEAD = range(3)
BREAK = "\n"
Text = tuple[bytes, bytes]
"""The folded head and body of an entry, in UTF-16."""


class Flip(NamedTuple):
    """Where a record has a run: nowhere, in its body alone, in its head; before and after."""

    number: int
    before: int
    after: int

    @property
    def came(self) -> bool:
        """Whether the record did not have the run before."""
        return not self.before

    @property
    def left(self) -> bool:
        """Whether the record has the run no longer."""
        return not self.after


Flips = Mapping[str, Sequence[Flip]]
"""By its run, a character a UTF-16 unit: what is otherwise, by ascending numbers."""


def differing(texts: Iterable[tuple[int, Text, Text]]) -> Flips:
    """Return the runs in which what stands at a number now differs from what stood there."""
    found: defaultdict[str, list[Flip]] = defaultdict(list)
    for number, former, text in texts:
        before, after = marks(former), marks(text)
        for run in before.keys() | after.keys():
            flip = Flip(number, before.get(run, ABSENT), after.get(run, ABSENT))
            if flip.before != flip.after:
                found[run].append(flip)
    return found


def marks(text: Text) -> dict[str, int]:
    """Return every run that begins in a text, and where."""
    head, body = text
    found: dict[str, int] = {}
    for mark, part in ((BODY, body), (HEAD, head)):
        for piece in units(part).split(BREAK):
            for begin in range(len(piece)):
                for end in range(begin + 1, min(begin + DEPTH, len(piece)) + 1):
                    found[piece[begin:end]] = mark
    return found


def units(text: bytes) -> str:
    """Return the UTF-16 units as characters, pairs of them as two."""
    told = text.decode("utf-16-le")
    if 2 * len(told) == len(text):
        return told
    return "".join(map(chr, memoryview(text).cast("H")))
