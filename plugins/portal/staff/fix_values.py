"""What a changed record should declare, so that the way back leads to what git has (补声明).

Everything is done on what the files say, text by text: what is put into `was` is the very text
that stood there before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from portal.checks.evidence import GRACE, Step, differing, refusal
from portal.checks.evidence_kept import hides_notes, is_kept, withheld_by
from portal.checks.evidence_yaml import correction, restored
from portal.model import Record
from portal.model.changes import Change, Edit

Content = dict[str, Any]
ABSENT, UNKNOWN = object(), object()
"""Of a former value: the field was not there; it was, and may not be told."""


class NotMendable(Exception):
    """Nothing that may be declared makes it true; the text says why, and what to do."""


class Pair(NamedTuple):
    """A change as it is typed and as the file has it."""

    typed: Change
    raw: Mapping[str, Any]


def mended(step: Step) -> Content | None:
    """Return what the file should say: merged changes first, then the new ones, telling the truth.

    None where nothing is to be done, or where only people can: merged changes were altered. Raises
    :class:`NotMendable` where nothing may be declared any more.
    """
    before, after = step.before.settled(step.reached), step.after.settled(step.reached)
    if not isinstance(before, Record) or not isinstance(after, Record):
        return None
    content = dict(step.after.settled_content(step.reached))
    pairs = [Pair(*one) for one in zip(after.changes, content["changes"], strict=True)]
    sorted_out = _sorted_out(before.changes, pairs)
    if sorted_out is None:
        return None
    merged, new = sorted_out
    rebuilt = after.model_copy(update={"changes": tuple(one.typed for one in (*merged, *new))})
    names = differing(before, rebuilt)
    if names and (why := refusal(before, before.changes, "corrected", step.day)):
        raise NotMendable(f"{why}请改回：{restored(step.content, names)}")
    names += [name for name in _told_by(new) if name not in names]
    declared = list(declaring(step.content, content, new, names))
    changes = [dict(one.raw) for one in merged] + redated(
        [dict(one) for one in declared], before.changes[-1].date, step.day
    )
    if names and not any(isinstance(one.typed, Edit) for one in new):
        day = max(step.day, *(date.fromisoformat(one["date"]) for one in changes))
        changes.append(correction(step.content, names, day))
    target = {**content, "changes": changes}
    return None if target == content else target


def _told_by(new: Sequence[Pair]) -> list[str]:
    """Return the fields of which new changes tell former values, and none withholds them."""
    told = dict.fromkeys(
        name for one in new for name in (*one.raw.get("was", ()), *_added(one.raw))
    )
    withheld = {name for one in new for name in one.raw.get("withheld", ())}
    return [name for name in told if name not in withheld]


def _sorted_out(
    merged: Sequence[Change], pairs: Sequence[Pair]
) -> tuple[list[Pair], list[Pair]] | None:
    """Return the merged changes in their order, and the new ones; None where one is not there."""
    typed = [one.typed for one in pairs]
    withheld, notes = withheld_by(typed), hides_notes(typed)
    left, found = list(pairs), []
    for change in merged:
        same = next(
            (one for one in left if is_kept(change, one.typed, withheld, notes=notes)), None
        )
        if same is None:
            return None
        left.remove(same)
        found.append(same)
    return found, by_date(left) if _touch_apart(left) else left


def by_date(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the changes by their dates; those of one day stay as they were."""
    return sorted(pairs, key=lambda one: one.typed.date)


def _touch_apart(pairs: Sequence[Pair]) -> bool:
    touched = [name for one in pairs if isinstance(one.typed, Edit) for name in one.typed.touched]
    return len(touched) == len(set(touched))


def redated(changes: Sequence[Content], last: date, day: date) -> list[Content]:
    """Return new changes so dated that none is too far back, nor before the one above it."""
    for change in changes:
        own = date.fromisoformat(change["date"])
        last = max(last, day if own < day - GRACE else own)
        change["date"] = str(last)
    return list(changes)


def declaring(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    new: Sequence[Pair],
    names: Sequence[str],
) -> Iterator[Mapping[str, Any]]:
    """Yield the new changes with the true former values of the fields `names`."""
    edits = [one for one in new if isinstance(one.typed, Edit)]
    touched = {name for one in edits for name in (*one.raw.get("was", ()), *_added(one.raw))}
    undeclared = [name for name in names if name not in touched]
    state: dict[str, Any] = {name: before.get(name, ABSENT) for name in names}
    for place, one in enumerate(new):
        own = [n for n in names if n in one.raw.get("was", ()) or n in _added(one.raw)]
        own += undeclared if edits and one is edits[0] else []
        former = {name: state[name] for name in own}
        for name in own:
            state[name] = _after(name, new[place + 1 :], after)
        yield with_former(one.raw, {n: v for n, v in former.items() if v != state[n]}, own)


def _added(change: Mapping[str, Any]) -> Sequence[str]:
    return tuple(change.get("added", ()))


def _after(name: str, later: Sequence[Pair], content: Mapping[str, Any]) -> Any:
    """Return what a field says before the next change that touches it, or today."""
    for one in later:
        if name in one.raw.get("was", ()):
            return one.raw["was"][name]
        if name in _added(one.raw):
            return ABSENT
        if name in one.raw.get("withheld", ()):
            return UNKNOWN
    return content.get(name, ABSENT)


def with_former(
    change: Mapping[str, Any], former: Mapping[str, Any], names: Sequence[str]
) -> Content:
    """Return `change` declaring the `former` values of `names`, and of others what it did."""
    was = {n: v for n, v in change.get("was", {}).items() if n not in names}
    was |= {n: v for n, v in former.items() if v is not ABSENT and v is not UNKNOWN}
    added = [name for name in _added(change) if name not in names]
    added += [name for name, value in former.items() if value is ABSENT]
    withheld = list(change.get("withheld", ()))
    withheld += [n for n, v in former.items() if v is UNKNOWN and n not in withheld]
    told = {**change, "was": _as_before(change.get("was", {}), was)}
    told |= {"added": added, "withheld": withheld}
    return {n: v for n, v in told.items() if v or n not in ("was", "added", "withheld")}


def _as_before(order: Mapping[str, Any], values: Mapping[str, Any]) -> Content:
    """Return `values`, those that `order` has first and in its order."""
    return {name: values[name] for name in (*order, *values) if name in values}
