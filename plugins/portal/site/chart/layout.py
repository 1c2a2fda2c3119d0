"""Where everything of a chart stands, in whole units, the start at the top (布局).

By construction, for any flow: steps, labels and bends have their own room in their rows; horizontal
pieces run between the rows, or beside the leftmost step of a row; ways back run up lanes at the left of
all they pass. So no line runs through a step or a label, and no label lies on anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from portal.site.chart.flow import Flow
from portal.site.chart.grid import loop_height
from portal.site.chart.lanes import lanes
from portal.site.chart.plan import Plan, plan
from portal.site.chart.shapes import Box, Label, Line, Point
from portal.site.chart.sizes import LOOP, TRACK, label

MARGIN = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """A chart without ink; `lines` has a line for each way of the flow, in its order."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def layout(flow: Flow) -> Layout:
    """Return where everything of `flow` stands; the same for the same flow on every machine."""
    made = plan(flow)
    boxes = [made.box(step) for step in range(len(flow.steps))]
    back, selves = lanes(made, boxes), list(_selves(made, boxes))
    lines = {number: _forth(made, boxes, number) for number in made.ranking.forth}
    lines.update(back.lines)
    lines.update((line.way, line) for line, _ in selves)
    labels = [*_labels(made), *back.labels, *(one for _, one in selves if one.size.width)]
    return _shifted(boxes, [lines[number] for number in range(len(flow.ways))], labels)


def _forth(made: Plan, boxes: Sequence[Box], number: int) -> Line:
    """Return the line of a way forth: down, and aside where it bends."""
    way = made.flow.ways[number]
    source, target = boxes[way.source], boxes[way.target]
    x, points = source.x, [(source.x, source.bottom)]
    for row in range(made.grid.places[way.source].row + 1, made.grid.places[way.target].row + 1):
        lands = made.routes.landing[number, row]
        if lands != x:
            channel = made.routes.channels[row]
            y = made.levels.tracks[row][channel.tracks.track[channel.net_of[number]]]
            points += [(x, y), (lands, y)]
            x = lands
    return Line(number, (*points, (x, target.top)))


def _labels(made: Plan) -> Iterator[Label]:
    """Yield the labels of ways forth."""
    first = {link.way: link.lower for gap in reversed(made.grid.gaps) for link in gap}
    for number, place in first.items():
        size = made.grid.places[place].size
        if made.grid.places[place].step < 0 and size.width:
            yield made.label(number, made.columns.x[place], made.grid.places[place].row, size)


def _selves(made: Plan, boxes: Sequence[Box]) -> Iterator[tuple[Line, Label]]:
    """Yield the ways from a step to itself, one below the other at its right side."""
    used: dict[int, int] = {}
    for number in made.ranking.selves:
        step = made.flow.ways[number].source
        own = (n for n in made.ranking.selves if made.flow.ways[n].source == step)
        whole = sum(loop_height(label(made.flow.ways[n].condition)) for n in own)
        box, size = boxes[step], label(made.flow.ways[number].condition)
        top = box.y - whole // 2 + used.get(step, 0)
        used[step] = used.get(step, 0) + loop_height(size)
        middle = top + loop_height(size) // 2
        upper, lower, away = middle - TRACK // 2, middle + TRACK // 2, box.right + LOOP
        ends = (box.right - box.recess(upper), upper), (box.right - box.recess(lower), lower)
        line = Line(number, (ends[0], (away, upper), (away, lower), ends[1]))
        yield line, Label(number, away, middle, size)


def _shifted(boxes: Sequence[Box], lines: Sequence[Line], labels: Sequence[Label]) -> Layout:
    """Return everything so that it begins at the margin, without points where nothing bends."""
    rooms: list[Box | Label] = [*boxes, *labels]
    corners = [(one.left, one.top) for one in rooms] + [(one.right, one.bottom) for one in rooms]
    corners += chain.from_iterable(line.points for line in lines)
    left, top = (min(values) - MARGIN for values in zip(*corners, strict=True))
    right, bottom = (max(values) + MARGIN for values in zip(*corners, strict=True))
    return Layout(
        right - left,
        bottom - top,
        tuple(replace(box, x=box.x - left, y=box.y - top) for box in boxes),
        tuple(Line(line.way, _bends(line.points, left, top)) for line in lines),
        tuple(replace(one, x=one.x - left, y=one.y - top) for one in labels),
    )


def _bends(points: Sequence[Point], left: int, top: int) -> tuple[Point, ...]:
    """Return the ends and bends of a line, moved."""
    kept = [(points[0][0] - left, points[0][1] - top)]
    for (x, y), (further_x, further_y) in pairwise((*points[1:], (1 << 30, 1 << 30))):
        moved = (x - left, y - top)
        straight_on = moved[0] == kept[-1][0] and x == further_x
        straight_on |= moved[1] == kept[-1][1] and y == further_y
        if moved != kept[-1] and not straight_on:
            kept.append(moved)
    return tuple(kept)
