"""Every identifier, and every record, is looked up again before the site is handed over (自检)."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from portal.parallel import in_chunks
from portal.site.search.entry import Entry, Key
from portal.site.search.failure import SearchFailed
from portal.site.search.files import digest
from portal.site.search.fold import fold
from portal.site.search.grams import FAMILY
from portal.site.search.keys import MOST, shard_of
from portal.site.search.reader import Reader
from portal.site.search.renew import Renewed
from portal.site.search.runs import left, lost, run_of

HEAD = 7  # place of what a record is called in its row
LARGEST = 1024 * 1024
"""Bytes of a file as it is fetched; records of common length make files of less than 64 KB."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How many records are found by their words, how many by their number alone, by how many keys."""

    records: int
    gone: int
    keys: int


@dataclass(slots=True)
class Bearers:
    """How many records bear a key, and the number of the newest."""

    count: int = 0
    newest: int = 0


def prove(output: Path, entries: Sequence[Entry], *, jobs: int = 1) -> Proof:
    """Read the written index back, and make sure that every identifier leads to all its records.

    `entries` stand in the order of their numbers. Raises :class:`SearchFailed` for one that is not
    found, that leads elsewhere, or that more or fewer records bear than it says.
    """
    reader, bearers = Reader(output), _bearers(entries)
    shards = range(1 << reader.manifest["families"]["keys"]["bits"])
    blocks = range(reader.manifest["families"]["blocks"]["files"])
    _prove(reader, entries, bearers, shards, blocks, jobs=jobs)
    return _proof(entries, len(bearers))


def prove_renewed(
    output: Path, entries: Sequence[Entry], renewed: Renewed, former: Proof, *, below: Path
) -> Proof:
    """Prove of an index that was made of a `former` one what of it is `renewed`, as above.

    That is every identifier in each file of these that was written, and every record in each file of
    records. The others lead where they led when they were proved: their files, which stand in the
    folder `below` of the site, are the same. What a record no longer says does not lead to it.
    """
    reader = Reader(output, below)
    for run, number in left(reader, renewed.left):
        raise SearchFailed(f"第 {number} 号的记录里已经没有“{run}”，用它却还查得到")
    bearers = _bearers(entries, renewed.told)
    _prove(reader, entries, bearers, renewed.shards, renewed.blocks, jobs=1)
    return _proof(entries, former.keys + renewed.subjects)


def _proof(entries: Sequence[Entry], keys: int) -> Proof:
    gone = sum(not entry.facets for entry in entries)
    return Proof(len(entries) - gone, gone, keys)


def _prove(
    reader: Reader,
    entries: Sequence[Entry],
    bearers: Mapping[Key, Bearers],
    shards: Iterable[int],
    blocks: Iterable[int],
    *,
    jobs: int,
) -> None:
    checks = (
        partial(_prove_keys, reader, entries, bearers, shards),
        partial(_prove_sizes, reader),
        partial(_prove_grams, reader),
        partial(_prove_rows, reader, entries, blocks),
    )

    def work(chosen: Sequence[int]) -> None:
        checks[chosen[0]]()

    for _ in in_chunks(work, range(len(checks)), jobs=jobs, size=1):
        pass  # what one of them raises is raised here


def _prove_keys(
    reader: Reader, entries: Sequence[Entry], bearers: Mapping[Key, Bearers], shards: Iterable[int]
) -> None:
    """Make sure that each identifier leads to the records that bear it, and is borne by them."""
    numbers = {entry.id: number for number, entry in enumerate(entries)}
    missing = dict(bearers)
    for key, count, rows in _told(reader, shards):
        true = missing.pop(key, Bearers())
        ids = [row[0] for row in rows]
        first = numbers.get(ids[0]) if ids else None
        borne = all(one in numbers and key in entries[numbers[one]].keys for one in ids)
        if (count, first) != (true.count, true.newest) or not borne or len(ids) != min(count, MOST):
            raise SearchFailed(f"{key.what}“{key.key}”查到的不是它自己的记录（{'、'.join(ids)}）")
    for key, true in missing.items():
        raise SearchFailed(f"记录 {entries[true.newest].id} 的{key.what}“{key.key}”查不到")


def _bearers(entries: Sequence[Entry], told: Container[str] | None = None) -> dict[Key, Bearers]:
    """Return who bears each key, of those that are `told`."""
    found: dict[Key, Bearers] = {}
    for number, entry in enumerate(entries):
        for key in entry.keys:
            if told is None or key.key in told:
                bearers = found.setdefault(key, Bearers())
                bearers.count += 1
                bearers.newest = number
    return found


def _prove_rows(reader: Reader, entries: Sequence[Entry], blocks: Iterable[int]) -> None:
    """Make sure that each number is the record that it should be, and is found by what it is called."""
    runs: defaultdict[str, list[int]] = defaultdict(list)
    size = reader.manifest["families"]["blocks"]["size"]
    for first in (block * size for block in blocks):
        rows = json.loads(reader.read("blocks", first // size))
        here = entries[first : first + size]
        ids = [entry.id if entry.facets else None for entry in here]
        if [row[0] if row else None for row in rows] != ids:
            raise SearchFailed(f"第 {first} 号起的几条不是 {'、'.join(e.id for e in here)}")
        for number, row in enumerate(rows, first):
            if row and (run := run_of(fold(row[HEAD][0][1]))):
                runs[run].append(number)
    for run, number in lost(reader, runs):
        raise SearchFailed(f"记录 {entries[number].id} 用标题的开头“{run}”查不到")


def _prove_grams(reader: Reader) -> None:
    """Make sure that each file of the gram tree is what its name says."""
    for path in (reader.shelf.folder / FAMILY).rglob("*.bin"):
        name = str(path.relative_to(reader.shelf.folder))
        try:
            whole = digest(reader.shelf.get(name)).hex() == name.split(".")[-2]
        except (OSError, EOFError, zlib.error):
            whole = False
        if not whole:
            raise SearchFailed(f"检索索引的文件 {name} 坏了")


def _prove_sizes(reader: Reader) -> None:
    """Make sure that no file is too large to be fetched for one question."""
    for path in reader.shelf.folder.rglob("*.bin"):
        if (size := path.stat().st_size) > LARGEST:
            name = path.relative_to(reader.shelf.folder)
            raise SearchFailed(
                f"检索索引的文件 {name} 有 {size // 1024} KB，超过 {LARGEST // 1024} KB："
                "是不是有记录的文字过长，或者一个名称对应的主体过多？"
            )


def _told(reader: Reader, shards: Iterable[int]) -> Iterator[tuple[Key, int, list[list[Any]]]]:
    """Yield what the look-up tables say, each key read from the file where it is looked for."""
    bits = reader.manifest["families"]["keys"]["bits"]
    for shard in shards:
        for key, groups in map(json.loads, reader.read("keys", shard).splitlines()):
            if shard_of(key, bits) != shard:
                raise SearchFailed(f"“{key}”不在它的文件里")
            for what, name, code, count, rows in groups:
                yield Key(what, key, name, code), count, rows
