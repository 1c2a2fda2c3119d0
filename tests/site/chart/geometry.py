"""What is wrong with a chart, by geometry: every fault in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from portal.site.chart.flow import Flow
from portal.site.chart.layout import Layout
from portal.site.chart.shapes import Box, Label, Line, Point

Rectangle = tuple[float, float, float, float]
Piece = tuple[Point, Point]


def faults(flow: Flow, layout: Layout) -> list[str]:
    """Everything that a chart of `flow` must not do."""
    return [
        *overlaps(layout),
        *runs_through(flow, layout),
        *loose_ends(flow, layout),
        *outside(layout),
        *on_each_other(flow, layout),
    ]


def overlaps(layout: Layout) -> Iterator[str]:
    """Boxes and labels that share some of their room."""
    rooms = [(f"step {box.step}", room(box)) for box in layout.boxes]
    rooms += [(f"label {label.way}", room(label)) for label in layout.labels]
    for (one, first), (other, second) in combinations(rooms, 2):
        if overlap(first, second):
            yield f"{one} lies on {other}"


def runs_through(flow: Flow, layout: Layout) -> Iterator[str]:
    """Lines through boxes, their own ones included, and through labels."""
    for line in layout.lines:
        for piece in pairwise(line.points):
            for box in layout.boxes:
                if overlap(inner(room(box), 1), span(piece)) and not at_corner(
                    flow, line, piece, box
                ):
                    yield f"way {line.way} runs through step {box.step}"
            for label in layout.labels:
                if overlap(room(label), span(piece)):
                    yield f"way {line.way} runs through the label of {label.way}"


def at_corner(flow: Flow, line: Line, piece: Piece, box: Box) -> bool:
    """Whether `piece` is the end of `line` at the receding side of its own box, outside of it."""
    if box.step not in (flow.ways[line.way].source, flow.ways[line.way].target):
        return False
    (x, y), (other_x, other_y) = piece
    edge = box.size.width // 2 - box.recess(y)
    return y == other_y and min(abs(x - box.x), abs(other_x - box.x)) >= edge - 1


def loose_ends(flow: Flow, layout: Layout) -> Iterator[str]:
    """Lines that do not begin and end at the borders of their boxes."""
    for line, way in zip(layout.lines, flow.ways, strict=True):
        for point, step in ((line.points[0], way.source), (line.points[-1], way.target)):
            if not on_border(point, layout.boxes[step]):
                yield f"way {line.way} does not touch step {step}"
        if any(
            x != further_x and y != further_y
            for (x, y), (further_x, further_y) in pairwise(line.points)
        ):
            yield f"way {line.way} runs aslant"


def on_border(point: Point, box: Box) -> bool:
    """Whether a point lies on the border of a box, less than one unit off."""
    x, y = point
    if y in (box.top, box.bottom):
        return abs(x - box.x) <= box.size.width // 2 - box.recess(y)
    return (
        box.top < y < box.bottom and abs(abs(x - box.x) - (box.size.width // 2 - box.recess(y))) < 1
    )


def outside(layout: Layout) -> Iterator[str]:
    """What the drawing would cut off."""
    whole = (0, 0, layout.width, layout.height)
    rooms: list[Box | Label] = [*layout.boxes, *layout.labels]
    for one in rooms:
        if not within(room(one), whole):
            yield f"{one} is outside"
    for line in layout.lines:
        if not all(within((x, y, x, y), whole) for x, y in line.points):
            yield f"way {line.way} is outside"


def on_each_other(flow: Flow, layout: Layout) -> Iterator[str]:
    """Lines of different sources and targets that share a piece, so that nobody can tell them apart."""
    pieces = [(line.way, piece) for line in layout.lines for piece in pairwise(line.points)]
    for (one, first), (other, second) in combinations(pieces, 2):
        if flow.ways[one].source != flow.ways[other].source and shared(first, second):
            yield f"ways {one} and {other} lie on each other"


def shared(one: Piece, other: Piece) -> bool:
    """Whether two pieces lie on the same line and share more than a point."""
    for axis in (0, 1):
        across = 1 - axis
        same = {point[axis] for point in (*one, *other)}
        if len(same) == 1:
            low, high = sorted(point[across] for point in one)
            other_low, other_high = sorted(point[across] for point in other)
            return low < other_high and other_low < high
    return False


def room(one: Box | Label) -> Rectangle:
    """The rectangle that a box or a label takes."""
    return one.left, one.top, one.right, one.bottom


def inner(rectangle: Rectangle, by: float) -> Rectangle:
    """A rectangle without its border."""
    left, top, right, bottom = rectangle
    return left + by, top + by, right - by, bottom - by


def span(piece: Sequence[Point]) -> Rectangle:
    """The rectangle, flat in one direction, of a piece of a line."""
    (x, y), (other_x, other_y) = piece
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share more than a border."""
    left, top, right, bottom = one
    other_left, other_top, other_right, other_bottom = other
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


def within(one: Rectangle, other: Rectangle) -> bool:
    """Whether the first rectangle lies in the second."""
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
