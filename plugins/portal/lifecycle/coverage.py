"""What each agency must make public, has made public, and lacks (公开情况).

Counted from what the gate lets through; nothing is entered by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.references import AGENCY, located, references
from portal.lifecycle.view import READABLE, Link
from portal.model import Record
from portal.model.agency import Agency
from portal.model.changes import Edit
from portal.model.duty import Duty
from portal.model.information import ENTRUSTED, INFORMATION, LEAST_REVIEWERS, Information
from portal.model.shape import shape_of

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

State = Literal["published", "partly", "missing", "not-due"]
LABELS: Mapping[State, str] = {
    "published": Phrase("已公开"),
    "partly": Phrase("部分公开"),
    "missing": Phrase("缺"),
    "not-due": Phrase("不适用"),
}
EVERYBODY = ""
NORMS = tuple({one.record for one in INFORMATION if one.record and one.kind.GATE == "norm"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of information of one agency: how much is public, when that last changed.

    `lacking` are the labels of fields that are not given; what is not `due` may still be there.
    """

    information: Information
    count: int
    changed: date | None
    due: bool
    lacking: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Whether it is there: all of it, a part, nothing; or not due and not there."""
        if self.count:
            return "partly" if self.lacking and self.due else "published"
        return "missing" if self.due else "not-due"

    @property
    def label(self) -> str:
        """The word for the state."""
        return LABELS[self.state]

    @property
    def short(self) -> bool:
        """Whether something is due and not there."""
        return self.state in ("partly", "missing")


@dataclass(frozen=True, slots=True)
class Reviewers:
    """How many reviewers an agency has for its officers (国办发〔2018〕118号 (十一))."""

    reviewers: int
    officers: int

    @property
    def share(self) -> float:
        """Reviewers for a hundred officers, cut to tenths: what is not enough does not look it."""
        return (1000 * self.reviewers // self.officers) / 10

    @property
    def enough(self) -> bool:
        """Whether they are as many as the guidance asks for."""
        return 100 * self.reviewers >= LEAST_REVIEWERS * self.officers


@dataclass(frozen=True, slots=True)
class Cover:
    """What one agency has made public of all that it must."""

    agency: Link
    order: str
    cells: tuple[Cell, ...]
    reviewers: Reviewers | None

    @property
    def due(self) -> tuple[Cell, ...]:
        """What it must make public."""
        return tuple(cell for cell in self.cells if cell.due)

    @property
    def short(self) -> tuple[Cell, ...]:
        """What it must make public and did not, or not whole."""
        return tuple(cell for cell in self.cells if cell.short)

    @property
    def changed(self) -> date | None:
        """When any of it last changed."""
        return max(filter(None, (cell.changed for cell in self.cells)), default=None)


class CoverageIndex:
    """Which public records count for which agency, found once."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def warm(self) -> None:
        """Build the index."""
        assert self._own is not None

    def agencies(self) -> list[str]:
        """Return the agencies of which a table is due: those in force."""
        return [one for one in self.gate.ids(Agency) if self.gate.state(one) in READABLE]

    def of(self, agency: str) -> Cover | None:
        """Return the table of an agency; None where it is not in force."""
        link, record = self.gate.link(agency), self._record(agency)
        if (
            link is None
            or not isinstance(record, Agency)
            or self.gate.state(agency) not in READABLE
        ):
            return None
        cells = tuple(self._cell(agency, record, one) for one in INFORMATION)
        return Cover(link, record.pinyin or record.name, cells, reviewers(record))

    def _cell(self, agency: str, record: Agency, one: Information) -> Cell:
        due = self._is_due(agency, record, one)
        if one.fields:
            given = [name for name in one.fields if getattr(record, name) not in (None, ())]
            labels = {name: shape.label for name, shape in shape_of(Agency).items()}
            lacking = tuple(labels[name] for name in one.fields if name not in given)
            changed = _touched(record, one.fields) if given else None
            return Cell(one, len(given), changed, due, lacking)
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
        if not _is_owned(one.kind):
            found |= {target for target in self._named(agency) if self._is_of(target, one.kind)}
        return found

    def _held(self, agency: str, kind: str) -> set[str]:
        return self._own.get((agency, kind), set())

    def _named(self, agency: str) -> Iterator[str]:
        """Yield what the agency's record and its norms name."""
        for record_id in {agency}.union(*(self._held(agency, kind) for kind in NORMS)):
            if record := self._record(record_id):
                yield from references(record, self.gate.rulebook.hidden_fields(record).keys())

    def _is_of(self, record_id: str, kind: type[Record]) -> bool:
        item = self.gate.corpus.items.get(record_id)
        return bool(item and item.type is kind and self.gate.state(record_id) in READABLE)

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
                if record and self.gate.state(record_id) in READABLE:
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
        hidden = self.gate.rulebook.hidden_fields(record)
        return {
            target
            for loc, kind, target in located(record)
            if kind == AGENCY and hidden.keys().isdisjoint(map(str, loc))
        }


def _touched(record: Record, fields: Sequence[str]) -> date:
    """Return when a change last touched one of `fields`; when it was published, if none did."""
    edits = (change for change in record.changes if isinstance(change, Edit))
    days = (change.date for change in edits if not change.touched.isdisjoint(fields))
    return max(days, default=record.changes[0].date)


def reviewers(record: Agency) -> Reviewers | None:
    """Return how many reviewers there are for how many officers, where both are given."""
    if record.reviewer_count is None or not record.officer_count:
        return None
    return Reviewers(record.reviewer_count, record.officer_count)


def _is_owned(kind: type[Record]) -> bool:
    """Return whether every record of a type names its agency."""
    agency = kind.model_fields.get(AGENCY)
    return agency is not None and agency.is_required()
