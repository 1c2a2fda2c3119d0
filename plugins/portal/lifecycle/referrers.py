"""Which public records refer to a record? (反向引用)"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from portal.lifecycle.chronicle import steps_of
from portal.lifecycle.notes import Memo
from portal.lifecycle.references import AGENCY, is_owned, references
from portal.lifecycle.state import STATES, State, label
from portal.lifecycle.tables import Told
from portal.lifecycle.view import BY_ITSELF, READABLE, Link, Referrers
from portal.model import BY_TYPE, RECORD_TYPES, Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

SHOWN_REFERRERS = 20
LATEST_HELD = 5
HELD, WITHIN, NAMED, CHANNELS = "held", "within", "named", "channels"


class Held(NamedTuple):
    """What an agency has: its type, the labels of its changes; if it can be read, day and choice."""

    type: str
    day: date | None
    changes: tuple[str, ...]
    facet: str = ""


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
        self._portfolios = Memo(gate.notebook, self._portfolio)
        self._told = Memo(gate.notebook, self._channels_of)

    def tell(self, record_id: str) -> Told:
        """Tell whom a record names, whose it is, within what it stands."""
        gate, state = self.gate, self.gate.state(record_id)
        if state is None:
            return
        item, at = gate.corpus.items[record_id], gate.version(record_id)
        agency = getattr(at.record if at else item.record, AGENCY, None)
        if agency:
            yield HELD, agency, self._held(record_id)
        if at and at.record.within:
            yield WITHIN, at.record.within, (item.type.TYPE, state)
        if at and state in READABLE:
            hidden = gate.rulebook.hidden_fields(at.record).keys()
            for target in references(at.record, hidden):
                yield NAMED, target, (item.type.TYPE, gate.day(record_id))
            if item.type.IS_CHANNEL:
                yield CHANNELS, agency or "", _place(at.record)

    def _held(self, record_id: str) -> Held:
        gate, kind = self.gate, self.gate.corpus.items[record_id].type
        steps = steps_of(gate, record_id)
        labels = tuple(step.label for step in steps if step.kind not in BY_ITSELF)
        at = gate.version(record_id) if gate.state(record_id) in READABLE else None
        if at is None:
            return Held(kind.TYPE, None, labels)
        return Held(kind.TYPE, gate.day(record_id), labels, self._divided(kind, at.record))

    def _divided(self, kind: type[Record], record: Record) -> str:
        """Return the choice that divides a type; a reference divides no portfolio."""
        shape = kind.facet()
        if shape is None or shape.kind is None or shape.kind.target:
            return ""
        hidden = kind.FACET in self.gate.rulebook.hidden_fields(record)
        return "" if hidden else getattr(record, kind.FACET) or ""

    def portfolio(self, agency: str) -> Portfolio:
        """Return what an agency has of each type that it must have, or has at least one of."""
        return self._portfolios(agency)

    def _portfolio(self, agency: str) -> Portfolio:
        held = self.gate.tables.row(HELD, agency)
        of_kind = {
            kind: [(one, told) for one, told in held if told.day and told.type == kind.TYPE]
            for kind in RECORD_TYPES
        }
        changes = Counter(label for _, told in held for label in told.changes)
        return Portfolio(
            tuple(self._holding(k, of_kind[k]) for k in RECORD_TYPES if of_kind[k] or is_owned(k)),
            tuple(sorted(changes.items(), key=lambda pair: (-pair[1], pair[0]))),
        )

    def _holding(self, kind: type[Record], held: Sequence[tuple[str, Held]]) -> Holding:
        newest = sorted(((told.day, one) for one, told in held), reverse=True)
        links = tuple(filter(None, (self.gate.link(one) for _, one in newest[:LATEST_HELD])))
        facets = Counter(told.facet for _, told in held if told.facet).most_common()
        return Holding(kind, len(held), tuple(facets), links)

    def members(self, record_id: str) -> tuple[Members, ...]:
        """Return how many records stand within this one (entries of a list), by type and state.

        Of those that left it only the numbers may be told.
        """
        counts = Counter(told for _, told in self.gate.tables.row(WITHIN, record_id))
        return tuple(
            Members(kind, tuple((state, counts[kind.TYPE, state]) for state in states))
            for kind in RECORD_TYPES
            if (states := [state for state in STATES if counts.get((kind.TYPE, state))])
        )

    def channels(self, agency: str) -> tuple[Link, ...]:
        """Return where to object to what an agency does: its own channels and those of all."""
        return self._told(agency)

    def _channels_of(self, agency: str) -> tuple[Link, ...]:
        told = [part for key in ("", agency) for part in self.gate.tables.row(CHANNELS, key)]
        ids = [one for _, one in sorted((place, one) for one, place in told)]
        return tuple(filter(None, map(self.gate.link, ids)))

    def of(self, record_id: str) -> tuple[Referrers, ...]:
        """Return who refers to a record, by type, the newest first."""
        by_type = defaultdict[str, list[tuple[date, str]]](list)
        for source, (kind, day) in self.gate.tables.row(NAMED, record_id):
            by_type[kind].append((day, source))
        named = ((kind.TYPE, by_type[kind.TYPE]) for kind in RECORD_TYPES if kind.TYPE in by_type)
        return tuple(self._group(kind, sorted(found, reverse=True)) for kind, found in named)

    def _group(self, of_type: str, found: Sequence[tuple[date, str]]) -> Referrers:
        links = tuple(filter(None, (self.gate.link(one) for _, one in found[:SHOWN_REFERRERS])))
        return Referrers(of_type, BY_TYPE[of_type].LABEL, len(found), links)


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
