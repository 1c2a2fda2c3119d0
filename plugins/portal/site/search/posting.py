"""A set of records that is edited as it is told: members or what is missing, and no more (集合的改动).

Of a run that stands in nearly all records only those are written that lack it. So a record that comes or
goes costs what is written, not what is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from portal.site.search import sets
from portal.site.search.sets import Numbers, Sets

LARGE = 128  # numbers, from which on a set is read and written by itself
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Posting:
    """A set below `universe`: `written` are its members, or what is missing of a `complement`."""

    written: Numbers
    complement: bool
    universe: int

    @classmethod
    def none(cls, universe: int) -> Posting:
        """Return a set without members."""
        return cls(NOBODY, complement=False, universe=universe)

    def copy(self) -> Posting:
        """Return one that is edited by itself."""
        return replace(self, written=self.written.copy())

    @property
    def size(self) -> int:
        """How many members there are."""
        return self.universe - len(self.written) if self.complement else len(self.written)

    def rank(self, place: int) -> int | None:
        """Return how many members stand before a member; None where it is none."""
        at, there = self._find(place)
        if there == self.complement:
            return None
        return place - at if self.complement else at

    def at(self, ranks: Numbers) -> Numbers:
        """Return the members of these ranks."""
        if not self.complement:
            return self.written[ranks]
        before = self.written - np.arange(len(self.written))
        return ranks + np.searchsorted(before, ranks, side="right")

    def move(self, left: Sequence[int], came: Sequence[int]) -> None:
        """Let places vanish from the universe, the last one first, and others come, the first first.

        Those that come are not members.
        """
        for place in left:
            at, there = self._find(place)
            if there:
                self.written = np.delete(self.written, at)
            self.written[at:] -= 1
        for place in came:
            at, _ = self._find(place)
            self.written[at:] += 1
            if self.complement:
                self.written = np.insert(self.written, at, place)
        self.universe += len(came) - len(left)

    def set(self, place: int, *, member: bool) -> None:
        """Let a place be a member, or none."""
        at, there = self._find(place)
        wanted = member != self.complement
        if wanted and not there:
            self.written = np.insert(self.written, at, place)
        elif there and not wanted:
            self.written = np.delete(self.written, at)

    def _find(self, place: int) -> tuple[int, bool]:
        at = int(np.searchsorted(self.written, place))
        return at, at < len(self.written) and int(self.written[at]) == place

    def settled(self) -> Posting:
        """Return the same set in the form in which fewer are written."""
        complement = self.size > self.universe - self.size
        if complement == self.complement:
            return self
        return Posting(sets.inverse(self.written, self.universe), complement, self.universe)


def told(postings: Sequence[Posting]) -> list[tuple[int, bytes]]:
    """Return the code and the bits of each set."""
    settled = [one.settled() for one in postings]
    small = iter(_small_bits([one for one in settled if len(one.written) < LARGE]))
    return [
        (
            len(one.written) << 1 | one.complement,
            sets.bits_of(one.written, one.universe) if len(one.written) >= LARGE else next(small),
        )
        for one in settled
    ]


def _small_bits(those: Sequence[Posting]) -> Iterator[bytes]:
    if not those:
        return
    counts = np.array([len(one.written) for one in those])
    universes = np.array([one.universe for one in those])
    made = Sets.of(np.concatenate([one.written for one in those]), counts, universes)
    ends = np.cumsum(made.sizes)
    bits = np.zeros(int(ends[-1]) * 8, dtype=np.uint8)
    made.write(bits, ends - made.sizes)
    content = np.packbits(bits).tobytes()
    for begin, end in zip((ends - made.sizes).tolist(), ends.tolist(), strict=True):
        yield content[begin:end]


Told = tuple[bytes, int, int]
"""What begins with a set, its code and its universe."""


def read(those: Sequence[Told]) -> list[tuple[Posting, bytes]]:
    """Return the sets with which contents begin, and what follows each."""
    small = iter(_small([one for one in those if one[1] >> 1 < LARGE]))
    found = []
    for content, code, universe in those:
        count = code >> 1
        large = count >= LARGE
        members, size = sets.begin(content, count, universe) if large else next(small)
        found.append((Posting(members, bool(code & 1), universe), content[size:]))
    return found


def _small(those: Sequence[Told]) -> Iterator[tuple[Numbers, int]]:
    if those:
        codes, universes = (
            np.array(some, dtype=np.int64) for some in [*zip(*those, strict=True)][1:]
        )
        contents = [content for content, _, _ in those]
        yield from zip(*sets.read_all(contents, codes >> 1, universes), strict=True)
