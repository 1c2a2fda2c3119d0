"""Sets of small numbers as bits: what every posting list of the record index is (集合编码).

A set of `k` numbers below `m` is written as the gaps between its members, cut by Golomb and Rice
(Golomb 1966, Rice 1979): first the `b` low bits of every gap, then every gap's high part in unary,
so that both halves are read and written at once. Of a set and its complement the smaller is
written. `docs/search.md` is the specification; `theme/static/search/sets.js` reads the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def written(sizes: Numbers, universes: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return how many numbers are written for sets of these sizes, and for which the complement."""
    complement = sizes > universes - sizes
    return np.where(complement, universes - sizes, sizes), complement


def low_bits(counts: Numbers, universes: Numbers) -> Numbers:
    """Return how many low bits each gap of a set has: the logarithm of the mean gap, rounded down."""
    means = (universes - counts) // np.maximum(counts, 1)
    return np.where(means > 1, np.frexp(np.maximum(means, 1).astype(np.float64))[1] - 1, 0)


def low_of(count: int, universe: int) -> int:
    """Return how many low bits each gap of one set has."""
    mean = (universe - count) // max(count, 1)
    return mean.bit_length() - 1 if mean > 1 else 0


def complements(members: Numbers, sizes: Numbers, universes: Numbers) -> Numbers:
    """Return what is missing of each set: `members` are theirs, one set after the other."""
    starts = np.cumsum(universes) - universes
    missing = np.ones(int(universes.sum()), dtype=bool)
    missing[members + np.repeat(starts, sizes)] = False
    places = np.flatnonzero(missing)
    return places - np.repeat(starts, universes - sizes)


@dataclass(frozen=True, slots=True)
class Sets:
    """Many sets, ready to be written: their gaps, and how many bytes each takes."""

    counts: Numbers
    lows: Numbers
    gaps: Numbers
    sizes: Numbers

    @classmethod
    def of(cls, members: Numbers, counts: Numbers, universes: Numbers) -> Sets:
        """Return the sets whose `members` stand one set after the other, each ascending."""
        lows = low_bits(counts, universes)
        gaps = np.diff(members, prepend=0) - 1
        firsts = (np.cumsum(counts) - counts)[counts > 0]
        gaps[firsts] = members[firsts]
        high = np.zeros(len(counts), dtype=np.int64)
        nonempty = counts > 0
        if len(gaps):
            high[nonempty] = np.add.reduceat(gaps >> np.repeat(lows, counts), firsts)
        return cls(counts, lows, gaps, (counts * (lows + 1) + high + 7) >> 3)

    def write(self, bits: NDArray[np.uint8], places: Numbers) -> None:
        """Set the bits of every set, each from its place on, counted in bytes."""
        lows = np.repeat(self.lows, self.counts)
        order = np.arange(len(self.gaps)) - np.repeat(
            np.cumsum(self.counts) - self.counts, self.counts
        )
        begins = np.repeat(places * 8, self.counts)
        for bit in range(int(lows.max(initial=0))):
            chosen = np.flatnonzero((lows > bit) & ((self.gaps >> bit) & 1 == 1))
            bits[begins[chosen] + order[chosen] * lows[chosen] + lows[chosen] - 1 - bit] = 1
        ends = np.cumsum((self.gaps >> lows) + 1)
        before = np.repeat(
            np.concatenate(([0], ends))[np.cumsum(self.counts) - self.counts], self.counts
        )
        bits[begins + np.repeat(self.counts * self.lows, self.counts) + ends - before - 1] = 1


