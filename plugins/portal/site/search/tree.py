"""The gram tree: for every run of up to eight characters, the records in which it stands (字串树).

Chinese has no word breaks, and a firm must be found by any piece of its name. So every run of
characters is a node: the records that contain it, told within those of the run that is one shorter.
A run in at most :data:`~portal.site.search.level.FEW` records has no children: so few are read and
looked at. Every other is exact, and so are its counts; it also says which of its records have it in
what they are called.
`docs/search.md` specifies the bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.site.search.level import DIGEST, FEW, MULTIPLIER, NONE, Level, Units, child_hash
from portal.site.search.sets import Numbers

DEPTH = 8
AT_ONCE = 500_000  # places whose trees grow at a time
SEPARATOR = 0x0A
Labels = NDArray[np.uint32]
Short = NDArray[np.int32]


def root_hash(labels: Labels) -> Labels:
    """Return the hashes of root labels; their highest bits choose the file."""
    return labels * np.uint32(MULTIPLIER)


@dataclass(frozen=True, slots=True)
class Branch:
    """The roots of one range of hashes, and the files of children that hang below them."""

    hashes: Labels
    ends: Numbers
    content: bytes
    files: Sequence[tuple[str, bytes]]

    @classmethod
    def joined(cls, branches: Sequence[Branch]) -> Branch:
        """Return one branch of several, whose hashes ascend."""
        before = accumulate((len(branch.content) for branch in branches[:-1]), initial=0)
        return cls(
            np.concatenate([branch.hashes for branch in branches]),
            np.concatenate([b.ends + size for b, size in zip(branches, before, strict=True)]),
            b"".join(branch.content for branch in branches),
            [file for branch in branches for file in branch.files],
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of all records, one after the other, in UTF-16 units.

    `starts` says where each record begins and `heads` where its head ends; the number `capacity`
    is above every record's.
    """

    text: Units
    starts: Numbers
    heads: Numbers
    capacity: int


def records_of(words: Words, places: Numbers) -> Short:
    """Return the numbers of the records in which ascending `places` stand."""
    bounds = np.searchsorted(places, words.starts)
    counts = np.diff(bounds, append=len(places))
    return np.repeat(np.arange(len(words.starts), dtype=np.int32), counts)


@dataclass(frozen=True, slots=True)
class Stands:
    """Where runs stand: in the words, in which record, below which root."""

    places: Short
    records: Short
    labels: Labels

    def in_order(self) -> Stands:
        """Return them by the hash of the root; places ascend within each."""
        hashes = root_hash(self.labels)
        order = _order(hashes.astype(np.uint16), (hashes >> 16).astype(np.uint16))
        return Stands(
            _picked(self.places, order), _picked(self.records, order), _picked(self.labels, order)
        )

    def parts(self) -> Iterator[Stands]:
        """Cut them between roots, some :data:`AT_ONCE` to a part; there is one at least."""
        begins = np.flatnonzero(_changes(self.labels))
        aims = np.arange(AT_ONCE, len(self.labels), AT_ONCE)
        cuts = begins[np.unique(np.searchsorted(begins, aims, side="right") - 1)].tolist()
        for cut in map(slice, [0, *cuts], [*cuts, len(self.labels)]):
            if cut.start < cut.stop or not cut.stop:
                yield Stands(self.places[cut], self.records[cut], self.labels[cut])


def grow(words: Words, stands: Stands) -> Branch:
    """Return the trees of all runs that begin where `stands` says.

    They grow a few at a time: what fits into the processor's cache is sorted twice as fast.
    """
    return Branch.joined([_grow(words, some) for some in stands.in_order().parts()])


def sprout(words: Words, places: Numbers, length: int, label: int) -> Branch:
    """Return the tree of one run that stands at `places`, so long; at the root it is called `label`."""
    records = records_of(words, places)
    labels = np.full(len(places), label, dtype=np.uint32)
    return _grow(words, Stands(places.astype(np.int32), records, labels), max(length, 2))


