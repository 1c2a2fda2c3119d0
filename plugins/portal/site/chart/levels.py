"""Where the rows and the tracks between them stand from top to bottom (纵坐标)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.site.chart import sizes
from portal.site.chart.flow import Flow
from portal.site.chart.grid import Grid
from portal.site.chart.ranks import Ranking
from portal.site.chart.routes import Routes

ABOVE_ARROW = 18
"""What the last piece of a way takes, with the head of the arrow."""
FREE = {(False, False): 28, (False, True): 8, (True, False): ABOVE_ARROW, (True, True): 8}
"""Room between two rows without tracks: of steps (False) or labels (True)."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The upper end and the height of each row, and of each channel its tracks, from above."""

    top: tuple[int, ...]
    height: tuple[int, ...]
    tracks: tuple[tuple[int, ...], ...]


def levels(flow: Flow, ranking: Ranking, grid: Grid, routes: Routes) -> Levels:
    """Return where rows and tracks stand; the first row or track is near 0."""
    heights = [max(grid.places[place].size.height for place in row) for row in grid.rows]
    for number in ranking.back:
        way = flow.ways[number]
        if way.condition:
            row = grid.labelled[ranking.ranks[way.source] - 1]
            heights[row] = max(heights[row], sizes.label(way.condition).height)
    heights = [height + height % 2 for height in heights]
    labels = set(grid.labelled.values())
    y, tops, tracks = 0, [], []
    for row, channel in enumerate(routes.channels):
        ends = (row == 0 or row - 1 in labels, row == len(heights) or row in labels)
        tracks.append(tuple(y + offset for offset in _offsets(channel.tracks.count, ends[0])))
        if tracks[-1]:
            y = tracks[-1][-1] + (8 if ends[1] else ABOVE_ARROW)
        elif 0 < row < len(heights):
            y += FREE[ends]
        if row < len(heights):
            tops.append(y)
            y += heights[row]
    return Levels(tuple(tops), tuple(heights), tuple(tracks))


def _offsets(count: int, after_labels: bool) -> Iterator[int]:
    """Yield how far below a row each of `count` tracks runs."""
    first = 8 if after_labels else 12
    return (first + sizes.TRACK * number for number in range(count))
