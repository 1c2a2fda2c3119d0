"""What changed, for mirrors: a list of months, each with a digest of what is in it (变更清单).

A mirror fetches again the months whose digest differs, and sees what to delete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from portal.site.changes import ROOT, Month
from portal.site.exports import as_json
from portal.site.listing import Event

Row = dict[str, Any]


def content(month: Month) -> bytes:
    """Return the changes of a month as a file."""
    deleted = [{"id": one, "deleted": True} for one in month.deleted]
    return as_json({"month": month.name, "changes": [*map(_change, month.events), *deleted]})


def row(month: Month, content: bytes) -> Row:
    """Return what the list of months says of one, whose file has this `content`."""
    count = len(month.events) + len(month.deleted)
    digest = hashlib.sha256(content).hexdigest()
    return {"month": month.name, "url": month.path, "changes": count, "sha256": digest}


def months(rows: Sequence[Row]) -> tuple[str, bytes]:
    """Return path and content of the list of months."""
    return f"{ROOT[1:]}index.json", as_json({"months": rows})


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
