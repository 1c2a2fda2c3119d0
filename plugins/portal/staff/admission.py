"""May a row touch a record that is there? Closed ones never, others on stated terms (能否改动)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.lifecycle import Gate
from portal.lifecycle.state import label, may_follow
from portal.model import Record
from portal.model.shape import shape_of
from portal.staff.convert import Refusal
from portal.staff.known import Entry, withheld_fields
from portal.staff.staged import Terms

CLOSED = frozenset({"withdrawn", "ended", "expired", "removed"})


def refuse_closed(gate: Gate, entry: Entry) -> None:
    """Raise :class:`Refusal` where `entry` is withdrawn, ended, expired or removed."""
    state = gate.state(entry.id)
    if state is None or state not in CLOSED:
        return
    record = entry.record
    word = label(state, record.GATE)
    raise Refusal(f"记录 {entry.id} {word}{_since(gate, record, state)}，不能再由表格公开或改动。")


def _since(gate: Gate, record: Record, state: str) -> str:
    """Return when and on what ground `record` came into `state`, in brackets."""
    for change in reversed(record.changes):
        if change.kind == state:
            ground = getattr(change, "ground", None) or getattr(change, "route", None)
            return f"（{change.date}{f'，{ground}' if ground else ''}）"
    last_day = gate.rulebook.last_day(record)
    return f"（公示至 {last_day}）" if last_day else ""


def admitted(
    gate: Gate, entry: Entry, changed: Sequence[str], terms: Terms | None, as_of: date
) -> Terms:
    """Return the terms on which a changed row is taken, or raise :class:`Refusal`."""
    record, labels = entry.record, _labels(type(entry.record), changed)
    if entry.row:
        raise Refusal(f"与第 {entry.row} 行是同一机关、文号和当事人，{labels}却不同；请只留一行。")
    if terms is None:
        raise Refusal(
            f"与已有记录 {entry.id} 的{labels}不同；确实要改，请加 --as corrected（原来录错）"
            "或 --as amended（情况变了），并用 --note 写明原因。"
        )
    if hidden := withheld_fields(record) & set(changed):
        told = _labels(type(record), sorted(hidden))
        raise Refusal(f"记录 {entry.id} 的{told}原内容依法隐去，不能由表格改动。")
    last = record.changes[-1].date
    if last > as_of or (record.scheduled and record.scheduled.effective <= as_of):
        raise Refusal(f"记录 {entry.id} 还有未了的变更（{last}），请先在记录里处理。")
    why = may_follow(record.changes, terms.kind, as_of, gate.rulebook.last_day(record))
    if why:
        raise Refusal(f"记录 {entry.id} 不能改动：{why}")
    return terms


def _labels(model: type[Record], names: Sequence[str]) -> str:
    return "、".join(f"“{shape_of(model)[name].label}”" for name in names)
