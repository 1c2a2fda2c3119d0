"""Which public records refer to a record, and when does the site change by itself? (反向引用)"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import settle
from portal.lifecycle.references import AGENCY, references
from portal.lifecycle.view import READABLE, Referrers
from portal.model import RECORD_TYPES, Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

SHOWN_REFERRERS = 20


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
        assert self._portfolios is not None

    @cached_property
    def _portfolios(self) -> dict[str, Counter[type[Record]]]:
        found: defaultdict[str, Counter[type[Record]]] = defaultdict(Counter)
        for item in self.gate.corpus.items.values():
            agency = getattr(item.record, AGENCY, None)
            if agency and self.gate.state(item.id) in READABLE:
                found[agency][item.type] += 1
        return dict(found)

    def portfolio(self, agency: str) -> tuple[tuple[type[Record], int], ...]:
        """Return how many readable records of each type an agency has."""
        counts = self._portfolios.get(agency, Counter())
        return tuple((kind, counts[kind]) for kind in RECORD_TYPES if counts[kind])

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


def next_change(gate: Gate) -> date | None:
    """Return the next day on which the site changes by itself (下一次自行变化的日期)."""
    return min(_coming(gate), default=None)


def _coming(gate: Gate) -> Iterator[date]:
    for item in gate.corpus.items.values():
        record = item.record
        if gate.state(item.id) is None and record.changes[0].date <= gate.as_of:
            continue  # never public: its days change nothing
        yield from (change.date for change in record.changes if change.date > gate.as_of)
        if not isinstance(record, Record):
            continue
        if record.scheduled and record.scheduled.effective > gate.as_of:
            yield record.scheduled.effective
        last_day = gate.rulebook.last_day(settle(record, gate.as_of))
        if last_day and last_day >= gate.as_of:
            yield last_day + ONE_DAY
