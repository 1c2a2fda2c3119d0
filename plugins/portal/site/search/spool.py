"""Entries on their way into the index: out of memory, then back in the order of their numbers (暂存)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from portal.site.search.entry import Entry
from portal.site.search.failure import SearchFailed
from portal.site.search.tree import Words

ENCODING = "utf-16-le"
ROOM = 1024  # numbers that may follow before every set is written anew


def capacity(count: int) -> int:
    """Return a number above those of `count` records, the same for a while as more come."""
    return -(-(count + 1) // ROOM) * ROOM


class Place(NamedTuple):
    """Where the words of an entry stand in the spool, in bytes."""

    begin: int
    content: int
    head: int
    body: int


@dataclass(slots=True)
class Spool:
    """A file of the words of all entries; what is short stays in memory."""

    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    _file: int = -1
    _end: int = 0

    def __enter__(self) -> Spool:
        self._file, name = tempfile.mkstemp(dir=self.folder)
        os.unlink(name)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def add(self, entry: Entry) -> None:
        """Put one entry away."""
        head, body = entry.head.encode(ENCODING), entry.body.encode(ENCODING)
        _write(self._file, memoryview(entry.content + head + body))
        self.places[entry.id] = Place(self._end, len(entry.content), len(head), len(body))
        self._end += sum(self.places[entry.id][1:])
        self.entries[entry.id] = replace(entry, content=b"", head="", body="")

    def content(self, record_id: str) -> bytes:
        """Return the row of an entry with its words."""
        place = self.places[record_id]
        content = bytearray(place.content)
        _read(self._file, memoryview(content), place.begin)
        return bytes(content)

    def words(self, order: Sequence[str]) -> Words:
        """Return the words of the entries in `order`."""
        places = [self.places[one] for one in order]
        lengths = np.array([p.head + p.body for p in places], dtype=np.int64)
        heads = np.array([p.head for p in places], dtype=np.int64)
        ends = np.cumsum(lengths)
        text = np.empty(int(lengths.sum()), dtype=np.uint8)
        view = memoryview(text)  # type: ignore[arg-type]
        for place, end, length in zip(places, ends.tolist(), lengths.tolist(), strict=True):
            begin = place.begin + place.content
            _read(self._file, view[end - length : end], begin)
        starts = ends - lengths
        units = text.view("<u2").astype(np.uint16, copy=False)
        return Words(units, starts // 2, (starts + heads) // 2, capacity(len(order)))


def _write(file: int, content: memoryview) -> None:
    """Write all of `content`, which the system may take piece by piece; a full disk raises."""
    while content:
        content = content[os.write(file, content) :]


def _read(file: int, room: memoryview, begin: int) -> None:
    """Fill `room` with what stands in the file from `begin` on."""
    while room:
        count = os.preadv(file, [room], begin)
        if not count:
            raise SearchFailed(f"检索的暂存文件短了 {len(room)} 字节")
        room, begin = room[count:], begin + count
