"""In which order the places of a row stand, so that few ways cross (排序).

Barycentres, down and up in turn, as in Sugiyama et al. 1981; the best order met is kept. Crossings are
counted as in W. Barth, M. Jünger, P. Mutzel, "Simple and Efficient Bilayer Cross Counting", GD 2002.
The main path stays leftmost: so it can be straight, and ways back have the left side for themselves.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from portal.site.chart.grid import Grid

SWEEPS = 6

Rows = tuple[tuple[int, ...], ...]


def orders(grid: Grid) -> tuple[Rows, ...]:
    """Return the rows of `grid` in the orders with the fewest crossings that were met, each once."""
    above, below = _neighbours(grid)
    rows = [list(row) for row in grid.rows]
    best, fewest = {grid.rows: None}, crossings(grid, rows)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downwards = sweep % 2 == 0
        _sweep(rows, above if downwards else below, grid.main, downwards=downwards)
        crossed = crossings(grid, rows)
        if crossed < fewest:
            best, fewest = {}, crossed
        if crossed == fewest:
            best[tuple(map(tuple, rows))] = None
    return tuple(best)


def _neighbours(grid: Grid) -> tuple[list[list[int]], list[list[int]]]:
    above: list[list[int]] = [[] for _ in grid.places]
    below: list[list[int]] = [[] for _ in grid.places]
    for gap in grid.gaps:
        for link in gap:
            above[link.lower].append(link.upper)
            below[link.upper].append(link.lower)
    return above, below


def _sweep(
    rows: list[list[int]],
    fixed: Sequence[Sequence[int]],
    main: frozenset[int],
    *,
    downwards: bool,
) -> None:
    """Sort each row by where the neighbours in the row just sorted stand."""
    at = {place: index for row in rows for index, place in enumerate(row)}
    for row in rows if downwards else reversed(rows):
        weights = {
            place: sum(at[one] for one in fixed[place]) / len(fixed[place])
            if fixed[place]
            else at[place]
            for place in row
        }
        row.sort(key=lambda place: (place not in main, weights[place]))
        for index, place in enumerate(row):
            at[place] = index


def crossings(grid: Grid, rows: Sequence[Sequence[int]]) -> int:
    """Return how many links cross."""
    at = {place: index for row in rows for index, place in enumerate(row)}
    total = 0
    for gap in grid.gaps:
        ends: list[int] = []
        for _, lower in sorted((at[link.upper], at[link.lower]) for link in gap):
            total += len(ends) - bisect_right(ends, lower)
            insort(ends, lower)
    return total
