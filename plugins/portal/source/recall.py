"""Records that were read before and whose files are as they were are not read again (已读的记录)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from portal.source.corpus import Item, digest_of
from portal.source.memory import Memory
from portal.source.signature import Signature, now, signature

KIND = "record"


class _Row(NamedTuple):
    signature: Signature
    seen: int
    item: Item


class Recall:
    """The records that the last build read, and those that this one reads, by their paths."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._seen = now(memory.path.parent)
        self._signatures: dict[str, Signature] = {}

    @cached_property
    def _rows(self) -> dict[str, _Row]:
        kept = self._memory.all(KIND)
        return {path: _Row(*pickle.loads(row)) for path, row in kept.items()}

    def known(self, root: Path, paths: Sequence[str]) -> Iterator[Item]:
        """Yield the records of those of `paths` that are as they were."""
        for path in paths:
            here = self._signatures[path] = signature(f"{root}/{path}")
            row = self._rows.get(path)
            if row is None:
                continue
            settled = row.signature == here and here.settled(row.seen)
            if settled or (row.signature.size == here.size and self._is_same(root, path, row.item)):
                yield row.item

    def _is_same(self, root: Path, path: str, item: Item) -> bool:
        """Return whether a file holds what it held, of which its times cannot tell.

        It may have been touched just now, or come from a copy of the folder.
        """
        try:
            same = digest_of((root / path).read_bytes()) == item.digest
        except OSError:
            return False
        if same:
            self._learn([item])
        return same

    def learn(self, paths: Iterable[str], items: Iterable[Item]) -> None:
        """Keep `items` that were read; of `paths`, all that there are, forget the others."""
        self._learn(items)
        self._memory.drop(KIND, self._rows.keys() - set(paths))
        self._memory.commit()

    def _learn(self, items: Iterable[Item]) -> None:
        rows = ((one.path, _Row(self._signatures[one.path], self._seen, one)) for one in items)
        self._memory.put(KIND, ((path, pickle.dumps(tuple(row))) for path, row in rows))
