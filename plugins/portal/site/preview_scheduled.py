"""What a merge brings or drops of amendments that take effect later (预定变更).

The two sites that a preview compares are of one day and do not show them; what is told here is
what the gate will let the public see of each from its day on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.lifecycle import Gate
from portal.model import Record
from portal.model.changes import Scheduled
from portal.site.exports import difference
from portal.site.preview import Data
from portal.source import Corpus


def scheduled(old: Corpus, new: Corpus, day: date) -> Iterator[Data]:
    """Yield the amendments after `day` that only one of the two has, or has otherwise."""
    before, after = _to_come(old, day), _to_come(new, day)
    for record_id in sorted(before.keys() | after.keys()):
        if before.get(record_id) == after.get(record_id):
            continue
        if record_id in before:
            yield from _told(old, record_id, before[record_id].effective, brought=False)
        if record_id in after:
            yield from _told(new, record_id, after[record_id].effective, brought=True)


def _to_come(corpus: Corpus, day: date) -> dict[str, Scheduled]:
    found = {}
    for item in corpus.items.values():
        planned = item.record.scheduled if isinstance(item.record, Record) else None
        if planned and planned.effective > day:
            found[item.id] = planned
    return found


def _told(corpus: Corpus, record_id: str, effective: date, *, brought: bool) -> Iterator[Data]:
    """Yield an amendment as the public will see it; nothing of what the public never sees."""
    view = Gate(corpus, as_of=effective).view(record_id)
    if view is None or not view.full:
        return
    yield {
        "id": record_id,
        "type": view.type,
        "title": view.title,
        "effective": str(effective),
        "brought": brought,
        "differences": [difference(one) for one in view.history[-1].differences],
    }
