"""A recognised header: which cell is which column (表头)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from portal.staff.mapping import Mapping, normal
from portal.staff.tables import Row
from portal.staff.targets import target


@dataclass(frozen=True)
class Header:
    """A recognised header: which mapping it is, which cell is which column, what is unknown."""

    mapping: Mapping
    names: tuple[str, ...]

    def place(self, names: Iterable[str]) -> list[int]:
        """Return the places of the columns called one of `names`."""
        wanted = set(map(normal, names))
        return [place for place, name in enumerate(self._normal) if name in wanted]

    @cached_property
    def _normal(self) -> list[str]:
        return list(map(normal, self.names))

    @cached_property
    def untold(self) -> tuple[int, ...]:
        """The places of the columns that are never imported."""
        return tuple(self.place((*self.mapping.never, *self.mapping.personal)))

    @cached_property
    def codes(self) -> frozenset[int]:
        """The places of the columns with codes and numbers, which must be text."""
        columns = [
            c for c in self.mapping.columns if c.to and target(self.mapping.model, c.to).is_code
        ]
        return frozenset(self.place(name for column in columns for name in column.names))

    @cached_property
    def personal(self) -> tuple[int, ...]:
        """The places of the columns with numbers of identity cards of the party."""
        return tuple(self.place(self.mapping.personal))

    @property
    def unknown(self) -> list[str]:
        """The names of columns that the mapping says nothing of."""
        known = self.mapping.known
        pairs = zip(self.names, self._normal, strict=True)
        return [name for name, folded in pairs if folded and folded not in known]

    def repeats(self, row: Row) -> bool:
        """Return whether a row is the header again, or its codes in a second line."""
        texts = [cell for cell in row.cells if cell]
        known = self.mapping.known
        return len(texts) > 1 and all(isinstance(t, str) and normal(t) in known for t in texts)
