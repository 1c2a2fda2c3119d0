"""Objections raised in public, and how they were answered (异议及其处理).

Read off the changes that the page of a record may tell: what left public view tells of none.
浙江省公共信用信息管理条例第三十条: 异议标注, 经核实后更正、终止披露、移出等.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.clock import WorkCalendar
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Step
from portal.model.changes import BY_KIND, ITSELF, Change, Corrected

UPHELD = Phrase("维持")
ANSWERS = ("withdrawn", "superseded", "corrected", "amended")
"""What may come of an objection, the strongest first; where nothing does, the record is upheld."""
OUTCOMES = (*(BY_KIND[kind].LABEL for kind in ANSWERS), UPHELD)
CLOSING = ("dispute_ended", "withdrawn", "superseded", "ended", "expired")


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection; while it is pending it has neither answer nor `outcome`.

    `days` are the working days after the day on which it was marked, up to that of the answer.
    """

    raised: date
    answered: date | None = None
    outcome: str = ""
    days: int = 0


def objections(
    steps: Sequence[Step], changes: Sequence[Change], calendar: WorkCalendar
) -> tuple[Objection, ...]:
    """Return every objection that `steps` tell of, in the order in which they were raised.

    A correction of what the agency found by itself answers nobody who objected.
    """
    unasked = {number for number, change in enumerate(changes, 1) if _found_itself(change)}
    steps = [step for step in steps if step.kind != "corrected" or step.number not in unasked]
    found = []
    for place, step in enumerate(steps):
        if step.kind == "disputed":
            following = steps[place + 1 :]
            end = next((one for one in following if one.kind in CLOSING), None)
            found.append(
                _answered(step.date, end.date, following, calendar) if end else Objection(step.date)
            )
    return tuple(found)


def _found_itself(change: Change) -> bool:
    return isinstance(change, Corrected) and change.found_by == ITSELF


def _answered(
    raised: date, answered: date, following: Sequence[Step], calendar: WorkCalendar
) -> Objection:
    """Return an objection with what was done up to the day on which it was answered."""
    done = {step.kind for step in following if step.date <= answered}
    outcome = next((BY_KIND[kind].LABEL for kind in ANSWERS if kind in done), UPHELD)
    return Objection(raised, answered, outcome, calendar.working_days_between(raised, answered))
