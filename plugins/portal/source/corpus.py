"""All records, loaded (记录集)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.clock import WorkCalendar
from portal.model import BY_TYPE, Record, Removed
from portal.model.shape import Loc
from portal.problem import Problem
from portal.source.text import Refused, read_text
from portal.source.yamlfile import parse

Fetch = Callable[[], Record | Removed]


class Item:
    """A record and where it is kept: id, type, path below the data folder.

    The `digest` of its file tells one text of it from another; it has `begun` on the day of its
    first change. The record may be one that is yet to be fetched by whoever asks for it first.
    """

    __slots__ = ("_begun", "_record", "digest", "id", "path", "type")

    def __init__(
        self,
        id: str,
        type: type[Record],
        path: str,
        record: Record | Removed | Fetch,
        digest: str = "",
        begun: date | None = None,
    ) -> None:
        self.id, self.type, self.path, self.digest = id, type, path, digest
        self._record, self._begun = record, begun

    @property
    def record(self) -> Record | Removed:
        """The record itself."""
        if not isinstance(self._record, Record | Removed):
            self._record = self._record()
        return self._record

    @property
    def begun(self) -> date:
        """The day of its first change."""
        return self._begun or self.record.changes[0].date


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
