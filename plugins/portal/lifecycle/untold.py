"""Which former values may not be told, however far back (原值不公开)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.lifecycle.phrase import Phrase
from portal.model import Record
from portal.model.changes import Edit
from portal.model.shape import Shape, shape_of

IDENTIFYING_UNTOLD = Phrase("当事人信息已更正，原信息不再公开")
CASE_UNTOLD = Phrase("原内容不再公开")
# Kinds of field whose former value tells nothing of anyone.
NEUTRAL_KINDS = frozenset({"money", "day", "end_day", "choice", "count", "yes_no"})


def untold_fields(record: Record) -> dict[tuple[int, str], str]:
    """Return why a change (by number) may not tell the values of a field.

    What a later change may not tell, no earlier one tells: its new value is the other's old one.
    """
    untold: dict[tuple[int, str], str] = {}
    secrets: dict[str, str] = {}
    shapes = shape_of(type(record))
    for number, change, of_another in reversed(list(_edits(record))):
        for name in change.touched:
            reason = untold_reason(record.GATE, change, shapes[name], name in of_another)
            if reason := secrets.get(name) or reason:
                untold[number, name] = secrets[name] = reason
    return untold


def _edits(record: Record) -> Iterator[tuple[int, Edit, frozenset[str]]]:
    """Yield each edit, its number, and the fields whose former value may speak of another party.

    That is what stood when an identifying field was changed, until it is itself changed: a wrong
    party is often put right in one change, and what was said of it in the next.
    """
    shapes = shape_of(type(record))
    stood: frozenset[str] = frozenset()
    for number, change in enumerate(record.changes, 1):
        if isinstance(change, Edit):
            if any(shapes[name].identifying for name in change.touched):
                stood = frozenset(shapes)
            yield number, change, stood.difference(change.added)
            stood -= change.touched


def untold_reason(gate: str, change: Edit, shape: Shape, of_another: bool) -> str:
    """Return why a former value may not be told; empty where it may.

    On cases never of identifying fields, never of an amendment, and, amounts, dates and choices
    apart, never where it may speak of a party that was named before.
    """
    if gate == "norm":
        return ""
    if shape.identifying:
        return IDENTIFYING_UNTOLD
    neutral = shape.kind is not None and shape.kind.name in NEUTRAL_KINDS
    if gate == "person" or change.kind == "amended" or (of_another and not neutral):
        return CASE_UNTOLD
    return ""
