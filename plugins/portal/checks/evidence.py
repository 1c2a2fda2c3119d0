"""From one state of a record to the next: was everything declared, and nothing rewritten? (佐证)

`before` is what git has, `after` what follows it, `day` the day on which it follows. What is
scheduled and due by then counts as a change, folded into the list or not. A record whose first
day is still to come is nothing anywhere: nobody has seen it, and it may be edited freely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.checks import evidence_rules as rules
from portal.checks.evidence_kept import hides_notes, is_bared, is_kept, withheld_by
from portal.checks.evidence_removed import left_alone, remains
from portal.checks.evidence_rules import Finding
from portal.checks.evidence_snapshot import Snapshot
from portal.checks.evidence_yaml import correction, flow, formerly, item, pasted, restored
from portal.lifecycle.history import absent, version
from portal.lifecycle.state import may_follow
from portal.model import Record, Removed
from portal.model.changes import Change, Edit
from portal.model.shape import Loc, shape_of
from portal.problem import visible

GRACE = timedelta(days=3)
Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Two states of one record, both readable, and the day on which the second follows.

    What was due by `reached` was public: that day, or a later one where clocks ran backwards.
    """

    before: Snapshot
    after: Snapshot
    day: date
    reached: date

    @property
    def content(self) -> Mapping[str, Any]:
        """What the file said before, with what was due."""
        return self.before.settled_content(self.reached)


def is_public(before: Snapshot, day: date) -> bool:
    """Return whether anybody may have seen the record by `day`."""
    return before.record is not None and before.record.changes[0].date <= day


def compared(step: Step) -> Iterator[Finding]:
    """Yield what is wrong in a step of a record that was public."""
    before, after = step.before.settled(step.reached), step.after.settled(step.reached)
    found = list(_history(step, before, after))
    yield from found
    if isinstance(before, Record) and isinstance(after, Removed):
        yield from remains(before, after)
    elif isinstance(before, Record) and isinstance(after, Record) and not found:
        yield from _values(step, before, after)
    elif isinstance(before, Removed) and not found:
        yield from left_alone(before, after)
    if not found:
        yield from late(after.changes, len(before.changes), step.day)


def entered(after: Snapshot, day: date) -> Iterator[Finding]:
    """Yield what is to be said of a record that git did not have."""
    assert after.record is not None
    if (count := len(after.record.changes)) > 1:
        message = f"这条记录今次才进入 git（{day}），却已有 {count} 项变更：此前的历史是申报的，没有佐证。"
        yield rules.ENTRY, ("changes",), message
    yield from late(after.settled(day).changes, 0, day)


def late(changes: Changes, start: int, day: date) -> Iterator[Finding]:
    """Yield the changes from place `start` on that are dated more than three days back."""
    for index in range(start, len(changes)):
        if changes[index].date < day - GRACE:
            message = (
                f"新写的这项变更，日期 {changes[index].date} 早于 {day} 三天以上；"
                f"变更自公开之日起算，应写 date: {day}。"
            )
            if index == 0:
                message += "此前在别处公开过的，写 first_published。"
            yield rules.DATE, ("changes", index, "date"), message


def _history(step: Step, before: Record | Removed, after: Record | Removed) -> Iterator[Finding]:
    """Yield the first of the merged changes that is not where and what it was."""
    if isinstance(before, Removed) and isinstance(after, Record):
        yield rules.HISTORY, ("changes",), "这条记录已经删除，不能再恢复；请还原这个文件。"
        return
    merged, now = before.changes, after.changes
    if (first := first_broken(merged, after)) is None:
        return
    told = item(step.content["changes"][first])
    if all(any(is_kept(one, other) for other in now) for one in merged):
        message = f"已合并的变更被换了次序：第 {first + 1} 项应为 {told}；新变更写在它们后面。"
    elif len(now) < len(merged) and all(any(is_kept(b, a) for b in merged) for a in now):
        message = (
            f"已合并的变更有 {len(merged)} 项，现在只有 {len(now)} 项；"
            f"应恢复第 {first + 1} 项：{told}"
        )
    else:
        message = (
            f"已合并的第 {first + 1} 项变更不能改，应恢复为 {told}；原来写错了的，另加一项更正。"
        )
    yield rules.HISTORY, ("changes", first) if first < len(now) else ("changes",), message


def first_broken(merged: Changes, after: Record | Removed) -> int | None:
    """Return the place of the first of the `merged` changes that `after` has not kept."""
    now: Changes = after.changes
    for place, change in enumerate(merged):
        if place >= len(now):
            return place
        if isinstance(after, Removed):
            kept = is_bared(change, now[place])
        else:
            since = now[len(merged) :]
            kept = is_kept(change, now[place], withheld_by(since), notes=hides_notes(since))
        if not kept:
            return place
    return None


