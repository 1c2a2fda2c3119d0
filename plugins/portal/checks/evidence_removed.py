"""Does what is left of a removed record say what was so, and stay as it is? (删除之后)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.checks import evidence_rules as rules
from portal.checks.evidence_rules import Finding
from portal.model import Record, Removed


def statistics(before: Record, after: Removed) -> Iterator[Finding]:
    """Yield what a removed record says of itself for statistics that was not so."""
    years = (before.changes[0].date.year, *([before.day.year] if before.day else []))
    possible: dict[str, tuple[Any, ...]] = {
        "agency": (getattr(before, "agency", None),),
        "act": (getattr(before, "act", None),),
        "year": years,
    }
    for name, values in possible.items():
        value = getattr(after, name)
        if value is not None and value not in values:
            yield rules.VALUE, (name,), _never_said(value, filter(None, values))
    penalties = before.facts.penalties
    if after.category and set(after.category.split("、")) - penalties:
        yield rules.VALUE, ("category",), _never_said(after.category, sorted(penalties))


def _never_said(value: object, possible: Iterable[object]) -> str:
    right = "、".join(dict.fromkeys(map(str, possible)))
    hint = f"应为“{right}”。" if right else "请删去这一行。"
    return f"删除前的记录不是“{value}”；{hint}"


def left_alone(before: Removed, after: Record | Removed) -> Iterator[Finding]:
    """Yield what was altered in what was left of a removed record."""
    for name in type(before).model_fields:
        if name != "changes" and getattr(before, name) != getattr(after, name, None):
            message = f"记录已经删除，“{name}”不能再改；请还原这个文件。"
            yield rules.HISTORY, (name,), message
    if len(after.changes) > len(before.changes):
        yield rules.HISTORY, ("changes",), "记录已经删除，不能再有变更；请还原这个文件。"
