"""Values by their keys, many to a row, for whoever reads all of them each time (成捆存放)."""

from __future__ import annotations

import pickle
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from portal.parallel import growing_heap
from portal.source.memory import Memory

SIZE = 256  # values of a bundle, or up to about twice as many


class Bundles:
    """What is kept of one `kind`; where another is put in one place of it, the bundle is written anew.

    Which bundle a value is in, the hash of its key tells. Where the values of a bundle share a part, it
    is written once. Without a `memory` nothing is kept.
    """

    def __init__(self, memory: Memory | None, kind: str) -> None:
        self._memory = memory
        self._kind = kind
        self._many = 0
        self._left: set[str] = set()

    def all(self, wanted: Iterable[str] = ()) -> dict[str, Any]:
        """Return all that is kept, `wanted` being part of it.

        Raises :class:`~portal.source.memory.Unreadable` where any of these is not there, or a row is damaged.
        """
        found: dict[str, Any] = {}
        if self._memory is None:
            return found
        rows = self._memory.all(self._kind)
        self._many = len(rows)
        with growing_heap():
            for place, row in rows.items():
                try:
                    found |= pickle.loads(row)
                except Exception as error:  # pickle raises nearly any, by where the damage is
                    raise self._memory.broken(f"{self._kind} {place}: {error}") from error
        if lost := [key for key in wanted if key not in found]:
            raise self._memory.broken(f"{self._kind} {lost[0]}")
        return found

    def those(self, wanted: Collection[str]) -> dict[str, Any]:
        """Return what is kept under the keys that are `wanted`, as above.

        What else is there counts as changed when values are kept.
        """
        found = self.all(wanted)
        self._left = found.keys() - wanted
        return {key: value for key, value in found.items() if key not in self._left}

    def keep(self, values: Mapping[str, Any], changed: Collection[str]) -> None:
        """Keep `values` in the place of all that was returned; only `changed` are others, or not there now."""
        if self._memory is None:
            return
        many = 1 << (max(len(values) // SIZE, 1).bit_length() - 1)
        anew = many != self._many
        others = (
            {*range(many)} if anew else {_place(key, many) for key in self._left.union(changed)}
        )
        keys: defaultdict[int, list[str]] = defaultdict(list)
        for key in values if others else ():
            if (place := _place(key, many)) in others:
                keys[place].append(key)
        if anew:
            self._memory.clear(self._kind)
            self._many = many
        bundles = ({key: values[key] for key in keys[place]} for place in sorted(others))
        rows = zip(map(str, sorted(others)), map(pickle.dumps, bundles), strict=True)
        self._memory.put(self._kind, rows)


def _place(key: str, many: int) -> int:
    """Return the number of the bundle of a key, of so `many`: a power of two."""
    return zlib.crc32(key.encode()) & (many - 1)
