"""The gram tree as files: shards of roots, and what hangs below them (字串文件)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.parallel import in_chunks
from portal.site.search import tree
from portal.site.search.failure import SearchFailed
from portal.site.search.files import Shelf, apart
from portal.site.search.former import Former, Unfit
from portal.site.search.graft import Graft, root_label
from portal.site.search.level import LIMIT, MULTIPLIER
from portal.site.search.nodes import scan
from portal.site.search.sets import Numbers
from portal.site.search.tree import Branch, Labels, Stands, Words

FAMILY = "grams"
BELOW = f"{FAMILY}/below"
SHARE = 4 * 1024  # bytes meant for a shard
AT_ONCE = 3_000_000  # places that one process sorts at a time
_SHIFT = np.uint32(24)
_HIGH = np.uint32(16)
AT_LEAST = 64  # shards that one process changes
STRETCH = 1 << 20
MOST_BITS = 24  # of a hash; no site has so many files
Shares = NDArray[np.uint8]
_NONE = np.zeros(0, dtype=np.int64)


def _singles(words: Words, places: Numbers | slice) -> Labels:
    """Return the root labels of the characters at `places`."""
    return words.text[places].astype(np.uint32) << _HIGH


def _pairs(words: Words, places: Numbers) -> Labels:
    """Return the root labels of the runs of two characters at `places`."""
    return _singles(words, places) | words.text[places + 1]


def _stretches(words: Words) -> Iterator[slice]:
    return (slice(begin, begin + STRETCH) for begin in range(0, len(words.text), STRETCH))


def _shares(labels: Labels) -> Shares:
    """Return the first byte of the hash of each label."""
    return (tree.root_hash(labels) >> _SHIFT).astype(np.uint8)


def _pair_shares(words: Words) -> Shares:
    """Return the shares of the runs of two characters, wherever one begins."""
    shares = np.zeros(len(words.text), dtype=np.uint8)
    for stretch in _stretches(words):
        places = np.arange(stretch.start, min(stretch.stop, len(shares) - 1))
        shares[places] = _shares(_pairs(words, places))
    return shares


def _places(words: Words, shares: Shares, chosen: int, bits: int) -> tuple[Numbers, Numbers]:
    """Return where the single characters and the pairs of one branch stand; no break cuts a run."""
    every = _shares(np.arange(1 << 16, dtype=np.uint32) << _HIGH) >> (8 - bits) == chosen
    every[tree.SEPARATOR] = False
    singles, pairs = [_NONE], [_NONE]
    for stretch in _stretches(words):
        text = words.text[stretch]
        singles.append(np.flatnonzero(every[text]) + stretch.start)
        whole = (shares[stretch] >> (8 - bits) == chosen) & (text != tree.SEPARATOR)
        places = np.flatnonzero(whole) + stretch.start
        after = words.text[np.minimum(places + 1, len(words.text) - 1)]
        pairs.append(places[after != tree.SEPARATOR])
    return np.concatenate(singles), np.concatenate(pairs)


def write(shelf: Shelf, words: Words, *, jobs: int) -> tuple[dict[str, Any], int]:
    """Write the trees of all words; return what the manifest says of them, and how long they are."""
    branches = list(_branches(shelf, words, jobs))
    before, bits = _log2(len(branches)), _bits(branches)

    def work(chosen: Sequence[int]) -> list[bytes]:
        made = []
        for number in chosen:
            bounds = _cuts(branches[number], bits - before, before)
            for shard, (begin, end) in enumerate(pairwise(bounds), number << (bits - before)):
                made.append(shelf.add(FAMILY, shard, branches[number].content[begin:end]))
        return made

    written = in_chunks(work, range(len(branches)), jobs=jobs, size=1)
    listed = [digest for digests in written for digest in digests]
    total = sum(len(branch.content) for branch in branches)
    return {"bits": bits, **shelf.directory(FAMILY, listed)}, total


def renew(
    shelf: Shelf, former: Former, graft: Graft, *, units: int, total: int, jobs: int
) -> tuple[dict[str, Any], int]:
    """Write the trees anew in which a `graft` changes anything, of now so many `units` of words.

    `total` is how long all roots were. Raises :class:`Unfit` where another number of files is due.
    """
    bits, digests = former.bits(FAMILY), former.digests(FAMILY)
    shards: defaultdict[int, list[str]] = defaultdict(list)
    for run in graft.roots():
        shards[_hash(root_label(run)) >> (32 - bits)].append(run)

    def work(chosen: Sequence[int]) -> tuple[list[tuple[int, bytes, int]], set[str], set[str]]:
        part = graft.part()
        made = _renewed(shelf, former, part, {shard: shards[shard] for shard in chosen})
        for name, content in part.files.items():
            shelf.put(outside(name), content)
        return made, {*part.files}, part.dropped

    size = max(AT_LEAST, -(-len(shards) // jobs))
    for made, files, dropped in in_chunks(work, sorted(shards), jobs=jobs, size=size):
        for shard, digest, longer in made:
            digests[shard] = digest
            total += longer
        shelf.names.update(map(outside, files))
        shelf.names.difference_update(map(outside, dropped - files))
    if _aim(_least(units), total) != bits:
        raise Unfit(FAMILY)
    return {"bits": bits, **shelf.directory(FAMILY, digests)}, total


def _renewed(
    shelf: Shelf, former: Former, graft: Graft, shards: Mapping[int, Sequence[str]]
) -> list[tuple[int, bytes, int]]:
    """Write the shards of some roots anew; return their digests, and how much longer they are."""
    capacity, made = former.manifest["capacity"], []
    there = {
        shard: {raw.label: raw for raw in scan(former.get(FAMILY, shard), 4, capacity)}
        for shard in shards
    }
    grown = graft.grown(
        {run: there[n].get(root_label(run)) for n in there for run in shards[n]}, capacity
    )
    for shard, raws in there.items():
        told = {label: raw.whole for label, raw in raws.items()}
        before = sum(map(len, told.values()))
        told |= {root_label(run): grown[run] for run in shards[shard]}
        content = b"".join(told[label] for label in sorted(told, key=_hash))
        if len(content) > LIMIT:
            raise Unfit(FAMILY)
        made.append((shard, shelf.add(FAMILY, shard, content), len(content) - before))
    return made


def _hash(label: int) -> int:
    return label * MULTIPLIER & 0xFFFFFFFF


def _least(units: int) -> int:
    """Return by how many bits the work is shared out of so many units of words."""
    return min(8, _log2(2 * units // AT_ONCE) + 1)


def _aim(least: int, total: int) -> int:
    """Return how many bits of a hash choose a shard, if none is too large."""
    return max(least, _log2(max(1, total // SHARE)))


def _branches(shelf: Shelf, words: Words, jobs: int) -> Iterator[Branch]:
    """Yield the trees by the first bits of their hashes; write what hangs outside."""
    bits = _least(len(words.text))
    shares = _pair_shares(words)

    def work(chosen: Sequence[int]) -> Branch:
        singles, pairs = _places(words, shares, chosen[0], bits)
        labels = np.concatenate([_singles(words, singles), _pairs(words, pairs)])
        places = np.concatenate([singles, pairs]).astype(np.int32)
        records = np.concatenate([tree.records_of(words, some) for some in (singles, pairs)])
        branch = tree.grow(words, Stands(places, records, labels))
        for name, content in branch.files:
            shelf.put(outside(name), content)
        written = [(outside(name), b"") for name, _ in branch.files]
        return Branch(branch.hashes, branch.ends, branch.content, written)

    for branch in in_chunks(work, range(1 << bits), jobs=jobs, size=1, label="检索字串"):
        shelf.names.update(name for name, _ in branch.files)
        yield branch


def outside(name: str) -> str:
    """Return the path of a file of children, told by its gram, share and digest."""
    return apart(BELOW, name)


def _log2(value: int) -> int:
    return max(0, value.bit_length() - 1)


def _bits(branches: Sequence[Branch]) -> int:
    """Return how many bits of a hash choose a shard, so that none is too large.

    Raises :class:`SearchFailed` where no cut helps: one root alone is too large.
    """
    least = _log2(len(branches))
    total = sum(len(branch.content) for branch in branches)
    bits = _aim(least, total)
    alone = max(int(np.diff(branch.ends, prepend=0).max(initial=0)) for branch in branches)
    while any(np.diff(_cuts(one, bits - least, least)).max() > LIMIT for one in branches):
        bits += 1
        if alone > LIMIT or bits > MOST_BITS:
            raise SearchFailed(f"检索索引里有一个字串的文件超过 {LIMIT // 1024} KB，再分也分不小")
    return bits


def _cuts(branch: Branch, bits: int, before: int) -> Numbers:
    """Return where a branch is cut by the `bits` of its hashes that follow the first `before`."""
    shards = (branch.hashes >> np.uint32(32 - bits - before)) & np.uint32((1 << bits) - 1)
    firsts = np.searchsorted(shards, np.arange((1 << bits) + 1))
    bounds: Numbers = np.concatenate(([0], branch.ends))[firsts]
    return bounds
