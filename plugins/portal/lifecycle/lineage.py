"""Records that came one after the other: a law and its revisions, a process and its successor (沿革).

Each is a record of its own, for each is in force in its own time; a citation names one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.lifecycle.state import standing
from portal.lifecycle.tables import Told
from portal.lifecycle.view import Link
from portal.model import Record
from portal.model.changes import Superseded
from portal.model.graph import reached

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


NEAR = "near"


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a line and when it applied; an open period has no end."""

    link: Link
    applied_from: date
    applied_until: date | None


def lineage(gate: Gate, record_id: str) -> tuple[Member, ...]:
    """Return the public records of the line of a norm, the earliest first; none where it is alone."""
    members = (_member(gate, one) for one in gate.line(record_id))
    found = sorted(filter(None, members), key=_begins)
    return tuple(found) if len(found) > 1 else ()


def _member(gate: Gate, record_id: str) -> Member | None:
    link, editions = gate.link(record_id), gate.editions(record_id)
    if link is None or not editions:
        return None
    return Member(link, editions[0].applied_from, editions[-1].applied_until)


def _begins(member: Member) -> tuple[date, str]:
    return member.applied_from, member.link.id


def tell(gate: Gate, record_id: str) -> Told:
    """Tell of a norm which one it follows, and which follows it."""
    item = gate.corpus.items[record_id]
    at = gate.version(record_id) if gate.state(record_id) else None
    for other in _neighbours(at.record) if at else ():
        there = gate.corpus.items.get(other)
        if there and there.type is item.type:
            yield NEAR, record_id, other
            yield NEAR, other, record_id


def line(gate: Gate, record_id: str) -> tuple[str, ...]:
    """Return the records of the line of a norm; none where it is alone."""

    def near(one: str) -> list[str]:
        return [other for _, other in gate.following.row(NEAR, one)]

    return tuple(sorted(reached([record_id], near))) if near(record_id) else ()


def _neighbours(record: Record) -> Iterator[str]:
    """Yield the records in whose place a norm came, or that came in its place."""
    if record.FOLLOWS and (earlier := getattr(record, record.FOLLOWS)):
        yield earlier
    change = standing(record.changes).get("superseded")
    if isinstance(change, Superseded):
        yield change.replaced_by
