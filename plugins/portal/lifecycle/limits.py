"""Was a step taken within its time limit? Days alone are known, so some cannot be judged (时限).

Days are counted from the day after that on which the earlier step was done (民法典第二百零一条). A
limit in days, months or years whose last day is a day off ends on the next working day
(第二百零三条). A limit of which a step must take no less (不少于) has no last day to put off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from portal.clock import DAYS, MONTHS, ONE_DAY, WORKING_DAYS, YEARS, Deadline, WorkCalendar
from portal.lifecycle.course import Taken
from portal.model.process import EXTENDS, HOURS, NOT_COUNTED, Node, Process
from portal.model.trace import Stage

A_DAY = 24
POSTPONED = frozenset({DAYS, MONTHS, YEARS})


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit and how it was kept: `kept` is None where nobody can know from days alone.

    It runs from `started`, the day on which the step at `origin` of the trace was done (-1: none).
    `more` are days by which it was lengthened; `over` are the working days after `deadline`.
    """

    amount: int
    unit: str
    at_least: bool
    origin: int
    origin_name: str
    started: date | None = None
    deadline: date | None = None
    provisional: bool = False
    more: int = 0
    kept: bool | None = None
    over: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """What limits are judged by: the process, the trace and its course, the working days."""

    process: Process
    trace: Sequence[Stage]
    taken: Sequence[Taken]
    calendar: WorkCalendar

    def limit(self, place: int) -> Limit | None:
        """Return the limit of a step of the trace; None where the process sets none."""
        node, step = self._node(place), self.trace[place]
        if not node or node.limit is None or node.unit is None or node.allowance == EXTENDS:
            return None
        origin = self._origin(node, place)
        name = self._named(node, origin)
        plain = Limit(node.limit, node.unit, bool(node.at_least), origin, name)
        started = (
            step.begun if origin == place else self.trace[origin].date if origin >= 0 else None
        )
        more = self._more(node.unit, started, origin, place) if started else None
        if started is None or more is None:
            return plain
        return self._judged(plain, started, step.date, more)

    def _node(self, place: int) -> Node | None:
        key = self.trace[place].stage
        return next((node for node in self.process.nodes if node.key == key), None)

    def _origin(self, node: Node, place: int) -> int:
        """Return the step from which the limit of `node` runs; -1 where the trace has none."""
        if node.counted_from is None:
            return self.taken[place].after
        if node.counted_from == node.key:
            return place
        earlier = range(place - 1, -1, -1)
        return next((at for at in earlier if self.trace[at].stage == node.counted_from), -1)

    def _named(self, node: Node, origin: int) -> str:
        key = self.trace[origin].stage if origin >= 0 else node.counted_from
        return next((one.name for one in self.process.nodes if one.key == key), key or "")

    def _more(self, unit: str, started: date, origin: int, place: int) -> int | None:
        """Return by how many days steps in between lengthen a limit; None where nobody can know."""
        total, apart = 0, list[tuple[date, date]]()
        for at in range(origin + 1, place):
            node, step = self._node(at), self.trace[at]
            if node and node.allowance == EXTENDS:
                if node.unit != unit:
                    return None
                total += node.limit or 0
            elif node and node.allowance == NOT_COUNTED:
                if step.begun is None:
                    return None
                apart.append((step.begun, step.date))
        return total + self._apart(apart, started, unit)

    def _apart(self, periods: Sequence[tuple[date, date]], started: date, unit: str) -> int:
        """Count the days of periods that do not count: each day once, none before the limit runs."""
        total, until = 0, started
        for begun, done in sorted(periods):
            if done > until:
                total += self._length(max(begun, until), done, unit)
                until = done
        return total

    def _length(self, begun: date, done: date, unit: str) -> int:
        if unit == WORKING_DAYS:
            return self.calendar.working_days_between(begun, done)
        return (done - begun).days

    def _judged(self, limit: Limit, started: date, done: date, more: int) -> Limit:
        if limit.unit == HOURS:
            last, kept = _hours(limit, started, done)
        else:
            last = self._deadline(limit, started, more)
            kept = done >= last.day if limit.at_least else done <= last.day
        late = kept is False and not limit.at_least
        over = self.calendar.working_days_between(last.day, done) if late else 0
        return replace(
            limit,
            started=started,
            deadline=last.day,
            provisional=last.provisional,
            more=more,
            kept=kept,
            over=over,
        )

    def _deadline(self, limit: Limit, started: date, more: int) -> Deadline:
        """Return the last day, lengthened by `more`; only the very last one is ever put off."""
        last = self.calendar.add(started, limit.amount, limit.unit)
        if more:
            further = self.calendar.add(last.day, more, limit.unit)
            last = Deadline(further.day, last.provisional or further.provisional)
        if limit.at_least or limit.unit not in POSTPONED:
            return last
        return self.calendar.postponed(last)


def _hours(limit: Limit, started: date, done: date) -> tuple[Deadline, bool | None]:
    """Judge a limit in hours by two days: between them lies less, and more, than a day each way."""
    days = (done - started).days
    least, most = max(0, days - 1) * A_DAY, (days + 1) * A_DAY
    last = Deadline(started + ceil(limit.amount / A_DAY) * ONE_DAY)
    if limit.at_least:
        kept = True if least >= limit.amount else False if most <= limit.amount else None
    else:
        kept = True if most <= limit.amount else False if least >= limit.amount else None
    return last, kept
