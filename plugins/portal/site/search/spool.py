"""Entries on their way into the index: out of memory, then back in the order of their numbers (暂存)."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from portal.site.exports import as_json
from portal.site.search.entry import Entry
from portal.site.search.tree import Words
from portal.source.memory import Unreadable

ENCODING = "utf-16-le"
MOST_FILES = 64  # in which entries of earlier builds have their words, before they are gathered
ROOM = 1024  # numbers that may follow before every set is written anew


def capacity(count: int) -> int:
    """Return a number above those of `count` records, the same for a while as more come."""
    return -(-(count + 1) // ROOM) * ROOM


class Place(NamedTuple):
    """Where the words of an entry stand: in whose file, from which byte on, how long each part is.

    Its keys stand behind them, for when another entry has taken its place.
    """

    file: str
    begin: int
    content: int
    head: int
    body: int
    keys: int


Kept = tuple[Entry, Place]
"""An entry without its words, and where these are."""


@dataclass(slots=True)
class Spool:
    """Files of the words of all entries, one of each process; what is short stays in memory.

    They stand in `folder`, and go when the index is made unless they are `lasting`.
    """

    folder: Path
    lasting: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    _series: str = ""
    _files: dict[str, int] = field(default_factory=dict)
    _end: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __enter__(self) -> Spool:
        self._series = secrets.token_hex(8)
        if self.lasting:
            self.folder.mkdir(exist_ok=True)
        else:
            self.folder = Path(tempfile.mkdtemp(dir=self.folder))
        return self

    def __exit__(self, *_: object) -> None:
        self.entries, self.places = {}, {}
        for file in self._files.values():
            os.close(file)
        if not self.lasting:
            shutil.rmtree(self.folder)

    @property
    def here(self) -> str:
        """The name of the file of this process."""
        return f"{self._series}-{os.getpid()}"

    def keep(self, entry: Entry) -> Kept:
        """Write the words of one entry into this process's own file; return the rest of it."""
        head, body = entry.head.encode(ENCODING), entry.body.encode(ENCODING)
        keys, here = as_json([key.key for key in entry.keys]), self.here
        place = Place(here, self._end[here], len(entry.content), len(head), len(body), len(keys))
        _write(self._file(here), memoryview(entry.content + head + body + keys))
        self._end[here] += sum(place[2:])
        return entry._replace(content=b"", head="", body=""), place

    def moved(self, kept: Kept) -> Kept:
        """Write the words of an entry that was kept before into this process's own file."""
        entry, place = kept
        content = bytearray(sum(place[2:]))
        _read(self._file(place.file), memoryview(content), place.begin)
        _write(self._file(self.here), memoryview(content))
        begin = self._end[self.here]
        self._end[self.here] += len(content)
        return entry, place._replace(file=self.here, begin=begin)

    def add(self, kept: Kept) -> None:
        """Take in an entry that this process or one of its workers has kept."""
        entry, place = kept
        self.entries[entry.id], self.places[entry.id] = entry, place

    def content(self, record_id: str) -> bytes:
        """Return the row of an entry with its words."""
        place = self.places[record_id]
        return self._read(place, 0, place.content)

    def text(self, place: Place) -> tuple[bytes, bytes]:
        """Return the folded head and body of an entry that stands at a place, in UTF-16."""
        text = self._read(place, place.content, place.head + place.body)
        return text[: place.head], text[place.head :]

    def keys(self, place: Place) -> list[str]:
        """Return the folded identifiers of an entry that stands at a place."""
        content = self._read(place, sum(place[2:5]), place.keys)
        keys: list[str] = json.loads(content)
        return keys

    def _read(self, place: Place, begin: int, length: int) -> bytes:
        content = bytearray(length)
        _read(self._file(place.file), memoryview(content), place.begin + begin)
        return bytes(content)

    def _file(self, name: str) -> int:
        """Return the open file of a process; raise :class:`Unreadable` where another's is not there."""
        if name not in self._files:
            flags = os.O_RDWR | os.O_APPEND | (os.O_CREAT if name == self.here else 0)
            try:
                self._files[name] = os.open(self.folder / name, flags)
            except FileNotFoundError:
                raise Unreadable(f"检索的暂存文件 {name} 不见了") from None
        return self._files[name]

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
            _read(self._file(place.file), view[end - length : end], begin)
        starts = ends - lengths
        units = text.view("<u2").astype(np.uint16, copy=False)
        return Words(units, starts // 2, (starts + heads) // 2, capacity(len(order)))


def _write(file: int, content: memoryview) -> None:
    """Write all of `content`, which the system may take piece by piece; a full disk raises."""
    while content:
        content = content[os.write(file, content) :]


def _read(file: int, room: memoryview, begin: int) -> None:
    """Fill `room` with what stands in the file from `begin` on; raise :class:`Unreadable` where it is short."""
    while room:
        count = os.preadv(file, [room], begin)
        if not count:
            raise Unreadable(f"检索的暂存文件短了 {len(room)} 字节")
        room, begin = room[count:], begin + count
