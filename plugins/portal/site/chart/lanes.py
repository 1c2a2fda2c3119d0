"""Ways back: each runs up a lane left of all it passes, its label between the lane and these (回路).

Shorter ways are nearer, as arcs are nested, so that few cross.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.site.chart.plan import Plan
from portal.site.chart.routes import beside
from portal.site.chart.shapes import Box, Label, Line, Point
from portal.site.chart.sizes import AWAY, BESIDE, TRACK, label

Reach = tuple[int, int, int]
"""Something to keep clear of: its left border, its upper and its lower end."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lines of all ways back, by their numbers, and the labels on them."""

    lines: Mapping[int, Line]
    labels: Sequence[Label]


@dataclass(frozen=True, slots=True)
class _End:
    """Where a way back leaves or enters: the points from the step to where its lane begins."""

    points: tuple[Point, ...]

    @property
    def y(self) -> int:
        return self.points[-1][1]


def lanes(plan: Plan, boxes: Sequence[Box]) -> Lanes:
    """Return the ways back of `plan`."""
    ends = _at_sides(plan, boxes) | _in_channels(plan, boxes)
    reached = list(_reaches(plan))
    lines, labels = {}, []
    for number in sorted(plan.ranking.back, key=lambda n: (ends[n, 0].y - ends[n, 1].y, n)):
        leaves, enters = ends[number, 0], ends[number, 1]
        high, low = sorted((leaves.y, enters.y))
        x = _free(reached, high, low) - TRACK - 2
        size = label(plan.flow.ways[number].condition)
        if size.width:
            row = plan.grid.labelled[plan.ranking.ranks[plan.flow.ways[number].source] - 1]
            made = plan.label(number, x, row, size)
            room = _free(reached, made.top, made.bottom) - AWAY - size.width - BESIDE
            x = min(x, room)
            labels.append(replace(made, x=x))
        reached.append((x, high, low))
        lane = ((x, leaves.y), (x, enters.y))
        lines[number] = Line(number, (*leaves.points, *lane, *reversed(enters.points)))
    return Lanes(lines, labels)


def _free(reached: Sequence[Reach], high: int, low: int) -> int:
    """Return the left border of all that stands from `high` to `low`."""
    return min((x for x, top, end in reached if top - AWAY < low and high < end + AWAY), default=0)


def _reaches(plan: Plan) -> Iterator[Reach]:
    """Yield the leftmost place of each row."""
    for row, places in enumerate(plan.rows):
        first = places[0]
        x = plan.columns.x[first] - round(plan.grid.places[first].left) + AWAY // 2
        yield x, plan.levels.top[row], plan.levels.top[row] + plan.levels.height[row]


def _at_sides(plan: Plan, boxes: Sequence[Box]) -> dict[tuple[int, int], _End]:
    """Return the ends at the left side of steps, by way and end (0 leaves, 1 enters).

    From above: ways that leave, to the nearest first; then ways that enter, from the farthest first.
    """
    ports: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number in plan.ranking.back:
        way = plan.flow.ways[number]
        length = plan.ranking.ranks[way.source] - plan.ranking.ranks[way.target]
        for end, step in enumerate((way.source, way.target)):
            if beside(plan.grid, plan.rows, step):
                ports[step].append((end, -length if end else length, number))
    ends = {}
    for step, sides in ports.items():
        box = boxes[step]
        for index, (end, _, number) in enumerate(sorted(sides)):
            y = box.y + TRACK * index - TRACK * (len(sides) - 1) // 2
            ends[number, end] = _End(((box.left + box.recess(y), y),))
    return ends


def _in_channels(plan: Plan, boxes: Sequence[Box]) -> dict[tuple[int, int], _End]:
    """Return the ends below and above steps that have others at their left."""
    ends = {}
    for row, channel in enumerate(plan.routes.channels):
        levels = [
            plan.levels.tracks[row][track] if track >= 0 else 0 for track in channel.tracks.track
        ]
        for number, net in channel.leaves.items():
            box = boxes[plan.flow.ways[number].source]
            ends[number, 0] = _End(((box.x, box.bottom), (box.x, levels[net])))
        for number, net in channel.enters.items():
            box, x = boxes[plan.flow.ways[number].target], plan.routes.entry[number]
            ends[number, 1] = _End(((x, box.top), (x, levels[net])))
    return ends
