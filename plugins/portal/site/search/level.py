"""One depth of the gram tree: its nodes, how long they are, where they stand (字串树的一层)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.site.search import sets
from portal.site.search.sets import Numbers, Sets

FEW = 8
INLINE = 6 * 1024  # bytes; children that take more stand in files of their own
SHARE = 4 * 1024  # bytes of children meant at most for one such file
LIMIT = 60 * 1024  # bytes that no file exceeds
MULTIPLIER = 0x9E3779B1  # 2**32 divided by the golden ratio (Knuth, TAOCP 3, 6.4)
CHILD_MULTIPLIER = 0x9E37  # the same of 2**16: figures, which follow each other, go apart
DIGEST = 4  # bytes
Units = NDArray[np.uint16]
NONE = np.zeros(0, np.int64)
"""The parents of roots."""


def _length(values: Numbers) -> Numbers:
    """Return how many bytes each number takes as a varint."""
    bounds = np.array([1 << shift for shift in (7, 14, 21, 28)])
    return 1 + np.searchsorted(bounds, values, side="right")


def child_hash(labels: Units) -> Units:
    """Return the hashes of characters below the root; siblings stand in their order."""
    return labels * np.uint16(CHILD_MULTIPLIER)


def share_bits(labels: Numbers, totals: Numbers) -> int:
    """Return how many bits of a hash share children out to files, so that none is too large."""
    hashes = child_hash(labels.astype(np.uint16)).astype(np.int64)
    bits = (-(-int(totals.sum()) // SHARE) - 1).bit_length()
    while bits < 16 and np.bincount(hashes >> (16 - bits), totals).max() > LIMIT:
        bits += 1
    return bits


@dataclass(slots=True)
class Level:
    """The nodes of one depth; `totals` are their bytes, `inside` those of their children.

    `sets` are their records, `leads` those that have the run in their heads: places among the
    former, told of nodes with more than :data:`FEW`, which are the `wide` ones.
    """

    parents: Numbers
    labels: Numbers
    wide: NDArray[np.bool_]
    codes: Numbers
    sets: Sets
    lead_codes: Numbers
    leads: Sets
    inside: Numbers
    bodies: Numbers
    totals: Numbers
    files: Numbers
    places: Numbers

    @classmethod
    def of(
        cls,
        parents: Numbers,
        labels: Numbers,
        members: Numbers,
        leading: NDArray[np.bool_],
        among: Numbers,
        sizes: Numbers,
    ) -> Level:
        """Return the nodes whose records are `members`, as ranks among those of their parents."""
        owners = np.repeat(np.arange(len(sizes)), sizes)
        places = np.arange(len(members)) - (np.cumsum(sizes) - sizes)[owners]
        wide = sizes > FEW
        told = leading & wide[owners]
        lead_sizes = np.bincount(owners[told], minlength=len(sizes))
        codes, written = _coded(members, sizes, among)
        lead_codes, leads = _coded(places[told], lead_sizes, np.where(wide, sizes, 0))
        rest = [np.zeros_like(sizes) for _ in range(5)]
        return cls(parents, labels, wide, codes << 1, written, lead_codes, leads, *rest)

    @property
    def label_bytes(self) -> int:
        """How many bytes a label takes: two characters at the root, one below."""
        return 4 if self.parents is NONE else 2

    @property
    def heads(self) -> Numbers:
        """How many bytes stand before each body."""
        leads = np.where(self.wide, _length(self.lead_codes), 0)
        return self.label_bytes + _length(self.codes) + leads + _length(self.bodies)

    @property
    def bases(self) -> Numbers:
        """Where the children stand, or what tells the files in which they do."""
        return self.places + self.heads + self.sets.sizes + self.leads.sizes

    def weigh(self, below: Level | None) -> None:
        """Settle how long everything is, knowing how long the children are."""
        if below is not None:
            weights = np.bincount(below.parents, below.totals, len(self.codes))
            self.inside = weights.astype(np.int64)
            for node in np.flatnonzero(self.inside > INLINE):
                self.files[node] = below.shares_of(int(node))
        outside = self.inside > INLINE
        self.codes |= outside
        children = np.where(outside, 1 + (DIGEST << self.files), self.inside)
        self.bodies = self.sets.sizes + self.leads.sizes + children
        self.totals = self.heads + self.bodies

    def shares_of(self, parent: int) -> int:
        """Return how many bits of a hash share the children of `parent` out to files."""
        first, last = np.searchsorted(self.parents, [parent, parent + 1])
        return share_bits(self.labels[first:last], self.totals[first:last])

    def place(self, below: Level, end: int) -> int:
        """Say where the children go; those outside follow at `end`. Return the new end."""
        outside = self.codes & 1 == 1
        bases = self.bases
        apart = self.inside[outside]
        bases[outside] = end + np.cumsum(apart) - apart
        before = np.cumsum(below.totals) - below.totals
        firsts = np.searchsorted(below.parents, below.parents)
        below.places = bases[below.parents] + before - before[firsts]
        return end + int(apart.sum())

    def write_sets(self, bits: NDArray[np.uint8]) -> None:
        """Set the bits of both sets of every node."""
        self.sets.write(bits, self.places + self.heads)
        self.leads.write(bits, self.places + self.heads + self.sets.sizes)

    def write(self, content: NDArray[np.uint8]) -> None:
        """Write labels, codes and lengths of bodies; the sets stand there already."""
        at = self.places.copy()
        for shift in range(0, self.label_bytes * 8, 8):
            content[at] = self.labels >> shift & 0xFF
            at += 1
        everywhere = np.ones_like(self.wide)
        parts = ((self.codes, everywhere), (self.lead_codes, self.wide), (self.bodies, everywhere))
        for values, there in parts:
            lengths = np.where(there, _length(values), 0)
            for byte in range(int(lengths.max(initial=0))):
                here = lengths > byte
                more = (lengths[here] > byte + 1).astype(np.int64) << 7
                content[at[here] + byte] = values[here] >> 7 * byte & 0x7F | more
            at += lengths


def _coded(members: Numbers, sizes: Numbers, among: Numbers) -> tuple[Numbers, Sets]:
    """Return the sets of `members`, or their complements, and how many each writes of which."""
    counts, complement = sets.written(sizes, among)
    owners = np.repeat(complement, sizes)
    kept = np.empty(int(counts.sum()), dtype=np.int64)
    chosen = np.repeat(complement, counts)
    kept[chosen] = sets.complements(members[owners], sizes[complement], among[complement])
    kept[~chosen] = members[~owners]
    return counts << 1 | complement.astype(np.int64), Sets.of(kept, counts, among)
