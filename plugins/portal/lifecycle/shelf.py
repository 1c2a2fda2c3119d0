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

Made = tuple[bytes, Notes]
"""What was made, :func:`packed`, and on what that depends."""
_AROUND, _DAYS = "around", "days"


def packed(value: Any) -> bytes:
    """Return what was made as it is kept; nothing for what is nothing."""
    return pickle.dumps(value) if value else b""


def unpacked(content: bytes | None) -> Any:
    """Return what was made; None where that is nothing."""
    return pickle.loads(content) if content else None


class Shelf:
    """Things made of one `kind` by their keys; none where what was `around` them was another.

    Where it `holds` none, somebody else keeps them: it only knows which there are, and who asked for what.
    """

    def __init__(
        self, memory: Memory, kind: str, around: bytes, *, afresh: bool = False, holds: bool = True
    ) -> None:
        self._memory = memory
        self._kind = kind
        self._holds = holds
        self._askers = f"{kind} askers"
        self.new = memory.get(_AROUND, kind) != around or afresh
        if self.new:
            for one in (kind, self._askers):
                memory.clear(one)
            memory.put(_AROUND, [(kind, around)])
            memory.put(_DAYS, [(kind, pickle.dumps({}))])
        days = None if self.new else memory.get(_DAYS, kind)  # what is put may not be kept
        self._days: dict[str, tuple[int, int]] = pickle.loads(days) if days else {}
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._begin()
        self.new = not self._days

    def __contains__(self, key: object) -> bool:
        return key in self._days

    def get(self, key: str) -> Any:
        """Return what was made under a key; None where that is nothing."""
        return unpacked(self._memory.get(self._kind, key))

    def all(self, but: Collection[str] = ()) -> dict[str, Any]:
        """Return all that was made `but` under these keys, and but for what is nothing."""
        kept = self._memory.all(self._kind).items()
        there = ((key, value) for key, value in kept if key in self._days and key not in but)
        return {key: unpacked(value) for key, value in there}

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
        over = {span for span in {*self._days.values()} if not span[0] <= day <= span[1]}
        due = {key for key, span in self._days.items() if span in over}
        return due.union(*map(self._who_asked, stale)) & self._days.keys()

    def _who_asked(self, ask: Ask) -> set[str]:
        if ask not in self._read:
            kept = None if self.new else self._memory.get(self._askers, repr(ask))
            self._read[ask] = set(kept.decode().split("\n")) if kept else set()
        return self._read[ask]

    def keep(self, made: Mapping[str, Made], gone: Collection[str] = ()) -> None:
        """Keep what was made now; of `gone`, nothing. May be told in parts, until all is settled."""
        if self._holds:
            nothing = [key for key, (value, _) in made.items() if not value]
            self._memory.drop(self._kind, [*gone, *nothing])
            self._memory.put(
                self._kind, ((key, value) for key, (value, _) in made.items() if value)
            )
        for key in gone:
            self._days.pop(key, None)
        for key, (_, notes) in made.items():
            self._days[key] = self._spans.setdefault(span := (notes.first, notes.last), span)
            for ask in notes.asked:
                self._asking[ask].append(key)
        self._told.update(made, gone)

    def settle(self) -> None:
        """Keep who asked for what; of those that were told of, only what is said of them now."""
        if not self._told:
            return
        self._memory.put(_DAYS, [(self._kind, pickle.dumps(self._days))])
        for ask in self._read:
            self._asking[ask] += ()
        none: list[str] = []
        self._memory.put(self._askers, self._rows(self._asking, self._told, none))
        self._memory.drop(self._askers, none)
        self._begin()

    def _begin(self) -> None:
        """Know of nobody who asked: what is known is kept, and of a whole site it is much."""
        self._read: dict[Ask, set[str]] = {}
        self._asking: defaultdict[Ask, list[str]] = defaultdict(list)
        self._told: set[str] = set()
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
        spans = {*self._days.values()}
        firsts, lasts = zip(*spans, strict=True) if spans else ((), ())
        return max(firsts, default=FIRST), min(lasts, default=LAST)
