"""The records that are there already, found by what a row says (已有记录)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from portal.lifecycle.history import versions
from portal.lifecycle.identity import Identity, identities, opens
from portal.model import Record, Removed
from portal.model.numbers import fold
from portal.model.party import Party
from portal.model.shape import shape_of
from portal.source import Corpus


@dataclass(slots=True)
class Entry:
    """A record with the place of its file; `row` is the row that wrote it just now."""

    id: str
    path: str
    record: Record
    row: int = 0


class Found(NamedTuple):
    """A record by what it is known, and whether it says so now or only did once."""

    identity: Identity
    entry: Entry
    now: bool


class Known:
    """An index of all records by every identity they ever had, and the digests of removed ones."""

    def __init__(self, corpus: Corpus) -> None:
        self._places: defaultdict[tuple[str, str, str], list[Found]] = defaultdict(list)
        self._touched: list[Entry] = []
        self._removed: list[tuple[str, Removed]] = []
        for item in corpus.items.values():
            if isinstance(item.record, Removed):
                self._removed.append((item.id, item.record))
            else:
                self.add(Entry(item.id, item.path, item.record))

    def add(self, entry: Entry) -> None:
        """Take in a record, by what it says and by what it said before."""
        if entry.row:
            self._touched.append(entry)
        now, former = identities(entry.record)
        for identity in now | former:
            self._places[identity.place].append(Found(identity, entry, identity in now))

    def drop(self, entry: Entry) -> None:
        """Forget a record."""
        now, former = identities(entry.record)
        for place in {identity.place for identity in now | former}:
            self._places[place] = [one for one in self._places[place] if one.entry is not entry]

    def update(self, entry: Entry, record: Record, row: int) -> None:
        """Put `record` in the place of what `entry` held; `row` wrote it."""
        self.drop(entry)
        entry.record, entry.row = record, row
        self.add(entry)

    def forget_rows(self) -> None:
        """Begin a new table: no row of it has written anything yet."""
        for entry in self._touched:
            entry.row = 0
        self._touched.clear()

    def find(self, identity: Identity) -> list[Found]:
        """Return the records of one act on one party: that say so now, else that once did."""
        found = [
            one for one in self._places.get(identity.place, ()) if one.identity.is_same(identity)
        ]
        now = [one for one in found if one.now]
        exact = [one for one in now if identity.code and one.identity.code == identity.code]
        return exact or now or found

    def namesake(self, identity: Identity) -> Found | None:
        """Return a record that has all of `identity` but the party's code."""
        there = self._places.get(identity.place, ())
        return next((one for one in there if one.identity.name == identity.name), None)

    def removed(self, identity: Identity) -> str | None:
        """Return the id of the removed record of which a digest fits `identity`."""
        found = (i for i, removed in self._removed if opens(removed.import_keys, identity))
        return next(found, None)


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
    return any(
        set(changed_fields(told, row, earlier.record)) <= earlier.withheld
        for earlier in versions(record)[:-1]
    )


def withheld_fields(record: Record) -> frozenset[str]:
    """Return the fields of which a former value may never be told again."""
    return frozenset(name for change in record.changes for name in getattr(change, "withheld", ()))
