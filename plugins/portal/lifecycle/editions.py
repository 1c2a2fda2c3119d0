"""Which text was shown when, and which applied when: two different things (公示期间与适用期间)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from portal.clock import ONE_DAY
from portal.lifecycle.history import versions
from portal.model import Record
from portal.model.changes import Change, Edit


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a norm: when the portal showed it, and when it applied.

    The last days are inclusive; None is open. What was corrected never applied: `wrong`; the
    right text applied in its place all the time. A change that touched no field keeps the text.
    """

    number: int
    label: str
    shown_from: date
    applied_from: date
    shown_until: date | None = None
    applied_until: date | None = None
    wrong: bool = False
    edited: bool = True


def editions(record: Record, last_day: date | None) -> tuple[Edition, ...]:
    """Return the editions of a norm, the first one first; after `last_day` none applies."""
    first, start = versions(record)[0].record, record.changes[0]
    begun = first.day or start.date
    found = [Edition(1, start.LABEL, start.date, begun)]
    for number, change in enumerate(record.changes[1:], 2):
        before = found[-1]
        found[-1] = _closed(before, change)
        begun = change.effective if _moves(change) and change.effective else before.applied_from
        edited = isinstance(change, Edit)
        found.append(Edition(number, change.LABEL, change.date, begun, edited=edited))
    found[-1] = replace(found[-1], applied_until=last_day)
    return tuple(found)


def _moves(change: Change) -> bool:
    """Return whether from `change` on another text applies, not only another one is shown."""
    return isinstance(change, Edit) and not change.CORRECTS


def _closed(edition: Edition, change: Change) -> Edition:
    shown_until = max(change.date - ONE_DAY, edition.shown_from)
    if not isinstance(change, Edit):
        return replace(edition, shown_until=shown_until)
    if change.CORRECTS:
        return replace(edition, shown_until=shown_until, wrong=True)
    until = change.effective - ONE_DAY if change.effective else shown_until
    return replace(edition, shown_until=shown_until, applied_until=until)
