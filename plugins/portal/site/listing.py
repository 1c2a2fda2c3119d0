"""Index pages: which records, in what order, at most fifty a page (索引)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from portal.lifecycle.view import Link, Step, View

PER_PAGE = 50
Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record, as `/changes/` lists it."""

    date: date
    record_id: str
    number: int
    kind: str
    label: str
    url: str
    title: str
    type_label: str
    ground: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What index pages, sitemap and change list need to know of a rendered record."""

    id: str
    type: str
    url: str
    heading: str
    state: str
    state_label: str
    listed: bool
    gone: bool
    day: date
    changed: date
    agency: Link | None
    former_versions: int
    events: tuple[Event, ...]


def summarise(view: View) -> Summary:
    """Return the summary of a view."""
    return Summary(
        id=view.id,
        type=view.type,
        url=view.url,
        heading=view.heading,
        state=view.state,
        state_label=view.state_label,
        listed=view.listed,
        gone=view.gone,
        day=view.day,
        changed=view.changed,
        agency=view.agency,
        former_versions=view.number - 2 if view.gate == "norm" and view.state == "removed" else 0,
        events=tuple(_event(view, step) for step in view.history),
    )


def _event(view: View, step: Step) -> Event:
    return Event(
        date=step.date,
        record_id=view.id,
        number=step.number,
        kind=step.kind,
        label=step.label,
        url=f"{view.url}#change-{step.number}",
        title=view.heading,
        type_label=view.type_label,
        ground=step.ground or step.route,
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a long list: its rows, and its neighbours' addresses."""

    base: str
    number: int
    total: int
    count: int
    rows: Sequence[object]

    @property
    def url(self) -> str:
        """The address of this page."""
        return leaf_url(self.base, self.number)

    @property
    def newer(self) -> str:
        """The address of the page before; empty on the first."""
        return leaf_url(self.base, self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        """The address of the page after; empty on the last."""
        return leaf_url(self.base, self.number + 1) if self.number < self.total else ""


def leaf_url(base: str, number: int) -> str:
    """Return the address of page `number` of the list at `base`."""
    return base if number == 1 else f"{base}page/{number}/"


def leaves(base: str, rows: Sequence[object]) -> Iterator[Leaf]:
    """Yield the pages of `rows`; an empty list has one page, which says so."""
    total = max(1, -(-len(rows) // PER_PAGE))
    for number in range(1, total + 1):
        part = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
        yield Leaf(base, number, total, len(rows), part)


def newest_first(rows: Iterable[Summary]) -> list[Summary]:
    """Return `rows` by day, the newest first; on one day by id."""
    return sorted(rows, key=lambda row: (-row.day.toordinal(), row.id))


def grouped(rows: Iterable[Row], key: Callable[[Row], Key | None]) -> dict[Key, list[Row]]:
    """Return `rows` by `key`, those without one left out."""
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if (name := key(row)) is not None:
            groups[name].append(row)
    return dict(groups)
