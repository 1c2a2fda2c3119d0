"""When does the site change by itself? (自行变化)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import settle
from portal.lifecycle.state import state_of
from portal.lifecycle.tables import Told
from portal.model import Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


COMING = "coming"


def next_change(gate: Gate) -> date | None:
    """Return the next day on which the site changes by itself (下一次自行变化的日期)."""
    return min((day for _, day in gate.tables.row(COMING)), default=None)


def tell(gate: Gate, record_id: str) -> Told:
    """Tell when a record next changes by itself."""
    if day := min(_coming(gate, record_id), default=None):
        yield COMING, "", day


def _coming(gate: Gate, record_id: str) -> Iterator[date]:
    record = gate.corpus.items[record_id].record
    if gate.state(record_id) is None and record.changes[0].date <= gate.as_of:
        return  # never public: its days change nothing
    if isinstance(record, Record) and record.is_draft:
        return
    yield from (change.date for change in record.changes if change.date > gate.as_of)
    if not isinstance(record, Record):
        return
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
