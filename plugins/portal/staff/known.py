"""The records that are there already, found by what a row says (已有记录)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from portal.lifecycle import version
from portal.model import Record, Removed
from portal.model.party import Party
from portal.model.shape import shape_of
from portal.source import Corpus
from portal.staff.identity import Identity, fold, identity_of, opens


@dataclass(slots=True)
class Entry:
    """A record with the place of its file; `row` is the row that wrote it just now."""

    id: str
    path: str
    record: Record
    row: int = 0


class Known:
    """An index of all records by identity, and the digests of removed ones."""

    def __init__(self, corpus: Corpus) -> None:
        self._entries: defaultdict[tuple[str, str, str], list[tuple[Identity, Entry]]]
        self._entries = defaultdict(list)
        self._touched: list[Entry] = []
        self._removed: list[tuple[str, Removed]] = []
        for item in corpus.items.values():
            if isinstance(item.record, Removed):
                self._removed.append((item.id, item.record))
            else:
                self.add(Entry(item.id, item.path, item.record))

    def add(self, entry: Entry) -> None:
        """Take in a record."""
        identity = identity_of(entry.record)
        self.touch(entry)
        self._entries[identity.place].append((identity, entry))

    def touch(self, entry: Entry) -> None:
        """Keep in mind that a row of the present table wrote `entry`."""
        if entry.row:
            self._touched.append(entry)

    def forget_rows(self) -> None:
        """Begin a new table: no row of it has written anything yet."""
        for entry in self._touched:
            entry.row = 0
        self._touched.clear()

    def find(self, identity: Identity) -> Entry | None:
        """Return the record of the same act on the same party."""
        found = self._entries.get(identity.place, ())
        return next((entry for other, entry in found if other.is_same(identity)), None)

    def removed(self, identity: Identity) -> str | None:
        """Return the id of the removed record whose digest `identity` opens."""
        for record_id, removed in self._removed:
            if removed.import_key and opens(removed.import_key, identity):
                return record_id
        return None


def changed_fields(told: Mapping[str, Any], row: Record, record: Record) -> list[str]:
    """Return the fields that the row tells of and the record has otherwise.

    What a row is silent on is no difference: a record may know more than the table. Nor is the
    way in which a number or a party's name is written: brackets, spaces, width.
    """
    return [name for name in told if name != "changes" and not _agree(told, row, record, name)]


def _agree(told: Mapping[str, Any], row: BaseModel, record: BaseModel, name: str) -> bool:
    raw, new, old = told[name], getattr(row, name), getattr(record, name)
    if isinstance(raw, Mapping) and isinstance(new, BaseModel):
        return isinstance(old, BaseModel) and all(_agree(raw, new, old, part) for part in raw)
    if isinstance(new, str) and isinstance(old, str) and _is_folded(row, name):
        return fold(new) == fold(old)
    return bool(new == old)


def _is_folded(owner: BaseModel, name: str) -> bool:
    """Return whether the field makes a row known, and so is compared in its folded form."""
    kind = shape_of(type(owner))[name].kind
    return (kind is not None and kind.name == "number") or (
        isinstance(owner, Party) and name == "name"
    )


def said_before(told: Mapping[str, Any], row: Record, record: Record) -> bool:
    """Return whether an earlier version of `record` said just what the row says.

    Such a row is an old table come again, not a change.
    """
    versions = (version(record, number) for number in range(1, len(record.changes)))
    return any(
        set(changed_fields(told, row, earlier.record)) <= earlier.withheld for earlier in versions
    )


def withheld_fields(record: Record) -> frozenset[str]:
    """Return the fields of which a former value may never be told again."""
    return frozenset(name for change in record.changes for name in getattr(change, "withheld", ()))
