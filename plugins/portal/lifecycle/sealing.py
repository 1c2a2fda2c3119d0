"""Why may a record never be public, whatever its state? (不予公开)"""

from __future__ import annotations

from collections.abc import Mapping

from portal.lifecycle.history import Version
from portal.lifecycle.references import references
from portal.model import Record
from portal.source import Item


def why_sealed(record: Record, items: Mapping[str, Item]) -> str:
    """Return why a record is sealed by what it is or by what it cites; empty where it is not."""
    if record.sealed or record.GATE != "case":
        return record.sealed
    for target in references(record):
        item = items.get(target)
        if item and isinstance(item.record, Record) and item.record.seals:
            return item.record.seals
    return ""


def cannot_be_judged(at: Version) -> bool:
    """Whether a field that every record has is withheld: nobody can say what may be shown."""
    if not at.withheld:
        return False
    return any(s.required and s.name in at.withheld for s in type(at.record).fields())
