"""What happened to a record, declared or by itself, and what of it may still be told (经过)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.history import Version, versions
from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.sealing import cannot_be_judged
from portal.lifecycle.state import State, label, state_of
from portal.lifecycle.view import Former, Period, Step, readable
from portal.model import Record
from portal.model.changes import BY_KIND, Change

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The bare steps that may be told, oldest first, and the `former` ones that once were."""

    steps: tuple[Step, ...]
    former: tuple[Former, ...] = ()


def chronicle(gate: Gate, record: Record, state: State, until: date) -> Chronicle:
    """Return what happened to `record` up to `until`; of what is no longer readable the end alone."""
    steps = _happened(gate.rulebook, versions(record), until)
    if readable(state, record.GATE) or state == "withdrawn":
        return Chronicle(steps)
    end = _end(gate, record, state, steps)
    before = steps[: steps.index(end)] if end in steps else steps
    was_public = [step for step in before if step.date < end.date or not end.ending]
    return Chronicle((end,), tuple(Former(step.anchor, step.date) for step in was_public))


def steps_of(gate: Gate, record_id: str) -> tuple[Step, ...]:
    """Return the bare steps that may be told of any record; none where nothing may be known."""
    state, record = gate.state(record_id), gate.corpus.items[record_id].record
    if state is None:
        return ()
    if not isinstance(record, Record):
        return remains(record.changes).steps
    at = gate.version(record_id)
    return chronicle(gate, at.record, state, gate.as_of).steps if at else ()


def remains(changes: Sequence[Change]) -> Chronicle:
    """Return what may be told of a removed record: that it was.

    Whether it had ended by itself before that, its remains do not say; it may have.
    """
    steps = tuple(_declared(number, change) for number, change in enumerate(changes, 1))
    ended = Former(Step(0, "", "", steps[-1].date, ending=1).anchor, steps[-1].date)
    return Chronicle(steps[-1:], (*(Former(s.anchor, s.date) for s in steps[:-1]), ended))


def _declared(number: int, change: Change) -> Step:
    return Step(number, change.kind, change.LABEL, change.date)


def _happened(rulebook: Rulebook, said: Iterable[Version], until: date) -> tuple[Step, ...]:
    """Return the declared changes, and between them the ends of periods that nobody declares.

    An end takes no number of a change: the next change has the one that it would have had anyway.
    """
    found: list[Step] = []
    said, endings = list(said), 0
    lapsed = said[0].record.GATE == "norm"  # what came here after its end did not end here
    following = [*(at.record.changes[-1].date for at in said[1:]), until + ONE_DAY]
    for at, next_day in zip(said, following, strict=True):
        found.append(_declared(at.number, at.record.changes[-1]))
        begun, end = found[-1].date, _lapse(rulebook, at)
        if begun == next_day:
            continue
        if end and end < next_day and (end > begun or not lapsed):
            endings += 1
            word = label("expired", at.record.GATE)
            found.append(Step(at.number, "expired", word, end, ending=endings))
        lapsed = end is not None and end < next_day
    return tuple(found)


def shown_periods(
    rulebook: Rulebook, said: Sequence[Version], until: date
) -> tuple[Period | None, ...]:
    """Return when the public saw each version: not while withdrawn, and until it had run out."""
    following = [*(at.record.changes[-1].date for at in said[1:]), until + ONE_DAY]
    return tuple(_shown(rulebook, at, end) for at, end in zip(said, following, strict=True))


def _shown(rulebook: Rulebook, at: Version, end: date) -> Period | None:
    begun, norm = at.record.changes[-1].date, at.record.GATE == "norm"
    lapse = None if norm else _lapse(rulebook, at)
    end = min(end, lapse) if lapse else end
    seen = readable(state_of(at.record.changes, begun, None), at.record.GATE)
    return (begun, end) if seen and begun < end else None


def _lapse(rulebook: Rulebook, at: Version) -> date | None:
    """Return the first day on which a version had run out; None where it does not."""
    last_day = None if cannot_be_judged(at) else rulebook.last_day(at.record)
    if last_day is None:
        return None
    day = max(last_day + ONE_DAY, at.record.changes[-1].date)
    return day if state_of(at.record.changes, day, last_day) == "expired" else None


def _end(gate: Gate, record: Record, state: State, steps: Sequence[Step]) -> Step:
    """Return the step by which a record left public view: its own, or the end of what it stood with."""
    own = [step for step in steps if step.kind == state]
    if own:
        return own[-1]
    day = max(min(_came_down(gate, one) for one in gate.fallen(record)), record.changes[0].date)
    number = sum(change.date < day for change in record.changes)
    return Step(number, state, BY_KIND[state].LABEL, day, ending=1)


def _came_down(gate: Gate, whole: str) -> date:
    """Return the day on which a record left public view, and what stood with it."""
    at, state = gate.version(whole), gate.state(whole)
    happened = _happened(gate.rulebook, versions(at.record), gate.as_of) if at else ()
    days = [step.date for step in happened if step.kind == state]
    return days[-1] if days else gate.corpus.items[whole].record.changes[-1].date