def differing(before: Record, after: Record) -> list[str]:
    """Return the fields in which `after`, as it was when `before` was all, does not say the same."""
    then = version(after, len(before.changes))
    names = (shape.name for shape in type(before).fields())
    return [
        name
        for name in names
        if name not in then.withheld and getattr(then.record, name) != getattr(before, name)
    ]


def _values(step: Step, before: Record, after: Record) -> Iterator[Finding]:
    """Yield the fields whose change nobody declared, and the former values that are not true."""
    undeclared: list[str] = []
    start = len(before.changes)
    for name in differing(before, after):
        place = _declared_at(after.changes, start, name)
        if place is None:
            undeclared.append(name)
        else:
            then = version(after, place + 1).record
            yield _false(step, place, name, altered=getattr(then, name) != getattr(before, name))
    if undeclared:
        yield _undeclared(step, undeclared, after)
    yield from _hiding_nothing(before, after)


def _declared_at(changes: Changes, start: int, name: str) -> int | None:
    """Return the place of the first change from `start` on that declares the field."""
    for place in range(start, len(changes)):
        change = changes[place]
        if isinstance(change, Edit) and name in (*change.was, *change.added):
            return place
    return None


def _false(step: Step, place: int, name: str, *, altered: bool) -> Finding:
    told = flow(formerly(step.content, [name]))[1:-1]
    should = f"这一项应写 {told}" if altered else "它并没有变，应从这一项里删去"
    message = f"“{name}”改动前不是这样；{should}。"
    return rules.FORMER, ("changes", place, "was", name), message


def refusal(record: Record, changes: Changes, kind: str, day: date) -> str:
    """Return why a change of `kind` may not follow `changes` of a record; empty where it may."""
    return may_follow(changes, kind, day, record.last_day if record.GATE == "case" else None)


def _undeclared(step: Step, names: list[str], after: Record) -> Finding:
    shapes, start = shape_of(step.after.kind), len(step.before.settled(step.reached).changes)
    new = after.changes[start:]
    labels = "、".join(f"“{shapes[name].label}”（{name}）" for name in names)
    if why := refusal(after, after.changes[:start], "corrected", step.day):
        where = f"{why}请改回：{restored(step.content, names)}"
    elif edits := [change for change in new if isinstance(change, Edit)]:
        lines = [f"{name}: {flow(v)}" for name, v in formerly(step.content, names).items()]
        where = f"应在 {edits[0].date} 的 {edits[0].kind} 里加上（已有的并到一处）："
        where += pasted(step.after.text, *lines, deeper=2)
    else:
        told = item(correction(step.content, names, step.day))
        record_id = visible(step.after.id)
        where = (
            f"录错的用 portal correct {record_id}，情况变了的用 portal amend {record_id}，"
            "不该改的改回。也可以把下面这一行照抄到 changes 末尾，再填好 note（为什么）"
            "和 found_by（谁发现的）："
        )
        where += pasted(step.after.text, told)
    loc: Loc = (names[0],) if names[0] in step.after.content else ("changes",)
    return rules.VALUE, loc, f"{labels}有改动，没有声明；{where}"


def _hiding_nothing(before: Record, after: Record) -> Iterator[Finding]:
    """Yield the fields that are withheld, though what they said is public still, or they said nothing."""
    told = {name for edit in before.changes if isinstance(edit, Edit) for name in edit.was}
    start = len(before.changes)
    new = [
        name for edit in after.changes[start:] if isinstance(edit, Edit) for name in edit.touched
    ]
    told |= {name for name in new if new.count(name) > 1}  # what was said in between goes
    for place in range(start, len(after.changes)):
        for position, name in enumerate(getattr(after.changes[place], "withheld", ())):
            former = getattr(before, name)
            had_none = former == absent(type(before), name)
            if name not in told and (had_none or former == getattr(after, name)):
                yield rules.FORMER, ("changes", place, "withheld", position), _idle(name, had_none)


def _idle(name: str, had_none: bool) -> str:
    if had_none:
        return (
            f"“{name}”写了隐去原值，这个字段以前却从来没有内容，没有可以隐去的；请删去这一行"
            "（这次才有的写 added；只隐去以前的说明，不用写字段）。"
        )
    return (
        f"“{name}”写了隐去原值，现在的值却没有改，以前各项变更里也没有它的原值，"
        "什么也没有隐去，原内容仍会公开；请改好它的值，或删去这一行。"
    )
