"""One page a credit code: who it is, and all that is public of it, in time order (主体).

The portal states facts: no score and no ranking. Firms are told apart by their code alone, so that
two of one name never mix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from portal.model import BY_TYPE, Record
from portal.site.bearer import Bearer
from portal.site.listing import Summary, leaves
from portal.site.page import Page

TEMPLATE = "subject.html"


@dataclass(frozen=True, slots=True)
class Named:
    """A name by which a subject was recorded, on the days of the first and last such record."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Subject:
    """A credit code, and the records that concern it, the newest first."""

    code: str
    records: Sequence[Summary]

    @property
    def url(self) -> str:
        """The address of its page."""
        return self.bearers[0].url

    @cached_property
    def bearers(self) -> list[Bearer]:
        """What each record says of the subject, the newest first."""
        return [one.bearer for one in self.records if one.bearer]

    @property
    def name(self) -> str:
        """The name in the newest record."""
        return self.bearers[0].name

    @property
    def kind(self) -> str:
        """What kind of party it is by the newest record."""
        return self.bearers[0].kind

    @cached_property
    def names(self) -> list[Named]:
        """Every name, the newest first."""
        days: defaultdict[str, list[date]] = defaultdict(list)
        for record, bearer in zip(self.records, self.bearers, strict=True):
            days[bearer.name].append(record.day)
        return [Named(name, min(some), max(some)) for name, some in days.items()]

    @cached_property
    def sites(self) -> list[tuple[str, str, str]]:
        """Every site or app, of the newest record first."""
        return list(dict.fromkeys(site for bearer in self.bearers for site in bearer.sites))

    @property
    def repair(self) -> bool:
        """Whether the subject may apply for repair of any record."""
        return any(one.repair for one in self.records)

    @property
    def counts(self) -> list[tuple[type[Record], int]]:
        """How many records there are of each type, in the order of the menu."""
        types = [one.type for one in self.records]
        return [(kind, types.count(name)) for name, kind in BY_TYPE.items() if name in types]


def subjects(summaries: Iterable[Summary]) -> list[Subject]:
    """Return all subjects of the records, by their codes."""
    found: defaultdict[str, list[Summary]] = defaultdict(list)
    by_id = sorted(summaries, key=attrgetter("id"), reverse=True)
    for summary in sorted(by_id, key=attrgetter("day"), reverse=True):
        if summary.bearer:
            found[summary.bearer.code].append(summary)
    return [Subject(code, found[code]) for code in sorted(found)]


def pages(subject: Subject) -> Iterator[Page]:
    """Yield the pages of a subject."""
    for leaf in leaves(subject.url, subject.records):
        yield Page(leaf.url, TEMPLATE, {"subject": subject, "leaf": leaf})


def data(subject: Subject) -> dict[str, Any]:
    """Return a subject as the public data beside its page (`index.json`)."""
    return {
        "code": subject.code,
        "name": subject.name,
        "kind": subject.kind,
        "names": [
            {"name": one.name, "first": str(one.first), "last": str(one.last)}
            for one in subject.names
        ],
        "sites": [
            {
                key: value
                for key, value in zip(("name", "domain", "filing_number"), site, strict=True)
                if value
            }
            for site in subject.sites
        ],
        "records": [
            {
                "id": one.id,
                "type": one.type,
                "url": one.url,
                "date": str(one.day),
                "state": one.state,
                "state_label": one.state_label,
                "title": one.title,
                "agency": one.agency.title if one.agency else None,
                "data": f"{one.url}index.json",
            }
            for one in subject.records
        ],
    }
