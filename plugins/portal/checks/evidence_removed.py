"""Does what is left of a removed record say what was so, and stay as it is? (删除之后)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portal.checks import evidence_rules as rules
from portal.checks.evidence_rules import Finding
from portal.lifecycle.identity import unlocked
from portal.model import Record, Removed
from portal.model.changes import Edit
from portal.model.terms import PENALTIES


def remains(before: Record, after: Removed) -> Iterator[Finding]:
    """Yield what is left of a record that was not so, and what should be left and is not.

    What was altered on the way to the removal is told nowhere: then anything may be left.
    """
    was_edited = any(isinstance(one, Edit) for one in after.changes[len(before.changes) :])
    for name, right in _counted(before).items():
        value = getattr(after, name)
        if value is None and right:
            message = f"删除以后仍要留下统计用的“{name}”；请加一行 {name}: {right[0]}"
            yield rules.VALUE, ("changes",), message
        elif value is not None and value not in right and not was_edited:
            yield rules.VALUE, (name,), _never_said(value, right)
    if count := unlocked(after.import_keys, before.model_copy(update={"scheduled": None})):
        message = (
            f"导入指纹 import_keys 缺了 {count} 个名称或代码的（包括更正以前的），旧表格会把它再次导入；"
            "请恢复删除前的文件，用 portal remove 删除。"
        )
        yield rules.FORMER, ("import_keys",), message


def _counted(record: Record) -> dict[str, list[Any]]:
    """Return what a removal leaves for statistics, and what it may say."""
    days = filter(None, (record.day, record.changes[0].date))
    told: dict[str, list[Any]] = {
        "agency": [getattr(record, "agency", None)],
        "act": [getattr(record, "act", None)],
        "year": list(dict.fromkeys(day.year for day in days)),
        "category": ["、".join(one for one in PENALTIES if one in record.facts.penalties)],
    }
    return {name: [value for value in values if value] for name, values in told.items()}


def _never_said(value: object, possible: Iterable[object]) -> str:
    right = "、".join(map(str, possible))
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
