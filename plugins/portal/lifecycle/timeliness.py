"""Was a record made public in time? Shown in public, late as well (公开及时性).

国办发〔2018〕118号 (六): 许可、处罚七个工作日, 其他二十个工作日; which rule holds is data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lifecycle.state import State, standing
from portal.lifecycle.view import Takedown, Timeliness
from portal.model import Record
from portal.model.changes import Published

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


def timeliness(gate: Gate, record: Record) -> Timeliness | None:
    """Return how publication stands to its deadline; None where no rule sets one.

    What was decided before the portal began and says nothing of an earlier publication is
    unknown, neither late nor in time.
    """
    found = gate.rulebook.deadline("公开期限", record.facts)
    first = record.changes[0]
    if found is None or not isinstance(first, Published):
        return None
    rule, deadline = found
    start = record.facts.days.get(rule.starts or "")
    published = first.first_published.date if first.first_published else first.date
    unknown = start is None or (start < gate.since and first.first_published is None)
    late = None if unknown else published > deadline.day
    return Timeliness(late, deadline.day, deadline.provisional, rule.name)


def takedown(gate: Gate, record: Record, state: State) -> Takedown | None:
    """Return how fast a withdrawn record came down after the act took effect (三个工作日)."""
    if state != "withdrawn":
        return None
    change = standing(record.changes)["withdrawn"]
    if change.effective is None:
        return None
    found = gate.rulebook.takedown(record, change.effective)
    days = gate.corpus.calendar.working_days_between(change.effective, change.date)
    if found is None:
        return Takedown(change.effective, change.date, days)
    rule, deadline = found
    return Takedown(
        change.effective,
        change.date,
        days,
        deadline.day,
        deadline.provisional,
        late=change.date > deadline.day,
        rule=rule.name,
        amount=rule.amount or 0,
        unit=rule.unit or "",
    )
