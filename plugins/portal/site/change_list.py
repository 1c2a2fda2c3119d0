"""What changed, for mirrors: a list of months, each with a digest of what is in it (变更清单).

A mirror fetches again the months whose digest differs, and sees what to delete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from portal.site.changes import ROOT, months_of
from portal.site.exports import as_json
from portal.site.listing import Event, Summary


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
