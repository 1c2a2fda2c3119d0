"""Which text was shown when, and which applied when: two different things (公示期间与适用期间)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import applied, versions
from portal.lifecycle.state import standing
from portal.model import Record
from portal.model.changes import Change, Edit, Published, Superseded

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


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

    def applied_on(self, day: date | None) -> bool:
        """Return whether the text was in force on `day`."""
        if day is None or self.wrong or day < self.applied_from:
            return False
        return self.applied_until is None or day <= self.applied_until


def editions(record: Record, last_day: date | None) -> tuple[Edition, ...]:
    """Return the editions of a norm, the first one first; after `last_day` none applies."""
    begun = versions(record)[0].record.day or first_public(record)
    found: list[Edition] = []
    for number, change in enumerate(record.changes, 1):
        if number > 1 and _moves(change):
            begun = change.effective or begun
        shown = change.date
        if found:
            until = max(shown - ONE_DAY, found[-1].shown_from)
            found[-1] = replace(found[-1], shown_until=until)
        edited = number == 1 or isinstance(change, Edit)
        found.append(Edition(number, change.LABEL, shown, begun, edited=edited))
    return _applied(record, found, last_day)


def _applied(
    record: Record, found: Sequence[Edition], last_day: date | None
) -> tuple[Edition, ...]:
    """Say until when each edition applied: from the last one back, each until the next text did."""
    following = replace(found[-1], applied_until=last_day)
    dated = [following]
    for edition in reversed(found[:-1]):
        change = record.changes[edition.number]
        if not isinstance(change, Edit):  # the same text goes on
            edition = replace(edition, applied_until=following.applied_until, wrong=following.wrong)
        elif change.CORRECTS:
            edition = replace(edition, wrong=True)
        else:
            until = change.effective - ONE_DAY if change.effective else edition.shown_until
            edition = replace(edition, applied_until=until)
        following = edition
        dated.append(following)
    return tuple(reversed(dated))


def _moves(change: Change) -> bool:
    """Return whether from `change` on another text applies, not only another one is shown."""
    return isinstance(change, Edit) and not change.CORRECTS


def last_day_in_force(gate: Gate, record: Record, last_day: date | None) -> date | None:
    """Return when a norm applied for the last time: by its own last day, or by what took its place."""
    stands = standing(record.changes)
    ends = [stands[kind] for kind in ("superseded", "withdrawn", "ended") if kind in stands]
    days = [_out_of_force(gate, change) - ONE_DAY for change in ends]
    return min(filter(None, (last_day, *days)), default=None)


def first_public(record: Record) -> date:
    """Return the day from which `record` was in public, here or, before, elsewhere."""
    published = record.changes[0]
    elsewhere = published.first_published if isinstance(published, Published) else None
    return min(published.date, elsewhere.date) if elsewhere else published.date


def was_public(gate: Gate, record: Record, day: date) -> bool:
    """Return whether a norm was in public and in force on `day`, here or, before, elsewhere."""
    last = last_day_in_force(gate, record, None)
    in_time = first_public(record) <= day and (last is None or day <= last)
    return in_time and applied(record, day).valid_on(day)


def _out_of_force(gate: Gate, change: Change) -> date:
    successor = change.replaced_by if isinstance(change, Superseded) else ""
    at = gate.version(successor) if gate.state(successor or "") else None
    return (at.record.day if at else None) or change.effective or change.date
