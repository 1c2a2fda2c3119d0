"""Is a merged change still what it was, but for what the law takes out of it? (照原样保留)"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pydantic import BaseModel

from portal.model.changes import Change, Edit

NOBODY: frozenset[str] = frozenset()
_NOTE = ("note", "note_withheld")
_FORMER = ("was", "withheld")


def withheld_by(changes: Iterable[Change]) -> frozenset[str]:
    """Return the fields whose former values the changes withhold."""
    edits = (change for change in changes if isinstance(change, Edit))
    return frozenset(name for edit in edits for name in edit.withheld)


def hides_notes(changes: Iterable[Change]) -> bool:
    """Return whether notes before the changes may go: where values do, or where only notes do."""
    return any(isinstance(one, Edit) and (one.withheld or not one.touched) for one in changes)


def is_kept(
    before: Change, after: Change, withheld: Collection[str] = NOBODY, *, notes: bool = False
) -> bool:
    """Return whether `after` says what `before` said.

    Where fields are `withheld` since, their former values may be gone; where `notes` are, a note may
    have become the ground on which it is not told.
    """
    same = _is_same(before, after, (*_FORMER, *_NOTE))
    return (
        same and _note_kept(before, after, hidden=notes) and _former_kept(before, after, withheld)
    )


def is_retold(before: Change, after: Change) -> bool:
    """Return whether `after` is `before` brought in line with other changes: later, if at all.

    What fields it touched, and from what, may be another matter there.
    """
    same = _is_same(before, after, (*_FORMER, *_NOTE, "added", "date"))
    return same and before.date <= after.date and _note_kept(before, after, hidden=True)


def _is_same(before: Change, after: Change, apart: Collection[str]) -> bool:
    return type(before) is type(after) and all(
        getattr(before, name) == getattr(after, name)
        for name in type(before).model_fields
        if name not in apart
    )


def _note_kept(before: Change, after: Change, *, hidden: bool) -> bool:
    if (before.note, before.note_withheld) == (after.note, after.note_withheld):
        return True
    return bool(hidden and before.note and after.note is None and after.note_withheld)


def _former_kept(before: Change, after: Change, withheld: Collection[str]) -> bool:
    if not isinstance(before, Edit) or not isinstance(after, Edit):
        return True
    gone = before.was.keys() - after.was.keys()
    left = {name: value for name, value in before.was.items() if name not in gone}
    named = set(after.withheld) - set(before.withheld)
    return (
        gone <= set(withheld)
        and after.was == left
        and named <= gone
        and set(before.withheld) <= set(after.withheld)
    )


def is_bared(before: Change, after: Change) -> bool:
    """Return whether `after` says nothing that `before` did not: what a removal leaves of it."""
    if type(before) is not type(after):
        return False
    return all(_is_left_of(before, after, name) for name in type(before).model_fields)


def _is_left_of(before: Change, after: Change, name: str) -> bool:
    former, now = getattr(before, name), getattr(after, name)
    if name == "note_withheld":
        return now is None or now == former or before.note is not None
    if isinstance(former, dict):
        return all(key in former and former[key] == value for key, value in now.items())
    if isinstance(former, BaseModel) and isinstance(now, type(former)):
        return all(left in (None, getattr(former, part)) for part, left in now)
    return now in (None, ()) or now == former
