"""What the rule records say of a record: deadlines, periods, what is not published (规则适用)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.clock import Deadline, WorkCalendar
from portal.lifecycle.history import known
from portal.lifecycle.state import state_of
from portal.model import Record
from portal.model.base import Facts
from portal.model.regulation import Regulation
from portal.source import Corpus


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in public on a day; the most special rule that applies wins."""

    by_purpose: Mapping[str, Sequence[Regulation]]
    calendar: WorkCalendar
    _deadlines: dict[tuple[date, int, str], Deadline] = field(default_factory=dict)

    @classmethod
    def of(cls, corpus: Corpus, as_of: date) -> Rulebook:
        """Return the rules of `corpus` as they read on `as_of`."""
        versions = (
            known(item.record, as_of)
            for item in corpus.of(Regulation.TYPE)
            if isinstance(item.record, Record)
        )
        by_purpose: defaultdict[str, list[Regulation]] = defaultdict(list)
        for at in versions:
            if at and isinstance(at.record, Regulation) and _stands(at.record, as_of):
                by_purpose[at.record.purpose].append(at.record)
        return cls(dict(by_purpose), corpus.calendar)

    def find(self, purpose: str, facts: Facts) -> Regulation | None:
        """Return the rule of `purpose` that governs `facts`."""
        return max(self.matching(purpose, facts), key=lambda r: r.precedence, default=None)

    def matching(self, purpose: str, facts: Facts) -> Iterable[Regulation]:
        """Yield all rules of `purpose` that apply to `facts` on the day they start from."""
        for rule in self.by_purpose.get(purpose, ()):
            day = _start(rule, facts)
            if day and rule.applies(facts, day):
                yield rule

    def deadline(self, purpose: str, facts: Facts) -> tuple[Regulation, Deadline] | None:
        """Return the rule of `purpose` for `facts` and the last day that it allows."""
        rule = self.find(purpose, facts)
        day = _start(rule, facts) if rule else None
        if rule is None or day is None or rule.amount is None or rule.unit is None:
            return None
        key = (day, rule.amount, rule.unit)
        if key not in self._deadlines:
            self._deadlines[key] = self.calendar.add(*key)
        return rule, self._deadlines[key]

    def last_day(self, record: Record) -> date | None:
        """Return the last day in public or in force: what the record states, else what the rule says."""
        if record.last_day is not None or record.GATE != "case":
            return record.last_day
        period = self.deadline("公示期", record.facts)
        return period[1].day if period else None

    def unpublished(self, record: Record) -> Regulation | None:
        """Return the rule by which the record is not published by default."""
        return self.find("不予公开", record.facts)

    def hidden_fields(self, record: Record) -> dict[str, Regulation]:
        """Return the fields that rules hide, each with its rule."""
        rules = self.matching("隐去字段", record.facts)
        return {name: rule for rule in rules for name in rule.hides}


def _start(rule: Regulation, facts: Facts) -> date | None:
    if rule.starts:
        return facts.days.get(rule.starts)
    return min(facts.days.values(), default=None)


def _stands(record: Record, as_of: date) -> bool:
    return state_of(record.changes, as_of, None) in ("current", "disputed")
