"""What is made of one record, on what that depends, and whether it is still as it would be made (单元)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portal.lifecycle import Gate
from portal.lifecycle.notes import RECORD, Ask, Notes
from portal.site.digest import digest_of
from portal.site.listing import Summary
from portal.site.search import Kept
from portal.source.memory import Memory

UNITS, TABLES = "unit", "units"


@dataclass(frozen=True, slots=True)
class Unit:
    """All that was made of one record: what lists and search need, and the files it has.

    By their digests two summaries are told apart, and all `words` that search knows of them.
    """

    summary: Summary
    digest: bytes
    kept: Kept | None
    words: bytes
    files: tuple[str, ...]
    notes: Notes


class _Answered(NamedTuple):
    """What an answer of the gate was, and on what it depended where it was not found by a walk."""

    digest: bytes
    notes: Notes | None


Answers = dict[Ask, _Answered]


class Units:
    """The units of the last build, held against the records and the day of this one.

    `common` is what all of them depend on; where it differs from last time, nothing holds.
    """

    def __init__(self, gate: Gate, day: date, common: bytes, memory: Memory | None) -> None:
        self._gate = gate
        self._common = common
        self._today = day.toordinal()
        self._digests = {one.id: one.digest for one in gate.corpus.items.values()}
        self._before: dict[str, str] = {}
        self._answers: Answers = {}
        self._same: dict[Ask, bool] = {}
        self.former: dict[str, Unit] = {}
        tables = memory.get(UNITS, TABLES) if memory else None
        if memory and tables:
            before, *told = pickle.loads(tables)
            if before == common:
                self._before, self._answers = told
                rows = memory.all(UNITS).items()
                self.former = {key: pickle.loads(row) for key, row in rows if key != TABLES}

    def clean(self, record_id: str) -> Unit | None:
        """Return the unit of a record if it is as it would be made now."""
        unit = self.former.get(record_id)
        return unit if unit and self._holds(unit.notes) else None

    def _holds(self, notes: Notes) -> bool:
        return notes.first <= self._today <= notes.last and all(map(self._is_same, notes.asked))

    def _is_same(self, ask: Ask) -> bool:
        """Return whether the answer to a question is what it was last time."""
        if ask not in self._same:
            self._same[ask] = self._compare(ask)
        return self._same[ask]

    def _compare(self, ask: Ask) -> bool:
        if ask[0] == RECORD:
            return self._digests.get(ask[1]) == self._before.get(ask[1])
        before = self._answers.get(ask)
        if before is None:
            return False
        unasked = before.notes is not None and self._holds(before.notes)
        return unasked or self._found(ask).digest == before.digest

    def _found(self, ask: Ask) -> _Answered:
        value, notes = self._gate.answers[ask[0]].found(ask[1:])
        return _Answered(digest_of(value), notes)

    def keep(self, units: Mapping[str, Unit], memory: Memory) -> None:
        """Keep `units`, which are all that there are, for the next build."""
        made = {key: unit for key, unit in units.items() if unit is not self.former.get(key)}
        memory.drop(UNITS, self.former.keys() - units.keys())
        memory.put(UNITS, ((key, pickle.dumps(unit)) for key, unit in made.items()))
        answers = self._asked(unit.notes for unit in units.values())
        tables = pickle.dumps((self._common, self._digests, answers))
        memory.put(UNITS, [(TABLES, tables)])

    def _asked(self, noted: Iterable[Notes]) -> Answers:
        """Return the answers to all that was asked for `noted`, and for these answers in turn."""
        waiting = {ask for notes in noted for ask in notes.asked if ask[0] != RECORD}
        answers: Answers = {}
        while waiting:
            ask = waiting.pop()
            answers[ask] = found = self._current(ask)
            asked = found.notes.asked if found.notes else ()
            waiting |= {one for one in asked if one[0] != RECORD and one not in answers}
        return answers

    def _current(self, ask: Ask) -> _Answered:
        """Return the answer to `ask` as it is now, that of last time where it holds."""
        before = self._answers.get(ask)
        if before and before.notes is not None and self._holds(before.notes):
            return before
        return self._found(ask)
