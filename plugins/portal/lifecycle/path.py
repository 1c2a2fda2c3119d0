"""The path of a case through its process, as far as both are public (办案路径).

The process is the version in force on the day of the decision. Without a trace there is no path:
what was not recorded is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.lifecycle.course import course
from portal.lifecycle.history import Version
from portal.lifecycle.limits import Judge, Limit
from portal.lifecycle.show import Presenter
from portal.lifecycle.view import Link, Shown
from portal.model import Record
from portal.model.process import Process
from portal.model.trace import Stage

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate

TRACE, PROCESS, NODES, STAGE = "trace", "process", "nodes", "stage"
HEAD = (STAGE, "begun", "date")
Day = date  # fields below are called `date`


@dataclass(frozen=True, slots=True)
class Stop:
    """A step that was taken: its number on the path, the place of its node, and what is told of it."""

    number: int
    node: int
    name: str
    date: date
    begun: Day | None
    told: tuple[Shown, ...]
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class CasePath:
    """The steps that a case took through the process at `link`, whose public `fields` are drawn.

    `ways` are the pairs of nodes between which it went. Where the portal has no version of the
    process of that day, `dated` is false and the path is drawn on the current one.
    """

    link: Link
    fields: tuple[Shown, ...]
    stops: tuple[Stop, ...]
    ways: frozenset[tuple[int, int]]
    dated: bool = True

    @property
    def judged(self) -> bool:
        """Whether the process sets a limit for a step that was taken."""
        return any(stop.limit for stop in self.stops)


def case_path(gate: Gate, record: Record, shown: Sequence[Shown]) -> CasePath | None:
    """Return the path of a record with the public fields `shown`; None where it tells none."""
    fields = {one.name: one for one in shown}
    trace, link = (fields[n].value if n in fields else None for n in (TRACE, PROCESS))
    if not trace or not isinstance(link, Link):
        return None
    at = version_on(gate, link.id, record.day)
    if at is None or not isinstance(at.record, Process):
        return None
    drawn = tuple(Presenter(gate, at).fields(None))
    if NODES not in {one.name for one in drawn if not one.withheld}:
        return None
    dated = gate.number_on(link.id, record.day) is not None
    stops, ways = _walked(gate, at.record, vars(record)[TRACE], trace)
    return CasePath(link, drawn, tuple(stops), ways, dated)


def version_on(gate: Gate, record_id: str, day: date | None) -> Version | None:
    """Return a norm as it stood on `day`, or as it stands where the portal knows no such version."""
    return gate.version(record_id, gate.number_on(record_id, day) or 0)


def _walked(
    gate: Gate, process: Process, trace: Sequence[Stage], told: Sequence[tuple[Shown, ...]]
) -> tuple[Iterator[Stop], frozenset[tuple[int, int]]]:
    places = {node.key: place for place, node in enumerate(process.nodes)}
    taken = course(process, trace)
    judge = Judge(process, trace, taken, gate.corpus.calendar)
    led = (
        (trace[one.after].stage, trace[one.place].stage)
        for one in taken
        if one.led and one.after >= 0
    )
    ways = frozenset(
        (places[source], places[target])
        for source, target in led
        if source in places and target in places
    )
    return (_stop(process, places, judge, at, group) for at, group in enumerate(told)), ways


def _stop(
    process: Process, places: Mapping[str, int], judge: Judge, at: int, group: Sequence[Shown]
) -> Stop:
    step = judge.trace[at]
    node = places.get(step.stage, -1)
    name = process.nodes[node].name if node >= 0 else _as_shown(group)
    told = tuple(one for one in group if one.name not in HEAD)
    return Stop(at + 1, node, name, step.date, step.begun, told, judge.limit(at))


def _as_shown(group: Sequence[Shown]) -> str:
    """Return what the public may read of a stage that the process does not have."""
    stage = next(one for one in group if one.name == STAGE)
    return stage.withheld or str(stage.value)
