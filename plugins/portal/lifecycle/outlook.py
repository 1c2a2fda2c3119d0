"""How long a record stays in public, when that may end early, what remedy is open (期限与救济).

All of it is read off the rules of the day from which the days are counted; none of it is in code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.clock import ONE_DAY
from portal.lifecycle.days import tells_day
from portal.model import Record
from portal.model.base import Citation
from portal.model.changes import EARLY_ROUTES, REPAIRED
from portal.model.regulation import LEAST, NEVER_EARLY, PERIOD, REMEDIES

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


@dataclass(frozen=True, slots=True)
class Term:
    """A period that a rule sets: `amount` `unit` after `start`, `day` being its last day.

    `day` is provisional while a year in it has no holiday notice yet.
    """

    purpose: str
    rule: str
    provision: str
    start: date
    amount: int
    unit: str
    day: date
    provisional: bool = False

    @property
    def over(self) -> date:
        """The first day after the period; of a period of nothing, the day from which it counts."""
        return self.day + ONE_DAY if self.amount else self.start


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies before a record in public; None and empty where no rule says anything.

    `period` is the longest time in public, after which that ends by itself. The record may be
    repaired, or leave public view early, from the day after `least` on, or never for what
    `barred` says: the rule that forbids it, with its provision in `barred_by`. `repair` says
    whether whom it concerns may apply for repair at all (信用修复): only where a rule says when;
    `unsaid` that repair is a way out of such a record, and no rule says when nor forbids it.
    """

    period: Term | None = None
    least: Term | None = None
    barred: str = ""
    barred_by: str = ""
    remedies: tuple[Term, ...] = ()
    repair: bool = False
    unsaid: bool = False


def outlook(gate: Gate, record: Record) -> Outlook:
    """Return what the rules say of the time before a record; nothing where its day is hidden."""
    if record.GATE != "case" or not tells_day(gate.rulebook, record):
        return Outlook()
    period = term(gate, record, PERIOD)
    remedies = tuple(filter(None, (term(gate, record, purpose) for purpose in REMEDIES)))
    if not early_routes(record) or _praised(gate, record):
        return Outlook(period, remedies=remedies)
    bar = gate.rulebook.find(NEVER_EARLY, gate.rulebook.facts(record))
    least = None if bar else term(gate, record, LEAST)
    barred, provision = (bar.name, cited(gate, bar.basis)) if bar else ("", "")
    to_repair = REPAIRED in record.end_routes
    repair, unsaid = to_repair and least is not None, to_repair and not (least or bar)
    return Outlook(period, least, barred, provision, remedies, repair, unsaid)


def _praised(gate: Gate, record: Record) -> bool:
    """Return whether a record is to the credit of whom it concerns: there is nothing to repair."""
    whole = gate.version(record.within) if record.within else None
    return bool(whole and whole.record.praises)


def early_routes(record: Record) -> tuple[str, ...]:
    """Return the ways in which a record may leave public view before its period is over."""
    return tuple(route for route in record.end_routes if route in EARLY_ROUTES)


def term(gate: Gate, record: Record, purpose: str) -> Term | None:
    """Return the period that the rules of `purpose` set for a record; None where none does."""
    found = gate.rulebook.deadline(purpose, gate.rulebook.facts(record))
    if found is None:
        return None
    rule, deadline = found
    assert rule.amount is not None
    assert rule.unit is not None
    return Term(
        purpose,
        rule.name,
        cited(gate, rule.basis),
        record.facts.days[rule.starts or ""],
        rule.amount,
        rule.unit,
        deadline.day,
        deadline.provisional,
    )


def cited(gate: Gate, basis: Sequence[Citation]) -> str:
    """Return provisions as people write them, without what is not public."""
    return "；".join(filter(None, (_provision(gate, one) for one in basis)))


def _provision(gate: Gate, citation: Citation) -> str:
    link = gate.link(citation.law) if citation.law else None
    named = link.title if link else citation.text or ""
    places: Iterator[str | None] = iter((citation.article, citation.paragraph, citation.item))
    return named and "".join((named, *filter(None, places)))
