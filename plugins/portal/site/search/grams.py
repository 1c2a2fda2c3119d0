"""The gram tree as files: shards of roots, and what hangs below them (字串文件)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.parallel import in_chunks
from portal.site.search import tree
from portal.site.search.files import Shelf
from portal.site.search.sets import Numbers
from portal.site.search.tree import Branch, Labels, Words

FAMILY = "grams"
SHARE = 16 * 1024  # bytes meant for a shard
LIMIT = 60 * 1024  # bytes that none exceeds
AT_ONCE = 3_000_000  # places that one process sorts at a time
_SHIFT = np.uint32(24)
_HIGH = np.uint32(16)
STRETCH = 1 << 20


def _labels(words: Words, places: Numbers, length: int) -> Labels:
    """Return the root labels of the runs of one or two characters at `places`."""
    first = words.text[places].astype(np.uint32) << _HIGH
    return first if length == 1 else first | words.text[places + 1]


def _portions(words: Words, length: int) -> NDArray[np.uint8]:
    """Return the first byte of the hash of every run of `length` characters."""
    portions = np.empty(len(words.text), dtype=np.uint8)
    for begin in range(0, len(words.text), STRETCH):
        places = np.arange(begin, min(begin + STRETCH, len(words.text) - length + 1))
        hashes = tree.root_hash(_labels(words, places, length))
        portions[places] = (hashes >> _SHIFT).astype(np.uint8)
    return portions


def _runs(words: Words, length: int) -> NDArray[np.bool_]:
    """Return where a run of `length` characters begins that no break cuts."""
    whole: NDArray[np.bool_] = words.text != tree.SEPARATOR
    if length == 2:
        whole[:-1] &= whole[1:]
        whole[-1:] = False
    return whole


def write(shelf: Shelf, words: Words, *, jobs: int) -> dict[str, Any]:
    """Write the trees of all words; return what the manifest says of them."""
    branches = list(_branches(shelf, words, jobs))
    bits = _bits(branches)
    each = [bits - _log2(len(branches))] * len(branches)

    def work(chosen: Sequence[int]) -> list[bytes]:
        made = []
        for number in chosen:
            shards = _shards(branches[number], each[number], _log2(len(branches)))
            first = number << each[number]
            made += [shelf.add(FAMILY, first + n, shard) for n, shard in enumerate(shards)]
        return made

    written = in_chunks(work, range(len(branches)), jobs=jobs, size=1)
    listed = [digest for digests in written for digest in digests]
    return {"bits": bits, **shelf.directory(FAMILY, listed)}


def _branches(shelf: Shelf, words: Words, jobs: int) -> Iterator[Branch]:
    """Yield the trees by the first bits of their hashes; write what hangs outside."""
    bits = min(8, _log2(2 * len(words.text) // AT_ONCE) + 1)
    lengths = (1, 2)
    portions = [_portions(words, length) for length in lengths]
    runs = [_runs(words, length) for length in lengths]

    def work(chosen: Sequence[int]) -> Branch:
        found = [
            np.flatnonzero(run & (portion >> (8 - bits) == chosen[0]))
            for run, portion in zip(runs, portions, strict=True)
        ]
        labels = [_labels(words, at, length) for at, length in zip(found, lengths, strict=True)]
        branch = tree.grow(words, np.concatenate(found), np.concatenate(labels))
        for name, content in branch.files:
            shelf.put(outside(name), content)
        written = [(outside(name), b"") for name, _ in branch.files]
        return Branch(branch.hashes, branch.ends, branch.content, written)

    for branch in in_chunks(work, range(1 << bits), jobs=jobs, size=1, label="检索字串"):
        shelf.names.update(name for name, _ in branch.files)
        yield branch


def outside(name: str) -> str:
    """Return the path of a file of children, told by its gram, share and digest."""
    return f"{FAMILY}/below/{name[-2:]}/{name}.bin"


def _log2(value: int) -> int:
    return max(0, value.bit_length() - 1)


def _bits(branches: Sequence[Branch]) -> int:
    """Return how many bits of a hash choose a shard, so that none is too large."""
    least = _log2(len(branches))
    total = sum(len(branch.content) for branch in branches)
    bits = max(least, _log2(max(1, total // SHARE)))
    while any(_largest(branch, bits, bits - least) > LIMIT for branch in branches):
        bits += 1
    return bits


def _largest(branch: Branch, bits: int, each: int) -> int:
    return max(map(len, _shards(branch, each, bits - each)))


def _shards(branch: Branch, bits: int, before: int) -> list[bytes]:
    """Cut a branch by the `bits` of its hashes that follow the first `before`."""
    shards = (branch.hashes >> np.uint32(32 - bits - before)) & np.uint32((1 << bits) - 1)
    firsts = np.searchsorted(shards, np.arange((1 << bits) + 1))
    bounds = np.concatenate(([0], branch.ends))[firsts]
    return [branch.content[a:b] for a, b in pairwise(bounds)]
