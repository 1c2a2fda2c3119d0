"""In what state is a record? Derived from its changes and its last day, never written (状态)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from portal.model.base import GateClass
from portal.model.changes import Change

State = Literal["current", "disputed", "superseded", "withdrawn", "ended", "expired", "removed"]
STATES: tuple[State, ...] = (
    "current",
    "disputed",
    "superseded",
    "withdrawn",
    "ended",
    "expired",
    "removed",
)
# The word for a state, the same everywhere; norms are in force, cases are in public.
_LABELS: dict[State, str] = {
    "current": "公示中",
    "disputed": "有异议",
    "superseded": "已被替代",
    "withdrawn": "已撤回",
    "ended": "已终止公示",
    "expired": "公示期满",
    "removed": "已删除",
}
_NORM_LABELS: dict[State, str] = {
    **_LABELS,
    "current": "现行有效",
    "ended": "已失效",
    "expired": "已失效",
}
_PERSON_LABELS: dict[State, str] = {
    **_LABELS,
    "current": "在册",
    "ended": "已注销",
    "expired": "证件到期",
}
_BY_GATE: dict[GateClass, dict[State, str]] = {
    "case": _LABELS,
    "norm": _NORM_LABELS,
    "person": _PERSON_LABELS,
}


def label(state: State, gate: GateClass) -> str:
    """Return the official word for `state`."""
    return _BY_GATE[gate][state]


def state_of(changes: Iterable[Change], as_of: date, last_day: date | None) -> State:
    """Return the state after `changes` on `as_of`; `last_day` ends publicity or force.

    Strongest first: removed, ended or expired, withdrawn, superseded, disputed, current, save
    that what was withdrawn before its period ended stays withdrawn.
    """
    when = standing(changes)
    if "removed" in when:
        return "removed"
    if "ended" in when:
        return "ended"
    withdrawn = when.get("withdrawn")
    in_time = last_day is None or as_of <= last_day
    if not in_time and not (withdrawn and last_day and withdrawn.date <= last_day):
        return "expired"
    weaker: tuple[State, ...] = ("withdrawn", "superseded", "disputed")
    return next((state for state in weaker if state in when), "current")


def standing(changes: Iterable[Change]) -> dict[str, Change]:
    """Return the changes that still stand, by their kind."""
    when: dict[str, Change] = {}
    for change in changes:
        if change.kind == "reinstated":  # undoes the last of the two
            when.pop("withdrawn" if "withdrawn" in when else "superseded", None)
        elif change.kind == "dispute_ended":
            when.pop("disputed", None)
        when[change.kind] = change
    return when


# What may follow what: the states in which each kind of change is allowed.
ALLOWED: dict[str, tuple[State, ...]] = {
    "corrected": ("current", "disputed"),
    "amended": ("current", "disputed"),
    "disputed": ("current", "disputed"),
    "dispute_ended": ("disputed", "ended", "expired"),
    "superseded": ("current", "disputed"),
    "withdrawn": ("current", "disputed", "superseded", "ended", "expired"),
    "ended": ("current", "disputed"),
    "removed": ("current", "disputed", "superseded", "withdrawn", "ended", "expired"),
    "reinstated": ("withdrawn", "superseded"),
}


def may_follow(changes: tuple[Change, ...], kind: str, day: date, last_day: date | None) -> str:
    """Return why a change of `kind` may not come on `day` after `changes`; empty where it may."""
    if not changes:
        return "" if kind == "published" else "第一项变更应为 published（公布）。"
    if kind == "published":
        return "published（公布）只能是第一项；再次公开用 reinstated。"
    state = state_of(changes, day, last_day)
    stands = standing(changes)
    if kind == "dispute_ended" and "disputed" not in stands:
        return "此前没有未终结的异议（disputed），不能写异议终结。"
    if kind == "withdrawn" and "withdrawn" in stands:
        return "记录已经撤回，不能再次撤回。"
    if state not in ALLOWED[kind]:
        return f"记录此时为“{_LABELS[state]}”，不能再写 {kind}。"
    return ""
