"""Records that came one after the other: a law and its revisions, a process and its successor (沿革).

Each is a record of its own, for each is in force in its own time; a citation names one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.lifecycle.state import standing
from portal.lifecycle.view import Link
from portal.model import Record
from portal.model.changes import Superseded
from portal.model.graph import reached

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


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


def lines(gate: Gate) -> Mapping[str, tuple[str, ...]]:
    """Return for each norm that follows another, or is followed, every record of its line."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    for item in gate.corpus.items.values():
        at = gate.version(item.id) if item.type.GATE == "norm" and gate.state(item.id) else None
        for other in _neighbours(at.record) if at else ():
            there = gate.corpus.items.get(other)
            if there and there.type is item.type:
                near[item.id].add(other)
                near[other].add(item.id)
    found: dict[str, tuple[str, ...]] = {}
    for start in near:
        if start not in found:
            line = tuple(sorted(reached([start], near.__getitem__)))
            found |= dict.fromkeys(line, line)
    return found


def _neighbours(record: Record) -> Iterator[str]:
    """Yield the records in whose place a norm came, or that came in its place."""
    if record.FOLLOWS and (earlier := getattr(record, record.FOLLOWS)):
        yield earlier
    change = standing(record.changes).get("superseded")
    if isinstance(change, Superseded):
        yield change.replaced_by
