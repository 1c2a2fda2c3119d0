"""What the public will see of a changed record, read off the gate (公开效果)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.lifecycle import Gate, View
from portal.lifecycle.view import Step
from portal.model import Record
from portal.staff.wording import difference_text


def effect(before: Gate, after: Gate, record_id: str, since: date | None = None) -> Iterator[str]:
    """Yield what the gate lets the public see after a change, and what it no longer does.

    `since` is the later day on which that is so.
    """
    was, will = before.view(record_id), after.view(record_id)
    yield f"{since} 起公众将看到：" if since else "公众将看到："
    if will is None:
        yield f"  什么也看不到：{_why(after, record_id)}。"
        return
    yield f"  {will.heading}"
    yield f"  网址 {will.url}"
    state = will.state_label
    yield (
        f"  状态：{was.state_label} → {state}"
        if was and was.state != will.state
        else f"  状态：{state}"
    )
    yield from _fields(was, will)
    told = max((step.number for step in was.history), default=0) if was else 0
    for step in will.history:
        if step.number > told:
            yield from _step(step)


def _why(gate: Gate, record_id: str) -> str:
    record = gate.corpus.items[record_id].record
    if isinstance(record, Record) and record.is_draft:
        return "还没有公布"
    if record.changes[0].date > gate.as_of:
        return f"{record.changes[0].date} 才公布"
    return (gate.why_hidden(record) if isinstance(record, Record) else "") or "不予公开"


def _fields(was: View | None, will: View) -> Iterator[str]:
    """Yield which fields the public sees and did not, and no longer sees; all of a new record."""
    known = {(shown.name, shown.withheld) for shown in was.fields} if was else set()
    new = [shown for shown in will.fields if (shown.name, shown.withheld) not in known]
    if new:
        told = (f"{s.label}（{s.withheld}）" if s.withheld else s.label for s in new)
        yield f"  {'新公开的字段' if was else '公开的字段'}：{'、'.join(told)}"
    names = {shown.name for shown in will.fields}
    if gone := [shown.label for shown in (was.fields if was else ()) if shown.name not in names]:
        yield f"  不再公开的字段：{'、'.join(gone)}"


def _step(step: Step) -> Iterator[str]:
    parts = {
        "": step.note or (f"说明隐去：{step.note_withheld}" if step.note_withheld else ""),
        "事由": step.ground,
        "生效": str(step.effective or ""),
        "方式": step.route,
        "依据": step.authority,
        "发现途径": step.found_by,
        "岗位": step.roles,
        "此前公开": step.first_published,
        "替代": step.replaced_by.title if step.replaced_by else "",
    }
    told = "；".join(
        f"{n}：{text}" if n else text.rstrip("。") for n, text in parts.items() if text
    )
    yield f"  变更历史第 {step.number} 项：{step.date} {step.label}{'。' if told else ''}{told}"
    yield from (f"    {difference_text(difference)}" for difference in step.differences)
