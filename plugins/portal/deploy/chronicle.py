"""What two sites tell of the changes of their records, and what left without a word (变更清单比对)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.site.preview import READABLE

CHANGES = "changes"
INDEX = f"{CHANGES}/index.json"
LATE = timedelta(days=31)
"""So long before the last publication may an event be dated that is new in this one.

A colleague may take a while to review it, and builds may have failed. What is dated before that did
not happen now: the way of counting changed, as when a rule shortens a period for all old records.
"""

Event = Mapping[str, Any]
Chronicle = Mapping[str, Sequence[Event]]
"""The public events of records, by id."""


def chronicle(site: Path) -> Chronicle:
    """Return what the lists of changes below `site` tell; of a partial copy, what is there."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for path in sorted((site / CHANGES).glob("*/index.json")):
        for event in json.loads(path.read_bytes())["changes"]:
            found[event["id"]].append(event)
    return found


def lost(online: Chronicle, new: Chronicle, last: date) -> Iterator[str]:
    """Yield the records that could be read online and no longer can, without an event for it.

    `last` is the day of what is online.
    """
    for record_id, events in sorted(online.items()):
        now = new.get(record_id, ())
        if _readable(events) and not _readable(now) and not _told_since(now, last - LATE):
            yield record_id


def _readable(events: Sequence[Event]) -> bool:
    return any(one.get("state") in READABLE and not one.get("deleted") for one in events)


def _told_since(events: Sequence[Event], day: date) -> bool:
    return any(date.fromisoformat(one["date"]) >= day for one in events if "date" in one)


def fresh(online: Chronicle, new: Chronicle, months: Container[str]) -> Iterator[Event]:
    """Yield the events of some `months` that `new` tells and `online` does not."""
    for record_id, events in sorted(new.items()):
        known = {_called(event) for event in online.get(record_id, ())}
        told = (one for one in events if one.get("date", "")[:7] in months)
        yield from (one for one in told if _called(one) not in known)


def months_that_differ(online: Path, new: Path) -> set[str]:
    """Return the months of which two sites tell otherwise, the lists of months being below both."""
    before, now = (
        {one["month"]: one["sha256"] for one in json.loads((site / INDEX).read_bytes())["months"]}
        for site in (online, new)
    )
    return {month for month, digest in now.items() if before.get(month) != digest}


def _called(event: Event) -> tuple[Any, ...]:
    return event.get("kind"), event.get("number"), event.get("date")
