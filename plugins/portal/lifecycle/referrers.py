"""Which public records refer to a record, and when does the site change by itself? (反向引用)"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.chronicle import steps_of
from portal.lifecycle.history import settle
from portal.lifecycle.references import AGENCY, is_owned, references
from portal.lifecycle.state import STATES, State, label, state_of
from portal.lifecycle.view import BY_ITSELF, READABLE, Link, Referrers
from portal.model import RECORD_TYPES, Record
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

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for item in self.gate.corpus.items.values():
            if self.gate.state(item.id) in READABLE:
                here = self.gate.known(item)
                assert here is not None
                hidden = self.gate.rulebook.hidden_fields(here.record).keys()
                for target in references(here.record, hidden):
                    found[target].append(item.id)
        return dict(found)

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
        counts = self._members.get(record_id, Counter())
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
        ids = [one for record, one in self._channels if vars(record)[AGENCY] in (None, agency)]
        return tuple(filter(None, map(self.gate.link, ids)))

    def of(self, record_id: str) -> tuple[Referrers, ...]:
        """Return who refers to a record, by type."""
        by_type: defaultdict[type[Record], list[str]] = defaultdict(list)
        for source in self._sources.get(record_id, ()):
            by_type[self.gate.corpus.items[source].type].append(source)
        return tuple(self._group(kind, by_type[kind]) for kind in RECORD_TYPES if by_type.get(kind))

    def _group(self, kind: type[Record], ids: Sequence[str]) -> Referrers:
        newest = sorted(ids, key=lambda one: (self.gate.day(one), one), reverse=True)
        links = tuple(filter(None, map(self.gate.link, newest[:SHOWN_REFERRERS])))
        return Referrers(kind.TYPE, kind.LABEL, len(ids), links)


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


def next_change(gate: Gate) -> date | None:
    """Return the next day on which the site changes by itself (下一次自行变化的日期)."""
    return min(_coming(gate), default=None)


def _coming(gate: Gate) -> Iterator[date]:
    for item in gate.corpus.items.values():
        record = item.record
        if gate.state(item.id) is None and record.changes[0].date <= gate.as_of:
            continue  # never public: its days change nothing
        if isinstance(record, Record) and record.is_draft:
            continue
        yield from (change.date for change in record.changes if change.date > gate.as_of)
        if not isinstance(record, Record):
            continue
        if record.scheduled and record.scheduled.effective > gate.as_of:
            yield record.scheduled.effective
        settled = settle(record, gate.as_of)
        if settled.CARD and settled.first_day and settled.first_day > gate.as_of:
            yield settled.first_day
        last_day = gate.rulebook.last_day(settled)
        if last_day and last_day >= gate.as_of and _expires(settled, last_day):
            yield last_day + ONE_DAY


def _expires(record: Record, last_day: date) -> bool:
    """Return whether the record changes its state when its period is over: it may have come down."""
    before, after = (state_of(record.changes, d, last_day) for d in (last_day, last_day + ONE_DAY))
    return before != after
