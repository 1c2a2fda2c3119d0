"""Which former values may not be told, however far back (原值不公开)."""

from __future__ import annotations

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
    shapes = shape_of(type(record))
    untold: dict[tuple[int, str], str] = {}
    secrets: dict[str, str] = {}
    for number in range(len(record.changes), 0, -1):
        change = record.changes[number - 1]
        if not isinstance(change, Edit):
            continue
        touched_party = any(shapes[name].identifying for name in change.touched)
        for name in change.touched:
            reason = untold_reason(record.GATE, change, shapes[name], touched_party)
            if reason := secrets.get(name) or reason:
                untold[number, name] = secrets[name] = reason
    return untold


def untold_reason(gate: str, change: Edit, shape: Shape, touched_party: bool) -> str:
    """Return why a former value may not be told; empty where it may.

    On cases never of identifying fields, never of an amendment, and, amounts, dates and choices
    apart, never of a change that touched an identifying field.
    """
    if gate == "norm":
        return ""
    if shape.identifying:
        return IDENTIFYING_UNTOLD
    neutral = shape.kind is not None and shape.kind.name in NEUTRAL_KINDS
    if gate == "person" or change.kind == "amended" or (touched_party and not neutral):
        return CASE_UNTOLD
    return ""
