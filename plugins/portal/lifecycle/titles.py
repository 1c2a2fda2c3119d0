"""By what title is a record known, and what stands in its place? (题名与替代)"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.lifecycle.history import Version
from portal.lifecycle.names import every_name
from portal.lifecycle.outlook import cited
from portal.lifecycle.privacy import holds_identity_number
from portal.lifecycle.sealing import cannot_be_judged
from portal.lifecycle.state import State, standing
from portal.lifecycle.view import Link, readable
from portal.model import BY_TYPE, Record

if TYPE_CHECKING:
    from portal.lifecycle.gate import Gate


def title_of(gate: Gate, at: Version, state: State) -> str:
    """Return the title that the public may see: with the party, without it, or the bare type."""
    record = at.record
    if cannot_be_judged(at):
        return record.LABEL
    full = readable(state, record.GATE)
    hidden = gate.rulebook.hidden_fields(record).keys()
    plain = hidden.isdisjoint(record.TITLED_BY) and not holds_identity_number(record.title)
    if full and plain:
        whole = whole_of(gate, record)
        return record.title_in(whole.title) if whole else record.title
    if full or state == "withdrawn":
        return anonymous_title(gate, record, tombstone=not full)
    return record.LABEL


def whole_of(gate: Gate, record: Record) -> Link | None:
    """Return the record within which this one stands; None where there is none or a rule hides it."""
    hidden = not record.within or record.WITHIN in gate.rulebook.hidden_fields(record)
    return None if hidden else gate.link(record.within)


def anonymous_title(gate: Gate, record: Record, *, tombstone: bool) -> str:
    """Return a title without the party; a number may well be its credit code."""
    title, hidden = record.anonymous_title, gate.rulebook.hidden_fields(record).keys()
    tells = tombstone and bool(every_name(record).told_in(title))
    if tells or not hidden.isdisjoint(record.KNOWN_BY) or holds_identity_number(title):
        return record.LABEL
    return title


def replacement(gate: Gate, record: Record, state: State) -> Link | None:
    """Return what stands in the record's place; after the end nothing does."""
    full = readable(state, record.GATE)
    if not full and state != "withdrawn":
        return None
    stands = standing(record.changes)
    changes = (stands.get(kind) for kind in ("withdrawn", "superseded"))
    targets = (getattr(change, "replaced_by", None) for change in changes)
    target = next(filter(None, targets), None)
    return gate.link(target, anonymous=not full) if target else None


def with_law(gate: Gate, link: Link) -> Link:
    """Return a reference with the law on which its record rests, where its type asks for that.

    浙江省公共信用信息管理条例第二十八条: 采取惩戒措施, 应当告知依据.
    """
    name = BY_TYPE[link.type].BASED_ON
    at = gate.version(link.id, link.number) if name else None
    if at is None or name in {*at.withheld, *gate.rulebook.hidden_fields(at.record)}:
        return link
    return replace(link, law=cited(gate, getattr(at.record, name)))
