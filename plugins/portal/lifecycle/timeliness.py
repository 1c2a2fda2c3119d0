"""Was a record made public in time? Shown in public, late as well (公开及时性).

国办发〔2018〕118号 (六): 许可、处罚七个工作日, 其他二十个工作日; which rule holds is data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.state import State, standing
from portal.model import Record
from portal.model.changes import Published

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Whether publication kept its deadline; `late` is None where nobody can know."""

    late: bool | None
    deadline: date | None = None
    provisional: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Takedown:
    """How long it took to take a record down: `days` are working days after `effective`.

    The deadline is by the `rule` of that name, which allows an `amount` of a `unit`.
    """

    effective: date
    done: date
    days: int
    deadline: date | None = None
    provisional: bool = False
    late: bool | None = None
    rule: str = ""
    amount: int = 0
    unit: str = ""

    @property
    def speed(self) -> str:
        """How soon after the act took effect, in words."""
        if self.days:
            return Phrase("生效后第 {days} 个工作日", days=self.days)
        if self.done == self.effective:
            return Phrase("生效当日")
        return Phrase("生效后首个工作日以前") if self.done > self.effective else Phrase("生效以前")


def timeliness(gate: Gate, record: Record) -> Timeliness | None:
    """Return how publication stands to its deadline; None where no rule sets one.

    What was decided before the portal began and says nothing of an earlier publication is
    unknown, neither late nor in time.
    """
    found = gate.rulebook.deadline("公开期限", gate.rulebook.facts(record))
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
