"""How agencies answer objections: how many, with what outcome, how soon (异议统计).

Counted from what the pages of records tell; of what left public view nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from statistics import median
from typing import Any

from portal.lifecycle.objections import OUTCOMES
from portal.lifecycle.view import Link
from portal.site.listing import Summary, grouped

ADDRESS = "/changes/objections.json"


@dataclass(frozen=True, slots=True)
class Answers:
    """How one agency answers objections to its records.

    `days` is the median of working days from the mark to the answer, None where nothing is
    answered yet; `waiting` is the day of the oldest one that is pending, None where none is.
    """

    agency: Link
    raised: int
    outcomes: Mapping[str, int]
    days: float | None
    waiting: date | None

    @property
    def answered(self) -> int:
        """How many were answered."""
        return sum(self.outcomes.values())

    @property
    def pending(self) -> int:
        """How many are not answered yet."""
        return self.raised - self.answered


def answers(summaries: Sequence[Summary]) -> list[Answers]:
    """Return how every agency answers to whose records anybody ever objected, by its title."""
    disputed = (summary for summary in summaries if summary.objections)
    by_agency = grouped(disputed, attrgetter("agency"))
    found = [_answers(agency, of) for agency, of in by_agency.items()]
    return sorted(found, key=lambda one: (one.agency.title, one.agency.id))


def _answers(agency: Link, of: Sequence[Summary]) -> Answers:
    raised = [one for summary in of for one in summary.objections]
    done = [one for one in raised if one.answered]
    counts = Counter(one.outcome for one in done)
    return Answers(
        agency=agency,
        raised=len(raised),
        outcomes={outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]},
        days=median(one.days for one in done) if done else None,
        waiting=min((one.raised for one in raised if not one.answered), default=None),
    )


def data(every: Sequence[Answers]) -> dict[str, Any]:
    """Return the statistics for machines (`objections.json`)."""
    return {
        "agencies": [
            {
                "id": one.agency.id,
                "title": one.agency.title,
                "raised": one.raised,
                "answered": one.answered,
                "pending": one.pending,
                "outcomes": dict(one.outcomes),
                "median_working_days": one.days,
                "oldest_pending": str(one.waiting) if one.waiting else None,
            }
            for one in every
        ]
    }
