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
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from portal.site.search.level import DIGEST, FEW, MULTIPLIER, NONE, Level, Units, child_hash
from portal.site.search.sets import Numbers

DEPTH = 8
SEPARATOR = 0x0A
Labels = NDArray[np.uint32]


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


def records_of(words: Words, places: Numbers) -> Numbers:
    """Return the numbers of the records in which ascending `places` stand."""
    bounds = np.searchsorted(places, words.starts)
    counts = np.diff(bounds, append=len(places))
    return np.repeat(np.arange(len(words.starts)), counts)


def grow(words: Words, places: Numbers, records: Numbers, labels: Labels) -> Branch:
    """Return the trees of `labels`, root labels that stand at `places` of the words."""
    levels = list(_levels(words, places, records, labels))
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


def _levels(words: Words, places: Numbers, records: Numbers, labels: Labels) -> Iterator[Level]:
    """Yield the nodes depth by depth; records ascend within each."""
    hashes = root_hash(labels)
    order = _order(hashes.astype(np.uint16), (hashes >> 16).astype(np.uint16))
    places, records, names = places[order], records[order], labels[order].astype(np.int64)
    begins = _changes(names)
    groups, ranks = np.cumsum(begins) - 1, records
    parents, among = NONE, np.full(int(begins.sum()), words.capacity)
    for depth in range(2, DEPTH + 1):
        firsts = begins.copy()
        firsts[1:] |= records[1:] != records[:-1]
        sizes = np.bincount(groups[firsts])
        leading = places[firsts] < words.heads[records[firsts]]
        yield Level.of(parents, names[begins], ranks[firsts], leading, among, sizes)
        expanded = sizes > FEW
        if depth == 2:
            expanded &= names[begins] & 0xFFFF != 0
        own = np.cumsum(firsts) - 1
        own -= (np.cumsum(sizes) - sizes)[groups]
        kept = np.flatnonzero(expanded[groups])
        following = words.text[np.minimum(places[kept] + depth, len(words.text) - 1)]
        kept, following = kept[following != SEPARATOR], following[following != SEPARATOR]
        if depth == DEPTH or not len(kept):
            return
        above = groups[kept]
        order = _order(
            child_hash(following), above.astype(np.uint16), (above >> 16).astype(np.uint16)
        )
        kept, names, above = kept[order], following[order].astype(np.int64), above[order]
        places, records, ranks = places[kept], records[kept], own[kept]
        begins = _changes(above << 16 | names)
        groups = np.cumsum(begins) - 1
        parents = above[begins]
        among = sizes[parents]


def _changes(values: Numbers) -> NDArray[np.bool_]:
    return np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]


def _order(*keys: Units) -> Numbers:
    """Return the stable order by `keys`, the last one first; short keys are sorted by radix."""
    order = np.argsort(keys[0], kind="stable")
    for key in keys[1:]:
        order = order[np.argsort(key[order], kind="stable")]
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
