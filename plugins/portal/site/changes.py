"""All changes of all records: by month, by kind and by agency, with what they add up to (变更总览)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from statistics import median

from portal.lifecycle.view import BY_ITSELF, Link
from portal.model.changes import BY_KIND
from portal.site import objections
from portal.site.listing import Event, Summary, grouped, leaves
from portal.site.page import Page

LATEST = 10
ROOT = "/changes/"


@dataclass(frozen=True, slots=True)
class Balance:
    """How one agency keeps its records: how often they were wrong, how fast they came down.

    `records` are those whose corrections may be told, for of what ended nothing is. `days` is the
    median of working days from the annulment's effect to the withdrawal, where a deadline was set
    for it; None where nothing such was withdrawn.
    """

    agency: Link
    records: int
    changes: int
    corrected: int
    withdrawn: int
    late: int
    days: float | None

    @property
    def rate(self) -> float:
        """Corrections a hundred records."""
        return round(100 * self.corrected / self.records, 1) if self.records else 0.0


def told(events: Sequence[Event]) -> list[Event]:
    """Return the changes that somebody made: neither what was new nor what ran out by itself."""
    return [event for event in events if event.kind not in BY_ITSELF]


def month_name(day: date) -> str:
    """Return the month of a day, as its page is called."""
    return day.isoformat()[:7]


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of a month that may be told, newest first, and the ids of those that may not."""

    name: str
    events: Sequence[Event]
    deleted: Sequence[str]

    @property
    def path(self) -> str:
        """The address of its changes as data (`change_list.py`)."""
        return f"{ROOT}{self.name}/index.json"


def months_of(summaries: Sequence[Summary], events: Sequence[Event]) -> list[Month]:
    """Return every month in which something was ever told, the newest first.

    A month keeps its page and its digest changes when what it told of leaves public view.
    """
    still = grouped(events, lambda event: month_name(event.date))
    once: defaultdict[str, set[str]] = defaultdict(set)
    for summary in summaries:
        for former in summary.former:
            once[month_name(former.date)].add(summary.id)
    return [
        Month(name, own := still.get(name, []), sorted(once[name] - {e.record_id for e in own}))
        for name in sorted({*still, *once}, reverse=True)
    ]


def change_pages(
    summaries: Sequence[Summary], events: Sequence[Event], months: Sequence[Month]
) -> Iterator[Page]:
    """Yield the overview and the lists by month, kind and agency."""
    made = told(events)
    kinds = grouped(made, attrgetter("kind"))
    agencies = grouped(made, attrgetter("agency"))
    named = [(kind, kinds[kind][0].label, len(kinds[kind])) for kind in BY_KIND if kind in kinds]
    context = {
        "months": [(one.name, _counts(one.events)) for one in months],
        "kinds": named,
        "balances": balances(summaries),
        "limits": limits(summaries),
        "objections": objections.answers(summaries),
        "changed": made[:LATEST],
    }
    yield Page(ROOT, "changes.html", context)
    for month in months:
        yield from _lists(month.name, month.name, month.events)
    for kind, label, _ in named:
        yield from _lists(f"kind/{kind}", label, kinds[kind])
    for agency, of in agencies.items():
        yield from _lists(f"agency/{agency.id}", agency.title, of)


def _counts(events: Sequence[Event]) -> dict[str, int]:
    """Return how many of `events` were new, ran out by themselves, and were made by somebody."""
    kinds = Counter(event.kind for event in events)
    return {kind: kinds[kind] for kind in BY_ITSELF} | {"made": _made(kinds)}


def _made(kinds: Counter[str]) -> int:
    """Return how many changes somebody made, of how many there are of each kind."""
    return kinds.total() - sum(kinds[kind] for kind in BY_ITSELF)


def _lists(path: str, subset: str, events: Sequence[Event]) -> Iterator[Page]:
    for leaf in leaves(f"{ROOT}{path}/", events):
        yield Page(leaf.url, "changes-list.html", {"subset": subset, "leaf": leaf})


def limits(summaries: Sequence[Summary]) -> list[tuple[str, int, str]]:
    """Return the rules by which records had to come down, each with the time it allows."""
    down = [summary.takedown for summary in summaries if summary.takedown]
    return sorted({(one.rule, one.amount, one.unit) for one in down if one.deadline})


def balances(summaries: Sequence[Summary]) -> list[Balance]:
    """Return the balance of every agency that has records, by its title."""
    found = []
    for agency, of in grouped(summaries, attrgetter("agency")).items():
        kinds = Counter(event.kind for summary in of for event in summary.events)
        down = [one.takedown for one in of if one.takedown and one.takedown.deadline]
        found.append(
            Balance(
                agency=agency,
                records=sum(not summary.gone for summary in of),
                changes=_made(kinds),
                corrected=kinds["corrected"],
                withdrawn=kinds["withdrawn"],
                late=sum(bool(one.late) for one in down),
                days=median(one.days for one in down) if down else None,
            )
        )
    return sorted(found, key=lambda balance: (balance.agency.title, balance.agency.id))
