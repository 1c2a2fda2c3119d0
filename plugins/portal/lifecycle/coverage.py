"""What each agency must make public, has made public, and lacks (公开情况).

Counted from what the gate lets through; nothing is entered by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from portal.lifecycle.cover import Cell, Cover, reviewers
from portal.lifecycle.notes import Answer
from portal.lifecycle.references import AGENCY, is_owned, located, references
from portal.lifecycle.view import IN_FORCE, READABLE
from portal.model import Record
from portal.model.agency import Agency
from portal.model.changes import Edit
from portal.model.duty import Duty
from portal.model.information import ENTRUSTED, INFORMATION, Information

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

EVERYBODY, ACT = "", "act"
NORMS = tuple({one.record for one in INFORMATION if one.record and one.kind.GATE == "norm"})


class CoverageIndex:
    """Which public records count for which agency, found once."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.tables = Answer(gate.notebook, "cover", self._cover)

    def warm(self) -> None:
        """Build the tables: the page of an agency and the table of all show the same."""
        for agency in self.agencies():
            self.of(agency)

    def agencies(self) -> list[str]:
        """Return the agencies of which a table is due: those in force."""
        return [*filter(self._counts, self.gate.ids(Agency))]

    def of(self, agency: str) -> Cover | None:
        """Return the table of an agency; None where it is not in force."""
        return self.tables(agency)

    def _cover(self, agency: str) -> Cover | None:
        link, record = self.gate.link(agency), self._record(agency)
        if link is None or not isinstance(record, Agency) or not self._counts(agency):
            return None
        cells = tuple(self._cell(agency, record, one) for one in INFORMATION)
        return Cover(link, record.pinyin or record.name, cells, reviewers(record))

    def _cell(self, agency: str, record: Agency, one: Information) -> Cell:
        due = self._is_due(agency, record, one)
        if one.fields:
            lacking = tuple(record.empty(one.fields))
            given = len(one.fields) - len(lacking)
            changed = _touched(record, one.fields) if given else None
            return Cell(one, given, changed, due, lacking)
        ids = self._ids(agency, one)
        return Cell(one, len(ids), max(map(self._changed, ids), default=None), due)

    def _is_due(self, agency: str, record: Agency, one: Information) -> bool:
        if one.entrusting:
            return record.kind == ENTRUSTED or agency in self._entrusting
        return not one.duties or not one.duties.isdisjoint(self._kinds_of_duty(agency))

    def _ids(self, agency: str, one: Information) -> set[str]:
        """Return the records of a kind that count for an agency."""
        found = set(self._held(agency, one.record))
        if one.general:
            found |= self._held(EVERYBODY, one.record)
        if not is_owned(one.kind):
            found |= {target for target in self._named(agency) if self._is_of(target, one.kind)}
        return {record_id for record_id in found if self._is_of_act(record_id, one.act)}

    def _is_of_act(self, record_id: str, act: str) -> bool:
        if not act:
            return True
        record = self._record(record_id)
        return record is not None and vars(record).get(ACT) == act

    def _held(self, agency: str, kind: str) -> set[str]:
        return self._own.get((agency, kind), set())

    def _named(self, agency: str) -> Iterator[str]:
        """Yield what the agency's record and its norms name."""
        for record_id in {agency}.union(*(self._held(agency, kind) for kind in NORMS)):
            if record := self._record(record_id):
                yield from self._references(record)

    def _is_of(self, record_id: str, kind: type[Record]) -> bool:
        item = self.gate.corpus.items.get(record_id)
        return bool(item and item.type is kind and self._counts(record_id))

    def _kinds_of_duty(self, agency: str) -> set[str]:
        duties = (self._record(one) for one in self._held(agency, Duty.TYPE))
        return {duty.kind for duty in duties if isinstance(duty, Duty)}

    def _record(self, record_id: str) -> Record | None:
        at = self.gate.version(record_id)
        return at.record if at else None

    def _changed(self, record_id: str) -> date:
        record = self._record(record_id)
        assert record is not None
        return record.changes[-1].date

    @cached_property
    def _own(self) -> Mapping[tuple[str, str], set[str]]:
        """The readable records by the agencies that they name, and by type."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for kind in {one.kind for one in INFORMATION if one.record}:
            for record_id in self.gate.ids(kind):
                record = self._record(record_id)
                if record and self._counts(record_id):
                    for agency in self._agencies(record) or {EVERYBODY}:
                        found[agency, kind.TYPE].add(record_id)
        return found

    @cached_property
    def _entrusting(self) -> frozenset[str]:
        """The agencies that have entrusted a body of which they are the parent."""
        records = (self._record(one) for one in self.agencies())
        bodies = (one for one in records if isinstance(one, Agency) and one.kind == ENTRUSTED)
        return frozenset(one.parent for one in bodies if one.parent)

    def _agencies(self, record: Record) -> set[str]:
        """Return the agencies that a record names; if none, those of the norms that it names."""
        named = (self._record(one) for one in self._references(record) if self._counts(one))
        return self._direct(record) or {
            agency
            for norm in named
            if norm and norm.GATE == "norm"
            for agency in self._direct(norm)
        }

    def _direct(self, record: Record) -> set[str]:
        """Return the agencies that a record names, but for those that merely help."""
        apart = {*self.gate.rulebook.hidden_fields(record), *record.HELPED_BY}
        return {
            target
            for loc, kind, target in located(record)
            if kind == AGENCY and apart.isdisjoint(map(str, loc))
        }

    def _references(self, record: Record) -> Iterator[str]:
        return references(record, self.gate.rulebook.hidden_fields(record).keys())

    def _counts(self, record_id: str) -> bool:
        """Return whether a record is public, and no other norm has taken its place."""
        state, texts = self.gate.state(record_id), self.gate.editions(record_id)
        last = texts[-1].applied_until if texts and state not in IN_FORCE else None
        return state in READABLE and (last is None or self.gate.as_of <= last)


def _touched(record: Record, fields: Sequence[str]) -> date:
    """Return when a change last touched one of `fields`; when it was published, if none did."""
    edits = (change for change in record.changes if isinstance(change, Edit))
    days = (change.date for change in edits if not change.touched.isdisjoint(fields))
    return max(days, default=record.changes[0].date)
