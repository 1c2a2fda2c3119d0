"""What earlier versions said: the file holds the present and the way back (版本).

Version *n−1* is version *n* with `was` put over it and `added` taken away; the number of a version
is the place of its change in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.model import Record
from portal.model.changes import Amended, Change, Edit, Scheduled


@dataclass(frozen=True, slots=True)
class Version:
    """A record as it was after its first `number` changes.

    `withheld` are the fields whose value at that time may never be told again; they are absent
    from `record`.
    """

    number: int
    record: Record
    withheld: frozenset[str] = frozenset()


def version(record: Record, number: int) -> Version:
    """Return version `number` of `record`, counted from 1."""
    if not 1 <= number <= len(record.changes):
        raise ValueError(f"no version {number} of {len(record.changes)}")
    values: dict[str, Any] = {}
    withheld: set[str] = set()
    for change in reversed(record.changes[number:]):
        if isinstance(change, Edit):
            _go_back(type(record), change, values, withheld)
    values["changes"] = record.changes[:number]
    return Version(number, record.model_copy(update=values), frozenset(withheld))


def versions(record: Record) -> tuple[Version, ...]:
    """Return every version of `record`, the first one first, in one walk back."""
    found = [Version(len(record.changes), record)]
    values: dict[str, Any] = {}
    withheld: set[str] = set()
    for number in range(len(record.changes) - 1, 0, -1):
        if isinstance(change := record.changes[number], Edit):
            _go_back(type(record), change, values, withheld)
        then = record.model_copy(update={**values, "changes": record.changes[:number]})
        found.append(Version(number, then, frozenset(withheld)))
    return tuple(reversed(found))


def _go_back(model: type[Record], change: Edit, values: dict[str, Any], withheld: set[str]) -> None:
    """Undo one change in `values`; what is withheld stays so, however far back one goes."""
    for name, former in change.was.items():
        if name not in withheld:
            values[name] = former
    for name in change.withheld:
        values[name] = absent(model, name)
        withheld.add(name)
    for name in change.added:
        values[name] = absent(model, name)
        withheld.discard(name)


def absent(model: type[Record], name: str) -> object:
    """Return how a field reads that is not there: no value, or an empty list."""
    default = model.model_fields[name].default
    return () if default == () else None


def settle(record: Record, as_of: date) -> Record:
    """Return `record` with its scheduled amendment applied, once that is in effect."""
    scheduled = record.scheduled
    if scheduled is None or scheduled.effective > as_of:
        return record
    changes = (*record.changes, _amendment(record, scheduled))
    return record.model_copy(update={**scheduled.set, "changes": changes, "scheduled": None})


def _amendment(record: Record, scheduled: Scheduled) -> Change:
    former = {name: getattr(record, name) for name in scheduled.set}
    return Amended(
        kind="amended",
        date=scheduled.effective,
        effective=scheduled.effective,
        note=scheduled.note,
        ground=scheduled.ground,
        authority=scheduled.authority,
        was={name: value for name, value in former.items() if value not in (None, ())},
        added=tuple(name for name, value in former.items() if value in (None, ())),
    )


def known(record: Record, as_of: date) -> Version | None:
    """Return what the record says on `as_of`; none before its first publication."""
    settled = settle(record, as_of)
    number = sum(1 for change in settled.changes if change.date <= as_of)
    if number == 0:
        return None
    if number == len(settled.changes):
        return Version(number, settled)
    return version(settled, number)


def applied(record: Record, day: date) -> Record:
    """Return `record` as it applied on `day`: without what was amended to take effect later.

    What was corrected never applied, so corrections stay made.
    """
    settled = settle(record, day)
    later = (
        number
        for number, change in enumerate(settled.changes)
        if isinstance(change, Amended) and change.effective > day and number
    )
    number = next(later, 0)
    return version(settled, number).record if number else settled


def differences(earlier: Version, later: Version) -> Mapping[str, tuple[object, object]]:
    """Return the fields that differ between two versions, with both values."""
    names = (shape.name for shape in type(later.record).fields())
    pairs = ((name, getattr(earlier.record, name), getattr(later.record, name)) for name in names)
    return {name: (before, after) for name, before, after in pairs if before != after}


def held_on(record: Record, day: date) -> bool:
    """Return whether what the record attests held on `day`, in any version: papers are renewed.

    What was corrected never held: a term that was typed wrong attests nothing.
    """
    return any(at.record.valid_on(day) for at in _right(record) if not at.withheld)


def _right(record: Record) -> Iterator[Version]:
    """Yield the versions that no later change called wrong."""
    wrong = False
    for at in reversed(versions(record)):
        following = record.changes[at.number] if at.number < len(record.changes) else None
        if isinstance(following, Edit):  # what is no edit keeps the text, and what is said of it
            wrong = following.CORRECTS
        if not wrong:
            yield at
