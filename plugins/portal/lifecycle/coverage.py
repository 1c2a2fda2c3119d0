"""What each agency must make public, has made public, and lacks (公开情况).

Counted from what the gate lets through; nothing is entered by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from portal.lifecycle.cover import Cell, Cover, reviewers
from portal.lifecycle.notes import Memo
from portal.lifecycle.references import AGENCY, is_owned, located, references
from portal.lifecycle.tables import Told
from portal.lifecycle.view import IN_FORCE, READABLE
from portal.model import Record
from portal.model.agency import Agency
from portal.model.changes import Edit
from portal.model.duty import Duty
from portal.model.information import ENTRUSTED, INFORMATION, Information

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

EVERYBODY, ACT = "", "act"
OWN, ENTRUSTING = "own", "entrusting"
KINDS = frozenset(one.kind for one in INFORMATION if one.record)
NORMS = tuple({one.record for one in INFORMATION if one.record and one.kind.GATE == "norm"})


class CoverageIndex:
    """Which public records count for which agency."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._covers = Memo(gate.notebook, self._cover)

    def tell(self, record_id: str) -> Told:
        """Tell for which agencies a record counts, and of a body entrusted by which it was."""
        kind, record = self.gate.corpus.items[record_id].type, self._record(record_id)
        if record is None or not self._counts(record_id):
            return
        if kind in KINDS:
            for agency in sorted(self._agencies(record) or {EVERYBODY}):
                yield from ((OWN, (agency, kind.TYPE), told) for told in self._told(record_id))
        if isinstance(record, Agency) and record.kind == ENTRUSTED and record.parent:
            yield ENTRUSTING, record.parent, ()

    def of(self, agency: str) -> Cover | None:
        """Return the table of an agency; None where it is not in force."""
        return self._covers(agency)

    def _cover(self, agency: str) -> Cover | None:
        link, record = self.gate.link(agency), self._record(agency)
        if link is None or not isinstance(record, Agency) or not self._counts(agency):
            return None
        cells = tuple(self._cell(agency, record, one) for one in INFORMATION)
        return Cover(link, cells, reviewers(record))

    def _cell(self, agency: str, record: Agency, one: Information) -> Cell:
        due = self._is_due(agency, record, one)
        if one.fields:
            lacking = tuple(record.empty(one.fields))
            given = len(one.fields) - len(lacking)
            changed = _touched(record, one.fields) if given else None
            return Cell(one, given, changed, due, lacking)
        days = self._days(agency, one).values()
        return Cell(one, len(days), max(days, default=None), due)

    def _is_due(self, agency: str, record: Agency, one: Information) -> bool:
        if one.entrusting:
            return record.kind == ENTRUSTED or bool(self.gate.tables.row(ENTRUSTING, agency))
        return not one.duties or not one.duties.isdisjoint(self._kinds_of_duty(agency))

    def _days(self, agency: str, one: Information) -> dict[str, date]:
        """Return the records of a kind that count for an agency, each with when it last changed."""
        found = dict(self._held(agency, one.record))
        if one.general:
            found |= dict(self._held(EVERYBODY, one.record))
        if not is_owned(one.kind):
            named = {target for target in self._named(agency) if self._is_of(target, one.kind)}
            found |= {target: told for target in named for told in self._told(target)}
        return {one_id: day for one_id, (act, day) in found.items() if one.act in ("", act)}

    def _held(self, agency: str, kind: str) -> list[tuple[str, tuple[str, date]]]:
        return self.gate.tables.row(OWN, (agency, kind))

    def _told(self, record_id: str) -> Iterator[tuple[str, date]]:
        """Yield by what act a record is, and when it last changed."""
        if record := self._record(record_id):
            yield str(vars(record).get(ACT) or ""), record.changes[-1].date

    def _named(self, agency: str) -> Iterator[str]:
        """Yield what the agency's record and its norms name."""
        held = (one for kind in NORMS for one, _ in self._held(agency, kind))
        for record_id in {agency, *held}:
            if record := self._record(record_id):
                yield from self._references(record)

    def _is_of(self, record_id: str, kind: type[Record]) -> bool:
        item = self.gate.corpus.items.get(record_id)
        return bool(item and item.type is kind and self._counts(record_id))

    def _kinds_of_duty(self, agency: str) -> set[str]:
        duties = (self._record(one) for one, _ in self._held(agency, Duty.TYPE))
        return {duty.kind for duty in duties if isinstance(duty, Duty)}

    def _record(self, record_id: str) -> Record | None:
        at = self.gate.version(record_id)
        return at.record if at else None

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
