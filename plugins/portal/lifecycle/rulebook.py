"""What the rule records say of a record: deadlines, periods, what is not published (规则适用)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portal.clock import ONE_DAY, Deadline
from portal.lifecycle.history import applied, known, versions
from portal.lifecycle.sealing import cannot_be_judged
from portal.lifecycle.state import state_of
from portal.model import Record
from portal.model.base import Facts
from portal.model.changes import Amended, Superseded
from portal.model.regulation import EFFECTIVE, PERIOD, Regulation
from portal.source import Corpus, Item


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in public on a day; the most special rule that applies wins."""

    by_purpose: Mapping[str, Sequence[Regulation]]
    corpus: Corpus
    as_of: date
    _deadlines: dict[tuple[date, int, str], Deadline] = field(default_factory=dict)

    @classmethod
    def of(cls, corpus: Corpus, as_of: date) -> Rulebook:
        """Return the rules of `corpus` as they read on `as_of`."""
        by_purpose: defaultdict[str, list[Regulation]] = defaultdict(list)
        for item in corpus.of(Regulation.TYPE):
            if rule := _public(item, as_of):
                for part in _by_time(_bounded(rule, corpus)):
                    by_purpose[part.purpose].append(part)
        return cls(dict(by_purpose), corpus, as_of)

    def facts(self, record: Record) -> Facts:
        """Return what the rules ask of a record, with the colour that its list had on its first day.

        What left public view does not come back because its list was given another colour.
        """
        facts, item = record.facts, self.corpus.items.get(record.within)
        if item is None or not isinstance(item.record, Record):
            return facts
        at = known(item.record, self.as_of)
        whole = at.record if at else item.record
        then = applied(whole, min(facts.days.values(), default=self.as_of))
        return replace(facts, colour=then.marked)

    def find(self, purpose: str, facts: Facts) -> Regulation | None:
        """Return the rule of `purpose` that governs `facts`."""
        return max(self.matching(purpose, facts), key=lambda r: r.precedence, default=None)

    def matching(self, purpose: str, facts: Facts) -> Iterable[Regulation]:
        """Yield all rules of `purpose` that apply to `facts` on the day they start from."""
        for rule in self.by_purpose.get(purpose, ()):
            day = _start(rule, facts) if facts.days else self.as_of
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
            self._deadlines[key] = self.corpus.calendar.add(*key)
        return rule, self._deadlines[key]

    def takedown(self, record: Record, effective: date) -> tuple[Regulation, Deadline] | None:
        """Return the rule and the last day for taking down what was annulled from `effective` on."""
        facts = self.facts(record)
        days = {**facts.days, EFFECTIVE: effective}
        return self.deadline("撤回期限", replace(facts, days=days))

    def last_day(self, record: Record) -> date | None:
        """Return the last day in public or in force: the one stated, on cases no later than by rule.

        What the law says must come down comes down, whatever a record states (信用修复管理办法:
        到最长公示期限的, 自动停止公示).
        """
        stated = record.last_day
        period = self.deadline(PERIOD, self.facts(record)) if record.GATE == "case" else None
        if period is None:
            return stated
        longest = period[1].day
        return min(stated, longest) if stated else longest

    def unpublished(self, record: Record) -> Regulation | None:
        """Return the rule by which the record is not published by default."""
        return self.find("不予公开", self.facts(record)) if record.facts.days else None

    def hidden_fields(self, record: Record) -> dict[str, Regulation]:
        """Return the fields that rules hide, each with its rule.

        Where the record's own day is hidden, so are the fields that tell it by counting.
        """
        if "隐去字段" not in self.by_purpose:
            return {}
        rules = self.matching("隐去字段", self.facts(record))
        hidden = {name: rule for rule in rules for name in rule.hides}
        if record.DAY in hidden:
            counted = (shape.name for shape in type(record).fields() if shape.counted)
            hidden |= dict.fromkeys(counted, hidden[record.DAY])
        return hidden


def _start(rule: Regulation, facts: Facts) -> date | None:
    first = min(facts.days.values(), default=None)
    counts = rule.starts and rule.amount is not None  # what counts no days has no first one
    return facts.days.get(rule.starts) if counts and rule.starts else first


def _public(item: Item, as_of: date) -> Regulation | None:
    """Return the rule as it reads on `as_of`; none where it is not public or was withdrawn."""
    at = known(item.record, as_of) if isinstance(item.record, Regulation) else None
    if at is None or cannot_be_judged(at) or not isinstance(at.record, Regulation):
        return None
    return None if state_of(at.record.changes, as_of, None) == "withdrawn" else at.record


def _by_time(rule: Regulation) -> Iterator[Regulation]:
    """Yield the rule as it read in each of its times: an amendment governs from its day on."""
    said = versions(rule)
    begin = rule.valid_from
    for number, change in enumerate(rule.changes):
        if isinstance(change, Amended) and number > 0:
            then = said[number - 1]
            if isinstance(then.record, Regulation) and not cannot_be_judged(then):
                last = min(then.record.valid_until or change.effective, change.effective - ONE_DAY)
                yield then.record.model_copy(update={"valid_from": begin, "valid_until": last})
            begin = max(begin, change.effective)
    yield rule.model_copy(update={"valid_from": begin})


def _bounded(rule: Regulation, corpus: Corpus) -> Regulation:
    """Return the rule with its last day: one that was replaced or ended still governs the past.

    What was decided under a rule does not come back to light because the rule was replaced.
    """
    last = rule.valid_until
    for change in rule.changes:
        end: date | None = None
        if isinstance(change, Superseded):
            item = corpus.items.get(change.replaced_by)
            successor = item.record if item else None
            end = successor.valid_from if isinstance(successor, Regulation) else change.date
        elif change.kind == "ended":
            end = change.effective or change.date
        elif change.kind == "reinstated":
            last = rule.valid_until
        if end:
            last = min(last or end, end - ONE_DAY)
    return rule.model_copy(update={"valid_until": last})
