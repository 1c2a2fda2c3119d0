"""What follows from what, as far as it goes: one walk for processes, lines of norms, agencies (图)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def reached(starts: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Return the nodes to which one comes from `starts`, themselves included, step by step."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        further = set(following(waiting.pop())) - found
        found |= further
        waiting += further
    return found
