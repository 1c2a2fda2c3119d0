"""Exact look-up: an identifier leads to the records that bear it, and to no others (精确查找)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from portal.parallel import in_chunks
from portal.site.exports import as_json
from portal.site.search.entry import Entry, Key
from portal.site.search.files import Shelf
from portal.site.search.former import Former, Unfit

SHARE = 32 * 1024  # bytes meant for a shard before compression
SHARES = 2  # bits of the hash by which the work is shared out
FAMILY = "keys"
MOST = 10  # rows told under one key; the words of the key find the others
Found = list[Any]


class Renewed(NamedTuple):
    """What was written anew: of which files, and how many more `subjects` are meant by all keys.

    `told` are the identifiers in these files, and those that no longer are.
    """

    manifest: dict[str, Any]
    total: int
    shards: set[int]
    told: set[str]
    subjects: int


def shard_of(key: str, bits: int) -> int:
    """Return the shard of a folded identifier: the first bits of the CRC-32 of its UTF-8."""
    return crc32(key.encode()) >> (32 - bits) if bits else 0


def found(entries: Iterable[Entry], wanted: Callable[[str], bool]) -> dict[str, list[Found]]:
    """Return for each folded identifier whom it means: what, name, code, count, newest rows.

    `entries` come in the order of their numbers. Subjects that share a name stand apart. Only
    identifiers that are `wanted` are looked at.
    """
    groups: defaultdict[str, dict[Key, list[Entry]]] = defaultdict(dict)
    for entry in entries:
        for key in entry.keys:
            if wanted(key.key):
                groups[key.key].setdefault(key, []).append(entry)
    return {
        key: [
            [of.what, of.name, of.code, len(those), [e.row for e in those[: -MOST - 1 : -1]]]
            for of, those in reversed(subjects.items())
        ]
        for key, subjects in groups.items()
    }


def bits_for(total: int) -> int:
    """Return how many bits of a hash share lines of so many bytes out to files."""
    return max(0, (total // SHARE).bit_length() - 1)


def write(shelf: Shelf, entries: Sequence[Entry], *, jobs: int) -> tuple[dict[str, Any], int]:
    """Write the look-up tables; return what the manifest says of them, and how long they are."""
    lines = _lines(entries, jobs)
    total = sum(len(line) for _, line in lines)
    bits = bits_for(total)
    shards: list[list[bytes]] = [[] for _ in range(1 << bits)]
    for key, line in lines:
        shards[shard_of(key, bits)].append(line)

    def work(numbers: Sequence[int]) -> list[bytes]:
        return [shelf.add(FAMILY, number, b"".join(shards[number])) for number in numbers]

    written = in_chunks(work, range(len(shards)), jobs=jobs, size=len(shards) // jobs + 1)
    digests = [digest for part in written for digest in part]
    return {"bits": bits, **shelf.directory(FAMILY, digests)}, total


def _lines(entries: Sequence[Entry], jobs: int) -> list[tuple[str, bytes]]:
    """Return every identifier with its line, by share and in order within."""

    def work(shares: Sequence[int]) -> list[tuple[str, bytes]]:
        table = found(entries, lambda key: shard_of(key, SHARES) == shares[0])
        return [(key, _line(key, table[key])) for key in sorted(table)]

    parts = in_chunks(work, range(1 << SHARES), jobs=jobs, size=1)
    return [line for part in parts for line in part]


def _line(key: str, whom: Sequence[Found]) -> bytes:
    return as_json([key, whom])


def renew(
    shelf: Shelf, former: Former, entries: Iterable[Entry], wanted: Collection[str], total: int
) -> Renewed:
    """Write the tables of the identifiers that are `wanted` anew; what they say may be otherwise now.

    `total` is how long all lines were. Raises :class:`Unfit` where another number of files is due.
    """
    bits, table = former.bits(FAMILY), found(entries, wanted.__contains__)
    shards = {shard_of(key, bits) for key in wanted}
    digests, subjects, told = former.digests(FAMILY), 0, set(wanted)
    for shard in sorted(shards):
        before = {json.loads(one)[0]: one for one in former.get(FAMILY, shard).splitlines(True)}
        now = {key: line for key, line in before.items() if key not in wanted}
        now |= {key: _line(key, table[key]) for key in table if shard_of(key, bits) == shard}
        content = b"".join(now[key] for key in sorted(now, key=_order))
        total += len(content) - sum(map(len, before.values()))
        subjects += sum(map(_subjects, now.values())) - sum(map(_subjects, before.values()))
        digests[shard] = shelf.add(FAMILY, shard, content)
        told |= now.keys()
    if bits_for(total) != bits:
        raise Unfit(FAMILY)
    manifest = {"bits": bits, **shelf.directory(FAMILY, digests)}
    return Renewed(manifest, total, shards, told, subjects)


def _order(key: str) -> tuple[int, str]:
    return shard_of(key, SHARES), key


def _subjects(line: bytes) -> int:
    return len(json.loads(line)[1])
