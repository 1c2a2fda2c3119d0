"""What stood at each number of an index: by its digest, and where its words are (名册)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.site.search.spool import Place


class Roll(NamedTuple):
    """The entries by their numbers: a digest each, and the numbers of each place.

    Of a place the first number says which of `files` it is in.
    """

    digests: tuple[bytes, ...]
    files: tuple[str, ...]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, digests: Sequence[bytes], places: Sequence[Place]) -> Roll:
        """Return the roll of entries in their order."""
        files = {place.file: None for place in places}
        known = {name: number for number, name in enumerate(files)}
        told = [(known[place.file], *place[1:]) for place in places]
        width = len(Place._fields)
        return cls(tuple(digests), tuple(files), np.array(told, dtype=np.int64).reshape(-1, width))

    @property
    def units(self) -> int:
        """How many UTF-16 units of words there are."""
        return self.units_of(range(len(self.places)))

    def units_of(self, numbers: Sequence[int]) -> int:
        """Return how many UTF-16 units of words the entries of `numbers` have."""
        first = Place._fields.index("head")
        there = [number for number in numbers if number < len(self.places)]
        return int(self.places[there, first : first + 2].sum()) // 2

    def place(self, number: int) -> Place | None:
        """Return where the entry of a number stands; None where there is none."""
        if number >= len(self.places):
            return None
        file, *rest = self.places[number].tolist()
        return Place(self.files[file], *rest)

    def differing(self, other: Roll) -> list[int]:
        """Return the numbers at which something else stands."""
        both = zip(self.digests, other.digests, strict=False)
        found = [number for number, (one, another) in enumerate(both) if one != another]
        lengths = sorted((len(self.digests), len(other.digests)))
        return [*found, *range(*lengths)]
