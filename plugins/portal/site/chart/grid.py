"""Steps, labels and bends as places in rows: the graph that the drawing is made of (网格).

Between two rows of steps is a row of labels, where there are any: a label is a place like a step, so
no line and no other label can come to lie on it (the label vertices of Gansner et al. 1993, §4.4,
and of C. D. Schulze, M. Spönemann, R. von Hanxleden, "Drawing Layered Graphs with Port Constraints",
JVLC 25 (2014) 89–106, §6). A way over several rows has a bend in each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.site.chart import sizes
from portal.site.chart.flow import Flow
from portal.site.chart.ranks import Ranking
from portal.site.chart.sizes import Size

NOTHING = Size(0, 0, ())


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in a row: a step, or the label or bend of a way (`step` is -1).

    `left` and `right` is the room it needs on either side of its line, distances included.
    """

    row: int
    left: float
    right: float
    size: Size
    step: int = -1


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of way `way` from one row to the next."""

    way: int
    upper: int
    lower: int


@dataclass(frozen=True, slots=True)
class Grid:
    """All places, those of the steps first; `gaps[i]` are the links between rows `i` and `i+1`.

    `labelled[rank]` is the row of the labels below the steps of a rank, where there is one.
    """

    places: tuple[Place, ...]
    rows: tuple[tuple[int, ...], ...]
    gaps: tuple[tuple[Link, ...], ...]
    labelled: dict[int, int]
    main: frozenset[int]
    main_links: frozenset[Link]


def grid(flow: Flow, ranking: Ranking) -> Grid:
    """Return the places of `flow`, the rows still in the order in which the ways are met."""
    row_of, labelled = _rows(flow, ranking)
    boxes = _boxes(flow, ranking)
    places = [_step(flow, ranking, row_of, boxes, step) for step in range(len(flow.steps))]
    links: list[Link] = []
    for number in ranking.forth:
        links += _chain(flow, number, places, labelled)
    gaps: list[list[Link]] = [[] for _ in range(len(row_of) + len(labelled) - 1)]
    for link in links:
        gaps[places[link.upper].row].append(link)
    main_links = frozenset(link for link in links if link.way in set(ranking.main))
    main = {end for link in main_links for end in (link.upper, link.lower)} | {flow.start}
    rows = _met(places, gaps, main, flow.start)
    return Grid(tuple(places), rows, tuple(map(tuple, gaps)), labelled, frozenset(main), main_links)


def _rows(flow: Flow, ranking: Ranking) -> tuple[list[int], dict[int, int]]:
    """Return in which row each rank stands, and the row of labels below a rank that has labels."""
    below = {ranking.ranks[flow.ways[n].source] for n in ranking.forth if flow.ways[n].condition}
    above = (ranking.ranks[flow.ways[n].source] for n in ranking.back if flow.ways[n].condition)
    below |= {rank - 1 for rank in above}
    row_of: list[int] = []
    labelled: dict[int, int] = {}
    for rank in range(max(ranking.ranks) + 1):
        row_of.append(len(row_of) + len(labelled))
        if rank in below:
            labelled[rank] = row_of[-1] + 1
    return row_of, labelled


def _boxes(flow: Flow, ranking: Ranking) -> list[Size]:
    entries = Counter(flow.ways[n].target for n in (*ranking.forth, *ranking.back))
    sides = Counter(end for n in ranking.back for end in (flow.ways[n].source, flow.ways[n].target))
    return [
        sizes.box(number, step, entries=entries[number], sides=sides[number])
        for number, step in enumerate(flow.steps)
    ]


def _step(
    flow: Flow, ranking: Ranking, row_of: Sequence[int], boxes: Sequence[Size], step: int
) -> Place:
    size, row = boxes[step], row_of[ranking.ranks[step]]
    own = [
        sizes.label(flow.ways[n].condition) for n in ranking.selves if flow.ways[n].source == step
    ]
    half, beside = size.width / 2 + sizes.APART, 0
    if own:
        height = max(size.height, sum(loop_height(one) for one in own) + 2 * sizes.AWAY)
        size = Size(size.width, height + height % 2, size.lines, size.facts)
        beside = sizes.LOOP + sizes.BESIDE + max(one.width for one in own)
    return Place(row, half, half + beside, size, step)


def loop_height(label: Size) -> int:
    """Return how much of the side of a box a way to itself takes."""
    return max(label.height, 2 * sizes.TRACK) + 4


def _chain(
    flow: Flow, number: int, places: list[Place], labelled: dict[int, int]
) -> Iterator[Link]:
    """Yield the links of a way, adding its label and bends to `places`."""
    way = flow.ways[number]
    first, last = places[way.source].row + 1, places[way.target].row
    text = sizes.label(way.condition)
    rows_with_labels = set(labelled.values())
    ends = [way.source]
    for row in range(first, last):
        size = text if row == first and row in rows_with_labels else NOTHING
        right = sizes.BESIDE + size.width + sizes.AWAY if size.width else sizes.AWAY
        ends.append(len(places))
        places.append(Place(row, sizes.AWAY, right, size))
    for upper, lower in pairwise((*ends, way.target)):
        yield Link(number, upper, lower)


def _met(
    places: Sequence[Place], gaps: Sequence[Sequence[Link]], main: set[int], start: int
) -> tuple[tuple[int, ...], ...]:
    """Return the rows: the main path leftmost, the others as a search in depth meets them."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for gap in gaps:
        for link in gap:
            below[link.upper].append(link.lower)
    rows: list[list[int]] = [[] for _ in range(len(gaps) + 1)]
    seen: set[int] = set()
    waiting = [*reversed(range(len(places))), start]
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            rows[places[place].row].append(place)
            waiting += [*reversed(below[place])]
    return tuple(tuple(sorted(row, key=lambda place: place not in main)) for row in rows)
