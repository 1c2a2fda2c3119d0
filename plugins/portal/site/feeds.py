"""What changed, for those who follow it by reader: Atom feeds (订阅).

RFC 4287 Atom with RFC 6721 `at:deleted-entry`: what may no longer be told leaves every reader
that honours it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from html import escape
from io import BytesIO
from itertools import takewhile
from operator import attrgetter
from typing import Any

from feedgenerator import Atom1Feed

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Link
from portal.site.changes import ROOT, told
from portal.site.language import Language
from portal.site.listing import Event, Summary, grouped

FEEDS = "/feeds/"
ENTRIES = 100  # the last ones; the list of months holds all
DELETIONS = 500
RECENT = timedelta(days=92)  # so long nothing is cut that must be read again, or must leave
CHINA = timezone(timedelta(hours=8))
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True)
class Deletion:
    """A change that may no longer be told, since `day`: its address and nothing else."""

    url: str
    day: date
    agency: Link | None


class _Atom(Atom1Feed):  # type: ignore[misc]
    """Atom with deleted entries, dated by its entries and never by the clock."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> datetime:
        latest: datetime = self.feed["updated"]
        return latest

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for ref, day in self.feed["deletions"]:
            when = {"ref": ref, "when": _moment(day).isoformat()}
            handler.addQuickElement("at:deleted-entry", "", when)


@dataclass(frozen=True, slots=True)
class Feed:
    """The file at `path`: what of a `part` of all that changes is told, and what no more."""

    path: str
    part: str
    entries: Sequence[Event]
    deletions: Sequence[Deletion]

    @classmethod
    def of(cls, name: str, part: str, events: Sequence[Event], deleted: Sequence[Deletion]) -> Feed:
        """Return the feed called `name` of these changes."""
        return cls(f"{FEEDS[1:]}{name}.xml", part, _entries(events), _deletions(deleted))


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds of a site; one in which nothing ever was is as old as the portal, `since`."""

    site_name: str
    site_url: str
    since: date
    language: Language

    def all(self, events: Sequence[Event], summaries: Sequence[Summary]) -> Iterator[Feed]:
        """Yield each: all changes, corrections and withdrawals, by agency."""
        gone, moved = deletions(summaries), departures(summaries)
        yield Feed.of("all", "", events, gone)
        corrections = self.language.plain(Phrase("更正与撤回"))
        yield Feed.of("corrections", corrections, told(events), gone)
        of_agency = grouped(events, attrgetter("agency"))
        leaving = grouped([*gone, *moved], attrgetter("agency"))
        for agency in {**of_agency, **leaving}:
            own, left = of_agency.get(agency, []), newest(leaving.get(agency, []))
            yield Feed.of(f"agency/{agency.id}", agency.title, own, left)

    def content(self, one: Feed) -> bytes:
        """Return the content of a feed."""
        entries, left = one.entries, one.deletions
        title = self._titled(self.site_name, one.part) if one.part else self.site_name
        address = f"{self.site_url}/{one.path}"
        days = (*(event.updated for event in entries), *(deletion.day for deletion in left))
        feed = _Atom(
            title=title,
            link=f"{self.site_url}{ROOT}",
            description="",
            language=self.language.code,
            feed_url=address,
            feed_guid=address,
            author_name=title,
            updated=_moment(max(days, default=self.since)),
            deletions=[(f"{self.site_url}{one.url}", one.day) for one in left],
        )
        for event in entries:
            feed.add_item(**self._item(event))
        buffer = BytesIO()
        feed.write(buffer, "utf-8")
        return buffer.getvalue()

    def _item(self, event: Event) -> dict[str, Any]:
        said = (self.language.plain(event.ground), *event.note.split("\n"))
        return {
            "title": self._titled(
                self.language.plain(event.label), self.language.plain(event.title)
            ),
            "link": f"{self.site_url}{event.url}",
            "unique_id": f"{self.site_url}{event.url}",
            "description": "".join(f"<p>{escape(one)}</p>" for one in said if one.strip()),
            "pubdate": _moment(event.date),
            "updateddate": _moment(event.updated),
            "categories": (event.label, event.type_label, event.state_label),
        }

    def _titled(self, part: str, title: str) -> str:
        return self.language.plain(Phrase("{part}：{title}", part=part, title=title))


def deletions(summaries: Iterable[Summary]) -> list[Deletion]:
    """Return every change of which only the end of its record is left, the newest first."""
    return newest(
        Deletion(f"{summary.url}#{former.anchor}", summary.changed, summary.agency)
        for summary in summaries
        for former in summary.former
    )


def departures(summaries: Iterable[Summary]) -> Iterator[Deletion]:
    """Yield what must leave the feed of an agency that a record was wrongly held to be of."""
    for summary in summaries:
        for former in summary.agencies:
            for event in summary.events if former.agency != summary.agency else ():
                if event.number < former.number:
                    yield Deletion(event.url, former.until, former.agency)


def newest(found: Iterable[Deletion]) -> list[Deletion]:
    """Return deletions, the newest first."""
    return sorted(found, key=lambda deletion: (-deletion.day.toordinal(), deletion.url))


def _entries(events: Sequence[Event]) -> list[Event]:
    """Return the entries of the records that changed last, and of late each that reads otherwise now.

    A reader keeps what it has read: a record that is withdrawn brings its old entries back.
    """
    newest = sorted(events, key=attrgetter("updated", "date"), reverse=True)
    since = newest[0].updated - RECENT if newest else date.max
    late = takewhile(lambda event: event.updated > since, newest[ENTRIES:])
    return [*newest[:ENTRIES], *(event for event in late if event.updated > event.date)]


def _deletions(deleted: Sequence[Deletion]) -> list[Deletion]:
    """Return the last deletions, of late all of them."""
    since = max((one.day for one in deleted), default=date.max) - RECENT
    return [*deleted[:DELETIONS], *(one for one in deleted[DELETIONS:] if one.day > since)]


def _moment(day: date) -> datetime:
    """Return the first moment of a day in China: records know days, no hours."""
    return datetime.combine(day, time(), CHINA)
