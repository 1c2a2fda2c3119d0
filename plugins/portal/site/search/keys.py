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
MOST = 10  # rows told under one key; the words of the key find the others
Found = list[Any]


def shard_of(key: str, bits: int) -> int:
    """Return the shard of a folded identifier: the first bits of the CRC-32 of its UTF-8."""
    return crc32(key.encode()) >> (32 - bits) if bits else 0


def found(entries: Iterable[Entry]) -> dict[str, list[Found]]:
    """Return for each folded identifier whom it means: what, name, code, count, newest rows.

    `entries` come in the order of their numbers. Subjects that share a name stand apart.
    """
    groups: defaultdict[str, dict[Key, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        for key in entry.keys:
            groups[key.key].setdefault(key, []).append(entry)
    return {
        key: [
            [of.what, of.name, of.code, len(those), [list(e.row) for e in those[: -MOST - 1 : -1]]]
            for of, those in reversed(subjects.items())
        ]
        for key, subjects in groups.items()
    }


def write(shelf: Shelf, entries: Sequence[Entry], *, jobs: int) -> dict[str, Any]:
    """Write the look-up tables; return what the manifest says of them."""
    table = {key: (as_json([key, value])) for key, value in found(entries).items()}
    total = sum(map(len, table.values()))
    bits = max(0, (total // SHARE).bit_length() - 1)
    shards: list[list[str]] = [[] for _ in range(1 << bits)]
    for key in sorted(table):
        shards[shard_of(key, bits)].append(key)

    def work(numbers: Sequence[int]) -> list[bytes]:
        return [
            shelf.add("keys", number, b"".join(table[key] for key in shards[number]))
            for number in numbers
        ]

    written = in_chunks(work, range(len(shards)), jobs=jobs)
    return {
        "bits": bits,
        **shelf.directory("keys", [digest for part in written for digest in part]),
    }
