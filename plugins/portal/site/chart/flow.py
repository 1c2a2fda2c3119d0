"""A process as a chart needs it: steps and ways, nothing of the record's type (流程)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["", "taken", "late", "idle"]
Kind = Literal["开始", "办理", "判断", "结束"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step (环节): its name, its kind, and what small type says of it, each fact by itself.

    Before the name stands its `number`, that of its place where none is given. Of a path through
    the flow, `mark` says whether the step was taken, taken late, or passed by.
    """

    name: str
    kind: str = "办理"
    facts: tuple[str, ...] = ()
    number: str | None = None
    mark: Mark = ""

    def numbered(self, place: int) -> str:
        """Return the name with the number before it, of the step at `place` in the flow."""
        number = f"{place + 1}" if self.number is None else self.number
        return f"{number} {self.name}" if number else self.name


@dataclass(frozen=True, slots=True)
class Way:
    """A way (走向) from one step to another, by their places in the list, under a condition.

    `taken` is a way that a path goes.
    """

    source: int
    target: int
    condition: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps in the order of the record, and the ways between them."""

    steps: tuple[Step, ...]
    ways: tuple[Way, ...]

    @property
    def start(self) -> int:
        """The place of the first step of the kind 开始; where there is none, of the first step."""
        return next((i for i, step in enumerate(self.steps) if step.kind == "开始"), 0)

    def leaving(self) -> list[list[int]]:
        """Return the places of the ways that leave each step, in the record's order."""
        leaving: list[list[int]] = [[] for _ in self.steps]
        for number, way in enumerate(self.ways):
            leaving[way.source].append(number)
        return leaving