def read_all(
    contents: Sequence[bytes], counts: Numbers, universes: Numbers
) -> tuple[list[Numbers], list[int]]:
    """Return the members of many sets, with each of which a content begins, and the bytes they take."""
    lows = low_bits(counts, universes)
    most = (counts * (lows + 1) + ((universes - counts) >> lows) + 7) >> 3
    parts = [content[:length] for content, length in zip(contents, most.tolist(), strict=True)]
    bits = np.unpackbits(np.frombuffer(b"".join(parts), dtype=np.uint8))
    begins = np.cumsum([0, *map(len, parts)])[:-1] * 8
    highs, owners = begins + counts * lows, np.repeat(np.arange(len(counts)), counts)
    firsts = np.cumsum(counts) - counts
    order = np.arange(len(owners)) - firsts[owners]
    ones = np.flatnonzero(bits)
    ends = ones[np.searchsorted(ones, highs)[owners] + order]
    gaps = np.diff(ends, prepend=0) - 1
    nonempty = counts > 0
    gaps[firsts[nonempty]] = ends[firsts[nonempty]] - highs[nonempty]
    values = np.zeros_like(gaps)
    for bit in range(int(lows.max(initial=0))):
        chosen = np.flatnonzero(lows[owners] > bit)
        of = owners[chosen]
        values[chosen] = values[chosen] << 1 | bits[begins[of] + order[chosen] * lows[of] + bit]
    summed = np.cumsum((gaps << lows[owners]) + values + 1)
    before = np.concatenate(([0], summed))[firsts]
    members = summed - before[owners] - 1
    last = np.where(nonempty, np.append(ends, 0)[firsts + counts - 1], begins - 1)
    sizes = (last - begins + 8) >> 3
    return np.split(members, firsts[1:]), sizes.tolist()


def read(content: bytes, count: int, universe: int) -> Numbers:
    """Return the `count` members of the set that `content` begins with."""
    return begin(content, count, universe)[0]


def begin(content: bytes, count: int, universe: int) -> tuple[Numbers, int]:
    """Return the members of the set that `content` begins with, and the bytes that it takes.

    Of a large set this is quicker than :func:`read_all`: a number's zeros before it add up.
    """
    low = low_of(count, universe)
    most = (count * (low + 1) + ((universe - count) >> low) + 7) >> 3
    bits = np.unpackbits(np.frombuffer(content[:most], dtype=np.uint8)).view(np.bool_)
    ends = np.flatnonzero(bits[count * low :])[:count]
    taken = (count * low + (int(ends[-1]) + 1 if count else 0) + 7) >> 3
    if not low:
        return ends, taken
    order = np.arange(count)
    lows = np.zeros((count, 4), dtype=np.uint8)
    told = np.packbits(bits[: count * low].reshape(count, low), axis=1)
    lows[:, : told.shape[1]] = told
    values = lows.view(">u4")[:, 0].astype(np.int64) >> (32 - low)
    return ((ends - order) << low) + np.cumsum(values) + order, taken


def bits_of(members: Numbers, universe: int) -> bytes:
    """Return the bytes of a large set: of one with no low bits they are a map of its members."""
    count, low = len(members), low_of(len(members), universe)
    ends, gaps = members, members.copy()
    if low:
        gaps[1:] -= members[:-1] + 1
        ends = np.cumsum((gaps >> low) + 1) - 1
    bits = np.zeros(count * low + (int(ends[-1]) + 1 if count else 0), dtype=np.bool_)
    bits[count * low :][ends] = True
    if low:
        form = np.dtype(">u1" if low <= 8 else ">u2" if low <= 16 else ">u4")
        told = gaps.astype(form).view(np.uint8).reshape(count, form.itemsize)
        bits[: count * low] = np.unpackbits(told, axis=1)[:, 8 * form.itemsize - low :].ravel()
    return np.packbits(bits).tobytes()


def size(members: Numbers, universe: int) -> int:
    """Return how many bytes the set takes."""
    counts, universes = np.array([len(members)]), np.array([universe])
    return int(Sets.of(members, counts, universes).sizes[0])


def inverse(members: Numbers, universe: int) -> Numbers:
    """Return the numbers below `universe` that are not among `members`."""
    missing = np.ones(universe, dtype=bool)
    missing[members] = False
    return np.flatnonzero(missing)
