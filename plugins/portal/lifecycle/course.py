"""The way that a trace takes through a process: which step follows which, and where it leaves the ways (路径).

A step follows the one before it along a way. Where a step that decides nothing has several ways
without a condition, these are parallel: the trace may take them one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.model.process import DECIDING, Edge, Process
from portal.model.trace import Stage


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of a trace: its place there, the one it follows (-1: none), whether a way leads here."""

    place: int
    after: int
    led: bool


@dataclass(frozen=True, slots=True)
class _Tip:
    """A step from which the path may go on, and where to."""

    place: int
    targets: frozenset[str]
    parallel: frozenset[str]


def course(process: Process, trace: Sequence[Stage]) -> tuple[Taken, ...]:
    """Return the steps of `trace` in its order, each with the step that it follows."""
    tips: list[_Tip] = []
    taken: list[Taken] = []
    for place, step in enumerate(trace):
        tip = next((one for one in reversed(tips) if step.stage in one.targets), None)
        led = tip is not None if place else step.stage == process.start
        taken.append(Taken(place, tip.place if tip else place - 1, led))
        tips = [*_left(tips, tip, step.stage), _tip(process, place, step.stage)]
    return tuple(taken)


def parallel(process: Process, key: str) -> tuple[Edge, ...]:
    """Return the ways from a step that are all taken: several without a condition, nothing decided."""
    free = tuple(edge for edge in process.leaving(key) if not edge.condition)
    decides = any(node.key == key and node.kind == DECIDING for node in process.nodes)
    return free if len(free) > 1 and not decides else ()


def _tip(process: Process, place: int, key: str) -> _Tip:
    targets = frozenset(edge.target for edge in process.leaving(key))
    return _Tip(place, targets, frozenset(edge.target for edge in parallel(process, key)))


def _left(tips: Sequence[_Tip], used: _Tip | None, key: str) -> list[_Tip]:
    """Return the tips that stay open: parallel branches not taken yet, and the ends of others."""
    if used is None:
        return []
    left = []
    for tip in tips:
        if tip is used:
            rest = tip.parallel - {key} if key in tip.parallel else frozenset()
            left += [_Tip(tip.place, rest, rest)] if rest else []
        elif key not in tip.targets:
            left.append(tip)
    return left
