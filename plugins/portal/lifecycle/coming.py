"""When does the site change by itself? (自行变化)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import settle
from portal.lifecycle.state import state_of
from portal.model import Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


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
