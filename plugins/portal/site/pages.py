"""Which pages there are: plain data, no rendering (页面)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.checks import RULES
from portal.lifecycle import Gate
from portal.lifecycle.view import View
from portal.model import RECORD_TYPES, Record
from portal.site.listing import Event, Leaf, Summary, grouped, leaves, newest_first

LATEST = 10
REFERENCE = "/reference/"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: its address below the site's root, its template, what it is told."""

    url: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file below the output folder."""
        return f"{self.url[1:]}index.html" if self.url.endswith("/") else self.url[1:]


def root_of(url: str) -> str:
    """Return the way from the page at `url` to the site's root, without a final slash."""
    depth = (
        url.strip("/").count("/") + bool(url.strip("/"))
        if url.endswith("/")
        else url.count("/") - 1
    )
    return "/".join([".."] * depth) or "."


def record_pages(gate: Gate, view: View, templates: Mapping[str, str]) -> Iterator[Page]:
    """Yield the page of a record and, for norms, those of its earlier versions."""
    template = templates[view.type]
    portfolio = [
        (kind, count, f"/{kind.PLURAL}/agency/{view.id}/")
        for kind, count in (gate.referrers.portfolio(view.id) if view.full else ())
    ]
    yield Page(view.url, template, {"view": view, "portfolio": portfolio})
    for number in view.versions:
        earlier = gate.earlier(view.id, number)
        if earlier:
            yield Page(f"{view.url}v/{number}/", template, {"view": earlier, "current": view})


@dataclass(frozen=True, slots=True)
class Site:
    """Everything rendered of the records, for the pages that list them."""

    summaries: Sequence[Summary]
    as_of: date

    def pages(self) -> Iterator[Page]:
        """Yield every page but those of records and editorial ones."""
        yield self._home()
        for kind in RECORD_TYPES:
            yield from self._index(kind)
        yield from self._changes()
        yield from _reference()
        yield Page("/search/", "search.html")
        yield Page("/404.html", "404.html")

    def listed(self, kind: type[Record]) -> list[Summary]:
        """Return the records of `kind` that lists show, newest first."""
        return newest_first(s for s in self.summaries if s.type == kind.TYPE and s.listed)

    def events(self) -> list[Event]:
        """Return all changes, the newest first."""
        events = [event for summary in self.summaries for event in summary.events]
        return sorted(events, key=lambda e: (-e.date.toordinal(), e.record_id, -e.number))

    def _home(self) -> Page:
        events = self.events()
        published = [event for event in events if event.kind == "published"]
        changed = [event for event in events if event.kind != "published"]
        context = {
            "counts": [(kind, len(self.listed(kind))) for kind in RECORD_TYPES],
            "published": published[:LATEST],
            "changed": changed[:LATEST],
            "agencies": self.listed(RECORD_TYPES[0]),
        }
        return Page("/", "home.html", context)

    def _index(self, kind: type[Record]) -> Iterator[Page]:
        rows, base = self.listed(kind), f"/{kind.PLURAL}/"
        years = grouped(rows, lambda row: row.day.year)
        agencies = grouped(rows, lambda row: row.agency)
        facets = {
            "years": sorted(((year, len(group)) for year, group in years.items()), reverse=True),
            "agencies": [(a, len(agencies[a])) for a in sorted(agencies, key=lambda a: a.id)],
        }
        yield from _leaves(kind, leaves(base, rows), facets)
        for year in sorted(years, reverse=True):
            of_year = leaves(f"{base}year/{year}/", years[year])
            yield from _leaves(kind, of_year, {"subset": f"{year} 年"})
        for agency in sorted(agencies, key=lambda a: a.id):
            of_agency = leaves(f"{base}agency/{agency.id}/", agencies[agency])
            yield from _leaves(kind, of_agency, {"subset": agency.title})

    def _changes(self) -> Iterator[Page]:
        months = grouped(self.events(), lambda event: f"{event.date:%Y-%m}")
        counts = [
            (month, len(events), sum(e.kind != "published" for e in events))
            for month, events in months.items()
        ]
        yield Page("/changes/", "changes.html", {"months": counts})
        for month, events in months.items():
            for leaf in leaves(f"/changes/{month}/", events):
                yield Page(leaf.url, "changes-month.html", {"month": month, "leaf": leaf})


def _leaves(
    kind: type[Record], pages: Iterator[Leaf], facets: Mapping[str, object]
) -> Iterator[Page]:
    for leaf in pages:
        context = {"kind": kind, "leaf": leaf, "subset": "", "years": (), "agencies": (), **facets}
        yield Page(leaf.url, "index.html", context)


def _reference() -> Iterator[Page]:
    """What a record of each type holds, and the rules it must keep: read off the model."""
    yield Page(REFERENCE, "reference.html", {"kinds": RECORD_TYPES})
    for kind in RECORD_TYPES:
        yield Page(f"{REFERENCE}{kind.PLURAL}/", "reference-type.html", {"kind": kind})
    yield Page(f"{REFERENCE}checks/", "reference-checks.html", {"rules": RULES})
