"""Where ways enter their targets, and what runs between two rows (走线).

Ways leave a step together, from the middle of its lower side; each enters its target by itself.
Ways back from and to the leftmost place of a row leave and enter at its left side; the others from
below and from above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.site.chart.columns import Columns
from portal.site.chart.flow import Flow
from portal.site.chart.grid import Grid
from portal.site.chart.order import Rows
from portal.site.chart.ranks import Ranking
from portal.site.chart.sizes import PORT
from portal.site.chart.tracks import Net, Tracks, tracks


@dataclass(frozen=True, slots=True)
class Channel:
    """What runs above a row (below the last one, in the channel after it).

    `net_of` names the net of each way that passes forth; `leaves` and `enters` those of ways back
    that run to or from a lane here. `uppers` and `lowers` are the places that nets come from and go to.
    """

    tracks: Tracks
    net_of: Mapping[int, int]
    leaves: Mapping[int, int]
    enters: Mapping[int, int]
    uppers: Sequence[int]
    lowers: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Routes:
    """`entry` is where each way enters its target from above; `channels[i]` runs above row `i`.

    `landing` is where a way forth (by its number) arrives in a row.
    """

    entry: Mapping[int, int]
    landing: Mapping[tuple[int, int], int]
    channels: tuple[Channel, ...]


def beside(grid: Grid, rows: Rows, step: int) -> bool:
    """Return whether ways back leave and enter `step` at its left side."""
    return rows[grid.places[step].row][0] == step


def routes(flow: Flow, ranking: Ranking, grid: Grid, rows: Rows, columns: Columns) -> Routes:
    """Return all ways of `flow` but those that lead from a step to itself."""
    leaves: defaultdict[int, list[int]] = defaultdict(list)
    enters: defaultdict[int, list[int]] = defaultdict(list)
    for number in ranking.back:
        way = flow.ways[number]
        if not beside(grid, rows, way.source):
            leaves[grid.places[way.source].row + 1].append(number)
        if not beside(grid, rows, way.target):
            enters[grid.places[way.target].row].append(number)
    entry = _entries(flow, grid, columns.x, [n for numbers in enters.values() for n in numbers])
    gaps = ((), *grid.gaps, ())
    channels, landing = [], {}
    for row, gap in enumerate(gaps):
        nets = _Nets(flow, columns.x, entry)
        for link in gap:
            lands = entry[link.way] if grid.places[link.lower].step >= 0 else columns.x[link.lower]
            landing[link.way, row] = lands
            nets.forth(link.way, link.upper, link.lower, lands)
        channels.append(nets.channel(leaves[row], enters[row]))
    return Routes(entry, landing, tuple(channels))


class _Nets:
    """Gathers what runs in one channel."""

    def __init__(self, flow: Flow, x: Sequence[int], entry: Mapping[int, int]) -> None:
        self.flow, self.x, self.entry = flow, x, entry
        self.numbers: dict[int, int] = {}
        self.uppers: list[int] = []
        self.tops: list[list[int]] = []
        self.lowers: list[list[int]] = []
        self.bottoms: list[list[int]] = []
        self.out: list[bool] = []
        self.net_of: dict[int, int] = {}

    def forth(self, way: int, upper: int, lower: int, lands: int) -> None:
        net = self.numbers[upper] if upper in self.numbers else self._net(upper)
        self.net_of[way] = net
        self.lowers[net].append(lower)
        self.bottoms[net].append(lands)

    def channel(self, leaves: Sequence[int], enters: Sequence[int]) -> Channel:
        leaving, entering = {}, {}
        for way in leaves:
            source = self.flow.ways[way].source
            leaving[way] = self.numbers[source] if source in self.numbers else self._net(source)
            self.out[leaving[way]] = True
        for way in enters:
            entering[way] = self._net(-1)
            self.lowers[-1].append(self.flow.ways[way].target)
            self.bottoms[-1].append(self.entry[way])
            self.out[-1] = True
        sides = zip(self.tops, self.bottoms, self.out, strict=True)
        nets = [Net(tuple(tops), tuple(bottoms), out) for tops, bottoms, out in sides]
        return Channel(tracks(nets), self.net_of, leaving, entering, self.uppers, self.lowers)

    def _net(self, upper: int) -> int:
        self.numbers[upper] = len(self.uppers)
        self.uppers.append(upper)
        self.tops.append([self.x[upper]] if upper >= 0 else [])
        self.lowers.append([])
        self.bottoms.append([])
        self.out.append(False)
        return self.numbers[upper]


def _entries(flow: Flow, grid: Grid, x: Sequence[int], from_lanes: Sequence[int]) -> dict[int, int]:
    """Return where each way that comes from above enters its target."""
    coming: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for way in from_lanes:
        coming[flow.ways[way].target].append((-(10**6), way))
    for gap in grid.gaps:
        for link in gap:
            if grid.places[link.lower].step >= 0:
                coming[link.lower].append((x[link.upper], link.way))
    entry = {}
    for target, ways in coming.items():
        for (_, way), offset in zip(sorted(ways), _offsets(x[target], sorted(ways)), strict=True):
            entry[way] = x[target] + offset
    return entry


def _offsets(centre: int, ways: Sequence[tuple[int, int]]) -> list[int]:
    """Return how far from the centre each way enters: one that comes straight down not at all."""
    middle = next((i for i, (x, _) in enumerate(ways) if x == centre), None)
    if middle is None:
        return [PORT * i - PORT * (len(ways) - 1) // 2 for i in range(len(ways))]
    return [PORT * (i - middle) for i in range(len(ways))]
