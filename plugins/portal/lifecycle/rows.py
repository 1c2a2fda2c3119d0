"""The rows of tables as they are kept from one time to the next (总表的存放)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import Any

from portal.lifecycle.notes import Ask
from portal.lifecycle.tables import Told, gathered
from portal.source.memory import Memory

Kept = dict[str, tuple[Any, ...]]


class Rows:
    """The rows of the tables called `name`; only those that are asked for are read.

    Of tables that are told `afresh` nothing is kept yet.
    """

    def __init__(self, memory: Memory, name: str, *, afresh: bool) -> None:
        self._memory = memory
        self._name = name
        self._kind = f"{name} rows"
        self._here: dict[Ask, Kept] = {}
        self._whole = afresh
        if afresh:
            memory.clear(self._kind)

    def __call__(self, ask: Ask) -> Kept:
        """Return a row by the records that told it."""
        if ask not in self._here:
            kept = None if self._whole else self._memory.get(self._kind, repr(ask))
            self._here[ask] = pickle.loads(kept)[1] if kept else {}
        return self._here[ask]

    def gather(self) -> None:
        """Read all rows, before work is spread over processes that cannot."""
        if not self._whole:
            kept = map(pickle.loads, self._memory.all(self._kind).values())
            self._here = {**dict(kept), **self._here}
            self._whole = True

    def change(
        self, before: Iterable[tuple[str, Told]], now: Iterable[tuple[str, Told]]
    ) -> set[Ask]:
        """Let records tell what they tell `now` in the place of what they told; return the rows."""
        old, new = gathered(self._name, before), gathered(self._name, now)
        changed = {ask for ask in {**old, **new} if old.get(ask) != new.get(ask)}
        for ask in changed:
            gone = old.get(ask, {})
            others = {one: told for one, told in self(ask).items() if one not in gone}
            self._here[ask] = others | new.get(ask, {})
        here = [ask for ask in changed if self._here[ask]]
        self._memory.put(self._kind, ((repr(a), pickle.dumps((a, self._here[a]))) for a in here))
        self._memory.drop(self._kind, map(repr, changed.difference(here)))
        return changed
