"""Where the places of each row stand from left to right (横坐标).

Places that a way links are put one below the other in blocks, as in U. Brandes, B. Köpf, "Fast and
Simple Horizontal Coordinate Assignment", GD 2001: the main path first, then bends, then the rest,
links that would cross a straight one left out. Blocks go as far to the left as their neighbours
let them; then each goes to the right, towards what it is linked to, as far as there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.site.chart.grid import Grid, Link
from portal.site.chart.order import Rows


@dataclass(frozen=True, slots=True)
class Columns:
    """The abscissa of each place's line, and in which block it stands."""

    x: tuple[int, ...]
    block: tuple[int, ...]


def blocks(grid: Grid, rows: Rows) -> tuple[int, ...]:
    """Return in which block each place of `grid` stands: blocks are called by their top places."""
    at = {place: index for row in rows for index, place in enumerate(row)}
    above: dict[int, int] = {}
    steps = [place.step >= 0 for place in grid.places]
    for gap in grid.gaps:
        for link in _straight(grid, gap, at, steps):
            above[link.lower] = link.upper
    block = list(range(len(grid.places)))
    for row in rows:
        for place in row:
            if place in above:
                block[place] = block[above[place]]
    return tuple(block)


def _straight(
    grid: Grid, gap: Sequence[Link], at: Mapping[int, int], steps: Sequence[bool]
) -> Iterator[Link]:
    """Yield the links of a gap that are to be straight: none crosses another, none shares an end."""

    def rank(link: Link) -> tuple[int, int, int]:
        ends = steps[link.upper] + steps[link.lower]
        return (-1 if link in grid.main_links else ends, at[link.upper], at[link.lower])

    taken: list[tuple[int, int]] = []
    for link in sorted(gap, key=rank):
        upper, lower = at[link.upper], at[link.lower]
        if all((upper - u) * (lower - w) > 0 for u, w in taken):
            taken.append((upper, lower))
            yield link


def columns(grid: Grid, rows: Rows, block: Sequence[int], floors: Mapping[int, int]) -> Columns:
    """Return where all places of `grid` stand; no block of `floors` is left of what this says."""
    apart = list(_apart(grid, rows, block))
    order = _left_to_right(block, apart)
    x = dict.fromkeys(order, -(10**6)) | dict(floors)
    ahead: dict[int, list[tuple[int, int]]] = {one: [] for one in order}
    for left, right, room in apart:
        ahead[left].append((right, room))
    for row in rows:
        first = block[row[0]]
        x[first] = max(x[first], 0)
    for one in order:
        for right, room in ahead[one]:
            x[right] = max(x[right], x[one] + room)
    _drawn_right(grid, block, order, ahead, x)
    return Columns(tuple(x[one] for one in block), tuple(block))


def _apart(grid: Grid, rows: Rows, block: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield which block stands right of which, and how far their lines are apart at least."""
    for row in rows:
        for left, right in pairwise(row):
            room = grid.places[left].right + grid.places[right].left
            yield block[left], block[right], round(room)


def _left_to_right(block: Sequence[int], apart: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the blocks, each after all that stand left of it."""
    waits = dict.fromkeys(block, 0)
    ahead: dict[int, list[int]] = {one: [] for one in waits}
    for left, right, _ in apart:
        waits[right] += 1
        ahead[left].append(right)
    order = [one for one, count in waits.items() if not count]
    for one in order:
        for right in ahead[one]:
            waits[right] -= 1
            if not waits[right]:
                order.append(right)
    return order


def _drawn_right(
    grid: Grid,
    block: Sequence[int],
    order: Sequence[int],
    ahead: Mapping[int, Sequence[tuple[int, int]]],
    x: dict[int, int],
) -> None:
    """Move blocks to the right, the rightmost first, to where most of their links lead."""
    linked: dict[int, list[int]] = {one: [] for one in order}
    for gap in grid.gaps:
        for link in gap:
            upper, lower = block[link.upper], block[link.lower]
            if upper != lower:
                linked[upper].append(lower)
                linked[lower].append(upper)
    main = {block[place] for place in grid.main}
    for one in reversed(order):
        if one in main or not linked[one]:
            continue
        wanted = sorted(x[other] for other in linked[one])[(len(linked[one]) - 1) // 2]
        bound = min((x[right] - room for right, room in ahead[one]), default=wanted)
        x[one] = max(x[one], min(wanted, bound))
