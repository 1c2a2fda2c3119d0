"""All changes of all records: by month, by kind and by agency, with what they add up to (变更总览)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from portal.lifecycle.view import BY_ITSELF, Link
from portal.model.changes import BY_KIND
from portal.site.listing import Event, Summary, grouped, leaves
from portal.site.page import Page

LATEST = 10
ROOT = "/changes/"


@dataclass(frozen=True, slots=True)
class Balance:
    """How one agency keeps its records: how often they were wrong, how fast they came down.

    `days` is the median of working days from the annulment's effect to the withdrawal; None
    where nothing was withdrawn. `rate` is corrections a hundred records.
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
        return round(100 * self.corrected / self.records, 1)


def told(events: Sequence[Event]) -> list[Event]:
    """Return the changes that somebody made: neither what was new nor what ran out by itself."""
    return [event for event in events if event.kind not in BY_ITSELF]


def month_of(event: Event) -> str:
    """Return the month of an event, as its page is called."""
    return f"{event.date:%Y-%m}"


def change_pages(summaries: Sequence[Summary], events: Sequence[Event]) -> Iterator[Page]:
    """Yield the overview and the lists by month, kind and agency."""
    months = grouped(events, month_of)
    kinds = grouped(told(events), lambda event: event.kind)
    agencies = grouped(told(events), lambda event: event.agency)
    named = [(kind, kinds[kind][0].label, len(kinds[kind])) for kind in BY_KIND if kind in kinds]
    context = {
        "months": [(month, len(of), len(told(of))) for month, of in months.items()],
        "kinds": named,
        "balances": balances(summaries),
        "changed": told(events)[:LATEST],
    }
    yield Page(ROOT, "changes.html", context)
    for month, of in months.items():
        yield from _lists(month, month, of)
    for kind, label, _ in named:
        yield from _lists(f"kind/{kind}", label, kinds[kind])
    for agency, of in agencies.items():
        yield from _lists(f"agency/{agency.id}", agency.title, of)


def _lists(path: str, subset: str, events: Sequence[Event]) -> Iterator[Page]:
    for leaf in leaves(f"{ROOT}{path}/", events):
        yield Page(leaf.url, "changes-list.html", {"subset": subset, "leaf": leaf})


def balances(summaries: Sequence[Summary]) -> list[Balance]:
    """Return the balance of every agency that has records, by its title."""
    found = []
    for agency, of in grouped(summaries, lambda summary: summary.agency).items():
        kinds = Counter(event.kind for summary in of for event in summary.events)
        down = [summary.takedown for summary in of if summary.takedown]
        found.append(
            Balance(
                agency=agency,
                records=len(of),
                changes=len(told([event for summary in of for event in summary.events])),
                corrected=kinds["corrected"],
                withdrawn=kinds["withdrawn"],
                late=sum(bool(one.late) for one in down),
                days=median(one.days for one in down) if down else None,
            )
        )
    return sorted(found, key=lambda balance: (balance.agency.title, balance.agency.id))
