"""Which public records refer to a record? (反向引用)"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from portal.lifecycle.chronicle import steps_of
from portal.lifecycle.notes import Answer
from portal.lifecycle.references import AGENCY, is_owned, references
from portal.lifecycle.state import STATES, State, label
from portal.lifecycle.view import BY_ITSELF, READABLE, Link, Referrers
from portal.model import BY_TYPE, RECORD_TYPES, Record
from portal.source import Item

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

SHOWN_REFERRERS = 20
LATEST_HELD = 5


@dataclass(frozen=True, slots=True)
class Holding:
    """The readable records of one type that an agency has, divided by the type's own choice."""

    kind: type[Record]
    count: int
    facets: tuple[tuple[str, int], ...]
    latest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What an agency has made public, and how often it changed that (机关的公开信息)."""

    holdings: tuple[Holding, ...]
    changes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Members:
    """How many records of a type stand within another, by state (在列与离开)."""

    kind: type[Record]
    counts: tuple[tuple[State, int], ...]

    @property
    def present(self) -> int:
        """How many are in it today."""
        return sum(count for state, count in self.counts if state in READABLE)

    @property
    def gone(self) -> tuple[tuple[str, int], ...]:
        """How many left it, by what their state is called."""
        return tuple(
            (label(state, self.kind.GATE), n) for state, n in self.counts if state not in READABLE
        )

    @property
    def disputed(self) -> int:
        """How many of those in it are disputed."""
        return dict(self.counts).get("disputed", 0)


class ReferrerIndex:
    """References the other way round, from readable records only: a tombstone names nothing."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        notes = gate.notebook
        self._named = Answer(notes, "referrers", self._newest)
        self._portfolios = Answer(notes, "portfolio", self._portfolio)
        self._counted = Answer(notes, "members", self._members_of)
        self._told = Answer(notes, "channels", self._channels_of)

    @property
    def answers(self) -> tuple[Answer[Any], ...]:
        """The questions that are answered here."""
        return (self._named, self._portfolios, self._counted, self._told)

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        """The readable records that name a record, the newest first."""
        gate, found = self.gate, defaultdict[str, list[str]](list)
        readable = [one for one in gate.corpus.items if gate.state(one) in READABLE]
        for record_id in sorted(readable, key=lambda one: (gate.day(one), one), reverse=True):
            here = gate.version(record_id)
            assert here is not None
            hidden = gate.rulebook.hidden_fields(here.record).keys()
            for target in references(here.record, hidden):
                found[target].append(record_id)
        return dict(found)

    def _newest(self, record_id: str) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
        """Return how many records of each type name a record, and the newest of them."""
        by_type = defaultdict[type[Record], list[str]](list)
        for source in self._sources.get(record_id, ()):
            by_type[self.gate.corpus.items[source].type].append(source)
        named = ((kind, by_type[kind]) for kind in RECORD_TYPES if kind in by_type)
        return tuple((k.TYPE, len(ids), tuple(ids[:SHOWN_REFERRERS])) for k, ids in named)

    def warm(self) -> None:
        """Build the indexes."""
        assert self._sources is not None
        assert self._held is not None
        assert self._members is not None
        assert self._channels is not None

    @cached_property
    def _held(self) -> dict[str, list[Item]]:
        """The records of which something may be known, by agency."""
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for item in self.gate.corpus.items.values():
            if not self.gate.state(item.id):
                continue
            at = self.gate.version(item.id)
            if agency := getattr(at.record if at else item.record, AGENCY, None):
                found[agency].append(item)
        return dict(found)

    def portfolio(self, agency: str) -> Portfolio:
        """Return what an agency has of each type that it must have, or has at least one of."""
        return self._portfolios(agency)

    def _portfolio(self, agency: str) -> Portfolio:
        held = self._held.get(agency, [])
        readable = [item for item in held if self.gate.state(item.id) in READABLE]
        of_kind = {kind: [one for one in readable if one.type is kind] for kind in RECORD_TYPES}
        steps = (step for item in held for step in steps_of(self.gate, item.id))
        changes = Counter(step.label for step in steps if step.kind not in BY_ITSELF)
        return Portfolio(
            tuple(self._holding(k, of_kind[k]) for k in RECORD_TYPES if of_kind[k] or is_owned(k)),
            tuple(sorted(changes.items(), key=lambda pair: (-pair[1], pair[0]))),
        )

    def members(self, record_id: str) -> tuple[Members, ...]:
        """Return how many records stand within this one (entries of a list), by type and state.

        Of those that left it only the numbers may be told.
        """
        return self._counted(record_id)

    def _members_of(self, record_id: str) -> tuple[Members, ...]:
        counts = self._members.get(record_id)
        if counts is None:
            return ()
        return tuple(
            Members(kind, tuple((state, counts[kind, state]) for state in states))
            for kind in RECORD_TYPES
            if (states := [state for state in STATES if counts.get((kind, state))])
        )

    @cached_property
    def _members(self) -> Mapping[str, Counter[tuple[type[Record], State]]]:
        found: defaultdict[str, Counter[tuple[type[Record], State]]] = defaultdict(Counter)
        for item in self.gate.corpus.items.values():
            state, at = self.gate.state(item.id), self.gate.version(item.id)
            if state and at and at.record.within:
                found[at.record.within][item.type, state] += 1
        return found

    def _holding(self, kind: type[Record], items: Sequence[Item]) -> Holding:
        newest = sorted(items, key=lambda one: (self.gate.day(one.id), one.id), reverse=True)
        links = tuple(filter(None, (self.gate.link(one.id) for one in newest[:LATEST_HELD])))
        return Holding(kind, len(items), self._facets(kind, items), links)

    def _facets(self, kind: type[Record], items: Sequence[Item]) -> tuple[tuple[str, int], ...]:
        """Count `items` by the choice that divides their type; a reference divides no portfolio."""
        shape = kind.facet()
        if shape is None or shape.kind is None or shape.kind.target:
            return ()
        records = [at.record for one in items if (at := self.gate.version(one.id))]
        told = [r for r in records if kind.FACET not in self.gate.rulebook.hidden_fields(r)]
        values = (getattr(record, kind.FACET) for record in told)
        return tuple(Counter(value for value in values if value).most_common())

    @cached_property
    def _channels(self) -> list[tuple[Record, str]]:
        """The readable records that tell where to object, in the order of their choices."""
        kinds = [kind for kind in RECORD_TYPES if kind.IS_CHANNEL]
        ids = [one for kind in kinds for one in self.gate.ids(kind)]
        readable = [one for one in ids if self.gate.state(one) in READABLE]
        found = [(at.record, one) for one in readable if (at := self.gate.version(one))]
        return sorted(found, key=lambda pair: (_place(pair[0]), pair[1]))

    def channels(self, agency: str) -> tuple[Link, ...]:
        """Return where to object to what an agency does: its own channels and those of all."""
        return self._told(agency)

    def _channels_of(self, agency: str) -> tuple[Link, ...]:
        ids = [one for record, one in self._channels if vars(record)[AGENCY] in (None, agency)]
        return tuple(filter(None, map(self.gate.link, ids)))

    def of(self, record_id: str) -> tuple[Referrers, ...]:
        """Return who refers to a record, by type."""
        return tuple(self._group(*named) for named in self._named(record_id))

    def _group(self, of_type: str, total: int, ids: Sequence[str]) -> Referrers:
        links = tuple(filter(None, map(self.gate.link, ids)))
        return Referrers(of_type, BY_TYPE[of_type].LABEL, total, links)


def _place(record: Record) -> int:
    """Return the place of a record's choice among all choices of its type."""
    shape = record.facet()
    options = shape.kind.options if shape and shape.kind else ()
    return options.index(vars(record)[record.FACET])


HOLDERS = frozenset(
    shape.kind.target
    for kind in RECORD_TYPES
    for shape in kind.fields()
    if shape.name == AGENCY and shape.kind
)
"""The types whose records have a portfolio: those that others name as their agency."""
