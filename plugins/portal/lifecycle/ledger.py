"""What was made of records last time, on what that depends, and whether it still holds (账目)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from portal.lifecycle.digest import digest_of
from portal.lifecycle.gate import Gate
from portal.lifecycle.notes import RECORD, Ask, Notebook, Notes
from portal.source.corpus import Corpus
from portal.source.memory import Memory

_LEDGER, _TABLES = "ledger", "tables"


class Noted(Protocol):
    """Something that was made, with the notes of what was asked for it."""

    @property
    def notes(self) -> Notes:
        """On what it depends."""
        ...


Made = TypeVar("Made", bound=Noted)


class _Answered(NamedTuple):
    """What an answer of the gate was, and on what it depended where it was not found by a walk."""

    digest: bytes
    notes: Notes | None


Answers = dict[Ask, _Answered]


class Ledger:
    """What the last build made, held against the records and the day of this one.

    All of it depends on the rules of law, the holidays and the first day of the portal: where
    these are others, nothing holds. Without a `memory` there is nothing, and nothing is kept.
    What is asked of its `gate` is noted for the next time.
    """

    def __init__(
        self, corpus: Corpus, as_of: date, since: date | None, memory: Memory | None
    ) -> None:
        notebook = Notebook(on=memory is not None)
        self.gate = gate = Gate(corpus, as_of=as_of, since=since, notebook=notebook)
        self.memory = memory
        self._today = as_of.toordinal()
        rules = (gate.rulebook.by_purpose, gate.corpus.calendar, gate.since)
        self.common = digest_of(rules) if memory else b""
        self._digests = {one.id: one.digest for one in gate.corpus.items.values()}
        self._before: dict[str, str] = {}
        self._answers: Answers = {}
        self._same: dict[Ask, bool] = {}
        self._now: Answers = {}
        self._asked: set[Ask] = set()
        tables = memory.get(_LEDGER, _TABLES) if memory else None
        if tables:
            common, *told = pickle.loads(tables)
            if common == self.common:
                self._before, self._answers = told

    @property
    def days(self) -> Notes:
        """The days on which all that was made or held would be made the same; whole when closed."""
        return self.gate.notebook.days

    def former(self, kind: str, around: bytes) -> dict[str, Any]:
        """Return what was made of a kind last time; nothing where what was `around` was another."""
        if not self.memory or self.memory.get(_LEDGER, kind) != self.common + around:
            return {}
        return {key: pickle.loads(row) for key, row in self.memory.all(kind).items()}

    def holds(self, notes: Notes) -> bool:
        """Return whether what was made with these notes would be made the same now."""
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
        unasked = before.notes is not None and self.holds(before.notes)
        return unasked or self._found(ask).digest == before.digest

    def _found(self, ask: Ask) -> _Answered:
        found = self._now.get(ask)
        if found is None:
            value, notes = self.gate.answers[ask[0]].found(ask[1:])
            found = self._now[ask] = _Answered(digest_of(value), notes)
        return found

    def keep(
        self, kind: str, around: bytes, made: Mapping[str, Made], former: Mapping[str, Made]
    ) -> None:
        """Keep all that is `made` of a kind now for the next build, after what was `former`."""
        if not self.memory:
            return
        new = {key: one for key, one in made.items() if one is not former.get(key)}
        if not former:
            self.memory.drop(kind, self.memory.all(kind))
        self.memory.drop(kind, former.keys() - made.keys())
        self.memory.put(kind, ((key, pickle.dumps(one)) for key, one in new.items()))
        self.memory.put(_LEDGER, [(kind, self.common + around)])
        for one in made.values():
            self._asked.update(one.notes.asked)
            self.days.narrow(one.notes.first, one.notes.last)

    def close(self) -> None:
        """Keep the records and answers on which all that was kept depends."""
        if self.memory:
            tables = (self.common, self._digests, self._answered())
            self.memory.put(_LEDGER, [(_TABLES, pickle.dumps(tables))])

    def _answered(self) -> Answers:
        """Return the answers to all that was asked, and for these answers in turn."""
        waiting, answers = _of_the_gate(self._asked), Answers()
        while waiting:
            ask = waiting.pop()
            answers[ask] = found = self._current(ask)
            if found.notes:
                self.days.narrow(found.notes.first, found.notes.last)
            asked = _of_the_gate(found.notes.asked if found.notes else ())
            waiting.update(one for one in asked if one not in answers)
        return answers

    def _current(self, ask: Ask) -> _Answered:
        """Return the answer to `ask` as it is now, that of last time where it holds."""
        before = self._answers.get(ask)
        if before and before.notes is not None and self.holds(before.notes):
            return before
        return self._found(ask)


def _of_the_gate(asked: Iterable[Ask]) -> set[Ask]:
    return {ask for ask in asked if ask[0] != RECORD}