def _grow(words: Words, stands: Stands, depth: int = 2) -> Branch:
    """Return the trees of runs that are in order, and so long."""
    levels = list(_levels(words, stands, depth))
    for level, below in zip(levels[::-1], [None, *levels[:0:-1]], strict=True):
        level.weigh(below)
    roots = levels[0]
    roots.places = np.cumsum(roots.totals) - roots.totals
    size = end = int(roots.totals.sum())
    for level, below in pairwise(levels):
        end = level.place(below, end)
    bits = np.zeros(end * 8, dtype=np.uint8)
    for level in levels:
        level.write_sets(bits)
    content = np.packbits(bits)
    for level in levels:
        level.write(content)
    files = list(_outside(levels, content))
    hashes = root_hash(roots.labels.astype(np.uint32))
    return Branch(hashes, roots.places + roots.totals, content[:size].tobytes(), files)


def _levels(words: Words, stands: Stands, begin: int) -> Iterator[Level]:
    """Yield the nodes depth by depth, from `begin` on; records ascend within each."""
    places, records, ranks = stands.places, stands.records, stands.records
    labels: NDArray[Any] = stands.labels
    begins = _changes(labels)
    parents, among = NONE, np.full(int(begins.sum()), words.capacity)
    for depth in range(begin, DEPTH + 1):
        groups = np.cumsum(begins, dtype=np.int32) - 1
        firsts = begins | _changes(records)
        sizes = np.bincount(groups.compress(firsts))
        leading = places.compress(firsts) < words.heads.take(records.compress(firsts))
        names = labels.compress(begins).astype(np.int64)
        yield Level.of(parents, names, ranks.compress(firsts), leading, among, sizes)
        expanded = sizes > FEW
        if parents is NONE:
            expanded &= names & 0xFFFF != 0
        kept = np.flatnonzero(expanded.take(groups))
        labels = words.text.take(places.take(kept) + depth, mode="clip")
        kept, labels = kept.compress(labels != SEPARATOR), labels.compress(labels != SEPARATOR)
        if depth == DEPTH or not len(kept):
            return
        own = np.cumsum(firsts, dtype=np.int32) - 1 - (np.cumsum(sizes) - sizes).take(groups)
        above = groups.take(kept)  # ascends, so that siblings alone change their order
        order = _order(child_hash(labels), above.astype(np.uint16), (above >> 16).astype(np.uint16))
        kept, labels = _picked(kept, order), _picked(labels, order)
        places, records, ranks = (_picked(some, kept) for some in (places, records, own))
        begins = _changes(above) | _changes(labels)
        parents = above.compress(begins).astype(np.int64)
        among = sizes.take(parents)


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    return np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]


def _picked(values: NDArray[Any], order: Numbers) -> NDArray[Any]:
    """Return `values` in another order; clipping spares numpy a look at every place."""
    return values.take(order, mode="clip")


def _order(*keys: Units) -> Numbers:
    """Return the stable order by `keys`, the last one first; short keys are sorted by radix."""
    order = np.argsort(keys[0], kind="stable")
    for key in keys[1:]:
        if key.any():
            order = _picked(order, np.argsort(_picked(key, order), kind="stable"))
    return order


def _outside(levels: Sequence[Level], content: NDArray[np.uint8]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of children that stand apart, the deepest first; note their digests."""
    for depth in range(len(levels) - 2, -1, -1):
        level, below = levels[depth], levels[depth + 1]
        bases = level.bases
        for node in np.flatnonzero(level.codes & 1):
            first, last = np.searchsorted(below.parents, [node, node + 1])
            share = child_hash(below.labels[first:last].astype(np.uint16)) >> (
                16 - level.files[node]
            ).astype(np.int64)
            ends = below.places[first:last] + below.totals[first:last]
            at = int(bases[node])
            content[at] = level.files[node]
            begin = int(below.places[first])
            for number in range(1 << int(level.files[node])):
                there = np.flatnonzero(share == number)
                end = int(ends[there[-1]]) if len(there) else begin
                part = content[begin:end].tobytes()
                digest = hashlib.sha256(part).digest()[:DIGEST]
                place = at + 1 + DIGEST * number
                content[place : place + DIGEST] = np.frombuffer(digest, dtype=np.uint8)
                yield f"{_gram(levels, depth, int(node))}-{number}.{digest.hex()}", part
                begin = end


def _gram(levels: Sequence[Level], depth: int, node: int) -> str:
    """Return the characters of a node, as hexadecimal units."""
    text = ""
    for level in levels[depth:0:-1]:
        text = f"{int(level.labels[node]):04x}{text}"
        node = int(level.parents[node])
    return f"{int(levels[0].labels[node]):08x}{text}"
