"""Every identifier is looked up again before the site is handed over (自检)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.site.search.entry import Entry, Key
from portal.site.search.keys import MOST, shard_of
from portal.site.search.prose import SearchFailed
from portal.site.search.reader import Reader, Row

Told = dict[Key, tuple[int, list[Row]]]


@dataclass(frozen=True, slots=True)
class Proof:
    """How many records are found by their words, how many by their number alone, by how many keys."""

    records: int
    gone: int
    keys: int


def prove(output: Path, entries: Sequence[Entry]) -> Proof:
    """Read the written index back, and make sure that every identifier leads to all its records.

    `entries` stand in the order of their numbers. Raises :class:`SearchFailed` for one that is
    not found, that leads elsewhere, or that more or fewer records bear than it says.
    """
    reader = Reader(output)
    told = _told(reader)
    bearers = Counter(key for entry in entries for key in entry.keys)
    newer: Counter[Key] = Counter()
    for entry in reversed(entries):
        for key in entry.keys:
            count, rows = told.get(key, (0, []))
            here = rows[newer[key]][0] if newer[key] < len(rows) else None
            if count != bearers[key] or (newer[key] < MOST and here != entry.id):
                raise SearchFailed(f"记录 {entry.id} 的{key.what}“{key.key}”查到的不是它")
            newer[key] += 1
    for number, entry in enumerate(entries):
        row = reader.row(number)
        if (row[0] if row else None) != (entry.id if entry.facets else None):
            raise SearchFailed(f"第 {number} 号不是记录 {entry.id}")
    gone = sum(not entry.facets for entry in entries)
    return Proof(len(entries) - gone, gone, len(bearers))


def _told(reader: Reader) -> Told:
    """Return what the look-up tables say, each key read from the shard where it is looked for."""
    return {
        Key(what, key, name, code): (count, rows)
        for key, groups in _lines(reader)
        for what, name, code, count, rows in groups
    }


def _lines(reader: Reader) -> Iterator[tuple[str, list[list[Any]]]]:
    bits = reader.manifest["families"]["keys"]["bits"]
    for shard in range(1 << bits):
        for key, groups in map(json.loads, reader.file("keys", shard).splitlines()):
            if shard_of(key, bits) != shard:
                raise SearchFailed(f"“{key}”不在它的文件里")
            yield key, groups
