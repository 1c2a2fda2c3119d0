"""What a merge made of a record as a commit that was merged had it (合并)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks import evidence_rules as rules
from portal.checks.evidence import Step, compared
from portal.checks.evidence_kept import is_kept, is_retold
from portal.checks.evidence_rules import Finding
from portal.checks.evidence_snapshot import Snapshot
from portal.checks.evidence_told import retyped
from portal.checks.evidence_yaml import item
from portal.model import Record, Removed
from portal.model.changes import Change, Edit


def lost(before: Snapshot, after: Snapshot | None, step: Step | None) -> Iterator[Finding]:
    """Yield what a merge did not keep of a public record: whoever merged may have been main.

    Where the merged history goes on, everything must be declared; where it was brought in line with
    the other side's, each change must still be there, with new former values and dates perhaps.
    """
    if after is None:
        message = (
            f"合并丢掉了另一方已公开的记录 {before.id}（{before.path}），公开过的记录不能消失；"
            "要撤下的用 withdrawn、ended，依法删除的用 portal remove。"
        )
        yield rules.RECORD_FILE, (), message
    elif after.kind is not before.kind:
        yield rules.RECORD_FILE, (), retyped(before, after)
    elif step and not isinstance(after.record, Removed):
        found = [one for one in compared(step) if one[0] != rules.DATE]
        rewritten = any(rule == rules.HISTORY for rule, _, _ in found)
        yield from _dropped(step) if rewritten else found


def _dropped(step: Step) -> Iterator[Finding]:
    """Yield the changes that are nowhere in the merge."""
    then, now = step.before.settled(step.reached), step.after.settled(step.reached)
    for place, change in enumerate(then.changes):
        kept = any(is_retold(change, one) for one in now.changes)
        if not kept and not _is_in_effect(change, then, now):
            told = item(step.content["changes"][place])
            yield rules.HISTORY, ("changes",), f"合并没有保留另一方的第 {place + 1} 项变更：{told}"


def _is_in_effect(change: Change, then: Record | Removed, now: Record | Removed) -> bool:
    """Return whether an edit is missing only because both sides had made it; it hid nothing."""
    if not isinstance(change, Edit) or change.withheld or not change.touched:
        return False
    return all(getattr(then, name, None) == getattr(now, name, None) for name in change.touched)


def is_moved(step: Step) -> bool:
    """Return whether everything merged is kept, if not in its place."""
    then, now = step.before.settled(step.reached), step.after.settled(step.reached)
    return all(any(is_kept(change, one) for one in now.changes) for change in then.changes)
