"""Two branches changed one record: both changes, one after the other, and the way back (合并).

What the branch compared with has is merged already and stays as it is; what is new follows by its
dates. Each change is taken as what it did: the fields it touched, and what these said after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.checks.evidence import first_broken, refusal
from portal.checks.evidence_snapshot import Snapshot
from portal.model import Record
from portal.model.changes import Change, Edit
from portal.staff.fix_values import ABSENT, UNKNOWN, Content, with_former

COMMON = ("scheduled", "disclosures")
REMOVED = "一方已删除这条记录；请保留删除的一方（git checkout --ours 或 --theirs）。"


class NotMergeable(Exception):
    """Only people can bring the two together; the text says why."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A new change: as typed, as the file has it, and what the fields that it set say after it.

    Fields that it only withholds are not set: they say what they said before.
    """

    typed: Change
    raw: Mapping[str, Any]
    after: Mapping[str, Any]
    is_merged: bool

    @property
    def veiled(self) -> frozenset[str]:
        """The fields whose value stays and must not be told once it does not."""
        return frozenset(self.raw.get("withheld", ())) - self.after.keys()

    def is_same(self, other: Deed) -> bool:
        """Return whether both say and do the same."""
        return self.raw == other.raw and self.after == other.after


@dataclass(frozen=True, slots=True)
class Side:
    """One of the branches: its record, its file, and what it did since the common state."""

    record: Record
    content: Mapping[str, Any]
    deeds: tuple[Deed, ...]

    @property
    def touched(self) -> frozenset[str]:
        """The fields that its new changes touched."""
        edits = (deed.typed for deed in self.deeds if isinstance(deed.typed, Edit))
        return frozenset(name for edit in edits for name in edit.touched)


def joined(
    base: Snapshot, sides_told: Sequence[tuple[Snapshot, bool]], former: Snapshot
) -> tuple[Content, list[str]]:
    """Return what the record says with the changes of both sides, and words on what fell away.

    `former` is what the branch compared with has; of each side it is told whether it comes from
    there. Raises :class:`NotMergeable`.
    """
    root, merged = _record(base), former.record.changes if former.record else ()
    sides = [_side(base, one, len(merged) if comes else 0) for one, comes in sides_told]
    deeds = _in_order(sides)
    state: dict[str, Any] = {**base.content, **dict(_undeclared(root, sides))}
    prefix = _prefix(base.content["changes"], former.content["changes"], sides)
    changes, dropped, veiled = list(prefix), list[str](), set[str]()
    so_far: tuple[Change, ...] = root.changes
    last = so_far[-1].date
    for deed in deeds:
        if not deed.is_merged and (why := refusal(root, so_far, deed.typed.kind, deed.typed.date)):
            raise NotMergeable(f"合并后“{_called(deed.typed)}”不再成立：{why}请手工改好。")
        former_state = {**state, **dict.fromkeys(veiled, UNKNOWN)}
        told = deed.raw if deed.is_merged else _declared(deed, former_state, last)
        state |= deed.after
        veiled = (veiled - deed.after.keys()) | deed.veiled
        if told is None:
            dropped.append(f"{deed.typed.date} 的{deed.typed.LABEL}与另一方的改动相同，已略去。")
            continue
        changes.append(dict(told))
        so_far, last = (*so_far, deed.typed), max(last, deed.typed.date)
    state |= {name: _either(name, base.content, sides) for name in COMMON}
    fields = {n: v for n, v in state.items() if v is not ABSENT and n != "changes"}
    return {**fields, "changes": _without_withheld(changes)}, dropped


def _called(change: Change) -> str:
    return f"{change.date} {change.LABEL}" + (f"：{change.note}" if change.note else "")


def _record(one: Snapshot) -> Record:
    if one.record is None:
        raise NotMergeable(f"冲突的一方不合规（{one.wrong}），请手工改好。")
    if not isinstance(one.record, Record):
        raise NotMergeable(REMOVED)
    return one.record


def _side(base: Snapshot, one: Snapshot, merged: int) -> Side:
    root, record, content = _record(base), _record(one), one.content
    if first_broken(root.changes, record) is not None:
        raise NotMergeable("一方改动了已合并的变更，请手工改好。")
    return Side(record, content, tuple(_deeds(record, content, base, merged)))


def _deeds(record: Record, content: Mapping[str, Any], base: Snapshot, merged: int) -> list[Deed]:
    """Return the changes since `base`, walked back from what the record says today.

    Those up to place `merged` are merged already.
    """
    root, now = base.content, dict(content)
    found: list[Deed] = []
    for place in reversed(range(len(root["changes"]), len(record.changes))):
        typed, raw = record.changes[place], content["changes"][place]
        touched = _set_by(typed, now, root) if isinstance(typed, Edit) else ()
        after = {name: now.get(name, ABSENT) for name in touched}
        now |= raw.get("was", {})
        now |= dict.fromkeys(raw.get("added", ()), ABSENT)
        now |= dict.fromkeys(after.keys() & {*raw.get("withheld", ())}, UNKNOWN)
        found.insert(0, Deed(typed, raw, after, place < merged))
    return found


def _set_by(edit: Edit, now: Mapping[str, Any], root: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that an edit set: not those whose value it withholds and leaves as it is."""
    only_withheld = {*edit.withheld} - {*edit.was, *edit.added}
    return edit.touched - {n for n in only_withheld if now.get(n, ABSENT) == root.get(n, ABSENT)}


