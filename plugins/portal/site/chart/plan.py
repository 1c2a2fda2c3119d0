"""From a flow to rows, columns, tracks and levels: all that is known before anything is drawn (规划)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.site.chart.columns import Columns, blocks, columns
from portal.site.chart.flow import Flow
from portal.site.chart.grid import Grid, grid
from portal.site.chart.levels import Levels, levels
from portal.site.chart.order import Rows, orders
from portal.site.chart.ranks import Ranking, ranking
from portal.site.chart.routes import Routes, routes
from portal.site.chart.shapes import Box, Label
from portal.site.chart.sizes import AWAY, Size

TRIES = 24


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is known of a chart before it is drawn."""

    flow: Flow
    ranking: Ranking
    grid: Grid
    rows: Rows
    columns: Columns
    routes: Routes
    levels: Levels

    def box(self, step: int) -> Box:
        """Return where the box of a step stands."""
        place = self.grid.places[step]
        kind, y = self.flow.steps[step].kind, self.levels.top[place.row] + place.size.height // 2
        return Box(step, self.columns.x[step], y, kind, place.size)

    def label(self, way: int, x: int, row: int, size: Size) -> Label:
        """Return the label of a way whose line runs at `x`, at the upper end of a row."""
        return Label(way, x, self.levels.top[row] + size.height // 2, size)


def plan(flow: Flow) -> Plan:
    """Return the plan of `flow`; blocks move to the right until no two ways lie on each other."""
    ranked = ranking(flow)
    places = grid(flow, ranked)
    rows, block = _narrowest(places)
    floors: dict[int, int] = {}
    placed = columns(places, rows, block, floors)
    routed = routes(flow, ranked, places, rows, placed)
    for _ in range(TRIES):
        clash = next(_clashing(places, placed, routed), None)
        if clash is None:
            break
        floors[clash] = max(floors.get(clash, 0), placed.x[clash]) + AWAY
        placed = columns(places, rows, block, floors)
        routed = routes(flow, ranked, places, rows, placed)
    return Plan(flow, ranked, places, rows, placed, routed, levels(flow, ranked, places, routed))


def _narrowest(grid: Grid) -> tuple[Rows, tuple[int, ...]]:
    """Return the rows and blocks that take least room, of the orders that cross least."""
    found = [(rows, blocks(grid, rows)) for rows in orders(grid)]

    def width(one: tuple[Rows, tuple[int, ...]]) -> float:
        x = columns(grid, *one, {}).x
        return max(x[row[-1]] + grid.places[row[-1]].right for row in one[0])

    return min(found, key=width) if len(found) > 1 else found[0]


def _clashing(grid: Grid, columns: Columns, routes: Routes) -> Iterator[int]:
    """Yield blocks to move, for lines that lie on each other in a channel: none of the main path."""
    for channel in routes.channels:
        for upper, lower in channel.tracks.clashes:
            for place in (*channel.lowers[upper], channel.uppers[lower]):
                if place >= 0 and columns.block[place] not in _still(grid, columns):
                    yield columns.block[place]


def _still(grid: Grid, columns: Columns) -> set[int]:
    return {columns.block[place] for place in grid.main}
