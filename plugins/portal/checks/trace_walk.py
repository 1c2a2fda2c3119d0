"""A decision's trace laid over its process: what every rule for traces asks (办理经过)."""

from __future__ import annotations

from functools import cached_property

from portal.checks.base import Context
from portal.lifecycle.course import Taken, course
from portal.lifecycle.path import version_on
from portal.model.decision import Decision
from portal.model.process import Node, Process


class Walk:
    """A decision's trace laid over its process as it stood on the day of the decision."""

    def __init__(self, decision: Decision, process: Process) -> None:
        self.decision = decision
        self.process = process
        self.trace = decision.trace
        self.nodes: dict[str, Node] = {node.key: node for node in process.nodes}

    @cached_property
    def taken(self) -> tuple[Taken, ...]:
        """The steps, each with the one that it follows."""
        return course(self.process, self.trace)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The stages in the order of the trace."""
        return tuple(step.stage for step in self.trace)

    @property
    def decides(self) -> str:
        """The step by which the process makes such a decision; empty where it does not say."""
        same = self.process.act == self.decision.act
        return (self.process.decides or "") if same else ""

    @property
    def decided(self) -> int:
        """The place of the step by which the decision was made; -1 where the trace has none."""
        places = (at for at, key in enumerate(self.keys) if key == self.decides)
        return max(places, default=-1)

    @property
    def reviewed(self) -> int:
        """The place of the last step of legal review; -1 where the trace has none."""
        reviews = (at for at, key in enumerate(self.keys) if self._reviews(key))
        return max(reviews, default=-1)

    def _reviews(self, key: str) -> bool:
        return key in self.nodes and bool(self.nodes[key].reviewed)

    @property
    def is_known(self) -> bool:
        """Whether every stage is one of the process: else its order says nothing."""
        return all(key in self.nodes for key in self.keys)

    def named(self, *keys: str) -> str:
        """Return the names of steps, as a sentence has them."""
        known = (self.nodes[key].name if key in self.nodes else key for key in keys)
        return "、".join(f"“{name}”" for name in known)

    def outcomes(self, key: str) -> list[str]:
        """Return what may come of a step: the conditions of the ways that leave it."""
        return [edge.condition for edge in self.process.leaving(key) if edge.condition]

    def before(self, place: int) -> frozenset[str]:
        """Return the stages taken before the one that a step follows: no way to it leads past them."""
        return frozenset(self.keys[:place]) - {self.keys[place]}

    def needed(self, place: int) -> tuple[str, ...] | None:
        """Return the steps that every way to this one takes; None where there is no way."""
        target = self.keys[place]
        if place == 0:
            must = self.process.unavoidable(self.process.start, target, frozenset())
            return (self.process.start, *must)
        source, before = self.keys[place - 1], self.before(place) - {self.keys[place - 1]}
        if target == source or target not in self.process.reached(source, before):
            return None
        return self.process.unavoidable(source, target, before)


def walk_of(decision: Decision, context: Context) -> Walk | None:
    """Return the walk of a decision; None without a trace, or a process of which one can be."""
    process = context.record(decision.process, Process)
    if not decision.trace or process is None:
        return None
    at = version_on(context.gate, decision.process or "", decision.decided_on)
    there = at.record if at and isinstance(at.record, Process) else process
    return Walk(decision, there) if there.start else None