def _in_order(sides: Sequence[Side]) -> list[Deed]:
    """Return what both sides did: what is merged first, the rest by date; one deed only once."""
    every: list[Deed] = []
    for deed in (deed for side in sides for deed in side.deeds):
        if not any(deed.is_same(other) for other in every):
            every.append(deed)
    return sorted(every, key=lambda d: (not d.is_merged, date.min if d.is_merged else d.typed.date))


def _declared(deed: Deed, state: Mapping[str, Any], last: date) -> Content | None:
    """Return a new change with the former values that it finds; None where it changes nothing."""
    told = {**deed.raw, "date": str(max(last, deed.typed.date))}
    if not isinstance(deed.typed, Edit):
        return told
    names = [name for name in deed.after if name not in deed.typed.withheld]
    former = {name: state.get(name, ABSENT) for name in names}
    changed = {n: v for n, v in former.items() if v is UNKNOWN or v != deed.after[n]}
    told = with_former(told, changed, names)
    effect = any(told.get(key) for key in ("was", "added", "withheld"))
    return told if effect or not deed.typed.touched else None


def _undeclared(root: Record, sides: Sequence[Side]) -> Iterator[tuple[str, Any]]:
    """Yield what a side altered and did not declare: it stays, and is declared afterwards."""
    for shape in type(root).fields():
        name, former = shape.name, getattr(root, shape.name)
        quiet = [
            side
            for side in sides
            if name not in side.touched and getattr(side.record, name) != former
        ]
        if quiet and len(quiet) + sum(name in side.touched for side in sides) > 1:
            raise NotMergeable(f"双方都改了“{shape.label}”，有一方没有声明；请手工改好。")
        if quiet:
            yield name, quiet[0].content.get(name, ABSENT)


def _prefix(
    common: Sequence[Content], former: Sequence[Content], sides: Sequence[Side]
) -> list[Content]:
    """Return the common changes as the branch compared with has them, less what a side took out."""
    return [
        _bared(
            former[place] if place < len(former) else change,
            change,
            [side.content["changes"][place] for side in sides],
        )
        for place, change in enumerate(common)
    ]


def _bared(change: Content, common: Content, told: Sequence[Content]) -> Content:
    """Return `change` without the former values that are gone from what was `common`."""
    gone = {
        name for one in told for name in common.get("was", {}) if name not in one.get("was", {})
    }
    hidden = [name for name in change.get("was", {}) if name in gone]
    named = {name for one in told for name in one.get("withheld", ())}
    bare = with_former(change, {n: UNKNOWN for n in hidden if n in named}, hidden)
    grounds = [one["note_withheld"] for one in told if "note_withheld" in one]
    if "note" in bare and grounds:
        del bare["note"]
        bare["note_withheld"] = grounds[0]
    return bare


def _either(name: str, base: Mapping[str, Any], sides: Sequence[Side]) -> Any:
    """Return what a field says that is no part of history: as the side has it that changed it."""
    former = base.get(name, ABSENT)
    told = [side.content.get(name, ABSENT) for side in sides]
    changed = [value for value in told if value != former]
    if len(changed) == 2 and changed[0] != changed[1]:
        raise NotMergeable(f"双方都改了 {name}，而且不同；请手工改好。")
    return changed[0] if changed else former


def _without_withheld(changes: Sequence[Content]) -> list[Content]:
    """Return the changes, what a later one withholds gone from those before it."""
    withheld: dict[str, None] = {}
    found: list[Content] = []
    for change in reversed(changes):
        hidden = [name for name in change.get("was", ()) if name in withheld]
        found.insert(0, with_former(change, dict.fromkeys(hidden, UNKNOWN), hidden))
        withheld |= dict.fromkeys(change.get("withheld", ()))
    return found
