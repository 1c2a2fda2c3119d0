"""Which pages there are: plain data, no rendering (页面)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from operator import attrgetter
from typing import get_args

from portal.checks import RULES
from portal.lifecycle import Gate
from portal.lifecycle.path import TRACE
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.quoting import quotes
from portal.lifecycle.referrers import HOLDERS
from portal.lifecycle.state import STATES, label
from portal.lifecycle.view import Link, View
from portal.model import BY_TYPE, RECORD_TYPES, Record
from portal.model.base import Stage
from portal.site import design
from portal.site.addresses import card
from portal.site.bearer import Bearer
from portal.site.changes import LATEST, Month, change_pages, months_of, told
from portal.site.collation import initial, letter_slug, ordered
from portal.site.listing import PER_PAGE, Event, Facet, Leaf, Summary, grouped, leaves
from portal.site.page import Page

REFERENCE = "/reference/"
DESIGN = "/about/design/"
STAGES = [(stage, [k for k in RECORD_TYPES if stage == k.STAGE]) for stage in get_args(Stage)]
"""The parts of the menu, each with its types in their order."""


@cache
def search_labels() -> tuple[str, ...]:
    """Return the terms that results and facets of the search tell: types, states and choices."""
    states = (label(state, kind.GATE) for kind in RECORD_TYPES for state in STATES)
    facets = (kind.facet() for kind in RECORD_TYPES)
    choices = (option for shape in facets if shape and shape.kind for option in shape.kind.options)
    return tuple(dict.fromkeys((*(kind.LABEL for kind in RECORD_TYPES), *states, *choices)))


OF_TODAY: Mapping[str, object] = {
    "portfolio": None,
    "cover": None,
    "members": (),
    "more": {},
    "prose": False,
    "subject": None,
    "card": "",
    "quotes": {},
}
"""What a page tells of today alone: nothing on the pages of earlier versions."""


def record_pages(
    gate: Gate, view: View, whose: Bearer | None, templates: Mapping[str, str]
) -> Iterator[Page]:
    """Yield the page of a record and, for norms, those of its earlier versions."""
    template = templates[view.type]
    holds = view.type in HOLDERS and view.full
    portfolio = gate.referrers.portfolio(view.id) if holds else None
    prose = view.listed and BY_TYPE[view.type].IN_PROSE
    context: dict[str, object] = {"view": view, "portfolio": portfolio, "more": _more(view)}
    context["cover"] = gate.coverage.of(view.id) if holds else None
    context["members"] = gate.referrers.members(view.id) if view.full else ()
    shown_at = card(view.url) if BY_TYPE[view.type].CARD else ""
    context |= {"prose": prose, "subject": whose, "card": shown_at}
    context |= {"quotes": quotes(gate, view.id), **_sections(view)}
    yield Page(view.url, template, context)
    if shown_at:
        issuer = gate.view(view.agency.id) if view.agency else None
        yield Page(shown_at, "card.html", {"view": view, "issuer": issuer})
    for number in view.versions:
        earlier = gate.earlier(view.id, number)
        if earlier:
            following = next(step for step in view.history if step.number > number)
            context = {**OF_TODAY, "view": earlier, "current": view, "following": following}
            yield Page(f"{view.url}v/{number}/", template, {**context, **_sections(earlier)})


def _sections(view: View) -> dict[str, object]:
    """Part the fields of a view: those that answer a question of the reader first, the rest."""
    drawn = {TRACE} if view.path else set()  # in a section of its own
    left = {shown.name: shown for shown in view.fields if shown.name not in drawn}
    glance = [
        (question, [left.pop(name) for name in names if name in left])
        for question, names in BY_TYPE[view.type].GLANCE.items()
    ]
    return {"glance": [pair for pair in glance if pair[1]], "details": tuple(left.values())}


def _more(view: View) -> dict[str, str]:
    """Return where all records of a type that refer to this one are listed, by type."""
    more = {}
    for group in view.referrers:
        kind = BY_TYPE[group.type]
        facet = kind.facet()
        if facet and facet.kind and facet.kind.target == view.type:
            more[group.type] = f"/{kind.PLURAL}/{kind.FACET}/{view.id}/"
    return more


@dataclass(frozen=True)
class Site:
    """Everything rendered of the records, for the pages that list them."""

    summaries: Sequence[Summary]
    as_of: date

    def pages(self) -> Iterator[Page]:
        """Yield every page but those of records and editorial ones."""
        yield self._home()
        for kind in RECORD_TYPES:
            yield from self._index(kind)
        yield from change_pages(self.summaries, self.events, self.months)
        yield from _reference()
        yield Page(DESIGN, "design.html", design.context())
        yield Page("/404.html", "404.html")

    @cached_property
    def listed(self) -> dict[type[Record], list[Summary]]:
        """The records of each type that lists show, in their order."""
        rows = grouped((one for one in self.summaries if one.listed), attrgetter("type"))
        return {kind: ordered(kind, rows.get(kind.TYPE, ())) for kind in RECORD_TYPES}

    @cached_property
    def events(self) -> list[Event]:
        """All changes, the newest first."""
        events = [event for summary in self.summaries for event in summary.events]
        events.sort(key=attrgetter("number", "ending"), reverse=True)
        events.sort(key=attrgetter("record_id"))
        return sorted(events, key=attrgetter("date"), reverse=True)

    @cached_property
    def months(self) -> list[Month]:
        """The changes of each month, the newest first."""
        return months_of(self.summaries, self.events)

    def _home(self) -> Page:
        events, listed = self.events, self.listed
        published = [event for event in events if event.kind == "published"]
        context = {
            "counts": [
                (stage, [(kind, len(listed[kind]), _facets(listed[kind])) for kind in kinds])
                for stage, kinds in STAGES
            ],
            "published": published[:LATEST],
            "changed": told(events)[:LATEST],
            "featured": [(kind, listed[kind]) for kind in RECORD_TYPES if kind.ON_HOME],
        }
        return Page("/", "home.html", context)

    def _index(self, kind: type[Record]) -> Iterator[Page]:
        rows, base = self.listed[kind], f"/{kind.PLURAL}/"
        years = grouped(rows, lambda row: row.day.year)
        agencies = grouped(rows, attrgetter("agency"))
        facets = grouped(rows, attrgetter("facet"))
        letters = grouped(rows, initial) if kind.BY_NAME and len(rows) > PER_PAGE else {}
        filters = {
            "letters": [(one, letter_slug(one), len(letters[one])) for one in letters],
            "facets": _facets(rows),
            "agencies": sorted(
                ((agency, len(group)) for agency, group in agencies.items()),
                key=lambda pair: (-pair[1], pair[0].id),
            ),
            "years": sorted(((year, len(group)) for year, group in years.items()), reverse=True),
        }
        yield from _leaves(kind, leaves(base, rows), "", filters)
        subsets: list[tuple[str, list[Summary], str]] = [
            *((f"letter/{letter_slug(one)}", letters[one], one) for one in letters),
            *((f"{kind.FACET}/{one.slug}", facets[one], one.label) for one in sorted(facets)),
            *((f"year/{n}", years[n], Phrase("{year} 年", year=n)) for n in sorted(years)[::-1]),
            *((f"agency/{a.id}", agencies[a], a.title) for a in sorted(agencies, key=_by_id)),
        ]
        for folder, part, subset in subsets:
            yield from _leaves(kind, leaves(f"{base}{folder}/", part), subset)


def _by_id(agency: Link) -> str:
    return agency.id


NO_FILTERS: Mapping[str, object] = dict.fromkeys(("letters", "facets", "agencies", "years"), ())


def _leaves(
    kind: type[Record],
    pages: Iterator[Leaf],
    subset: str,
    filters: Mapping[str, object] = NO_FILTERS,
) -> Iterator[Page]:
    for leaf in pages:
        shown = filters if leaf.number == 1 else NO_FILTERS  # of what none shows, none depends
        context = {"kind": kind, "leaf": leaf, "subset": subset, **shown}
        yield Page(leaf.url, "index.html", context)


def _facets(rows: Sequence[Summary]) -> list[tuple[Facet, int]]:
    """Return by what `rows` divide, with their numbers, the largest first."""
    counts = Counter(row.facet for row in rows if row.facet)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _reference() -> Iterator[Page]:
    """What a record of each type holds, and the rules it must keep: read off the model."""
    yield Page(REFERENCE, "reference.html", {"kinds": RECORD_TYPES})
    for kind in RECORD_TYPES:
        yield Page(f"{REFERENCE}{kind.PLURAL}/", "reference-type.html", {"kind": kind})
    yield Page(f"{REFERENCE}checks/", "reference-checks.html", {"rules": RULES})
