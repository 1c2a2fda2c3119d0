"""All records, loaded (记录集)."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from portal.clock import WorkCalendar
from portal.model import BY_TYPE, Record, Removed
from portal.model.shape import Loc
from portal.problem import Problem
from portal.source.text import Refused, read_text
from portal.source.yamlfile import parse

AT_HAND = 2_000
"""How many records are held as objects, of those that are packed: laws and agencies are always asked for."""
Fetch = Callable[[str], bytes]
"""Returns a record as it is packed, by the path of its file."""


class Item:
    """A record and where it is kept: id, type, path below the data folder.

    The `digest` of its file tells one text of it from another; it has `begun` on the day of its
    first change. A record takes five times the room of what it is packed into: most are unpacked
    for whoever asks, and forgotten again. What can be had by `fetch` need not be here at all.
    """

    __slots__ = ("_begun", "_record", "digest", "fetch", "id", "path", "type")

    def __init__(
        self,
        id: str,
        type: type[Record],
        path: str,
        record: Record | Removed | None,
        digest: str = "",
        begun: date | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        self.id, self.type, self.path, self.digest = id, type, path, digest
        self._record: Record | Removed | bytes | None = record
        self._begun, self.fetch = begun, fetch

    @property
    def record(self) -> Record | Removed:
        """The record itself."""
        there = self._record
        return there if isinstance(there, Record | Removed) else _unpacked(self)

    @property
    def packed(self) -> bytes:
        """The record as it is put away."""
        there = self._record
        if isinstance(there, Record | Removed):
            return pickle.dumps(there)
        if there is None:
            assert self.fetch is not None
            return self.fetch(self.path)
        return there

    def pack(self) -> None:
        """Hold the record here, packed."""
        self._begun = self.begun
        self._record = self.packed

    def release(self) -> None:
        """Hold nothing of the record where it can be fetched."""
        if self.fetch:
            self._record = None

    @property
    def begun(self) -> date:
        """The day of its first change."""
        return self._begun or self.record.changes[0].date


@lru_cache(AT_HAND)
def _unpacked(item: Item) -> Record | Removed:
    record: Record | Removed = pickle.loads(item.packed)
    return record


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every record of a data folder, by id, in the order of type and id."""

    root: Path
    items: Mapping[str, Item] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def of(self, type_name: str) -> Iterator[Item]:
        """Yield the items of one record type."""
        kind = BY_TYPE[type_name]
        return (item for item in self.items.values() if item.type is kind)

    def shown_path(self, path: str) -> str:
        """Return a path below the data folder as people find it from where they are."""
        return shown(self.root / path)

    def line(self, item: Item, loc: Loc) -> int:
        """Return the line of a place in an item's file."""
        return self.lines(item)(loc)

    def lines(self, item: Item) -> Callable[[Loc], int]:
        """Return where the places of an item's file are; read again, for findings are few."""
        try:
            return parse(read_text(self.root / item.path)).line
        except Refused:
            return lambda loc: 1


def digest_of(content: bytes) -> str:
    """Return by what the content of a file is told from any other."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def shown(path: Path) -> str:
    """Return `path` relative to the current folder where it lies below it."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
