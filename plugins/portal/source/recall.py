"""Records that were read before and whose files are as they were are not read again (已读的记录)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from portal.model import BY_TYPE
from portal.source.bundles import Bundles
from portal.source.corpus import Item, digest_of
from portal.source.memory import Memory
from portal.source.signature import Signature, Survey, now

KIND = "record"
_KNOWN = "known"


class _Row(NamedTuple):
    """What is known of a record without fetching it."""

    signature: Signature
    seen: int
    id: str
    type: str
    digest: str
    begun: date


class Recall:
    """The records that the last build read, and those that this one reads, by their paths.

    How their files are now, a `survey` tells that was made before.
    """

    def __init__(self, memory: Memory, survey: Survey | None = None) -> None:
        self._memory = memory
        self._known = Bundles(memory, _KNOWN)
        self._survey = survey or Survey(seen=now(memory.path.parent))
        self._signatures: dict[str, Signature] = {}
        self._touched: set[str] = set()

    @cached_property
    def _rows(self) -> dict[str, _Row]:
        return self._known.all()

    def known(self, root: Path, paths: Sequence[str]) -> Iterator[Item]:
        """Yield the records of those of `paths` that are as they were; each is fetched when asked for."""
        below, rows, signature = f"{root}/", self._rows, self._survey.signature
        for path in paths:
            here, row = signature(below + path), rows.get(path)
            if row and (self._stands(row, here) or self._is_same(root, row, here, path)):
                kind = BY_TYPE[row.type]
                yield Item(row.id, kind, path, None, row.digest, row.begun, self._fetch)
            else:
                self._signatures[path] = here

    def _stands(self, row: _Row, here: Signature) -> bool:
        """Return whether a file is surely as it was."""
        return row.signature == here and here.settled(row.seen)

    def _fetch(self, path: str) -> bytes:
        kept = self._memory.get(KIND, path)
        if kept is None:
            raise self._memory.broken(path)
        return kept

    def _is_same(self, root: Path, row: _Row, here: Signature, path: str) -> bool:
        """Return whether a file holds what it held, of which its times cannot tell.

        It may have been touched just now, or come from a copy of the folder.
        """
        try:
            same = row.signature.size == here.size and row.digest == digest_of(
                (root / path).read_bytes()
            )
        except OSError:
            return False
        if same:
            self._touched.add(path)
            self._rows[path] = row._replace(signature=here, seen=self._survey.seen)
        return same

    def learn(self, paths: Iterable[str], items: Sequence[Item]) -> None:
        """Keep `items` that were read; of `paths`, all that there are, forget the others."""
        here, gone = self._rows, self._rows.keys() - set(paths)
        if not (items or gone or self._touched):
            return
        for path in gone:
            del here[path]
        for one in items:
            facts = (one.id, one.type.TYPE, one.digest, one.begun)
            here[one.path] = _Row(self._signatures[one.path], self._survey.seen, *facts)
        self._memory.drop(KIND, gone)
        self._memory.put(KIND, ((one.path, one.packed) for one in items))
        self._known.keep(here, gone | self._touched | {one.path for one in items})
        if self._memory.commit():
            for one in items:
                one.fetch = self._fetch
