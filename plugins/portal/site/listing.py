"""Index pages: which records, in what order, at most fifty a page (索引)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from portal.lifecycle.objections import Objection
from portal.lifecycle.references import AGENCY
from portal.lifecycle.timeliness import Takedown
from portal.lifecycle.view import Former, Link, Step, View
from portal.model import BY_TYPE
from portal.site.bearer import Bearer
from portal.site.collation import name_key
from portal.source.sharing import sharing

Day = date  # fields below are called `date`
PER_PAGE = 50
ALL_OFFERED = 12  # of so many pages each has its link
NEAR = 2
Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")


class Event(NamedTuple):
    """One change of one record, as `/changes/` lists it."""

    date: date
    record_id: str
    number: int  # of an end that came by itself that of the change before it
    kind: str
    label: str
    url: str
    title: str
    type: str
    type_label: str
    ground: str
    note: str = ""
    state: str = "current"
    state_label: str = ""
    agency: Link | None = None
    gone: bool = False
    updated: Day = Day.min
    ending: int = 0


@sharing
class Facet(NamedTuple):
    """By what index pages divide a type: a choice, or the record that its records refer to."""

    slug: str
    label: str


class FormerAgency(NamedTuple):
    """An agency that a record was said to be of, until the change of that number and day."""

    agency: Link
    number: int
    until: Day


class Summary(NamedTuple):
    """What index pages, sitemap and change list need to know of a rendered record."""

    id: str
    type: str
    url: str
    title: str
    state: str
    state_label: str
    listed: bool
    gone: bool
    day: date
    changed: date
    agency: Link | None
    facet: Facet | None
    takedown: Takedown | None
    former_versions: int
    events: tuple[Event, ...]
    former: tuple[Former, ...] = ()
    agencies: tuple[FormerAgency, ...] = ()
    bearer: Bearer | None = None
    order: str = ""
    mark: str = ""
    repair: bool = False
    objections: tuple[Objection, ...] = ()


def summarise(view: View, whose: Bearer | None = None) -> Summary:
    """Return the summary of a view; `whose` it is its page tells."""
    return Summary(
        id=view.id,
        type=view.type,
        url=view.url,
        title=view.title,
        state=view.state,
        state_label=view.state_label,
        listed=view.listed,
        gone=view.gone,
        day=view.day,
        changed=view.changed,
        agency=view.agency,
        facet=facet_of(view) if view.listed else None,
        takedown=view.takedown,
        former_versions=view.number - 2 if view.gate == "norm" and view.state == "removed" else 0,
        events=tuple(_event(view, step) for step in view.history),
        former=view.former,
        agencies=tuple(_former_agencies(view)),
        bearer=whose,
        order=name_key(view.sorted_by) if BY_TYPE[view.type].BY_NAME else "",
        mark=view.mark,
        repair=view.outlook.repair,
        objections=view.objections,
    )


def _former_agencies(view: View) -> Iterator[FormerAgency]:
    """Yield the agencies that the history may tell the record was of before."""
    for step in view.history:
        for difference in step.differences:
            before = difference.before
            if before and before.name == AGENCY and isinstance(before.value, Link):
                yield FormerAgency(before.value, step.number, step.date)


def facet_of(view: View) -> Facet | None:
    """Return by what index pages divide the record; None where it does not show it."""
    value = facet_value(view)
    if value is None:
        return None
    if isinstance(value, Link):
        return Facet(value.id, value.title)
    return Facet(slug(value), value)


def facet_value(view: View) -> Link | str | None:
    """Return the choice or reference that divides the index pages; None where it is not shown."""
    name = BY_TYPE[view.type].FACET
    shown = next((one for one in view.fields if one.name == name), None)
    return None if shown is None or shown.withheld else shown.value


@cache
def slug(choice: str) -> str:
    """Return a choice as it stands in addresses: its pinyin, run together."""
    from pypinyin import lazy_pinyin  # loads its dictionary: only for whoever names addresses

    return "".join(lazy_pinyin(choice))


def _event(view: View, step: Step) -> Event:
    return Event(
        date=step.date,
        record_id=view.id,
        number=step.number,
        kind=step.kind,
        label=step.label,
        url=f"{view.url}#{step.anchor}",
        title=view.heading,
        type=view.type,
        type_label=view.type_label,
        ground=step.ground or step.route,
        note=step.note,
        state=view.state,
        state_label=view.state_label,
        agency=view.agency,
        gone=view.gone,
        updated=view.changed,
        ending=step.ending,
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
    def numbers(self) -> list[tuple[int, str]]:
        """The pages to offer, each with its address; 0 stands for those left out between two."""
        near = {1, self.total, *range(self.number - NEAR, self.number + NEAR + 1)}
        shown = [n for n in range(1, self.total + 1) if self.total <= ALL_OFFERED or n in near]
        offered: list[tuple[int, str]] = []
        for before, number in zip([0, *shown], shown, strict=False):
            offered += [(0, "")] * (number > before + 1)
            offered.append((number, leaf_url(self.base, number)))
        return offered

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


def grouped(rows: Iterable[Row], key: Callable[[Row], Key | None]) -> dict[Key, list[Row]]:
    """Return `rows` by `key`, those without one left out."""
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if (name := key(row)) is not None:
            groups[name].append(row)
    return dict(groups)
