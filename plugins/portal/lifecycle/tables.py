"""What records tell of others, gathered by what it is told of: who names whom, who has what (总表).

A record tells its part by itself, so that of a thousand records only those are asked again that
tell something else than before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from portal.lifecycle.notes import Ask, Notebook

Told = Iterable[tuple[str, Any, Any]]
"""What one record tells: the table, the key of the row, and what stands there."""
Part = tuple[str, Any]
"""A part of a row: the id of the record that told it, and what it told."""
Row = Mapping[str, tuple[Any, ...]]
"""A row by the records that told it."""


class Tables:
    """Tables that are made of what each of the `ids` tells by itself.

    Whoever asks for a row depends on all that is told there, and on nothing else. `kept` finds the
    rows where somebody keeps them; else they are gathered by a walk over all records.
    """

    def __init__(
        self, notebook: Notebook, name: str, tell: Callable[[str], Told], ids: Mapping[str, object]
    ) -> None:
        self.name = name
        self.tell = tell
        self.ids = ids
        self.kept: Callable[[Ask], Row] | None = None
        self._notebook = notebook

    def row(self, table: str, key: Any = "") -> list[Part]:
        """Return what all records tell under a key of a table, in the order of the records."""
        ask = (self.name, table, key)
        self._notebook.ask(*ask)
        found = self.kept(ask) if self.kept else self._gathered.get(ask, {})
        ids = sorted(found, key=self._places.__getitem__) if len(found) > 1 else found
        return [(one, told) for one in ids for told in found[one]]

    def gather(self) -> None:
        """Walk over all records now, before work is spread over processes that would each do so."""
        assert self._gathered is not None

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {one: place for place, one in enumerate(self.ids)}

    @cached_property
    def _gathered(self) -> Mapping[Ask, Row]:
        with self._notebook.aside():
            return gathered(self.name, ((one, self.tell(one)) for one in self.ids))


def gathered(name: str, told: Iterable[tuple[str, Told]]) -> dict[Ask, dict[str, tuple[Any, ...]]]:
    """Return the rows of the tables called `name` of what each record tells."""
    rows: defaultdict[Ask, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for one, parts in told:
        for table, key, value in parts:
            row = rows[name, table, key]
            row[one] = (*row.get(one, ()), value)
    return dict(rows)
