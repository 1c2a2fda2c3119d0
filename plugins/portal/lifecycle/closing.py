"""When did a record leave the public eye, and by what title is it known? (终止日期与题名)"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import Version
from portal.lifecycle.names import every_name
from portal.lifecycle.privacy import holds_identity_number
from portal.lifecycle.sealing import cannot_be_judged
from portal.lifecycle.state import State
from portal.lifecycle.view import READABLE
from portal.model import Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


def closed_on(gate: Gate, record: Record, state: State) -> date:
    """Return the first day on which a record that is no longer readable was not.

    An entry whose list came down by itself came down with it.
    """
    last_day = gate.rulebook.last_day(record)
    if state == "expired" and last_day:
        return last_day + ONE_DAY
    declared = any(change.kind == state for change in record.changes)
    whole = gate.version(record.within) if record.within and not declared else None
    if whole and (state_of_whole := gate.state(record.within)):
        return max(closed_on(gate, whole.record, state_of_whole), record.changes[-1].date)
    return record.changes[-1].date


def title_of(gate: Gate, at: Version, state: State) -> str:
    """Return the title that the public may see: with the party, without it, or the bare type."""
    record, hidden = at.record, gate.rulebook.hidden_fields(at.record).keys()
    if cannot_be_judged(at):
        return record.LABEL
    readable = state in READABLE or record.GATE == "norm"
    plain = hidden.isdisjoint(record.TITLED_BY) and not holds_identity_number(record.title)
    if readable and plain:
        return record.title
    if readable or state == "withdrawn":
        title = record.anonymous_title
        if hidden.isdisjoint(record.KNOWN_BY) and not _tells(record, title, state):
            return title
    return record.LABEL


def _tells(record: Record, title: str, state: State) -> bool:
    """Whether a tombstone's title names the party: a number may well be its credit code."""
    return state == "withdrawn" and bool(every_name(record).told_in(title))
