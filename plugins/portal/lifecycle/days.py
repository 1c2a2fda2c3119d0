"""By which days may a record be known? A rule that hides a day hides what is counted from it (日期)."""

from __future__ import annotations

from datetime import date

from portal.lifecycle.rulebook import Rulebook
from portal.model import Record


def tells_day(rulebook: Rulebook, record: Record) -> bool:
    """Return whether the record's own day may be seen, and so what is counted from it."""
    return record.DAY not in rulebook.hidden_fields(record)


def shown_day(rulebook: Rulebook, record: Record) -> date:
    """Return the day by which a readable record is sorted: its own, else that of publication."""
    own = record.day if tells_day(rulebook, record) else None
    return own or record.changes[0].date


def shown_last_day(rulebook: Rulebook, record: Record, last_day: date | None) -> date | None:
    """Return `last_day` where it may be seen; one that no field states counts from the record's day."""
    source = record.LAST_DAY if last_day == record.last_day else record.DAY
    return None if source in rulebook.hidden_fields(record) else last_day
