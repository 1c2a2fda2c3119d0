"""What was made of a kind, one by one, and which of it would be made otherwise now (存放).

Beside what was made stands who asked for what: so nobody who asked nothing of what changed is looked
at.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from portal.lifecycle.notes import Ask, Notes
from portal.lifecycle.watched_day import FIRST, LAST
from portal.source.memory import Memory

Made = tuple[Any, Notes]
"""What was made, and on what that depends."""
_AROUND, _DAYS = "around", "days"


class Shelf:
    """Things made of one `kind` by their keys; none where what was `around` them was another."""

    def __init__(self, memory: Memory, kind: str, around: bytes, *, afresh: bool = False) -> None:
        self._memory = memory
        self._kind = kind
        self._askers = f"{kind} askers"
        self.new = memory.get(_AROUND, kind) != around or afresh
        if self.new:
            for one in (kind, self._askers):
                memory.clear(one)
            memory.put(_AROUND, [(kind, around)])
            memory.put(_DAYS, [(kind, pickle.dumps({}))])
        days = None if self.new else memory.get(_DAYS, kind)  # what is put may not be kept
        self._days: dict[str, tuple[int, int]] = pickle.loads(days) if days else {}
        self.new = not self._days
        self._read: dict[Ask, set[str]] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._days

    def get(self, key: str) -> Any:
        """Return what was made under a key; None where that is nothing."""
        value = self._memory.get(self._kind, key)
        return pickle.loads(value) if value else None

    def all(self, but: Collection[str] = ()) -> dict[str, Any]:
        """Return all that was made `but` under these keys, and but for what is nothing."""
        kept = self._memory.all(self._kind).items()
        there = ((key, value) for key, value in kept if key in self._days and key not in but)
        return {key: pickle.loads(value) for key, value in there}

    def lacking(
        self, keys: Collection[str], stale: Iterable[Ask], day: int
    ) -> tuple[list[str], list[str]]:
        """Return those of `keys` that have to be made, and what is there that is none of them."""
        outdated, wanted = self.outdated(stale, day), set(keys)
        waiting = [key for key in keys if key not in self._days or key in outdated]
        return waiting, [key for key in self._days if key not in wanted]

    def outdated(self, stale: Iterable[Ask], day: int) -> set[str]:
        """Return the keys of what would be made otherwise: where these answers are others, on this day."""
        if not self._days:
            return set()
        due = {key for key, (first, last) in self._days.items() if not first <= day <= last}
        return due.union(*map(self._who_asked, stale)) & self._days.keys()

    def _who_asked(self, ask: Ask) -> set[str]:
        if ask not in self._read:
            kept = None if self.new else self._memory.get(self._askers, repr(ask))
            self._read[ask] = set(kept.decode().split("\n")) if kept else set()
        return self._read[ask]

    def put(self, values: Mapping[str, Any]) -> None:
        """Let what was made under these keys be this, for the same reasons."""
        there = ((key, pickle.dumps(value)) for key, value in values.items() if value)
        self._memory.put(self._kind, there)

    def keep(self, made: Mapping[str, Made], gone: Collection[str] = ()) -> None:
        """Keep what was made now; of `gone`, nothing."""
        if not made and not gone:
            return
        nothing = [key for key, (value, _) in made.items() if not value]
        self._memory.drop(self._kind, [*gone, *nothing])
        self.put({key: value for key, (value, _) in made.items()})
        for key in gone:
            self._days.pop(key, None)
        self._days |= {key: (notes.first, notes.last) for key, (_, notes) in made.items()}
        self._memory.put(_DAYS, [(self._kind, pickle.dumps(self._days))])
        self._ask(made, {*made, *gone})

    def _ask(self, made: Mapping[str, Made], others: set[str]) -> None:
        """Keep who asked for what; of the `others` only what is said of them now."""
        asking: defaultdict[Ask, list[str]] = defaultdict(list, {ask: [] for ask in self._read})
        for key, (_, notes) in made.items():
            for ask in notes.asked:
                asking[ask].append(key)
        none: list[str] = []
        self._memory.put(self._askers, self._rows(asking, others, none))
        self._memory.drop(self._askers, none)
        if self.new:  # of a whole site that is most of the memory
            self._read.clear()
            self.new = False

    def _rows(
        self, asking: Mapping[Ask, list[str]], others: set[str], none: list[str]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield who asks for what, where that is otherwise; what nobody asks for goes to `none`."""
        for ask, keys in asking.items():
            before = self._who_asked(ask)
            after = (before - others).union(keys)
            if after and after != before:
                yield repr(ask), "\n".join(sorted(after)).encode()
            elif before and not after:
                none.append(repr(ask))

    def bounds(self) -> tuple[int, int]:
        """Return the first and the last day, as ordinals, on which nothing of it is outdated."""
        firsts, lasts = zip(*self._days.values(), strict=True) if self._days else ((), ())
        return max(firsts, default=FIRST), min(lasts, default=LAST)
