"""How large everything is; all measures are units of the drawing, 16 to one rem (尺寸)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.site.chart.flow import Step
from portal.site.chart.text import measure, wrapped

REM: Final = 16
"""Units to one rem."""
NAME, NAME_LINE, NAME_EM = 16, 22, 9.5
"""Type of names: size, distance of lines, and how many em a line takes at most."""
SMALL, SMALL_LINE, FACT_EM, LABEL_EM = 13, 18, 11.5, 8
"""Small type, of facts and conditions."""
PORT: Final = 14
"""Distance of two ways that end side by side."""
TRACK: Final = 12
"""Distance of two ways that run side by side."""
AWAY: Final = 8
"""How far a line keeps from what is not its own."""
APART: Final = 14
"""How far a box keeps from others, on each side; two such lie between two boxes."""
BESIDE: Final = 7
"""From a line to its label."""
LOOP: Final = 20
"""How far a way from a step to itself leads away."""
INSET = {"开始": 20, "判断": 18, "结束": 20}
"""What corners take of the upper and lower side of a box; 办理 has small ones."""
SMALL_INSET, PADDING, LEAST_WIDTH = 6, 14, 112


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a box or a label, and what is written in it."""

    width: int
    height: int
    lines: tuple[str, ...]
    facts: tuple[str, ...] = ()


def inset(kind: str) -> int:
    """Return what the corners of a box take of its upper and lower side, each."""
    return INSET.get(kind, SMALL_INSET)


def box(place: int, step: Step, *, entries: int, sides: int) -> Size:
    """Return the size of the step at `place`, with `entries` from above and `sides` at a side.

    The number is written before the name.
    """
    lines = wrapped(step.numbered(place), NAME_EM)
    facts = tuple(line for fact in step.facts for line in wrapped(fact, FACT_EM))
    text = max(
        max(map(measure, lines), default=0) * NAME, max(map(measure, facts), default=0) * SMALL
    )
    corners = inset(step.kind)
    ports = 2 * (corners + PORT * max(0, entries - 1) + 4)
    width = max(text + 2 * PADDING + max(0, corners - 8), LEAST_WIDTH, ports)
    height = max(16 + NAME_LINE * len(lines) + SMALL_LINE * len(facts), (sides + 2) * TRACK)
    return Size(_even(width), _even(height), lines, facts)


def label(text: str) -> Size:
    """Return the size of a condition; of none, nothing."""
    lines = wrapped(text, LABEL_EM)
    if not lines:
        return Size(0, 0, ())
    return Size(_even(max(map(measure, lines)) * SMALL + 2), SMALL_LINE * len(lines) + 2, lines)


def _even(value: float) -> int:
    """Return the even number next above, so that centres are whole."""
    return 2 * -int(-value // 2)
