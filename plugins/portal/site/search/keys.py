"""Exact look-up: an identifier leads to the records that bear it, and to no others (精确查找)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from zlib import crc32

from portal.parallel import in_chunks
from portal.site.exports import as_json
from portal.site.search.entry import Entry, Key
from portal.site.search.files import Shelf

SHARE = 32 * 1024  # bytes meant for a shard before compression
SHARES = 2  # bits of the hash by which the work is shared out
MOST = 10  # rows told under one key; the words of the key find the others
Found = list[Any]


def shard_of(key: str, bits: int) -> int:
    """Return the shard of a folded identifier: the first bits of the CRC-32 of its UTF-8."""
    return crc32(key.encode()) >> (32 - bits) if bits else 0


def found(entries: Iterable[Entry], *, share: int = 0, bits: int = 0) -> dict[str, list[Found]]:
    """Return for each folded identifier whom it means: what, name, code, count, newest rows.

    `entries` come in the order of their numbers. Subjects that share a name stand apart. Only
    identifiers of one `share` are looked at, told by the first `bits` of their hashes.
    """
    groups: defaultdict[str, dict[Key, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        for key in entry.keys:
            if shard_of(key.key, bits) == share:
                groups[key.key].setdefault(key, []).append(entry)
    return {
        key: [
            [of.what, of.name, of.code, len(those), [e.row for e in those[: -MOST - 1 : -1]]]
            for of, those in reversed(subjects.items())
        ]
        for key, subjects in groups.items()
    }


def write(shelf: Shelf, entries: Sequence[Entry], *, jobs: int) -> dict[str, Any]:
    """Write the look-up tables; return what the manifest says of them."""
    lines = _lines(entries, jobs)
    total = sum(len(line) for _, line in lines)
    bits = max(0, (total // SHARE).bit_length() - 1)
    shards: list[list[bytes]] = [[] for _ in range(1 << bits)]
    for key, line in lines:
        shards[shard_of(key, bits)].append(line)

    def work(numbers: Sequence[int]) -> list[bytes]:
        return [shelf.add("keys", number, b"".join(shards[number])) for number in numbers]

    written = in_chunks(work, range(len(shards)), jobs=jobs, size=len(shards) // jobs + 1)
    return {
        "bits": bits,
        **shelf.directory("keys", [digest for part in written for digest in part]),
    }


def _lines(entries: Sequence[Entry], jobs: int) -> list[tuple[str, bytes]]:
    """Return every identifier with its line, by share and in order within."""

    def work(shares: Sequence[int]) -> list[tuple[str, bytes]]:
        table = found(entries, share=shares[0], bits=SHARES)
        return [(key, as_json([key, table[key]])) for key in sorted(table)]

    parts = in_chunks(work, range(1 << SHARES), jobs=jobs, size=1)
    return [line for part in parts for line in part]
