"""What changed, for those who follow it by machine: Atom feeds and a list of months (订阅与变更清单).

RFC 4287 Atom with RFC 6721 `at:deleted-entry`: what may no longer be told leaves every reader
that honours it. The list of months carries a digest of each, so that a mirror fetches again what
differs and sees what to delete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from html import escape
from io import BytesIO
from typing import Any

from feedgenerator import Atom1Feed

from portal.lifecycle.view import Link
from portal.site.changes import ROOT, months_of, told
from portal.site.exports import as_json
from portal.site.listing import Event, Summary, grouped

FEEDS = "/feeds/"
ENTRIES = 100  # the newest; the list of months holds all
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


def feeds(
    site_name: str, site_url: str, events: Sequence[Event], summaries: Iterable[Summary]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every feed: all changes, corrections and withdrawals, by agency."""
    gone = deletions(summaries)
    yield _feed("all", site_name, site_url, events, gone)
    yield _feed("corrections", f"{site_name}：更正与撤回", site_url, told(events), gone)
    for agency, own in grouped(events, lambda event: event.agency).items():
        deleted = [deletion for deletion in gone if deletion.agency == agency]
        title = f"{site_name}：{agency.title}"
        yield _feed(f"agency/{agency.id}", title, site_url, own, deleted)


def deletions(summaries: Iterable[Summary]) -> list[Deletion]:
    """Return every change of which only the end of its record is left, the newest first."""
    found = [
        Deletion(f"{summary.url}#{former.anchor}", summary.changed, summary.agency)
        for summary in summaries
        for former in summary.former
    ]
    return sorted(found, key=lambda deletion: (-deletion.day.toordinal(), deletion.url))


def _feed(
    path: str, title: str, site_url: str, events: Sequence[Event], deleted: Sequence[Deletion]
) -> tuple[str, bytes]:
    entries = _entries(events)
    address = f"{site_url}{FEEDS}{path}.xml"
    feed = _Atom(
        title=title,
        link=f"{site_url}{ROOT}",
        description="",
        language="zh-CN",
        feed_url=address,
        feed_guid=address,
        author_name=title,
        updated=_moment(max((event.updated for event in entries), default=date(1970, 1, 1))),
        deletions=[(f"{site_url}{one.url}", one.day) for one in _deletions(deleted)],
    )
    for event in entries:
        feed.add_item(
            title=f"{event.label}：{event.title}",
            link=f"{site_url}{event.url}",
            unique_id=f"{site_url}{event.url}",
            description=escape("\n".join(filter(None, (event.ground, event.note)))),
            pubdate=_moment(event.date),
            updateddate=_moment(event.updated),
            categories=(event.label, event.type_label, event.state_label),
        )
    buffer = BytesIO()
    feed.write(buffer, "utf-8")
    return f"{FEEDS[1:]}{path}.xml", buffer.getvalue()


def _entries(events: Sequence[Event]) -> list[Event]:
    """Return the entries of the records that changed last, and of late each that reads otherwise now.

    A reader keeps what it has read: a record that is withdrawn brings its old entries back.
    """
    newest = sorted(events, key=lambda event: (event.updated, event.date), reverse=True)
    since = max((event.updated for event in events), default=date.max) - RECENT
    again = (e for e in newest[ENTRIES:] if e.updated > max(e.date, since))
    return [*newest[:ENTRIES], *again]


def _deletions(deleted: Sequence[Deletion]) -> list[Deletion]:
    """Return the last deletions, of late all of them."""
    since = max((one.day for one in deleted), default=date.max) - RECENT
    return [*deleted[:DELETIONS], *(one for one in deleted[DELETIONS:] if one.day > since)]


def change_list(
    summaries: Sequence[Summary], events: Sequence[Event]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the list of months and of every month in it."""
    listed = []
    for month in months_of(summaries, events):
        path = f"{ROOT}{month.name}/index.json"
        deleted = [{"id": one, "deleted": True} for one in month.deleted]
        changes = [*map(_change, month.events), *deleted]
        content = as_json({"month": month.name, "changes": changes})
        digest = hashlib.sha256(content).hexdigest()
        listed.append({"month": month.name, "url": path, "changes": len(changes), "sha256": digest})
        yield path[1:], content
    yield f"{ROOT[1:]}index.json", as_json({"months": listed})


def _change(event: Event) -> dict[str, Any]:
    """Return a change; of one whose record left public view the id and that it is deleted."""
    told_of = {
        "id": event.record_id,
        "type": event.type,
        "url": event.url,
        **({} if event.ending else {"number": event.number}),
        "kind": event.kind,
        "label": event.label,
        "date": str(event.date),
        "state": event.state,
        "state_label": event.state_label,
    }
    if event.gone:
        return {**told_of, "deleted": True}
    return {
        **told_of,
        "title": event.title,
        "agency": event.agency.id if event.agency else None,
        "updated": str(event.updated),
    }


def _moment(day: date) -> datetime:
    """Return the first moment of a day in China: records know days, no hours."""
    return datetime.combine(day, time(), CHINA)
